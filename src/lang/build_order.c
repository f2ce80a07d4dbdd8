#include "lang/build.h"

/* Orders that were asked for: "sorted by", "newest first", axes of a chart. */

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
    k->by = (struct target){ .node = by, .since = NODE_NONE, .at = at };
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
        bool ranks = b->it[i].arg == -2; /* the most first, unless said otherwise */
        int dir = b->it[i].arg && !ranks ? b->it[i].arg : direction(b, i);
        dir = ranks && !dir ? -1 : dir;
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
            build_rank_aggregate(b, n);
        }
    }
    for (size_t i = 0; i < b->n; i++) { /* "alphabetically", "newest first" on its own */
        if (b->it[i].used || !(item_is_op(b, i, OP_ASC) || item_is_op(b, i, OP_DESC)) ||
            b->f.rank.is_set)
            continue;
        size_t axis = item_op(b, OP_AXIS);
        for (size_t k = 0; k < b->n && axis == NOWHERE; k++)
            if (item_is_op(b, k, OP_GROUP) && !b->it[k].used && axis_of(b, item_next(b, k)) >= 0) {
                axis = item_next(b, k); /* "list by the names from low to high" */
                b->it[k].used = true;
            }
        if (axis != NOWHERE) {
            order_by_axis(b, i, axis, b->it[i].op == OP_DESC ? -1 : 1);
            continue;
        }
        put_order(b, NODE_NONE, b->it[i].op == OP_DESC, false, b->it[i].from);
        b->it[i].used = true;
    }
}
