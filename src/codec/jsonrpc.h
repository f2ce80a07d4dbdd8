/* jsonrpc.h - JSON-RPC 2.0 messages as the Model Context Protocol uses them:
 * one object a message, no batches, ids are strings or integers and come back
 * as they were sent, parameters are an object.
 *
 * Layer:   codec; no I/O.
 * Memory:  what a struct rpc points to is borrowed from the tree it was read
 *          from.  Makers return a new reference and take those given to them.
 * Limits:  those of json_read().
 * Errors:  the code of the reply that the sender deserves; 0 is success.
 */
#ifndef CODEC_JSONRPC_H
#define CODEC_JSONRPC_H

#include "codec/json.h"

enum rpc_code {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_NOT_FOUND = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_INTERNAL_ERROR = -32603,
    RPC_RESOURCE_NOT_FOUND = -32002
};

enum rpc_kind { RPC_REQUEST, RPC_NOTIFICATION, RPC_RESULT, RPC_ERROR };

struct rpc {
    enum rpc_kind kind;
    json_t *id; /* NULL: a notification, or an error whose request was not readable */
    str method;
    json_t *params; /* an object, or NULL */
    json_t *result; /* RPC_RESULT */
    json_t *error;  /* RPC_ERROR: an object */
};

/* On failure `out->id` is set if the message had a usable one. */
int rpc_read(struct arena *a, str text, size_t max, struct rpc *out, struct why *why);
int rpc_of_json(json_t *tree, struct rpc *out, struct why *why);

/* `id`, `params` and `data` may be NULL; the id's reference is not taken. */
json_t *rpc_request(json_t *id, const char *method, json_t *params);
json_t *rpc_result(json_t *id, json_t *result);
json_t *rpc_error(json_t *id, int code, const char *message, json_t *data);

#endif
