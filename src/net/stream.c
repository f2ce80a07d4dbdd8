/* Streams are named by (generation, slot).  A slot is written by the loop
 * thread alone, under the lock; other threads look there whether an id is
 * still good and leave a letter. */
#include "net/edge.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

enum {
    CLOSING_S = 5,     /* patience with a peer that should hang up */
    SILENT_MS = 30000, /* TCP gives up on unacknowledged bytes */
};

void streams_init(struct streams *t)
{
    pthread_mutex_init(&t->lock, NULL);
}

struct stream *stream_find(const struct streams *t, stream_id id)
{
    size_t at = (uint32_t)id;

    if (at == 0 || at > t->slots_n || t->slots[at - 1].generation != id >> 32)
        return NULL;
    return t->slots[at - 1].stream;
}

static uint32_t free_slot(struct streams *t)
{
    if (t->unused_n)
        return t->unused[--t->unused_n];
    if (t->slots_n == t->slots_cap) {
        t->slots_cap = t->slots_cap ? t->slots_cap * 2 : 64;
        t->slots = realloc(t->slots, t->slots_cap * sizeof *t->slots);
        t->unused = realloc(t->unused, t->slots_cap * sizeof *t->unused);
        if (!t->slots || !t->unused)
            abort();
    }
    t->slots[t->slots_n] = (struct slot){ 1, NULL };
    return (uint32_t)t->slots_n++;
}

static void give_id(struct streams *t, struct stream *st)
{
    pthread_mutex_lock(&t->lock);
    uint32_t at = free_slot(t);
    t->slots[at].stream = st;
    st->id = (stream_id)t->slots[at].generation << 32 | (at + 1);
    t->open_n++;
    pthread_mutex_unlock(&t->lock);
}

static void take_id(struct streams *t, struct stream *st)
{
    uint32_t at = (uint32_t)st->id - 1;

    pthread_mutex_lock(&t->lock);
    t->slots[at].stream = NULL;
    t->slots[at].generation++;
    t->unused[t->unused_n++] = at;
    t->open_n--;
    pthread_mutex_unlock(&t->lock);
}

void stream_retire(struct stream *st)
{
    if (st->retired)
        return;
    st->retired = true;
    take_id(&st->server->streams, st);
    if (st->on.on_close)
        st->on.on_close(st->on.ctx, st->id);
}

/* The bufferevent goes quiet before its connection is freed: libevent would
 * otherwise touch the descriptor once more after closing it. */
void stream_destroy(struct stream *st)
{
    if (st->in_callback || st->server->streams.walking) {
        st->must_destroy = true;
        return;
    }
    if (st->conn) {
        bufferevent_setcb(st->bev, NULL, NULL, NULL, NULL);
        bufferevent_disable(st->bev, EV_READ | EV_WRITE);
        evhttp_connection_free(st->conn);
    }
    if (st->prev)
        st->prev->next = st->next;
    else
        st->server->streams.all = st->next;
    if (st->next)
        st->next->prev = st->prev;
    ws_free(st);
    free(st);
}

/* Whether more waits than may.  A burst of letters may have filled the buffer
 * before the socket was asked at all, so it is asked first. */
static bool is_slow(struct stream *st)
{
    struct evbuffer *out = bufferevent_get_output(st->bev);

    if (evbuffer_get_length(out) <= STREAM_WAITING_MAX)
        return false;
    evbuffer_unfreeze(out, 1);
    evbuffer_write(out, bufferevent_getfd(st->bev));
    evbuffer_freeze(out, 1);
    return evbuffer_get_length(out) > STREAM_WAITING_MAX;
}

void stream_drop(struct stream *st)
{
    stream_retire(st);
    stream_destroy(st);
}

static void on_read(struct bufferevent *bev, void *ctx)
{
    struct stream *st = ctx;

    if (st->kind != STREAM_WS)
        evbuffer_drain(bufferevent_get_input(bev), SIZE_MAX);
    else if (is_slow(st)) /* a flood of pings is answered only while it is read */
        stream_drop(st);
    else
        ws_receive(st);
}

void stream_linger(struct stream *st)
{
    static const struct timeval patience = { CLOSING_S, 0 };

    stream_retire(st);
    bufferevent_set_timeouts(st->bev, &patience, &patience);
}

void stream_wind_up(struct stream *st)
{
    if (!st->retired || evbuffer_get_length(bufferevent_get_output(st->bev)))
        return;
    if (st->kind != STREAM_WS || ws_is_over(st))
        stream_destroy(st);
}

static void on_drained(struct bufferevent *bev, void *ctx)
{
    (void)bev;
    stream_wind_up(ctx);
}

static void on_event(struct bufferevent *bev, short what, void *ctx)
{
    struct stream *st = ctx;

    (void)bev;
    (void)what;
    stream_drop(st);
}

static void start_sse(struct stream *st)
{
    struct evbuffer *out = bufferevent_get_output(st->bev);

    evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                             "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n"
                             "Connection: close\r\n");
    reply_stream_head(st->server, out);
    evbuffer_add(out, "\r\n", 2);
}

/* A peer that vanished without a word is noticed because it does not
 * acknowledge the heartbeats. */
