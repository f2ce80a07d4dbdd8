#include "exec/ahead.h"

#include "exec/budget.h"

#include <pthread.h>
#include <time.h>

enum { LANES_MAX = 16, PAGES = 3, ROWS = 256, LOOK_MS = 20 };

/* Records as they came, and what it took to get them. */
struct page {
    struct arena *arena;
    struct source_record rows[ROWS];
    size_t n;
    struct source_cost cost;
    const struct source_query *asked; /* NULL: the answer is not complete yet */
    uint64_t records;
    double ms;
};

/* One connection: pages[taken % PAGES] is the next to be handed on,
 * pages[filled % PAGES] the one that is being filled. */
struct lane {
    struct ahead *all;
    struct source *source;
    struct arena *arena;
    pthread_t thread;
    size_t first; /* of the queries; then every lanes_n-th */
    struct page pages[PAGES];
    size_t filled, taken;
    bool ended; /* nothing more comes */
    struct source_cost told;
    err_t error;
    struct why why;
};

struct ahead {
    const struct source_query *queries;
    size_t queries_n;
    struct lane *lanes[LANES_MAX];
    size_t lanes_n;
    pthread_mutex_t lock; /* guards filled, taken, ended */
    pthread_cond_t changed;
    atomic_bool stop;
};

static struct page *filling(struct lane *l)
{
    return &l->pages[l->filled % PAGES];
}

/* Gives the page away and waits for room for another one. */
static void push(struct lane *l)
{
    struct page *p = filling(l);
    const struct source_cost *now = &l->source->cost;

    p->cost = (struct source_cost){ now->requests - l->told.requests,
                                    now->records - l->told.records, now->bytes - l->told.bytes };
    l->told = *now;
    pthread_mutex_lock(&l->all->lock);
    l->filled++;
    pthread_cond_broadcast(&l->all->changed);
    while (l->filled - l->taken == PAGES && !atomic_load(&l->all->stop))
        pthread_cond_wait(&l->all->changed, &l->all->lock);
    pthread_mutex_unlock(&l->all->lock);
    if (atomic_load(&l->all->stop))
        return;
    p = filling(l);
    arena_reset(p->arena);
    p->n = 0;
    p->asked = NULL;
}

struct keeping {
    struct lane *lane;
    const struct source_query *query;
};

static err_t keep(void *ctx, const struct source_record *rec)
{
    struct keeping *k = ctx;
    struct page *p = filling(k->lane);
    size_t width = k->query->view_n;

    if (p->n == ROWS) {
        push(k->lane);
        p = filling(k->lane);
    }
    if (atomic_load(&k->lane->all->stop))
        return ERR_CANCELLED;
    struct value *values = NEW_N(p->arena, struct value, width);
    for (size_t i = 0; i < width; i++)
        values[i] = value_keep(p->arena, rec->values[i]);
    p->rows[p->n++] = (struct source_record){ arena_str(p->arena, rec->id), values };
    return ERR_OK;
}

static void on_request(void *ctx, const struct source_query *q, uint64_t records, double ms)
{
    struct lane *l = ctx;
    struct page *p = filling(l);

    if (atomic_load(&l->all->stop))
        return;
    p->asked = q;
    p->records = records;
    p->ms = ms;
    push(l);
}

static void *read_lane(void *ctx)
{
    struct lane *l = ctx;
    struct ahead *all = l->all;

    for (size_t i = l->first; i < all->queries_n && !l->error; i += all->lanes_n) {
        struct keeping k = { l, &all->queries[i] };
        if (atomic_load(&all->stop))
            break;
        l->error = l->source->ops->scan(l->source, k.query, keep, &k, &l->why);
    }
    if (filling(l)->n && !atomic_load(&all->stop))
        push(l);
    pthread_mutex_lock(&all->lock);
    l->ended = true;
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

/* The next page of the lane; NULL: it has ended, or the run has to. */
static err_t next_page(struct run *r, struct lane *l, struct page **out)
{
    struct ahead *all = l->all;
    err_t e = ERR_OK;

    *out = NULL;
    pthread_mutex_lock(&all->lock);
    while (!e && l->taken == l->filled && !l->ended) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (pthread_cond_timedwait(&all->changed, &all->lock, &until))
            e = budget_check(r);
    }
    if (!e && l->taken < l->filled)
        *out = &l->pages[l->taken % PAGES];
    pthread_mutex_unlock(&all->lock);
    return e;
}

