#include "lang/build.h"

/* Superlatives of a share and of a change, rather than of a figure. */

/* The most of what changed: "grew most", "the biggest increase". */
bool build_rank_growth(struct build *b, size_t i)
{
    static const char *const down[] = { "decrease", "decreased", "decline",  "declined", "drop",
                                        "dropped",  "fell",      "fallen",   "fall",     "shrank",
                                        "shrunk",   "decreases", "declining" };
    size_t n = item_next(b, i), p = item_prev(b, i);
    size_t g = item_is_op(b, n, OP_GROWTH) || item_is_op(b, n, OP_UPDOWN)   ? n
               : item_is_op(b, p, OP_GROWTH) || item_is_op(b, p, OP_UPDOWN) ? p
                                                                            : NOWHERE;
    if (g == NOWHERE || b->f.compare == COMPARE_NONE)
        return false;
    b->f.by_growth = 1;
    for (size_t k = 0; k < sizeof down / sizeof *down; k++)
        if (item_has_word(b, g, g + 1, down[k]))
            b->f.by_growth = -1;
    size_t which = item_op(b, OP_WHICH), noun = which == NOWHERE ? NOWHERE : item_next(b, which);
    b->f.growth_limit = noun != NOWHERE && b->it[noun].kind == ITEM_NUMBER
                            ? (uint64_t)b->it[noun].m->number
                            : 0;
    if (b->f.growth_limit) {
        b->it[noun].used = true;
        noun = item_next(b, noun);
    }
    if (noun != NOWHERE && noun < i && b->it[noun].kind == ITEM_LINK && b->f.keys_n < KEYS_MAX) {
        if (!b->f.growth_limit && !str_ends(b->r->tokens.p[b->it[noun].to - 1].norm, STR("s")))
            b->f.growth_limit = 1; /* "which retailer" */
        b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[noun].node,
                                                 .is_record = item_is_model(b, noun) };
        b->it[noun].used = b->it[which].used = true;
        for (size_t k = noun + 1; k < b->n; k++)
            if (b->it[k].kind == ITEM_LINK &&
                build_is_below(b, b->it[k].node.model, b->it[noun].node.model)) {
                b->f.subject = b->it[k].node.model;
                break;
            }
    }
    b->it[i].used = b->it[g].used = true;
    return true;
}

/* "which brand has the highest share of cancelled orders", "the worst return
 * rate": the share in each, in that order. */
bool build_rank_share(struct build *b, size_t i, int dir)
{
    size_t share = NOWHERE, noun = item_op(b, OP_WHICH), n = i;
    for (int hops = 0; hops < 4 && n != NOWHERE && share == NOWHERE; hops++) {
        n = item_next(b, n);
        share = item_is_op(b, n, OP_SHARE) ? n : NOWHERE;
    }
    if (share == NOWHERE || b->f.keys_n)
        return false;
    if (noun != NOWHERE && noun < i) {
        for (noun = item_next(b, noun); noun != NOWHERE && b->it[noun].kind == ITEM_NUMBER;)
            noun = item_next(b, noun);
    } else {
        for (noun = 0; noun < i && b->it[noun].kind != ITEM_LINK;)
            noun++;
    }
    if (noun == NOWHERE || noun >= i || b->it[noun].kind != ITEM_LINK ||
        b->it[noun].m->kind == MENTION_VALUE)
        return false;
    uint64_t limit = build_number_beside(b, noun);
    b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[noun].node,
                                             .is_record = item_is_model(b, noun) };
    build_set_rank(b, NODE_NONE, dir > 0, limit ? limit : 1, b->it[i].from);
    for (size_t k = i + 1; k < b->n; k++)
        if (b->it[k].kind == ITEM_LINK &&
            build_is_below(b, b->it[k].node.model, b->it[noun].node.model)) {
            b->f.subject = b->it[k].node.model;
            break;
        }
    b->it[i].used = b->it[noun].used = true;
    return true;
}
