/* api_model.c - models are made, changed, published and deployed
 * (boomi-datahub-api.md, 2.5). */
#include "localhub/deploy.h"
#include "localhub/model_check.h"
#include "localhub/model_xml.h"
#include "localhub/names.h"
#include "localhub/page.h"
#include "localhub/service.h"

#include <sodium.h>

enum { MODEL_MAX = 4 << 20 };

static struct xml_out begin(struct hub_call *c, str root)
{
    struct xml_out o = xml_out(&c->body);

    xml_declaration(&o);
    xml_open(&o, root);
    xml_put_attr(&o, STR("xmlns:mdm"), STR(HUB_MDM_NAMESPACE));
    return o;
}

/* 400, in the shape of the answer that was hoped for. */
static void refuse_model(struct hub_call *c, str root, const struct hub_strs *errors)
{
    struct xml_out o = begin(c, root);

    xml_open(&o, STR("mdm:errors"));
    for (size_t i = 0; i < errors->n; i++)
        xml_leaf(&o, STR("mdm:error"), errors->p[i]);
    xml_close(&o);
    xml_close(&o);
    hub_refuse_body(c->request, 400, buf_str(&c->body));
}

static str new_id(struct arena *a)
{
    unsigned char random[16];

    randombytes_buf(random, sizeof random);
    return hub_guid(a, STR("model"), (str){ (const char *)random, sizeof random });
}

