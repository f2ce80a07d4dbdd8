#include "app/database.h"

#include "base/clock.h"
#include "datahub/names.h"
#include "sqlsource/catalog_pg.h"
#include "sqlsource/source.h"

#include <pthread.h>
#include <stdlib.h>

enum { IDLE_MAX = 16 };

struct link {
    struct sql *sql;
    struct arena *arena; /* of the tables */
    struct sql_tables tables;
    int64_t read_s; /* when they were read */
};

struct database {
    char *url;
    unsigned refresh_s;
    pthread_mutex_t lock; /* guards idle */
    struct link *idle[IDLE_MAX];
    size_t idle_n;
};

static void link_free(struct link *l)
{
    sql_close(l->sql);
    arena_free(l->arena);
    free(l);
}

static err_t link_new(const struct database *d, struct link **out, struct why *why)
{
    struct link *l = calloc(1, sizeof *l);

    if (!l)
        abort();
    l->arena = arena_new();
    err_t e = sql_open(&l->sql, d->url, true, why);
    if (e) {
        link_free(l);
        return e;
    }
    *out = l;
    return ERR_OK;
}

static err_t read_tables(struct link *l, const struct database *d, struct why *why)
{
    struct schema *ignored;
    int64_t now = clock_now_s();

    if (l->tables.n && (!d->refresh_s || now - l->read_s < d->refresh_s))
        return ERR_OK;
    arena_reset(l->arena);
    l->tables.n = 0;
    l->read_s = now;
    return catalog_pg(l->sql, l->arena, false, &ignored, &l->tables, why);
}

err_t database_new(struct database **out, const char *url, unsigned refresh_s, struct why *why)
{
    struct link *first;

    if (sql_dialect_of(url) != SQL_POSTGRES)
        return why_fail(why, ERR_BAD_INPUT,
                        "AURIC_SOURCE is written like postgres://USER:PASSWORD@HOST/DATABASE");
    struct database *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    pthread_mutex_init(&d->lock, NULL);
    d->url = strdup(url);
    d->refresh_s = refresh_s;
    err_t e = link_new(d, &first, why);
    if (e) {
        database_free(d);
        return e;
    }
    d->idle[d->idle_n++] = first;
    *out = d;
    return ERR_OK;
}

void database_free(struct database *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->idle_n; i++)
        link_free(d->idle[i]);
    pthread_mutex_destroy(&d->lock);
    free(d->url);
    free(d);
}

struct lent {
    struct database *database;
    struct link *link;
};

/* A connection that cannot end its transaction is of no use any more. */
static void give_back(void *ctx)
{
    struct lent *l = ctx;
    struct database *d = l->database;

    sql_cancel_by(l->link->sql, NULL);
    sql_stop(l->link->sql);
    bool good = sql_script(l->link->sql, "COMMIT", NULL) == ERR_OK;
    pthread_mutex_lock(&d->lock);
    bool kept = good && d->idle_n < IDLE_MAX;
    if (kept)
        d->idle[d->idle_n++] = l->link;
    pthread_mutex_unlock(&d->lock);
    if (!kept)
        link_free(l->link);
}

static struct link *take_idle(struct database *d)
{
    pthread_mutex_lock(&d->lock);
    struct link *l = d->idle_n ? d->idle[--d->idle_n] : NULL;
    pthread_mutex_unlock(&d->lock);
    return l;
}

static const char begin_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/* Connections that the server has closed meanwhile are found out here. */
static err_t lend(struct database *d, struct arena *a, struct link **out, struct why *why)
{
    struct link *l = NULL;

    while ((l = take_idle(d)) && sql_script(l->sql, begin_sql, NULL) != ERR_OK)
        link_free(l);
    if (!l) {
        TRY(link_new(d, &l, why));
        err_t e = sql_script(l->sql, begin_sql, why);
        if (e) {
            link_free(l);
            return e;
        }
    }
    struct lent *lent = NEW(a, struct lent);
    *lent = (struct lent){ d, l };
    arena_defer(a, give_back, lent);
    *out = l;
    return ERR_OK;
}

err_t database_schema(struct database *d, struct arena *a, struct schema **out, struct why *why)
{
    struct arena *tmp = arena_new();
    struct sql_tables ignored;
    struct link *l;
    err_t e = lend(d, tmp, &l, why);

    if (!e)
        e = catalog_pg(l->sql, a, true, out, &ignored, why);
    arena_free(tmp);
    TRY(e);
    for (size_t i = 0; i < (*out)->models_n; i++) {
        struct model *m = &(*out)->models[i];
        m->label = datahub_label(a, m->name);
        for (size_t j = 0; j < m->fields_n; j++)
            m->fields[j].label = datahub_label(a, m->fields[j].name);
    }
    return ERR_OK;
}

err_t database_source(struct database *d, struct arena *a, const atomic_bool *cancelled,
                      struct source **out, struct why *why)
{
    struct link *l;

    TRY(lend(d, a, &l, why));
    TRY(read_tables(l, d, why));
    sql_cancel_by(l->sql, cancelled);
    *out = sql_source_new(a, &(struct sql_source_options){
                                 .sql = l->sql, .tables = &l->tables, .origin = "database" });
    return ERR_OK;
}
