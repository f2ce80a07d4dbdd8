/* api_quarantine.c - what is in quarantine, over both APIs
 * (boomi-datahub-api.md, 3.8). */
#include "localhub/quarantine.h"
#include "localhub/query.h"
#include "localhub/service.h"

static err_t query_quarantine(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_quarantine_query q;
    struct hub_strs errors = { 0 };

    if (!m)
        return ERR_OK;
    if (hub_quarantine_read(c->arena, c->request->body, &q, &errors) ||
        hub_quarantine_check(c->arena, m, &q, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    TRY(hub_quarantine_print(c->session, c->arena, m, &q, c->caller == HUB_JWT, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static bool includes_data(struct hub_call *c)
{
    str v;

    return !request_param(c->request, STR("includeData"), &v) || str_eq(v, STR("true"));
}

static err_t reply_entry(struct hub_call *c, const struct hub_model *m,
                         const struct hub_quarantine_key *k, struct why *why)
{
    err_t e = hub_quarantine_get(c->session, c->arena, m, k, &c->body, why);

    if (!e)
        hub_reply(c);
    return e;
}

static err_t get_by_entity(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct request *r = c->request;

    if (!m)
        return ERR_OK;
    err_t e = reply_entry(c, m,
                          &(struct hub_quarantine_key){ .source = r->params[1],
                                                        .entity = r->params[2],
                                                        .data = includes_data(c),
                                                        .masked = c->caller == HUB_JWT },
                          why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(r, 404, "Entity %.*s of source %.*s is not in quarantine.",
                       STR_ARG(r->params[2]), STR_ARG(r->params[1]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t get_by_transaction(struct hub_call *c, struct why *why)
{
    struct request *r = c->request;
    const struct hub_model *m = hub_session_universe(c->session, r->params[2]);
    err_t e = ERR_NOT_FOUND;

    if (m && str_eq(r->params[1], c->service->repository_id))
        e = reply_entry(c, m,
                        &(struct hub_quarantine_key){
                            .tx = r->params[3], .data = includes_data(c), .mdm = true },
                        why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(r, 400, "There is no quarantine entry of transaction %.*s.",
                       STR_ARG(r->params[3]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"
#define ACCOUNT "/mdm/api/rest/v1/{account}"

const struct hub_endpoint hub_quarantine_endpoints[] = {
    { HUB_REPOSITORY, "POST", U "/quarantine/query", HUB_REQUEST_MAX, query_quarantine },
    { HUB_REPOSITORY, "GET",  U "/quarantine/sources/{source}/entities/{entity}", 0, get_by_entity },
    { HUB_PLATFORM,   "GET",
      ACCOUNT "/repositories/{repository}/universes/{universe}/quarantine/{transaction}", 0,
      get_by_transaction },
};
/* clang-format on */
const size_t hub_quarantine_endpoints_n = sizeof hub_quarantine_endpoints /
                                          sizeof *hub_quarantine_endpoints;
