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
        "location", "city", "address", "country", "venue", "place"
    };
    for (size_t p = 0; p < sizeof places / sizeof *places; p++)
        for (int k = 0; k < (int)m->fields_n; k++) {
            struct name_words w;
            name_cut(b->r->a, m->fields[k].label, &w);
            for (unsigned i = 0; i < w.n; i++)
                if (str_eq(w.w[i], str_c(places[p]))) {
                    frame_target(f, node_of_field(f->subject, k), b->it[where].from);
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
        bool rate = node_is_rate(b->r, t->node) && !node_is_amount(b->r, t->node);
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
        t->agg = rate ? AGG_AVG : AGG_SUM;
        t->is_guess = !node_is_amount(b->r, t->node);
        if (t->is_guess)
            b->d.guesses++;
    }
}

static bool has_aggregate(const struct frame *f)
{
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].has_agg)
            return true;
    return false;
}

static void count_of(struct frame *f, int model)
{
    struct target *t = frame_target(f, NODE_NONE, 0);
    t->node.model = model;
    t->has_agg = true;
    t->agg = AGG_COUNT;
}

/* "the biggest order, in euros", "what did X invoice us in EUR": an amount. */
static void money_target(struct build *b)
{
    struct frame *f = &b->f;
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

static void default_targets(struct build *b)
{
    struct frame *f = &b->f;
    money_target(b);
    if (f->targets_n == 0 && f->subject >= 0) {
        bool counts = (f->keys_n && !(f->rank.by_count && f->rank.limit)) || f->trend || f->share ||
                      f->compare != COMPARE_NONE;
        /* "for each student list ..." is a list */
        if (f->keys_n && f->rank.is_set && f->rank.limit)
            counts = false;
        if (counts)
            count_of(f, f->subject);
    }
    if (f->targets_n == 0 && f->keys_n == 0 && f->subject < 0)
        b->d.no_target = true;
}

static void trend(struct build *b)
{
    struct frame *f = &b->f;
    size_t t = item_op(b, OP_TREND);
    if (t == NOWHERE)
        return;
    b->it[t].used = true;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].has_grain)
            return;
    f->trend = true;
    if (f->keys_n < KEYS_MAX)
        f->keys[f->keys_n++] =
            (struct key){ .node = NODE_NONE, .has_grain = true, .grain = GRAIN_MONTH };
}

/* Keys without anything computed are a mere "for each": a list. */
static void keys_of_list(struct build *b)
{
    struct frame *f = &b->f;
    if (has_aggregate(f) || f->rank.by_count || !f->keys_n || !f->targets_n)
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

void rule_finish(struct build *b)
{
    struct frame *f = &b->f;
    where_and_when(b);
    trend(b);
    roles(b);
    implied_aggregates(b);
    default_targets(b);
    keys_of_list(b);
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
    if (item_op(b, OP_EXISTS) != NOWHERE && !has_aggregate(f))
        f->ask = ASK_EXISTS;
    leftovers(b);
    b->d.filters = (unsigned)f->filters_n;
    b->d.targets = (unsigned)f->targets_n;
    b->d.keys = (unsigned)f->keys_n;
    b->d.scopes = (unsigned)f->scopes_n - 1;
}
