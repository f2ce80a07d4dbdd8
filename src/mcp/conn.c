#include "mcp/conn.h"

#include "mcp/server.h"

#include <stdio.h>

void conn_close(struct conn *c)
{
    if (c)
        c->ops->close(c);
}

err_t err_of_code(str code, err_t otherwise)
{
    for (err_t e = ERR_BAD_INPUT; e < ERR_COUNT; e++)
        if (str_eq(code, str_c(err_info(e)->code)))
            return e;
    return otherwise;
}

/* Our own server names the error in data.code; others only number it. */
static err_t err_of_reply(const json_t *error)
{
    switch (json_member_int(error, "code", 0)) {
    case RPC_METHOD_NOT_FOUND:
        return ERR_UNSUPPORTED;
    case RPC_INVALID_PARAMS:
    case RPC_INVALID_REQUEST:
        return ERR_BAD_INPUT;
    case RPC_RESOURCE_NOT_FOUND:
        return ERR_NOT_FOUND;
    default:
        return err_of_code(json_member_str(json_object_get(error, "data"), "code"), ERR_UPSTREAM);
    }
}

err_t conn_request(struct conn *c, const struct conn_call *call, const char *method, json_t *params,
                   json_t **result)
{
    struct arena *a = call->arena;
    json_t *id = json_keep(a, json_integer(++c->last_id));
    struct rpc reply;

    TRY(c->ops->carry(c, call, json_text_take(a, rpc_request(id, method, params)), id, &reply));
    if (reply.kind == RPC_ERROR)
        return why_fail(call->why, err_of_reply(reply.error), "the MCP server says: %.*s",
                        STR_ARG(json_member_str(reply.error, "message")));
    *result = reply.result;
    return ERR_OK;
}

err_t conn_handshake(struct conn *c, const struct conn_call *call)
{
    json_t *result;
    json_t *params = json_pack("{s:s, s:{}, s:{s:s, s:s}}", "protocolVersion",
                               mcp_negotiate(STR("")), "capabilities", "clientInfo", "name",
                               "auric", "version", AURIC_VERSION);
    struct rpc none;

    TRY(conn_request(c, call, "initialize", params, &result));
    str version = json_member_str(result, "protocolVersion");
    if (!mcp_is_revision(version))
        return why_fail(call->why, ERR_UPSTREAM, "the MCP server speaks revision \"%.*s\"",
                        (int)(version.n < 40 ? version.n : 40), version.p);
    snprintf(c->version, sizeof c->version, "%.*s", STR_ARG(version));
    return c->ops->carry(
        c, call, json_text_take(call->arena, rpc_request(NULL, "notifications/initialized", NULL)),
        NULL, &none);
}
