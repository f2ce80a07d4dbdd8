/* test_random.c - random plans over random records give the same rows whether
 * exec works them out over plain arrays, or SQLite or PostgreSQL do, over
 * tables of a mirror or (the connector) over tables that somebody else made.
 *
 * AURIC_PLANS sets how many, AURIC_SEED where to begin; a failure prints the
 * seed of its universe.  At the end it is checked that the databases did get
 * whole groups to do. */
#include "exec/dice.h"

#include "base/vec.h"
#include "exec/exec.h"
#include "plan/check.h"
#include "plan/words.h"
#include "sqlsource/catalog_pg.h"
#include "sqlsource/postgres.h"
#include "sqlsource/source.h"
#include "sqlsource/stored.h"
#include "t.h"

#include <math.h>

enum { PLANS_IN_UNIVERSE = 50, FAILURES_SHOWN = 3 };

struct universe {
    struct arena *a;
    uint64_t seed;
    struct dice dice;
    struct memory_table *tables;
};

struct database {
    const char *name;
    struct sql *sql;
    struct sql_tables tables;
    unsigned grouped, plans;
};

static bool same_cell(struct value x, struct value y)
{
    if (x.kind == VALUE_FLOAT || y.kind == VALUE_FLOAT) {
        double a = value_number(x), b = value_number(y);
        return value_is_number(x) == value_is_number(y) && fabs(a - b) <= 1e-9 * (1 + fabs(a));
    }
    return x.kind == y.kind && value_eq(x, y);
}

static bool same_row(const struct result *x, size_t i, const struct result *y, size_t j)
{
    for (size_t k = 0; k < x->columns_n; k++)
        if (!same_cell(result_cell(x, i, k), result_cell(y, j, k)))
            return false;
    return true;
}

/* Each row has a partner of its own, in any order. */
static bool same_set(struct arena *a, const struct result *x, const struct result *y)
{
    bool *used = NEW_N(a, bool, y->rows_n);

    for (size_t i = 0; i < x->rows_n; i++) {
        size_t j = 0;
        while (j < y->rows_n && (used[j] || !same_row(x, i, y, j)))
            j++;
        if (j == y->rows_n)
            return false;
        used[j] = true;
    }
    return true;
}

static bool same_result(struct arena *a, const struct plan *p, const struct result *x,
                        const struct result *y)
{
    bool sorted = p->order_n > 0 || (plan_is_grouped(p) && !p->distinct);

    if (x->rows_n != y->rows_n || x->columns_n != y->columns_n)
        return false;
    if (!sorted && (p->limit || p->offset))
        return true; /* any rows will do, and their number is right */
    if (!sorted)
        return same_set(a, x, y);
    for (size_t i = 0; i < x->rows_n; i++)
        if (!same_row(x, i, y, i))
            return false;
    return true;
}

static void print_rows(const char *who, const struct result *r)
{
    struct buf b;

    buf_init(&b, NULL);
    buf_fmt(&b, "%s: %zu rows\n", who, r->rows_n);
    for (size_t i = 0; i < r->rows_n && i < 30; i++) {
        for (size_t j = 0; j < r->columns_n; j++) {
            buf_lit(&b, " | ");
            value_print(&b, result_cell(r, i, j));
        }
        buf_lit(&b, "\n");
    }
    fputs(buf_cstr(&b), stderr);
    buf_fini(&b);
}

static bool did_group(const struct result *r)
{
    for (size_t i = 0; i < r->provenance.notes_n; i++)
        if (str_starts(r->provenance.notes[i].what, STR("group")))
            return true;
    return false;
}

static void check_plan(struct universe *u, const struct plan *p, const struct result *ours,
                       struct database *d)
{
    struct sql_source_options o = { d->sql, &d->tables, 0, d->name };
    struct source *s = sql_source_new(u->a, &o);
    struct exec_env env = { .schema = u->dice.schema, .source = s, .budget = EXEC_BUDGET_DEFAULT };
    struct result r = { 0 };
    struct why why = { 0 };
    err_t e = exec_run(u->a, &env, p, &r, &why);
    bool ok = e == ERR_OK && same_result(u->a, p, ours, &r);

    d->plans += plan_is_grouped(p);
    d->grouped += e == ERR_OK && did_group(&r);
    CHECK(ok, "seed %llu, %s: %s", (unsigned long long)u->seed, d->name, why.text);
    if (!ok && t_failures <= FAILURES_SHOWN) {
        str words = plan_words(u->a, p);
        fprintf(stderr, "%.*s\n", STR_ARG(words));
        print_rows("arrays", ours);
        print_rows(d->name, &r);
        for (size_t i = 0; i < r.provenance.notes_n; i++)
            fprintf(stderr, "  %.*s\n", STR_ARG(r.provenance.notes[i].what));
    }
}

