/* json.h - the plan's JSON form: what travels over MCP, is stored with a run
 * and is proposed by a language model.
 *
 * Fields are {"path":[{"field":ID,"model":ID,"reverse":bool}],"field":ID} with
 * Boomi's ids; dates are ISO text with a "kind" beside it.  Unknown members
 * are refused.  plan_from_json(plan_to_json(p)) equals p.
 *
 * Memory:  the plan is made in `a`; it borrows models and fields of `schema`.
 * Limits:  depth and sizes of check.h; a plan read here is not yet checked.
 */
#ifndef PLAN_JSON_H
#define PLAN_JSON_H

#include "plan/plan.h"

#include <jansson.h>

json_t *plan_to_json(const struct plan *p); /* the caller owns the reference */
MUST_CHECK err_t plan_from_json(struct arena *a, const struct schema *schema, const json_t *in,
                                struct plan **out, struct why *why);

/* The JSON Schema of the form, for tools/list and structured output. */
json_t *plan_json_schema(void);

#endif
