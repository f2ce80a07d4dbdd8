/* api_lifecycle.c - the end of golden records, and their return
 * (boomi-datahub-api.md, 3.7). */
#include "localhub/incorporate.h"
#include "localhub/query.h"
#include "localhub/service.h"
#include "localhub/source_link.h"
#include "localhub/where.h"

static struct hub_incorporator steward(struct hub_call *c, const struct hub_model *m)
{
    return (struct hub_incorporator){ .session = c->session,
                                      .arena = c->arena,
                                      .model = m,
                                      .source = STR(HUB_STEWARD),
                                      .now = hub_call_now(c) };
}

static err_t put_result(struct hub_incorporator *w, struct xml_out *o, str id, struct why *why)
{
    err_t e = hub_record_end(w, id, why);

    if (e && e != ERR_NOT_FOUND)
        return e;
    xml_open(o, STR("result"));
    xml_leaf(o, STR("recordId"), id);
    xml_leaf(o, STR("success"), e ? STR("false") : STR("true"));
    if (e)
        xml_leaf(o, STR("message"),
                 arena_fmt(w->arena, "Golden record '%.*s' does not exist or is end-dated.",
                           STR_ARG(id)));
    xml_close(o);
    return ERR_OK;
}

static err_t end_ids(struct hub_call *c, const struct hub_model *m, const struct hub_strs *ids,
                     struct why *why)
{
    struct hub_incorporator w = steward(c, m);
    struct xml_out o = xml_out(&c->body);

    xml_declaration(&o);
    xml_open(&o, STR("RecordEndDateResponse"));
    for (size_t i = 0; i < ids->n; i++)
        TRY(put_result(&w, &o, ids->p[i], why));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

static err_t end_one(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);

    return m ? end_ids(c, m, &(struct hub_strs){ .p = &c->request->params[1], .n = 1 }, why)
             : ERR_OK;
}

static err_t end_filtered(struct hub_call *c, const struct hub_model *m, const struct hub_query *q,
                          struct why *why)
{
    struct hub_incorporator w = steward(c, m);
    struct hub_strs ids = { 0 };
    struct hub_sql sql;
    struct stmt *rows;
    err_t e;

    hub_sql_init(&sql, c->arena);
    buf_fmt(&sql.text, "SELECT id FROM %.*s", STR_ARG(m->table));
    hub_sql_where(&sql, &c->session->models, m, q);
    TRY(hub_session_prepare(c->session, str_c(buf_cstr(&sql.text)), &rows, why));
    hub_sql_bind(&sql, rows);
    while ((e = stmt_step(rows, why)) == ERR_OK)
        *vec_push(c->arena, &ids) = arena_str(c->arena, stmt_text(rows, 0));
    if (e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; i < ids.n; i++)
        TRY(hub_record_end(&w, ids.p[i], why));
    hub_reply_status(c, 202);
    return ERR_OK;
}

static void read_ids(struct hub_call *c, const struct xml_node *root, struct hub_strs *ids,
                     struct hub_strs *errors)
{
    for (const struct xml_node *n = xml_child(root, STR("recordId")); n; n = xml_next(n)) {
        *vec_push(c->arena, ids) = n->text;
        if (!n->text.n)
            hub_complain(c->arena, errors, "A recordId is blank.");
    }
    if (!ids->n)
        hub_complain(c->arena, errors, "The request has neither a recordId nor a filter.");
    if (ids->n > HUB_IDS_MAX)
        hub_complain(c->arena, errors, "The request has %zu record ids; at most %d are allowed.",
                     ids->n, HUB_IDS_MAX);
}

static err_t end_many(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 }, ids = { 0 };
    struct xml_node *root;
    struct hub_query q;

    if (!m)
        return ERR_OK;
    err_t e = hub_request_read(c->arena, c->request->body, STR("RecordEndDateRequest"), &root,
                               &errors);
    const struct xml_node *filter = e ? NULL : xml_child(root, STR("filter"));
    if (filter) {
        if (!hub_query_of_filter(c->arena, filter, &q, &errors) && q.has_ids)
            hub_complain(c->arena, &errors, "The filter must not hold recordIds.");
        if (!errors.n)
            (void)!hub_query_check(c->arena, m, &q, &errors);
    } else if (!e) {
        read_ids(c, root, &ids, &errors);
    }
    if (errors.n) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    return filter ? end_filtered(c, m, &q, why) : end_ids(c, m, &ids, why);
}

static err_t restore(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);

    if (!m)
        return ERR_OK;
    struct hub_incorporator w = steward(c, m);
    TRY(hub_incorporate_open(&w, why));
    err_t e = hub_record_restore(&w, c->request->params[1], why);
    if (!e)
        hub_reply(c);
    else if (e == ERR_NOT_FOUND)
        hub_refuse_record(c->request, c->request->params[1]);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t unlink_source(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct request *r = c->request;
    str entity = STR("");
    struct hub_head head;

    if (!m)
        return ERR_OK;
    (void)request_param(r, STR("entityId"), &entity);
    err_t e = hub_head_find(c->session, c->arena, m, r->params[1], &head, why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_record(r, r->params[1]);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    e = hub_source_link_drop(c->session, c->arena, m, &head, r->params[2], entity, why);
    if (!e)
        hub_reply(c);
    else if (e == ERR_NOT_FOUND)
        hub_refuse_one(r, 404, "Golden record '%.*s' has no such link to source '%.*s'.",
                       STR_ARG(head.id), STR_ARG(r->params[2]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* clang-format off */
#define U "/mdm/universes/{universe}"

const struct hub_endpoint hub_lifecycle_endpoints[] = {
    { HUB_REPOSITORY_WRITE, "POST",   U "/records/{record}/enddate", HUB_REQUEST_MAX, end_one },
    { HUB_REPOSITORY_WRITE, "POST",   U "/records/enddate",          HUB_REQUEST_MAX, end_many },
    { HUB_REPOSITORY_WRITE, "POST",   U "/records/{record}/restore", HUB_REQUEST_MAX, restore },
    { HUB_REPOSITORY_WRITE, "DELETE", U "/records/{record}/sources/{source}/unlink", 0, unlink_source },
};
/* clang-format on */
const size_t hub_lifecycle_endpoints_n = sizeof hub_lifecycle_endpoints /
                                         sizeof *hub_lifecycle_endpoints;
