/* server.h - the MCP server over a hub, revision 2025-11-25 and the three
 * before it, whatever carries the messages (stdio.h, http.h, or a call in this
 * process).
 *
 * Every call runs under a caller, and sees the models and fields of that
 * caller's role and nothing else: the backend gives a schema made for the role,
 * and plans, filters, names and error texts are worked out on that one alone.
 *
 * Tools:     the four of the Python server, with its parameters and result
 *            keys, and run_plan and describe_models.
 * Resources: its five.
 * Memory:    replies live in the arena of the call.
 * Errors:    a tool that fails answers isError with
 *            {"status":"error","code":"bad_input","error":"..."}; protocol
 *            errors are for unknown methods, tools and malformed messages.
 * Threads:   any number of calls at once, one arena each.
 */
#ifndef MCP_SERVER_H
#define MCP_SERVER_H

#include "exec/exec.h"
#include "mcp/client.h"
#include "policy/policy.h"

/* Where schema and records come from.  `ctx` goes to each function. */
struct mcp_backend {
    void *ctx;
    /* What `role` may see, until `a` dies.  A hub that does not answer is an
     * error, not an empty schema. */
    err_t (*view)(void *ctx, struct arena *a, str role, const struct schema **out, struct why *why);
    /* A source for one call, given back when `a` dies. */
    err_t (*source)(void *ctx, struct arena *a, const atomic_bool *cancelled, struct source **out,
                    struct why *why);
    /* What a plan of the role may cost; NULL: as in the options. */
    struct exec_budget (*budget)(void *ctx, str role);
    /* A local copy that holds all that the plan touches.  ERR_NOT_FOUND: there
     * is none; any other error is told to the user as a warning, and `source`
     * is asked.  May be NULL. */
    err_t (*copy)(void *ctx, struct arena *a, const struct plan *p, const atomic_bool *cancelled,
                  struct source **out, struct why *why);
    /* May the role do this at all?  NULL: yes. */
    bool (*may)(void *ctx, str role, enum feature f);
    /* Is the hub there, are the credentials good?  ERR_OK or why not; `*url` is
     * what was asked.  May be NULL. */
    err_t (*test)(void *ctx, struct arena *a, str *url, struct why *why);
};

struct mcp_server_options {
    struct mcp_backend backend;
    struct exec_budget budget; /* of run_plan; zero: EXEC_BUDGET_DEFAULT */
};

enum { MCP_MESSAGE_MAX = 4 << 20 };

/* What a question of the role may cost; EXEC_BUDGET_DEFAULT where it does not say. */
struct exec_budget mcp_budget(const struct role *r);

struct mcp_server *mcp_server_new(const struct mcp_server_options *o);
void mcp_server_free(struct mcp_server *s);

/* One JSON-RPC message in, its reply out; false when none is due. */
bool mcp_server_handle(struct mcp_server *s, struct arena *a, const struct mcp_caller *who,
                       str message, str *reply);

/* The same without JSON text, for a client in this process.  `arguments` may be
 * NULL and is borrowed; `*out` is released with the arena. */
MUST_CHECK err_t mcp_server_call(struct mcp_server *s, struct arena *a,
                                 const struct mcp_caller *who, const char *tool, json_t *arguments,
                                 json_t **out, struct why *why);
MUST_CHECK err_t mcp_server_read(struct mcp_server *s, struct arena *a,
                                 const struct mcp_caller *who, str uri, json_t **out,
                                 struct why *why);
bool mcp_server_has_tool(const struct mcp_server *s, const char *tool);

/* The newest revision that both sides speak; what a client that asks for an
 * unknown one is offered. */
const char *mcp_negotiate(str asked);
bool mcp_is_revision(str version);

#endif
