/* budget.h - what one question may cost, and what is said when it is more.
 *
 * A question that is too large is refused with its size and with the longest
 * span of time up to now that would fit, counted; never answered in part.
 */
#ifndef EXEC_BUDGET_H
#define EXEC_BUDGET_H

#include "exec/run.h"

/* ERR_CANCELLED or ERR_TOO_LARGE; the latter is put into words by budget_refuse(),
 * because a record may be on its way just now. */
err_t budget_check(struct run *r);

/* Can so many records still be read?  For what is known beforehand. */
bool budget_holds(const struct run *r, uint64_t rows);

/* ERR_TOO_LARGE and why; asks for a few counts.  `rows` 0: not known. */
err_t budget_refuse(struct run *r, const struct source_query *q, uint64_t rows);

double budget_now_s(void); /* as run.deadline */

#endif
