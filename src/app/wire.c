#include "app/wire.h"

#include "app/database.h"
#include "datahub/schema.h"

#include <errno.h>
#include <sys/stat.h>

err_t data_path(struct arena *a, const struct settings *s, const char *name, const char **out,
                struct why *why)
{
    if (mkdir(s->data, 0700) != 0 && errno != EEXIST)
        return why_fail(why, ERR_IO,
                        "cannot make the data folder %s: %s; choose another with "
                        "--data",
                        s->data, strerror(errno));
    *out = arena_fmt(a, "%s/%s", s->data, name).p;
    return ERR_OK;
}

static const char *or_null(const char *s)
{
    return s[0] ? s : NULL;
}

err_t wire_datahub(const struct settings *s, struct datahub_settings *out, struct why *why)
{
    if (!s->account[0] || !s->user[0] || !s->password[0])
        return why_fail(why, ERR_BAD_INPUT,
                        "no hub is configured: set BOOMI_ACCOUNT_ID, BOOMI_USERNAME and "
                        "BOOMI_PASSWORD, or try `auric serve --demo`");
    bool twice, jwt = strcmp(s->datahub_auth, "jwt") == 0;
    if (!jwt && strcmp(s->datahub_auth, "basic") != 0)
        return why_fail(why, ERR_BAD_INPUT, "datahub_auth must be basic or jwt, not %s",
                        s->datahub_auth);
    TRY(settings_bool("counts_twice", s->counts_twice, &twice, why));
    *out = (struct datahub_settings){
        .platform_url = s->base_url,
        .hub_url = or_null(s->repository_url),
        .account_id = s->account,
        .user = s->user,
        .password = s->password,
        .hub_user = or_null(s->datahub_user),
        .hub_password = or_null(s->datahub_password),
        .use_jwt = jwt,
        .repository_id = or_null(s->repository),
        .allowed_hosts = or_null(s->hub_hosts),
        .proxy = or_null(s->hub_proxy),
        .ca_file = or_null(s->hub_ca),
        .counts_twice = twice,
    };
    return ERR_OK;
}

static err_t read_database(struct arena *a, const struct settings *s, struct schema **out,
                           struct why *why)
{
    struct database *d;

    TRY(database_new(&d, s->source, 0, why));
    err_t e = database_schema(d, a, out, why);
    database_free(d);
    return e;
}

err_t wire_schema(struct arena *a, const struct settings *s, struct schema **out, struct why *why)
{
    struct datahub_settings hub;
    struct datahub *d;

    if (s->source[0])
        return read_database(a, s, out, why);
    TRY(wire_datahub(s, &hub, why));
    TRY(datahub_new(&d, &hub, why));
    err_t e = datahub_schema(d, a, out, why);
    datahub_free(d);
    return e;
}

static err_t wire_store(struct wired *w, const struct wire_options *o, struct why *why)
{
    if (o->settings->redis_url[0] && o->kv_path)
        return kv_redis(&w->kv, o->settings->redis_url, why);
    return o->kv_path ? kv_file(&w->kv, o->kv_path, why) : kv_memory(&w->kv);
}

static err_t wire_mirror(struct arena *a, const struct settings *s, struct mirror_options *out,
                         struct why *why)
{
    int64_t refresh_s, stale_s;

    TRY(settings_number("mirror_refresh_s", s->mirror_refresh_s, 1, 86400, &refresh_s, why));
    TRY(settings_number("mirror_stale_s", s->mirror_stale_s, 0, 2592000, &stale_s, why));
    out->models = s->mirror;
    out->refresh_s = (unsigned)refresh_s;
    out->stale_s = (unsigned)stale_s;
    out->where = s->mirror_at;
    if (!s->mirror[0] || s->mirror_at[0])
        return ERR_OK;
    return data_path(a, s, "mirror.db", &out->where, why);
}

err_t wire_backend(const struct settings *s, struct backend **out, struct why *why)
{
    struct backend_options o = { .semantics_path = s->semantics, .database = s->source };
    int64_t refresh_s;

    TRY(settings_number("refresh_s", s->refresh_s, 0, 86400, &refresh_s, why));
    o.refresh_s = (unsigned)refresh_s;
    if (s->source[0])
        return backend_new(out, &o, why);
    TRY(wire_datahub(s, &o.hub, why));
    struct arena *a = arena_new();
    err_t e = wire_mirror(a, s, &o.mirror, why);
    if (e == ERR_OK)
        e = backend_new(out, &o, why);
    arena_free(a);
    return e;
}

