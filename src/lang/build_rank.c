#include "lang/build.h"

static uint64_t number_beside(struct build *b, size_t i)
{
    size_t near[2] = { item_next(b, i), item_prev(b, i) };
    for (int k = 0; k < 2; k++) {
        size_t j = near[k];
        if (j != NOWHERE && b->it[j].kind == ITEM_NUMBER && !b->it[j].used &&
            b->it[j].m->number >= 1 && b->it[j].m->number <= 100000 &&
            (k == 0 ? j - i <= 2 : i - j <= 2)) {
            b->it[j].used = true;
            if (b->it[j].m->is_ordinal && j < i) { /* "second biggest" */
                b->f.offset = (uint64_t)b->it[j].m->number - 1;
                return 1;
            }
            return (uint64_t)b->it[j].m->number;
        }
    }
    return 0;
}

/* "the ten suppliers with the lowest ..." */
static uint64_t number_of_subject(struct build *b, size_t i)
{
    for (size_t k = 1; k < i; k++) {
        size_t p = item_prev(b, k);
        if (!item_is_model(b, k) || p == NOWHERE || b->it[p].kind != ITEM_NUMBER || b->it[p].used ||
            b->it[p].m->number < 2 || b->it[p].m->number > 1000 || b->it[p].to != b->it[k].from)
            continue;
        b->it[p].used = true;
        return (uint64_t)b->it[p].m->number;
    }
    return 0;
}

static bool set_rank(struct build *b, struct node by, bool desc, uint64_t limit, size_t at)
{
    struct rank *k = b->f.rank.is_set ? &b->f.second : &b->f.rank;
    *k = (struct rank){ .desc = desc, .is_set = true, .limit = limit, .from_super = true };
    k->by = (struct target){ .node = by, .since = NODE_NONE, .where = -1, .at = at };
    return true;
}

static void rank_by_count(struct build *b, struct node of, bool desc, uint64_t limit, size_t at)
{
    set_rank(b, of, desc, limit, at);
    b->f.rank.by_count = true;
}

/* "by order value" behind a top N; "by" anything that can be added up. */
static size_t by_measure(struct build *b, size_t i)
{
    for (size_t k = i + 1; k < b->n; k++) {
        bool by = item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_ORDER) ||
                  (item_is_op(b, k, OP_CMP) && false) || item_word(b, k, "in");
        if (!by || b->it[k].used)
            continue;
        size_t n = item_next(b, k);
        if (item_is_op(b, n, OP_AGG) || item_is_op(b, n, OP_COUNT))
            n = item_next(b, n);
        if (item_is_model(b, n) && item_is_number_field(b, item_next(b, n)) &&
            b->it[item_next(b, n)].node.model == b->it[n].node.model &&
            !item_is_op(b, item_next(b, k), OP_COUNT)) {
            b->it[n].used = true; /* "by order value" */
            n = item_next(b, n);
        }
        if (item_is_number_field(b, n) && !item_word(b, k, "in"))
            return n;
        if (item_is_op(b, item_next(b, k), OP_COUNT) && n != NOWHERE && b->it[n].kind == ITEM_LINK)
            return n;
    }
    return NOWHERE;
}

static void use_by(struct build *b, size_t n)
{
    b->it[n].used = true;
    for (size_t k = item_prev(b, n); k != NOWHERE; k = item_prev(b, k)) {
        if (item_is_model(b, k) && b->it[k].used && k + 1 == n)
            continue;
        bool part = item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_ORDER) ||
                    item_is_op(b, k, OP_AGG) || item_is_op(b, k, OP_COUNT);
        if (!part)
            break;
        if (item_is_op(b, k, OP_AGG) && b->f.rank.is_set) {
            b->f.rank.by.has_agg = true;
            b->f.rank.by.agg = (enum agg)b->it[k].arg;
        }
        b->it[k].used = true;
        if (item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_ORDER))
            break;
    }
}

