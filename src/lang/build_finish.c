#include "lang/build.h"

#include "lang/index_names.h"

static void where_and_when(struct build *b)
{
    int sign;
    struct frame *f = &b->f;
    size_t when = item_op(b, OP_WHEN), where = item_op(b, OP_WHERE);
    if (f->subject < 0)
        return;
    const struct model *m = index_model(b->r->x, f->subject);
    if (when != NOWHERE && f->targets_n == 0) {
        int d = m->default_date;
        for (size_t i = 0; i < b->n; i++)
            if (item_is_date_field(b, i)) {
                frame_target(f, b->it[i].node, b->it[i].from);
                b->it[when].used = b->it[i].used = true;
                return;
            }
        if (d >= 0) {
            frame_target(f, node_of_field(f->subject, d), b->it[when].from);
            b->it[when].used = true;
        }
    }
    (void)sign;
    if (where == NOWHERE || f->targets_n)
        return;
    static const char *const places[] = {
        "location", "city",   "address", "venue",   "place",
        "state",    "county", "region",  "country", "headquarters"
    };
    for (size_t p = 0; p < sizeof places / sizeof *places; p++)
        for (int k = 0; k < (int)m->fields_n; k++) {
            struct name_words w;
            if (k == m->display_field)
                continue; /* it is known */
            name_cut(b->r->a, m->fields[k].label, &w);
            for (unsigned i = 0; i < w.n; i++)
                if (str_eq(w.w[i], str_c(places[p]))) {
                    struct node n = node_of_field(f->subject, k);
                    if (m->fields[k].type == FIELD_REF && m->fields[k].ref_model >= 0)
                        n = (struct node){ m->fields[k].ref_model, -1, -1, f->subject, k };
                    frame_target(f, n, b->it[where].from);
                    b->it[where].used = true;
                    return;
                }
        }
}

/* A role named once holds for all that is said of its model. */
static void inherit_role(struct build *b, struct node *n)
{
    if (n->model < 0 || n->via_field >= 0 || n->model == b->f.subject)
        return;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_model(b, i) && b->it[i].node.model == n->model &&
            b->it[i].node.via_field >= 0) {
            n->via_model = b->it[i].node.via_model;
            n->via_field = b->it[i].node.via_field;
            return;
        }
}

static void roles(struct build *b)
{
    struct frame *f = &b->f;
    for (size_t i = 0; i < f->filters_n; i++)
        inherit_role(b, &f->filters[i].node);
    for (size_t i = 0; i < f->targets_n; i++)
        inherit_role(b, &f->targets[i].node);
    for (size_t i = 0; i < f->keys_n; i++)
        inherit_role(b, &f->keys[i].node);
}

static bool picked_by_name(const struct frame *f, int model)
{
    for (size_t i = 0; i < f->filters_n; i++)
        if (f->filters[i].is_name && f->filters[i].node.model == model && !f->filters[i].negated)
            return true;
    return false;
}

/* "order value per region": a sum, without saying so; a rate is averaged. */
static void implied_aggregates(struct build *b)
{
    struct frame *f = &b->f;
    bool plain_text = false;
    for (size_t i = 0; i < f->targets_n; i++)
        plain_text |= !f->targets[i].has_agg && !node_is_number(b->r, f->targets[i].node);
    for (size_t i = 0; i < f->targets_n; i++) {
        struct target *t = &f->targets[i];
        if (t->has_agg || !node_is_number(b->r, t->node))
            continue;
        bool group = f->keys_n > 0 || f->trend;
        bool summed = !plain_text && !f->rank.is_set && node_is_amount(b->r, t->node) &&
                      !picked_by_name(f, t->node.model) &&
                      (f->periods_n || f->share || f->compare != COMPARE_NONE ||
                       f->filters_n == 0 || f->filters[0].node.model != t->node.model ||
                       t->node.measure >= 0);
        if (t->node.measure >= 0)
            summed = true;
        if (!group && !summed)
            continue;
        t->has_agg = true;
        t->agg = node_agg(b->r, t->node);
        t->is_guess = !node_is_amount(b->r, t->node);
        if (t->is_guess)
            b->d.guesses++;
    }
}

/* "the lightest one in kg", "the most expensive one, amount": its figure. */
static bool asks_unit(const struct build *b)
{
    static const char *const units[] = { "kg", "km", "cm", "mm", "amount", "value", "price" };
    size_t last = b->n;
    while (last > 0 && b->it[last - 1].kind == ITEM_MARK)
        last--;
    if (last < 2 || !(b->it[last - 2].kind == ITEM_MARK || item_word(b, last - 2, "in")))
        return false;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (item_word(b, last - 1, units[k]))
            return true;
    return false;
}

