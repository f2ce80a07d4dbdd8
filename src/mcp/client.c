#include "mcp/client.h"

#include "mcp/conn.h"
#include "mcp/server.h"

#include <pthread.h>
#include <stdlib.h>

enum { POOL = 16, TIMEOUT_MS = 60000, TOOL_PAGES_MAX = 50 };

enum kind { INPROC, STDIO, HTTP };

struct mcp_client {
    struct arena *arena;
    enum kind kind;
    struct mcp_server *server;   /* INPROC */
    const char *target, *bearer; /* the command or the URL */
    unsigned timeout_ms, pool;
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct conn *idle;
    unsigned open;
    json_t *tools; /* {name: true}; NULL until asked for */
};

static const char *after(const char *s, const char *prefix)
{
    size_t n = strlen(prefix);

    return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

static err_t read_target(struct mcp_client *c, const struct mcp_client_options *o, struct why *why)
{
    const char *target = o->target ? o->target : "inproc";
    const char *command = after(target, "stdio:");

    if (strcmp(target, "inproc") == 0) {
        c->kind = INPROC;
        c->server = o->server;
        return o->server ? ERR_OK : why_fail(why, ERR_BAD_INPUT, "inproc needs a server");
    }
    if (command) {
        c->kind = STDIO;
        c->target = arena_cstr(c->arena, str_c(command));
        return ERR_OK;
    }
    if (!after(target, "http://") && !after(target, "https://"))
        return why_fail(why, ERR_BAD_INPUT,
                        "an MCP server is inproc, stdio:COMMAND or an http address, not %.100s",
                        target);
    c->kind = HTTP;
    c->target = arena_cstr(c->arena, str_c(target));
    c->bearer = o->bearer ? arena_cstr(c->arena, str_c(o->bearer)) : NULL;
    return ERR_OK;
}

err_t mcp_client_new(struct mcp_client **out, const struct mcp_client_options *o, struct why *why)
{
    struct arena *a = arena_new();
    struct mcp_client *c = NEW(a, struct mcp_client);

    c->arena = a;
    c->timeout_ms = o->timeout_ms ? o->timeout_ms : TIMEOUT_MS;
    c->pool = o->pool ? o->pool : POOL;
    err_t e = read_target(c, o, why);
    if (e) {
        arena_free(a);
        return e;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->returned, NULL);
    *out = c;
    return ERR_OK;
}

void mcp_client_free(struct mcp_client *c)
{
    if (!c)
        return;
    while (c->idle) {
        struct conn *first = c->idle;
        c->idle = first->next;
        conn_close(first);
    }
    json_decref(c->tools);
    pthread_cond_destroy(&c->returned);
    pthread_mutex_destroy(&c->lock);
    arena_free(c->arena);
}

/* An idle connection, or NULL and the right to open one. */
static struct conn *wait_for_turn(struct mcp_client *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->idle && c->open >= c->pool)
        pthread_cond_wait(&c->returned, &c->lock);
    struct conn *conn = c->idle;
    if (conn)
        c->idle = conn->next;
    else
        c->open++;
    pthread_mutex_unlock(&c->lock);
    return conn;
}

/* Back to the others, unless it is broken or was never opened. */
static void give_back(struct mcp_client *c, struct conn *conn)
{
    bool keep = conn && !conn->broken;

    if (!keep)
        conn_close(conn);
    pthread_mutex_lock(&c->lock);
    if (keep) {
        conn->next = c->idle;
        c->idle = conn;
    } else {
        c->open--;
    }
    pthread_cond_signal(&c->returned);
    pthread_mutex_unlock(&c->lock);
}

static err_t open_conn(struct mcp_client *c, const struct conn_call *call, struct conn **out)
{
    struct conn *conn;

    if (c->kind == STDIO)
        TRY(conn_stdio(&conn, c->target, call->why));
    else
        conn = conn_http(c->target, c->bearer);
    err_t e = conn_handshake(conn, call);
    if (e)
        conn_close(conn);
    else
        *out = conn;
    return e;
}

static err_t ask_once(struct mcp_client *c, const struct conn_call *call, const char *method,
                      json_t *params, json_t **result, bool fresh, bool *was_broken)
{
    struct conn *conn = wait_for_turn(c);

    if (conn && fresh) {
        conn->broken = true; /* as old as the one that just failed */
        conn_close(conn);
        conn = NULL;
    }
    const bool reused = conn != NULL;
    err_t e = reused ? ERR_OK : open_conn(c, call, &conn);

    if (!e)
        e = conn_request(conn, call, method, json_incref(params), result);
    *was_broken = conn && reused && conn->broken;
    give_back(c, conn);
    return e;
}

