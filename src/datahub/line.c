#include "datahub/line.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { FAILURES_MAX = 10, REST_MS = 5000, WINDOW_MS = 1000, PACE_MAX = 64 };

struct breaker {
    unsigned failures; /* in a row */
    uint64_t rest_until;
    bool is_probing;
};

struct line {
    pthread_mutex_t lock;
    struct line_settings set;
    struct breaker breakers[DATAHUB_APIS];
    uint64_t begun[PACE_MAX]; /* when the last requests begin, a ring */
    size_t begun_at;
    struct buf token, repository;
    uint64_t token_at;
    struct line_stats stats;
};

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

struct line *line_new(const struct line_settings *s)
{
    struct line *l = calloc(1, sizeof *l);

    if (!l)
        abort();
    l->set = *s;
    if (!l->set.failures_max)
        l->set.failures_max = FAILURES_MAX;
    if (!l->set.rest_ms)
        l->set.rest_ms = REST_MS;
    if (l->set.platform_per_s_max > PACE_MAX)
        l->set.platform_per_s_max = PACE_MAX;
    pthread_mutex_init(&l->lock, NULL);
    buf_init(&l->token, NULL);
    buf_init(&l->repository, NULL);
    return l;
}

void line_free(struct line *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    buf_fini(&l->token);
    buf_fini(&l->repository);
    free(l);
}

const char *datahub_api_name(enum datahub_api api)
{
    return api == PLATFORM_API ? "platform" : "repository";
}

static bool is_open(const struct line *l, const struct breaker *b)
{
    return b->failures >= l->set.failures_max;
}

static err_t refuse(const struct line *l, enum datahub_api api, struct why *why)
{
    const struct breaker *b = &l->breakers[api];
    uint64_t now = now_ms(), left = b->rest_until > now ? b->rest_until - now : 0;

    return why_fail(why, ERR_UNAVAILABLE,
                    "Boomi's %s API failed %u times in a row and is left alone; it is tried again "
                    "in %llu s",
                    api == PLATFORM_API ? "Platform" : "Repository", b->failures,
                    (unsigned long long)(left + 999) / 1000);
}

err_t line_begin(struct line *l, enum datahub_api api, struct why *why)
{
    struct breaker *b = &l->breakers[api];
    err_t e = ERR_OK;

    pthread_mutex_lock(&l->lock);
    bool probe = is_open(l, b) && now_ms() >= b->rest_until && !b->is_probing;
    if (is_open(l, b) && !probe)
        e = refuse(l, api, why);
    else
        l->stats.requests[api]++;
    if (probe)
        b->is_probing = true;
    pthread_mutex_unlock(&l->lock);
    return e;
}

void line_end(struct line *l, enum datahub_api api, enum line_outcome outcome)
{
    struct breaker *b = &l->breakers[api];

    pthread_mutex_lock(&l->lock);
    b->is_probing = false;
    if (outcome == LINE_ANSWERED) {
        b->failures = 0;
    } else if (outcome == LINE_FAILED) {
        l->stats.failures[api]++;
        l->stats.opened[api] += ++b->failures == l->set.failures_max;
        if (is_open(l, b))
            b->rest_until = now_ms() + l->set.rest_ms;
    }
    pthread_mutex_unlock(&l->lock);
}

/* The place is a second behind that of the request so many before. */
unsigned line_pace(struct line *l)
{
    uint64_t now = now_ms(), at = now;

    if (!l->set.platform_per_s_max)
        return 0;
    pthread_mutex_lock(&l->lock);
    uint64_t *oldest = &l->begun[l->begun_at];
    if (*oldest && *oldest + WINDOW_MS > at)
        at = *oldest + WINDOW_MS;
    *oldest = at;
    l->begun_at = (l->begun_at + 1) % l->set.platform_per_s_max;
    pthread_mutex_unlock(&l->lock);
    return (unsigned)(at - now);
}

static str copy_out(struct line *l, struct arena *a, const struct buf *b, bool wanted)
{
    pthread_mutex_lock(&l->lock);
    str s = wanted ? arena_str(a, buf_str(b)) : STR("");
    pthread_mutex_unlock(&l->lock);
    return s;
}

static void set_text(struct buf *b, str s)
{
    b->n = 0;
    buf_add(b, s);
}

str line_token(struct line *l, struct arena *a, uint64_t age_max_ms)
{
    pthread_mutex_lock(&l->lock);
    bool is_young = now_ms() - l->token_at < age_max_ms;
    pthread_mutex_unlock(&l->lock);
    return copy_out(l, a, &l->token, is_young);
}

void line_keep_token(struct line *l, str token)
{
    pthread_mutex_lock(&l->lock);
    set_text(&l->token, token);
    l->token_at = now_ms();
    l->stats.tokens++;
    pthread_mutex_unlock(&l->lock);
}

void line_drop_token(struct line *l, str token)
{
    pthread_mutex_lock(&l->lock);
    if (str_eq(buf_str(&l->token), token))
        l->token.n = 0;
    pthread_mutex_unlock(&l->lock);
}

str line_repository(struct line *l, struct arena *a)
{
    return copy_out(l, a, &l->repository, true);
}

void line_keep_repository(struct line *l, str base)
{
    pthread_mutex_lock(&l->lock);
    set_text(&l->repository, base);
    pthread_mutex_unlock(&l->lock);
}

void line_count(struct line *l, unsigned repeats, unsigned connects)
{
    pthread_mutex_lock(&l->lock);
    l->stats.repeats += repeats;
    l->stats.connects += connects;
    pthread_mutex_unlock(&l->lock);
}

bool line_is_open(struct line *l, enum datahub_api api)
{
    pthread_mutex_lock(&l->lock);
    bool open = is_open(l, &l->breakers[api]);
    pthread_mutex_unlock(&l->lock);
    return open;
}

struct line_stats line_stats(struct line *l)
{
    pthread_mutex_lock(&l->lock);
    struct line_stats s = l->stats;
    for (int api = 0; api < DATAHUB_APIS; api++)
        s.is_open[api] = is_open(l, &l->breakers[api]);
    pthread_mutex_unlock(&l->lock);
    return s;
}
