/* sse.h - incremental decoder for Server-Sent Events (WHATWG HTML, 9.2.6).
 *
 * Feed it bytes in pieces of any size; it calls back once for each complete
 * event.  Where the pieces are cut never matters.
 *
 * Layer:   codec; no I/O, no clock.
 * Memory:  its buffers are in the arena, or on the heap when that is NULL and
 *          sse_fini() frees them.  Views are valid until the callback returns.
 * Limits:  a line or an event longer than `max` is ERR_TOO_LARGE.
 * Errors:  sticky: a caller may feed a whole burst and check the last result.
 */
#ifndef CODEC_SSE_H
#define CODEC_SSE_H

#include "base/buf.h"
#include "base/err.h"

struct sse_event {
    str type; /* "message" unless the stream named one */
    str data; /* lines joined with '\n', without the last one */
};

/* Return ERR_OK to go on; anything else stops the decoder with that error. */
typedef err_t sse_event_fn(void *ctx, const struct sse_event *ev);

enum { SSE_TYPE_MAX = 64 };

struct sse {
    sse_event_fn *on_event;
    void *ctx;
    struct buf line; /* the line being received */
    struct buf data; /* the event being built */
    char type[SSE_TYPE_MAX];
    size_t type_n;
    bool has_begun;   /* a byte order mark is dropped before */
    bool last_was_cr; /* so that CR LF ends one line */
    err_t failed;
};

void sse_init(struct sse *d, struct arena *arena_or_null, size_t max, sse_event_fn *on_event,
              void *ctx);
void sse_fini(struct sse *d);

MUST_CHECK err_t sse_feed(struct sse *d, str bytes);

#endif
