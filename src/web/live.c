#include "web/live.h"

#include "base/clock.h"
#include "base/ident.h"
#include "web/events.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    SOCKETS_MAX = 16, /* of one user */
    RUNNING_MAX = 4,  /* questions of one socket */
    ID_MAX = 64,
    MESSAGE_MAX = 65536,
    RECHECK_MS = 5000,
    MESSAGES_MAX = 500, /* in that time */
};

/* One question on its way through this socket. */
struct job {
    struct job *next;
    struct socket *socket;
    struct arena *arena;
    str id; /* the client's name for it */
    struct flow_question q;
    atomic_bool cancelled;
};

/* One open WebSocket.  Freed when the stream and the last job let go. */
struct socket {
    struct socket *next, **at; /* all sockets of this web; loop thread */
    struct web *web;
    struct arena *arena;
    struct session session;
    str ip;
    stream_id stream;
    unsigned messages; /* since the last recheck; loop thread */
    atomic_int refs;
    pthread_mutex_t lock; /* guards jobs */
    struct job *jobs;
    size_t jobs_n;
};

static void socket_drop(struct socket *s)
{
    if (atomic_fetch_sub(&s->refs, 1) > 1)
        return;
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
}

static void socket_send(struct socket *s, const char *type, str id, json_t *o)
{
    struct arena *a = arena_new();

    json_object_set_new(o, "type", json_string(type));
    if (id.n)
        json_object_set_new(o, "id", json_of_str(id));
    stream_send_text(s->web->server, s->stream, json_text_take(a, o));
    arena_free(a);
}

static void send_error(struct socket *s, str id, err_t e, const char *message)
{
    struct arena *a = arena_new();

    socket_send(s, "error", id, error_json(e, message, ident_new(a), 0));
    arena_free(a);
}

static void job_send(void *ctx, str type, json_t *take)
{
    struct job *j = ctx;

    socket_send(j->socket, type.p, j->id, take);
}

static void job_unlink(struct job *j)
{
    struct socket *s = j->socket;

    pthread_mutex_lock(&s->lock);
    for (struct job **at = &s->jobs; *at; at = &(*at)->next)
        if (*at == j) {
            *at = j->next;
            s->jobs_n--;
            break;
        }
    pthread_mutex_unlock(&s->lock);
}

/* On a thread of the pool. */
static void job_run(void *ctx)
{
    struct job *j = ctx;
    struct socket *s = j->socket;
    struct event_sink sink = { job_send, j };
    struct run_events events = events_of(&sink);

    j->q.events = &events;
    struct run *r = flow_ask(s->web->flow, j->arena, &j->q);
    web_count(s->web, r);
    str id = json_text_take(j->arena, json_of_str(j->id));
    str answer = flow_answer_text(r);
    stream_send_text(s->web->server, s->stream,
                     arena_fmt(j->arena, "{\"type\":\"answer\",\"id\":%.*s,\"answer\":%.*s}",
                               STR_ARG(id), STR_ARG(answer)));
    job_unlink(j);
    arena_free(j->arena);
    socket_drop(s);
}

static struct job *job_new(struct socket *s, const json_t *msg)
{
    struct arena *a = arena_new();
    struct job *j = NEW(a, struct job);

    j->socket = s;
    j->arena = a;
    j->id = arena_str(a, json_member_str(msg, "id"));
    j->q = (struct flow_question){
        .question = arena_str(a, json_member_str(msg, "question")),
        .conversation_id = arena_str(a, json_member_str(msg, "conversation_id")),
        .actor = { s->session.user, s->session.role, s->session.id, s->ip },
        .request_id = ident_new(a),
        .cancelled = &j->cancelled,
    };
    return j;
}

static void ask(struct socket *s, const json_t *msg)
{
    struct why why = { "" };
    err_t e = web_may_try(s->web, &s->session, &why);

    if (e != ERR_OK) {
        send_error(s, json_member_str(msg, "id"), e, why_text(&why, e));
        return;
    }
    struct job *j = job_new(s, msg);

    pthread_mutex_lock(&s->lock);
    bool room = s->jobs_n < RUNNING_MAX;
    if (room) {
        j->next = s->jobs;
        s->jobs = j;
        s->jobs_n++;
    }
    pthread_mutex_unlock(&s->lock);
    if (!room) {
        send_error(s, j->id, ERR_LIMITED, "wait until one of your questions is answered");
        arena_free(j->arena);
        return;
    }
    atomic_fetch_add(&s->refs, 1);
    if (server_post(s->web->server, job_run, j) == ERR_OK)
        return;
    send_error(s, j->id, ERR_LIMITED, "too many questions at once; try again in a moment");
    job_unlink(j);
    arena_free(j->arena);
    socket_drop(s);
}

