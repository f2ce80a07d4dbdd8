#include "lang/build.h"

/* A list of outputs: "supplier, category, score". */
static bool listed(const struct build *b, size_t i)
{
    size_t n = item_next(b, i), p = item_prev(b, i);
    bool comma_after = i + 1 < b->n && b->it[i + 1].kind == ITEM_MARK &&
                       b->r->tokens.p[b->it[i + 1].from].text.p[0] == ',';
    bool comma_before = i > 0 && b->it[i - 1].kind == ITEM_MARK &&
                        (b->r->tokens.p[b->it[i - 1].from].text.p[0] == ',' ||
                         b->r->tokens.p[b->it[i - 1].from].text.p[0] == ':');
    bool link_n = n != NOWHERE && b->it[n].kind == ITEM_LINK && b->it[n].m->kind != MENTION_VALUE;
    bool link_p = p != NOWHERE && b->it[p].kind == ITEM_LINK && b->it[p].m->kind != MENTION_VALUE;
    if ((comma_after && link_n) || (comma_before && (link_p || n == NOWHERE)))
        return true;
    size_t pp = p == NOWHERE ? NOWHERE : item_prev(b, p),
           nn = n == NOWHERE ? NOWHERE : item_next(b, n);
    if (item_is_op(b, p, OP_AND) && pp != NOWHERE && b->it[pp].kind == ITEM_LINK &&
        b->it[pp].is_target)
        return true;
    return item_is_op(b, n, OP_AND) && nn != NOWHERE && b->it[nn].kind == ITEM_LINK &&
           b->it[nn].m->kind == MENTION_FIELD && !b->it[nn].used;
}

static bool is_filtered(const struct build *b, struct node n)
{
    for (size_t i = 0; i < b->f.filters_n; i++)
        if (b->f.filters[i].node.model == n.model && b->f.filters[i].node.field == n.field)
            return true;
    return false;
}

/* "the position of the player whose team is X": the team is known. */
static bool has_value(const struct build *b, struct node n)
{
    for (size_t i = 0; i < b->f.filters_n; i++) {
        const struct filter *x = &b->f.filters[i];
        if (node_eq(x->node, n) &&
            ((x->op == COND_EQ && !x->negated && !x->is_flag) || x->is_average))
            return true;
    }
    return false;
}

static bool more_outputs(const struct build *b, size_t i)
{
    for (size_t k = i + 1; k < b->n; k++)
        if (item_is_link(b, k, MENTION_FIELD) && !b->it[k].used && !has_value(b, b->it[k].node))
            return true;
    return false;
}

static bool is_ranked(const struct build *b, struct node n)
{
    return b->f.rank.is_set && b->f.rank.by.at && b->f.rank.by.node.model == n.model &&
           b->f.rank.by.node.field == n.field && n.field >= 0;
}

bool build_is_computed(const struct build *b, struct node n)
{
    for (size_t i = 0; i < b->f.targets_n; i++)
        if (b->f.targets[i].has_agg && b->f.targets[i].agg != AGG_COUNT_DISTINCT &&
            b->f.targets[i].node.model == n.model && b->f.targets[i].node.field == n.field)
            return true;
    for (size_t i = 0; i < b->f.keys_n; i++)
        if (b->f.keys[i].node.model == n.model && b->f.keys[i].node.field == n.field &&
            n.field >= 0)
            return true;
    return false;
}

/* "the award with a nomination for best actress": what is asked for was said
 * before; a field that no list goes on to only tells more about it. */
static bool tells_more(const struct build *b, size_t i)
{
    bool asked = false;
    for (size_t t = 0; t < b->f.targets_n; t++)
        asked |= b->f.targets[t].node.field >= 0 && b->f.targets[t].at < b->it[i].from;
    if (!asked || listed(b, i) || b->f.keys_n)
        return false;
    size_t p = item_prev(b, i);
    while (p != NOWHERE && (b->it[p].kind == ITEM_WORD || b->it[p].is_modifier))
        p = item_prev(b, p);
    if (item_is_op(b, p, OP_SHOW) || item_is_op(b, p, OP_WHICH) || item_is_op(b, p, OP_AND) ||
        item_is_op(b, p, OP_THOSE) || item_is_op(b, p, OP_VERSUS) || item_is_op(b, p, OP_AGG) ||
        item_is_op(b, p, OP_WITH) || item_is_op(b, p, OP_GROUP) || item_is_op(b, p, OP_AXIS))
        return false;
    return b->f.filters_n > 0;
}