static err_t wire_server(struct wired *w, const struct settings *s, struct why *why)
{
    TRY(wire_backend(s, &w->backend, why));
    w->server = mcp_server_new(&(struct mcp_server_options){ .backend = backend_of(w->backend) });
    return ERR_OK;
}

static err_t wire_client(struct wired *w, const struct settings *s, struct why *why)
{
    struct mcp_client_options o = { .target = s->mcp, .bearer = or_null(s->mcp_token) };

    if (strcmp(s->mcp, "inproc") == 0)
        TRY(wire_server(w, s, why));
    o.server = w->server;
    return mcp_client_new(&w->client, &o, why);
}

static err_t wire_llm(struct wired *w, const struct settings *s, const char *log_path,
                      struct why *why)
{
    struct llm_options o = {
        .anthropic_key = or_null(s->anthropic_key),
        .anthropic_url = s->anthropic_url,
        .anthropic_model = s->anthropic_model,
        .openai_key = or_null(s->openai_key),
        .log_path = log_path,
        .openai_url = or_null(s->openai_url),
        .openai_model = s->openai_model,
    };

    if (!brain_of_name(str_c(s->brain), &w->services.brain))
        return why_fail(why, ERR_BAD_INPUT, "--brain must be local, auto, claude or openai, not %s",
                        s->brain);
    switch (w->services.brain) {
    case BRAIN_LOCAL:
    case BRAIN_COUNT:
        return ERR_OK;
    case BRAIN_AUTO:
        return o.anthropic_key ? llm_new(&w->llm, LLM_ANTHROPIC, &o, why) : ERR_OK;
    case BRAIN_CLAUDE:
        return llm_new(&w->llm, LLM_ANTHROPIC, &o, why);
    case BRAIN_OPENAI:
        return llm_new(&w->llm, LLM_OPENAI, &o, why);
    }
    return ERR_OK;
}

static err_t wire_all(struct wired *w, const struct wire_options *o, struct why *why)
{
    const struct settings *s = o->settings;
    int64_t refresh_s, values_max, rows_max, week_start;

    TRY(settings_number("refresh_s", s->refresh_s, 0, 86400, &refresh_s, why));
    TRY(settings_number("values_max", s->values_max, 1, 200000, &values_max, why));
    TRY(settings_number("rows_max", s->rows_max, 1, 1000000, &rows_max, why));
    TRY(settings_bool("prose", s->prose, &w->services.llm_prose, why));
    TRY(settings_number("week_start", s->week_start, 1, 7, &week_start, why));
    TRY(wire_store(w, o, why));
    TRY(wire_client(w, s, why));
    w->catalogs = catalogs_new(&(struct catalogs_options){
        .mcp = w->client,
        .kv = w->kv,
        .semantics_path = or_null(s->semantics),
        .cache_dir = o->cache_dir,
        .refresh_s = (unsigned)refresh_s,
        .values_max = (size_t)values_max,
    });
    TRY(wire_llm(w, s, o->llm_log, why));
    w->services.catalogs = w->catalogs;
    w->services.mcp = w->client;
    w->services.kv = w->kv;
    w->services.llm = w->llm;
    w->services.week_start = (int)week_start;
    w->services.rows_max = (uint64_t)rows_max;
    w->flow.services = &w->services;
    return ERR_OK;
}

err_t wire(struct wired *w, const struct wire_options *o, struct why *why)
{
    *w = (struct wired){ .kv = NULL };
    err_t e = wire_all(w, o, why);
    if (e != ERR_OK)
        unwire(w);
    return e;
}

void unwire(struct wired *w)
{
    llm_free(w->llm);
    catalogs_free(w->catalogs);
    mcp_client_free(w->client);
    mcp_server_free(w->server);
    backend_free(w->backend);
    kv_free(w->kv);
    *w = (struct wired){ .kv = NULL };
}
