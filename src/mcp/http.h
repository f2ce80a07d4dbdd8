/* http.h - the MCP server at an HTTP address (Streamable HTTP, 2025-11-25):
 * three routes for net/server.
 *
 *     POST    one message; the reply is plain JSON, 202 for a notification
 *     DELETE  ends the session
 *     GET     405: we never speak unasked
 *
 * A session is made by initialize and named by Mcp-Session-Id; it belongs to
 * the user who made it, or to the token of a service that speaks for its users
 * (X-Auric-User, X-Auric-Role), ends by DELETE or an hour's silence, and then
 * is 404.
 * A page of another origin is refused before anything else, so that a browser
 * on the same machine cannot be used to get in (DNS rebinding).
 *
 * Threads: any.
 */
#ifndef MCP_HTTP_H
#define MCP_HTTP_H

#include "mcp/server.h"
#include "net/server.h"

struct mcp_http;

struct mcp_http_options {
    struct mcp_server *server;
    /* Who is it?  Fills `who` from the request, or says why not: the reply is
     * 401 for ERR_UNAUTHENTICATED, else what the error says. */
    err_t (*authenticate)(void *ctx, struct request *r, struct mcp_caller *who, struct why *why);
    void *ctx;
    const char *const *origins; /* allowed beside the server's own: "https://host" */
    size_t origins_n;
    const char *const *hosts; /* names under which it may be called; none: any */
    size_t hosts_n;
    const char *challenge; /* WWW-Authenticate of a 401; NULL: Bearer */
};

struct mcp_http *mcp_http_new(const struct mcp_http_options *o);
void mcp_http_free(struct mcp_http *h);

enum { MCP_ROUTES_N = 3 };

/* For a server of one's own: the routes at `path`, whose ctx is `h`. */
void mcp_http_routes(struct mcp_http *h, const char *path, struct route out[MCP_ROUTES_N]);

/* For a router that has its own context: serves one request, whatever its
 * method. */
void mcp_http_serve(struct mcp_http *h, struct request *r);

#endif
