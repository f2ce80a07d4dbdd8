#include "mirror/mirror.h"

#include "base/clock.h"
#include "datahub/source.h"
#include "mirror/copy.h"
#include "mirror/covers.h"
#include "sqlsource/pool.h"
#include "sqlsource/source.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct mirror {
    struct mirror_options o;
    char *where, *models;
    struct sql_pool *pool;
    pthread_mutex_t lock; /* guards stats, and waiting for `stop` */
    pthread_cond_t wake;
    struct mirror_stats stats;
    pthread_mutex_t round; /* one at a time */
    pthread_t thread;
    bool has_thread;
    atomic_bool stop;
};

struct mirror *mirror_new(const struct mirror_options *o)
{
    struct mirror *m = calloc(1, sizeof *m);

    if (!m)
        abort();
    m->o = *o;
    m->where = strdup(o->where);
    m->models = strdup(o->models);
    m->pool = sql_pool_new(o->where);
    pthread_mutex_init(&m->lock, NULL);
    pthread_mutex_init(&m->round, NULL);
    pthread_cond_init(&m->wake, NULL);
    return m;
}

void mirror_free(struct mirror *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    atomic_store(&m->stop, true);
    pthread_cond_broadcast(&m->wake);
    pthread_mutex_unlock(&m->lock);
    if (m->has_thread)
        pthread_join(m->thread, NULL);
    sql_pool_free(m->pool);
    pthread_cond_destroy(&m->wake);
    pthread_mutex_destroy(&m->round);
    pthread_mutex_destroy(&m->lock);
    free(m->where);
    free(m->models);
    free(m);
}

/* ------------------------------------------------------------------ a round */

struct round {
    struct mirror *mirror;
    struct arena *a;
    struct sql *sql;
    struct schema *schema;
    struct mirror_state state;
    struct datahub *hub;
    struct source *source;
    struct why first; /* what went wrong first; the others go on */
    err_t failed;
};

static void note_failure(struct round *r, err_t e, const struct why *why)
{
    if (e == ERR_OK || r->failed)
        return;
    r->failed = e;
    (void)why_fail(&r->first, e, "%s", why_text(why, e));
}

static bool is_chosen(const struct round *r, const struct model *model)
{
    str rest = str_c(r->mirror->models);

    if (!model->deployed || model->fields_n == 0)
        return false;
    while (rest.n) {
        str name = str_trim(str_cut(&rest, ','));
        if (str_eq(name, STR("all")) || schema_model(r->schema, name) == model)
            return true;
    }
    return false;
}

/* A name that no model has is a mistake that should be seen. */
static void check_names(struct round *r)
{
    str rest = str_c(r->mirror->models);
    struct why why = { "" };

    while (rest.n) {
        str name = str_trim(str_cut(&rest, ','));
        if (name.n && !str_eq(name, STR("all")) && !schema_model(r->schema, name))
            note_failure(r,
                         why_fail(&why, ERR_NOT_FOUND, "the hub has no model \"%.*s\" to mirror",
                                  STR_ARG(name)),
                         &why);
    }
}

static int64_t next_number(const struct mirror_state *s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n = s->p[i].at >= n ? s->p[i].at + 1 : n;
    return n;
}

/* A model whose fields are others now is copied anew. */
static err_t prepare_model(struct round *r, const struct model *m, struct why *why)
{
    struct mirror_view v = mirror_view(r->a, m);
    struct mirrored *old = state_of(&r->state, m->id), fresh = { .model_id = m->id };

    fresh.fields = mirror_fields(r->a, &v);
    fresh.at = old ? old->at : next_number(&r->state);
    if (old && str_eq(old->fields, fresh.fields))
        return ERR_OK;
    TRY(state_write(r->sql, &fresh, why));
    return state_read(r->sql, r->a, &r->state, why);
}

static struct copying copying_of(struct round *r, const struct model *m)
{
    return (struct copying){ .sql = r->sql,
                             .hub = r->hub,
                             .source = r->source,
                             .model = m,
                             .state = state_of(&r->state, m->id),
                             .stop = &r->mirror->stop };
}

