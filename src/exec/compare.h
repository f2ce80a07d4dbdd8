/* compare.h - the same figures over two periods, side by side.
 *
 * Groups are joined by their keys; a key that is a bucket of the period's own
 * date is joined by its place within the period (the first month of this
 * quarter with the first month of the last).  A group that is in one period
 * only has counts and sums of 0 in the other.  Having, order and limit look at
 * the first period.
 */
#ifndef EXEC_COMPARE_H
#define EXEC_COMPARE_H

#include "exec/job.h"

/* Columns: those that are no figures, then value, before, change and change in
 * percent of each figure. */
MUST_CHECK err_t compare_run(struct run *r, const struct plan *p, struct relation *out);

#endif
