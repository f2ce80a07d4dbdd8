#include "app/database.h"

#include "base/clock.h"
#include "datahub/names.h"
#include "sqlsource/catalog_pg.h"
#include "sqlsource/pool.h"
#include "sqlsource/source.h"

#include <stdlib.h>

struct database {
    struct sql_pool *pool;
    unsigned refresh_s;
};

err_t database_new(struct database **out, const char *url, unsigned refresh_s, struct why *why)
{
    struct arena *tmp = arena_new();
    struct sql_link *first;

    if (sql_dialect_of(url) != SQL_POSTGRES) {
        arena_free(tmp);
        return why_fail(why, ERR_BAD_INPUT,
                        "AURIC_SOURCE is written like postgres://USER:PASSWORD@HOST/DATABASE");
    }
    struct database *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->pool = sql_pool_new(url);
    d->refresh_s = refresh_s;
    err_t e = sql_pool_lend(d->pool, tmp, NULL, &first, why);
    arena_free(tmp);
    if (e) {
        database_free(d);
        return e;
    }
    *out = d;
    return ERR_OK;
}

void database_free(struct database *d)
{
    if (!d)
        return;
    sql_pool_free(d->pool);
    free(d);
}

err_t database_schema(struct database *d, struct arena *a, struct schema **out, struct why *why)
{
    struct arena *tmp = arena_new();
    struct sql_tables ignored;
    struct sql_link *l;
    err_t e = sql_pool_lend(d->pool, tmp, NULL, &l, why);

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

static err_t read_tables(const struct database *d, struct sql_link *l, struct why *why)
{
    struct schema *ignored;
    int64_t now = clock_now_s();

    if (l->tables_of && (!d->refresh_s || now - l->tables_of < d->refresh_s))
        return ERR_OK;
    arena_reset(l->arena);
    l->tables_of = 0;
    TRY(catalog_pg(l->sql, l->arena, false, &ignored, &l->tables, why));
    l->tables_of = now;
    return ERR_OK;
}

err_t database_source(struct database *d, struct arena *a, const atomic_bool *cancelled,
                      struct source **out, struct why *why)
{
    struct sql_link *l;

    TRY(sql_pool_lend(d->pool, a, cancelled, &l, why));
    TRY(read_tables(d, l, why));
    *out = sql_source_new(a, &(struct sql_source_options){
                                 .sql = l->sql, .tables = &l->tables, .origin = "database" });
    return ERR_OK;
}