/* The connector finds the schema that the tables were made from. */
static void check_catalog(struct universe *u, struct database *d)
{
    struct schema *found = NULL;
    struct why why = { "" };
    err_t e = catalog_pg(d->sql, u->a, true, &found, &d->tables, &why);

    CHECK(e == ERR_OK, "%s", why.text);
    for (size_t i = 0; e == ERR_OK && i < MODELS; i++) {
        const struct model *m = u->tables[i].model, *n = schema_model(found, m->id);
        CHECK(n && n->records == u->tables[i].n && n->fields_n == m->fields_n + 1, "a model");
        for (size_t j = 0; n && j < m->fields_n; j++) {
            const struct field *f = &m->fields[j], *g = model_field(n, f->id);
            CHECK(g && (g->type == f->type || f->type == FIELD_LONG_TEXT) &&
                      g->enum_values.n == f->enum_values.n &&
                      (g->type == FIELD_REF) == (g->ref_model >= 0),
                  "%.*s", STR_ARG(f->id));
            CHECK(g && (f->type != FIELD_REF || g->ref_model < 0 ||
                        str_eq(found->models[g->ref_model].id, u->tables[f->ref_model].model->id)),
                  "a reference");
        }
    }
}

static void run_universe(uint64_t seed, struct database *dbs, size_t dbs_n)
{
    struct universe u = { .a = arena_new(), .seed = seed };

    u.dice = (struct dice){ .state = seed, .a = u.a };
    dice_schema(&u.dice);
    u.tables = dice_tables(&u.dice);
    for (size_t i = 0; i < dbs_n - 1; i++)
        stored_tables(u.a, dbs[i].sql, u.tables, &dbs[i].tables);
    native_tables(u.a, dbs[1].sql, u.tables);
    check_catalog(&u, &dbs[dbs_n - 1]);
    for (int i = 0; i < PLANS_IN_UNIVERSE; i++) {
        struct plan *p = dice_plan(&u.dice, 0);
        struct memory_source m;
        struct result ours = { 0 };
        struct why why = { 0 };
        memory_init(&m, u.tables, MODELS);
        struct exec_env env = { .schema = u.dice.schema,
                                .source = &m.source,
                                .budget = EXEC_BUDGET_DEFAULT };
        err_t e = exec_run(u.a, &env, p, &ours, &why);
        CHECK(e == ERR_OK, "seed %llu: %s", (unsigned long long)seed, why.text);
        for (size_t k = 0; e == ERR_OK && k < dbs_n; k++)
            check_plan(&u, p, &ours, &dbs[k]);
    }
    arena_free(u.a);
}

/* The same plans on every run; other ones with AURIC_SEED. */
enum { PLANS_SEED = 20261122 };

static uint64_t setting(const char *name, uint64_t otherwise)
{
    int64_t v;

    return str_to_i64(str_c(getenv(name)), &v) ? (uint64_t)v : otherwise;
}

int main(void)
{
    uint64_t seed = setting("AURIC_SEED", PLANS_SEED);
    uint64_t plans = setting("AURIC_PLANS", 1000);
    const char *url = postgres_start();
    struct database dbs[] = { { .name = "SQLite" },
                              { .name = "PostgreSQL" },
                              { .name = "tables" } };
    struct why why = { "" };
    bool ok = url && sql_open(&dbs[0].sql, ":memory:", false, &why) == ERR_OK &&
              sql_open(&dbs[1].sql, url, false, &why) == ERR_OK &&
              sql_open(&dbs[2].sql, url, true, &why) == ERR_OK;

    CHECK(ok, "no databases: %s", why.text);
    fprintf(stderr, "seed %llu, %llu plans\n", (unsigned long long)seed, (unsigned long long)plans);
    for (uint64_t i = 0; ok && i * PLANS_IN_UNIVERSE < plans && t_failures < 20; i++)
        run_universe(seed + i, dbs, 3);
    for (size_t i = 0; i < 3; i++) {
        fprintf(stderr, "%s: %u of %u plans grouped there\n", dbs[i].name, dbs[i].grouped,
                dbs[i].plans);
        CHECK(dbs[i].grouped * 4 > dbs[i].plans, "%s hardly groups", dbs[i].name);
        sql_close(dbs[i].sql);
    }
    return T_DONE();
}
