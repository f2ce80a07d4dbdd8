#include "net/edge.h"

#include "net/route.h"

#include <ctype.h>
#include <event2/buffer.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>

static const struct {
    enum evhttp_cmd_type type;
    str name;
} METHODS[] = {
    { EVHTTP_REQ_GET, { "GET", 3 } },         { EVHTTP_REQ_POST, { "POST", 4 } },
    { EVHTTP_REQ_HEAD, { "HEAD", 4 } },       { EVHTTP_REQ_PUT, { "PUT", 3 } },
    { EVHTTP_REQ_DELETE, { "DELETE", 6 } },   { EVHTTP_REQ_PATCH, { "PATCH", 5 } },
    { EVHTTP_REQ_OPTIONS, { "OPTIONS", 7 } }, { EVHTTP_REQ_TRACE, { "TRACE", 5 } },
    { EVHTTP_REQ_CONNECT, { "CONNECT", 7 } },
};

static str method_name(enum evhttp_cmd_type type)
{
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++)
        if (METHODS[i].type == type)
            return METHODS[i].name;
    return STR("");
}

/* token of RFC 9110, 5.6.2.  "Transfer-Encoding : chunked" must not pass: the
 * next proxy might read it without the space. */
static bool is_token(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (!isalnum(c) && !memchr("!#$%&'*+-.^_`|~", c, 15))
            return false;
    }
    return s.n > 0;
}

