/* count.h - counting without reading: the number of records for which a
 * condition is true, as a sum of counts that the source can give.
 *
 *     |a or b|  = |a| + |b| - |a and b|
 *     |not a|   = |a's field is filled in| - |a|
 *
 * Nested AND, OR, IN and NOT are multiplied out; terms that cannot match are
 * dropped, equal ones added up.
 */
#ifndef EXEC_COUNT_H
#define EXEC_COUNT_H

#include "exec/split.h"

/* *done is false when it cannot be done, or not in fewer requests than reading
 * takes; then nothing was asked. */
MUST_CHECK err_t count_where(struct run *r, const struct model *m, const struct cond *where,
                             bool *done, uint64_t *out);

#endif
