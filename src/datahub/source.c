#include "datahub/source.h"

#include "base/vec.h"
#include "datahub/mark.h"
#include "datahub/query.h"
#include "datahub/records.h"
#include "datahub/tell.h"

#include <time.h>

struct hub_source {
    struct source source;
    struct datahub *hub;
    struct arena *arena; /* of one page, reset between them */
};

/* One request, shared with the callbacks of the transfer. */
struct transfer {
    struct records *records;
    struct why *why;
};

static err_t on_body(void *ctx, str piece)
{
    struct transfer *t = ctx;

    return records_feed(t->records, piece, t->why);
}

static err_t on_end(void *ctx)
{
    struct transfer *t = ctx;

    return records_end(t->records, t->why);
}

static void on_again(void *ctx)
{
    struct transfer *t = ctx;

    records_again(t->records);
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static err_t ask(struct hub_source *s, const struct source_query *q, uint64_t limit, str token,
                 struct records *records, struct why *why)
{
    struct arena *a = s->arena;
    struct transfer t = { records, why };
    struct http_reply reply;
    struct datahub_call call = {
        .api = REPOSITORY_API,
        .method = "POST",
        .on_body = on_body,
        .on_end = on_end,
        .on_again = on_again,
        .ctx = &t,
    };
    double from = now_ms();

    TRY(query_to_xml(a, q, limit, token, &call.body, why));
    call.path =
        arena_fmt(a, "/universes/%.*s/records/query", STR_ARG(http_escape(a, q->model->id))).p;
    records_begin(records);
    TRY(datahub_do(s->hub, a, &call, &reply, why));
    s->source.cost.requests++;
    s->source.cost.records += records_page(records)->rows;
    s->source.cost.bytes += reply.bytes;
    if (s->source.on_request)
        s->source.on_request(s->source.on_request_ctx, q, records_page(records)->rows,
                             now_ms() - from);
    return ERR_OK;
}

/* Passes on no more than was asked for. */
struct limiter {
    source_record_fn *fn;
    void *ctx;
    uint64_t limit, seen;
};

static err_t pass_on(void *ctx, const struct source_record *r)
{
    struct limiter *l = ctx;

    if (l->limit && l->seen >= l->limit)
        return ERR_CANCELLED;
    l->seen++;
    return l->fn(l->ctx, r);
}

static err_t changed(struct why *why, const char *how)
{
    return why_fail(
        why, ERR_CONFLICT,
        "records were changed while they were read (%s); the question can be asked again", how);
}

/* What has been read up to now. */
struct progress {
    struct arena *arena;
    uint64_t rows, total, pages;
    struct buf token, last_id;
    VEC(uint64_t) first_ids; /* hashed: which records began a page */
};

/* Pages that go round in a circle begin with the same record again. */
static bool began_before(struct progress *p, str id)
{
    uint64_t hash = str_hash(id);

    for (size_t i = p->first_ids.n; i-- > 0;)
        if (p->first_ids.p[i] == hash)
            return true;
    *vec_push(p->arena, &p->first_ids) = hash;
    return false;
}

/* Does this page follow the one before it?  Says whether it was the last. */
static err_t follow(struct progress *p, const struct records_page *page, bool *is_last,
                    struct why *why)
{
    bool first = p->pages++ == 0;

    p->rows += page->rows;
    if (!first && page->total != p->total)
        return changed(why, "their number changed");
    if (page->rows &&
        (str_eq(page->first_id, buf_str(&p->last_id)) || began_before(p, page->first_id)))
        return changed(why, "a record came twice");
    p->total = page->total;
    *is_last = p->rows == p->total && page->token.n == 0;
    if (p->rows > p->total)
        return changed(why, "more came than there are");
    if (*is_last)
        return ERR_OK;
    if (page->token.n == 0)
        return changed(why, "the list ended early");
    if (!first && str_eq(page->token, buf_str(&p->token)))
        return changed(why, "the same page was announced twice");
    p->token.n = p->last_id.n = 0;
    buf_add(&p->token, page->token);
    buf_add(&p->last_id, page->last_id);
    if (page->rows)
        return ERR_OK;
    *is_last = p->rows == p->total;
    return *is_last ? ERR_OK : changed(why, "the list ended early");
}

static err_t read_pages(struct hub_source *s, const struct source_query *q, struct records *records,
                        const struct limiter *l, struct progress *p, struct why *why)
{
    uint64_t limit = q->limit && q->limit < QUERY_PAGE_MAX ? q->limit : QUERY_PAGE_MAX;

    for (bool is_last = false; !is_last;) {
        TRY(ask(s, q, limit, buf_str(&p->token), records, why));
        s->source.matched = records_page(records)->total;
        TRY(records_stopped(records));
        TRY(follow(p, records_page(records), &is_last, why));
        arena_reset(s->arena);
        if (l->limit && l->seen >= l->limit)
            return ERR_OK;
    }
    return ERR_OK;
}

static err_t ignore_record(void *ctx, const struct source_record *r)
{
    (void)ctx, (void)r;
    return ERR_OK;
}

/* One record says how many there are.  That record and its token have to agree
 * with the number, as far as they can. */
static err_t count_once(struct hub_source *s, const struct source_query *q, uint64_t *out,
                        struct why *why)
{
    struct arena *a = arena_new();
    struct limiter all = { .limit = 1, .seen = 1 };
    struct progress p = { .arena = a };
    struct records *records = records_new(a, NULL, 0, ignore_record, NULL);

    buf_init(&p.token, a);
    buf_init(&p.last_id, a);
    err_t e = read_pages(s, q, records, &all, &p, why);
    bool is_odd = !e && p.rows >= p.total && p.token.n > 0;
    if (is_odd)
        e = changed(why, "there are more than were counted");
    if (!e)
        *out = p.total;
    arena_reset(s->arena);
    arena_free(a);
    return e;
}

enum { COUNTS_MAX = 6 };

static err_t count(struct source *source, const struct source_query *q, uint64_t *out,
                   struct why *why)
{
    struct hub_source *s = source->impl;
    struct source_query one = *q;
    uint64_t before, n;

    one.view_n = 0;
    one.sort = NULL;
    one.sort_desc = false;
    one.limit = 1;
    TRY(count_once(s, &one, &n, why));
    for (int i = 1; datahub_counts_twice(s->hub); i++) {
        before = n;
        TRY(count_once(s, &one, &n, why));
        if (n == before)
            break;
        if (i == COUNTS_MAX)
            return changed(why, "they were counted differently each time");
    }
    *out = n;
    return ERR_OK;
}

static err_t scan(struct source *source, const struct source_query *q, source_record_fn *fn,
                  void *ctx, struct why *why)
{
    struct hub_source *s = source->impl;
    struct arena *a = arena_new();
    struct limiter l = { fn, ctx, q->limit, 0 };
    struct progress p = { .arena = a };

    source->matched = 0;
    buf_init(&p.token, a);
    buf_init(&p.last_id, a);
    struct records *records = records_new(a, q->view, q->view_n, pass_on, &l);
    err_t e = read_pages(s, q, records, &l, &p, why);
    bool stopped = e == ERR_CANCELLED && records_stopped(records) == ERR_CANCELLED;
    arena_reset(s->arena);
    arena_free(a);
    return stopped ? ERR_OK : e;
}

static err_t page(struct source *source, const struct source_query *q, str token,
                  source_record_fn *fn, void *ctx, struct source_page *out, struct why *why)
{
    struct hub_source *s = source->impl;
    struct arena *a = arena_new();
    struct records *records = records_new(a, q->view, q->view_n, fn, ctx);
    const struct records_page *got = records_page(records);

    token = arena_str(a, token); /* it may be the one that we gave */
    arena_reset(s->arena);
    err_t e = ask(s, q, q->limit ? q->limit : QUERY_PAGE_MAX, token, records, why);
    if (!e)
        e = records_stopped(records);
    if (!e)
        *out = (struct source_page){ got->rows, got->total, arena_str(s->arena, got->token) };
    arena_free(a);
    return e;
}

static err_t tell(struct source *source, const struct source_telling *q, source_fact_fn *fn,
                  void *ctx, struct why *why)
{
    struct hub_source *s = source->impl;
    double from = now_ms();
    struct tell_cost cost = { 0 };
    err_t e = datahub_tell(s->hub, s->arena, q, fn, ctx, &cost, why);

    arena_reset(s->arena);
    source->cost.requests += cost.requests;
    source->cost.records += cost.facts;
    source->cost.bytes += cost.bytes;
    if (e == ERR_OK && source->on_request)
        source->on_request(source->on_request_ctx, &(struct source_query){ .model = q->model },
                           cost.facts, now_ms() - from);
    return e;
}

static void release(void *ptr)
{
    arena_free(ptr);
}

static err_t mark(struct source *source, const struct model *m, struct source_mark *out,
                  struct why *why)
{
    struct hub_source *s = source->impl;
    struct arena *a = arena_new();
    err_t e = datahub_mark(s->hub, a, m, out, why);

    source->cost.requests += 2;
    arena_free(a);
    return e;
}

struct source *datahub_source(struct arena *a, struct datahub *d)
{
    static const struct source_ops ops = {
        .count = count, .scan = scan, .page = page, .tell = tell, .mark = mark
    };
    struct hub_source *s = NEW(a, struct hub_source);

    s->source = (struct source){ .ops = &ops, .impl = s, .text = SOURCE_TEXT_ASCII };
    s->hub = d;
    s->arena = arena_new();
    arena_defer(a, release, s->arena);
    return &s->source;
}