/* "the biggest order, in euros", "what did X invoice us in EUR": an amount. */
static void money_target(struct build *b)
{
    struct frame *f = &b->f;
    if (f->targets_n == 0 && f->rank.is_set && f->rank.limit == 1 && asks_unit(b) &&
        node_is_number(b->r, f->rank.by.node)) {
        (void)frame_target(f, f->rank.by.node, 0);
        return;
    }
    if (!b->in_money || f->subject < 0)
        return;
    for (size_t i = 0; i < f->targets_n; i++)
        if (node_is_number(b->r, f->targets[i].node) || f->targets[i].has_agg)
            return;
    struct node n = NODE_NONE;
    if (f->rank.is_set && f->rank.limit == 1 && node_is_number(b->r, f->rank.by.node)) {
        n = f->rank.by.node;
    } else if (f->targets_n == 0 && !f->rank.is_set) {
        int amount = field_amount(b->r, f->subject);
        if (amount >= 0)
            n = node_of_field(f->subject, amount);
    }
    if (!node_is_set(n))
        return;
    struct target *t = frame_target(f, n, 0);
    t->has_agg = !f->rank.is_set;
    t->agg = AGG_SUM;
}

/* "suppliers with their score": the name as well. */
static void named_list(struct build *b)
{
    struct frame *f = &b->f;
    if (f->targets_n == 0 || f->keys_n || f->subject < 0 || f->targets_n == TARGETS_MAX)
        return;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].has_agg || f->targets[i].node.field < 0)
            return;
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_link(b, i, MENTION_MODEL) || b->it[i].node.model != f->subject ||
            b->it[i].from > f->targets[0].at)
            continue;
        size_t with = item_next(b, i);
        while (with != NOWHERE && b->it[with].from < f->targets[0].at &&
               !(item_is_op(b, with, OP_WITH) || item_is_op(b, with, OP_AND)))
            with = item_next(b, with);
        size_t their = with == NOWHERE ? NOWHERE : item_next(b, with);
        if (!item_is_op(b, their, OP_THOSE) || b->it[their].arg != 1)
            return;
        memmove(&f->targets[1], &f->targets[0], f->targets_n * sizeof *f->targets);
        f->targets[0] = (struct target){ .node = NODE_NONE, .since = NODE_NONE };
        f->targets[0].node.model = f->subject;
        f->targets_n++;
        return;
    }
}

static void default_targets(struct build *b)
{
    struct frame *f = &b->f;
    money_target(b);
    if (f->targets_n == 0 && f->subject >= 0) {
        bool counts = (f->keys_n && !f->keys_only && !(f->rank.by_count && f->rank.limit)) ||
                      f->trend || f->share || f->compare != COMPARE_NONE;
        if (f->keys_n && f->rank.is_set && f->rank.limit && node_is_set(f->rank.by.node))
            counts = false; /* what ranks is shown */
        if (counts)
            frame_count(f, f->subject);
    }
    if (f->targets_n == 0 && f->keys_n == 0 && f->subject < 0)
        b->d.no_target = true;
}

/* The unit that was named, when there are several of it. */
static enum grain trend_grain(const struct frame *f)
{
    const struct time_span *t = f->periods_n ? f->periods[0].time : NULL;
    if (!t || t->grain > GRAIN_FISCAL_YEAR || !t->has_from || !t->has_to)
        return GRAIN_MONTH;
    int64_t days = (t->to - t->from) / DAY_S;
    if (t->grain == GRAIN_YEAR && days > 1100)
        return GRAIN_YEAR;
    if ((t->grain == GRAIN_QUARTER && days > 200) || (t->grain == GRAIN_WEEK && days > 14) ||
        (t->grain == GRAIN_DAY && days > 1 && days < 32))
        return t->grain;
    return days <= 31 ? GRAIN_DAY : GRAIN_MONTH;
}

