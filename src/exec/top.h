/* top.h - rows of a list that are worth keeping: all, or the first so many in
 * an order, with memory for about twice as many.
 *
 * Rows equal in order stand by record id, so the choice never depends on how
 * they were read.
 */
#ifndef EXEC_TOP_H
#define EXEC_TOP_H

#include "base/vec.h"
#include "exec/code.h"

struct top_row {
    struct value *cells, *keys;
    str id;
};

struct top {
    struct arena *a; /* swapped when rows are dropped */
    size_t cells_n, keys_n;
    const struct order *order;
    uint64_t keep; /* 0: all */
    bool ties;
    VEC(struct top_row) rows;
    bool has_last; /* rows.p[keep - 1] is the last that counts */
    uint64_t seen;
};

void top_init(struct top *t, size_t cells_n, const struct order *order, size_t keys_n,
              uint64_t keep, bool ties);
void top_fini(struct top *t);
/* Counts the row and copies it if it can still matter. */
void top_put(struct top *t, str id, const struct value *cells, const struct value *keys);
/* Sorted, cut to what is kept. */
void top_finish(struct top *t);

/* <0, 0, >0 by the order alone. */
int order_compare(const struct order *order, size_t n, const struct value *a,
                  const struct value *b);

#endif
