/* web.h - the HTTP API, the live channel and the page, over net/server.
 *
 * Every address is a row of ROUTE_LIST with its policy as columns: who may
 * come, whether a page's request must carry the CSRF header, which feature of
 * the role it needs, how large a body may be.  One gate (gate.c) enforces the
 * columns before a handler runs; a handler that is reached may trust them.
 *
 * Threads: handlers on the pool or the loop as their row says.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "auth/session.h"
#include "base/embed.h"
#include "flow/flow.h"
#include "mcp/server.h"
#include "net/server.h"

struct web_asset;
struct socket;
struct binding;

struct web {
    struct flow *flow;
    struct services *services;
    struct auth *auth;
    struct mcp_http *mcp; /* NULL: /mcp is not served */
    struct line *line;    /* how the hub has been; NULL: there is none in this process */
    const struct embedded *assets;
    struct server *server;
    struct web_asset *asset_table;
    const char *audit_path;
    const char *ui_dir;         /* serve the page from here instead, while working on it */
    bool https;                 /* behind TLS: cookies are Secure */
    str proxies;                /* addresses whose X-Forwarded-For is believed, with commas */
    const struct policy *roles; /* the built-in ones, for as long as there is no catalog */
    atomic_bool ready;          /* the catalog has been built once */
    _Atomic uint64_t answers[ANSWER_STATUS_COUNT]; /* for /metrics */
    _Atomic uint64_t answer_us;
    void (*more_metrics)(void *ctx, struct buf *out); /* of what stands behind; may be NULL */
    void *more_metrics_ctx;
    int64_t started;
    struct binding *bindings; /* of each route */
    struct socket *sockets;   /* open WebSockets; loop thread only */
};

struct route_row;

struct call {
    struct request *req;
    struct web *web;
    struct arena *arena;
    const struct route_row *row;
    struct session session; /* empty when the row lets anyone in */
    str request_id;
    uint32_t features; /* of the role */
    bool by_cookie;
};

/* Replies itself and gives ERR_OK, or gives the error that the gate replies. */
typedef err_t web_handler(struct call *c, struct why *why);

enum who { ANYONE, SESSION };

/* clang-format off */
/*    method    path                                who      where   csrf   feature    body_max  handler               summary */
#define ROUTE_LIST(X)                                                                                                          \
    X("GET",    "/",                                ANYONE,  INLINE, false, NONE,      0,        web_page,             "the page") \
    X("GET",    "/ui/*",                            ANYONE,  INLINE, false, NONE,      0,        web_asset,            "files of the page") \
    X("GET",    "/favicon.ico",                     ANYONE,  INLINE, false, NONE,      0,        web_favicon,          "the page's icon") \
    X("GET",    "/livez",                           ANYONE,  INLINE, false, NONE,      0,        web_livez,            "the process is alive") \
    X("GET",    "/readyz",                          ANYONE,  INLINE, false, NONE,      0,        web_readyz,           "it can answer questions") \
    X("GET",    "/metrics",                         ANYONE,  INLINE, false, NONE,      0,        web_metrics,          "counters in Prometheus' text format") \
    X("GET",    "/api/openapi.json",                ANYONE,  INLINE, false, NONE,      0,        web_openapi,          "this description") \
    X("POST",   "/api/login",                       ANYONE,  POOL,   false, NONE,      8192,     web_login,            "sign in") \
    X("POST",   "/api/logout",                      SESSION, POOL,   true,  NONE,      1024,     web_logout,           "sign out") \
    X("GET",    "/api/me",                          SESSION, INLINE, false, NONE,      0,        web_me,               "who I am and what I may do") \
    X("POST",   "/api/ask",                         SESSION, POOL,   true,  NONE,      2097152,  web_ask,              "ask a question; JSON, or an event stream") \
    X("GET",    "/ws",                              SESSION, INLINE, false, NONE,      0,        web_live,             "ask and watch over a WebSocket") \
    X("GET",    "/api/models",                      SESSION, INLINE, false, METADATA,  0,        web_models,           "the models and fields I may see") \
    X("GET",    "/api/conversations",               SESSION, INLINE, false, NONE,      0,        web_conversations,    "my conversations") \
    X("GET",    "/api/conversations/{id}",          SESSION, INLINE, false, NONE,      0,        web_conversation,     "one conversation with its answers") \
    X("PATCH",  "/api/conversations/{id}",          SESSION, INLINE, true,  NONE,      4096,     web_conversation_set, "rename or pin it") \
    X("DELETE", "/api/conversations/{id}",          SESSION, INLINE, true,  NONE,      0,        web_conversation_del, "delete it") \
    X("GET",    "/api/answers/{id}",                SESSION, INLINE, false, NONE,      0,        web_answer,           "one answer") \
    X("GET",    "/api/answers/{id}/export",         SESSION, POOL,   false, EXPORT,    0,        web_export,           "an answer's table as CSV") \
    X("POST",   "/api/feedback",                    SESSION, INLINE, true,  NONE,      8192,     web_feedback,         "say whether an answer was right") \
    X("GET",    "/api/sessions",                    SESSION, INLINE, false, NONE,      0,        web_sessions,         "where I am signed in") \
    X("DELETE", "/api/sessions/{id}",               SESSION, INLINE, true,  NONE,      0,        web_session_end,      "sign out there") \
    X("GET",    "/api/admin/users",                 SESSION, INLINE, false, ADMIN,     0,        web_users,            "all users") \
    X("POST",   "/api/admin/users",                 SESSION, POOL,   true,  ADMIN,     8192,     web_user_add,         "add a user") \
    X("PATCH",  "/api/admin/users/{name}",          SESSION, POOL,   true,  ADMIN,     8192,     web_user_set,         "change role, state or password") \
    X("GET",    "/api/admin/audit",                 SESSION, POOL,   false, AUDIT,     0,        web_audit,            "the audit record, newest first") \
    X("GET",    "/api/admin/report",                SESSION, POOL,   false, AUDIT,     0,        web_report,           "the compliance report; format=html or csv") \
    X("GET",    "/api/admin/verified",              SESSION, INLINE, false, ADMIN,     0,        web_verified,         "questions whose reading is verified") \
    X("POST",   "/api/admin/verified",              SESSION, POOL,   true,  ADMIN,     8192,     web_verified_add,     "verify the reading of an answered question") \
    X("DELETE", "/api/admin/verified/{id}",         SESSION, POOL,   true,  ADMIN,     0,        web_verified_del,     "take that back") \
    X("GET",    "/api/admin/wrong",                 SESSION, POOL,   false, ADMIN,     0,        web_wrong,            "answers that users call wrong; all=1 with those dealt with") \
    X("DELETE", "/api/admin/wrong/{id}",            SESSION, POOL,   true,  ADMIN,     0,        web_wrong_done,       "that answer is dealt with") \
    X("GET",    "/api/admin/cases",                 SESSION, POOL,   false, ADMIN,     0,        web_cases,            "kept cases as lines for auric eval") \
    X("POST",   "/api/admin/cases",                 SESSION, POOL,   true,  ADMIN,     8192,     web_case_add,         "keep an answer as a case") \
    X("POST",   "/api/admin/refresh",               SESSION, POOL,   true,  ADMIN,     1024,     web_refresh,          "read models and values again") \
    X("POST",   "/mcp",                             ANYONE,  POOL,   false, NONE,      4194304,  web_mcp,              "the MCP server, under the caller's own rights") \
    X("GET",    "/mcp",                             ANYONE,  INLINE, false, NONE,      0,        web_mcp,              "MCP: no stream is offered") \
    X("DELETE", "/mcp",                             ANYONE,  INLINE, false, NONE,      0,        web_mcp,              "MCP: end the session")