/* "How old is ...": the field that the adjective is about. */
static void add_how(struct build *b)
{
    size_t how = item_op(b, OP_ADJ_HOW);

    for (size_t i = 0; i < b->n && how != NOWHERE; i++) {
        int sign, m = b->it[i].kind == ITEM_LINK ? b->it[i].node.model : -1;
        int f = m >= 0
                    ? field_by_words(b->r, m, lexicon_adjectives[b->it[how].arg].attributes, &sign)
                    : -1;
        if (f < 0)
            continue;
        frame_target(&b->f, node_of_field(m, f), b->it[how].from);
        b->it[how].used = true;
        break;
    }
}

void rule_outputs(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct item *it = &b->it[i];
        if (it->used || it->kind != ITEM_LINK || it->node.model < 0)
            continue;
        size_t p = item_prev(b, i);
        if (it->m->kind == MENTION_FIELD && !item_is_model(b, i)) {
            const struct field *f = node_field(b->r, it->node);
            if (b->f.ask == ASK_COUNT && b->f.targets_n && item_is_op(b, p, OP_WITH) &&
                !item_is_op(b, item_next(b, i), OP_AND)) { /* "with auto-renewal": that have one */
                bool number = field_is_number(f);
                struct filter *x = frame_filter(&b->f, it->node, number ? COND_GT : COND_NOT_NULL);
                x->values[0] = value_int(0);
                x->values_n = number;
                x->from = it->from;
                x->to = it->to;
                it->used = true;
                b->d.guesses += number;
                continue;
            }
            bool said = (field_is_date(f) || item_is_flag(b, i)) && is_filtered(b, it->node);
            said |= is_ranked(b, it->node) && it->from > b->f.rank.by.at;
            said |= has_value(b, it->node) && (b->f.targets_n || more_outputs(b, i));
            if ((said && !listed(b, i)) || build_is_computed(b, it->node)) {
                it->used = true;
                continue;
            }
            if (it->m->is_verb &&
                (!field_is_date(f) || b->f.targets_n || item_op(b, OP_WHEN) == NOWHERE)) {
                it->used = true; /* what happened; says no more than the model */
                continue;
            }
            if (tells_more(b, i)) {
                it->used = true;
                b->d.weak_uncovered += 1;
                continue;
            }
            frame_target(&b->f, it->node, it->from);
            it->used = it->is_target = true;
        } else if (it->m->kind == MENTION_MEASURE) {
            frame_target(&b->f, it->node, it->from);
            it->used = it->is_target = true;
        } else if (item_is_model(b, i) &&
                   (it->node.model != b->f.subject || it->node.via_field >= 0)) {
            size_t pp = item_is_op(b, p, OP_AND) ? item_prev(b, p) : NOWHERE;
            bool asked = item_is_op(b, p, OP_WHICH) ||
                         ((it->m->is_verb || it->node.via_model == it->node.model) &&
                          it->node.via_field >= 0 && item_op(b, OP_WHO) != NOWHERE) ||
                         (pp != NOWHERE && item_op(b, OP_SHOW) != NOWHERE &&
                          b->it[pp].kind == ITEM_LINK && b->it[pp].m->kind != MENTION_VALUE &&
                          b->f.keys_n == 0) ||
                         (item_is_op(b, p, OP_SHOW) && it->node.via_field >= 0) || listed(b, i);
            if (asked) {
                frame_target(&b->f, it->node, it->from);
                it->used = it->is_target = true;
            }
        }
    }
    add_how(b);
}

static bool has_own_condition(const struct frame *f, int model)
{
    for (size_t i = 0; i < f->filters_n; i++)
        if (f->filters[i].node.model == model)
            return true;
    for (size_t i = 0; i < f->periods_n; i++)
        if (f->periods[i].date.model == model)
            return true;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].node.model == model)
            return true;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].node.model == model)
            return true;
    for (size_t i = 1; i < f->scopes_n; i++)
        if (f->scopes[i].model == model)
            return true;
    return f->rank.is_set && f->rank.by.node.model == model;
}

