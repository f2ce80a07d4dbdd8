/* fuzz_sse.c - wherever a stream is cut, the same events come out. */
#include "codec/sse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static err_t on_event(void *ctx, const struct sse_event *ev)
{
    buf_fmt(ctx, "%.*s:%.*s;", STR_ARG(ev->type), STR_ARG(ev->data));
    return ERR_OK;
}

static err_t run(struct arena *a, struct buf *log, str in, size_t cut)
{
    struct sse d;

    buf_init(log, a);
    sse_init(&d, a, 100, on_event, log);
    (void)!sse_feed(&d, str_sub(in, 0, cut));
    return sse_feed(&d, str_sub(in, cut, in.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct buf whole, pieces;

    if (n > 1) {
        str in = { (const char *)data + 1, n - 1 };
        err_t e = run(a, &whole, in, in.n);
        if (run(a, &pieces, in, data[0] % n) != e || !str_eq(buf_str(&whole), buf_str(&pieces)))
            abort();
    }
    arena_free(a);
    return 0;
}