static void fill_models(struct round *r)
{
    for (size_t i = 0; i < r->schema->models_n; i++) {
        const struct model *m = &r->schema->models[i];
        struct why why = { "" };
        if (!is_chosen(r, m))
            continue;
        err_t e = prepare_model(r, m, &why);
        struct copying c = copying_of(r, m);
        if (!e && c.state->stage == MIRROR_FILLING)
            e = copy_fill(&c, clock_now_s(), &why);
        note_failure(r, e, &why);
        if (e == ERR_CANCELLED)
            return;
    }
}

/* One model that fails keeps its old state; the others go on. */
static err_t refresh_model(struct round *r, const struct model *m, int64_t now)
{
    struct copying c = copying_of(r, m);
    struct why why = { "" };

    if (!c.state || c.state->stage == MIRROR_FILLING)
        return ERR_OK;
    TRY(sql_script(r->sql, "SAVEPOINT one", &r->first));
    err_t e = copy_refresh(&c, now, &why);
    note_failure(r, e, &why);
    if (e)
        TRY(sql_script(r->sql, "ROLLBACK TO SAVEPOINT one", &r->first));
    return sql_script(r->sql, "RELEASE SAVEPOINT one", &r->first);
}

/* All of them become visible at once. */
static err_t refresh_models(struct round *r)
{
    int64_t now = clock_now_s();
    bool pg = sql_dialect(r->sql) == SQL_POSTGRES;
    err_t e = sql_script(r->sql, pg ? "BEGIN" : "BEGIN IMMEDIATE", &r->first);

    for (size_t i = 0; !e && i < r->schema->models_n; i++)
        if (is_chosen(r, &r->schema->models[i]))
            e = refresh_model(r, &r->schema->models[i], now);
    if (!e)
        e = sql_script(r->sql, "COMMIT", &r->first);
    if (e)
        (void)!sql_script(r->sql, "ROLLBACK", NULL);
    return e;
}

/* Of several nodes over one PostgreSQL, one refreshes. */
static err_t claim(struct round *r, bool *ours, struct why *why)
{
    *ours = true;
    if (sql_dialect(r->sql) == SQL_SQLITE)
        return ERR_OK;
    TRY(sql_ask(r->sql, "SELECT pg_try_advisory_lock(7236837)::int", NULL, 0, why));
    TRY(sql_next(r->sql, why));
    *ours = sql_cell(r->sql, 0).i == 1;
    sql_stop(r->sql);
    return ERR_OK;
}

static err_t work(struct round *r, struct why *why)
{
    struct mirror *m = r->mirror;
    bool ours;

    TRY(sql_open(&r->sql, m->where, false, why));
    TRY(claim(r, &ours, why));
    if (!ours)
        return ERR_OK;
    TRY(state_init(r->sql, why));
    TRY(state_read(r->sql, r->a, &r->state, why));
    TRY(m->o.schema(m->o.ctx, r->a, &r->schema, why));
    TRY(m->o.hub(m->o.ctx, r->a, &r->hub, why));
    r->source = datahub_source(r->a, r->hub);
    check_names(r);
    fill_models(r);
    err_t e = refresh_models(r);
    note_failure(r, e, &r->first);
    return r->failed ? why_fail(why, r->failed, "%s", why_text(&r->first, r->failed)) : ERR_OK;
}

static void count_state(const struct mirror_state *state, struct mirror_stats *s)
{
    s->models = s->ready = 0;
    s->records = 0;
    s->as_of = 0;
    for (size_t i = 0; i < state->n; i++) {
        const struct mirrored *m = &state->p[i];
        s->models++;
        if (m->stage != MIRROR_READY)
            continue;
        s->ready++;
        s->records += m->records;
        if (s->as_of == 0 || m->as_of < s->as_of)
            s->as_of = m->as_of;
    }
}

