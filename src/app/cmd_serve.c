/* cmd_serve.c - auric serve: the page, the API, the agents. */
#include "app/cmd.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "base/clock.h"
#include "base/ident.h"
#include "catalog/verified.h"
#include "mcp/http.h"
#include "web/web.h"

#include <signal.h>
#include <stdio.h>

extern const struct embedded ui_files[];

static struct server *running;

static void on_signal(int sig)
{
    (void)sig;
    if (running)
        server_stop(running);
}

struct serving {
    struct arena *arena;
    struct settings settings;
    struct child hub;
    struct wired wired;
    struct users *users;
    struct token_keys *keys;
    struct audit *audit;
    struct history *history;
    struct verified *verified;
    struct auth auth;
    const char *audit_path;
    atomic_bool looking; /* after the catalog, or after runs left behind */
    struct web web;
};

/* Of the built-in roles; those of the semantic layer have the common limit. */
static unsigned logins_per_hour(const void *ctx, str role)
{
    const struct policy *p = ctx;
    const struct role *r = policy_role(p, role);

    return r ? r->logins_per_hour : 10;
}

static err_t open_auth(struct serving *s, struct why *why)
{
    const char *users, *keys;
    int64_t idle_s, absolute_s;

    TRY(settings_number("idle_s", s->settings.idle_s, 1, 86400, &idle_s, why));
    TRY(settings_number("absolute_s", s->settings.absolute_s, 1, 2592000, &absolute_s, why));
    TRY(data_path(s->arena, &s->settings, "users.db", &users, why));
    TRY(data_path(s->arena, &s->settings, "token-keys.json", &keys, why));
    TRY(users_open(&s->users, users, why));
    TRY(token_keys_open(&s->keys, keys, absolute_s, clock_now_s(), why));
    s->auth = (struct auth){
        .users = s->users,
        .kv = s->wired.kv,
        .keys = s->keys,
        .idle_s = (unsigned)idle_s,
        .absolute_s = (unsigned)absolute_s,
        .logins_per_hour = logins_per_hour,
        .ctx = policy_default(s->arena),
    };
    return ERR_OK;
}

static err_t open_records(struct serving *s, struct why *why)
{
    const char *history, *verified;

    TRY(data_path(s->arena, &s->settings, "audit.db", &s->audit_path, why));
    TRY(data_path(s->arena, &s->settings, "verified.db", &verified, why));
    TRY(data_path(s->arena, &s->settings, "conversations.db", &history, why));
    TRY(audit_open(&s->audit, s->audit_path, why));
    TRY(history_open(&s->history, history, why));
    TRY(verified_open(&s->wired.services.verified, verified, why));
    s->verified = s->wired.services.verified;
    s->wired.services.audit = s->audit;
    s->wired.services.quotas = true;
    s->wired.services.compare_before = true;
    s->wired.flow.history = s->history;
    s->wired.flow.node = ident_new(s->arena);
    flow_alive(&s->wired.flow);
    return ERR_OK;
}

/* Told once, kept nowhere: whoever starts auric for the first time reads them. */
static err_t first_users(struct serving *s, struct why *why)
{
    struct new_user *fresh;
    size_t n;

    TRY(users_bootstrap(s->users, s->arena, s->settings.demo, clock_now_s(), &fresh, &n, why));
    for (size_t i = 0; i < n; i++)
        printf("sign-in %.*s %.*s %.*s\n", STR_ARG(fresh[i].role), STR_ARG(fresh[i].name),
               STR_ARG(fresh[i].password));
    if (n)
        printf("These passwords are shown this once. `auric user` changes them.\n");
    return ERR_OK;
}

