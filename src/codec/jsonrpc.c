#include "codec/jsonrpc.h"

static int invalid(struct why *why, const char *what)
{
    (void)!why_fail(why, ERR_BAD_INPUT, "not a JSON-RPC message: %s", what);
    return RPC_INVALID_REQUEST;
}

static bool is_id(const json_t *v)
{
    return json_is_string(v) || json_is_integer(v);
}

static int read_response(json_t *tree, struct rpc *m, struct why *why)
{
    m->result = json_object_get(tree, "result");
    m->error = json_object_get(tree, "error");
    m->kind = m->error ? RPC_ERROR : RPC_RESULT;
    if (!m->result == !m->error)
        return invalid(why, "it needs a method, or either a result or an error");
    if (m->error && !json_is_object(m->error))
        return invalid(why, "the error is not an object");
    if (m->result && !m->id)
        return invalid(why, "a result without an id");
    return 0;
}

static int read_request(const json_t *method, json_t *tree, struct rpc *m, struct why *why)
{
    m->kind = m->id ? RPC_REQUEST : RPC_NOTIFICATION;
    m->method = (str){ json_string_value(method), json_string_length(method) };
    m->params = json_object_get(tree, "params");
    if (!m->params || json_is_object(m->params))
        return 0;
    m->params = NULL;
    (void)!why_fail(why, ERR_BAD_INPUT, "the params are not an object");
    return RPC_INVALID_PARAMS;
}

int rpc_of_json(json_t *tree, struct rpc *out, struct why *why)
{
    json_t *id = json_object_get(tree, "id"), *method = json_object_get(tree, "method");

    *out = (struct rpc){ .id = is_id(id) ? id : NULL, .method = STR("") };
    if (json_is_array(tree))
        return invalid(why, "batches are not part of this protocol, send one message at a time");
    if (!json_is_object(tree))
        return invalid(why, "it is not an object");
    if (!str_eq(json_member_str(tree, "jsonrpc"), STR("2.0")))
        return invalid(why, "\"jsonrpc\" is not \"2.0\"");
    if (id && !out->id && !(json_is_null(id) && json_object_get(tree, "error")))
        return invalid(why, "the id is neither a string nor an integer");
    if (!method)
        return read_response(tree, out, why);
    if (!json_is_string(method))
        return invalid(why, "the method is not a string");
    return read_request(method, tree, out, why);
}

int rpc_read(struct arena *a, str text, size_t max, struct rpc *out, struct why *why)
{
    json_t *tree;

    *out = (struct rpc){ .method = STR("") };
    if (json_read(a, text, max, &tree, why) != ERR_OK)
        return RPC_PARSE_ERROR;
    return rpc_of_json(tree, out, why);
}

static json_t *message(json_t *id)
{
    json_t *o = json_object();

    json_object_set_new_nocheck(o, "jsonrpc", json_string_nocheck("2.0"));
    if (id)
        json_object_set_nocheck(o, "id", id);
    return o;
}

json_t *rpc_request(json_t *id, const char *method, json_t *params)
{
    json_t *o = message(id);

    json_object_set_new_nocheck(o, "method", json_string_nocheck(method));
    if (params)
        json_object_set_new_nocheck(o, "params", params);
    return o;
}

json_t *rpc_result(json_t *id, json_t *result)
{
    json_t *o = message(id);

    json_object_set_new_nocheck(o, "result", result);
    return o;
}

json_t *rpc_error(json_t *id, int code, const char *text, json_t *data)
{
    json_t *o = message(id), *e = json_object();

    json_object_set_new_nocheck(e, "code", json_integer(code));
    json_object_set_new(e, "message", json_of_str(str_c(text)));
    if (data)
        json_object_set_new_nocheck(e, "data", data);
    json_object_set_new_nocheck(o, "error", e);
    return o;
}
