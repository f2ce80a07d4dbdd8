/* Blocking connections, a few of them kept; a thread borrows one for a call.
 * One that failed is never used again.  One that the server closed while it
 * was idle is noticed before it is used, so nothing has to be sent twice: an
 * increment that may or may not have happened is the caller's to decide. */
#include "base/buf.h"
#include "base/vec.h"
#include "store/kv_ops.h"
#include "store/redis_url.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE_MAX = 32, ARGS_MAX = 6, PATIENCE_S = 1 };

struct redis {
    struct kv kv;
    struct arena *arena;
    struct redis_url url;
    pthread_mutex_t lock;
    redisContext *idle[IDLE_MAX];
    size_t idle_n;
};

struct command {
    str args[ARGS_MAX];
    int args_n;
};

#define COMMAND(...)                                                                               \
    ((struct command){ .args = { __VA_ARGS__ },                                                    \
                       .args_n = (int)(sizeof((str[]){ __VA_ARGS__ }) / sizeof(str)) })

static bool send_command(redisContext *c, const struct command *m)
{
    const char *argv[ARGS_MAX];
    size_t lens[ARGS_MAX];

    for (int i = 0; i < m->args_n; i++) {
        argv[i] = m->args[i].p ? m->args[i].p : "";
        lens[i] = m->args[i].n;
    }
    return redisAppendCommandArgv(c, m->args_n, argv, lens) == REDIS_OK;
}

static redisReply *reply_of(redisContext *c)
{
    void *reply = NULL;

    return redisGetReply(c, &reply) == REDIS_OK ? reply : NULL;
}

static redisReply *run(redisContext *c, struct command m)
{
    return send_command(c, &m) ? reply_of(c) : NULL;
}

static str text_of(const redisReply *r)
{
    return r && r->str ? (str){ r->str, (size_t)r->len } : STR("");
}

static bool is_ok(const redisReply *r)
{
    return r && r->type == REDIS_REPLY_STATUS;
}

static redisContext *dial(const struct redis_url *u)
{
    static const struct timeval patience = { PATIENCE_S, 0 };
    redisContext *c = u->path ? redisConnectUnixWithTimeout(u->path, patience)
                              : redisConnectWithTimeout(u->host, u->port, patience);

    if (!c)
        abort();
    if (!c->err)
        redisSetTimeout(c, patience);
    return c;
}

static err_t expect_ok(redisContext *c, struct command m, const char *doing, struct why *why)
{
    redisReply *r = run(c, m);
    err_t e = is_ok(r) ? ERR_OK
                       : why_fail(why, ERR_UNAVAILABLE, "Redis refused %s: %.200s", doing,
                                  r ? text_of(r).p : c->errstr);

    freeReplyObject(r);
    return e;
}

static err_t greet(const struct redis_url *u, redisContext *c, struct why *why)
{
    char db[12];

    if (c->err)
        return why_fail(why, ERR_UNAVAILABLE, "cannot reach Redis at %s: %s",
                        u->path ? u->path : u->host, c->errstr);
    if (u->user.n)
        TRY(expect_ok(c, COMMAND(STR("AUTH"), u->user, u->password), "the password", why));
    else if (u->password.n)
        TRY(expect_ok(c, COMMAND(STR("AUTH"), u->password), "the password", why));
    if (u->db) {
        snprintf(db, sizeof db, "%d", u->db);
        TRY(expect_ok(c, COMMAND(STR("SELECT"), str_c(db)), "the database", why));
    }
    return ERR_OK;
}

static bool is_stale(const redisContext *c)
{
    struct pollfd p = { c->fd, POLLIN, 0 };

    return poll(&p, 1, 0) != 0;
}

static redisContext *take_idle(struct redis *r)
{
    pthread_mutex_lock(&r->lock);
    redisContext *c = r->idle_n ? r->idle[--r->idle_n] : NULL;
    pthread_mutex_unlock(&r->lock);
    return c;
}

static err_t borrow(struct redis *r, redisContext **out, struct why *why)
{
    redisContext *c;

    while ((c = take_idle(r))) {
        if (!is_stale(c)) {
            *out = c;
            return ERR_OK;
        }
        redisFree(c);
    }
    c = dial(&r->url);
    err_t e = greet(&r->url, c, why);
    if (e)
        redisFree(c);
    else
        *out = c;
    return e;
}