err_t mirror_round(struct mirror *m, struct why *why)
{
    struct round r = { .mirror = m, .a = arena_new() };
    struct why mine = { "" };

    pthread_mutex_lock(&m->round);
    err_t e = work(&r, &mine);
    pthread_mutex_lock(&m->lock);
    m->stats.rounds++;
    m->stats.failed += e != ERR_OK;
    (void)snprintf(m->stats.error, sizeof m->stats.error, "%s", e ? why_text(&mine, e) : "");
    count_state(&r.state, &m->stats);
    pthread_mutex_unlock(&m->lock);
    sql_close(r.sql);
    arena_free(r.a);
    pthread_mutex_unlock(&m->round);
    return e ? why_fail(why, e, "%s", why_text(&mine, e)) : ERR_OK;
}

static void *run(void *ctx)
{
    struct mirror *m = ctx;
    struct timespec until;

    while (!atomic_load(&m->stop)) {
        (void)!mirror_round(m, NULL);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += (time_t)m->o.refresh_s;
        pthread_mutex_lock(&m->lock);
        while (!atomic_load(&m->stop) &&
               pthread_cond_timedwait(&m->wake, &m->lock, &until) != ETIMEDOUT)
            ;
        pthread_mutex_unlock(&m->lock);
    }
    return NULL;
}

void mirror_start(struct mirror *m)
{
    m->has_thread = pthread_create(&m->thread, NULL, run, m) == 0;
}

/* ---------------------------------------------------------------- questions */

static err_t open_tables(struct mirror *m, struct arena *a, const struct plan *p,
                         const atomic_bool *cancelled, struct sql_source_options *out,
                         struct why *why)
{
    struct mirror_state state;
    struct sql_link *l;

    TRY(sql_pool_lend(m->pool, a, cancelled, &l, why));
    TRY(state_read(l->sql, a, &state, why));
    struct sql_tables *tables = NEW(a, struct sql_tables);
    *tables = state_tables(a, &state);
    *out = (struct sql_source_options){ .sql = l->sql, .tables = tables, .origin = "mirror" };
    return mirror_covers(&state, tables, p, &out->as_of) ? ERR_OK : ERR_NOT_FOUND;
}

static err_t try_source(struct mirror *m, struct arena *a, const struct plan *p,
                        const atomic_bool *cancelled, struct source **out, struct why *why)
{
    struct sql_source_options o;
    struct why inner = { "" };
    err_t e = open_tables(m, a, p, cancelled, &o, &inner);

    if (e == ERR_NOT_FOUND)
        return e;
    if (e)
        return why_fail(why, ERR_UNAVAILABLE, "the mirror could not be asked (%s)",
                        why_text(&inner, e));
    int64_t age = clock_now_s() - o.as_of;
    if (m->o.stale_s && age > (int64_t)m->o.stale_s)
        return why_fail(why, ERR_UNAVAILABLE, "the mirror is %lld seconds old, more than %u",
                        (long long)age, m->o.stale_s);
    *out = sql_source_new(a, &o);
    return ERR_OK;
}

err_t mirror_source(struct mirror *m, struct arena *a, const struct plan *p,
                    const atomic_bool *cancelled, struct source **out, struct why *why)
{
    err_t e = try_source(m, a, p, cancelled, out, why);

    pthread_mutex_lock(&m->lock);
    m->stats.answered += e == ERR_OK;
    m->stats.passed_on += e != ERR_OK;
    pthread_mutex_unlock(&m->lock);
    return e;
}

void mirror_stats(struct mirror *m, struct mirror_stats *out)
{
    pthread_mutex_lock(&m->lock);
    *out = m->stats;
    pthread_mutex_unlock(&m->lock);
}

err_t mirror_look(struct mirror *m, struct mirror_stats *out, struct why *why)
{
    struct arena *a = arena_new();
    struct mirror_stats stats = { 0 };
    struct mirror_state state;
    struct sql_link *l;
    err_t e = sql_pool_lend(m->pool, a, NULL, &l, why);

    if (!e)
        e = state_read(l->sql, a, &state, why);
    if (!e) {
        count_state(&state, &stats);
        *out = stats;
    }
    arena_free(a);
    return e;
}
