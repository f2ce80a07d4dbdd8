/* cmd_mcp.c - auric mcp: the MCP server alone, on stdio or over HTTP. */
#include "app/backend.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "mcp/http.h"
#include "mcp/stdio.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>

static const char help[] =
    "usage: auric mcp --stdio | --http A:P [--hub URL] [--demo] [--role R]\n\n"
    "Credentials come from the BOOMI_* variables. Over HTTP every request must carry\n"
    "AURIC_MCP_ACCESS_TOKEN as its bearer; without that setting only 127.0.0.1 is served.\n"
    "Calls run with the rights of --role (executive).\n";

struct serving {
    struct arena *arena;
    struct settings settings;
    struct child hub;
    struct backend *backend;
    struct mcp_server *mcp;
    struct server *http;
    const char *role, *http_at;
    bool stdio;
};

static struct server *running;

static void on_signal(int sig)
{
    (void)sig;
    if (running)
        server_stop(running);
}

/* Our own options are taken out; the rest are settings. */
static err_t read_options(struct serving *s, int argc, char **argv, struct why *why)
{
    char **rest = NEW_N(s->arena, char *, (size_t)argc);
    int n = 0;

    s->role = "executive";
    for (int i = 1; i < argc; i++) {
        const char **to = strcmp(argv[i], "--http") == 0   ? &s->http_at
                          : strcmp(argv[i], "--role") == 0 ? &s->role
                                                           : NULL;
        if (strcmp(argv[i], "--stdio") == 0)
            s->stdio = true;
        else if (!to)
            rest[n++] = argv[i];
        else if (i + 1 < argc)
            *to = argv[++i];
        else
            return why_fail(why, ERR_BAD_INPUT, "%s wants a value", argv[i]);
    }
    TRY(settings_read(s->arena, n, rest, &s->settings, why));
    if (s->stdio == (s->http_at != NULL) || s->settings.rest_n)
        return why_fail(why, ERR_BAD_INPUT, "%s", help);
    return ERR_OK;
}

/* The agent's own user, for the catalog: it needs all models. */
static err_t authenticate(void *ctx, struct request *req, struct mcp_caller *out, struct why *why)
{
    const struct serving *s = ctx;
    str given = request_header(req, STR("Authorization")), want = str_c(s->settings.mcp_access);

    if (want.n) {
        given = str_starts(given, STR("Bearer ")) ? str_sub(given, 7, given.n) : STR("");
        if (given.n != want.n || sodium_memcmp(given.p, want.p, want.n) != 0)
            return why_fail(why, ERR_UNAUTHENTICATED, "this server wants a bearer token");
    }
    str user = request_header(req, STR("X-Auric-User"));
    str role = want.n ? request_header(req, STR("X-Auric-Role")) : STR("");
    *out = (struct mcp_caller){ user.n ? user : STR("mcp"), role.n ? role : str_c(s->role), NULL };
    return ERR_OK;
}

static err_t open_backend(struct serving *s, struct why *why)
{
    if (s->settings.demo)
        TRY(demo_start(s->arena, &s->settings, &s->hub, why));
    TRY(wire_backend(&s->settings, &s->backend, why));
    s->mcp = mcp_server_new(&(struct mcp_server_options){ .backend = backend_of(s->backend) });
    return ERR_OK;
}

static err_t serve_http(struct serving *s, struct why *why)
{
    struct server_options o = { .address = NULL };
    struct mcp_http *h;

    TRY(settings_address(s->arena, s->http_at, &o.address, &o.port, why));
    if (!s->settings.mcp_access[0] && strncmp(o.address, "127.", 4) != 0)
        return why_fail(why, ERR_BAD_INPUT,
                        "set AURIC_MCP_ACCESS_TOKEN before listening beyond this machine");
    h = mcp_http_new(
        &(struct mcp_http_options){ .server = s->mcp, .authenticate = authenticate, .ctx = s });
    struct route routes[MCP_ROUTES_N];
    mcp_http_routes(h, "/mcp", routes);
    err_t e = server_new(&s->http, &o, routes, MCP_ROUTES_N, why);
    if (e == ERR_OK) {
        running = s->http;
        signal(SIGINT, on_signal);
        signal(SIGTERM, on_signal);
        printf("address http://%s:%u/mcp\n", o.address, (unsigned)server_port(s->http));
        fflush(stdout);
        server_run(s->http);
    }
    running = NULL;
    server_free(s->http);
    mcp_http_free(h);
    return e;
}

static err_t serve(struct serving *s, struct why *why)
{
    struct mcp_caller who = { STR("stdio"), str_c(s->role), NULL };

    TRY(open_backend(s, why));
    if (!s->stdio)
        return serve_http(s, why);
    return mcp_stdio_serve(s->mcp, &who, 0, 1) == 0
               ? ERR_OK
               : why_fail(why, ERR_IO, "reading or writing a message failed");
}

int cmd_mcp(int argc, char **argv)
{
    struct serving s = { .arena = arena_new() };
    struct why why = { "" };
    int status = 2;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        arena_free(s.arena);
        return 0;
    }
    err_t e = read_options(&s, argc, argv, &why);
    if (e == ERR_OK) {
        status = 1;
        e = serve(&s, &why);
        mcp_server_free(s.mcp);
        backend_free(s.backend);
        child_stop(&s.hub);
    }
    if (e != ERR_OK)
        fprintf(stderr, "auric: %s\n", why_text(&why, e));
    arena_free(s.arena);
    return e == ERR_OK ? 0 : status;
}
