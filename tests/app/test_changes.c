/* test_changes.c - records that change while a plan reads them, in a real hub
 * over HTTP: the answer is that of after the change, or it warns. */
#include "datahub/source.h"
#include "exec/exec.h"
#include "universe.h"

#include <sodium.h>
#include <unistd.h>

enum { SEED = 4004 }; /* several pages of orders */

struct changing {
    struct db *db;
    str table;
    unsigned requests, at; /* changes after this request */
    bool always;           /* or after each */
    unsigned changes;
    int64_t clock;
};

/* An amount grows: no count tells of it. */
static void change(struct changing *c)
{
    struct arena *a = arena_new();
    struct why why = { "" };
    str sql = arena_fmt(a,
                        "UPDATE %.*s SET c1 = coalesce(c1, 0) + 1000, updated = strftime("
                        "'%%Y-%%m-%%dT%%H:%%M:%%SZ', %lld, 'unixepoch') WHERE rid = 3",
                        STR_ARG(c->table), (long long)++c->clock);

    CHECK(db_exec(c->db, sql.p, &why) == ERR_OK, "%s", why.text);
    c->changes++;
    arena_free(a);
}

static void on_request(void *ctx, const struct source_query *q, uint64_t records, double ms)
{
    struct changing *c = ctx;

    (void)q, (void)records, (void)ms;
    if (++c->requests == c->at || c->always)
        change(c);
}

static str table_of(struct db *db, struct arena *a, str id)
{
    struct hub_models all = { 0 };
    struct why why = { "" };

    CHECK(hub_models_read(db, a, &all, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i]->deployed && str_eq(all.p[i]->id, id))
            return all.p[i]->table;
    return STR("");
}

static int64_t sum_there(const struct changing *c)
{
    struct arena *a = arena_new();
    struct why why = { "" };
    str sql = arena_fmt(a, "SELECT sum(c1) FROM %.*s", STR_ARG(c->table));
    struct stmt *s = db_prepare(c->db, sql.p, &why);
    int64_t sum = s && stmt_step(s, &why) == ERR_OK ? stmt_int(s, 0) : -1;

    if (s)
        stmt_reset(s);
    arena_free(a);
    return sum;
}

static const struct {
    unsigned at;
    bool always;
    size_t warnings;
} cases[] = {
    { 0, false, 0 },
    { 2, false, 0 }, /* between the first page and the second */
    { 0, true, 1 },
};

static void check_sum(const struct universe *u, struct datahub *hub, struct changing *c, size_t at)
{
    const struct model *m = &u->dice.schema->models[ORDER];
    struct source *source = datahub_source(u->a, hub);
    struct exec_env env = { .schema = u->dice.schema,
                            .source = source,
                            .budget = EXEC_BUDGET_DEFAULT };
    struct plan *p = plan_new(u->a, m);
    struct result r = { 0 };
    struct why why = { "" };

    c->requests = c->changes = 0;
    c->at = cases[at].at;
    c->always = cases[at].always;
    plan_column(u->a, p, expr_agg(u->a, AGG_SUM, expr_field(u->a, &m->fields[1])), STR("sum"));
    source->page_records = 1; /* a few hundred records are many */
    source->on_request = on_request;
    source->on_request_ctx = c;
    err_t e = exec_run(u->a, &env, p, &r, &why);
    CHECK(e == ERR_OK && r.rows_n == 1, "case %zu: %s", at, why.text);
    if (e)
        return;
    CHECK((c->changes > 0) == (c->at || c->always), "case %zu: %u changes", at, c->changes);
    CHECK(r.warnings.n == cases[at].warnings, "case %zu: %zu warnings", at, r.warnings.n);
    int64_t ours = result_cell(&r, 0, 0).i, theirs = sum_there(c);
    CHECK(ours == theirs || cases[at].warnings, "case %zu: %lld instead of %lld", at,
          (long long)ours, (long long)theirs);
}

int main(void)
{
    char path[] = "/tmp/auric-changes-XXXXXX", url[64];
    struct changing c = { .clock = 1800000000 };
    struct universe u;
    struct datahub *client = NULL;
    struct hub *hub = NULL;
    struct why why = { "" };
    int fd = mkstemp(path);

    CHECK(fd >= 0 && sodium_init() >= 0, "start");
    make_universe(&u, SEED);
    struct model *m = &u.dice.schema->models[ORDER];
    m->records = u.tables[ORDER].n;
    CHECK(m->records > 200, "%llu orders are one page", (unsigned long long)m->records);
    CHECK(write_universes(path, &u, 1, &why) == ERR_OK, "%s", why.text);
    CHECK(hub_start(&hub, &(struct hub_options){ .db = path }, &why) == ERR_OK, "%s", why.text);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)hub_port(hub));
    struct datahub_settings s = { .platform_url = url,
                                  .hub_url = url,
                                  .account_id = "auric-local",
                                  .user = "auric-local",
                                  .password = "repository" };
    CHECK(datahub_new(&client, &s, &why) == ERR_OK, "%s", why.text);
    CHECK(db_open(&c.db, path, false, &why) == ERR_OK, "%s", why.text);
    c.table = table_of(c.db, u.a, m->id);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_sum(&u, client, &c, i);
    db_close(c.db);
    datahub_free(client);
    hub_free(hub);
    sqlite3_close(u.db);
    arena_free(u.a);
    close(fd);
    unlink(path);
    return T_DONE();
}
