/* source.h - the record pages of a foreign MCP server as a struct source, so
 * that plans run on this side when the server has no run_plan: the Python
 * server, version 2, and its query_records tool.
 *
 * That server passes on filters as they are, joined by AND, hands back text
 * under upper-cased element names, and gives 200 records a page.  It drops
 * filters without a value silently, so those are never sent to it.
 */
#ifndef MCP_SOURCE_H
#define MCP_SOURCE_H

#include "exec/source.h"
#include "mcp/client.h"

/* In `a`; the client and the texts of `who` must outlive it. */
struct source *mcp_source_new(struct arena *a, struct mcp_client *c, const struct mcp_caller *who,
                              str repository_id);

#endif
