/* test_exact.c - random plans over random records that a real hub holds, asked
 * over HTTP and XML, give the same rows as SQLite on the same tables.
 *
 * AURIC_PLANS sets how many plans, AURIC_SEED where to begin; a failure prints
 * the seed of its universe. */
#include "app/universe.h"
#include "datahub/source.h"
#include "exec/ahead.h"
#include "exec/exec.h"
#include "localhub/hub.h"
#include "plan/check.h"

#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

/* Most of the time would go into remembering what was freed and by whom. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4:malloc_context_size=4";
}

enum { PLANS = 20000, PLANS_IN_UNIVERSE = 100, PROCESSES = 2 };

/* ------------------------------------------------------------------ plans */

/* How large pages are thought to be: cheap requests and dear ones, so that each
 * way of asking is taken. */
static const unsigned pages[] = { 1, 200, 2, 1, 7 };
static uint64_t requests, ways[WAY_NUM];

/* More connections than are ever used at once. */
enum { TWINS = AHEAD_CONNECTIONS };
static struct datahub *twins[TWINS];
static size_t next_twin;

static err_t twin(void *ctx, struct arena *a, const atomic_bool *stop, struct source **out,
                  struct why *why)
{
    struct datahub *d = twins[next_twin++ % TWINS];

    (void)ctx;
    (void)why;
    datahub_begin(d, stop);
    *out = datahub_source(a, d);
    return ERR_OK;
}

static void run_plan(const struct universe *u, struct datahub *hub, struct arena *a,
                     const struct plan *p, size_t at)
{
    struct source *source = datahub_source(a, hub);
    struct exec_env env = {
        .schema = u->dice.schema, .source = source, .budget = EXEC_BUDGET_DEFAULT, .ways = ways
    };
    struct result r = { 0 };
    struct why why = { 0 };

    source->page_records = pages[at % 5];
    source->twin = twin;
    err_t e = exec_run(a, &env, p, &r, &why);
    str where = arena_fmt(a, "seed %llu, plan %zu", (unsigned long long)u->seed, at);
    compare_with_sqlite(u->db, a, u->dice.schema, p, e, &r, where.p, why.text);
    requests += source->cost.requests;
}

static void run_universe(struct universe *u, struct datahub *hub, size_t plans)
{
    for (size_t i = 0; i < plans && t_failures < 20; i++) {
        struct arena *a = arena_new();
        struct why why = { 0 };
        u->dice.a = a;
        struct plan *p = dice_plan(&u->dice, 0);
        err_t e = plan_check(u->dice.schema, p, &why);
        CHECK(e == ERR_OK, "seed %llu: %s", (unsigned long long)u->seed, why.text);
        if (e == ERR_OK)
            run_plan(u, hub, a, p, i);
        arena_free(a);
    }
    sqlite3_close(u->db);
    arena_free(u->a);
}

/* Each way of asking was among them. */
static void check_ways(uint64_t plans)
{
    for (int i = 0; i < WAY_NUM; i++) {
        fprintf(stderr, "%8llu %s\n", (unsigned long long)ways[i], exec_way_name((enum exec_way)i));
        CHECK(ways[i] || plans < PLANS / PROCESSES, "%s was never tried",
              exec_way_name((enum exec_way)i));
    }
}

/* A hub of its own with its own universes; did all go well? */
static bool run_all(uint64_t seed, uint64_t plans)
{
    char path[] = "/tmp/auric-exact-XXXXXX";
    size_t n = (size_t)(plans / PLANS_IN_UNIVERSE) + 1;
    struct universe *all = calloc(n, sizeof *all);
    struct datahub *client = NULL;
    struct hub *hub = NULL;
    struct why why = { 0 };
    int fd = mkstemp(path);

    CHECK(fd >= 0 && all && sodium_init() >= 0, "start");
    for (size_t i = 0; i < n; i++)
        make_universe(&all[i], seed + i);
    CHECK(write_universes(path, all, n, &why) == ERR_OK, "%s", why.text);
    CHECK(hub_start(&hub, &(struct hub_options){ .db = path }, &why) == ERR_OK, "%s", why.text);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)hub_port(hub));
    struct datahub_settings s = { .platform_url = url,
                                  .hub_url = url,
                                  .account_id = "auric-local",
                                  .user = "auric-local",
                                  .password = "repository" };
    CHECK(datahub_new(&client, &s, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < TWINS; i++)
        CHECK(datahub_new(&twins[i], &s, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < n && t_failures < 20; i++)
        run_universe(&all[i], client,
                     i + 1 < n ? PLANS_IN_UNIVERSE : (size_t)(plans % PLANS_IN_UNIVERSE));
    fprintf(stderr, "%llu requests\n", (unsigned long long)requests);
    check_ways(plans);
    datahub_free(client);
    for (size_t i = 0; i < TWINS; i++)
        datahub_free(twins[i]);
    hub_free(hub);
    free(all);
    close(fd);
    unlink(path);
    return t_failures == 0;
}

/* Each core has its process: hub, client and SQLite take turns in it. */
int main(void)
{
    uint64_t seed = setting("AURIC_SEED", PLANS_SEED);
    uint64_t plans = setting("AURIC_PLANS", PLANS);
    pid_t pids[PROCESSES];

    fprintf(stderr, "seed %llu, %llu plans\n", (unsigned long long)seed, (unsigned long long)plans);
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            exit(!run_all(seed + 500u * (unsigned)i, plans / PROCESSES));
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 1;
        CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0, "process %d failed", i);
    }
    return T_DONE();
}