/* Reads and checks; `id` empty: a new one. */
static bool read_model(struct hub_call *c, str request, str response, str id, struct hub_model *out)
{
    struct hub_strs errors = { 0 };
    struct xml_node *root;
    struct why why = { "" };

    if (hub_request_read(c->arena, c->request->body, request, &root, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return false;
    }
    if (hub_model_of_tree(c->arena, root, out, &why)) {
        hub_complain(c->arena, &errors, "%s", why.text);
    } else {
        const struct hub_model *published = id.n ? hub_session_model(c->session, id, -1) : NULL;
        out->id = id.n ? id : new_id(c->arena);
        out->version = 0;
        hub_model_check(c->arena, c->session, out, published, &errors);
    }
    if (errors.n)
        refuse_model(c, response, &errors);
    return errors.n == 0;
}

static err_t write_draft(struct hub_call *c, struct hub_model *m, struct why *why)
{
    if (!m->sources.n)
        m->source = STR("LOCAL");
    return hub_model_write(c->session->db, c->arena, m, true, why);
}

static err_t create_model(struct hub_call *c, struct why *why)
{
    str response = STR("mdm:CreateModelResponse");
    struct hub_model m;

    if (!read_model(c, STR("CreateModelRequest"), response, STR(""), &m))
        return ERR_OK;
    TRY(write_draft(c, &m, why));
    struct xml_out o = begin(c, response);
    xml_leaf(&o, STR("mdm:id"), m.id);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

/* Any version of the model in the address; NULL when there is none, and that
 * is answered. */
static const struct hub_model *find_model(struct hub_call *c)
{
    str id = c->request->params[1];
    const struct hub_model *m = hub_session_model(c->session, id, -1);

    if (!m)
        m = hub_session_model(c->session, id, 0);
    if (!m)
        hub_refuse_one(c->request, 400, "%.*s is not a valid component ID.", STR_ARG(id));
    return m;
}

/* The name of the root element stays what it was when it was first saved. */
static err_t update_model(struct hub_call *c, struct why *why)
{
    const struct hub_model *old = find_model(c);
    str response = STR("mdm:UpdateModelResponse");
    struct hub_model m;

    if (!old || !read_model(c, STR("UpdateModelRequest"), response, old->id, &m))
        return ERR_OK;
    m.root = old->root;
    TRY(write_draft(c, &m, why));
    struct xml_out o = begin(c, response);
    xml_leaf(&o, STR("mdm:id"), m.id);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t publish_model(struct hub_call *c, struct why *why)
{
    const struct hub_model *any = find_model(c);

    if (!any)
        return ERR_OK;
    const struct hub_model *draft = hub_session_model(c->session, any->id, 0);
    if (!draft) {
        hub_refuse_one(c->request, 400, "Model %.*s has no draft to publish.", STR_ARG(any->id));
        return ERR_OK;
    }
    struct hub_model m = *draft;
    TRY(hub_model_forget(c->session->db, m.id, 0, why));
    TRY(hub_model_write(c->session->db, c->arena, &m, false, why));
    struct xml_out o = begin(c, STR("mdm:PublishModelResponse"));
    xml_leaf(&o, STR("mdm:version"), arena_fmt(c->arena, "%d", m.version));
    str now = hub_call_now(c);
    xml_leaf(&o, STR("mdm:lastModifiedDate"),
             arena_fmt(c->arena, "%.*s.000Z", (int)now.n - 1, now.p));
    xml_leaf(&o, STR("mdm:user"), c->service->access.platform_user);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t delete_model(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = find_model(c);

    if (!m)
        return ERR_OK;
    if (hub_session_universe(c->session, m->id)) {
        hub_refuse_one(c->request, 400, "Model %.*s is deployed; undeploy it first.",
                       STR_ARG(m->id));
        return ERR_OK;
    }
    for (size_t i = 0; i < c->session->models.n; i++)
        if (str_eq(c->session->models.p[i]->id, m->id))
            TRY(hub_model_forget(c->session->db, m->id, c->session->models.p[i]->version, why));
    buf_lit(&c->body, "true");
    hub_reply(c);
    return ERR_OK;
}

static void put_deployment(struct hub_call *c, str id, str model, int64_t version, str when,
                           bool done)
{
    struct xml_out o = begin(c, STR("mdm:UniverseDeployment"));

    xml_leaf(&o, STR("mdm:id"), id);
    xml_leaf(&o, STR("mdm:universeId"), model);
    xml_leaf(&o, STR("mdm:universeVersion"), arena_fmt(c->arena, "%lld", (long long)version));
    xml_leaf(&o, STR("mdm:status"), done ? STR("SUCCESS") : STR("PENDING"));
    xml_leaf(&o, STR("mdm:deployDate"), when);
    if (done)
        xml_leaf(&o, STR("mdm:completionDate"), when);
    xml_leaf(&o, STR("mdm:url"),
             arena_fmt(c->arena, "%.*s/mdm/api/rest/v1/%.*s/universe/%.*s/deployments/%.*s",
                       STR_ARG(c->service->base_url), STR_ARG(c->service->access.account),
                       STR_ARG(model), STR_ARG(id)));
    xml_close(&o);
    hub_reply(c);
}

static err_t keep_deployment(struct hub_call *c, str id, const struct hub_model *m, str now,
                             struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(c->session, STR("INSERT INTO hub_deployment VALUES(?1, ?2, ?3, ?4)"),
                            &q, why));
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, m->id);
    stmt_bind_int(q, 3, m->version);
    stmt_bind_text(q, 4, now);
    return stmt_run(q, why);
}

static bool is_repository(struct hub_call *c, str id)
{
    if (str_eq(id, c->service->repository_id))
        return true;
    hub_refuse_one(c->request, 400, "Repository %.*s does not exist.", STR_ARG(id));
    return false;
}

static err_t deploy(struct hub_call *c, struct why *why)
{
    str repository = STR(""), text = STR("");
    int64_t version = -1;

    (void)request_param(c->request, STR("repositoryId"), &repository);
    bool by_version = request_param(c->request, STR("version"), &text);
    if (!is_repository(c, repository))
        return ERR_OK;
    if (by_version && (!str_to_i64(text, &version) || version < 1 || version > INT32_MAX))
        version = -2;
    const struct hub_model *m =
        version == -2 ? NULL : hub_session_model(c->session, c->request->params[1], (int)version);
    if (!m) {
        hub_refuse_one(c->request, 400, "There is no such published version of model %.*s.",
                       STR_ARG(c->request->params[1]));
        return ERR_OK;
    }
    str id = new_id(c->arena), now = hub_call_now(c), model = arena_str(c->arena, m->id);
    TRY(keep_deployment(c, id, m, now, why));
    put_deployment(c, id, model, m->version, now, false);
    return hub_deploy(c->session, c->arena, m, why);
}

static err_t get_deployment(struct hub_call *c, struct why *why)
{
    str id = c->request->params[2];
    struct stmt *q;

    TRY(hub_session_prepare(
        c->session,
        STR("SELECT model, version, deployed FROM hub_deployment WHERE id = ?1 AND model = ?2"), &q,
        why));
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, c->request->params[1]);
    err_t e = stmt_step(q, why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 400, "Deployment %.*s does not exist.", STR_ARG(id));
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    put_deployment(c, id, stmt_text(q, 0), stmt_int(q, 1), stmt_text(q, 2), true);
    stmt_reset(q);
    return ERR_OK;
}

static err_t undeploy(struct hub_call *c, struct why *why)
{
    str id = c->request->params[2];

    if (!is_repository(c, c->request->params[1]))
        return ERR_OK;
    if (!hub_session_universe(c->session, id)) {
        hub_refuse_one(c->request, 400, "Universe %.*s is not deployed.", STR_ARG(id));
        return ERR_OK;
    }
    TRY(hub_model_undeploy(c->session->db, c->arena, id, why));
    buf_lit(&c->body, "<true/>");
    hub_reply(c);
    return ERR_OK;
}

/* clang-format off */
#define ACCOUNT "/mdm/api/rest/v1/{account}"

const struct hub_endpoint hub_model_endpoints[] = {
    { HUB_PLATFORM_WRITE, "POST",   ACCOUNT "/models",              MODEL_MAX, create_model },
    { HUB_PLATFORM_WRITE, "PUT",    ACCOUNT "/models/{id}",         MODEL_MAX, update_model },
    { HUB_PLATFORM_WRITE, "POST",   ACCOUNT "/models/{id}/publish", MODEL_MAX, publish_model },
    { HUB_PLATFORM_WRITE, "DELETE", ACCOUNT "/models/{id}",         0,         delete_model },
    { HUB_PLATFORM_WRITE, "POST",   ACCOUNT "/universe/{id}/deploy", MODEL_MAX, deploy },
    { HUB_PLATFORM,       "GET",    ACCOUNT "/universe/{id}/deployments/{deployment}", 0, get_deployment },
    { HUB_PLATFORM_WRITE, "DELETE", ACCOUNT "/repositories/{repository}/universe/{id}", 0, undeploy },
};
/* clang-format on */
const size_t hub_model_endpoints_n = sizeof hub_model_endpoints / sizeof *hub_model_endpoints;
