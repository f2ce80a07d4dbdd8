/* cmd_hub.c - auric hub serve|load|demo: the local stand-in for Boomi. */
#include "app/commands.h"
#include "app/settings.h"
#include "base/civil.h"
#include "base/clock.h"
#include "localhub/faults.h"
#include "localhub/hub.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: auric hub serve --db F [--listen A:P] [--account ID] [--faults SPEC]\n"
    "       auric hub load  --db F SOURCE... [--table T]\n"
    "       auric hub demo  --db F [--today YYYY-MM-DD] [--seed N]\n\n"
    "SOURCE is a SQLite file, a folder of CSV files, a CSV or JSON Lines file, or the\n"
    "XML of a Boomi model. A table becomes a model, a foreign key a reference.\n";

/* The table of faults as it stands in the code. */
static void print_help(void)
{
    fputs(help, stdout);
    puts("\nSPEC is FAULT[=VALUE][@WHEN],... and seed=N; WHEN is 5% of the requests, every:10 or\n"
         "only:3, and always when it is missing:");
    for (int i = 0; i < HUB_FAULT_COUNT; i++) {
        const struct hub_fault_info *f = hub_fault_info((enum hub_fault_kind)i);
        bool valued = f->example[0] && f->example[0] != '@';
        char example[64];
        snprintf(example, sizeof example, "%s%s%s", f->name, valued ? "=" : "", f->example);
        printf("  %-28s %s\n", example, f->what);
    }
}

enum { SOURCES_MAX = 256, DEMO_SEED = 20260101 };

struct options {
    struct hub_options hub;
    const char *listen, *table, *today, *seed;
    struct hub_source sources[SOURCES_MAX];
    size_t sources_n;
};

static const char **option_slot(struct options *o, const char *name)
{
    const struct {
        const char *name;
        const char **to;
    } rows[] = {
        { "--db", &o->hub.db },           { "--listen", &o->listen },
        { "--account", &o->hub.account }, { "--faults", &o->hub.faults },
        { "--table", &o->table },         { "--today", &o->today },
        { "--seed", &o->seed },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].to;
    return NULL;
}

static err_t read_options(int argc, char **argv, bool load, struct options *o, struct why *why)
{
    for (int i = 0; i < argc; i++) {
        const char **to = option_slot(o, argv[i]);
        if (to && i + 1 == argc)
            return why_fail(why, ERR_BAD_INPUT, "%s wants a value", argv[i]);
        if (to)
            *to = argv[++i];
        else if (argv[i][0] == '-')
            return why_fail(why, ERR_BAD_INPUT, "unknown option %s\n%s", argv[i], help);
        else if (o->sources_n == SOURCES_MAX)
            return why_fail(why, ERR_TOO_LARGE, "at most %d sources at once", (int)SOURCES_MAX);
        else
            o->sources[o->sources_n++].path = argv[i];
    }
    if (!o->hub.db)
        return why_fail(why, ERR_BAD_INPUT, "name the hub's file with --db F\n%s", help);
    if (load && o->sources_n == 0)
        return why_fail(why, ERR_BAD_INPUT, "name what to load\n%s", help);
    return ERR_OK;
}

static struct hub *running;

static void on_signal(int sig)
{
    (void)sig;
    hub_stop(running);
}

static void on_ready(void *ctx, struct hub *h)
{
    const char *host = ctx;

    running = h;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    printf("address http://%s:%u\n", host, (unsigned)hub_port(h));
    fflush(stdout);
}

static err_t run_serve(struct arena *a, struct options *o, struct why *why)
{
    const char *host = "127.0.0.1";

    if (o->listen)
        TRY(settings_address(a, o->listen, &host, &o->hub.port, why));
    o->hub.address = host;
    return hub_serve(&o->hub, on_ready, arena_cstr(a, str_c(host)), why);
}

static void on_note(void *ctx, str line)
{
    (void)ctx;
    fprintf(stderr, "%.*s\n", STR_ARG(line));
}

static err_t run_load(struct options *o, struct why *why)
{
    struct hub_load_events events = { .on_note = on_note };
    struct hub_loaded got;

    for (size_t i = 0; i < o->sources_n; i++)
        o->sources[i].only_table = o->table;
    TRY(hub_load(o->hub.db, o->sources, o->sources_n, &events, &got, why));
    fprintf(stderr, "%zu models, %zu records, %zu bad rows in quarantine\n", got.models,
            got.records, got.bad_rows);
    return ERR_OK;
}

static err_t run_demo(struct options *o, struct why *why)
{
    int64_t today = clock_now_s() / DAY_S, seed = DEMO_SEED;

    if (o->today && !civil_parse_date(str_c(o->today), &today))
        return why_fail(why, ERR_BAD_INPUT, "--today must be a date like 2026-11-22");
    if (o->seed && !str_to_i64(str_c(o->seed), &seed))
        return why_fail(why, ERR_BAD_INPUT, "--seed must be a whole number");
    return hub_demo(o->hub.db, today, (uint64_t)seed, why);
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static err_t run(const char *verb, struct arena *a, struct options *o, struct why *why)
{
    return verb[0] == 's'   ? run_serve(a, o, why)
           : verb[0] == 'l' ? run_load(o, why)
                            : run_demo(o, why);
}

int cmd_hub(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool known = strcmp(verb, "serve") == 0 || strcmp(verb, "load") == 0 ||
                 strcmp(verb, "demo") == 0;

    if (wants_help(argc, argv)) {
        print_help();
        return 0;
    }
    if (!known) {
        fputs(help, stderr);
        return 2;
    }
    struct options *o = calloc(1, sizeof *o);
    struct arena *a = arena_new();
    struct why why = { "" };
    if (!o)
        abort();
    err_t e = read_options(argc - 2, argv + 2, verb[0] == 'l', o, &why);
    int status = e == ERR_OK ? 1 : 2;
    if (e == ERR_OK)
        e = run(verb, a, o, &why);
    if (e != ERR_OK)
        fprintf(stderr, "auric: %s\n", why_text(&why, e));
    arena_free(a);
    free(o);
    return e == ERR_OK ? 0 : status;
}
