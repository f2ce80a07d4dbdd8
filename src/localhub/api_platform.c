/* api_platform.c - the Platform API: models, repositories, sources
 * (boomi-datahub-api.md, section 2), and the tokens for the other one. */
#include "localhub/batch.h"
#include "localhub/channel.h"
#include "localhub/head.h"
#include "localhub/model_xml.h"
#include "localhub/names.h"
#include "localhub/quarantine.h"
#include "localhub/service.h"

static struct xml_out begin(struct hub_call *c, str root)
{
    struct xml_out o = xml_out(&c->body);

    xml_declaration(&o);
    xml_open(&o, root);
    xml_put_attr(&o, STR("xmlns:mdm"), STR(HUB_MDM_NAMESPACE));
    return o;
}

static void leaf_int(struct xml_out *o, struct arena *a, str name, int64_t v)
{
    xml_leaf(o, name, arena_fmt(a, "%lld", (long long)v));
}

/* Of the published versions only the latest is listed. */
static bool is_listed(const struct hub_session *s, const struct hub_model *m, str name, str status)
{
    bool draft = m->version == 0;

    if (name.n && !str_eq(m->name, name))
        return false;
    if (!draft && hub_session_model(s, m->id, -1) != m)
        return false;
    return str_eq(status, STR("all")) || str_eq(status, draft ? STR("draft") : STR("publish"));
}

static err_t list_models(struct hub_call *c, struct why *why)
{
    struct request *r = c->request;
    str name = STR(""), status = STR("all");
    size_t n = 0;

    (void)why;
    (void)request_param(r, STR("name"), &name);
    (void)request_param(r, STR("publicationStatus"), &status);
    if (!str_eq(status, STR("all")) && !str_eq(status, STR("draft")) &&
        !str_eq(status, STR("publish"))) {
        hub_refuse_one(r, 400, "The publicationStatus \"%.*s\" is not all, draft or publish.",
                       STR_ARG(status));
        return ERR_OK;
    }
    struct xml_out o = begin(c, STR("mdm:Models"));
    for (size_t i = 0; i < c->session->models.n; i++) {
        const struct hub_model *m = c->session->models.p[i];
        if (!is_listed(c->session, m, name, status))
            continue;
        n++;
        xml_open(&o, STR("mdm:Model"));
        xml_leaf(&o, STR("mdm:name"), m->name);
        xml_leaf(&o, STR("mdm:id"), m->id);
        xml_leaf(&o, STR("mdm:publicationStatus"), m->version ? STR("true") : STR("false"));
        if (m->version)
            leaf_int(&o, c->arena, STR("mdm:latestVersion"), m->version);
        xml_close(&o);
    }
    xml_close(&o);
    if (name.n && n == 0)
        hub_refuse_one(r, 400, "No model is named %.*s.", STR_ARG(name));
    else
        hub_reply(c);
    return ERR_OK;
}

/* A draft that was never published is not found without draft=true, and the
 * message misleads as Boomi's does. */
static err_t get_model(struct hub_call *c, struct why *why)
{
    struct request *r = c->request;
    str id = r->params[1], text = STR(""), draft = STR("");
    int64_t version = -1;

    (void)why;
    bool by_version = request_param(r, STR("version"), &text);
    (void)request_param(r, STR("draft"), &draft);
    if (!hub_is_guid(id)) {
        hub_refuse_one(r, 400, "%.*s is not a valid component ID.", STR_ARG(id));
        return ERR_OK;
    }
    if (by_version && (!str_to_i64(text, &version) || version < 1 || version > INT32_MAX)) {
        hub_refuse_one(r, 400, "The version \"%.*s\" is not a positive whole number.",
                       STR_ARG(text));
        return ERR_OK;
    }
    if (!by_version && str_eq(draft, STR("true")))
        version = 0;
    const struct hub_model *m = hub_session_model(c->session, id, (int)version);
    if (!m && by_version)
        hub_refuse_one(r, 400, "Model %.*s has no version %lld.", STR_ARG(id), (long long)version);
    else if (!m && version == 0)
        hub_refuse_one(r, 400, "Model %.*s has no draft.", STR_ARG(id));
    else if (!m)
        hub_refuse_one(r, 400, "%.*s is not a valid component ID.", STR_ARG(id));
    if (!m)
        return ERR_OK;
    struct xml_out o = xml_out(&c->body);
    xml_declaration(&o);
    hub_model_to_xml(&o, c->arena, m);
    hub_reply(c);
    return ERR_OK;
}

