/* shape.h - what can be told about a plan's parts without data.
 *
 * Layer:   plan; pure.
 */
#ifndef PLAN_SHAPE_H
#define PLAN_SHAPE_H

#include "plan/plan.h"

/* Is there an `op` in `e` outside of sub-plans and inner conditions? */
bool expr_uses(const struct expr *e, enum expr_op op);

/* Is `e` (or what `c` asks) the same for all rows of a group of `p`?  It is
 * when it is a key, an aggregate or a constant; when it hangs on a record that
 * is a key; or when it is made of such. */
bool expr_is_determined(const struct plan *p, const struct expr *e);
bool cond_is_determined(const struct plan *p, const struct cond *c);

#endif
