/* api_history.c - where a record comes from: its links, its versions, and the
 * records that are end-dated (boomi-datahub-api.md, 3.4). */
#include "localhub/history.h"
#include "localhub/query.h"
#include "localhub/service.h"
#include "localhub/source_link.h"

/* Answers when there is no such record. */
static err_t find_head(struct hub_call *c, const struct hub_model *m, struct hub_head *out,
                       bool *found, struct why *why)
{
    err_t e = hub_head_find(c->session, c->arena, m, c->request->params[1], out, why);

    *found = e == ERR_OK;
    if (e == ERR_NOT_FOUND)
        hub_refuse_record(c->request, c->request->params[1]);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t get_meta(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_source_links links;
    struct hub_head head;
    bool found;

    if (!m)
        return ERR_OK;
    TRY(find_head(c, m, &head, &found, why));
    if (!found)
        return ERR_OK;
    TRY(hub_source_links_read(c->session, c->arena, m, &head, &links, why));
    struct xml_out o = xml_out(&c->body);
    xml_declaration(&o);
    xml_open(&o, STR("Record"));
    xml_put_attr(&o, STR("recordId"), head.id);
    if (head.ended.n)
        xml_put_attr(&o, STR("endDate"), head.ended);
    hub_source_links_print(&o, &links);
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

/* limit and offsetToken of the address. */
static bool read_page(struct hub_call *c, struct hub_page *out)
{
    str limit = STR(""), token = STR("");
    struct hub_strs errors = { 0 };

    bool has_limit = request_param(c->request, STR("limit"), &limit);
    (void)request_param(c->request, STR("offsetToken"), &token);
    hub_page_read(c->arena, limit, has_limit, token, out, &errors);
    if (errors.n)
        hub_refuse(c->request, 400, &errors);
    return errors.n == 0;
}

static err_t get_history(struct hub_call *c, struct why *why)
{
    struct hub_history what = { .model = hub_call_universe(c),
                                .latest_first = hub_call_flag(c, STR("latestFirst")),
                                .masked = c->caller == HUB_JWT };
    bool found;

    if (!what.model)
        return ERR_OK;
    TRY(find_head(c, what.model, &what.head, &found, why));
    if (!found || !read_page(c, &what.page))
        return ERR_OK;
    TRY(hub_history_print(c->session, c->arena, &what, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static err_t query_enddated(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_page page;

    if (!m || !read_page(c, &page))
        return ERR_OK;
    TRY(hub_ended_print(c->session, c->arena, m, &page, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"

const struct hub_endpoint hub_history_endpoints[] = {
    { HUB_REPOSITORY, "GET",  U "/records/{record}/meta",    0,               get_meta },
    { HUB_REPOSITORY, "GET",  U "/records/{record}/history", 0,               get_history },
    { HUB_REPOSITORY, "POST", U "/records/enddated",         HUB_REQUEST_MAX, query_enddated },
};
/* clang-format on */
const size_t hub_history_endpoints_n = sizeof hub_history_endpoints / sizeof *hub_history_endpoints;
