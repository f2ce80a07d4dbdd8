/* test_client.c - the same calls over a server in this process, a child process
 * and HTTP; a child that dies, a session that ends, replies as event streams,
 * strangers. */
#include "t.h"
#include "fake.h"
#include "mcp/http.h"
#include "mcp/source.h"
#include "mcp/stdio.h"
#include "plan/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static const struct mcp_caller admin = { { "ann", 3 }, { "admin", 5 }, NULL };

static struct {
    struct mcp_server *mcp;
    struct mcp_http *http;
    bool as_events;  /* reply with event streams */
    bool only_pages; /* hide run_plan, as the Python server does */
    atomic_int requests;
} peer;

static json_t *limit_one(void)
{
    return json_pack("{s:s, s:i}", "universe_id", "p-1", "limit", 1);
}

/* What must hold whatever carries it. */
static void check_calls(struct mcp_client *c, const char *over)
{
    struct arena *a = arena_new();
    struct why why = { "" };
    json_t *out = NULL;

    CHECK(mcp_call_tool(c, a, &admin, "query_records", limit_one(), &out, &why) == ERR_OK, "%s: %s",
          over, why.text);
    CHECK(json_member_int(json_object_get(out, "data"), "total_count", 0) == PRODUCTS_N, "%s",
          over);
    CHECK(mcp_call_tool(c, a, &admin, "get_model_fields", json_pack("{s:s}", "model_id", "none"),
                        &out, &why) == ERR_NOT_FOUND &&
              strstr(why.text, "none"),
          "%s: %s", over, why.text);
    CHECK(mcp_call_tool(c, a, &admin, "query_records", json_object(), &out, &why) ==
                  ERR_BAD_INPUT &&
              strstr(why.text, "universe_id"),
          "%s: %s", over, why.text);
    CHECK(mcp_call_tool(c, a, &admin, "no_such", NULL, &out, &why) != ERR_OK, "%s", over);
    CHECK(mcp_read_resource(c, a, &admin, STR("boomi://datahub/models/all"), &out, &why) == ERR_OK,
          "%s: %s", over, why.text);
    CHECK(json_member_int(json_object_get(out, "summary"), "total_models", 0) == 3, "%s", over);
    CHECK(mcp_read_resource(c, a, &admin, STR("boomi://datahub/model/x"), &out, &why) ==
              ERR_NOT_FOUND,
          "%s: %s", over, why.text);
    CHECK(mcp_has_tool(c, "run_plan") && !mcp_has_tool(c, "no_such"), "%s", over);
    arena_free(a);
}

static struct mcp_client *connect(const char *target, struct mcp_server *s, unsigned timeout_ms)
{
    struct mcp_client_options o = {
        .target = target, .server = s, .timeout_ms = timeout_ms, .bearer = "token-1", .pool = 2
    };
    struct mcp_client *c = NULL;
    struct why why = { "" };

    CHECK(mcp_client_new(&c, &o, &why) == ERR_OK, "%s", why.text);
    return c;
}

static void check_inproc(void)
{
    struct mcp_client *c = connect("inproc", peer.mcp, 0);

    check_calls(c, "inproc");
    mcp_client_free(c);
    struct mcp_client_options o = { .target = "telnet:x" };
    CHECK(mcp_client_new(&c, &o, NULL) == ERR_BAD_INPUT, "no such transport");
}

static void check_stdio(const char *self)
{
    char target[600];
    struct arena *a = arena_new();
    struct why why;
    json_t *out;

    snprintf(target, sizeof target, "stdio:%s --serve", self);
    struct mcp_client *c = connect(target, NULL, 0);
    check_calls(c, "stdio");
    mcp_client_free(c);

    /* It dies after its third message: the handshake's two and one call. */
    snprintf(target, sizeof target, "stdio:%s --serve 3", self);
    c = connect(target, NULL, 0);
    for (int i = 0; i < 4; i++)
        CHECK(mcp_call_tool(c, a, &admin, "query_records", limit_one(), &out, &why) == ERR_OK,
              "call %d: %s", i, why.text);
    mcp_client_free(c);

    c = connect("stdio:/no/such/program", NULL, 0);
    CHECK(mcp_call_tool(c, a, &admin, "query_records", limit_one(), &out, &why) == ERR_UNAVAILABLE,
          "%s", why.text);
    mcp_client_free(c);
    c = connect("stdio:/bin/sleep 100", NULL, 200);
    CHECK(mcp_call_tool(c, a, &admin, "query_records", limit_one(), &out, &why) == ERR_TIMEOUT,
          "%s", why.text);
    mcp_client_free(c);
    atomic_bool cancelled = true;
    struct mcp_caller gone = { admin.user, admin.role, &cancelled };
    c = connect("stdio:/bin/sleep 100", NULL, 20000);
    CHECK(mcp_call_tool(c, a, &gone, "query_records", limit_one(), &out, &why) == ERR_CANCELLED,
          "%s", why.text);
    mcp_client_free(c);
    arena_free(a);
}

