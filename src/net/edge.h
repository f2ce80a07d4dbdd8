/* edge.h - what the files of the server share; private to net/.
 *
 * server.c  making, running and stopping the loop
 * conn.c    listening and connections
 * calls.c   the application's own work and timers
 * edge.c    one request: framing, route, limits, handler
 * reply.c   what is sent back
 * stream.c  long-lived replies and their ids; stream_send.c writes to them
 * ws.c      WebSocket frames
 *
 * Who owns what: everything of libevent belongs to the loop thread.  A worker
 * has a `struct pending`, whose `ev` it never touches: it fills a reply or
 * asks for a stream, posts a letter, and the loop looks whether the connection
 * is still there.
 */
#ifndef NET_EDGE_H
#define NET_EDGE_H

#include "net/mailbox.h"
#include "net/pool.h"
#include "net/server.h"

#include <event2/bufferevent.h>
#include <event2/http.h>
#include <stdatomic.h>

enum {
    STREAM_WAITING_MAX = 256 << 10, /* bytes that a slow reader may leave unread */
    SSE_HEARTBEAT_S = 15,
    WS_PING_S = 25,
    WS_MESSAGE_MAX = 64 << 10,
};

/* The connection of a request that a worker answers; loop thread only. */
struct pending {
    struct server *server;
    struct evhttp_request *ev; /* NULL: the client went away */
};

enum exchange_state {
    EXCHANGE_OPEN,     /* the handler has not answered yet */
    EXCHANGE_ANSWERED, /* a reply is on its way */
    EXCHANGE_STREAM,   /* it became a stream */
};

/* A request while its handler runs; r.impl points back here. */
struct exchange {
    struct request r;
    struct server *server;
    enum exchange_state state;
    struct evhttp_request *ev; /* INLINE: the request; POOL: NULL */
    struct pending *pending;   /* POOL; handed over with the answer */
    struct header *headers;
    size_t headers_n;
};

struct slot {
    uint32_t generation;
    struct stream *stream; /* NULL: free */
};

struct streams {
    pthread_mutex_t lock; /* over the slots and stream.posted */
    struct slot *slots;
    uint32_t *unused; /* stack of free slots */
    size_t slots_n, slots_cap, unused_n, open_n;
    struct stream *all; /* open and closing; loop thread only */
    bool walking;       /* over `all`: nothing is freed */
};

/* A bufferevent that was just made and has no connection yet. */
struct fresh {
    struct fresh *next;
    struct bufferevent *bev;
};

struct server {
    struct server_limits limits;
    struct route *routes;
    size_t routes_n;
    struct header *headers; /* NUL-terminated */
    size_t headers_n;
    handler_fn *not_found;
    void *not_found_ctx;

    struct arena *arena; /* lives as long as the server */
    struct arena *scratch;
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *bound;
    struct event *mail, *tick, *adopt, *ending;
    struct fresh *fresh;
    struct mailbox box;
    struct pool *pool;
    struct streams streams;
    struct timer *timers;
    uint16_t port;

    pthread_t thread;
    bool has_thread;
    bool listening; /* false while there are too many connections */
    atomic_bool stop;
    bool stopping;
    unsigned stopping_ms;
    unsigned seconds;
    size_t busy; /* requests whose reply is not sent; loop thread only */

    atomic_uint_fast64_t requests, rejected, connections;
    atomic_uint_fast64_t errors; /* makes the ids of server_reply_error() */
};

/* Whether the caller is the loop thread of `s`. */
bool server_is_loop(const struct server *s);

/* conn.c */
MUST_CHECK err_t conn_listen(struct server *s, const struct server_options *o, struct why *why);
void conn_stop_listening(struct server *s);
void conn_look_again(struct server *s); /* accept, if there is room */
void conn_fini(struct server *s);

/* A request has come; a worker has it; its reply is being sent; it is done. */
void busy_begin(struct server *s, struct evhttp_request *ev);
void busy_pending(struct pending *p);
void busy_sending(struct server *s, struct evhttp_request *ev);
void busy_end(struct server *s, struct evhttp_connection *conn);

/* reply.c: server_reply_error() with another status and more headers. */
void reply_error(struct request *r, err_t e, int status, const char *message,
                 const struct header *extra, size_t extra_n);
/* The headers of server_options, for a stream. */
void reply_stream_head(struct server *s, struct evbuffer *out);

/* edge.c */
void edge_on_request(struct evhttp_request *ev, void *server);

/* calls.c */
void timers_free(struct server *s);

/* stream.c */
enum stream_kind { STREAM_SSE, STREAM_WS, STREAM_RAW };

struct stream {
    struct server *server;
    stream_id id;
    enum stream_kind kind;
    struct stream_events on;
    struct stream *next, *prev;
    struct evhttp_connection *conn; /* NULL: not taken over yet */
    struct bufferevent *bev;
    struct wslay_event_context *ws;
    char accept[32];   /* Sec-WebSocket-Accept */
    size_t posted;     /* bytes on the way to the loop thread; under streams.lock */
    bool overrun;      /* too many of them; under streams.lock */
    bool retired;      /* the id is gone and on_close was called */
    bool in_callback;  /* do not free: wslay is on the stack */
    bool must_destroy; /* free as soon as it is not */
};

void streams_init(struct streams *t);
void streams_fini(struct streams *t);
void streams_tick(struct server *s);
void streams_close_all(struct server *s);

/* The id is gone, on_close is called; what was written is still sent. */
void stream_retire(struct stream *st);
/* Now or, where it would be too early, as soon as that is over. */
void stream_destroy(struct stream *st);

/* Both at once: nothing more is sent. */
void stream_drop(struct stream *st);
/* With streams.lock held; NULL when the id is stale. */
struct stream *stream_find(const struct streams *t, stream_id id);
/* A reader that is too slow is dropped. */
void stream_write(struct stream *st, const char *bytes, size_t n);
void stream_close_nicely(struct stream *st, uint16_t code);
void stream_break(struct stream *st);
/* The same as stream_retire(), and the peer has a few seconds to hang up. */
void stream_linger(struct stream *st);
/* Destroy a retired stream whose last byte is out. */
void stream_wind_up(struct stream *st);

/* ws.c */
bool ws_accept(const struct request *r, char accept[32]);
void ws_start(struct stream *st);
void ws_receive(struct stream *st);
void ws_send(struct stream *st, str text);
void ws_ping(struct stream *st);
void ws_close(struct stream *st, uint16_t code);
/* Both sides have said so; a broken peer need not. */
bool ws_is_over(struct stream *st);
void ws_free(struct stream *st);

#endif