/* "students who have a pet": a model below that is only mentioned must exist. */
static void mentioned_models(struct build *b)
{
    struct frame *f = &b->f;
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_link(b, i, MENTION_MODEL) || b->it[i].used || f->subject < 0)
            continue;
        int m = b->it[i].node.model;
        if (m == f->subject || has_own_condition(f, m) || f->scopes_n == SCOPES_MAX ||
            index_forward(b->r->x, f->subject, m) != 255 || b->it[i].m->quality < 0.75 ||
            index_distance(b->r->x, f->subject, m) > 2)
            continue;
        bool aggregated = false; /* what is computed elsewhere joins by itself */
        for (size_t t = 0; t < f->targets_n; t++)
            aggregated |= f->targets[t].node.model != f->subject;
        if (aggregated)
            continue;
        f->scopes[f->scopes_n++] = (struct scope){
            .model = m, .from = b->it[i].from, .to = b->it[i].to, .via_model = -1, .via_field = -1
        };
        b->it[i].used = true;
    }
}

/* Conditions and times that belong to "without ..." and "more than 3 ...". */
void rule_scopes(struct build *b)
{
    struct frame *f = &b->f;
    mentioned_models(b);
    for (size_t s = 1; s < f->scopes_n; s++) {
        struct scope *sc = &f->scopes[s];
        for (size_t i = 0; i < f->filters_n; i++) {
            struct filter *x = &f->filters[i];
            bool near = x->from >= sc->to || x->to + 1 >= sc->from;
            bool there = x->node.model == sc->model && x->node.model != f->subject;
            bool beyond = x->from >= sc->to && f->subject >= 0 &&
                          index_forward(b->r->x, f->subject, x->node.model) == 255 &&
                          index_forward(b->r->x, sc->model, x->node.model) != 255;
            if (x->scope == 0 && near && (there || beyond)) {
                x->scope = (int)s;
                if (sc->negated)
                    x->negated = false;
            }
        }
        for (size_t i = 0; i < f->periods_n; i++)
            if (f->periods[i].scope == 0 && f->periods[i].at >= sc->to &&
                (!node_is_set(f->periods[i].date) || f->periods[i].date.model == sc->model))
                f->periods[i].scope = (int)s;
    }
}

static size_t verb_after(const struct build *b, size_t i)
{
    static const char *const verbs[] = { "are",  "is",   "were", "was",  "have", "has", "had",
                                         "come", "goes", "go",   "with", "do",   "did" };
    for (size_t k = i + 1; k < b->n; k++)
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (item_word(b, k, verbs[v]))
                return b->it[k].from;
    return NOWHERE;
}

/* A figure of its own: what per cent of the records fulfil `filters`. */
static void rate_target(struct build *b, size_t at, struct filter *part)
{
    int model = part->node.model;
    if (b->f.subject >= 0 && index_forward(b->r->x, b->f.subject, model) != 255)
        model = b->f.subject;
    struct target *t = frame_target(&b->f, NODE_NONE, at);
    t->node.model = model;
    t->has_agg = t->is_rate = true;
    t->agg = AGG_COUNT;
    t->part = part->part = PARTS_MAX + (int)b->f.targets_n;
}

static struct filter *filter_at(struct build *b, size_t token)
{
    for (size_t i = 0; i < b->f.filters_n; i++)
        if (b->f.filters[i].from <= token && token < b->f.filters[i].to)
            return &b->f.filters[i];
    return NULL;
}

/* "no-show rate of ...", "late delivery rate": of all, the part that is so. */
static bool rate(struct build *b, size_t s)
{
    for (size_t v = s, hops = 0; v-- > 0 && hops < 3; hops++) {
        struct filter *x = filter_at(b, b->it[v].from);
        if (x) {
            rate_target(b, b->it[s].from, x);
            b->it[s].used = true;
            return true;
        }
        bool noun = b->it[v].kind == ITEM_WORD || item_is_date_field(b, v) || item_is_model(b, v);
        if (!noun && b->it[v].kind != ITEM_STOP && b->it[v].kind != ITEM_MARK)
            break;
        if (b->it[v].kind == ITEM_WORD && (item_is_op(b, item_prev(b, v), OP_LATE) ||
                                           item_is_op(b, item_prev(b, v), OP_ONTIME))) {
            b->it[v].kind = ITEM_STOP; /* "late delivery": late says it */
            b->d.uncovered -= b->r->tokens.p[b->it[v].from].is_weak ? 0 : 1;
        }
    }
    return false;
}

