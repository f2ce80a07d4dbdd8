/* batch_print.c - how a batch fared, and the batches of a universe. */
#include "localhub/batch.h"

#define COLUMNS                                                                                    \
    "id, source, state, created, updated, ended, entities, quarantined, made, deleted, changed"

static void put_int(struct xml_out *o, struct arena *a, const char *name, int64_t v)
{
    xml_leaf(o, str_c(name), arena_fmt(a, "%lld", (long long)v));
}

static void put_batch(struct xml_out *o, struct arena *a, struct stmt *q)
{
    static const char *const counts[] = { "entityCount", "quarantinedCount", "createdCount",
                                          "deletedCount", "updatedCount" };

    put_int(o, a, "batchId", stmt_int(q, 0));
    xml_leaf(o, STR("source"), stmt_text(q, 1));
    xml_leaf(o, STR("createdByType"), STR("API"));
    xml_leaf(o, STR("state"), stmt_text(q, 2));
    xml_leaf(o, STR("createdAt"), stmt_text(q, 3));
    xml_leaf(o, STR("updatedAt"), stmt_text(q, 4));
    if (!stmt_is_null(q, 5))
        xml_leaf(o, STR("endedAt"), stmt_text(q, 5));
    for (int i = 0; i < 5; i++)
        put_int(o, a, counts[i], stmt_int(q, 6 + i));
}

static err_t put_entities(struct hub_session *s, struct xml_out *o, int64_t id, struct why *why)
{
    static const char *const names[] = { "state",          "stateDetail", "message",
                                         "sourceEntityId", "recordId",    "transactionId" };
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(s,
                            STR("SELECT state, detail, message, entity, record, id FROM hub_tx"
                                " WHERE batch = ?1 ORDER BY seq"),
                            &q, why));
    stmt_bind_int(q, 1, id);
    xml_open(o, STR("entities"));
    for (int64_t n = 1; (e = stmt_step(q, why)) == ERR_OK; n++) {
        xml_open(o, STR("entity"));
        xml_put_attr_int(o, STR("id"), n);
        for (int i = 0; i < 6; i++)
            if (stmt_text(q, i).n)
                xml_leaf(o, str_c(names[i]), stmt_text(q, i));
        xml_close(o);
    }
    xml_close(o);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_batch_print(struct hub_session *s, struct arena *a, const struct hub_model *m, int64_t id,
                      bool entities, struct buf *out, struct why *why)
{
    struct xml_out o = xml_out(out);
    struct stmt *q;

    TRY(hub_session_prepare(
        s, STR("SELECT " COLUMNS " FROM hub_batch WHERE id = ?1 AND model = ?2"), &q, why));
    stmt_bind_int(q, 1, id);
    stmt_bind_text(q, 2, m->id);
    TRY(stmt_step(q, why));
    xml_declaration(&o);
    xml_open(&o, STR("batch"));
    put_batch(&o, a, q);
    stmt_reset(q);
    err_t e = entities ? put_entities(s, &o, id, why) : ERR_OK;
    xml_close(&o);
    return e;
}

static const char *const states[] = { "CREATED",   "PARSING",   "PARSED",
                                      "ENRICHING", "ENRICHED",  "PROCESSING",
                                      "ERRORED",   "COMPLETED", "COMPLETED_ERRORS" };

static bool is_state(str s)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_eq(s, str_c(states[i])))
            return true;
    return false;
}

err_t hub_batch_query_read(struct arena *a, str body, struct hub_batch_query *out,
                           struct hub_strs *errors)
{
    struct xml_node *root;

    *out = (struct hub_batch_query){ .source = STR("") };
    TRY(hub_request_read(a, body, STR("BatchHistoryQuery"), &root, errors));
    hub_page_of_node(a, root, &out->page, errors);
    out->source = xml_child_text(root, STR("sourceId"));
    out->from = xml_child_text(root, STR("fromDate"));
    out->to = xml_child_text(root, STR("toDate"));
    const str ends[2] = { out->from, out->to };
    for (size_t i = 0; i < 2; i++)
        if (ends[i].n && !hub_is_instant(ends[i]))
            hub_complain(a, errors, "The date-time \"%.*s\" is badly formatted.", STR_ARG(ends[i]));
    for (const struct xml_node *n = xml_child(root, STR("state")); n; n = xml_next(n)) {
        *vec_push(a, &out->states) = n->text;
        if (!is_state(n->text))
            hub_complain(a, errors, "The state \"%.*s\" is not known.", STR_ARG(n->text));
    }
    return errors->n ? ERR_BAD_INPUT : ERR_OK;
}

static bool fits(const struct hub_batch_query *q, struct stmt *row)
{
    str created = stmt_text(row, 3);
    bool state = q->states.n == 0;

    for (size_t i = 0; i < q->states.n; i++)
        state |= str_eq(q->states.p[i], stmt_text(row, 2));
    return state && (!q->source.n || str_eq(q->source, stmt_text(row, 1))) &&
           (!q->from.n || str_cmp(created, q->from) >= 0) &&
           (!q->to.n || str_cmp(created, q->to) <= 0);
}

err_t hub_batch_history(struct hub_session *s, struct arena *a, const struct hub_model *m,
                        const struct hub_batch_query *q, struct buf *out, struct why *why)
{
    int64_t n = 0, total = 0;
    struct stmt *row;
    struct buf page;
    err_t e;

    buf_init(&page, a);
    struct xml_out o = xml_out(&page), head = xml_out(out);
    TRY(hub_session_prepare(
        s, STR("SELECT " COLUMNS " FROM hub_batch WHERE model = ?1 ORDER BY id DESC"), &row, why));
    stmt_bind_text(row, 1, m->id);
    while ((e = stmt_step(row, why)) == ERR_OK) {
        if (!fits(q, row) || total++ < q->page.offset || n >= q->page.limit)
            continue;
        xml_open(&o, STR("batch"));
        put_batch(&o, a, row);
        xml_close(&o);
        n++;
    }
    xml_declaration(&head);
    xml_open(&head, STR("BatchHistoryResponse"));
    hub_page_put(&head, a, &q->page, n, total);
    buf_byte(out, '>');
    buf_add(out, buf_str(&page));
    buf_lit(out, "</BatchHistoryResponse>");
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_batch_waiting(struct hub_session *s, const struct hub_model *m, struct hub_waiting *out,
                        struct why *why)
{
    TRY(hub_session_count(
        s, STR("SELECT count(*) FROM hub_batch WHERE model = ?1 AND state = 'CREATED'"), m->id,
        &out->batches, why));
    return hub_session_count(s,
                             STR("SELECT coalesce(sum(entities), 0) FROM hub_batch WHERE model ="
                                 " ?1 AND state = 'CREATED'"),
                             m->id, &out->entities, why);
}
