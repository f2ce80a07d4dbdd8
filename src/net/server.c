#include "net/edge.h"

#include "net/route.h"

#include <assert.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
    BODY_SLACK = 64 << 10, /* a body not much too large still gets our 413 */
    STOP_STEP_MS = 10,
    STOP_MAX_MS = 10000,
};

static const struct server_limits DEFAULTS = { 32, 256, 20000, 16384, 60 };

static _Thread_local const struct server *loop_of_thread;

bool server_is_loop(const struct server *s)
{
    return loop_of_thread == s;
}

/* Every few milliseconds while stopping: all done, or no more patience? */
static void on_ending(evutil_socket_t fd, short what, void *ctx)
{
    struct server *s = ctx;
    struct pool_load load = pool_load(s->pool);

    (void)fd;
    (void)what;
    s->stopping_ms += STOP_STEP_MS;
    bool done = s->busy == 0 && load.waiting + load.running == 0 && !s->streams.all;
    if (done || s->stopping_ms >= STOP_MAX_MS)
        event_base_loopbreak(s->base);
}

static void begin_stop(struct server *s)
{
    static const struct timeval step = { 0, STOP_STEP_MS * 1000L };

    s->stopping = true;
    conn_stop_listening(s);
    streams_close_all(s);
    event_add(s->ending, &step);
}

static void on_mail(evutil_socket_t fd, short what, void *ctx)
{
    struct server *s = ctx;

    (void)fd;
    (void)what;
    mailbox_deliver(&s->box);
    if (atomic_load(&s->stop) && !s->stopping)
        begin_stop(s);
}

static void on_tick(evutil_socket_t fd, short what, void *ctx)
{
    struct server *s = ctx;

    (void)fd;
    (void)what;
    s->seconds++;
    streams_tick(s);
    conn_look_again(s);
}

void server_run(struct server *s)
{
    loop_of_thread = s;
    event_base_dispatch(s->base);
    loop_of_thread = NULL;
}

static void *run_thread(void *ctx)
{
    server_run(ctx);
    return NULL;
}

err_t server_start(struct server *s, struct why *why)
{
    sigset_t all, old;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int code = pthread_create(&s->thread, NULL, run_thread, s);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    s->has_thread = code == 0;
    return code ? why_fail(why, ERR_IO, "cannot start a thread: %s", strerror(code)) : ERR_OK;
}

void server_stop(struct server *s)
{
    atomic_store(&s->stop, true);
    mailbox_wake(&s->box);
}

#define OR_DEFAULT(l, member)                                                                      \
    if (!(l).member)                                                                               \
    (l).member = DEFAULTS.member

static struct server_limits with_defaults(struct server_limits l)
{
    OR_DEFAULT(l, workers);
    OR_DEFAULT(l, queue);
    OR_DEFAULT(l, connections);
    OR_DEFAULT(l, header_bytes);
    OR_DEFAULT(l, idle_s);
    return l;
}

static size_t largest_body(const struct server *s)
{
    size_t most = 0;

    for (size_t i = 0; i < s->routes_n; i++)
        if (s->routes[i].body_max > most)
            most = s->routes[i].body_max;
    return most;
}

static void copy_options(struct server *s, const struct server_options *o,
                         const struct route *routes, size_t n)
{
    s->limits = with_defaults(o->limits);
    s->not_found = o->not_found;
    s->not_found_ctx = o->not_found_ctx;
    s->routes = NEW_N(s->arena, struct route, n);
    s->routes_n = n;
    for (size_t i = 0; i < n; i++) {
        assert(route_is_sane(routes[i].pattern));
        s->routes[i] = routes[i];
    }
    s->headers = NEW_N(s->arena, struct header, o->headers_n);
    s->headers_n = o->headers_n;
    for (size_t i = 0; i < o->headers_n; i++)
        s->headers[i] = (struct header){ arena_str(s->arena, o->headers[i].name),
                                         arena_str(s->arena, o->headers[i].value) };
}

