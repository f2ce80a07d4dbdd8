/* client.h - the agent's only way to data: an MCP client (revision 2025-11-25)
 * over stdio, Streamable HTTP or a server in this process.
 *
 * Which of them is one line of configuration:
 *     inproc            the server in this process
 *     stdio:CMD ARGS    a child process
 *     http://host/mcp   a server elsewhere
 *
 * A pool hands out one connection per question; a dead child is started again,
 * an ended HTTP session is made anew, once.
 *
 * Memory:  results live in the caller's arena.
 * Errors:  a tool's own failure (isError) comes back as the err_t that the
 *          server's "code" member names, with its text in `why`; transport
 *          failures as ERR_UNAVAILABLE, ERR_TIMEOUT.
 * Threads: mcp_client: any thread, calls are spread over the pool.
 */
#ifndef MCP_CLIENT_H
#define MCP_CLIENT_H

#include "base/arena.h"
#include "base/err.h"

#include <jansson.h>
#include <stdatomic.h>

struct mcp_client;
struct mcp_server;

struct mcp_client_options {
    const char *target;        /* as above */
    struct mcp_server *server; /* for inproc */
    const char *bearer;        /* HTTP: may be NULL */
    unsigned timeout_ms;       /* 0: 60000 */
    unsigned pool;             /* 0: 16 */
};

MUST_CHECK err_t mcp_client_new(struct mcp_client **out, const struct mcp_client_options *o,
                                struct why *why);
void mcp_client_free(struct mcp_client *c);

/* Whose rights the call runs under; the in-process server and our own over
 * HTTP apply them.  `role` of "" is the server's default. */
struct mcp_caller {
    str user, role;
    const atomic_bool *cancelled;
};

/* `*out` is the tool's structuredContent (or its JSON text, parsed), released
 * with the arena.  Takes the reference of `arguments`. */
MUST_CHECK err_t mcp_call_tool(struct mcp_client *c, struct arena *a, const struct mcp_caller *who,
                               const char *tool, json_t *arguments, json_t **out, struct why *why);
MUST_CHECK err_t mcp_read_resource(struct mcp_client *c, struct arena *a,
                                   const struct mcp_caller *who, str uri, json_t **out,
                                   struct why *why);

/* Does the server offer it?  Our own has run_plan; the Python one does not. */
bool mcp_has_tool(struct mcp_client *c, const char *tool);

#endif
