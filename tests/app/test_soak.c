/* test_soak.c - random plans through exec over a hub that misbehaves in every
 * way that --faults knows: an answer is that of SQLite on the same records, or
 * a clear error.
 *
 * AURIC_SECONDS or AURIC_PLANS sets how long, AURIC_SEED where to begin,
 * AURIC_FAULTS what goes wrong.  Each worker is a process, tells at the end
 * what it met and how its memory grew; bench/soak.py reads that. */
#include "app/universe.h"
#include "datahub/source.h"
#include "exec/ahead.h"
#include "exec/exec.h"
#include "localhub/names.h"
#include "plan/check.h"

#include <sodium.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 4, UNIVERSES = 6, PLANS = 240, TURN = 20 };

static const char all_faults[] =
    "latency_ms=p50:0.2/p99:20,fail=503@1%,fail=500@0.5%,fail=401@0.2%,fail=403@0.05%,reset@1%,"
    "truncate@1%,malformed@1%,trickle_ms=5@1%,prefix@10%,no_seconds@50%,page=3@2%,"
    "total=1000000@0.5%,token_again@1%,token_lost@1%";

struct worker {
    int at, from_parent; /* a pipe: the hub's port */
    uint64_t seed, plans;
    double ends; /* seconds of the monotonic clock; 0: after `plans` */
};

struct tally {
    uint64_t plans, right, errors[ERR_COUNT];
    double slowest_s;
    uint64_t rss_early_kb, rss_kb;
};

static struct datahub *twins[AHEAD_CONNECTIONS];
static size_t next_twin;

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t rss_kb(void)
{
    unsigned long total, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    CHECK(f && fscanf(f, "%lu %lu", &total, &pages) == 2, "statm");
    if (f)
        fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}

static err_t twin(void *ctx, struct arena *a, const atomic_bool *stop, struct source **out,
                  struct why *why)
{
    struct datahub *d = twins[next_twin++ % AHEAD_CONNECTIONS];

    (void)ctx;
    (void)why;
    datahub_begin(d, stop);
    *out = datahub_source(a, d);
    return ERR_OK;
}

/* What may come of a hub that fails; everything else would be our fault. */
static bool may_fail_with(err_t e)
{
    return e == ERR_UNAVAILABLE || e == ERR_UPSTREAM || e == ERR_UPSTREAM_AUTH ||
           e == ERR_CONFLICT || e == ERR_TIMEOUT;
}

static void run_plan(const struct universe *u, struct datahub *hub, struct arena *a,
                     const struct plan *p, struct tally *t)
{
    struct source *source = datahub_source(a, hub);
    struct exec_env env = { .schema = u->dice.schema,
                            .source = source,
                            .budget = EXEC_BUDGET_DEFAULT };
    struct result r = { 0 };
    struct why why = { "" };
    double from = now_s();

    source->twin = twin;
    source->page_records = t->plans % 2 ? 1 : 200;
    datahub_begin(hub, NULL);
    err_t e = exec_run(a, &env, p, &r, &why);
    double took = now_s() - from;
    t->slowest_s = took > t->slowest_s ? took : t->slowest_s;
    t->plans++;
    t->errors[e]++;
    str where = arena_fmt(a, "seed %llu, plan %llu", (unsigned long long)u->seed,
                          (unsigned long long)t->plans);
    if (e == ERR_OK)
        compare_with_sqlite(u->db, a, u->dice.schema, p, e, &r, where.p, why.text);
    else
        CHECK(may_fail_with(e) && strlen(why.text) > 20, "%s: %s \"%s\"", where.p,
              err_info(e)->name, why.text);
}

static void run_turn(struct universe *u, struct datahub *hub, struct tally *t)
{
    for (int i = 0; i < TURN && t_failures < 5; i++) {
        struct arena *a = arena_new();
        struct why why = { "" };
        struct arena *own = u->dice.a;
        u->dice.a = a;
        struct plan *p = dice_plan(&u->dice, 0);
        u->dice.a = own;
        err_t e = plan_check(u->dice.schema, p, &why);
        CHECK(e == ERR_OK, "seed %llu: %s", (unsigned long long)u->seed, why.text);
        if (e == ERR_OK)
            run_plan(u, hub, a, p, t);
        arena_free(a);
    }
}

static void run_turns(const struct worker *w, struct universe *u, struct datahub *hub,
                      struct tally *t)
{
    double begun = now_s(), early = begun + (w->ends - begun) / 5;

    for (size_t at = 0; t_failures < 5; at = (at + 1) % UNIVERSES) {
        if (w->ends > 0 ? now_s() >= w->ends : t->plans >= w->plans)
            break;
        run_turn(&u[at], hub, t);
        if (!t->rss_early_kb && now_s() >= early)
            t->rss_early_kb = rss_kb();
    }
    t->rss_kb = rss_kb();
}

