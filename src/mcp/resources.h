/* resources.h - the server's resources as a table. */
#ifndef MCP_RESOURCES_H
#define MCP_RESOURCES_H

#include "mcp/tools.h"

json_t *mcp_resources_list(void); /* {"resources":[...]}, a new reference */
json_t *mcp_templates_list(void); /* {"resourceTemplates":[...]} */

/* ERR_NOT_FOUND when there is no such resource; `*out` is released with the arena. */
err_t mcp_resource_read(struct call *c, str uri, json_t **out);

#endif
