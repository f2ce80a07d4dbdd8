/* push.h - groups made by the source itself, in one request, when it can.
 *
 * Everything that decides which rows count must have been taken by the source;
 * having, order, shares and limits look at the groups here, as ever.  A key
 * that is a month or a year is asked for by day, and its days are added up.
 */
#ifndef EXEC_PUSH_H
#define EXEC_PUSH_H

#include "exec/group.h"

/* *done is false when the source cannot do it exactly; then nothing was added. */
MUST_CHECK err_t push_groups(struct groups *g, const struct feed *f, bool *done);

#endif