struct counts {
    int64_t records, quarantined, ended, updates;
    struct hub_waiting waiting;
};

static void put_counts(struct xml_out *o, struct arena *a, const struct counts *n)
{
    leaf_int(o, a, STR("mdm:goldenRecords"), n->records);
    leaf_int(o, a, STR("mdm:quarantinedRecords"), n->quarantined);
    leaf_int(o, a, STR("mdm:pendingBatches"), n->waiting.batches);
    leaf_int(o, a, STR("mdm:pendingBatchRecords"), n->waiting.entities);
    leaf_int(o, a, STR("mdm:pendingChannelUpdates"), n->updates);
    leaf_int(o, a, STR("mdm:heldChannelUpdates"), 0);
    leaf_int(o, a, STR("mdm:endDatedRecords"), n->ended);
}

static err_t put_universe(struct hub_call *c, struct xml_out *o, const struct hub_model *m,
                          struct counts *n, struct why *why)
{
    n->records = m->records;
    TRY(hub_quarantine_count(c->session, m->id, &n->quarantined, why));
    TRY(hub_ended_count(c->session, m, &n->ended, why));
    TRY(hub_channel_waiting(c->session, m, &n->updates, why));
    TRY(hub_batch_waiting(c->session, m, &n->waiting, why));
    xml_put_attr(o, STR("id"), m->id);
    xml_put_attr(o, STR("name"), m->root);
    put_counts(o, c->arena, n);
    return ERR_OK;
}

static err_t put_repository(struct hub_call *c, struct xml_out *o, struct why *why)
{
    struct counts all = { 0 }, one;

    xml_put_attr(o, STR("id"), c->service->repository_id);
    xml_put_attr(o, STR("name"), c->service->repository_name);
    xml_put_attr(o, STR("atomName"), STR("Local Hub Cloud"));
    xml_put_attr(o, STR("repositoryBaseUrl"), c->service->base_url);
    xml_put_attr(o, STR("utf8mb4"), STR("true"));
    for (size_t i = 0; i < c->session->models.n; i++) {
        const struct hub_model *m = c->session->models.p[i];
        if (!m->deployed)
            continue;
        xml_open(o, STR("mdm:Universe"));
        TRY(put_universe(c, o, m, &one, why));
        xml_close(o);
        all.records += one.records;
        all.quarantined += one.quarantined;
        all.ended += one.ended;
        all.updates += one.updates;
        all.waiting.batches += one.waiting.batches;
        all.waiting.entities += one.waiting.entities;
    }
    put_counts(o, c->arena, &all);
    return ERR_OK;
}

