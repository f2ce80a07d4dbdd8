#include "mcp/server.h"

#include "codec/jsonrpc.h"
#include "mcp/resources.h"
#include "mcp/tools.h"

#include <stdlib.h>

struct mcp_server {
    struct mcp_server_options options;
    struct arena *arena;
    str tools, resources, templates; /* results that never change, as text */
};

static const char instructions[] =
    "Golden records of Boomi DataHub, read only. search_models_by_name or describe_models shows "
    "what there is, get_model_fields the ids of fields; query_records reads records, run_plan "
    "counts, sums, groups and joins them. What your role may not see does not exist here.";

static const char *const revisions[] = { "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05" };

enum { REVISIONS_N = sizeof revisions / sizeof *revisions };

bool mcp_is_revision(str version)
{
    for (size_t i = 0; i < REVISIONS_N; i++)
        if (str_eq(version, str_c(revisions[i])))
            return true;
    return false;
}

const char *mcp_negotiate(str asked)
{
    for (size_t i = 0; i < REVISIONS_N; i++)
        if (str_eq(asked, str_c(revisions[i])))
            return revisions[i];
    return revisions[0];
}

struct exec_budget mcp_budget(const struct role *r)
{
    struct exec_budget b = EXEC_BUDGET_DEFAULT;

    if (r && r->max_requests)
        b.requests = r->max_requests;
    if (r && r->max_records)
        b.records = r->max_records;
    if (r && r->max_seconds)
        b.seconds = r->max_seconds;
    return b;
}

struct mcp_server *mcp_server_new(const struct mcp_server_options *o)
{
    struct arena *a = arena_new();
    struct mcp_server *s = NEW(a, struct mcp_server);

    s->arena = a;
    s->options = *o;
    if (o->budget.requests == 0)
        s->options.budget = EXEC_BUDGET_DEFAULT;
    s->tools = json_text_take(a, mcp_tools_list());
    s->resources = json_text_take(a, mcp_resources_list());
    s->templates = json_text_take(a, mcp_templates_list());
    return s;
}

void mcp_server_free(struct mcp_server *s)
{
    if (s)
        arena_free(s->arena);
}

bool mcp_server_has_tool(const struct mcp_server *s, const char *tool)
{
    (void)s;
    return mcp_tool_find(str_c(tool)) != NULL;
}

/* One request on its way to a reply. */
struct exchange {
    struct mcp_server *server;
    struct arena *arena;
    const struct mcp_caller *who;
    struct rpc in;
    struct buf *out;
};

static struct call call_of(struct mcp_server *s, struct arena *a, const struct mcp_caller *who,
                           json_t *args, struct why *why)
{
    return (
        struct call){ .options = &s->options, .arena = a, .who = who, .args = args, .why = why };
}

err_t mcp_server_call(struct mcp_server *s, struct arena *a, const struct mcp_caller *who,
                      const char *name, json_t *args, json_t **out, struct why *why)
{
    const struct tool *t = mcp_tool_find(str_c(name));
    struct call c = call_of(s, a, who, args, why);
    json_t *result;

    if (!t)
        return why_fail(why, ERR_UNSUPPORTED, "the server has no tool \"%.60s\"", name);
    TRY(mcp_tool_run(&c, t, &result));
    *out = result;
    return ERR_OK;
}

err_t mcp_server_read(struct mcp_server *s, struct arena *a, const struct mcp_caller *who, str uri,
                      json_t **out, struct why *why)
{
    struct call c = call_of(s, a, who, NULL, why);

    return mcp_resource_read(&c, uri, out);
}

/* {"jsonrpc":"2.0","id":...,"result": and the caller adds the result and '}'. */
static void begin_result(struct exchange *x)
{
    buf_lit(x->out, "{\"jsonrpc\":\"2.0\",\"id\":");
    buf_add(x->out, json_text(x->arena, x->in.id));
    buf_lit(x->out, ",\"result\":");
}

static void reply_text(struct exchange *x, str result)
{
    begin_result(x);
    buf_add(x->out, result);
    buf_byte(x->out, '}');
}

static void reply_json(struct exchange *x, json_t *result)
{
    reply_text(x, json_text_take(x->arena, result));
}

static void reply_error(struct exchange *x, int code, const char *text, json_t *data)
{
    buf_add(x->out, json_text_take(x->arena, rpc_error(x->in.id, code, text, data)));
}

static void do_initialize(struct exchange *x)
{
    str asked = json_member_str(x->in.params, "protocolVersion");

    reply_json(x, json_pack("{s:s, s:{s:{}, s:{}}, s:{s:s, s:s, s:s}, s:s}", "protocolVersion",
                            mcp_negotiate(asked), "capabilities", "tools", "resources",
                            "serverInfo", "name", "auric", "title", "auric for Boomi DataHub",
                            "version", AURIC_VERSION, "instructions", instructions));
}

static void do_ping(struct exchange *x)
{
    reply_text(x, STR("{}"));
}

