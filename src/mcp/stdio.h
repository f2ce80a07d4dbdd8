/* stdio.h - the MCP server on two descriptors: one JSON message a line, and
 * nothing else on the outgoing one.
 */
#ifndef MCP_STDIO_H
#define MCP_STDIO_H

#include "mcp/server.h"

/* Serves until the input ends (0), or reading or writing fails (-1). */
int mcp_stdio_serve(struct mcp_server *s, const struct mcp_caller *who, int in, int out);

#endif