static void give_back(struct redis *r, redisContext *c)
{
    pthread_mutex_lock(&r->lock);
    bool keep = !c->err && r->idle_n < IDLE_MAX;
    if (keep)
        r->idle[r->idle_n++] = c;
    pthread_mutex_unlock(&r->lock);
    if (!keep)
        redisFree(c);
}

/* What an error reply means: the value is not what the command needs, or the
 * server cannot serve (loading, read only, out of memory). */
static err_t refused(const redisReply *r)
{
    str text = text_of(r);
    bool is_value = str_starts(text, STR("WRONGTYPE")) ||
                    str_find(text, STR("not an integer")) < text.n ||
                    str_find(text, STR("overflow")) < text.n;

    return is_value ? ERR_CONFLICT : ERR_UNAVAILABLE;
}

/* Send all commands, keep the last reply. */
static err_t call(struct kv *kv, const struct command *m, size_t n, redisReply **out)
{
    struct redis *r = (struct redis *)kv;
    redisContext *c;
    redisReply *reply = NULL;
    bool ok = true;

    TRY(borrow(r, &c, NULL));
    for (size_t i = 0; i < n && ok; i++)
        ok = send_command(c, &m[i]);
    for (size_t i = 0; i < n && ok; i++) {
        freeReplyObject(reply);
        reply = reply_of(c);
        ok = reply != NULL;
    }
    give_back(r, c);
    if (!ok)
        return ERR_UNAVAILABLE;
    if (reply->type == REDIS_REPLY_ERROR) {
        err_t e = refused(reply);
        freeReplyObject(reply);
        return e;
    }
    *out = reply;
    return ERR_OK;
}

static err_t call_one(struct kv *kv, struct command m, redisReply **out)
{
    return call(kv, &m, 1, out);
}

struct decimal {
    char text[24];
};

static str decimal(struct decimal *d, int64_t n)
{
    snprintf(d->text, sizeof d->text, "%lld", (long long)n);
    return str_c(d->text);
}

static err_t get(struct kv *kv, struct arena *a, str key, str *out)
{
    redisReply *r = NULL;
    err_t e = ERR_NOT_FOUND;

    TRY(call_one(kv, COMMAND(STR("GET"), key), &r));
    if (r->type == REDIS_REPLY_STRING)
        e = text_of(r).n > KV_VALUE_MAX ? ERR_TOO_LARGE : ERR_OK;
    if (!e)
        *out = arena_str(a, text_of(r));
    freeReplyObject(r);
    return e;
}

static err_t set(struct kv *kv, str key, str value, unsigned ttl_s)
{
    struct decimal ttl;
    redisReply *r = NULL;

    if (ttl_s)
        TRY(call_one(kv, COMMAND(STR("SET"), key, value, STR("EX"), decimal(&ttl, ttl_s)), &r));
    else
        TRY(call_one(kv, COMMAND(STR("SET"), key, value), &r));
    freeReplyObject(r);
    return ERR_OK;
}

static err_t del(struct kv *kv, const str *keys, size_t n)
{
    struct command all[KV_DEL_MAX];
    redisReply *r = NULL;

    for (size_t i = 0; i < n; i++)
        all[i] = COMMAND(STR("DEL"), keys[i]);
    TRY(call(kv, all, n, &r));
    freeReplyObject(r);
    return ERR_OK;
}

/* PERSIST says nothing about a key that never had an end, EXISTS does. */
static err_t touch(struct kv *kv, str key, unsigned ttl_s)
{
    struct decimal ttl;
    const struct command for_ever[] = { COMMAND(STR("PERSIST"), key), COMMAND(STR("EXISTS"), key) };
    const struct command until[] = { COMMAND(STR("EXPIRE"), key, decimal(&ttl, ttl_s)) };
    redisReply *r = NULL;

    TRY(call(kv, ttl_s ? until : for_ever, ttl_s ? 1 : 2, &r));
    err_t e = r->integer ? ERR_OK : ERR_NOT_FOUND;
    freeReplyObject(r);
    return e;
}