static void tell(const struct worker *w, const struct tally *t, struct line *line)
{
    struct line_stats s = line_stats(line);

    printf("worker=%d plans=%llu right=%llu", w->at, (unsigned long long)t->plans,
           (unsigned long long)t->errors[ERR_OK]);
    for (int e = 1; e < ERR_COUNT; e++)
        if (t->errors[e])
            printf(" %s=%llu", err_info((err_t)e)->code, (unsigned long long)t->errors[e]);
    printf(" requests=%llu failures=%llu repeats=%llu connections=%llu tokens=%llu opened=%llu"
           " slowest_ms=%.0f rss_early_kb=%llu rss_kb=%llu\n",
           (unsigned long long)s.requests[REPOSITORY_API],
           (unsigned long long)s.failures[REPOSITORY_API], (unsigned long long)s.repeats,
           (unsigned long long)s.connects, (unsigned long long)s.tokens,
           (unsigned long long)s.opened[REPOSITORY_API], t->slowest_s * 1000,
           (unsigned long long)t->rss_early_kb, (unsigned long long)t->rss_kb);
    fflush(stdout);
}

static struct datahub *connect(const struct datahub_settings *s)
{
    struct datahub *d = NULL;
    struct why why = { "" };

    CHECK(datahub_new(&d, s, &why) == ERR_OK, "%s", why.text);
    return d;
}

/* Every second one uses tokens. */
static void ask(const struct worker *w, struct universe *u, uint16_t port)
{
    struct arena *a = arena_new();
    bool jwt = w->at % 2;
    const char *url = arena_fmt(a, "http://127.0.0.1:%u", (unsigned)port).p;
    struct datahub_settings s = {
        .platform_url = url,
        .hub_url = url,
        .account_id = "auric-local",
        .user = "admin@auric.local",
        .password = "platform",
        .hub_user = "auric-local",
        .hub_password = "repository",
        .repository_id = arena_cstr(a, hub_repository_id(a)),
        .use_jwt = jwt,
        .counts_twice = true,
        .question_ms = 20000,
        .pause_ms = 5,
    };
    struct tally t = { .plans = 0 };

    s.line = datahub_line_new(&s);
    struct datahub *hub = connect(&s);
    for (size_t i = 0; i < AHEAD_CONNECTIONS; i++)
        twins[i] = connect(&s);
    run_turns(w, u, hub, &t);
    tell(w, &t, s.line);
    datahub_free(hub);
    for (size_t i = 0; i < AHEAD_CONNECTIONS; i++)
        datahub_free(twins[i]);
    line_free(s.line);
    arena_free(a);
}

static int run_worker(const struct worker *w)
{
    struct universe u[UNIVERSES];
    uint16_t port = 0;

    for (uint64_t i = 0; i < UNIVERSES; i++)
        make_universe(&u[i], w->seed + i);
    if (read(w->from_parent, &port, sizeof port) == (ssize_t)sizeof port)
        ask(w, u, port);
    else
        CHECK(0, "no hub");
    for (size_t i = 0; i < UNIVERSES; i++) {
        sqlite3_close(u[i].db);
        arena_free(u[i].a);
    }
    return T_DONE();
}

static void write_hub(const char *path, uint64_t seed)
{
    struct universe all[UNIVERSES * WORKERS];
    struct why why = { "" };

    for (uint64_t i = 0; i < UNIVERSES * WORKERS; i++)
        make_universe(&all[i], seed + i);
    CHECK(write_universes(path, all, UNIVERSES * WORKERS, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < UNIVERSES * WORKERS; i++) {
        sqlite3_close(all[i].db);
        arena_free(all[i].a);
    }
}

/* The workers are there before the hub has threads. */
static pid_t start_worker(struct worker w, int *to_worker)
{
    int ends[2];

    CHECK(pipe(ends) == 0, "pipe");
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        w.from_parent = ends[0];
        exit(run_worker(&w));
    }
    close(ends[0]);
    *to_worker = ends[1];
    return pid;
}

static void serve(const char *path, const int to_worker[WORKERS], const pid_t pids[WORKERS])
{
    const char *faults = getenv("AURIC_FAULTS");
    struct why why = { "" };
    struct hub *hub = NULL;
    struct hub_options o = { .db = path, .faults = faults ? faults : all_faults };

    CHECK(hub_start(&hub, &o, &why) == ERR_OK, "%s", why.text);
    uint16_t port = hub ? hub_port(hub) : 0;
    uint64_t early = rss_kb();
    for (int i = 0; i < WORKERS; i++) {
        CHECK(!hub || write(to_worker[i], &port, sizeof port) == (ssize_t)sizeof port, "pipe");
        close(to_worker[i]);
    }
    for (int i = 0; i < WORKERS; i++) {
        int status = 1;
        CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0, "worker %d failed", i);
    }
    printf("hub rss_early_kb=%llu rss_kb=%llu\n", (unsigned long long)early,
           (unsigned long long)rss_kb());
    hub_free(hub);
}

int main(void)
{
    char path[] = "/tmp/auric-soak-XXXXXX";
    uint64_t seconds = setting("AURIC_SECONDS", 0);
    uint64_t seed = setting("AURIC_SEED", (uint64_t)time(NULL) * 1000);
    int fd = mkstemp(path), to_worker[WORKERS];
    pid_t pids[WORKERS];

    CHECK(fd >= 0 && sodium_init() >= 0, "start");
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    write_hub(path, seed);
    for (int i = 0; i < WORKERS; i++) {
        struct worker w = { .at = i,
                            .seed = seed + (uint64_t)i * UNIVERSES,
                            .plans = setting("AURIC_PLANS", PLANS) / WORKERS,
                            .ends = seconds ? now_s() + (double)seconds : 0 };
        pids[i] = start_worker(w, &to_worker[i]);
    }
    serve(path, to_worker, pids);
    close(fd);
    unlink(path);
    return T_DONE();
}
