/* test_http.c - the Streamable HTTP rules: a table of requests and statuses. */
#include "fake.h"
#include "mcp/http.h"
#include "mcp/sessions.h"
#include "net/client.h"
#include "t.h"

#include <stdio.h>

static err_t authenticate(void *ctx, struct request *r, struct mcp_caller *who, struct why *why)
{
    str auth = request_header(r, STR("Authorization"));

    (void)ctx;
    if (!str_starts(auth, STR("Bearer ")))
        return why_fail(why, ERR_UNAUTHENTICATED, "sign in");
    *who = (struct mcp_caller){ str_sub(auth, 7, auth.n), STR("admin"), NULL };
    return ERR_OK;
}

#define PING "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
#define INIT                                                                                       \
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"     \
    "\"2025-11-25\"}}"
#define NOTE "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
#define JSON "Content-Type: application/json"
#define BOTH "Accept: application/json, text/event-stream"

/* "S" stands for the session that was opened. */
/* clang-format off */
static const struct {
    const char *method, *user, *body, *headers[5];
    int status;
    const char *said;
} rows[] = {
    { "POST", "ann", PING, { JSON, BOTH, "S" }, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}" },
    { "POST", "ann", PING, { "content-type: application/json; charset=utf-8", "Accept: */*", "S" }, 200, "{}" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "MCP-Protocol-Version: 2025-06-18" }, 200, "{}" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "MCP-Protocol-Version: 1.0" }, 400, "MCP-Protocol-Version" },
    { "POST", "ann", NOTE, { JSON, BOTH, "S" }, 202, NULL },
    { "POST", "ann", "[" PING "]", { JSON, BOTH, "S" }, 200, "-32600" },
    { "POST", "ann", "{", { JSON, BOTH }, 400, "-32700" },
    { "POST", "ann", PING, { JSON, BOTH }, 400, "Mcp-Session-Id is missing" },
    { "POST", "ann", NOTE, { JSON, BOTH }, 400, "Mcp-Session-Id is missing" },
    { "POST", "ann", PING, { JSON, BOTH, "Mcp-Session-Id: 0123456789abcdef0123456789abcdef" }, 404, "session has ended" },
    { "POST", "ann", PING, { JSON, BOTH, "Mcp-Session-Id: x" }, 404, "session has ended" },
    { "POST", "bob", PING, { JSON, BOTH, "S" }, 404, "session has ended" },
    { "POST", NULL, PING, { JSON, BOTH, "S" }, 401, "sign in" },
    { "POST", "ann", PING, { "Content-Type: text/plain", BOTH, "S" }, 415, "application/json" },
    { "POST", "ann", PING, { JSON, "Accept: application/json", "S" }, 406, "text/event-stream" },
    { "POST", "ann", PING, { JSON, "Accept: text/html, text/*", "S" }, 406, "Accept" },
    { "POST", "ann", PING, { JSON, "Accept: application/*;q=0.5, text/event-stream", "S" }, 200, "{}" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "Origin: https://evil.example" }, 403, "not allowed" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "Origin: null" }, 403, "not allowed" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "Origin: https://app.example" }, 200, "{}" },
    { "POST", "ann", PING, { JSON, BOTH, "S", "Host: evil.example" }, 403, "not allowed" },
    { "GET", "ann", "", { "Accept: text/event-stream", "S" }, 405, NULL },
    { "DELETE", "ann", "", { NULL }, 400, "missing" },
    { "DELETE", "bob", "", { "S" }, 404, "no such session" },
    { "DELETE", "ann", "", { "S" }, 204, NULL },
    { "DELETE", "ann", "", { "S" }, 404, "no such session" },
    { "POST", "ann", PING, { JSON, BOTH, "S" }, 404, "session has ended" },
};
/* clang-format on */

