#include "codec/sse.h"

/* An event without data is dropped, as the standard asks: servers send bare
 * blank lines to keep the connection open, and those are not events. */
static err_t dispatch(struct sse *d)
{
    struct sse_event ev = {
        .type = d->type_n ? (str){ d->type, d->type_n } : STR("message"),
        .data = buf_str(&d->data),
    };
    err_t e = ERR_OK;

    if (ev.data.n > 0) {
        ev.data.n--; /* the '\n' after the last line */
        e = d->on_event(d->ctx, &ev);
    }
    d->data.n = 0;
    d->type_n = 0;
    return e;
}

static err_t set_type(struct sse *d, str value)
{
    if (value.n > sizeof d->type)
        return ERR_TOO_LARGE;
    if (value.n)
        memcpy(d->type, value.p, value.n);
    d->type_n = value.n;
    return ERR_OK;
}

/* `id` and `retry` are ignored: nobody here resumes a stream; a broken one is
 * asked for again. */
static err_t field(struct sse *d, str name, str value)
{
    if (str_eq(name, STR("data"))) {
        buf_add(&d->data, value);
        buf_byte(&d->data, '\n');
        return d->data.overflow ? ERR_TOO_LARGE : ERR_OK;
    }
    if (str_eq(name, STR("event")))
        return set_type(d, value);
    return ERR_OK;
}

static err_t end_line(struct sse *d)
{
    str line = buf_str(&d->line);

    d->line.n = 0;
    if (!d->has_begun && str_starts(line, STR("\xef\xbb\xbf")))
        line = str_sub(line, 3, line.n);
    d->has_begun = true;
    if (line.n == 0)
        return dispatch(d);
    str name = str_cut(&line, ':');
    if (str_starts(line, STR(" ")))
        line = str_sub(line, 1, line.n);
    return field(d, name, line);
}

static size_t line_end(str s)
{
    size_t lf = str_find_byte(s, '\n');

    return str_find_byte(str_sub(s, 0, lf), '\r');
}

void sse_init(struct sse *d, struct arena *a, size_t max, sse_event_fn *on_event, void *ctx)
{
    *d = (struct sse){ .on_event = on_event, .ctx = ctx };
    buf_init(&d->line, a);
    buf_init(&d->data, a);
    d->line.max = d->data.max = max;
}

void sse_fini(struct sse *d)
{
    buf_fini(&d->line);
    buf_fini(&d->data);
}

err_t sse_feed(struct sse *d, str bytes)
{
    while (bytes.n && d->failed == ERR_OK) {
        if (d->last_was_cr && bytes.p[0] == '\n') {
            d->last_was_cr = false;
            bytes = str_sub(bytes, 1, bytes.n);
            continue;
        }
        size_t n = line_end(bytes);
        buf_add(&d->line, str_sub(bytes, 0, n));
        d->last_was_cr = n < bytes.n && bytes.p[n] == '\r';
        if (d->line.overflow)
            d->failed = ERR_TOO_LARGE;
        else if (n < bytes.n)
            d->failed = end_line(d);
        bytes = str_sub(bytes, n + 1, bytes.n);
    }
    return d->failed;
}
