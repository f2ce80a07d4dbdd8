/* ask.c - POST /api/ask: one question, answered as JSON or as an event stream. */
#include "web/events.h"
#include "web/web.h"

#include <stdlib.h>

/* What the request asks for, checked. */
static err_t read_question(struct call *c, struct flow_question *q, struct why *why)
{
    json_t *body;
    int64_t now = 0;

    TRY(call_body(c, &body, why));
    str said = json_member_str(body, "now");
    if (json_object_get(body, "now") && !civil_parse_instant(said, &now))
        return why_fail(why, ERR_BAD_INPUT, "\"now\" must be a time like 2025-06-18T12:00:00");
    if (!json_is_string(json_object_get(body, "question")))
        return why_fail(why, ERR_BAD_INPUT, "\"question\" is missing; it must be a text");
    const json_t *conversation = json_object_get(body, "conversation_id");
    if (conversation && !json_is_null(conversation) && !json_is_string(conversation))
        return why_fail(why, ERR_BAD_INPUT, "\"conversation_id\" must be a text");
    *q = (struct flow_question){
        .question = json_member_str(body, "question"),
        .conversation_id = json_member_str(body, "conversation_id"),
        .actor = call_actor(c),
        .request_id = c->request_id,
        .now = now,
    };
    return ERR_OK;
}

/* The status that tells a program what happened; an answer that asks back or
 * declines is a success. */
static int status_of(const struct run *r)
{
    if (r->outcome == ANSWER_ERROR)
        return err_info(r->error)->http_status;
    return r->outcome == ANSWER_DENIED ? 403 : 200;
}

static err_t answer_json(struct call *c, const struct flow_question *q)
{
    struct run *r = flow_ask(c->web->flow, c->arena, q);

    web_count(c->web, r);
    struct header extra[] = {
        { STR("Cache-Control"), STR("no-store") },
        { STR("Retry-After"), arena_fmt(c->arena, "%u", r->retry_after_s) },
    };
    server_reply(c->req, status_of(r), STR("application/json"), flow_answer_text(r), extra,
                 r->retry_after_s ? 2 : 1);
    return ERR_OK;
}

struct sse_ask {
    struct server *server;
    stream_id stream;
    atomic_bool cancelled;
    atomic_int refs; /* the worker and the stream */
};

static void drop(struct sse_ask *s)
{
    if (atomic_fetch_sub(&s->refs, 1) == 1)
        free(s);
}

static void on_close(void *ctx, stream_id id)
{
    struct sse_ask *s = ctx;

    (void)id;
    atomic_store(&s->cancelled, true);
    drop(s);
}

static void send(void *ctx, str type, json_t *take)
{
    struct sse_ask *s = ctx;
    struct arena *a = arena_new();

    stream_send_event(s->server, s->stream, type, json_text_take(a, take));
    arena_free(a);
}

static err_t answer_stream(struct call *c, struct flow_question *q, struct why *why)
{
    struct sse_ask *s = calloc(1, sizeof *s);

    if (!s)
        abort();
    s->server = c->web->server;
    atomic_init(&s->refs, 2);
    s->stream = stream_sse(c->req, &(struct stream_events){ .on_close = on_close, .ctx = s });
    if (!s->stream) {
        free(s);
        return why_fail(why, ERR_UNAVAILABLE, "no stream could be opened");
    }
    struct event_sink sink = { .send = send, .ctx = s };
    struct run_events events = events_of(&sink);
    q->events = &events;
    q->cancelled = &s->cancelled;
    struct run *r = flow_ask(c->web->flow, c->arena, q);
    web_count(c->web, r);
    stream_send_event(s->server, s->stream, STR("answer"), flow_answer_text(r));
    stream_close(s->server, s->stream);
    drop(s);
    return ERR_OK;
}

err_t web_ask(struct call *c, struct why *why)
{
    struct flow_question q;
    str accept = request_header(c->req, STR("Accept"));

    TRY(read_question(c, &q, why));
    TRY(web_may_try(c->web, &c->session, why));
    if (str_find(accept, STR("text/event-stream")) < accept.n)
        return answer_stream(c, &q, why);
    return answer_json(c, &q);
}
