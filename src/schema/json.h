/* json.h - a whole schema as JSON and back: what the MCP tool `describe_models`
 * returns, what the caches keep.  schema_from_json(schema_to_json(s)) equals s.
 */
#ifndef SCHEMA_JSON_H
#define SCHEMA_JSON_H

#include "base/err.h"
#include "schema/schema.h"

#include <jansson.h>

json_t *schema_to_json(const struct schema *s);
MUST_CHECK err_t schema_from_json(struct arena *a, const json_t *in, struct schema **out,
                                  struct why *why);

#endif
