#include "localhub/hub.h"

#include "localhub/names.h"
#include "localhub/service.h"

#include <sodium.h>
#include <stdlib.h>

/* Requests that wait on purpose hold a worker each. */
enum { WORKERS = 2, FAULTY_WORKERS = 32, QUEUE = 4096 };

struct hub {
    struct arena *arena;
    struct hub_service service;
    struct server *server;
};

static str text_or(struct arena *a, const char *s, str otherwise)
{
    return arena_str(a, s ? str_c(s) : otherwise);
}

static void set_access(struct hub *h, const struct hub_options *o)
{
    struct hub_access *x = &h->service.access;

    x->account = text_or(h->arena, o->account, STR("auric-local"));
    x->platform_user = text_or(h->arena, o->platform_user, STR("admin@auric.local"));
    x->platform_password = text_or(h->arena, o->platform_password, STR("platform"));
    x->repository_user = text_or(h->arena, o->repository_user, x->account);
    x->repository_token = text_or(h->arena, o->repository_token, STR("repository"));
    x->reveal_masked = o->reveal_masked;
    randombytes_buf(x->key, sizeof x->key);
}

static void h_not_found(struct request *r)
{
    hub_refuse_one(r, 404, "There is nothing at %.*s.", STR_ARG(r->path));
}

/* The file is made when it is not there: a hub without models is a hub. */
static err_t prepare_file(const char *path, struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, false, why));
    err_t e = hub_schema(db, why);
    db_close(db);
    return e;
}

static err_t start(struct hub *h, const struct hub_options *o, struct why *why)
{
    struct server_options options = {
        .address = o->address ? o->address : "127.0.0.1",
        .port = o->port,
        .limits = { .queue = QUEUE },
        .not_found = h_not_found,
    };
    size_t n;

    TRY(hub_faults_parse(str_c(o->faults), &h->service.faults, why));
    options.limits.workers = o->workers            ? o->workers
                             : h->service.faults.n ? FAULTY_WORKERS
                                                   : WORKERS;
    TRY(prepare_file(o->db, why));
    set_access(h, o);
    h->service.repository_id = hub_repository_id(h->arena);
    h->service.repository_name = STR("Local");
    hub_sessions_init(&h->service.sessions, arena_cstr(h->arena, str_c(o->db)));
    const struct route *routes = hub_routes(h->arena, &h->service, &n);
    hub_process_batches(&h->service); /* those that a stop left behind */
    TRY(server_new(&h->server, &options, routes, n, why));
    h->service.base_url = arena_fmt(h->arena, "http://%s:%u", options.address,
                                    (unsigned)server_port(h->server));
    return ERR_OK;
}

static err_t hub_new(struct hub **out, const struct hub_options *o, struct why *why)
{
    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "libsodium cannot start");
    struct hub *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    h->arena = arena_new();
    err_t e = start(h, o, why);
    if (e)
        hub_free(h);
    else
        *out = h;
    return e;
}

err_t hub_start(struct hub **out, const struct hub_options *o, struct why *why)
{
    struct hub *h;

    TRY(hub_new(&h, o, why));
    err_t e = server_start(h->server, why);
    if (e)
        hub_free(h);
    else
        *out = h;
    return e;
}

err_t hub_serve(const struct hub_options *o, void (*on_ready)(void *ctx, struct hub *h), void *ctx,
                struct why *why)
{
    struct hub *h;

    TRY(hub_new(&h, o, why));
    if (on_ready)
        on_ready(ctx, h);
    server_run(h->server);
    hub_free(h);
    return ERR_OK;
}

uint16_t hub_port(const struct hub *h)
{
    return server_port(h->server);
}

void hub_stop(struct hub *h)
{
    server_stop(h->server);
}

void hub_free(struct hub *h)
{
    if (!h)
        return;
    if (h->server) {
        server_stop(h->server);
        server_free(h->server);
    }
    if (h->service.sessions.path)
        hub_sessions_fini(&h->service.sessions);
    arena_free(h->arena);
    free(h);
}
