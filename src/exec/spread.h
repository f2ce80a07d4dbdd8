/* spread.h - counts by group without reading: one count for each group, where
 * the groups are known beforehand: the values of an enumeration or of yes and
 * no, the months of a closed period.
 */
#ifndef EXEC_SPREAD_H
#define EXEC_SPREAD_H

#include "exec/group.h"

/* *done is false when it cannot be done, or not in fewer requests than reading
 * takes, or when the counts do not add up to all. */
MUST_CHECK err_t spread_counts(struct groups *g, const struct feed *f, struct cond *where,
                               bool *done);

/* How many rows of `where` the aggregate (a count) counts. */
MUST_CHECK err_t spread_count_one(struct groups *g, const struct agg_spec *spec, struct cond *where,
                                  bool *done, uint64_t *out);

#endif