static err_t authenticate(void *ctx, struct request *r, struct mcp_caller *who, struct why *why)
{
    (void)ctx;
    if (!str_eq(request_header(r, STR("Authorization")), STR("Bearer token-1")))
        return why_fail(why, ERR_UNAUTHENTICATED, "no token");
    *who = (struct mcp_caller){ request_header(r, STR("X-Auric-User")),
                                request_header(r, STR("X-Auric-Role")), NULL };
    if (who->role.n == 0)
        who->role = STR("admin");
    return ERR_OK;
}

static struct mcp_http *new_http(void)
{
    static const char *const hosts[] = { "127.0.0.1" };
    static const char *const origins[] = { "https://app.example" };

    return mcp_http_new(&(struct mcp_http_options){ .server = peer.mcp,
                                                    .authenticate = authenticate,
                                                    .hosts = hosts,
                                                    .hosts_n = 1,
                                                    .origins = origins,
                                                    .origins_n = 1 });
}

/* The old server's list of tools. */
static bool reply_pages_only(struct request *r, str *reply)
{
    if (!peer.only_pages || str_find(r->body, STR("tools/list")) == r->body.n)
        return false;
    *reply = STR(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"query_records\"}]}}");
    return true;
}

static void h_mcp(struct request *r)
{
    str reply;

    peer.requests++;
    if (!peer.as_events) {
        mcp_http_serve(peer.http, r);
        return;
    }
    if (!reply_pages_only(r, &reply) &&
        !mcp_server_handle(peer.mcp, r->arena, &admin, r->body, &reply)) {
        server_reply(r, 202, STR(""), STR(""), NULL, 0);
        return;
    }
    server_reply(r, 200, STR("text/event-stream"),
                 arena_fmt(r->arena,
                           ": hello\r\n\r\nevent: message\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":"
                           "\"notifications/message\"}\r\n\r\nid: 1\r\ndata: %.*s\r\n\r\n",
                           STR_ARG(reply)),
                 NULL, 0);
}

static const struct route routes[] = {
    { "POST", "/mcp", POOL, MCP_MESSAGE_MAX, h_mcp, NULL },
    { "GET", "/mcp", INLINE, 0, h_mcp, NULL },
    { "DELETE", "/mcp", INLINE, 0, h_mcp, NULL },
};

static void check_http(const char *url)
{
    struct mcp_client *c = connect(url, NULL, 0);
    struct arena *a = arena_new();
    struct why why;
    json_t *out;

    check_calls(c, "http");
    /* The server forgets its sessions: made anew, once, unseen. */
    mcp_http_free(peer.http);
    peer.http = new_http();
    peer.requests = 0;
    CHECK(mcp_call_tool(c, a, &admin, "query_records", limit_one(), &out, &why) == ERR_OK, "%s",
          why.text);
    CHECK(peer.requests == 4, "404, initialize, initialized, call: %d", (int)peer.requests);

    struct mcp_caller clerk = { STR("bob"), STR("clerk"), NULL };
    peer.requests = 0;
    CHECK(mcp_call_tool(c, a, &clerk, "describe_models", NULL, &out, &why) == ERR_DENIED &&
              peer.requests == 1,
          "another user over the same connection: %s, %d", why.text, (int)peer.requests);
    mcp_client_free(c);

    struct mcp_client_options o = { .target = url, .bearer = "wrong" };
    CHECK(mcp_client_new(&c, &o, NULL) == ERR_OK, "new");
    CHECK(mcp_call_tool(c, a, &admin, "describe_models", NULL, &out, &why) == ERR_UPSTREAM_AUTH,
          "%s", why.text);
    mcp_client_free(c);
    o.target = "http://127.0.0.1:1/mcp";
    CHECK(mcp_client_new(&c, &o, NULL) == ERR_OK, "new");
    CHECK(mcp_call_tool(c, a, &admin, "describe_models", NULL, &out, &why) == ERR_UNAVAILABLE, "%s",
          why.text);
    mcp_client_free(c);

    peer.as_events = true;
    c = connect(url, NULL, 0);
    check_calls(c, "http with events");
    mcp_client_free(c);
    peer.as_events = false;
    arena_free(a);
}

struct crowd {
    struct mcp_client *client;
    atomic_uint good;
};

static void *call_often(void *ctx)
{
    struct crowd *crowd = ctx;

    for (int i = 0; i < 20; i++) {
        struct arena *a = arena_new();
        json_t *out;
        struct why why = { "no run_plan" };
        bool good = mcp_has_tool(crowd->client, "run_plan") &&
                    mcp_call_tool(crowd->client, a, &admin, "query_records", limit_one(), &out,
                                  &why) == ERR_OK;
        crowd->good += good;
        if (!good)
            fprintf(stderr, "%s\n", why.text);
        arena_free(a);
    }
    return NULL;
}

