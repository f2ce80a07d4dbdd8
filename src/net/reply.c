#include "net/edge.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/http_struct.h>
#include <stdio.h>
#include <stdlib.h>

/* An answer on its way from a worker to the loop. */
struct reply {
    struct letter letter;
    struct pending *pending;
    int status;
    struct buf head; /* name NUL value NUL ... */
    struct evbuffer *body;
};

static void add_field(struct buf *b, str name, str value)
{
    buf_add(b, name);
    buf_byte(b, '\0');
    buf_add(b, value);
    buf_byte(b, '\0');
}

static void build_head(struct buf *b, str content_type, const struct header *extra, size_t n)
{
    if (content_type.n)
        add_field(b, STR("Content-Type"), content_type);
    for (size_t i = 0; i < n; i++)
        add_field(b, extra[i].name, extra[i].value);
}

static void put_head(struct evkeyvalq *to, str head)
{
    while (head.n) {
        str name = str_cut(&head, '\0'), value = str_cut(&head, '\0');
        evhttp_add_header(to, name.p, value.p);
    }
}

/* evhttp would send a body after HEAD, and no length with it. */
static void send_reply(struct server *s, struct evhttp_request *ev, int status, str head,
                       size_t body_n)
{
    struct evkeyvalq *to = evhttp_request_get_output_headers(ev);
    char length[24];

    put_head(to, head);
    for (size_t i = 0; i < s->headers_n; i++)
        if (!evhttp_find_header(to, s->headers[i].name.p))
            evhttp_add_header(to, s->headers[i].name.p, s->headers[i].value.p);
    if (status >= 200 && status != 204 && status != 304) {
        snprintf(length, sizeof length, "%zu", body_n);
        evhttp_add_header(to, "Content-Length", length);
    }
    if (s->stopping)
        evhttp_add_header(to, "Connection", "close");
    evhttp_send_reply(ev, status, NULL, NULL);
}

static bool wants_body(const struct evhttp_request *ev, int status)
{
    return ev->type != EVHTTP_REQ_HEAD && status != 204 && status != 304;
}

static void deliver(struct letter *l)
{
    struct reply *m = (struct reply *)l;
    struct evhttp_request *ev = m->pending->ev;

    if (ev) {
        size_t n = evbuffer_get_length(m->body);
        busy_sending(m->pending->server, ev);
        if (wants_body(ev, m->status))
            evbuffer_add_buffer(evhttp_request_get_output_buffer(ev), m->body);
        send_reply(m->pending->server, ev, m->status, buf_str(&m->head), n);
    }
    evbuffer_free(m->body);
    buf_fini(&m->head);
    free(m->pending);
    free(m);
}

static void reply_inline(struct exchange *x, int status, str content_type, str body,
                         const struct header *extra, size_t n)
{
    struct buf head;

    buf_init(&head, x->r.arena);
    build_head(&head, content_type, extra, n);
    if (wants_body(x->ev, status))
        evbuffer_add(evhttp_request_get_output_buffer(x->ev), body.p, body.n);
    send_reply(x->server, x->ev, status, buf_str(&head), body.n);
}

static void reply_from_worker(struct exchange *x, int status, str content_type, str body,
                              const struct header *extra, size_t n)
{
    struct reply *m = calloc(1, sizeof *m);

    if (!m)
        abort();
    m->letter.deliver = deliver;
    m->pending = x->pending;
    m->status = status;
    buf_init(&m->head, NULL);
    build_head(&m->head, content_type, extra, n);
    m->body = evbuffer_new();
    if (!m->body || (body.n && evbuffer_add(m->body, body.p, body.n)))
        abort();
    x->pending = NULL;
    mailbox_post(&x->server->box, &m->letter);
}

void server_reply(struct request *r, int status, str content_type, str body,
                  const struct header *extra, size_t extra_n)
{
    struct exchange *x = r->impl;

    assert(x->state == EXCHANGE_OPEN);
    x->state = EXCHANGE_ANSWERED;
    if (x->pending)
        reply_from_worker(x, status, content_type, body, extra, extra_n);
    else
        reply_inline(x, status, content_type, body, extra, extra_n);
}

void server_reply_json(struct request *r, int status, json_t *take)
{
    server_reply(r, status, STR("application/json"), json_text_take(r->arena, take), NULL, 0);
}

/* Told to the client and nobody else, so it need only be unlikely to be met
 * twice: a counter, stirred (splitmix64). */
static str error_id(struct server *s, struct arena *a)
{
    uint64_t x = atomic_fetch_add(&s->errors, 0x9e3779b97f4a7c15u);

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return arena_fmt(a, "%016llx", (unsigned long long)(x ^ x >> 31));
}

void reply_error(struct request *r, err_t e, int status, const char *message,
                 const struct header *extra, size_t extra_n)
{
    const struct err_info *info = err_info(e);
    str id = error_id(server_of(r), r->arena);
    json_t *text = json_of_str(str_c(message ? message : info->public_text));
    json_t *body = json_pack("{s:{s:s, s:o, s:s}}", "error", "code", info->code, "message", text,
                             "request_id", id.p);

    server_reply(r, status, STR("application/json"), json_text_take(r->arena, body), extra,
                 extra_n);
}

void server_reply_error(struct request *r, err_t e, const char *message)
{
    static const struct header later = { { "Retry-After", 11 }, { "1", 1 } };

    reply_error(r, e, err_info(e)->http_status, message, &later, e == ERR_LIMITED);
}

void reply_stream_head(struct server *s, struct evbuffer *out)
{
    for (size_t i = 0; i < s->headers_n; i++)
        evbuffer_add_printf(out, "%s: %s\r\n", s->headers[i].name.p, s->headers[i].value.p);
}
