#include "llm/llm.h"

#include "base/clock.h"
#include "codec/json.h"
#include "llm/limit.h"
#include "llm/outbox.h"
#include "llm/provider.h"
#include "llm/retry.h"
#include "net/client.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    CALLS_PER_MINUTE = 50,
    TOKENS_PER_DAY = 2000000,
    TIMEOUT_MS = 60000,
    MAX_TOKENS = 2048,
    IDLE_MAX = 8, /* connections kept open between calls */
    EVENT_MAX = 1 << 20,
    REPLY_MAX = 8 << 20,
    PAUSE_DOWN_MS = 10000,
    LOOK_MS = 50, /* how late a cancel may be noticed while waiting */
};

struct llm {
    const struct provider *provider;
    struct target target;
    char *key, *model, *url;
    unsigned timeout_ms;
    int log_fd;
    pthread_mutex_t lock; /* what follows */
    struct limit limit;
    struct http *idle[IDLE_MAX];
    size_t idle_n;
};

static struct limit_now now(void)
{
    return (struct limit_now){ clock_mono_ms(), clock_now_s() };
}

static char *copy(const char *s)
{
    char *c = s ? strdup(s) : NULL;

    if (s && !c)
        abort();
    return c;
}

static bool is_missing(const char *s)
{
    return !s || !*s;
}

static err_t check_options(enum llm_kind kind, const struct llm_options *o, struct why *why)
{
    if (kind == LLM_ANTHROPIC && is_missing(o->anthropic_key))
        return why_fail(why, ERR_BAD_INPUT,
                        "Claude needs a key: set ANTHROPIC_API_KEY, or use --brain local");
    if (kind == LLM_ANTHROPIC && (is_missing(o->anthropic_url) || is_missing(o->anthropic_model)))
        return why_fail(why, ERR_BAD_INPUT, "ANTHROPIC_BASE_URL and ANTHROPIC_MODEL are empty");
    if (kind == LLM_OPENAI && is_missing(o->openai_url))
        return why_fail(why, ERR_BAD_INPUT,
                        "set OPENAI_BASE_URL, for example http://127.0.0.1:11434/v1 or "
                        "https://api.openai.com/v1");
    if (kind == LLM_OPENAI && is_missing(o->openai_model))
        return why_fail(why, ERR_BAD_INPUT, "set OPENAI_MODEL to a model that %s serves",
                        o->openai_url);
    return ERR_OK;
}

static char *address(const char *base, const char *path)
{
    size_t n = strlen(base), size;
    char *url;

    while (n && base[n - 1] == '/')
        n--;
    size = n + strlen(path) + 1;
    url = malloc(size);
    if (!url)
        abort();
    snprintf(url, size, "%.*s%s", (int)n, base, path);
    return url;
}

err_t llm_new(struct llm **out, enum llm_kind kind, const struct llm_options *o, struct why *why)
{
    bool claude = kind == LLM_ANTHROPIC;
    int log_fd = -1;

    TRY(check_options(kind, o, why));
    if (o->log_path)
        TRY(outbox_open(&log_fd, o->log_path, why));
    struct llm *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->provider = claude ? &provider_anthropic : &provider_openai;
    l->url = address(claude ? o->anthropic_url : o->openai_url, l->provider->path);
    l->key = copy(claude ? o->anthropic_key : is_missing(o->openai_key) ? NULL : o->openai_key);
    l->model = copy(claude ? o->anthropic_model : o->openai_model);
    l->target = (struct target){ l->key, l->model, strstr(l->url, "//api.openai.com/") != NULL };
    l->timeout_ms = o->timeout_ms ? o->timeout_ms : TIMEOUT_MS;
    l->log_fd = log_fd;
    pthread_mutex_init(&l->lock, NULL);
    limit_init(&l->limit, o->calls_per_minute ? o->calls_per_minute : CALLS_PER_MINUTE,
               o->tokens_per_day ? o->tokens_per_day : TOKENS_PER_DAY, now());
    *out = l;
    return ERR_OK;
}

void llm_free(struct llm *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->idle_n; i++)
        http_free(l->idle[i]);
    if (l->log_fd >= 0)
        close(l->log_fd);
    pthread_mutex_destroy(&l->lock);
    free(l->key);
    free(l->model);
    free(l->url);
    free(l);
}

const char *llm_name(const struct llm *l)
{
    return l->provider->name;
}

static struct http *take_http(struct llm *l)
{
    struct http *h = NULL;

    pthread_mutex_lock(&l->lock);
    if (l->idle_n)
        h = l->idle[--l->idle_n];
    pthread_mutex_unlock(&l->lock);
    return h ? h : http_new();
}