static void set_socket(struct bufferevent *bev)
{
    int ms = SILENT_MS;

    setsockopt(bufferevent_getfd(bev), IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

/* Take the connection from evhttp; NULL when the client went away. */
static void start(struct stream *st, struct evhttp_request *ev)
{
    if (!ev) {
        stream_drop(st);
        return;
    }
    st->conn = evhttp_request_get_connection(ev);
    st->bev = evhttp_connection_get_bufferevent(st->conn);
    busy_end(st->server, st->conn);
    bufferevent_setcb(st->bev, on_read, on_drained, on_event, st);
    bufferevent_set_timeouts(st->bev, NULL, NULL);
    set_socket(st->bev);
    bufferevent_enable(st->bev, EV_READ | EV_WRITE);
    if (st->kind == STREAM_SSE)
        start_sse(st);
    else if (st->kind == STREAM_WS)
        ws_start(st);
}

struct start_letter {
    struct letter letter;
    struct stream *stream;
    struct pending *pending;
};

static void deliver_start(struct letter *l)
{
    struct start_letter *m = (struct start_letter *)l;
    struct server *s = m->pending->server;
    struct stream *st = m->stream;

    st->next = s->streams.all;
    if (st->next)
        st->next->prev = st;
    s->streams.all = st;
    start(st, m->pending->ev);
    free(m->pending);
    free(m);
}

/* From the loop thread the letter is delivered at once. */
static stream_id open_stream(struct request *r, struct stream *st, const struct stream_events *on)
{
    struct exchange *x = r->impl;
    struct start_letter *m = calloc(1, sizeof *m);
    struct pending *p = x->pending ? x->pending : calloc(1, sizeof *p);

    if (!m || !p)
        abort();
    if (!x->pending)
        *p = (struct pending){ x->server, x->ev };
    *m = (struct start_letter){ { NULL, deliver_start }, st, p };
    st->server = x->server;
    st->on = *on;
    give_id(&x->server->streams, st);
    stream_id id = st->id;
    assert(x->state == EXCHANGE_OPEN);
    x->state = EXCHANGE_STREAM;
    if (x->pending)
        mailbox_post(&x->server->box, &m->letter);
    else
        deliver_start(&m->letter);
    x->pending = NULL;
    return id;
}

static struct stream *stream_new(enum stream_kind kind)
{
    struct stream *st = calloc(1, sizeof *st);

    if (!st)
        abort();
    st->kind = kind;
    return st;
}

stream_id stream_sse(struct request *r, const struct stream_events *on)
{
    return open_stream(r, stream_new(STREAM_SSE), on);
}

stream_id stream_raw(struct request *r, const struct stream_events *on)
{
    return open_stream(r, stream_new(STREAM_RAW), on);
}

stream_id stream_websocket(struct request *r, const struct stream_events *on)
{
    struct stream *st = stream_new(STREAM_WS);

    if (!ws_accept(r, st->accept)) {
        free(st);
        return 0;
    }
    return open_stream(r, st, on);
}

void stream_close_nicely(struct stream *st, uint16_t code)
{
    stream_linger(st);
    if (st->kind == STREAM_WS)
        ws_close(st, code);
    else
        stream_wind_up(st);
}

/* What waits is tried once more, then the descriptor is closed with a reset. */
void stream_break(struct stream *st)
{
    struct linger at_once = { 1, 0 };

    if (st->bev) {
        struct evbuffer *out = bufferevent_get_output(st->bev);
        evbuffer_unfreeze(out, 1);
        evbuffer_write(out, bufferevent_getfd(st->bev));
        evbuffer_freeze(out, 1);
        setsockopt(bufferevent_getfd(st->bev), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    stream_drop(st);
}

void stream_write(struct stream *st, const char *bytes, size_t n)
{
    if (is_slow(st))
        stream_drop(st);
    else if (st->kind != STREAM_WS)
        evbuffer_add(bufferevent_get_output(st->bev), bytes, n);
    else
        ws_send(st, (str){ bytes, n });
}

bool stream_is_open(struct server *s, stream_id id)
{
    pthread_mutex_lock(&s->streams.lock);
    bool open = stream_find(&s->streams, id) != NULL;
    pthread_mutex_unlock(&s->streams.lock);
    return open;
}

/* on_close may close any other stream, so none is freed while the list is
 * walked; freeing calls nobody. */
static void walk(struct server *s, void (*visit)(struct stream *st))
{
    struct stream *next;

    s->streams.walking = true;
    for (struct stream *st = s->streams.all; st; st = st->next)
        if (!st->retired)
            visit(st);
    s->streams.walking = false;
    for (struct stream *st = s->streams.all; st; st = next) {
        next = st->next;
        if (st->must_destroy)
            stream_destroy(st);
    }
}

/* Every second a share of the streams, so that ten thousand heartbeats do not
 * fall into one moment. */
static void heartbeat(struct stream *st)
{
    uint32_t at = (uint32_t)st->id + st->server->seconds;

    if (st->kind == STREAM_SSE && at % SSE_HEARTBEAT_S == 0)
        stream_write(st, ":\n\n", 3);
    else if (st->kind == STREAM_WS && at % WS_PING_S == 0)
        ws_ping(st);
}

void streams_tick(struct server *s)
{
    walk(s, heartbeat);
}

static void go_away(struct stream *st)
{
    stream_close_nicely(st, 1001);
}

void streams_close_all(struct server *s)
{
    walk(s, go_away);
}

void streams_fini(struct streams *t)
{
    while (t->all)
        stream_drop(t->all);
    free(t->slots);
    free(t->unused);
    pthread_mutex_destroy(&t->lock);
}