/* clang-format on */

#define X(method, path, who, where, csrf, feature, body_max, handler, summary)                     \
    err_t handler(struct call *c, struct why *why);
ROUTE_LIST(X)
#undef X

enum { FEATURE_NONE = FEATURE_COUNT };

struct route_row {
    const char *method, *path;
    enum who who;
    enum where where;
    bool csrf;
    int feature; /* FEATURE_NONE: any role */
    size_t body_max;
    web_handler *handler;
    const char *summary;
};

extern const struct route_row web_routes[];
extern const size_t web_routes_n;

/* Listen; server_run() on `web->server` does the rest. */
MUST_CHECK err_t web_open(struct web *w, const char *address, uint16_t port, struct why *why);
void web_close(struct web *w);

/* For handlers. */
void call_json(struct call *c, int status, json_t *take);
MUST_CHECK err_t call_body(struct call *c, json_t **out, struct why *why);
void call_reply(struct call *c, str content_type, str body, const struct header *extra, size_t n);
json_t *error_json(err_t e, const char *message, str request_id, unsigned retry_after_s);
/* Is the Origin header, if any, this server itself? */
bool call_same_origin(const struct call *c);
struct actor call_actor(const struct call *c);
/* "__Host-auric" behind TLS, where a browser keeps it from every other host. */
str call_cookie_name(const struct web *w);
/* An entry of the audit record: who did `event` to `target`. */
MUST_CHECK err_t call_record(const struct call *c, const char *event, str target, struct why *why);

/* Nobody fills the disk with questions that are refused: twice what the role
 * allows may be tried, and never less than this. */
enum { TRIES_PER_HOUR = 2000 };
MUST_CHECK err_t web_may_try(const struct web *w, const struct session *s, struct why *why);

/* For mcp_http_options.authenticate, with the web as ctx.  A question of an
 * agent takes several calls, so its quota is so much larger. */
enum { MCP_CALLS_A_QUESTION = 10 };
err_t web_mcp_caller(void *ctx, struct request *req, struct mcp_caller *who, struct why *why);

/* Count an answer for /metrics. */
void web_count(struct web *w, const struct run *r);

#endif