/* A child that died and a session that ended meanwhile are replaced, once. */
static err_t ask(struct mcp_client *c, const struct conn_call *call, const char *method,
                 json_t *params, json_t **result)
{
    bool was_broken = false;
    err_t e = ask_once(c, call, method, params, result, false, &was_broken);

    if (e == ERR_UNAVAILABLE && was_broken)
        e = ask_once(c, call, method, params, result, true, &was_broken);
    json_decref(params);
    return e;
}

static struct conn_call call_of(struct mcp_client *c, struct arena *a, const struct mcp_caller *who,
                                struct why *why)
{
    return (struct conn_call){ a, who, c->timeout_ms, why };
}

static json_t *text_content(struct arena *a, const json_t *result)
{
    const json_t *first = json_array_get(json_object_get(result, "content"), 0);
    str text = json_member_str(first, "text");
    json_t *doc;

    if (text.n && json_read(a, text, REPLY_MAX, &doc, NULL) == ERR_OK && json_is_object(doc))
        return doc;
    return json_keep(a, json_pack("{s:o}", "text", json_of_str(text)));
}

/* The Python server answers its failures as successes with a status. */
static err_t read_result(struct arena *a, const json_t *result, json_t **out, struct why *why)
{
    json_t *doc = json_object_get(result, "structuredContent");

    if (!json_is_object(doc))
        doc = text_content(a, result);
    str said = json_member_str(doc, "error");
    if (json_member_bool(result, "isError", false) ||
        (str_eq(json_member_str(doc, "status"), STR("error")) && said.n)) {
        if (said.n == 0)
            said = json_member_str(doc, "text");
        return why_fail(why, err_of_code(json_member_str(doc, "code"), ERR_UPSTREAM), "%.*s",
                        (int)(said.n < 500 ? said.n : 500), said.p);
    }
    *out = doc;
    return ERR_OK;
}

err_t mcp_call_tool(struct mcp_client *c, struct arena *a, const struct mcp_caller *who,
                    const char *tool, json_t *arguments, json_t **out, struct why *why)
{
    struct conn_call call = call_of(c, a, who, why);
    json_t *result;

    if (c->kind == INPROC) {
        arguments = json_keep(a, arguments ? arguments : json_object());
        return mcp_server_call(c->server, a, who, tool, arguments, out, why);
    }
    json_t *params = json_pack("{s:s, s:o}", "name", tool, "arguments",
                               arguments ? arguments : json_object());
    TRY(ask(c, &call, "tools/call", params, &result));
    return read_result(a, result, out, why);
}

err_t mcp_read_resource(struct mcp_client *c, struct arena *a, const struct mcp_caller *who,
                        str uri, json_t **out, struct why *why)
{
    struct conn_call call = call_of(c, a, who, why);
    json_t *result;

    if (c->kind == INPROC)
        return mcp_server_read(c->server, a, who, uri, out, why);
    TRY(ask(c, &call, "resources/read", json_pack("{s:o}", "uri", json_of_str(uri)), &result));
    const json_t *first = json_array_get(json_object_get(result, "contents"), 0);
    return json_read(a, json_member_str(first, "text"), REPLY_MAX, out, why);
}

static void take_names(json_t *into, const json_t *list)
{
    const json_t *tool;
    size_t i;

    json_array_foreach(json_object_get(list, "tools"), i, tool)
    {
        const char *name = json_string_value(json_object_get(tool, "name"));
        if (name)
            json_object_set_new(into, name, json_true());
    }
}

static err_t list_tools(struct mcp_client *c, struct arena *a, json_t *into)
{
    struct conn_call call = call_of(c, a, NULL, NULL);
    str cursor = STR("");

    for (int page = 0; page < TOOL_PAGES_MAX; page++) {
        json_t *result, *params = json_object();
        if (cursor.n)
            json_object_set_new(params, "cursor", json_of_str(cursor));
        TRY(ask(c, &call, "tools/list", params, &result));
        take_names(into, result);
        cursor = json_member_str(result, "nextCursor");
        if (cursor.n == 0)
            return ERR_OK;
    }
    return ERR_OK;
}

/* Asked for once; two that ask at the same time get the same answer. */
static json_t *tools_of(struct mcp_client *c)
{
    pthread_mutex_lock(&c->lock);
    json_t *known = c->tools;
    pthread_mutex_unlock(&c->lock);
    if (known)
        return known;

    struct arena *a = arena_new();
    json_t *names = json_object();
    err_t e = list_tools(c, a, names);
    arena_free(a);
    pthread_mutex_lock(&c->lock);
    if (!e && !c->tools)
        c->tools = json_incref(names);
    known = c->tools;
    pthread_mutex_unlock(&c->lock);
    json_decref(names);
    return known;
}

bool mcp_has_tool(struct mcp_client *c, const char *tool)
{
    if (c->kind == INPROC)
        return mcp_server_has_tool(c->server, tool);
    return json_object_get(tools_of(c), tool) != NULL;
}
