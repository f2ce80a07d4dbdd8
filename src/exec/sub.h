/* sub.h - plans inside of plans, and conditions that have to be asked of the
 * hub as a plan of their own: run once, their answers are values.
 */
#ifndef EXEC_SUB_H
#define EXEC_SUB_H

#include "exec/job.h"

/* The one value of a one-column plan; null when it gives no row. */
MUST_CHECK err_t sub_scalar(struct run *r, const struct plan *p, struct value *out);

/* All non-null values of a one-column plan. */
MUST_CHECK err_t sub_values(struct run *r, const struct plan *p, struct value **out, size_t *n);

/* Ids of the records of `m` that fulfil `where`. */
MUST_CHECK err_t sub_ids(struct run *r, const struct model *m, struct cond *where,
                         struct value **out, size_t *n);

/* For each record where the forward part of `path` arrives: the aggregate `fn`
 * of `arg` over the children at its end that fulfil `where`; with `fn` COUNT
 * and no `arg` also the look-up for EXISTS.  Values are struct value *. */
MUST_CHECK err_t sub_rollup(struct run *r, const struct path *path, enum agg fn, struct expr *arg,
                            struct cond *where, const struct map **out);

/* A top-level condition on `m` as one that the split can work with: sub-plans
 * become values; what is asked behind references becomes references to ids,
 * unless the source takes it as it is. */
MUST_CHECK err_t sub_resolve(struct run *r, const struct model *m, struct cond *c,
                             struct cond **out);

#endif