static struct http_reply send(struct arena *a, const char *url, const char *method,
                              const char *user, const char *body, const char *const *headers,
                              const char *session)
{
    struct http *h = http_new();
    const char *own[5];
    struct http_reply r = { 0 };
    struct why why = { "" };
    struct http_call c = {
        .method = method, .url = url, .headers = own, .bearer = user, .body = str_c(body)
    };

    for (; c.headers_n < 5 && headers[c.headers_n]; c.headers_n++)
        own[c.headers_n] = strcmp(headers[c.headers_n], "S") == 0 ? session : headers[c.headers_n];
    CHECK(http_do(h, a, &c, &r, &why) == ERR_OK, "%s", why.text);
    http_free(h);
    return r;
}

static void check_rows(struct arena *a, const char *url)
{
    static const char *const init[] = { JSON, BOTH, NULL };
    struct http_reply r = send(a, url, "POST", "ann", INIT, init, NULL);
    const char *session = arena_fmt(a, "Mcp-Session-Id: %.*s", STR_ARG(r.session_id)).p;

    CHECK(r.status == 200 && r.session_id.n == SESSION_ID_N, "initialize: %d", r.status);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        r = send(a, url, rows[i].method, rows[i].user, rows[i].body, rows[i].headers, session);
        CHECK(r.status == rows[i].status, "row %zu: %d %.*s", i, r.status, STR_ARG(r.body));
        if (rows[i].said)
            CHECK(str_find(r.body, str_c(rows[i].said)) < r.body.n, "row %zu: %.*s", i,
                  STR_ARG(r.body));
        else
            CHECK(r.body.n == 0, "row %zu: a body", i);
    }
}

static void check_sessions(void)
{
    struct sessions *s = sessions_new();
    char first[SESSION_ID_N + 1], id[SESSION_ID_N + 1];
    str one = { first, SESSION_ID_N };

    sessions_add(s, STR("ann"), 1000, first);
    CHECK(sessions_touch(s, one, STR("ann"), 1000 + SESSION_IDLE_S), "alive");
    CHECK(sessions_touch(s, one, STR("ann"), 1000 + 2 * SESSION_IDLE_S), "kept alive");
    CHECK(!sessions_touch(s, one, STR("ann"), 1001 + 3 * SESSION_IDLE_S), "forgotten");
    CHECK(sessions_count(s) == 0, "and freed");
    sessions_add(s, STR("ann"), 1000, first);
    for (int i = 0; i < SESSIONS_MAX; i++)
        sessions_add(s, STR("bob"), 1000, id);
    CHECK(sessions_count(s) == SESSIONS_MAX, "bounded");
    CHECK(!sessions_touch(s, one, STR("ann"), 1000), "the oldest went");
    CHECK(sessions_touch(s, (str){ id, SESSION_ID_N }, STR("bob"), 1000), "the newest stayed");
    sessions_free(s);
}

int main(void)
{
    static const char *const hosts[] = { "127.0.0.1", "auric.example" };
    static const char *const origins[] = { "https://app.example" };
    struct arena *a = arena_new();
    struct mcp_server *mcp = fake_server();
    struct mcp_http *http = mcp_http_new(&(struct mcp_http_options){ .server = mcp,
                                                                     .authenticate = authenticate,
                                                                     .hosts = hosts,
                                                                     .hosts_n = 2,
                                                                     .origins = origins,
                                                                     .origins_n = 1 });
    struct route routes[MCP_ROUTES_N];
    struct server *server;
    struct why why;
    struct server_options o = { .address = "127.0.0.1", .limits = { .workers = 2 } };

    mcp_http_routes(http, "/mcp", routes);
    if (server_new(&server, &o, routes, MCP_ROUTES_N, &why) != ERR_OK ||
        server_start(server, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    check_rows(a, arena_fmt(a, "http://127.0.0.1:%u/mcp", server_port(server)).p);
    check_sessions();
    server_stop(server);
    server_free(server);
    mcp_http_free(http);
    mcp_server_free(mcp);
    arena_free(a);
    return T_DONE();
}