/* Every list fits one page, so no cursor is ever given and none is valid. */
static void reply_list(struct exchange *x, str list)
{
    if (json_object_get(x->in.params, "cursor"))
        reply_error(x, RPC_INVALID_PARAMS, "the cursor is not one of ours", NULL);
    else
        reply_text(x, list);
}

static void do_tools_list(struct exchange *x)
{
    reply_list(x, x->server->tools);
}

static void do_resources_list(struct exchange *x)
{
    reply_list(x, x->server->resources);
}

static void do_templates_list(struct exchange *x)
{
    reply_list(x, x->server->templates);
}

/* As the content of a JSON string.  The text is JSON without white space, which
 * holds no control characters, so there are two to escape. */
static void add_quoted(struct buf *out, str json)
{
    buf_byte(out, '"');
    for (size_t at = 0; at < json.n;) {
        size_t n = 0;
        while (at + n < json.n && json.p[at + n] != '"' && json.p[at + n] != '\\')
            n++;
        buf_add(out, str_sub(json, at, at + n));
        at += n;
        if (at < json.n) {
            buf_byte(out, '\\');
            buf_byte(out, json.p[at++]);
        }
    }
    buf_byte(out, '"');
}

static void do_tools_call(struct exchange *x)
{
    str name = json_member_str(x->in.params, "name");
    json_t *args = json_object_get(x->in.params, "arguments"), *result;
    const struct tool *t = mcp_tool_find(name);
    struct why why = { "" };
    struct call c = call_of(x->server, x->arena, x->who, args, &why);

    if (!t) {
        str text = arena_fmt(x->arena, "Unknown tool: %.*s", (int)(name.n < 80 ? name.n : 80),
                             name.p);
        reply_error(x, RPC_INVALID_PARAMS, text.p, NULL);
        return;
    }
    if (args && !json_is_object(args) && !json_is_null(args)) {
        reply_error(x, RPC_INVALID_PARAMS, "the arguments are not an object", NULL);
        return;
    }
    err_t e = mcp_tool_run(&c, t, &result);
    str text = json_text(x->arena, result);
    begin_result(x);
    buf_lit(x->out, "{\"content\":[{\"type\":\"text\",\"text\":");
    add_quoted(x->out, text);
    buf_lit(x->out, "}],\"structuredContent\":");
    buf_add(x->out, text);
    buf_add(x->out, e ? STR(",\"isError\":true}}") : STR(",\"isError\":false}}"));
}

static void do_resources_read(struct exchange *x)
{
    str uri = json_member_str(x->in.params, "uri");
    struct why why = { "" };
    json_t *doc;

    if (uri.n == 0) {
        reply_error(x, RPC_INVALID_PARAMS, "resources/read needs a uri", NULL);
        return;
    }
    err_t e = mcp_server_read(x->server, x->arena, x->who, uri, &doc, &why);
    if (e) {
        reply_error(x, err_info(e)->rpc_code, why_text(&why, e),
                    json_pack("{s:o, s:s}", "uri", json_of_str(uri), "code", err_info(e)->code));
        return;
    }
    begin_result(x);
    buf_lit(x->out, "{\"contents\":[{\"uri\":");
    buf_add(x->out, json_text_take(x->arena, json_of_str(uri)));
    buf_lit(x->out, ",\"mimeType\":\"application/json\",\"text\":");
    add_quoted(x->out, json_text(x->arena, doc));
    buf_lit(x->out, "}]}}");
}

static const struct {
    const char *name;
    void (*run)(struct exchange *x);
} methods[] = {
    { "initialize", do_initialize },         { "ping", do_ping },
    { "tools/list", do_tools_list },         { "tools/call", do_tools_call },
    { "resources/list", do_resources_list }, { "resources/templates/list", do_templates_list },
    { "resources/read", do_resources_read },
};

static void dispatch(struct exchange *x)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_eq(x->in.method, str_c(methods[i].name))) {
            methods[i].run(x);
            return;
        }
    str text = arena_fmt(x->arena, "Method not found: %.*s",
                         (int)(x->in.method.n < 80 ? x->in.method.n : 80), x->in.method.p);
    reply_error(x, RPC_METHOD_NOT_FOUND, text.p, NULL);
}

bool mcp_server_handle(struct mcp_server *s, struct arena *a, const struct mcp_caller *who,
                       str message, str *reply)
{
    struct buf out;
    struct exchange x = { .server = s, .arena = a, .who = who, .out = &out };
    struct why why = { "" };
    int code = rpc_read(a, message, MCP_MESSAGE_MAX, &x.in, &why);

    buf_init(&out, a);
    if (code)
        reply_error(&x, code, why.text, NULL);
    else if (x.in.kind == RPC_REQUEST)
        dispatch(&x);
    else
        return false; /* notifications, and answers to questions that we never ask */
    if (out.overflow) {
        out.n = 0;
        out.overflow = false;
        reply_error(&x, RPC_INTERNAL_ERROR, "the reply is too large; ask for less", NULL);
    }
    *reply = buf_str(&out);
    return true;
}