static void give_http(struct llm *l, struct http *h)
{
    pthread_mutex_lock(&l->lock);
    if (l->idle_n < IDLE_MAX) {
        l->idle[l->idle_n++] = h;
        h = NULL;
    }
    pthread_mutex_unlock(&l->lock);
    http_free(h);
}

void exchange_text(struct exchange *x, str text)
{
    if (!text.n || x->error_status)
        return;
    buf_add(&x->text, text);
    if (x->q->on_delta) {
        x->shown = true;
        x->q->on_delta(x->q->ctx, text);
    }
}

void exchange_error(struct exchange *x, int status, const json_t *error)
{
    str type = json_member_str(error, "type"), text = json_member_str(error, "message");

    x->error_status = status;
    snprintf(x->error_text, sizeof x->error_text, "%.*s: %.*s", (int)(type.n < 40 ? type.n : 40),
             type.p, (int)(text.n < 150 ? text.n : 150), text.p);
}

/* One attempt: what came of it. */
struct attempt {
    struct exchange x;
    struct sse sse;
    struct http_reply reply;
    bool again;      /* it may be asked again, */
    double asked_ms; /* after this long, when the reply says so; -1 */
};

static err_t on_body(void *ctx, str piece)
{
    struct attempt *t = ctx;

    arena_reset(t->x.scratch);
    return sse_feed(&t->sse, piece);
}

/* What the reply says of an error, without the key that it may repeat. */
static err_t explain(struct llm *l, struct arena *a, const struct attempt *t, int status,
                     struct why *why)
{
    str said = outbox_hide(a, str_c(t->x.error_text), l->key), id = t->reply.request_id;
    const char *hint = status == 401 || status == 403 ? "; check the key"
                       : status == 404                ? "; check the address and the model"
                                                      : "";

    return why_fail(why, retry_error(status), "%s: HTTP %d%s%.*s%s%s%.*s%s", l->provider->name,
                    status, said.n ? ", " : "", STR_ARG(said), hint, id.n ? " (request " : "",
                    (int)(id.n < 80 ? id.n : 80), id.p, id.n ? ")" : "");
}

static err_t refused(struct llm *l, struct arena *a, struct attempt *t, struct why *why)
{
    json_t *o;

    if (json_read(a, t->reply.body, EVENT_MAX, &o, NULL) == ERR_OK)
        exchange_error(&t->x, t->reply.status, json_object_get(o, "error"));
    t->asked_ms = retry_asked_ms(&t->reply, clock_now_s());
    t->again = retry_may(t->reply.status, &t->reply, t->asked_ms);
    return explain(l, a, t, t->reply.status, why);
}

/* The stream is at its end: was it a whole answer? */
static err_t judge(struct llm *l, struct arena *a, struct attempt *t, struct why *why)
{
    str id = t->reply.request_id;

    if (t->x.error_status) {
        t->again = retry_may(t->x.error_status, &t->reply, -1);
        return explain(l, a, t, t->x.error_status, why);
    }
    if (!t->x.ended) {
        t->again = true;
        return why_fail(why, ERR_UPSTREAM, "%s: the answer broke off (request %.*s)",
                        l->provider->name, STR_ARG(id));
    }
    if (t->x.stop == STOP_END)
        return ERR_OK;
    return why_fail(why, ERR_UPSTREAM, "%s %s (request %.*s)", l->provider->name,
                    t->x.stop == STOP_REFUSED ? "refuses to answer this"
                    : t->x.stop == STOP_CUT   ? "was cut short by its limit of tokens"
                                              : "stopped for a reason that is not known here",
                    STR_ARG(id));
}

static err_t carry(struct llm *l, struct arena *a, str body, double left_ms, struct attempt *t,
                   struct why *why)
{
    const char *headers[PROVIDER_HEADERS_MAX];
    struct http *h = take_http(l);
    struct http_call call = {
        .method = "POST",
        .url = l->url,
        .headers = headers,
        .headers_n = l->provider->headers(&l->target, a, headers),
        .body = body,
        .total_ms = (unsigned)left_ms,
        .body_max = REPLY_MAX,
        .cancelled = t->x.q->cancelled,
        .on_body = on_body,
        .ctx = t,
        .body_only_on_2xx = true,
    };
    err_t e = http_do(h, a, &call, &t->reply, why);

    give_http(l, h);
    t->again = e == ERR_UNAVAILABLE || e == ERR_UPSTREAM;
    if (e == ERR_CANCELLED)
        return why_fail(why, e, "stopped");
    if (e)
        return e;
    return t->reply.status / 100 == 2 ? judge(l, a, t, why) : refused(l, a, t, why);
}