/* "..., and the share of late ones in each": besides other figures. */
static bool share_beside(struct build *b, size_t s)
{
    struct filter *part = NULL;
    bool others = false;
    for (size_t i = 0; i < b->f.targets_n; i++)
        others |= b->f.targets[i].has_agg && b->f.targets[i].at < b->it[s].from;
    for (size_t i = 0; i < b->f.filters_n; i++)
        if (b->f.filters[i].from >= b->it[s].to && b->f.filters[i].scope == 0 && !part)
            part = &b->f.filters[i];
    if (!others || !part || item_is_op(b, item_prev(b, s), OP_GROUP))
        return false;
    rate_target(b, b->it[s].from, part);
    b->it[s].used = true;
    return true;
}

/* "% of customers that are gold, silver and bronze": a share for each of all
 * the values there are. */
static bool share_of_each(struct build *b)
{
    enum { SOME = VALUES_MAX + 1 };
    struct frame *f = &b->f;
    const struct filter *x = f->filters_n == 1 ? &f->filters[0] : NULL;
    str have[SOME];
    if (!x || x->op != COND_IN || x->negated || x->scope || f->targets_n || !b->r->env->values)
        return false;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_OR))
            return false;
    const struct field *field = node_field(b->r, x->node);
    if (!field || values_of_field(b->r->env->values, field, have, SOME) != x->values_n)
        return false;
    f->keys[f->keys_n++] = (struct key){ .node = x->node };
    f->filters_n = 0;
    frame_count(f, f->subject);
    f->targets[0].is_share = true;
    return true;
}

void rule_share(struct build *b)
{
    size_t s = item_op(b, OP_SHARE);
    if (s == NOWHERE)
        return;
    if (b->it[s].arg == 3) {
        if (rate(b, s))
            return;
        if (!item_has_word(b, s, s + 1, "of")) {
            b->d.uncovered += 1;
            return;
        }
    }

    size_t beside = item_next(b, s);
    if (beside != NOWHERE && b->it[beside].from == b->it[s].to &&
        item_is_link(b, beside, MENTION_FIELD) && node_is_rate(b->r, b->it[beside].node)) {
        b->d.uncovered += 1; /* "share price" is no share */
        return;
    }
    b->it[s].used = true;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_SHARE))
            b->it[i].used = true;
    if (share_beside(b, s))
        return;
    bool part = false; /* a state of what is counted: its rate in each group */
    for (size_t i = 0; i < b->f.filters_n; i++)
        part |= b->f.filters[i].node.model == b->f.subject && !b->f.filters[i].is_name;
    if (b->f.keys_n && part) {
        b->f.share = true;
        return;
    }
    if (b->f.keys_n) {
        for (size_t i = 0; i < b->f.targets_n; i++)
            if (b->f.targets[i].at > b->it[s].from || b->f.targets_n == 1) {
                b->f.targets[i].is_share = true;
                return;
            }
        struct target *t = frame_target(&b->f, NODE_NONE, b->it[s].from);
        t->node.model = b->f.subject;
        t->has_agg = t->is_share = true;
        t->agg = AGG_COUNT;
        return;
    }
    if (share_of_each(b))
        return;
    b->f.share = true;
    size_t verb = verb_after(b, s);
    bool tail = b->it[s].arg == 1;
    size_t end = NOWHERE; /* "out of all X, how many are Y": where the part begins */
    for (size_t i = s; i < b->n && tail && end == NOWHERE; i++)
        if (item_is_op(b, i, OP_COUNT))
            end = b->it[i].from;
    for (size_t i = 0; i < b->f.filters_n; i++) {
        struct filter *x = &b->f.filters[i];
        bool all_before = true; /* is there anything left as the part? */
        for (size_t k = 0; k < b->f.filters_n; k++)
            all_before &= verb == NOWHERE || b->f.filters[k].from < verb;
        x->in_base = tail ? x->from > b->it[s].from && x->from < end
                          : verb != NOWHERE && x->from < verb && x->from > b->it[s].from &&
                                !all_before;
    }
}
