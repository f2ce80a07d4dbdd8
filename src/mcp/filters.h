/* filters.h - the filters of query_records: names and texts into a typed
 * condition.  Nothing is left out: what is not understood is an error that says
 * which filter, why, and what could be meant.
 */
#ifndef MCP_FILTERS_H
#define MCP_FILTERS_H

#include "mcp/tools.h"

/* A field by its id or name. */
err_t mcp_find_field(struct call *c, const struct model *m, str name, const struct field **out);

/* {"fieldId","operator","value"}, the `at`-th of the list; "value" may be a list. */
err_t mcp_filter_from_json(struct call *c, const struct model *m, const json_t *in, size_t at,
                           struct source_filter *out);

#endif
