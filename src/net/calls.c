/* Work that the application hands in: once on the pool, or every so often on
 * the loop. */
#include "net/edge.h"

#include <event2/event.h>
#include <stdlib.h>

struct call {
    struct job job;
    void (*fn)(void *);
    void *ctx;
};

static void run_call(struct job *j)
{
    struct call *c = (struct call *)j;

    c->fn(c->ctx);
    free(c);
}

err_t server_post(struct server *s, void (*fn)(void *), void *ctx)
{
    struct call *c = calloc(1, sizeof *c);

    if (!c)
        abort();
    *c = (struct call){ { NULL, run_call }, fn, ctx };
    err_t e = pool_post(s->pool, &c->job);
    if (e)
        free(c);
    return e;
}

struct timer {
    struct letter letter;
    struct timer *next;
    struct server *server;
    struct event *event;
    unsigned ms;
    void (*fn)(void *);
    void *ctx;
};

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    struct timer *t = ctx;

    (void)fd;
    (void)what;
    t->fn(t->ctx);
}

/* Only the loop thread may touch its timers, so starting one is a letter. */
static void start_timer(struct letter *l)
{
    struct timer *t = (struct timer *)l;
    struct timeval every = { t->ms / 1000, (suseconds_t)(t->ms % 1000) * 1000 };

    t->event = event_new(t->server->base, -1, EV_PERSIST, on_timer, t);
    if (!t->event)
        abort();
    event_add(t->event, &every);
    t->next = t->server->timers;
    t->server->timers = t;
}

void server_every(struct server *s, unsigned ms, void (*fn)(void *), void *ctx)
{
    struct timer *t = calloc(1, sizeof *t);

    if (!t)
        abort();
    *t = (struct timer){
        .letter = { NULL, start_timer }, .server = s, .ms = ms, .fn = fn, .ctx = ctx
    };
    mailbox_post(&s->box, &t->letter);
}

void timers_free(struct server *s)
{
    while (s->timers) {
        struct timer *t = s->timers;
        s->timers = t->next;
        event_free(t->event);
        free(t);
    }
}