static err_t number_of(const redisReply *r, int64_t *out)
{
    if (r->type == REDIS_REPLY_ARRAY)
        return r->elements ? number_of(r->element[r->elements - 1], out) : ERR_UNAVAILABLE;
    if (r->type != REDIS_REPLY_INTEGER)
        return r->type == REDIS_REPLY_ERROR ? refused(r) : ERR_UNAVAILABLE;
    *out = r->integer;
    return ERR_OK;
}

/* A key is made with its time to live before it is counted up, in one
 * transaction: no crash between the two leaves a quota that never ends. */
static err_t incr(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out)
{
    struct decimal step, ttl;
    const struct command add = COMMAND(STR("INCRBY"), key, decimal(&step, by));
    const struct command timed[] = {
        COMMAND(STR("MULTI")),
        COMMAND(STR("SET"), key, STR("0"), STR("NX"), STR("EX"), decimal(&ttl, ttl_s)),
        add,
        COMMAND(STR("EXEC")),
    };
    redisReply *r = NULL;

    TRY(call(kv, ttl_s ? timed : &add, ttl_s ? 4 : 1, &r));
    err_t e = number_of(r, out);
    freeReplyObject(r);
    return e;
}

static err_t ping(struct kv *kv)
{
    redisReply *r = NULL;

    TRY(call_one(kv, COMMAND(STR("PING")), &r));
    err_t e = is_ok(r) ? ERR_OK : ERR_UNAVAILABLE;
    freeReplyObject(r);
    return e;
}

/* A prefix as a pattern: what means something there is escaped. */
static str pattern_of(struct arena *a, str prefix)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < prefix.n; i++) {
        if (memchr("*?[]\\", prefix.p[i], 5))
            buf_byte(&b, '\\');
        buf_byte(&b, prefix.p[i]);
    }
    buf_byte(&b, '*');
    return buf_str(&b);
}

/* SCAN may give a key twice; whoever lists runs or nodes does not mind. */
static err_t keys(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n)
{
    str pattern = pattern_of(a, prefix), cursor = STR("0");
    VEC(str) found = { 0 };

    do {
        redisReply *r = NULL;
        TRY(call_one(kv,
                     COMMAND(STR("SCAN"), cursor, STR("MATCH"), pattern, STR("COUNT"), STR("1000")),
                     &r));
        bool ok = r->type == REDIS_REPLY_ARRAY && r->elements == 2;
        if (ok) {
            cursor = arena_str(a, text_of(r->element[0]));
            for (size_t i = 0; i < r->element[1]->elements; i++)
                *vec_push(a, &found) = arena_str(a, text_of(r->element[1]->element[i]));
        }
        freeReplyObject(r);
        if (!ok)
            return ERR_UNAVAILABLE;
    } while (!str_eq(cursor, STR("0")));
    *out = found.p;
    *n = found.n;
    return ERR_OK;
}

static void redis_free(struct kv *kv)
{
    struct redis *r = (struct redis *)kv;

    while (r->idle_n)
        redisFree(r->idle[--r->idle_n]);
    pthread_mutex_destroy(&r->lock);
    arena_free(r->arena);
    free(r);
}

/* Connects once, so that a wrong address or password is told at the start. */
err_t kv_redis(struct kv **out, const char *url, struct why *why)
{
    static const struct kv_ops OPS = {
        "redis", redis_free, get, set, del, touch, incr, ping, keys,
    };
    struct redis *r = calloc(1, sizeof *r);
    redisContext *c = NULL;

    if (!r)
        abort();
    r->kv.ops = &OPS;
    r->arena = arena_new();
    pthread_mutex_init(&r->lock, NULL);
    err_t e = redis_url_parse(r->arena, str_c(url), &r->url, why);
    if (!e)
        e = borrow(r, &c, why);
    if (!e) {
        e = expect_ok(c, COMMAND(STR("PING")), "to serve", why);
        give_back(r, c);
    }
    if (e) {
        redis_free(&r->kv);
        return e;
    }
    *out = &r->kv;
    return ERR_OK;
}
