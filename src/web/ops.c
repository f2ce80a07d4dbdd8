/* ops.c - for operators: alive, ready, metrics. */
#include "agents/catalogs.h"
#include "base/clock.h"
#include "datahub/line.h"
#include "web/web.h"

#include <stdio.h>
#include <unistd.h>

err_t web_livez(struct call *c, struct why *why)
{
    (void)why;
    call_reply(c, STR("text/plain"), STR("ok\n"), NULL, 0);
    return ERR_OK;
}

/* The process is ready while the hub is not: what is kept here can be seen. */
static void add_left_alone(struct buf *b, struct line *l)
{
    for (int api = 0; l && api < DATAHUB_APIS; api++)
        if (line_is_open(l, (enum datahub_api)api))
            buf_fmt(b, "the hub's %s API keeps failing and is left alone for a while\n",
                    datahub_api_name((enum datahub_api)api));
}

err_t web_readyz(struct call *c, struct why *why)
{
    if (atomic_load(&c->web->flow->stopping))
        return why_fail(why, ERR_UNAVAILABLE, "stopping");
    if (!atomic_load(&c->web->ready))
        return why_fail(why, ERR_UNAVAILABLE, "the models have not been read yet");
    if (kv_ping(c->web->services->kv) != ERR_OK)
        return why_fail(why, ERR_UNAVAILABLE, "the key-value store does not answer");
    struct buf b;
    buf_init(&b, c->arena);
    buf_lit(&b, "ready\n");
    add_left_alone(&b, c->web->line);
    call_reply(c, STR("text/plain"), buf_str(&b), NULL, 0);
    return ERR_OK;
}

void web_count(struct web *w, const struct run *r)
{
    double ms = 0;

    for (enum step_id s = 0; s < STEP_COUNT; s++)
        ms += r->trace[s].ms;
    atomic_fetch_add(&w->answers[r->outcome], 1);
    atomic_fetch_add(&w->answer_us, (uint64_t)(ms * 1000));
}

/* Resident memory in bytes, from the kernel; 0 where it does not tell. */
static uint64_t resident(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long long total, pages = 0;

    if (f) {
        if (fscanf(f, "%llu %llu", &total, &pages) != 2)
            pages = 0;
        fclose(f);
    }
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void metric(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_fmt(b, "# HELP auric_%s %s\n# TYPE auric_%s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, uint64_t v)
{
    metric(b, name, type, help);
    buf_fmt(b, "auric_%s %llu\n", name, (unsigned long long)v);
}

static void cache_metrics(struct buf *b, const struct catalogs_stats *s)
{
    uint64_t all = 0;

    metric(b, "metadata_lookups_total", "counter", "Where models and fields were found.");
    for (enum cache_level l = 0; l < CACHE_LEVELS; l++) {
        buf_fmt(b, "auric_metadata_lookups_total{level=\"%s\"} %llu\n", cache_level_name(l),
                (unsigned long long)s->found[l]);
        all += s->found[l];
    }
    metric(b, "metadata_hit_ratio", "gauge", "Look-ups that needed no call to the server.");
    buf_fmt(b, "auric_metadata_hit_ratio %.4f\n",
            all ? (double)(all - s->found[CACHE_SERVER]) / (double)all : 0);
}

static void by_api(struct buf *b, const char *name, const char *type, const char *help,
                   const uint64_t v[DATAHUB_APIS])
{
    metric(b, name, type, help);
    for (int api = 0; api < DATAHUB_APIS; api++)
        buf_fmt(b, "auric_%s{api=\"%s\"} %llu\n", name, datahub_api_name((enum datahub_api)api),
                (unsigned long long)v[api]);
}

static void hub_metrics(struct buf *b, struct line *l)
{
    struct line_stats s = line_stats(l);
    uint64_t open[DATAHUB_APIS];

    for (int api = 0; api < DATAHUB_APIS; api++)
        open[api] = s.is_open[api];
    by_api(b, "hub_requests_total", "counter", "Requests sent to the hub.", s.requests);
    by_api(b, "hub_failures_total", "counter", "Requests that it failed to answer.", s.failures);
    by_api(b, "hub_breaker_open", "gauge", "1: it keeps failing and is left alone.", open);
    by_api(b, "hub_breaker_opened_total", "counter", "How often that began.", s.opened);
    one(b, "hub_repeats_total", "counter", "Requests sent again after a failure.", s.repeats);
    one(b, "hub_connections_total", "counter", "Connections opened to the hub.", s.connects);
    one(b, "hub_tokens_total", "counter", "Tokens asked for.", s.tokens);
}

err_t web_metrics(struct call *c, struct why *why)
{
    struct web *w = c->web;
    struct server_stats net = server_stats(w->server);
    struct catalogs_stats cat = catalogs_stats(w->services->catalogs);
    struct buf b;

    (void)why;
    buf_init(&b, c->arena);
    metric(&b, "answers_total", "counter", "Answers by what they were.");
    for (enum answer_status s = 0; s < ANSWER_STATUS_COUNT; s++)
        buf_fmt(&b, "auric_answers_total{status=\"%s\"} %llu\n", answer_status_name(s),
                (unsigned long long)atomic_load(&w->answers[s]));
    metric(&b, "answer_seconds_total", "counter", "Time spent in the steps of all answers.");
    buf_fmt(&b, "auric_answer_seconds_total %.6f\n", (double)atomic_load(&w->answer_us) / 1e6);
    one(&b, "http_requests_total", "counter", "Requests served.", net.requests);
    one(&b, "http_rejected_total", "counter", "Requests turned away.", net.rejected);
    one(&b, "streams_open", "gauge", "Open event streams and WebSockets.", net.streams_open);
    one(&b, "connections_open", "gauge", "Open connections.", net.connections_open);
    one(&b, "queue_depth", "gauge", "Requests waiting for a thread.", net.queue_depth);
    cache_metrics(&b, &cat);
    if (w->line)
        hub_metrics(&b, w->line);
    one(&b, "values_indexed", "gauge", "Distinct values in the index.", cat.values);
    one(&b, "catalog_as_of_seconds", "gauge", "When models and values were read.",
        (uint64_t)cat.as_of);
    if (w->more_metrics)
        w->more_metrics(w->more_metrics_ctx, &b);
    one(&b, "resident_bytes", "gauge", "Resident memory.", resident());
    one(&b, "start_time_seconds", "gauge", "When this process began.", (uint64_t)w->started);
    call_reply(c, STR("text/plain; version=0.0.4"), buf_str(&b), NULL, 0);
    return ERR_OK;
}