/* One thread touches the base, so it needs no locks. */
static void make_loop(struct server *s)
{
    static const struct timeval second = { 1, 0 };
    struct event_config *c = event_config_new();

    if (!c)
        abort();
    event_config_set_flag(c, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    s->base = event_base_new_with_config(c);
    event_config_free(c);
    if (!s->base)
        abort();
    s->mail = event_new(s->base, s->box.fd, EV_READ | EV_PERSIST, on_mail, s);
    s->tick = event_new(s->base, -1, EV_PERSIST, on_tick, s);
    s->ending = event_new(s->base, -1, EV_PERSIST, on_ending, s);
    s->http = evhttp_new(s->base);
    if (!s->mail || !s->tick || !s->ending || !s->http)
        abort();
    event_add(s->mail, NULL);
    event_add(s->tick, &second);
}

static void set_up_http(struct server *s)
{
    evhttp_set_allowed_methods(s->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                            EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
                                            EVHTTP_REQ_OPTIONS | EVHTTP_REQ_TRACE |
                                            EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH);
    evhttp_set_max_headers_size(s->http, (ev_ssize_t)s->limits.header_bytes);
    evhttp_set_max_body_size(s->http, (ev_ssize_t)(largest_body(s) + BODY_SLACK));
    evhttp_set_flags(s->http, EVHTTP_SERVER_LINGERING_CLOSE);
    evhttp_set_timeout(s->http, (int)s->limits.idle_s);
    evhttp_set_default_content_type(s->http, NULL);
    evhttp_set_gencb(s->http, edge_on_request, s);
}

err_t server_new(struct server **out, const struct server_options *o, const struct route *routes,
                 size_t routes_n, struct why *why)
{
    struct server *s = calloc(1, sizeof *s);
    uint64_t seed = 0;

    if (!s)
        abort();
    err_t e = mailbox_init(&s->box, why);
    if (e) {
        free(s);
        return e;
    }
    signal(SIGPIPE, SIG_IGN);
    if (getrandom(&seed, sizeof seed, 0) == sizeof seed)
        atomic_store(&s->errors, seed);
    s->arena = arena_new();
    s->scratch = arena_new();
    streams_init(&s->streams);
    copy_options(s, o, routes, routes_n);
    s->pool = pool_new(s->limits.workers, s->limits.queue);
    make_loop(s);
    set_up_http(s);
    e = conn_listen(s, o, why);
    if (e) {
        server_free(s);
        return e;
    }
    *out = s;
    return ERR_OK;
}

/* The workers first, because they post letters; then what the letters touch. */
void server_free(struct server *s)
{
    if (!s)
        return;
    if (s->has_thread) {
        server_stop(s);
        pthread_join(s->thread, NULL);
    }
    loop_of_thread = s;
    pool_free(s->pool);
    conn_fini(s);
    mailbox_deliver(&s->box);
    streams_fini(&s->streams);
    evhttp_free(s->http);
    event_free(s->mail);
    mailbox_fini(&s->box);
    event_free(s->tick);
    event_free(s->ending);
    timers_free(s);
    event_base_free(s->base);
    loop_of_thread = NULL;
    arena_free(s->scratch);
    arena_free(s->arena);
    free(s);
}

uint16_t server_port(const struct server *s)
{
    return s->port;
}

struct server_stats server_stats(const struct server *s)
{
    struct server *m = (struct server *)s;

    pthread_mutex_lock(&m->streams.lock);
    size_t open = m->streams.open_n;
    pthread_mutex_unlock(&m->streams.lock);
    return (struct server_stats){
        .requests = atomic_load(&m->requests),
        .rejected = atomic_load(&m->rejected),
        .streams_open = open,
        .connections_open = atomic_load(&m->connections),
        .queue_depth = pool_load(m->pool).waiting,
    };
}
