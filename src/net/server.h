/* server.h - the HTTP edge: requests in, replies, event streams and WebSockets
 * out.  libevent's evhttp underneath, libwslay for frames (RFC 9112, RFC 6455,
 * WHATWG HTML 9.2).
 *
 * One loop thread owns every connection.  A handler runs on the loop thread
 * when its route says INLINE (it must not block), otherwise on a worker of a
 * bounded pool, one question a thread, straight-line code.  Replies may be
 * sent from either.  A stream (SSE or WebSocket) outlives its handler: it is
 * named by an id, may be written to from any thread, and a write to one that
 * is gone is dropped.
 *
 * Memory:  `struct request` and everything in it lives until the handler
 *          returns; its arena dies then.
 * Limits:  struct server_limits; a body over its route's limit is 413 before
 *          the handler runs, a full queue is 429 with Retry-After, a stream
 *          that does not read is closed when 256 KiB wait.
 * Errors:  TE other than chunked, TE with CL, and bad framing give 400 and a
 *          closed connection.
 * Threads: server_reply, stream_*: any.  Others: the thread that made it.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/json.h"

struct server;

enum where { INLINE, POOL };

struct header {
    str name, value;
};

struct request {
    struct arena *arena;
    str method; /* "GET" */
    str path;   /* decoded, without the query */
    str query;  /* raw */
    str body;
    str peer;      /* "127.0.0.1" */
    void *ctx;     /* of the route */
    void *impl;    /* the server's */
    str params[4]; /* what each {…} of the route's pattern matched, then "*"; decoded */
};

/* Names without case; the first of several; empty str when absent. */
str request_header(const struct request *r, str name);
/* Decoded; false when the parameter is not there. */
bool request_param(struct request *r, str name, str *out);
str request_cookie(const struct request *r, str name);

typedef void handler_fn(struct request *r);

/* Exactly once a request, unless it became a stream.  `extra` may be NULL. */
void server_reply(struct request *r, int status, str content_type, str body,
                  const struct header *extra, size_t extra_n);
void server_reply_json(struct request *r, int status, json_t *take);
/* {"error":{"code","message","request_id"}} with the status of `e`, as the server
 * itself answers; NULL says the public text.  ERR_LIMITED brings Retry-After. */
void server_reply_error(struct request *r, err_t e, const char *message);

/* A long-lived reply. */
typedef uint64_t stream_id;

struct stream_events {
    void (*on_text)(void *ctx, stream_id id, str text); /* WebSocket messages; loop thread */
    void (*on_close)(void *ctx, stream_id id);          /* once, loop thread; frees ctx */
    void *ctx;
};

/* Turn the request into a stream; afterwards do not reply. 0 when the request
 * is not a WebSocket upgrade (then reply 400 yourself).  Called on the pool,
 * the callbacks may come before it has returned. */
stream_id stream_sse(struct request *r, const struct stream_events *on);
stream_id stream_websocket(struct request *r, const struct stream_events *on);
/* The connection itself: what is sent, status line and headers too, goes out
 * byte for byte.  For a server that answers wrongly on purpose. */
stream_id stream_raw(struct request *r, const struct stream_events *on);

/* `event` may be empty; `data` may hold newlines. */
void stream_send_event(struct server *s, stream_id id, str event, str data);
void stream_send_text(struct server *s, stream_id id, str text);
void stream_close(struct server *s, stream_id id);
/* Breaks the connection off, as a crashed peer does (TCP RST); what was sent
 * before may or may not arrive. */
void stream_reset(struct server *s, stream_id id);
bool stream_is_open(struct server *s, stream_id id);

struct route {
    const char *method;  /* "GET" */
    const char *pattern; /* "/api/conversations/{id}"; a final "*" matches the rest */
    enum where where;
    size_t body_max;
    handler_fn *handler;
    void *ctx;
};

struct server_limits {
    unsigned workers;      /* threads of the pool, default 32 */
    unsigned queue;        /* waiting requests, default 256 */
    unsigned connections;  /* default 20000 */
    unsigned header_bytes; /* default 16384 */
    unsigned idle_s;       /* keep-alive, default 60 */
};

/* Headers put on every reply (CSP and the like). */
struct server_options {
    const char *address;         /* "127.0.0.1" */
    uint16_t port;               /* 0: any free one */
    struct server_limits limits; /* zero members mean the default */
    const struct header *headers;
    size_t headers_n;
    handler_fn *not_found; /* NULL: a JSON error */
    void *not_found_ctx;
};

MUST_CHECK err_t server_new(struct server **out, const struct server_options *o,
                            const struct route *routes, size_t routes_n, struct why *why);
uint16_t server_port(const struct server *s);
struct server *server_of(const struct request *r);

/* Run until server_stop(); blocking.  server_start runs it on a thread of its own. */
void server_run(struct server *s);
MUST_CHECK err_t server_start(struct server *s, struct why *why);

/* From any thread or a signal handler: stop listening, finish what runs (up to
 * 10 s), close streams, return from server_run. */
void server_stop(struct server *s);
void server_free(struct server *s);

/* Run `fn(ctx)` on the pool; ERR_LIMITED when the queue is full. */
MUST_CHECK err_t server_post(struct server *s, void (*fn)(void *), void *ctx);
/* Every `ms` on the loop thread. */
void server_every(struct server *s, unsigned ms, void (*fn)(void *), void *ctx);

struct server_stats {
    uint64_t requests, rejected, streams_open, connections_open, queue_depth;
};
struct server_stats server_stats(const struct server *s);

#endif
