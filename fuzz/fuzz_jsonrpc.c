/* fuzz_jsonrpc.c - a message that is read and built again reads the same. */
#include "codec/jsonrpc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static json_t *rebuilt(struct arena *a, const struct rpc *m)
{
    char *method = arena_cstr(a, m->method);

    switch (m->kind) {
    case RPC_REQUEST:
    case RPC_NOTIFICATION:
        return rpc_request(m->id, method, m->params ? json_incref(m->params) : NULL);
    case RPC_RESULT:
        return rpc_result(m->id, json_incref(m->result));
    case RPC_ERROR:
        break;
    }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct rpc m, again;
    str in = { (const char *)data, n };

    if (rpc_read(a, in, 1 << 16, &m, NULL) == 0 && m.kind != RPC_ERROR &&
        memchr(m.method.p, '\0', m.method.n) == NULL) {
        str text = json_text_take(a, rebuilt(a, &m));
        if (rpc_read(a, text, 1 << 20, &again, NULL) != 0 || again.kind != m.kind ||
            !str_eq(again.method, m.method) || !json_equal(again.id, m.id) != !m.id ||
            (m.params && !json_equal(again.params, m.params)) ||
            (m.result && !json_equal(again.result, m.result)))
            abort();
    }
    arena_free(a);
    return 0;
}
