/* group.h - rows into groups: keys, what they carry, and their aggregates.
 *
 * Memory:  grows with groups, not with rows (but for MEDIAN, which keeps its
 *          numbers, and COUNT DISTINCT, which keeps its values).
 */
#ifndef EXEC_GROUP_H
#define EXEC_GROUP_H

#include "exec/feed.h"

struct acc {
    uint64_t n;
    int64_t i;
    double f, lost; /* compensated sum */
    bool is_float;
    struct value best; /* MIN, MAX */
    struct tuples *distinct;
    uint64_t distinct_n; /* counted by the source */
    VEC(double) numbers;
};

struct groups {
    struct run *run;
    const struct plan *plan;
    struct grouping g;
    struct tuples keys;
    struct value *carried; /* n * g.carried.n */
    struct acc *accs;      /* n * g.aggs.n */
    size_t cap;
    struct value *row;  /* keys of the current row */
    struct value *aggs; /* finished, n * g.aggs.n */
    bool sums_are_zero; /* SUM of no rows is 0 instead of null */
};

/* What is computed of each group. */
struct group_codes {
    struct code **columns, **orders;
    struct test *having;
};

MUST_CHECK err_t groups_init(struct groups *g, struct run *r, const struct plan *p, struct feed *f,
                             struct group_codes *out);

/* As a feed_fn, with a struct groups. */
err_t groups_add(void *ctx, const struct frame *f);

/* A group whose aggregates are counts, and these. */
void groups_add_counts(struct groups *g, const struct value *keys, const uint64_t *counts);

/* A part of a group that the source made: `cells` are the carried values, then
 * for each aggregate what push.h asked for. */
void groups_add_part(struct groups *g, const struct value *keys, const struct value *cells);

/* No groups again. */
void groups_clear(struct groups *g);

/* A group without rows, for `keys` that no row had; its index. */
size_t groups_add_empty(struct groups *g, const struct value *keys, const struct value *carried);

/* What the aggregates of a group without rows are. */
struct value *groups_empty_aggs(const struct groups *g);

/* Aggregates become values, shares get their totals. */
void groups_finish(struct groups *g);

static inline size_t groups_n(const struct groups *g)
{
    return g->keys.n;
}
void groups_frame(const struct groups *g, size_t i, struct frame *out);

#endif
