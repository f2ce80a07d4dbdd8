/* api_repository.c - the Repository API: universes and golden records
 * (boomi-datahub-api.md, section 3). */
#include "localhub/history.h"
#include "localhub/names.h"
#include "localhub/quarantine.h"
#include "localhub/search.h"
#include "localhub/service.h"
#include "localhub/source_link.h"
#include "localhub/universe_xml.h"

#include <time.h>

static err_t put_universe(struct hub_call *c, struct xml_out *o, const struct hub_model *m,
                          struct why *why)
{
    int64_t quarantined, ended;

    TRY(hub_quarantine_count(c->session, m->id, &quarantined, why));
    TRY(hub_ended_count(c->session, m, &ended, why));
    hub_universe_to_xml(o, c->arena, m, &(struct hub_stats){ time(NULL), quarantined, ended });
    return ERR_OK;
}

static err_t list_universes(struct hub_call *c, struct why *why)
{
    struct xml_out o = xml_out(&c->body);

    xml_declaration(&o);
    xml_open(&o, STR("universes"));
    for (size_t i = 0; i < c->session->models.n; i++)
        if (c->session->models.p[i]->deployed)
            TRY(put_universe(c, &o, c->session->models.p[i], why));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t get_universe(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct xml_out o = xml_out(&c->body);

    if (!m)
        return ERR_OK;
    xml_declaration(&o);
    TRY(put_universe(c, &o, m, why));
    hub_reply(c);
    return ERR_OK;
}

static struct hub_search search_of(struct hub_call *c, const struct hub_model *m,
                                   const struct hub_query *q)
{
    return (struct hub_search){
        .model = m,
        .query = q,
        .masked = c->caller == HUB_JWT,
        .reference_titles = hub_call_flag(c, STR("includeReferenceTitle")),
    };
}

static err_t query_records(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 };
    struct hub_query q;

    if (!m)
        return ERR_OK;
    if (hub_query_read(c->arena, c->request->body, &q, &errors) ||
        hub_query_check(c->arena, m, &q, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    q.limit = hub_call_limit(c, q.limit);
    struct hub_search what = search_of(c, m, &q);
    TRY(hub_search_run(c->session, c->arena, &what, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static err_t get_ended(struct hub_call *c, const struct hub_model *m, str id, struct why *why)
{
    struct hub_head head;

    TRY(hub_head_find(c->session, c->arena, m, id, &head, why));
    return hub_ended_get(c->session, c->arena, m, &head, c->caller == HUB_JWT, &c->body, why);
}

static err_t reply_record(struct hub_call *c, const struct hub_model *m, str id, struct why *why)
{
    struct hub_search what = search_of(c, m, NULL);
    struct xml_out o = xml_out(&c->body);

    xml_declaration(&o);
    err_t e = hub_record_get(c->session, c->arena, &what, id, &c->body, why);
    if (e == ERR_NOT_FOUND)
        e = get_ended(c, m, id, why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_record(c->request, id);
    else if (!e)
        hub_reply(c);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t get_record(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);

    return m ? reply_record(c, m, c->request->params[1], why) : ERR_OK;
}

static err_t get_record_by_entity(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    str id;

    if (!m)
        return ERR_OK;
    err_t e = hub_source_link_find(c->session, c->arena, m, c->request->params[1],
                                   c->request->params[2], &id, why);
    if (!e)
        return reply_record(c, m, id, why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 404, "Entity %.*s of source %.*s does not exist.",
                       STR_ARG(c->request->params[2]), STR_ARG(c->request->params[1]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"

const struct hub_endpoint hub_repository_endpoints[] = {
    { HUB_REPOSITORY, "GET",  "/mdm/universes",          0,               list_universes },
    { HUB_REPOSITORY, "GET",  U,                         0,               get_universe },
    { HUB_REPOSITORY, "POST", U "/records/query",        HUB_REQUEST_MAX, query_records },
    { HUB_REPOSITORY, "GET",  U "/records/{record}",     0,               get_record },
    { HUB_REPOSITORY, "GET",  U "/records/sources/{source}/entities/{entity}", 0, get_record_by_entity },
};
/* clang-format on */
const size_t hub_repository_endpoints_n = sizeof hub_repository_endpoints /
                                          sizeof *hub_repository_endpoints;