static bool is_field_value(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_number(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static void read_headers(struct exchange *x, struct evhttp_request *ev)
{
    struct evkeyvalq *q = evhttp_request_get_input_headers(ev);
    size_t n = 0;

    for (struct evkeyval *kv = q->tqh_first; kv; kv = kv->next.tqe_next)
        n++;
    x->headers = NEW_N(x->r.arena, struct header, n);
    for (struct evkeyval *kv = q->tqh_first; kv; kv = kv->next.tqe_next)
        x->headers[x->headers_n++] = (struct header){ str_c(kv->key), str_c(kv->value) };
}

/* What is wrong with the framing, or NULL.  evhttp takes any of these as it
 * pleases; a proxy in front that reads them differently would let one request
 * hide in another (RFC 9112, 6.3 and 11.2). */
static const char *framing(const struct exchange *x, struct evhttp_request *ev)
{
    size_t hosts = 0, lengths = 0, encodings = 0;
    bool has_body = false;

    for (size_t i = 0; i < x->headers_n; i++) {
        const struct header *h = &x->headers[i];
        if (!is_token(h->name) || !is_field_value(h->value))
            return "a header is malformed";
        hosts += str_eq_nocase(h->name, STR("Host"));
        if (str_eq_nocase(h->name, STR("Content-Length"))) {
            lengths++;
            has_body |= !str_eq(h->value, STR("0"));
            if (!is_number(h->value))
                return "Content-Length is not a number";
        }
        if (str_eq_nocase(h->name, STR("Transfer-Encoding"))) {
            encodings++;
            has_body = true;
            if (!str_eq_nocase(h->value, STR("chunked")))
                return "only the transfer encoding chunked is taken";
        }
    }
    bool is_11 = ev->major == 1 && ev->minor >= 1;
    if (lengths + encodings > 1)
        return "the length of the body is given more than once";
    if (encodings && !is_11)
        return "a transfer encoding needs HTTP/1.1";
    if (hosts > 1 || (is_11 && hosts == 0))
        return "one Host header is needed";
    if (has_body && (ev->type == EVHTTP_REQ_HEAD || ev->type == EVHTTP_REQ_TRACE))
        return "this method takes no body";
    return NULL;
}

/* The request target as it was sent: origin form is split here, because
 * libevent would read "//x/y" as a host. */
static void target(struct evhttp_request *ev, str *path, str *query)
{
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(ev);
    str raw = str_c(evhttp_request_get_uri(ev));

    if (!str_starts(raw, STR("/"))) {
        *path = str_c(evhttp_uri_get_path(uri));
        *query = str_c(evhttp_uri_get_query(uri));
        return;
    }
    raw = str_sub(raw, 0, str_find_byte(raw, '#'));
    *path = str_cut(&raw, '?');
    *query = raw;
}

static str peer_of(struct evhttp_request *ev)
{
    char *address = NULL;
    uint16_t port;

    evhttp_connection_get_peer(evhttp_request_get_connection(ev), &address, &port);
    str peer = str_c(address);
    return str_starts(peer, STR("::ffff:")) ? str_sub(peer, 7, peer.n) : peer;
}

static str body_of(struct evhttp_request *ev)
{
    struct evbuffer *in = evhttp_request_get_input_buffer(ev);
    size_t n = evbuffer_get_length(in);

    return n ? (str){ (const char *)evbuffer_pullup(in, -1), n } : STR("");
}

static void run_handler(struct exchange *x, handler_fn *handler)
{
    handler(&x->r);
    if (x->state == EXCHANGE_OPEN)
        server_reply_error(&x->r, ERR_INTERNAL, NULL);
}

/* A request on its way through the pool: everything is a copy, because the
 * connection may go away meanwhile. */
struct work {
    struct job job;
    struct exchange x;
    handler_fn *handler;
};

static void run_work(struct job *j)
{
    struct work *w = (struct work *)j;

    run_handler(&w->x, w->handler);
    arena_free(w->x.r.arena);
}

static struct exchange *copy_exchange(struct exchange *to, const struct exchange *x,
                                      struct arena *a)
{
    *to = *x;
    to->r.arena = a;
    to->r.impl = to;
    to->r.path = arena_str(a, x->r.path);
    to->r.query = arena_str(a, x->r.query);
    to->r.body = arena_str(a, x->r.body);
    to->r.peer = arena_str(a, x->r.peer);
    for (size_t i = 0; i < ROUTE_PARAMS; i++)
        to->r.params[i] = arena_str(a, x->r.params[i]);
    to->headers = NEW_N(a, struct header, x->headers_n);
    for (size_t i = 0; i < x->headers_n; i++)
        to->headers[i] = (struct header){ arena_str(a, x->headers[i].name),
                                          arena_str(a, x->headers[i].value) };
    return to;
}

static void to_pool(struct exchange *x, const struct route *route)
{
    struct arena *a = arena_new();
    struct work *w = NEW(a, struct work);
    struct pending *p = calloc(1, sizeof *p);

    if (!p)
        abort();
    *p = (struct pending){ x->server, x->ev };
    copy_exchange(&w->x, x, a);
    w->job.run = run_work;
    w->handler = route->handler;
    w->x.ev = NULL;
    w->x.pending = p;
    busy_pending(p);
    if (pool_post(x->server->pool, &w->job) == ERR_OK)
        return;
    busy_sending(x->server, x->ev);
    free(p);
    arena_free(a);
    atomic_fetch_add(&x->server->rejected, 1);
    server_reply_error(&x->r, ERR_LIMITED, NULL);
}

static void not_allowed(struct exchange *x, str path)
{
    struct server *s = x->server;
    struct header allow = { STR("Allow"), route_allow(x->r.arena, s->routes, s->routes_n, path) };

    reply_error(&x->r, ERR_UNSUPPORTED, 405, "this method is not for this address", &allow, 1);
}

static void not_found(struct exchange *x)
{
    struct server *s = x->server;

    if (!s->not_found) {
        server_reply_error(&x->r, ERR_NOT_FOUND, NULL);
        return;
    }
    x->r.ctx = s->not_found_ctx;
    run_handler(x, s->not_found);
}

static bool decode(struct exchange *x, const struct route_match *m, str path)
{
    bool ok = url_decode(x->r.arena, path, &x->r.path);

    for (size_t i = 0; ok && i < ROUTE_PARAMS; i++)
        ok = url_decode(x->r.arena, m->params[i], &x->r.params[i]);
    return ok;
}

static void serve(struct exchange *x, struct evhttp_request *ev)
{
    struct server *s = x->server;
    str path;

    target(ev, &path, &x->r.query);
    struct route_match m = route_find(s->routes, s->routes_n, x->r.method, path);
    if (!decode(x, &m, path)) {
        server_reply_error(&x->r, ERR_BAD_INPUT, "the address holds a broken percent-escape");
        return;
    }
    x->r.body = body_of(ev);
    if (!m.route && m.path_known) {
        not_allowed(x, path);
    } else if (!m.route) {
        not_found(x);
    } else if (x->r.body.n > m.route->body_max) {
        server_reply_error(&x->r, ERR_TOO_LARGE, NULL);
    } else if (m.route->where == POOL) {
        x->r.ctx = m.route->ctx;
        to_pool(x, m.route);
    } else {
        x->r.ctx = m.route->ctx;
        run_handler(x, m.route->handler);
    }
}

void edge_on_request(struct evhttp_request *ev, void *server)
{
    struct server *s = server;
    struct exchange x = { .server = s, .ev = ev };

    atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
    busy_begin(s, ev);
    x.r.arena = s->scratch;
    x.r.impl = &x;
    x.r.method = method_name(evhttp_request_get_command(ev));
    x.r.peer = peer_of(ev);
    read_headers(&x, ev);
    const char *wrong = framing(&x, ev);
    if (wrong || s->stopping) {
        evhttp_add_header(evhttp_request_get_output_headers(ev), "Connection", "close");
        server_reply_error(&x.r, wrong ? ERR_BAD_INPUT : ERR_UNAVAILABLE,
                           wrong ? wrong : "the server is stopping");
    } else {
        serve(&x, ev);
    }
    arena_reset(s->scratch);
}