static void stop(struct socket *s, str id)
{
    pthread_mutex_lock(&s->lock);
    for (struct job *j = s->jobs; j; j = j->next)
        if (id.n == 0 || str_eq(j->id, id))
            atomic_store(&j->cancelled, true);
    pthread_mutex_unlock(&s->lock);
}

/* The role is the one the user has now, not the one of the sign-in. */
static bool still_signed_in(struct socket *s)
{
    if (auth_still(s->web->auth, &s->session, clock_now_s()) == ERR_OK)
        return true;
    socket_send(s, "session", STR(""), json_pack("{s:s}", "state", "expired"));
    stream_close(s->web->server, s->stream);
    return false;
}

static void on_text(void *ctx, stream_id id, str text)
{
    struct socket *s = ctx;
    struct arena *a = arena_new();
    struct why why = { "" };
    json_t *msg;

    if (++s->messages > MESSAGES_MAX) {
        arena_free(a);
        stream_close(s->web->server, id);
        return;
    }
    if (json_read(a, text, MESSAGE_MAX, &msg, &why) != ERR_OK)
        send_error(s, STR(""), ERR_BAD_INPUT, why_text(&why, ERR_BAD_INPUT));
    else if (!json_is_object(msg))
        send_error(s, STR(""), ERR_BAD_INPUT, "the message must be a JSON object");
    else if (json_member_str(msg, "id").n > ID_MAX)
        send_error(s, STR(""), ERR_BAD_INPUT, "the id must have at most 64 bytes");
    else if (str_eq(json_member_str(msg, "type"), STR("stop")))
        stop(s, json_member_str(msg, "id"));
    else if (!str_eq(json_member_str(msg, "type"), STR("ask")))
        send_error(s, json_member_str(msg, "id"), ERR_BAD_INPUT, "the type must be ask or stop");
    else if (still_signed_in(s))
        ask(s, msg);
    arena_free(a);
}

static void on_close(void *ctx, stream_id id)
{
    struct socket *s = ctx;

    (void)id;
    stop(s, STR(""));
    *s->at = s->next;
    if (s->next)
        s->next->at = s->at;
    socket_drop(s);
}

static size_t sockets_of(const struct web *w, str user)
{
    size_t n = 0;

    for (const struct socket *s = w->sockets; s; s = s->next)
        n += str_eq(s->session.user, user);
    return n;
}

static struct socket *socket_new(struct call *c)
{
    struct arena *a = arena_new();
    struct socket *s = NEW(a, struct socket);

    s->web = c->web;
    s->arena = a;
    s->session = c->session;
    s->session.id = arena_str(a, c->session.id);
    s->session.user = arena_str(a, c->session.user);
    s->session.role = arena_str(a, c->session.role);
    s->session.display = s->session.source = s->session.agent = STR("");
    s->ip = arena_str(a, c->req->peer);
    atomic_init(&s->refs, 1);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

err_t web_live(struct call *c, struct why *why)
{
    struct socket *s;

    if (request_header(c->req, STR("Origin")).n == 0 || !call_same_origin(c))
        return why_fail(why, ERR_DENIED, "a WebSocket may only be opened by this page");
    if (sockets_of(c->web, c->session.user) >= SOCKETS_MAX)
        return why_fail(why, ERR_LIMITED, "you have auric open %d times; close one of them",
                        (int)SOCKETS_MAX);
    s = socket_new(c);
    s->stream = stream_websocket(
        c->req, &(struct stream_events){ .on_text = on_text, .on_close = on_close, .ctx = s });
    if (!s->stream) {
        socket_drop(s);
        return why_fail(why, ERR_BAD_INPUT, "this address wants a WebSocket");
    }
    s->next = c->web->sockets;
    s->at = &c->web->sockets;
    if (s->next)
        s->next->at = &s->next;
    c->web->sockets = s;
    return ERR_OK;
}

static void recheck(void *ctx)
{
    const struct web *w = ctx;
    struct socket *next;

    for (struct socket *s = w->sockets; s; s = next) {
        next = s->next;
        s->messages = 0;
        still_signed_in(s);
    }
}

void live_open(struct web *w)
{
    server_every(w->server, RECHECK_MS, recheck, w);
}
