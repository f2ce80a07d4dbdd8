/* cmd_config.c - auric config, role, token, doctor: looking at how
 * things are set. */
#include "app/cmd.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "auth/token.h"
#include "base/clock.h"

#include <stdio.h>

static err_t config_body(struct cmd *c, struct why *why)
{
    const struct settings *s = &c->settings;
    const char *host;
    uint16_t port;
    int64_t n;

    if (s->rest_n == 0) {
        settings_print(s);
        return ERR_OK;
    }
    if (s->rest_n != 1 || strcmp(s->rest[0], "check") != 0)
        return cmd_usage(c, why, "config takes nothing, or \"check\"");
    TRY(settings_address(c->arena, s->listen, &host, &port, why));
    TRY(settings_number("week_start", s->week_start, 1, 7, &n, why));
    TRY(settings_number("idle_s", s->idle_s, 1, 86400, &n, why));
    TRY(settings_number("absolute_s", s->absolute_s, 1, 2592000, &n, why));
    TRY(settings_number("refresh_s", s->refresh_s, 0, 86400, &n, why));
    TRY(settings_number("values_max", s->values_max, 1, 200000, &n, why));
    TRY(settings_number("rows_max", s->rows_max, 1, 1000000, &n, why));
    puts("the settings are in order");
    return ERR_OK;
}

static void print_strs(const char *what, struct strs s)
{
    if (s.n == 0)
        return;
    printf("  %s:", what);
    for (size_t i = 0; i < s.n; i++)
        printf(" %.*s", STR_ARG(s.p[i]));
    putchar('\n');
}

static err_t role_body(struct cmd *c, struct why *why)
{
    static const char *const whats[] = {
#define X(name, what) what,
        FEATURE_LIST(X)
#undef X
    };
    const struct policy *p = policy_default(c->arena);

    if (c->settings.rest_n != 1 || strcmp(c->settings.rest[0], "list") != 0)
        return cmd_usage(c, why,
                         "role takes \"list\"; roles of your own are in the semantic "
                         "layer's \"roles\"");
    for (size_t i = 0; i < p->roles_n; i++) {
        const struct role *r = &p->roles[i];
        printf("%.*s: %u questions an hour\n", STR_ARG(r->name), r->requests_per_hour);
        for (size_t f = 0; f < FEATURE_COUNT; f++)
            if (role_may(r, (enum feature)f))
                printf("  may %s\n", whats[f]);
        print_strs("models", r->allow_models);
        print_strs("not the models", r->deny_models);
        print_strs("not the fields", r->deny_fields);
    }
    return ERR_OK;
}

static err_t token_body(struct cmd *c, struct why *why)
{
    const char *keys;

    if (c->settings.rest_n != 1 || strcmp(c->settings.rest[0], "rotate") != 0)
        return cmd_usage(c, why, "token takes \"rotate\"");
    TRY(data_path(c->arena, &c->settings, "token-keys.json", &keys, why));
    TRY(token_keys_rotate(keys, clock_now_s(), why));
    puts("a new key signs from the next start on; sessions signed with the old one go on");
    return ERR_OK;
}

static bool say(const char *what, err_t e, const struct why *why)
{
    printf("%-28s %s%s%s\n", what, e == ERR_OK ? "ok" : "FAILED", e == ERR_OK ? "" : ": ",
           e == ERR_OK ? "" : why_text(why, e));
    return e == ERR_OK;
}

/* How the hub behaved while all this was asked of it. */
static void say_line(struct line *l)
{
    struct line_stats s = line_stats(l);
    uint64_t sent = 0, failed = 0;

    for (int api = 0; api < DATAHUB_APIS; api++) {
        sent += s.requests[api];
        failed += s.failures[api];
        if (s.is_open[api])
            printf("%-28s keeps failing and is left alone for a while\n",
                   api == PLATFORM_API ? "hub: Platform API" : "hub: Repository API");
    }
    printf("%-28s %llu sent, %llu failed, %llu repeated, %llu connections\n", "hub: requests",
           (unsigned long long)sent, (unsigned long long)failed, (unsigned long long)s.repeats,
           (unsigned long long)s.connects);
}

static bool examine_mirror(struct mirror *m)
{
    struct mirror_stats s = { 0 };
    struct why why = { "" };
    err_t e = mirror_look(m, &s, &why);

    if (!e && s.ready < s.models)
        e = why_fail(&why, ERR_UNAVAILABLE,
                     "%u of %u models are complete; the hub is asked for "
                     "the others",
                     s.ready, s.models);
    return say("mirror", e, &why);
}

/* Each line is one thing that has to work, in the order in which they build on
 * each other. */
static bool examine(struct cmd *c, struct child *hub)
{
    struct why why = { "" };
    struct wired w = { .kv = NULL };
    struct schema *schema = NULL;
    const char *path;
    bool ok = say("data folder", data_path(c->arena, &c->settings, "", &path, &why), &why);

    if (c->settings.demo)
        ok &= say("local hub", demo_start(c->arena, &c->settings, hub, &why), &why);
    if (strcmp(c->settings.mcp, "inproc") == 0)
        ok &= say(c->settings.source[0] ? "database: tables" : "hub: models and universes",
                  wire_schema(c->arena, &c->settings, &schema, &why), &why);
    err_t e = wire(&w, &(struct wire_options){ &c->settings, NULL, NULL, NULL }, &why);
    ok &= say("MCP server, brain", e, &why);
    if (e == ERR_OK && c->settings.redis_url[0]) {
        struct kv *kv;
        e = kv_redis(&kv, c->settings.redis_url, &why);
        if (e == ERR_OK) {
            e = kv_ping(kv);
            kv_free(kv);
        }
        ok &= say("Redis", e, &why);
    }
    if (w.catalogs)
        ok &= say("catalog, values, semantics", catalogs_refresh(w.catalogs, true, &why), &why);
    if (w.backend && backend_line(w.backend))
        say_line(backend_line(w.backend));
    if (w.backend && backend_mirror(w.backend))
        ok &= examine_mirror(backend_mirror(w.backend));
    unwire(&w);
    return ok;
}

static err_t doctor_body(struct cmd *c, struct why *why)
{
    struct child hub = { 0 };
    bool ok = examine(c, &hub);

    child_stop(&hub);
    return ok ? ERR_OK : why_fail(why, ERR_UNAVAILABLE, "something above needs attention");
}

int cmd_config(int argc, char **argv)
{
    return cmd_run(argc, argv, config_body);
}

int cmd_role(int argc, char **argv)
{
    return cmd_run(argc, argv, role_body);
}

int cmd_token(int argc, char **argv)
{
    return cmd_run(argc, argv, token_body);
}

int cmd_doctor(int argc, char **argv)
{
    return cmd_run(argc, argv, doctor_body);
}
