/* api_staging.c - staging areas: entities are tried, looked at, and then sent
 * on, tried again or dropped (boomi-datahub-api.md, 3.9). */
#include "localhub/query.h"
#include "localhub/service.h"
#include "localhub/staging.h"

#include <time.h>

static err_t submit(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 };
    struct hub_batch b;

    if (!m)
        return ERR_OK;
    err_t e = hub_batch_read(c->arena, m, c->request->body, &b, &errors);
    if (e == ERR_NOT_FOUND)
        hub_refuse_source(c, m, b.source);
    else if (e)
        hub_refuse(c->request, 400, &errors);
    if (e)
        return ERR_OK;
    TRY(hub_stage(c->session, c->arena, m, &b, c->request->params[1], hub_call_now(c), why));
    hub_reply_status(c, 202);
    return ERR_OK;
}

/* Answers what is wrong with the request. */
static const struct hub_model *read_query(struct hub_call *c, struct hub_staging_query *out)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 };

    if (!m)
        return NULL;
    if (hub_staging_query_read(c->arena, c->request->body, time(NULL), out, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return NULL;
    }
    if (hub_model_source_find(m, out->source))
        return m;
    hub_refuse_source(c, m, out->source);
    return NULL;
}

static err_t query(struct hub_call *c, struct why *why)
{
    struct hub_staging_query q;
    const struct hub_model *m = read_query(c, &q);

    if (!m)
        return ERR_OK;
    TRY(hub_staging_print(c->session, c->arena, m, &q, c->caller == HUB_JWT, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static err_t read_again(struct hub_call *c, const struct hub_model *m,
                        const struct hub_staged *staged, struct hub_batch *b, str *body)
{
    struct hub_strs errors = { 0 };
    struct buf src;

    buf_init(&src, c->arena);
    struct xml_out o = xml_out(&src);
    xml_open(&o, STR("batch"));
    xml_put_attr(&o, STR("src"), staged->source);
    buf_byte(&src, '>');
    buf_add(&src, staged->body);
    buf_lit(&src, "</batch>");
    *body = buf_str(&src);
    return hub_batch_read(c->arena, m, *body, b, &errors);
}

enum action { COMMIT, RESUBMIT, DROP };

static err_t act(struct hub_call *c, enum action action, struct why *why)
{
    struct hub_staged_list list = { 0 };
    struct hub_staging_query q;
    const struct hub_model *m = read_query(c, &q);
    int64_t id;

    if (!m)
        return ERR_OK;
    TRY(hub_staging_take(c->session, c->arena, m, &q, &list, why));
    for (size_t i = list.n; i > 0 && action != DROP; i--) { /* in the order they came */
        struct hub_batch b;
        str body, now = hub_call_now(c);
        TRY(read_again(c, m, &list.p[i - 1], &b, &body));
        if (action == COMMIT)
            TRY(hub_batch_keep(c->session, m, &b, body, now, &id, why));
        else
            TRY(hub_stage(c->session, c->arena, m, &b, q.area, now, why));
    }
    if (action == COMMIT)
        c->then = hub_process_batches;
    hub_reply_status(c, action == DROP ? 200 : 202);
    return ERR_OK;
}

static err_t commit(struct hub_call *c, struct why *why)
{
    return act(c, COMMIT, why);
}

static err_t resubmit(struct hub_call *c, struct why *why)
{
    return act(c, RESUBMIT, why);
}

static err_t drop(struct hub_call *c, struct why *why)
{
    return act(c, DROP, why);
}

static err_t get_staged(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_staging_query q = { .page = { .limit = 1 },
                                   .records = true,
                                   .source = c->request->params[1],
                                   .area = c->request->params[2] };

    if (!m)
        return ERR_OK;
    *vec_push(c->arena, &q.ids) = c->request->params[3];
    TRY(hub_staging_print(c->session, c->arena, m, &q, c->caller == HUB_JWT, &c->body, why));
    if (str_find(buf_str(&c->body), STR("<StagedEntity ")) < c->body.n)
        hub_reply(c);
    else
        hub_refuse_one(c->request, 404, "There is no staged entity '%.*s'.",
                       STR_ARG(c->request->params[3]));
    return ERR_OK;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"

const struct hub_endpoint hub_staging_endpoints[] = {
    { HUB_REPOSITORY,       "POST", U "/staging",          HUB_REQUEST_MAX, query },
    { HUB_REPOSITORY_WRITE, "POST", U "/staging/commit",   HUB_REQUEST_MAX, commit },
    { HUB_REPOSITORY_WRITE, "POST", U "/staging/resubmit", HUB_REQUEST_MAX, resubmit },
    { HUB_REPOSITORY_WRITE, "POST", U "/staging/delete",   HUB_REQUEST_MAX, drop },
    { HUB_REPOSITORY_WRITE, "POST", U "/staging/{area}",   HUB_BATCH_BYTES, submit },
    { HUB_REPOSITORY,       "GET",  U "/sources/{source}/staging/{area}/{id}", 0, get_staged },
};
/* clang-format on */
const size_t hub_staging_endpoints_n = sizeof hub_staging_endpoints / sizeof *hub_staging_endpoints;
