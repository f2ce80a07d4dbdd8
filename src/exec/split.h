/* split.h - which part of the conditions the source can answer.
 *
 * Each part of the root's AND list either becomes filters or stays.  Filters
 * that let the same rows through as the part, whatever the data, are `precise`
 * and the part is done with; filters that may let more through are sent and
 * the part stays as well; filters that might lose a row are never sent.
 */
#ifndef EXEC_SPLIT_H
#define EXEC_SPLIT_H

#include "exec/rewrite.h"
#include "exec/run.h"

typedef VEC(struct source_filter) filter_vec;

/* Filters that together stand for a condition without OR; false: none can.
 * *precise is cleared when they let more through, else left alone. */
bool split_filters(struct run *r, const struct cond *c, filter_vec *out, bool *precise);

/* The alternatives of a part: an OR, or IN as one EQ a value. */
struct conds split_alternatives(struct run *r, const struct cond *c);

struct split {
    bool never;         /* no row can pass */
    struct cond *taken; /* by the source as it is; sent with every request */
    struct strs ids;    /* n > 0: these records are read, and everything else checked here */
    filter_vec filters; /* sent with every request */
    struct cond *rest;  /* checked here; NULL: nothing is left */
    /* When one part is asked as several requests, or as one that holds any of
     * its filters: a row that came for alternative i counts when it fulfils i
     * and none before it. */
    struct conds branches;
    filter_vec *branch_filters;
    bool any; /* one request: any of branch_filters[i].p[0] */
    bool any_precise;
};

/* Has the source taken everything? */
static inline bool split_is_taken(const struct split *s)
{
    return !s->rest && s->ids.n == 0 && s->filters.n == 0 && s->branches.n == 0;
}

void split_where(struct run *r, const struct model *m, struct cond *where, struct split *out);

#endif