/* What an adjective compares in the models nearby. */
static bool adjective_field(struct build *b, size_t i, struct node *out, int *sign)
{
    const struct lexicon_adjective *adj = &lexicon_adjectives[b->it[i].arg];
    size_t n = item_next(b, i);
    if (n != NOWHERE && b->it[n].kind == ITEM_NUMBER)
        n = item_next(b, n);
    if (n != NOWHERE && (b->it[n].kind == ITEM_WORD))
        n = item_next(b, n);
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < b->n; k++) {
            size_t j = pass == 0 ? n : k;
            if (j == NOWHERE || b->it[j].kind != ITEM_LINK || b->it[j].node.model < 0)
                continue;
            int f = field_by_words(b->r, b->it[j].node.model, adj->attributes, sign);
            if (f >= 0) {
                *out = node_of_field(b->it[j].node.model, f);
                return true;
            }
            if (pass == 0)
                break;
        }
    if (b->f.subject >= 0) {
        int f = field_by_words(b->r, b->f.subject, adj->attributes, sign);
        if (f >= 0) {
            *out = node_of_field(b->f.subject, f);
            return true;
        }
    }
    return false;
}

/* The measure itself stands beside the superlative: "highest ESG score". */
static size_t ranked_field(const struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    for (int hops = 0; n != NOWHERE && hops < 3; hops++) {
        if (item_is_number_field(b, n) || (item_is_date_field(b, n) && !b->it[n].m->is_verb))
            return n;
        bool skip = b->it[n].kind == ITEM_NUMBER || item_is_op(b, n, OP_AGG) ||
                    item_is_op(b, n, OP_DISTINCT) || item_is_link(b, n, MENTION_VALUE) ||
                    item_is_flag(b, n) ||
                    (b->it[n].kind == ITEM_WORD && b->r->tokens.p[b->it[n].from].is_weak);
        if (!skip)
            return NOWHERE;
        n = item_next(b, n);
    }
    return NOWHERE;
}

static void use_aggregate_before(struct build *b, size_t field)
{
    size_t p = item_prev(b, field);
    if (item_is_op(b, p, OP_AGG) && !b->it[p].used) {
        b->f.rank.by.has_agg = true;
        b->f.rank.by.agg = (enum agg)b->it[p].arg;
        b->it[p].used = true;
    }
}

/* Ranks rows, rather than asking for the extreme itself? */
static bool picks_row(const struct build *b, size_t i, size_t field)
{
    size_t p = item_prev(b, i);
    if (item_is_op(b, p, OP_WITH) || item_is_op(b, p, OP_BETWEEN))
        return true;
    for (size_t k = 0; k < b->n; k++) {
        if (k == field || b->it[k].used || b->it[k].kind != ITEM_LINK)
            continue;
        if (k < i && (item_is_model(b, k) || b->it[k].m->kind == MENTION_FIELD))
            return true;
    }
    return item_op(b, OP_WHO) != NOWHERE || item_op(b, OP_WHERE) != NOWHERE;
}

static bool is_each(const struct build *b, size_t from)
{
    for (size_t k = from; k < b->n; k++)
        if (item_is_op(b, k, OP_GROUP) && b->it[k].arg >= 1)
            return true;
    return false;
}

