/* Connections: how they come, how many there are, and whether one is busy with
 * a request. */
#include "net/edge.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BACKLOG = 4096,
    WRITE_PIECE = 256 << 10, /* what one writev may take of a large reply */
};

static void look_away(struct server *s)
{
    s->listening = false;
    evconnlistener_disable(evhttp_bound_socket_get_listener(s->bound));
}

void conn_look_again(struct server *s)
{
    if (s->listening || !s->bound || atomic_load(&s->connections) >= s->limits.connections)
        return;
    s->listening = true;
    evconnlistener_enable(evhttp_bound_socket_get_listener(s->bound));
}

static void on_idle_closed(struct evhttp_connection *conn, void *ctx)
{
    struct server *s = ctx;

    (void)conn;
    atomic_fetch_sub(&s->connections, 1);
    conn_look_again(s);
}

static void on_busy_closed(struct evhttp_connection *conn, void *ctx)
{
    struct server *s = ctx;

    s->busy--;
    on_idle_closed(conn, s);
}

/* When evhttp gave the request up it left it to us. */
static void on_pending_closed(struct evhttp_connection *conn, void *ctx)
{
    struct pending *p = ctx;

    if (!evhttp_request_get_connection(p->ev))
        evhttp_request_free(p->ev);
    p->ev = NULL;
    on_busy_closed(conn, p->server);
}

static void on_sent(struct evhttp_request *ev, void *ctx)
{
    busy_end(ctx, evhttp_request_get_connection(ev));
}

void busy_begin(struct server *s, struct evhttp_request *ev)
{
    s->busy++;
    busy_sending(s, ev);
}

void busy_sending(struct server *s, struct evhttp_request *ev)
{
    evhttp_connection_set_closecb(evhttp_request_get_connection(ev), on_busy_closed, s);
    evhttp_request_set_on_complete_cb(ev, on_sent, s);
}

void busy_pending(struct pending *p)
{
    evhttp_connection_set_closecb(evhttp_request_get_connection(p->ev), on_pending_closed, p);
}

void busy_end(struct server *s, struct evhttp_connection *conn)
{
    s->busy--;
    evhttp_connection_set_closecb(conn, on_idle_closed, s);
}

/* evhttp tells nobody about a new connection.  It asks for a bufferevent,
 * though, and puts itself into its callbacks: a moment later it is found there. */
static struct bufferevent *on_fresh(struct event_base *base, void *ctx)
{
    struct server *s = ctx;
    struct bufferevent *bev = bufferevent_socket_new(base, -1, 0);
    struct fresh *f = calloc(1, sizeof *f);

    if (!f || !bev)
        abort();
    bufferevent_set_max_single_write(bev, WRITE_PIECE);
    bufferevent_incref(bev);
    *f = (struct fresh){ s->fresh, bev };
    s->fresh = f;
    event_active(s->adopt, EV_TIMEOUT, 0);
    if (atomic_fetch_add(&s->connections, 1) + 1 >= s->limits.connections)
        look_away(s);
    return bev;
}

static void on_adopt(evutil_socket_t fd, short what, void *ctx)
{
    struct server *s = ctx;

    (void)fd;
    (void)what;
    while (s->fresh) {
        struct fresh *f = s->fresh;
        void *conn = NULL;
        s->fresh = f->next;
        bufferevent_getcb(f->bev, NULL, NULL, NULL, &conn);
        if (conn)
            evhttp_connection_set_closecb(conn, on_idle_closed, s);
        else
            on_idle_closed(NULL, s);
        bufferevent_decref(f->bev);
        free(f);
    }
}

/* Out of descriptors: look away until the next second. */
static void on_accept_error(struct evconnlistener *l, void *ctx)
{
    (void)l;
    look_away(ctx);
}

static err_t cannot_listen(const struct server_options *o, const char *reason, struct why *why)
{
    bool v6 = strchr(o->address, ':') != NULL;
    char text[128];

    snprintf(text, sizeof text, "%s", reason);
    text[0] = (char)(text[0] | 0x20);
    return why_fail(why, ERR_IO,
                    "cannot listen on %s%s%s:%u: %s; choose another port with --listen",
                    v6 ? "[" : "", o->address, v6 ? "]" : "", o->port, text);
}

static int try_listen(const struct addrinfo *ai)
{
    int one = 1;
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    /* Accepted sockets inherit TCP_NODELAY. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static uint16_t port_of(int fd)
{
    struct sockaddr_storage a = { 0 };
    socklen_t n = sizeof a;

    getsockname(fd, (struct sockaddr *)&a, &n);
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                         : ((struct sockaddr_in *)&a)->sin_port);
}

err_t conn_listen(struct server *s, const struct server_options *o, struct why *why)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    struct addrinfo *ai = NULL;
    char port[8];

    snprintf(port, sizeof port, "%u", o->port);
    int code = getaddrinfo(o->address, port, &hints, &ai);
    if (code != 0)
        return cannot_listen(o, gai_strerror(code), why);
    int fd = try_listen(ai);
    int saved = errno;
    freeaddrinfo(ai);
    if (fd < 0)
        return cannot_listen(o, strerror(saved), why);
    s->port = port_of(fd);
    s->adopt = event_new(s->base, -1, 0, on_adopt, s);
    if (!s->adopt)
        abort();
    evhttp_set_bevcb(s->http, on_fresh, s);
    s->bound = evhttp_accept_socket_with_handle(s->http, fd);
    evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(s->bound), on_accept_error);
    s->listening = true;
    return ERR_OK;
}

void conn_stop_listening(struct server *s)
{
    s->listening = false;
    if (s->bound)
        evhttp_del_accept_socket(s->http, s->bound);
    s->bound = NULL;
}

void conn_fini(struct server *s)
{
    conn_stop_listening(s);
    if (!s->adopt)
        return;
    on_adopt(-1, 0, s);
    event_free(s->adopt);
}
