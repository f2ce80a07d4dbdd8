#include "localhub/transaction.h"

static void read_offset(struct arena *a, const struct xml_node *root, struct hub_page *out,
                        struct hub_strs *errors)
{
    str token = xml_node_attr(root, STR("offsetToken"));

    hub_page_read(a, xml_node_attr(root, STR("limit")), xml_node_attr(root, STR("limit")).n > 0,
                  STR(""), out, errors);
    if (token.n && (!str_to_i64(token, &out->offset) || out->offset < 0))
        hub_complain(a, errors, "The offset token \"%.*s\" cannot be parsed.", STR_ARG(token));
}

err_t hub_transaction_query_read(struct arena *a, str body, struct hub_transaction_query *out,
                                 struct hub_strs *errors)
{
    struct hub_transaction_query q = { .events = false };
    struct xml_node *root;
    str *const dates[] = { &q.start[0], &q.start[1], &q.end[0], &q.end[1] };
    const str names[] = { STR("startFromDate"), STR("startToDate"), STR("endFromDate"),
                          STR("endToDate") };

    TRY(hub_request_read(a, body, STR("TransactionQueryRequest"), &root, errors));
    read_offset(a, root, &q.page, errors);
    q.events = str_eq(xml_node_attr(root, STR("includeEvents")), STR("true"));
    q.source = xml_child_text(root, STR("sourceId"));
    q.entity = xml_child_text(root, STR("sourceEntityId"));
    for (size_t i = 0; i < 4; i++) {
        *dates[i] = xml_child_text(root, names[i]);
        if (dates[i]->n && !hub_is_instant(*dates[i]))
            hub_complain(a, errors, "The date-time \"%.*s\" of %.*s is badly formatted.",
                         STR_ARG(*dates[i]), STR_ARG(names[i]));
    }
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = q;
    return ERR_OK;
}

enum { T_ID, T_SOURCE, T_ENTITY, T_STARTED, T_ENDED, T_STATE, T_DETAIL, T_RECORD, T_MESSAGE };

static bool within(const str range[2], str when)
{
    return (!range[0].n || str_cmp(when, range[0]) >= 0) &&
           (!range[1].n || str_cmp(when, range[1]) <= 0);
}

static bool fits(const struct hub_transaction_query *q, struct stmt *row)
{
    return (!q->source.n || str_eq(q->source, stmt_text(row, T_SOURCE))) &&
           (!q->entity.n || str_eq(q->entity, stmt_text(row, T_ENTITY))) &&
           within(q->start, stmt_text(row, T_STARTED)) && within(q->end, stmt_text(row, T_ENDED));
}

static void put_event(struct xml_out *o, struct stmt *row, int when, const char *type, int data1,
                      int data2)
{
    xml_open(o, STR("event"));
    xml_put_attr(o, STR("eventDate"), stmt_text(row, when));
    xml_put_attr(o, STR("eventType"), str_c(type));
    if (stmt_text(row, data1).n)
        xml_leaf(o, STR("data1"), stmt_text(row, data1));
    if (stmt_text(row, data2).n)
        xml_leaf(o, STR("data2"), stmt_text(row, data2));
    xml_close(o);
}

static void put_transaction(struct xml_out *o, struct stmt *row, bool events)
{
    static const struct {
        const char *name;
        int at;
    } attrs[] = { { "id", T_ID },
                  { "sourceId", T_SOURCE },
                  { "sourceEntityId", T_ENTITY },
                  { "startDate", T_STARTED },
                  { "endDate", T_ENDED },
                  { "state", T_STATE },
                  { "stateDetail", T_DETAIL } };

    xml_open(o, STR("Transaction"));
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
        xml_put_attr(o, str_c(attrs[i].name), stmt_text(row, attrs[i].at));
    if (events) {
        put_event(o, row, T_STARTED, "RECEIVED", T_SOURCE, T_ENTITY);
        put_event(o, row, T_ENDED,
                  str_eq(stmt_text(row, T_STATE), STR("QUARANTINED")) ? "QUARANTINED" : "COMPLETED",
                  T_RECORD, T_MESSAGE);
    }
    xml_close(o);
}

err_t hub_transactions_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                             const struct hub_transaction_query *q, struct buf *out,
                             struct why *why)
{
    int64_t n = 0, total = 0;
    struct stmt *row;
    struct buf page;
    err_t e;

    buf_init(&page, a);
    struct xml_out o = xml_out(&page), head = xml_out(out);
    TRY(hub_session_prepare(s,
                            STR("SELECT id, source, entity, started, ended, state, detail, record,"
                                " message FROM hub_tx WHERE model = ?1 ORDER BY seq"),
                            &row, why));
    stmt_bind_text(row, 1, m->id);
    while ((e = stmt_step(row, why)) == ERR_OK) {
        if (!fits(q, row) || total++ < q->page.offset || n >= q->page.limit)
            continue;
        put_transaction(&o, row, q->events);
        n++;
    }
    xml_declaration(&head);
    xml_open(&head, STR("TransactionQueryResponse"));
    xml_put_attr_int(&head, STR("resultCount"), n);
    xml_put_attr_int(&head, STR("totalCount"), total);
    buf_byte(out, '>');
    buf_add(out, buf_str(&page));
    buf_lit(out, "</TransactionQueryResponse>");
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}
