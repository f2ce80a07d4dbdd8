/* semantics.h - the semantic layer: what a company calls its things.
 *
 * A JSON file (the form is in docs/semantic-layer.md) that gives models and
 * fields labels, synonyms and descriptions, says which date "this quarter"
 * means, defines measures, marks fields as sensitive, and adds roles.  What it
 * does not mention keeps what the hub says of it.
 *
 * Memory:  what it sets in the schema and the policy is copied into `a`.
 * Errors:  ERR_BAD_INPUT; `why` names the line and the member that is wrong.
 *          Nothing is half applied: a file with a mistake changes nothing.
 */
#ifndef CATALOG_SEMANTICS_H
#define CATALOG_SEMANTICS_H

#include "policy/policy.h"

#include <jansson.h>

/* Lay the text of a file over `schema` and `policy`, both already in `a`. */
MUST_CHECK err_t semantics_apply(struct arena *a, str text, struct schema *schema,
                                 struct policy *policy, struct why *why);

#endif