/* "order value, last 4 quarters": one figure for each. */
static bool series(const struct build *b)
{
    const struct when *w = b->f.periods_n == 1 ? &b->f.periods[0] : NULL;
    if (!w || !w->time || b->f.keys_n || b->f.compare != COMPARE_NONE || b->f.rank.is_set ||
        b->f.share || !(item_op(b, OP_SHARE) == NOWHERE) || w->at == 0 ||
        b->r->tokens.p[w->at - 1].text.p[0] != ',' || w->time->grain > GRAIN_YEAR ||
        !(w->time->has_from && w->time->has_to))
        return false;
    bool figures = b->f.targets_n > 0;
    for (size_t i = 0; i < b->f.targets_n; i++)
        figures &= b->f.targets[i].has_agg || node_is_amount(b->r, b->f.targets[i].node);
    static const int days[] = { [GRAIN_DAY] = 1,      [GRAIN_WEEK] = 7,   [GRAIN_MONTH] = 31,
                                [GRAIN_QUARTER] = 92, [GRAIN_HALF] = 184, [GRAIN_YEAR] = 366 };
    return figures && (w->time->to - w->time->from) / DAY_S > days[w->time->grain];
}

static void trend(struct build *b)
{
    struct frame *f = &b->f;
    size_t t = item_op(b, OP_TREND);
    if (t == NOWHERE && !series(b))
        return;
    if (t != NOWHERE)
        b->it[t].used = true;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].has_grain)
            return;
    f->trend = true;
    if (f->keys_n < KEYS_MAX)
        f->keys[f->keys_n++] =
            (struct key){ .node = NODE_NONE, .has_grain = true, .grain = trend_grain(f) };
}

/* Keys without anything computed are a mere "for each": a list. */
static void keys_of_list(struct build *b)
{
    struct frame *f = &b->f;
    if (frame_has_aggregate(f) || f->rank.by_count || !f->keys_n || !f->targets_n)
        return;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].has_grain || !f->keys[i].is_each)
            return;
    if (f->rank.is_set && f->rank.limit)
        return;
    f->keys_n = 0;
}

static void leftovers(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct item *it = &b->it[i];
        if (it->used || it->negated == true)
            continue;
        b->d.unused_ops += it->kind == ITEM_WORD && item_word(b, i, "per");
        if (it->kind == ITEM_NUMBER && it->m->quality > 0.5)
            b->d.unused_items++;
        if (it->kind == ITEM_OP) {
            switch (it->op) {
            case OP_AGG:
            case OP_MOST:
            case OP_ADJ_MOST:
            case OP_ADJ_MORE:
            case OP_COUNT:
            case OP_NOT:
            case OP_WITHOUT:
            case OP_AVERAGE_OF:
            case OP_BETWEEN:
            case OP_COMMON:
            case OP_OVERDUE:
            case OP_LATE:
            case OP_ONTIME:
            case OP_DAYS:
            case OP_HOWMUCH:
            case OP_ADJ_HOW:
            case OP_SHARE:
            case OP_RATIO:
            case OP_CONTAINS:
            case OP_CUMULATIVE:
            case OP_TOP:
            case OP_LATEST:
                b->d.unused_ops++;
                break;
            case OP_CMP:
                b->d.unused_ops += it->arg != COND_EQ;
                break;
            case OP_GROUP:
                b->d.unused_ops += it->arg == 1;
                b->d.weak_uncovered += 0.5;
                break;
            case OP_WHEN:
            case OP_WHERE:
            case OP_ORDER:
                b->d.weak_uncovered += 0.5;
                break;
            default:
                break;
            }
        }
    }
}

/* Are the rows named, other than as in "customer segments"? */
static bool names_rows(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        size_t n = item_next(b, i);
        if (!item_is_link(b, i, MENTION_MODEL) || b->it[i].node.model != b->f.subject)
            continue;
        if (!item_is_link(b, n, MENTION_FIELD) || b->it[n].from != b->it[i].to ||
            b->it[n].node.model != b->f.subject || b->f.targets_n > 1)
            return true;
    }
    for (size_t i = 0; i < b->f.filters_n; i++)
        if (b->f.filters[i].is_name && b->f.filters[i].node.model == b->f.subject)
            return true;
    return b->f.ask != ASK_LIST;
}

/* "which contract types exist", "what statuses are there", "reasons for
 * returns": each once. */