static void mirror_metrics(void *ctx, struct buf *out)
{
    struct mirror_stats s;

    mirror_stats(ctx, &s);
    const struct {
        const char *name, *type, *help;
        uint64_t value;
    } rows[] = {
        { "models", "gauge", "Models in the mirror.", s.models },
        { "models_ready", "gauge", "Models of it that are complete.", s.ready },
        { "records", "gauge", "Records in these.", s.records },
        { "as_of_seconds", "gauge", "As of when the oldest of these is.", (uint64_t)s.as_of },
        { "rounds_total", "counter", "Times that it was brought up to date.", s.rounds },
        { "failed_total", "counter", "Times that this failed.", s.failed },
        { "answered_total", "counter", "Plans that it answered.", s.answered },
        { "passed_on_total", "counter", "Plans that went to the hub instead.", s.passed_on },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        buf_fmt(out, "# HELP auric_mirror_%s %s\n# TYPE auric_mirror_%s %s\nauric_mirror_%s %llu\n",
                rows[i].name, rows[i].help, rows[i].name, rows[i].type, rows[i].name,
                (unsigned long long)rows[i].value);
}

static err_t open_all(struct serving *s, struct why *why)
{
    const char *kv_path, *llm_log, *host;
    uint16_t port;

    TRY(settings_address(s->arena, s->settings.listen, &host, &port, why));
    TRY(data_path(s->arena, &s->settings, "state.kv", &kv_path, why));
    TRY(data_path(s->arena, &s->settings, "llm.jsonl", &llm_log, why));
    if (s->settings.demo)
        TRY(demo_start(s->arena, &s->settings, &s->hub, why));
    struct wire_options o = { &s->settings, kv_path, s->settings.demo ? NULL : s->settings.data,
                              llm_log };
    TRY(wire(&s->wired, &o, why));
    TRY(open_auth(s, why));
    TRY(open_records(s, why));
    s->web = (struct web){
        .flow = &s->wired.flow,
        .services = &s->wired.services,
        .auth = &s->auth,
        .line = s->wired.backend ? backend_line(s->wired.backend) : NULL,
        .assets = ui_files,
        .audit_path = s->audit_path,
        .ui_dir = s->settings.ui_dir[0] ? s->settings.ui_dir : NULL,
        .proxies = str_c(s->settings.proxies),
        .roles = s->auth.ctx,
    };
    if (s->wired.backend && backend_mirror(s->wired.backend)) {
        s->web.more_metrics = mirror_metrics;
        s->web.more_metrics_ctx = backend_mirror(s->wired.backend);
    }
    TRY(settings_bool("https", s->settings.https, &s->web.https, why));
    if (s->wired.server)
        s->web.mcp = mcp_http_new(&(struct mcp_http_options){
            .server = s->wired.server, .authenticate = web_mcp_caller, .ctx = &s->web });
    TRY(web_open(&s->web, host, port, why));
    printf(strchr(host, ':') ? "address http://[%s]:%u\n" : "address http://%s:%u\n", host,
           (unsigned)server_port(s->web.server));
    TRY(first_users(s, why));
    fflush(stdout);
    return ERR_OK;
}

static void resume(struct serving *s)
{
    size_t n = flow_resume(&s->wired.flow);

    if (n)
        fprintf(stderr, "auric: %zu unfinished question(s) of a dead process resumed\n", n);
}

/* The page is there at once; models and values follow. */
static bool warm_up(struct serving *s)
{
    struct why why = { "" };
    struct catalog *c;
    err_t e = catalogs_hold(s->wired.catalogs, &c, &why);

    if (e != ERR_OK) {
        fprintf(stderr, "auric: the models cannot be read yet: %s\n", why_text(&why, e));
        return false;
    }
    catalog_drop(c);
    catalogs_start(s->wired.catalogs);
    atomic_store(&s->web.ready, true);
    return true;
}

/* Until the first build succeeds it is tried again; then take up what dead
 * processes left unanswered. */
static void look(void *ctx)
{
    struct serving *s = ctx;

    if (atomic_load(&s->web.ready) || warm_up(s))
        resume(s);
    atomic_store(&s->looking, false);
}

static void alive(void *ctx)
{
    struct serving *s = ctx;

    flow_alive(&s->wired.flow);
}

/* One look at a time: behind a hub that hangs they would take every thread. */
static void look_after(void *ctx)
{
    struct serving *s = ctx;

    if (!atomic_exchange(&s->looking, true) && server_post(s->web.server, look, s) != ERR_OK)
        atomic_store(&s->looking, false);
}

static void close_all(struct serving *s)
{
    atomic_store(&s->wired.flow.stopping, true);
    running = NULL;
    web_close(&s->web);
    mcp_http_free(s->web.mcp);
    unwire(&s->wired);
    verified_close(s->verified);
    history_close(s->history);
    audit_close(s->audit);
    token_keys_free(s->keys);
    users_close(s->users);
    child_stop(&s->hub);
}

static err_t serve(struct serving *s, struct why *why)
{
    enum { LOOK_MS = 3000, ALIVE_MS = 2000 };

    TRY(open_all(s, why));
    running = s->web.server;
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    if (s->wired.backend && backend_mirror(s->wired.backend))
        mirror_start(backend_mirror(s->wired.backend));
    look_after(s);
    server_every(s->web.server, LOOK_MS, look_after, s);
    server_every(s->web.server, ALIVE_MS, alive, s);
    server_run(s->web.server);
    return ERR_OK;
}

static err_t body(struct cmd *c, struct why *why)
{
    struct serving s = { .arena = c->arena, .settings = c->settings };

    if (c->settings.rest_n)
        return cmd_usage(c, why, "serve takes options only; --help lists them");
    err_t e = serve(&s, why);
    close_all(&s);
    return e;
}

int cmd_serve(int argc, char **argv)
{
    return cmd_run(argc, argv, body);
}
