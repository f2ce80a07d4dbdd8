#include "lang/build.h"

/* Several aggregates of one field: "minimum, maximum and average price", "price range". */

static bool is_extreme(const struct build *b, size_t i)
{
    return i != NOWHERE && !b->it[i].used &&
           (item_is_op(b, i, OP_AGG) || item_is_op(b, i, OP_ADJ_MOST) ||
            (item_is_op(b, i, OP_MOST) && (b->it[i].arg == 1 || b->it[i].arg == -1)));
}

static enum agg extreme_of(const struct build *b, size_t i)
{
    if (b->it[i].op == OP_AGG)
        return (enum agg)b->it[i].arg;
    int dir = b->it[i].op == OP_MOST ? b->it[i].arg : lexicon_adjectives[b->it[i].arg].dir;
    return dir > 0 ? AGG_MAX : AGG_MIN;
}

/* "the cheapest, most expensive and average price": each of one field. */
static void aggregate_list(struct build *b, size_t i)
{
    size_t list[6], n = 0, k = i;
    while (is_extreme(b, k) && n < 6) {
        list[n++] = k;
        k = item_next(b, k);
        if (item_is_op(b, k, OP_AND))
            k = item_next(b, k);
    }
    bool agg = false;
    for (size_t x = 0; x < n; x++)
        agg |= item_is_op(b, list[x], OP_AGG);
    if (n < 2 || !agg || !item_is_number_field(b, k) || b->it[k].used)
        return;
    for (size_t x = 0; x < n; x++) {
        struct target *t = frame_target(&b->f, b->it[k].node, b->it[list[x]].from);
        t->has_agg = true;
        t->agg = extreme_of(b, list[x]);
        b->it[list[x]].used = true;
    }
    for (size_t x = i; x < k; x++)
        if (item_is_op(b, x, OP_AND))
            b->it[x].used = true;
    b->it[k].used = true;
}

/* "the price range": from the lowest to the highest. */
static void range_of(struct build *b, size_t i)
{
    size_t p = item_prev(b, i), n = item_next(b, i);
    size_t f = item_is_number_field(b, p)                                   ? p
               : item_is_number_field(b, n) && item_has_word(b, i, n, "of") ? n
                                                                            : NOWHERE;
    if (b->it[i].kind != ITEM_WORD || !item_word(b, i, "range") || f == NOWHERE || b->it[f].used)
        return;
    for (int k = 0; k < 2; k++) {
        struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
        t->has_agg = true;
        t->agg = k ? AGG_MAX : AGG_MIN;
    }
    b->it[i].kind = ITEM_STOP;
    b->d.uncovered -= 1;
    b->it[f].used = true;
}

void rule_ranges(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (is_extreme(b, i))
            aggregate_list(b, i);
        range_of(b, i);
    }
}