static err_t list_repositories(struct hub_call *c, struct why *why)
{
    struct xml_out o = begin(c, STR("mdm:Repositories"));

    xml_open(&o, STR("mdm:Repository"));
    TRY(put_repository(c, &o, why));
    xml_close(&o);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static bool is_repository(struct hub_call *c)
{
    str id = c->request->params[1];

    if (str_eq(id, c->service->repository_id))
        return true;
    hub_refuse_one(c->request, 400, "Repository %.*s does not exist.", STR_ARG(id));
    return false;
}

static err_t get_repository(struct hub_call *c, struct why *why)
{
    if (!is_repository(c))
        return ERR_OK;
    struct xml_out o = begin(c, STR("mdm:Repository"));
    TRY(put_repository(c, &o, why));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t get_repository_status(struct hub_call *c, struct why *why)
{
    (void)why;
    if (!is_repository(c))
        return ERR_OK;
    struct xml_out o = begin(c, STR("mdm:RepositoryStatus"));
    xml_put_attr(&o, STR("status"), STR("SUCCESS"));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static const struct hub_model *summary_universe(struct hub_call *c)
{
    if (!is_repository(c))
        return NULL;
    const struct hub_model *m = hub_session_universe(c->session, c->request->params[2]);
    if (!m)
        hub_refuse_one(c->request, 404, "Universe %.*s does not exist in this repository.",
                       STR_ARG(c->request->params[2]));
    return m;
}

static err_t get_universe(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = summary_universe(c);
    struct counts n;

    if (!m)
        return ERR_OK;
    struct xml_out o = begin(c, STR("mdm:Universe"));
    TRY(put_universe(c, &o, m, &n, why));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t get_source_status(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = summary_universe(c);

    (void)why;
    if (!m)
        return ERR_OK;
    if (!hub_model_source_find(m, c->request->params[3])) {
        hub_refuse_one(c->request, 404, "Source %.*s is not attached to the universe.",
                       STR_ARG(c->request->params[3]));
        return ERR_OK;
    }
    struct xml_out o = begin(c, STR("mdm:SourceStatus"));
    xml_put_attr(&o, STR("status"), STR("INITIAL_LOAD_FINISHED"));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t list_clouds(struct hub_call *c, struct why *why)
{
    (void)why;
    struct xml_out o = begin(c, STR("mdm:Clouds"));
    xml_open(&o, STR("mdm:Cloud"));
    xml_put_attr(&o, STR("cloudId"), hub_guid(c->arena, STR("cloud"), STR("local")));
    xml_put_attr(&o, STR("containerId"), hub_guid(c->arena, STR("container"), STR("local")));
    xml_put_attr(&o, STR("name"), STR("Local Hub Cloud"));
    xml_close(&o);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static void put_account_source(struct xml_out *o, struct stmt *s)
{
    xml_leaf(o, STR("mdm:name"), stmt_text(s, 0));
    xml_leaf(o, STR("mdm:sourceId"), stmt_text(s, 1));
    if (!stmt_is_null(s, 2))
        xml_leaf(o, STR("mdm:entityIdUrl"), stmt_text(s, 2));
}

static err_t list_sources(struct hub_call *c, struct why *why)
{
    struct stmt *s;
    err_t e;

    struct xml_out o = begin(c, STR("mdm:AccountSources"));
    TRY(hub_session_prepare(
        c->session, STR("SELECT name, id, entity_url FROM hub_source ORDER BY name"), &s, why));
    while ((e = stmt_step(s, why)) == ERR_OK) {
        xml_open(&o, STR("mdm:AccountSource"));
        put_account_source(&o, s);
        xml_close(&o);
    }
    if (e != ERR_NOT_FOUND)
        return e;
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t get_source(struct hub_call *c, struct why *why)
{
    struct stmt *s;

    TRY(hub_session_prepare(
        c->session, STR("SELECT name, id, entity_url FROM hub_source WHERE id = ?1"), &s, why));
    stmt_bind_text(s, 1, c->request->params[1]);
    err_t e = stmt_step(s, why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 400, "Source %.*s does not exist.",
                       STR_ARG(c->request->params[1]));
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    struct xml_out o = begin(c, STR("mdm:AccountSource"));
    put_account_source(&o, s);
    xml_close(&o);
    stmt_reset(s);
    hub_reply(c);
    return ERR_OK;
}

/* clang-format off */
#define ACCOUNT "/mdm/api/rest/v1/{account}"
#define GET(pattern, fn) { HUB_PLATFORM, "GET", ACCOUNT pattern, 0, fn }

const struct hub_endpoint hub_platform_endpoints[] = {
    GET("/models",                                                  list_models),
    GET("/models/{id}",                                             get_model),
    GET("/repositories",                                            list_repositories),
    GET("/repositories/{repository}",                               get_repository),
    GET("/repositories/{repository}/status",                        get_repository_status),
    GET("/repositories/{repository}/universes/{universe}",          get_universe),
    GET("/repositories/{repository}/universes/{universe}/sources/{source}/status", get_source_status),
    GET("/clouds",                                                  list_clouds),
    GET("/sources",                                                 list_sources),
    GET("/sources/{source}",                                        get_source),
    { HUB_TOKENS, "GET", "/auth/jwt/generate/{account}", 0, NULL },
};
/* clang-format on */
const size_t hub_platform_endpoints_n = sizeof hub_platform_endpoints /
                                        sizeof *hub_platform_endpoints;
