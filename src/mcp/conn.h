/* conn.h - one connection to an MCP server elsewhere: a child process or an
 * HTTP session.  The transport carries messages; conn.c speaks the protocol.
 *
 * A connection that failed to carry a message is `broken` and is closed; the
 * client makes another one.
 */
#ifndef MCP_CONN_H
#define MCP_CONN_H

#include "codec/jsonrpc.h"
#include "mcp/client.h"

struct conn;

/* What every message needs. */
struct conn_call {
    struct arena *arena;
    const struct mcp_caller *who; /* NULL for our own messages */
    unsigned timeout_ms;
    struct why *why;
};

struct conn_ops {
    /* Carries one message; with an id, brings its reply: a JSON-RPC message. */
    err_t (*carry)(struct conn *c, const struct conn_call *call, str message, json_t *id,
                   struct rpc *reply);
    void (*close)(struct conn *c);
};

struct conn {
    const struct conn_ops *ops;
    void *impl;
    struct conn *next; /* in the pool */
    char version[16];  /* negotiated */
    int64_t last_id;
    bool broken;
};

MUST_CHECK err_t conn_stdio(struct conn **out, const char *command, struct why *why);
struct conn *conn_http(const char *url, const char *bearer);
void conn_close(struct conn *c);

/* initialize and notifications/initialized */
MUST_CHECK err_t conn_handshake(struct conn *c, const struct conn_call *call);

/* Takes `params`; `*result` is borrowed from the arena. */
MUST_CHECK err_t conn_request(struct conn *c, const struct conn_call *call, const char *method,
                              json_t *params, json_t **result);

/* "not_found" is ERR_NOT_FOUND. */
err_t err_of_code(str code, err_t otherwise);

enum { REPLY_MAX = 64 << 20 };

static inline bool caller_is_gone(const struct conn_call *call)
{
    return call->who && call->who->cancelled &&
           atomic_load_explicit(call->who->cancelled, memory_order_relaxed);
}

#endif
