/* literal.h - values in JSON: {"value": 5}, {"value": "2026-10-01", "kind": "date"}.
 *
 * Numbers, booleans and text need no kind; dates and times have one, null is
 * null.  Shared by the plan's and the result's JSON.
 *
 * Memory:  text that was read is copied into the arena.
 */
#ifndef PLAN_LITERAL_H
#define PLAN_LITERAL_H

#include "base/err.h"
#include "base/value.h"

#include <jansson.h>

const char *value_kind_name(enum value_kind k);
bool value_kind_of_name(str s, enum value_kind *out);

json_t *literal_to_json(struct value v);
MUST_CHECK err_t literal_from_json(struct arena *a, const json_t *in, struct value *out,
                                   struct why *why);

/* A bare JSON value read as `kind`; null is null whatever the kind. */
MUST_CHECK err_t value_from_json(struct arena *a, const json_t *in, enum value_kind kind,
                                 struct value *out, struct why *why);

#endif