static err_t hand_on(struct run *r, struct lane *l, struct page *p, source_record_fn *fn, void *ctx)
{
    struct source *s = r->source;
    err_t e = ERR_OK;

    s->cost.requests += p->cost.requests;
    s->cost.records += p->cost.records;
    s->cost.bytes += p->cost.bytes;
    if (p->asked && s->on_request)
        s->on_request(s->on_request_ctx, p->asked, p->records, p->ms);
    for (size_t i = 0; i < p->n && !e; i++)
        e = fn(ctx, &p->rows[i]);
    pthread_mutex_lock(&l->all->lock);
    l->taken++;
    pthread_cond_broadcast(&l->all->changed);
    pthread_mutex_unlock(&l->all->lock);
    return e;
}

static err_t take_turns(struct run *r, struct ahead *all, source_record_fn *fn, void *ctx)
{
    struct page *p;

    for (size_t open = all->lanes_n; open;) {
        open = 0;
        for (size_t i = 0; i < all->lanes_n; i++) {
            struct lane *l = all->lanes[i];
            TRY(next_page(r, l, &p));
            if (!p && l->error)
                return why_fail(r->why, l->error, "%s", why_text(&l->why, l->error));
            err_t e = p ? hand_on(r, l, p, fn, ctx) : ERR_OK;
            if (e)
                return e == ERR_CANCELLED ? ERR_OK : e;
            open += p != NULL;
        }
    }
    return ERR_OK;
}

static err_t start_lane(struct run *r, struct ahead *all)
{
    struct arena *a = arena_new();
    struct lane *l = NEW(a, struct lane);
    err_t e;

    *l = (struct lane){ .all = all, .arena = a, .first = all->lanes_n };
    e = r->source->twin(r->source->twin_ctx, a, &all->stop, &l->source, r->why);
    if (e) {
        arena_free(a);
        return e;
    }
    for (size_t i = 0; i < PAGES; i++)
        l->pages[i].arena = arena_new();
    l->source->on_request = on_request;
    l->source->on_request_ctx = l;
    l->told = l->source->cost;
    all->lanes[all->lanes_n++] = l;
    return ERR_OK;
}

static void stop_lane(struct lane *l)
{
    for (size_t i = 0; i < PAGES; i++)
        arena_free(l->pages[i].arena);
    arena_free(l->arena);
}

static err_t run_lanes(struct run *r, struct ahead *all, source_record_fn *fn, void *ctx)
{
    size_t started = 0;
    err_t e = ERR_OK;

    for (; started < all->lanes_n && !e; started += !e)
        if (pthread_create(&all->lanes[started]->thread, NULL, read_lane, all->lanes[started]))
            e = why_fail(r->why, ERR_INTERNAL, "no more threads can be started");
    if (!e)
        e = take_turns(r, all, fn, ctx);
    pthread_mutex_lock(&all->lock);
    atomic_store(&all->stop, true);
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(all->lanes[i]->thread, NULL);
    return e;
}

err_t ahead_scan(struct run *r, const struct source_query *queries, size_t n, source_record_fn *fn,
                 void *ctx)
{
    unsigned wanted = r->env->budget.connections;
    struct ahead all = { .queries = queries, .queries_n = n };
    err_t e = ERR_OK;

    wanted = wanted == 0 ? AHEAD_CONNECTIONS : wanted < LANES_MAX ? wanted : LANES_MAX;
    pthread_mutex_init(&all.lock, NULL);
    pthread_cond_init(&all.changed, NULL);
    while (!e && all.lanes_n < wanted && all.lanes_n < n)
        e = start_lane(r, &all);
    if (!e)
        e = run_lanes(r, &all, fn, ctx);
    for (size_t i = 0; i < all.lanes_n; i++)
        stop_lane(all.lanes[i]);
    pthread_cond_destroy(&all.changed);
    pthread_mutex_destroy(&all.lock);
    return e;
}
