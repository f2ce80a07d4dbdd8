/* test_jsonrpc.c - what is a message, what each bad one deserves, and that what
 * is built reads back. */
#include "codec/jsonrpc.h"
#include "t.h"

static const struct {
    const char *in;
    int code;
    const char *id; /* as JSON; NULL: none */
    enum rpc_kind kind;
    const char *method;
} rows[] = {
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", 0, "1", RPC_REQUEST, "ping" },
    { "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"m\",\"params\":{\"x\":1},\"extra\":1}", 0,
      "\"a\"", RPC_REQUEST, "m" },
    { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"m\"}", 0, "\"1\"", RPC_REQUEST, "m" },
    { "{\"jsonrpc\":\"2.0\",\"id\":-9007199254740993,\"method\":\"m\"}", 0, "-9007199254740993",
      RPC_REQUEST, "m" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", 0, NULL, RPC_NOTIFICATION,
      "notifications/initialized" },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}", 0, "7", RPC_RESULT, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":1}}", 0, "7", RPC_ERROR, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1}}", 0, NULL, RPC_ERROR, "" },
    { "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1}}", 0, NULL, RPC_ERROR, "" },
    { "", RPC_PARSE_ERROR, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1", RPC_PARSE_ERROR, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", RPC_PARSE_ERROR, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}", RPC_PARSE_ERROR, NULL, 0, "" },
    { "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "[]", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "7", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "{\"id\":1,\"method\":\"ping\"}", RPC_INVALID_REQUEST, "1", 0, "" },
    { "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", RPC_INVALID_REQUEST, "1", 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", RPC_INVALID_REQUEST, "1", 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1}", RPC_INVALID_REQUEST, "1", 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"result\":{}}", RPC_INVALID_REQUEST, NULL, 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}", RPC_INVALID_REQUEST, "1", 0,
      "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"no\"}", RPC_INVALID_REQUEST, "1", 0, "" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[1]}", RPC_INVALID_PARAMS, "1", 0,
      "" },
};

static void check_reading(struct arena *a)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rpc m;
        struct why why = { "" };
        int code = rpc_read(a, str_c(rows[i].in), 1000, &m, &why);
        str id = m.id ? json_text(a, m.id) : STR("");
        CHECK(code == rows[i].code, "%s: %d", rows[i].in, code);
        CHECK(str_eq(id, str_c(rows[i].id)), "%s: id %.*s", rows[i].in, STR_ARG(id));
        CHECK(!code == !why.text[0], "%s: '%s'", rows[i].in, why.text);
        if (!code)
            CHECK(m.kind == rows[i].kind && str_eq(m.method, str_c(rows[i].method)), "%s",
                  rows[i].in);
    }
}

static void check_built(struct arena *a, json_t *built, const char *want)
{
    str text = json_text_take(a, built);

    CHECK(str_eq(text, str_c(want)), "%.*s instead of %s", STR_ARG(text), want);
}

int main(void)
{
    struct arena *a = arena_new();
    json_t *id = json_keep(a, json_integer(5));

    check_reading(a);
    check_built(a, rpc_request(id, "m", json_pack("{s:i}", "x", 1)),
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"m\",\"params\":{\"x\":1}}");
    check_built(a, rpc_request(NULL, "n", NULL), "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
    check_built(a, rpc_result(id, json_object()), "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}");
    check_built(a, rpc_error(id, RPC_INVALID_PARAMS, "no", json_pack("{s:s}", "uri", "u")),
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32602,\"message\":\"no\","
                "\"data\":{\"uri\":\"u\"}}}");
    check_built(a, rpc_error(NULL, RPC_PARSE_ERROR, "no", NULL),
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"no\"}}");
    arena_free(a);
    return T_DONE();
}
