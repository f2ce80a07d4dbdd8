/* api_channel.c - updates for the sources of a universe, and its transactions
 * (boomi-datahub-api.md, 3.9). */
#include "localhub/channel.h"
#include "localhub/query.h"
#include "localhub/service.h"
#include "localhub/transaction.h"

static const struct hub_model *find_source(struct hub_call *c)
{
    const struct hub_model *m = hub_call_universe(c);

    if (m && !hub_model_source_find(m, c->request->params[1])) {
        hub_refuse_source(c, m, c->request->params[1]);
        return NULL;
    }
    return m;
}

/* Answers what is wrong; true when the batch of that number is done with. */
static err_t acknowledge(struct hub_call *c, const struct hub_model *m, bool *done, struct why *why)
{
    str text = c->request->params[2];
    int64_t id = 0;

    err_t e = str_to_i64(text, &id)
                  ? hub_channel_acknowledge(c->session, m, c->request->params[1], id, why)
                  : ERR_NOT_FOUND;
    *done = e == ERR_OK;
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 404, "A batch with id '%.*s' does not exist.", STR_ARG(text));
    else if (e == ERR_CONFLICT)
        hub_refuse_one(c->request, 400, "The update with id '%.*s' has already been acknowledged.",
                       STR_ARG(text));
    return e == ERR_NOT_FOUND || e == ERR_CONFLICT ? ERR_OK : e;
}

static err_t fetch_updates(struct hub_call *c, const struct hub_model *m, struct why *why)
{
    struct hub_page page;
    struct hub_strs errors = { 0 };
    str limit = STR("");

    bool has_limit = request_param(c->request, STR("limit"), &limit);
    hub_page_read(c->arena, limit, has_limit, STR(""), &page, &errors);
    if (errors.n) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    err_t e = hub_channel_fetch(c->session, c->arena, m, c->request->params[1], page.limit,
                                c->caller == HUB_JWT, &c->body, why);
    if (e && e != ERR_NOT_FOUND)
        return e;
    hub_reply_status(c, e ? 204 : 200);
    return ERR_OK;
}

static err_t fetch(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = find_source(c);

    return m ? fetch_updates(c, m, why) : ERR_OK;
}

static err_t acknowledge_and_fetch(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = find_source(c);
    bool done;

    if (!m)
        return ERR_OK;
    TRY(acknowledge(c, m, &done, why));
    return done ? fetch_updates(c, m, why) : ERR_OK;
}

static err_t acknowledge_only(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = find_source(c);
    bool done;

    if (!m)
        return ERR_OK;
    TRY(acknowledge(c, m, &done, why));
    if (done)
        hub_reply(c);
    return ERR_OK;
}

static err_t query_transactions(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 };
    struct hub_transaction_query q;

    if (!m)
        return ERR_OK;
    if (hub_transaction_query_read(c->arena, c->request->body, &q, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    TRY(hub_transactions_print(c->session, c->arena, m, &q, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"

const struct hub_endpoint hub_channel_endpoints[] = {
    { HUB_REPOSITORY_WRITE, "POST", U "/sources/{source}/updates",                      HUB_REQUEST_MAX, fetch },
    { HUB_REPOSITORY_WRITE, "POST", U "/sources/{source}/updates/{update}",             HUB_REQUEST_MAX, acknowledge_and_fetch },
    { HUB_REPOSITORY_WRITE, "POST", U "/sources/{source}/updates/{update}/acknowledge", HUB_REQUEST_MAX, acknowledge_only },
    { HUB_REPOSITORY,       "POST", U "/transactions",                                  HUB_REQUEST_MAX, query_transactions },
};
/* clang-format on */
const size_t hub_channel_endpoints_n = sizeof hub_channel_endpoints / sizeof *hub_channel_endpoints;