/* More threads than connections; some of the children die under them. */
static void check_crowd(const char *target)
{
    struct crowd crowd = { .client = connect(target, NULL, 0) };
    pthread_t threads[6];

    for (int i = 0; i < 6; i++)
        CHECK(pthread_create(&threads[i], NULL, call_often, &crowd) == 0, "thread");
    for (int i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    CHECK(crowd.good == 120, "%s: %u of 120", target, (unsigned)crowd.good);
    mcp_client_free(crowd.client);
}

static const char counts_by_kind[] =
    "{\"model\":\"p-1\",\"columns\":[{\"expr\":{\"field\":\"KIND\"},\"label\":\"kind\"},{\"expr\":"
    "{\"op\":\"agg\",\"agg\":\"count\"},\"label\":\"n\"},{\"expr\":{\"op\":\"agg\",\"agg\":\"sum\","
    "\"of\":{\"field\":\"PRICE\"}},\"label\":\"sum\"}],\"groups\":[{\"field\":\"KIND\"}],"
    "\"where\":{\"op\":\"ge\",\"left\":{\"field\":\"PRICE\"},\"right\":{\"value\":100,\"kind\":"
    "\"int\"}}}";

/* Run here over the pages of a server without run_plan, a plan gives what it
 * gives near the data. */
static void check_source(const char *url)
{
    struct arena *a = arena_new();
    struct result near = { 0 }, here = { 0 };
    const struct schema *schema;
    struct plan *p;
    json_t *in, *out;
    struct why why = { "" };

    CHECK(fake_view(NULL, a, STR("admin"), &schema, &why) == ERR_OK, "%s", why.text);
    CHECK(json_read(a, str_c(counts_by_kind), 10000, &in, &why) == ERR_OK &&
              plan_from_json(a, schema, in, &p, &why) == ERR_OK,
          "%s", why.text);
    CHECK(mcp_server_call(peer.mcp, a, &admin, "run_plan",
                          json_keep(a, json_pack("{s:O}", "plan", in)), &out, &why) == ERR_OK &&
              result_from_json(a, out, &near, &why) == ERR_OK,
          "%s", why.text);

    peer.as_events = peer.only_pages = true;
    struct mcp_client *c = connect(url, NULL, 0);
    struct exec_env env = { .schema = schema,
                            .source = mcp_source_new(a, c, &admin, STR("r-1")),
                            .budget = EXEC_BUDGET_DEFAULT };
    CHECK(!mcp_has_tool(c, "run_plan") && mcp_has_tool(c, "query_records"), "the old server");
    CHECK(exec_run(a, &env, p, &here, &why) == ERR_OK, "%s", why.text);
    CHECK(here.rows_n == 2 && here.rows_n == near.rows_n && here.columns_n == near.columns_n,
          "%zu rows, %zu rows", here.rows_n, near.rows_n);
    for (size_t i = 0; i < here.rows_n * here.columns_n; i++)
        CHECK(value_eq(here.cells[i], near.cells[i]), "cell %zu", i);
    uint64_t n = 0;
    struct source_query q = { .model = &schema->models[0] };
    CHECK(env.source->ops->count(env.source, &q, &n, &why) == ERR_OK && n == PRODUCTS_N, "%s",
          why.text);
    mcp_client_free(c);
    peer.as_events = peer.only_pages = false;
    arena_free(a);
}

/* As --serve N: ends after N messages, in the middle of everything. */
static int serve(int messages)
{
    char line[65536];
    struct mcp_caller who = admin;

    if (messages == 0)
        return mcp_stdio_serve(peer.mcp, &who, 0, 1);
    for (int i = 0; i < messages && fgets(line, sizeof line, stdin); i++) {
        struct arena *a = arena_new();
        str reply;
        if (mcp_server_handle(peer.mcp, a, &who, str_c(line), &reply)) {
            printf("%.*s\n", STR_ARG(reply));
            fflush(stdout);
        }
        arena_free(a);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct server *server;
    struct why why;
    char url[64], target[600];
    struct server_options o = { .address = "127.0.0.1", .limits = { .workers = 2 } };

    peer.mcp = fake_server();
    if (argc > 1) {
        int failed = serve(argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0);
        mcp_server_free(peer.mcp);
        return failed;
    }
    peer.http = new_http();
    if (server_new(&server, &o, routes, sizeof routes / sizeof *routes, &why) != ERR_OK ||
        server_start(server, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    snprintf(url, sizeof url, "http://127.0.0.1:%u/mcp", server_port(server));
    check_inproc();
    check_stdio(argv[0]);
    check_http(url);
    check_crowd(url);
    snprintf(target, sizeof target, "stdio:%s --serve 30", argv[0]);
    check_crowd(target);
    check_source(url);
    server_stop(server);
    server_free(server);
    mcp_http_free(peer.http);
    mcp_server_free(peer.mcp);
    return T_DONE();
}