static bool asks_for_kinds(const struct build *b)
{
    const struct frame *f = &b->f;
    bool exists = item_op(b, OP_EXISTS) != NOWHERE || item_has_word(b, 0, b->n, "exist") ||
                  item_has_word(b, 0, b->n, "exists") || item_has_word(b, 0, b->n, "possible");
    if (f->targets_n == 0 || f->keys_n || f->rank.is_set)
        return false;
    bool which = false;
    for (size_t i = 0; i < b->n; i++)
        which |= item_is_op(b, i, OP_WHICH) &&
                 (b->it[i].arg == 0 || item_has_word(b, 0, b->n, "can")) &&
                 (item_is_link(b, item_next(b, i), MENTION_FIELD) ||
                  (item_is_link(b, item_next(b, i), MENTION_VALUE) &&
                   item_is_link(b, item_next(b, item_next(b, i)), MENTION_FIELD)));
    for (size_t i = 0; i < f->targets_n; i++) {
        const struct target *t = &f->targets[i];
        const struct field *field = node_field(b->r, t->node);
        int sign;
        bool year = field && field_by_words(b->r, t->node.model, "year", &sign) == t->node.field;
        if (t->has_agg || !field || !(field_is_text(field) || year) ||
            t->node.field == index_model(b->r->x, t->node.model)->display_field)
            return false;
    }
    return exists || which || (!names_rows(b) && f->scopes_n == 1);
}

/* "new suppliers in 2025": the time says what is new. */
static void explained_words(struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind == ITEM_WORD && item_word(b, i, "new") && b->f.periods_n) {
            b->it[i].kind = ITEM_STOP;
            b->d.uncovered -= 1;
        }
}

/* "only those with more than 50" of what is computed in each group. */
static void implied_having(struct build *b)
{
    struct frame *f = &b->f;
    if (!f->keys_n || f->has_having)
        return;
    for (size_t i = 0; i < b->n; i++) {
        size_t p = item_prev(b, i), tail = item_next(b, i);
        bool behind = item_is_op(b, tail, OP_CMP_TAIL);
        if (b->it[i].kind != ITEM_NUMBER || b->it[i].used || (!behind && !item_is_op(b, p, OP_CMP)))
            continue;
        p = behind ? tail : p;
        f->has_having = true;
        f->having = (struct filter){ .op = (enum cond_op)b->it[p].arg, .values_n = 1 };
        size_t of = item_next(b, behind ? tail : i);
        f->having_count = item_is_model(b, of) && b->it[of].node.model == f->subject;
        if (f->having_count)
            b->it[of].used = true;
        f->having_money = b->in_money || b->it[i].m->number >= 10000;
        f->having.values[0] = value_for_field(NULL, b->it[i].m->number);
        b->it[i].used = b->it[p].used = true;
        return;
    }
}

/* "hires per year": a date is no figure, its records are counted. */
static void counted_dates(struct build *b)
{
    struct frame *f = &b->f;
    bool grain = false;
    for (size_t i = 0; i < f->keys_n; i++)
        grain |= f->keys[i].has_grain;
    for (size_t i = 0; i < f->targets_n && grain; i++) {
        const struct field *field = node_field(b->r, f->targets[i].node);
        if (f->targets[i].has_agg || !field || !field_is_date(field))
            return;
    }
    if (!grain || !f->targets_n)
        return;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].has_grain && !node_is_set(f->keys[i].node))
            f->keys[i].node = f->targets[0].node;
    f->subject = f->targets[0].node.model;
    f->targets_n = 0;
    frame_count(f, f->subject);
}

/* "cities with at least 100 patients": a field and how often it occurs. */
static void frequent_values(struct build *b)
{
    struct frame *f = &b->f;
    if (f->targets_n != 1 || f->targets[0].has_agg || f->keys_n || f->scopes_n != 2 ||
        !f->scopes[1].counted)
        return;
    const struct target *t = &f->targets[0];
    if (t->node.field < 0 || t->node.model != f->scopes[1].model ||
        t->node.field == index_model(b->r->x, t->node.model)->display_field)
        return;
    f->keys[f->keys_n++] = (struct key){ .node = t->node };
    f->has_having = f->having_count = f->keys_only = true;
    f->having = (struct filter){ .op = f->scopes[1].op, .values_n = 1 };
    f->having.values[0] = value_int((int64_t)f->scopes[1].number);
    f->subject = t->node.model;
    f->scopes_n = 1;
    f->targets_n = 0;
}

/* "the most expensive product of each brand": not the first of all groups, but
 * the first in each.  What cannot be said so must not be answered as if. */
