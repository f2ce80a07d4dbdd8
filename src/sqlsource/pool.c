#include "sqlsource/pool.h"

#include <pthread.h>
#include <stdlib.h>

enum { IDLE_MAX = 16 };

struct sql_pool {
    char *where;
    pthread_mutex_t lock; /* guards idle */
    struct sql_link *idle[IDLE_MAX];
    size_t idle_n;
};

struct sql_pool *sql_pool_new(const char *where)
{
    struct sql_pool *p = calloc(1, sizeof *p);

    if (!p)
        abort();
    pthread_mutex_init(&p->lock, NULL);
    p->where = strdup(where);
    return p;
}

static void link_free(struct sql_link *l)
{
    sql_close(l->sql);
    arena_free(l->arena);
    free(l);
}

void sql_pool_free(struct sql_pool *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->idle_n; i++)
        link_free(p->idle[i]);
    pthread_mutex_destroy(&p->lock);
    free(p->where);
    free(p);
}

static const char *begin_text(const struct sql_pool *p)
{
    return sql_dialect_of(p->where) == SQL_POSTGRES
               ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
               : "BEGIN";
}

static err_t connect_new(struct sql_pool *p, struct sql_link **out, struct why *why)
{
    struct sql_link *l = calloc(1, sizeof *l);

    if (!l)
        abort();
    l->arena = arena_new();
    err_t e = sql_open(&l->sql, p->where, true, why);
    if (e == ERR_OK)
        e = sql_script(l->sql, begin_text(p), why);
    if (e) {
        link_free(l);
        return e;
    }
    *out = l;
    return ERR_OK;
}

static struct sql_link *take_idle(struct sql_pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct sql_link *l = p->idle_n ? p->idle[--p->idle_n] : NULL;
    pthread_mutex_unlock(&p->lock);
    return l;
}

struct lent {
    struct sql_pool *pool;
    struct sql_link *link;
};

/* A connection that cannot end its transaction is of no use any more. */
static void give_back(void *ctx)
{
    struct lent *l = ctx;
    struct sql_pool *p = l->pool;

    sql_cancel_by(l->link->sql, NULL);
    sql_stop(l->link->sql);
    bool good = sql_script(l->link->sql, "COMMIT", NULL) == ERR_OK;
    pthread_mutex_lock(&p->lock);
    bool kept = good && p->idle_n < IDLE_MAX;
    if (kept)
        p->idle[p->idle_n++] = l->link;
    pthread_mutex_unlock(&p->lock);
    if (!kept)
        link_free(l->link);
}

/* One that the server has closed meanwhile is found out here. */
err_t sql_pool_lend(struct sql_pool *p, struct arena *a, const atomic_bool *cancelled,
                    struct sql_link **out, struct why *why)
{
    struct sql_link *l;

    while ((l = take_idle(p)) && sql_script(l->sql, begin_text(p), NULL) != ERR_OK)
        link_free(l);
    if (!l)
        TRY(connect_new(p, &l, why));
    struct lent *lent = NEW(a, struct lent);
    *lent = (struct lent){ p, l };
    arena_defer(a, give_back, lent);
    sql_cancel_by(l->sql, cancelled);
    *out = l;
    return ERR_OK;
}