/* "The most units": pieces, not records. */
static bool most_units(struct build *b, size_t i, size_t unit, int dir, uint64_t limit)
{
    for (int m = 0; m < (int)b->r->x->schema->models_n; m++) {
        int q = index_forward(b->r->x, m, b->f.subject) <= 1 ? field_quantity(b->r, m) : -1;
        if (q < 0)
            continue;
        set_rank(b, node_of_field(m, q), dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[unit].used = true;
        return true;
    }
    return false;
}

static void most(struct build *b, size_t i)
{
    int dir = b->it[i].arg > 0 ? 1 : -1;
    bool counted = b->it[i].arg == 2 || b->it[i].arg == -2;
    uint64_t limit = number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t n = item_next(b, i), f = counted ? NOWHERE : ranked_field(b, i);
    if (counted && item_is_number_field(b, n)) /* "the largest amount of horsepower" */
        f = n;
    if (f != NOWHERE) {
        size_t p = item_prev(b, i);
        if (!limit && (!picks_row(b, i, f) || is_each(b, i)) && !item_is_op(b, p, OP_WITH)) {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = dir > 0 ? AGG_MAX : AGG_MIN;
        } else {
            set_rank(b, b->it[f].node, dir > 0, limit ? limit : 1, b->it[i].from);
            use_aggregate_before(b, f);
        }
        b->it[i].used = b->it[f].used = true;
        return;
    }
    if (item_is_op(b, n, OP_UNIT) && b->f.subject >= 0 && most_units(b, i, n, dir, limit))
        return;
    while (n != NOWHERE && (item_is_op(b, n, OP_DISTINCT) || item_is_op(b, n, OP_COUNT) ||
                            b->it[n].kind == ITEM_WORD || item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    size_t by = by_measure(b, i);
    if (by != NOWHERE) { /* "most ordered material group by value" */
        set_rank(b, b->it[by].node, dir > 0, limit ? limit : 1, b->it[i].from);
        use_by(b, by);
        b->it[i].used = true;
        return;
    }
    size_t noun = counted_item(b, i);
    if (noun != NOWHERE && item_is_date_field(b, noun)) { /* "the most late deliveries" */
        struct node of = b->it[noun].node;
        of.field = -1;
        rank_by_count(b, of, dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[noun].used = true;
        return;
    }
    if (n != NOWHERE && b->it[n].kind == ITEM_LINK && b->it[n].node.model >= 0) {
        rank_by_count(b, b->it[n].node, dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[n].used = true;
        size_t c = item_next(b, i);
        if (item_is_op(b, c, OP_COUNT) || item_is_op(b, c, OP_DISTINCT))
            b->it[c].used = true;
        return;
    }
    /* At the end: "is highest" of the field before, or of how many there are. */
    for (size_t k = i; k-- > 0;)
        if (item_is_number_field(b, k) && !b->it[k].used) {
            set_rank(b, b->it[k].node, dir > 0, limit ? limit : 1, b->it[i].from);
            b->it[k].used = b->it[i].used = true;
            return;
        }
    size_t c = item_op(b, OP_COUNT);
    if (c != NOWHERE && c < i) {
        size_t m = item_next(b, c);
        set_rank(b, m != NOWHERE ? b->it[m].node : NODE_NONE, dir > 0, limit ? limit : 1,
                 b->it[i].from);
        b->f.rank.by_count = true;
        b->it[i].used = b->it[c].used = true;
        if (item_is_model(b, m))
            b->it[m].used = true;
    }
}

static void adjective_most(struct build *b, size_t i)
{
    const struct lexicon_adjective *adj = &lexicon_adjectives[b->it[i].arg];
    uint64_t limit = number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t f = ranked_field(b, i), by = by_measure(b, i);
    struct node node;
    int sign = 1;
    if (f != NOWHERE) {
        bool row = picks_row(b, i, f) && !is_each(b, i);
        if (row || limit) {
            set_rank(b, b->it[f].node, adj->dir > 0, limit ? limit : 1, b->it[i].from);
            use_aggregate_before(b, f);
        } else {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = adj->dir > 0 ? AGG_MAX : AGG_MIN;
        }
        b->it[i].used = b->it[f].used = true;
    } else if (by != NOWHERE) {
        set_rank(b, b->it[by].node, adj->dir > 0, limit ? limit : 1, b->it[i].from);
        use_by(b, by);
        b->it[i].used = true;
    } else if (adjective_field(b, i, &node, &sign)) {
        set_rank(b, node, sign > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = true;
    }
}

static void latest(struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    uint64_t limit = number_beside(b, i);
    bool desc = b->it[i].arg > 0;
    size_t f = NOWHERE;
    for (size_t k = n, hops = 0; k != NOWHERE && hops < 2; k = item_next(b, k), hops++)
        if (item_is_date_field(b, k)) {
            f = k;
            break;
        }
    if (f != NOWHERE) {
        if (!limit && !picks_row(b, i, f)) {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = desc ? AGG_MAX : AGG_MIN;
        } else {
            set_rank(b, b->it[f].node, desc, limit ? limit : 1, b->it[i].from);
        }
        b->it[i].used = b->it[f].used = true;
        return;
    }
    while (n != NOWHERE && (b->it[n].kind == ITEM_NUMBER || b->it[n].kind == ITEM_WORD ||
                            item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    if (!item_is_model(b, n))
        return;
    int m = b->it[n].node.model, date = index_model(b->r->x, m)->default_date;
    if (date < 0)
        return;
    set_rank(b, node_of_field(m, date), desc, limit ? limit : 1, b->it[i].from);
    b->it[i].used = true;
}

static void top(struct build *b, size_t i)
{
    uint64_t limit = number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t by = by_measure(b, i), f = ranked_field(b, i);
    bool desc = b->it[i].arg >= 0;
    if (b->it[i].arg == 0 && limit == 0)
        return; /* "first" of something else */
    if (by != NOWHERE) {
        set_rank(b, b->it[by].node, desc, limit ? limit : 1, b->it[i].from);
        if (b->it[by].node.field < 0 && b->it[by].node.measure < 0)
            b->f.rank.by_count = true;
        use_by(b, by);
    } else if (f != NOWHERE && item_is_number_field(b, f)) {
        set_rank(b, b->it[f].node, desc, limit ? limit : 1, b->it[i].from);
        b->it[f].used = true;
    } else if (b->f.rank.is_set) { /* "... the worst score? Top 5" */
        b->f.rank.limit = limit ? limit : b->f.rank.limit;
    } else if (!limit && !is_each(b, 0) && item_op(b, OP_AGG) == NOWHERE &&
               item_op(b, OP_COUNT) == NOWHERE && item_op(b, OP_GROUP) == NOWHERE) {
        return; /* "our best department": by what? */
    } else {
        /* "by plant, top 5": of whatever is computed */
        b->f.rank = (struct rank){ .desc = desc, .is_set = true, .limit = limit ? limit : 1 };
        b->f.rank.by = (struct target){ .node = NODE_NONE, .since = NODE_NONE, .where = -1 };
        b->f.rank.from_super = true;
    }
    b->it[i].used = true;
}

static void common(struct build *b, size_t i)
{
    uint64_t limit = number_beside(b, i);
    size_t n = item_next(b, i);
    while (n != NOWHERE && (b->it[n].kind == ITEM_WORD || b->it[n].kind == ITEM_NUMBER))
        n = item_next(b, n);
    if (n == NOWHERE || b->it[n].kind != ITEM_LINK) {
        n = item_prev(b, i);
        while (n != NOWHERE && b->it[n].kind != ITEM_LINK)
            n = item_prev(b, n);
    }
    if (n == NOWHERE || b->f.keys_n == KEYS_MAX)
        return;
    b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[n].node,
                                             .is_record = item_is_model(b, n) };
    rank_by_count(b, NODE_NONE, b->it[i].arg > 0, limit ? limit : 1, b->it[i].from);
    b->it[i].used = b->it[n].used = true;
}

void rule_rank(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].used || b->it[i].kind != ITEM_OP)
            continue;
        switch (b->it[i].op) {
        case OP_MOST:
            most(b, i);
            break;
        case OP_ADJ_MOST:
            adjective_most(b, i);
            break;
        case OP_LATEST:
            latest(b, i);
            break;
        case OP_TOP:
            top(b, i);
            break;
        case OP_COMMON:
            common(b, i);
            break;
        case OP_AGG: { /* "which model has the maximum ..." */
            size_t p = item_prev(b, i);
            bool extreme = b->it[i].arg == AGG_MAX || b->it[i].arg == AGG_MIN;
            if (extreme && item_is_op(b, p, OP_WITH) && ranked_field(b, i) != NOWHERE) {
                size_t f = ranked_field(b, i);
                set_rank(b, b->it[f].node, b->it[i].arg == AGG_MAX, 1, b->it[i].from);
                b->it[i].used = b->it[f].used = true;
            }
            break;
        }
        default:
            break;
        }
    }
}

static int direction(struct build *b, size_t from)
{
    for (size_t k = 0; k < b->n; k++)
        if (!b->it[k].used && (item_is_op(b, k, OP_ASC) || item_is_op(b, k, OP_DESC)) &&
            (k > from || from - k < 6)) {
            b->it[k].used = true;
            return b->it[k].op == OP_ASC ? 1 : -1;
        }
    return 0;
}

static void put_order(struct build *b, struct node by, bool desc, bool count, size_t at)
{
    struct rank *k = b->f.rank.is_set ? &b->f.second : &b->f.rank;
    *k = (struct rank){ .desc = desc, .is_set = true, .by_count = count };
    k->by = (struct target){ .node = by, .since = NODE_NONE, .where = -1, .at = at };
}

/* The axis of a chart that an order is by: 0 x, 1 y, -1 none.  "The names" and
 * "the bars" stand along x. */
static int axis_of(const struct build *b, size_t i)
{
    bool chart = false;
    for (size_t k = 0; k < b->n; k++)
        chart |= item_is_op(b, k, OP_SHOW) && b->it[k].arg == 3;
    if (i == NOWHERE)
        return -1;
    if (item_is_op(b, i, OP_AXIS))
        return b->it[i].arg;
    bool along = item_word(b, i, "names") || item_word(b, i, "bars") || item_word(b, i, "bar");
    if (chart && along && b->it[i].to == b->it[i].from + 1)
        return 0;
    size_t n = item_next(b, i);
    bool total = (item_is_op(b, i, OP_COUNT) && b->it[i].to > b->it[i].from + 1) ||
                 (item_is_op(b, i, OP_AGG) && item_is_op(b, n, OP_COUNT));
    return chart && total && (n == NOWHERE || b->it[n].kind != ITEM_LINK) ? 1 : -1;
}

static void order_by_axis(struct build *b, size_t i, size_t axis, int dir)
{
    struct rank *k = b->f.rank.is_set ? &b->f.second : &b->f.rank;
    int which = axis_of(b, axis);
    put_order(b, NODE_NONE, dir < 0, false, b->it[i].from);
    k->by_key = which == 0;
    k->by_value = which == 1;
    b->it[i].used = b->it[axis].used = true;
    size_t n = item_next(b, axis);
    if (item_is_op(b, axis, OP_AGG) && item_is_op(b, n, OP_COUNT))
        b->it[n].used = true;
}

void rule_order(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_ORDER) || b->it[i].used)
            continue;
        size_t n = item_next(b, i);
        int dir = b->it[i].arg ? b->it[i].arg : direction(b, i);
        bool count = false;
        while (item_is_op(b, n, OP_ASC) || item_is_op(b, n, OP_DESC) ||
               item_is_op(b, n, OP_GROUP) || item_is_op(b, n, OP_AGG) ||
               item_is_op(b, n, OP_THOSE)) {
            if (item_is_op(b, n, OP_ASC) || item_is_op(b, n, OP_DESC))
                dir = b->it[n].op == OP_ASC ? 1 : -1;
            b->it[n].used = !item_is_op(b, n, OP_AGG);
            n = item_next(b, n);
        }
        if (axis_of(b, n) >= 0) {
            order_by_axis(b, i, n, dir);
            continue;
        }
        if (item_is_op(b, n, OP_COUNT)) {
            count = true;
            b->it[n].used = true;
            n = item_next(b, n);
        }
        bool has = n != NOWHERE && b->it[n].kind == ITEM_LINK && b->it[n].m->kind != MENTION_VALUE;
        if (!has && !count)
            continue;
        put_order(b, has ? b->it[n].node : NODE_NONE, dir < 0, count, b->it[i].from);
        b->it[i].used = true;
        if (has) {
            b->it[n].used = true;
            use_aggregate_before(b, n);
        }
    }
    for (size_t i = 0; i < b->n; i++) { /* "alphabetically", "newest first" on its own */
        if (b->it[i].used || !(item_is_op(b, i, OP_ASC) || item_is_op(b, i, OP_DESC)) ||
            b->f.rank.is_set)
            continue;
        size_t axis = item_op(b, OP_AXIS);
        if (axis != NOWHERE) {
            order_by_axis(b, i, axis, b->it[i].op == OP_DESC ? -1 : 1);
            continue;
        }
        put_order(b, NODE_NONE, b->it[i].op == OP_DESC, false, b->it[i].from);
        b->it[i].used = true;
    }
}
