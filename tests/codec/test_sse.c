/* test_sse.c - the same events wherever the stream is cut. */
#include "codec/sse.h"
#include "t.h"

static const struct {
    const char *in, *events;
} rows[] = {
    { "data: a\n\n", "message:a;" },
    { "data: a\r\n\r\ndata:b\r\rdata:  c\n\n", "message:a;message:b;message: c;" },
    { "event: ping\ndata: 1\ndata: 2\n\ndata\n\n", "ping:1\n2;message:;" },
    { "\xef\xbb\xbf"
      "data: a\n\n",
      "message:a;" },
    { ": comment\n\n\nid: 7\nretry: 5\nother\ndata: x:y\n\n", "message:x:y;" },
    { "data: unfinished\n", "" },
    { "event: lost\n\ndata: a\n\n", "message:a;" },
};

static err_t on_event(void *ctx, const struct sse_event *ev)
{
    buf_fmt(ctx, "%.*s:%.*s;", STR_ARG(ev->type), STR_ARG(ev->data));
    return str_eq(ev->data, STR("stop")) ? ERR_CANCELLED : ERR_OK;
}

static void check_cut(struct arena *a, str in, size_t cut, size_t step, const char *want)
{
    struct buf log;
    struct sse d;
    err_t e = ERR_OK;

    buf_init(&log, a);
    sse_init(&d, a, 1000, on_event, &log);
    for (size_t at = 0; at < in.n && !e;) {
        size_t to = step ? at + step : at < cut ? cut : in.n;
        e = sse_feed(&d, str_sub(in, at, to));
        at = to;
    }
    CHECK(e == ERR_OK && str_eq(buf_str(&log), str_c(want)), "%.*s cut at %zu gave %s", STR_ARG(in),
          cut, buf_cstr(&log));
}

static void check_limits(void)
{
    struct buf log;
    struct sse d;

    buf_init(&log, NULL);
    sse_init(&d, NULL, 8, on_event, &log);
    CHECK(sse_feed(&d, STR("data: 12\n\n")) == ERR_OK, "8 bytes");
    CHECK(sse_feed(&d, STR("data: 123\n\n")) == ERR_TOO_LARGE, "9 bytes");
    CHECK(sse_feed(&d, STR("data: 1\n\n")) == ERR_TOO_LARGE, "sticky");
    sse_fini(&d);
    sse_init(&d, NULL, 100, on_event, &log);
    CHECK(sse_feed(&d, STR("data: stop\n\ndata: more\n\n")) == ERR_CANCELLED, "stopped");
    CHECK(str_eq(buf_str(&log), STR("message:12;message:stop;")), "%s", buf_cstr(&log));
    sse_fini(&d);
    buf_fini(&log);
}

int main(void)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str in = str_c(rows[i].in);
        for (size_t cut = 1; cut <= in.n; cut++)
            check_cut(a, in, cut, 0, rows[i].events);
        for (size_t step = 1; step <= 3; step++)
            check_cut(a, in, 0, step, rows[i].events);
    }
    check_limits();
    arena_free(a);
    return T_DONE();
}
