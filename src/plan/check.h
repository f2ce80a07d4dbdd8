/* check.h - is this plan meaningful, within the limits, and all of `schema`?
 *
 * The one gate in front of exec: plans of the language engine, of a language
 * model, of an MCP client and of a stored question all pass it.  Whoever gives
 * the user's own view as `schema` (policy/view.h) thereby checks the rights.
 *
 * Errors:  ERR_BAD_INPUT, and `why` names the part that is wrong.
 */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/plan.h"

enum {
    PLAN_DEPTH_MAX = 24,
    PLAN_COLUMNS_MAX = 60,
    PLAN_VALUES_MAX = 1000,
    PLAN_LIMIT_MAX = 100000
};

MUST_CHECK err_t plan_check(const struct schema *schema, const struct plan *p, struct why *why);

#endif
