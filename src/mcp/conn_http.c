#include "codec/sse.h"
#include "mcp/conn.h"
#include "net/client.h"

#include <stdlib.h>

struct http_conn {
    struct conn conn;
    struct http *http;
    char *url, *bearer;
    char session[256];
};

/* Looks for the reply among the events of a stream. */
struct search {
    struct arena *arena;
    json_t *id;
    struct rpc *reply;
    bool found;
};

static void look_at(struct search *s, str message)
{
    struct rpc m;

    if (s->found || rpc_read(s->arena, message, REPLY_MAX, &m, NULL) != 0)
        return;
    bool is_reply = m.kind == RPC_RESULT || m.kind == RPC_ERROR;
    if (!is_reply || (m.id && !json_equal(m.id, s->id)))
        return;
    *s->reply = m;
    s->found = true;
}

static err_t on_event(void *ctx, const struct sse_event *ev)
{
    look_at(ctx, ev->data);
    return ERR_OK;
}

static void search_stream(struct search *s, str body)
{
    struct sse d;

    sse_init(&d, NULL, REPLY_MAX, on_event, s);
    (void)!sse_feed(&d, body);
    (void)!sse_feed(&d, STR("\n\n")); /* the last event may lack its blank line */
    sse_fini(&d);
}

/* A header's value: no line ends, nothing that is not printable ASCII. */
static bool is_header_safe(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n > 0;
}

enum { HEADERS_MAX = 6 };

/* Always somebody, so that the server sees that we speak for others. */
static str user_of(const struct conn_call *call)
{
    if (!call->who || call->who->user.n == 0)
        return STR("auric");
    return is_header_safe(call->who->user) ? call->who->user
                                           : http_escape(call->arena, call->who->user);
}

static size_t put_headers(struct http_conn *h, const struct conn_call *call, const char **out)
{
    struct arena *a = call->arena;
    size_t n = 0;

    out[n++] = "Content-Type: application/json";
    out[n++] = "Accept: application/json, text/event-stream";
    if (h->session[0])
        out[n++] = arena_fmt(a, "Mcp-Session-Id: %s", h->session).p;
    if (h->conn.version[0])
        out[n++] = arena_fmt(a, "MCP-Protocol-Version: %s", h->conn.version).p;
    out[n++] = arena_fmt(a, "X-Auric-User: %.*s", STR_ARG(user_of(call))).p;
    if (call->who && is_header_safe(call->who->role))
        out[n++] = arena_fmt(a, "X-Auric-Role: %.*s", STR_ARG(call->who->role)).p;
    return n;
}

static err_t refused(struct http_conn *h, const struct http_reply *r, struct why *why)
{
    switch (r->status) {
    case 401:
    case 403:
        return why_fail(why, ERR_UPSTREAM_AUTH, "the MCP server refused our token (HTTP %d)",
                        r->status);
    case 404: /* the session has ended */
        h->conn.broken = true;
        return why_fail(why, ERR_UNAVAILABLE, "the MCP server does not know the session");
    case 429:
        return why_fail(why, ERR_LIMITED, "the MCP server asks for fewer requests");
    default:
        return why_fail(why, r->status >= 500 ? ERR_UNAVAILABLE : ERR_UPSTREAM,
                        "the MCP server answered HTTP %d", r->status);
    }
}

static err_t carry(struct conn *c, const struct conn_call *call, str message, json_t *id,
                   struct rpc *reply)
{
    struct http_conn *h = c->impl;
    const char *headers[HEADERS_MAX];
    struct search s = { call->arena, id, reply, false };
    struct http_reply r = { 0 };
    struct http_call http = {
        .method = "POST",
        .url = h->url,
        .headers = headers,
        .headers_n = put_headers(h, call, headers),
        .bearer = h->bearer,
        .body = message,
        .total_ms = call->timeout_ms,
        .body_max = REPLY_MAX,
        .cancelled = call->who ? call->who->cancelled : NULL,
    };

    TRY(http_do(h->http, call->arena, &http, &r, call->why));
    if (r.session_id.n && r.session_id.n < sizeof h->session && is_header_safe(r.session_id)) {
        memcpy(h->session, r.session_id.p, r.session_id.n);
        h->session[r.session_id.n] = '\0';
    }
    if (!id && r.status / 100 == 2)
        return ERR_OK;
    if (r.status == 401 || r.status == 403 || r.status == 404)
        return refused(h, &r, call->why);
    if (str_starts(r.content_type, STR("text/event-stream")))
        search_stream(&s, r.body);
    else if (id && r.body.n)
        look_at(&s, r.body);
    if (s.found && (r.status / 100 == 2 || reply->kind == RPC_ERROR))
        return ERR_OK;
    if (r.status / 100 != 2)
        return refused(h, &r, call->why);
    return why_fail(call->why, ERR_UPSTREAM, "the MCP server's answer holds no reply");
}

/* The server is told that the session is over, if it listens. */
static void end_session(struct http_conn *h)
{
    struct arena *a = arena_new();
    struct conn_call call = { .arena = a };
    const char *headers[HEADERS_MAX];
    struct http_reply r;
    struct http_call http = {
        .method = "DELETE",
        .url = h->url,
        .headers = headers,
        .headers_n = put_headers(h, &call, headers),
        .bearer = h->bearer,
        .connect_ms = 500,
        .total_ms = 1000,
    };

    (void)!http_do(h->http, a, &http, &r, NULL);
    arena_free(a);
}

static void close_http(struct conn *c)
{
    struct http_conn *h = c->impl;

    if (h->session[0] && !c->broken)
        end_session(h);
    http_free(h->http);
    free(h->url);
    free(h->bearer);
    free(h);
}

struct conn *conn_http(const char *url, const char *bearer)
{
    static const struct conn_ops ops = { carry, close_http };
    struct http_conn *h = calloc(1, sizeof *h);

    if (!h)
        abort();
    h->conn.ops = &ops;
    h->conn.impl = h;
    h->http = http_new();
    h->url = strdup(url);
    h->bearer = bearer ? strdup(bearer) : NULL;
    if (!h->url || (bearer && !h->bearer))
        abort();
    return &h->conn;
}