static void first_of_each(struct build *b)
{
    struct frame *f = &b->f;
    size_t super = NOWHERE;
    if (!f->rank.is_set || !f->rank.limit || !f->rank.from_super || !f->keys_n ||
        f->keys[0].has_grain)
        return;
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].from == f->rank.by.at && b->it[i].kind == ITEM_OP)
            super = i;
    size_t n = super == NOWHERE ? NOWHERE : item_next(b, super);
    while (n != NOWHERE && (b->it[n].kind == ITEM_NUMBER || item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    bool each = false;
    for (size_t i = 0; i < b->n; i++)
        each |= item_is_op(b, i, OP_GROUP) && b->it[i].arg == 1;
    if (!each || !item_is_model(b, n))
        return;
    int model = b->it[n].node.model;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].is_record && f->keys[i].node.model == model)
            return;
    bool row = f->keys_n == 1 && f->rank.limit == 1 && !f->offset && !f->rank.by_count &&
               !f->rank.by.has_agg && f->rank.by.node.model == model &&
               f->rank.by.node.field >= 0 && f->keys[0].is_record && f->targets_n == 0 &&
               index_forward(b->r->x, model, f->keys[0].node.model) != 255;
    if (!row) {
        b->d.odd = true;
        b->d.unused_ops += 2;
        return;
    }
    f->within = true;
    f->within_key = f->keys[0].node;
    f->keys_n = 0;
    f->subject = model;
    frame_target(f, f->within_key, 0);
    struct node own = NODE_NONE;
    own.model = model;
    frame_target(f, own, 0);
    frame_target(f, f->rank.by.node, 0);
}

/* "How long is the Nile?", told in a line for each country that it runs through:
 * rows without a key that repeat what one name has. */
static bool names_one(const struct build *b)
{
    const struct frame *f = &b->f;
    if (f->subject < 0 || index_model(b->r->x, f->subject)->key_fields_n || f->keys_n ||
        f->rank.is_set || !f->targets_n || !picked_by_name(f, f->subject))
        return false;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].has_agg || f->targets[i].node.model != f->subject)
            return false;
    return true;
}

/* "car 39": the one with that key. */
static void numbered_records(struct build *b)
{
    for (size_t i = 1; i < b->n; i++) {
        size_t p = i - 1;
        const struct mention *m = b->it[i].m;
        if (b->it[i].kind != ITEM_NUMBER || b->it[i].used || m->is_percent || m->is_ordinal ||
            !item_is_link(b, p, MENTION_MODEL) || b->it[p].to != b->it[i].from)
            continue;
        const struct model *model = index_model(b->r->x, b->it[p].node.model);
        if (model->key_fields_n != 1 || !field_is_number(&model->fields[model->key_fields[0]]))
            continue;
        struct filter *x = frame_filter(
            &b->f, node_of_field(b->it[p].node.model, model->key_fields[0]), COND_EQ);
        x->values[0] = value_for_field(&model->fields[model->key_fields[0]], m->number);
        x->values_n = 1;
        x->from = b->it[p].from;
        x->to = b->it[i].to;
        b->it[i].used = true;
    }
}

void rule_finish(struct build *b)
{
    struct frame *f = &b->f;
    frequent_values(b);
    rule_shapes(b);
    counted_dates(b);
    where_and_when(b);
    trend(b);
    roles(b);
    first_of_each(b);
    if (!f->within)
        implied_aggregates(b);
    default_targets(b);
    keys_of_list(b);
    named_list(b);
    implied_having(b);
    explained_words(b);
    if (asks_for_kinds(b))
        f->distinct = true;
    if (names_one(b))
        f->distinct = true;
    size_t d = item_op(b, OP_DISTINCT);
    if (d != NOWHERE) {
        f->distinct = true;
        b->it[d].used = true;
    }
    size_t all = item_op(b, OP_ALLINFO);
    if (all != NOWHERE && f->targets_n == 0) {
        f->all_fields = true;
        b->it[all].used = true;
    }
    if (item_op(b, OP_CUMULATIVE) != NOWHERE) {
        f->cumulative = true;
        b->it[item_op(b, OP_CUMULATIVE)].used = true;
    }
    if (item_op(b, OP_EXISTS) != NOWHERE && !frame_has_aggregate(f))
        f->ask = ASK_EXISTS;
    numbered_records(b);
    leftovers(b);
    for (size_t i = 0; i < b->n; i++) { /* a synonym in a model that nobody mentioned */
        const struct item *it = &b->it[i];
        if (it->kind == ITEM_LINK && it->m->kind == MENTION_FIELD && it->m->quality < 0.9 &&
            it->m->model != f->subject && b->r->model_prior[it->m->model] < 0.6)
            b->d.remote++;
    }
    b->d.filters = (unsigned)f->filters_n;
    b->d.targets = (unsigned)f->targets_n;
    b->d.keys = (unsigned)f->keys_n;
    b->d.scopes = (unsigned)f->scopes_n - 1;
}