static void spend(struct llm *l, const struct exchange *x, str body)
{
    uint64_t tokens = x->tokens_in + x->tokens_out;

    if (!tokens && x->text.n) /* a server that does not count */
        tokens = (body.n + x->text.n) / 4;
    pthread_mutex_lock(&l->lock);
    limit_spend(&l->limit, tokens, now());
    pthread_mutex_unlock(&l->lock);
}

static err_t attempt(struct llm *l, struct arena *a, const struct llm_request *q, str body,
                     double left_ms, struct attempt *t, struct why *why)
{
    *t = (struct attempt){ .x = { .q = q, .scratch = arena_new() }, .asked_ms = -1 };
    pthread_mutex_lock(&l->lock);
    err_t e = limit_take(&l->limit, now(), why);
    pthread_mutex_unlock(&l->lock);
    if (e == ERR_OK && l->log_fd >= 0)
        e = outbox_write(l->log_fd, a, l->url, body, l->key, clock_now_s(), why);
    if (e == ERR_OK) {
        buf_init(&t->x.text, a);
        t->x.text.max = REPLY_MAX;
        sse_init(&t->sse, NULL, EVENT_MAX, l->provider->on_event, &t->x);
        e = carry(l, a, body, left_ms, t, why);
        sse_fini(&t->sse);
        spend(l, &t->x, body);
    }
    arena_free(t->x.scratch);
    return e;
}

/* After this attempt failed with `e`: until when nothing else is asked. */
static void remember(struct llm *l, err_t e, const struct attempt *t)
{
    pthread_mutex_lock(&l->lock);
    if (e == ERR_LIMITED && t->asked_ms > 0)
        limit_pause(&l->limit, e, t->asked_ms, now());
    else if (t->again && (e == ERR_UNAVAILABLE || e == ERR_TIMEOUT))
        limit_pause(&l->limit, ERR_UNAVAILABLE, PAUSE_DOWN_MS, now());
    pthread_mutex_unlock(&l->lock);
}

static err_t wait_ms(const struct llm_request *q, double ms)
{
    double end = clock_mono_ms() + ms;

    for (double left; (left = end - clock_mono_ms()) > 0;) {
        if (q->cancelled && atomic_load(q->cancelled))
            return ERR_CANCELLED;
        long piece_ms = left < LOOK_MS ? (long)left + 1 : LOOK_MS;
        nanosleep(&(struct timespec){ .tv_nsec = piece_ms * 1000000 }, NULL);
    }
    return ERR_OK;
}

static err_t ask(struct llm *l, struct arena *a, const struct llm_request *q, str body,
                 struct attempt *t, struct why *why)
{
    double end = clock_mono_ms() + q->timeout_ms;

    for (unsigned n = 0;; n++) {
        double left_ms = end - clock_mono_ms();
        err_t e = attempt(l, a, q, body, left_ms < 1 ? 1 : left_ms, t, why);
        double pause_ms = retry_wait_ms(n, t->asked_ms, randombytes_uniform(1000) / 1000.0);
        if (e == ERR_OK)
            return e;
        if (!t->again || t->x.shown || n == RETRIES_MAX || pause_ms > RETRY_WAIT_MAX_MS ||
            pause_ms > end - clock_mono_ms()) {
            remember(l, e, t);
            return e;
        }
        TRY(wait_ms(q, pause_ms));
    }
}

err_t llm_ask(struct llm *l, struct arena *a, const struct llm_request *q, struct llm_reply *out,
              struct why *why)
{
    struct llm_request asked = *q;
    struct llm_reply reply = { .json = NULL };
    struct attempt t;

    asked.max_tokens = q->max_tokens ? q->max_tokens : MAX_TOKENS;
    asked.timeout_ms = q->timeout_ms ? q->timeout_ms : l->timeout_ms;
    str body = json_text_take(a, l->provider->body(&l->target, &asked));
    TRY(ask(l, a, &asked, body, &t, why));
    reply.text = t.x.text.n ? buf_str(&t.x.text) : STR("");
    reply.tokens_in = t.x.tokens_in;
    reply.tokens_out = t.x.tokens_out;
    if (q->schema && json_read(a, reply.text, REPLY_MAX, &reply.json, NULL) != ERR_OK)
        return why_fail(why, ERR_UPSTREAM, "%s did not answer in the form that was asked for",
                        l->provider->name);
    *out = reply;
    return ERR_OK;
}
