#include "localhub/staging.h"

enum { HOUR_S = 3600 };

static err_t put(struct hub_session *s, const struct hub_model *m, const str texts[7],
                 struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT INTO hub_staged(model, source, area, entity, state,"
                                " created, body, title) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, '')"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    for (int i = 1; i < 7; i++)
        stmt_bind_text(q, i + 1, texts[i]);
    return stmt_run(q, why);
}

static err_t try_one(struct hub_incorporator *w, struct hub_entity *e, str *state, struct why *why)
{
    struct hub_incorporated done;

    TRY(db_exec(w->session->db, "SAVEPOINT trial", why));
    err_t err = hub_incorporate(w, e, &done, why);
    TRY(db_exec(w->session->db, "ROLLBACK TO trial", why));
    TRY(db_exec(w->session->db, "RELEASE trial", why));
    if (!err)
        *state = arena_fmt(w->arena, "%s.%s", done.state, done.detail);
    return err;
}

static str entity_xml(struct arena *a, const struct xml_node *n)
{
    struct xml_node alone = *n;
    struct buf b;

    alone.next = NULL;
    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    hub_tree_print(&o, a, &alone, "");
    return buf_str(&b);
}

err_t hub_stage(struct hub_session *s, struct arena *a, const struct hub_model *m,
                const struct hub_batch *b, str area, str now, struct why *why)
{
    struct hub_incorporator w = {
        .session = s, .arena = a, .model = m, .source = b->source, .now = now
    };

    TRY(hub_incorporate_open(&w, why));
    for (size_t i = 0; i < b->n; i++) {
        struct hub_entity e;
        str state;
        hub_entity_read(a, m, b->entities[i], &e);
        TRY(try_one(&w, &e, &state, why));
        const str texts[7] = {
            m->id, b->source, area, e.id, state, now, entity_xml(a, b->entities[i])
        };
        TRY(put(s, m, texts, why));
    }
    return ERR_OK;
}

struct reader {
    struct arena *arena;
    struct hub_staging_query *q;
    struct hub_strs *errors;
    int64_t now;
};

static void read_list(struct reader *r, const struct xml_node *n, str name, struct hub_strs *out)
{
    for (const struct xml_node *c = xml_child(n, name); c; c = xml_next(c))
        *vec_push(r->arena, out) = c->text;
}

static void read_relative(struct reader *r, str text)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } spans[] = { { "PAST_HOUR", HOUR_S },
                  { "PAST_24_HOURS", DAY_S },
                  { "PAST_WEEK", (int64_t)7 * DAY_S } };

    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (str_eq(text, str_c(spans[i].name))) {
            r->q->from = hub_instant(r->arena, r->now - spans[i].seconds);
            r->q->to = STR("");
            return;
        }
    if (text.n)
        hub_complain(r->arena, r->errors, "The createDateRelative \"%.*s\" is not known.",
                     STR_ARG(text));
}

static void read_filter(struct reader *r, const struct xml_node *filter)
{
    const struct xml_node *created = xml_child(filter, STR("createdDate"));

    r->q->any = str_eq(xml_node_attr(filter, STR("op")), STR("OR"));
    read_list(r, filter, STR("state"), &r->q->states);
    read_list(r, xml_child(filter, STR("sourceEntityIds")), STR("sourceEntityId"), &r->q->entities);
    read_list(r, xml_child(filter, STR("stagedEntryIds")), STR("stagedEntryId"), &r->q->ids);
    r->q->from = xml_child_text(created, STR("from"));
    r->q->to = xml_child_text(created, STR("to"));
    read_relative(r, xml_child_text(filter, STR("createDateRelative")));
    if (!filter || !filter->first)
        hub_complain(r->arena, r->errors, "The request has no filter.");
}

err_t hub_staging_query_read(struct arena *a, str body, int64_t now, struct hub_staging_query *out,
                             struct hub_strs *errors)
{
    struct hub_staging_query q = { .any = false };
    struct reader r = { a, &q, errors, now };
    struct xml_node *root;
    str token;

    TRY(hub_request_read(a, body, STR("StagingQueryRequest"), &root, errors));
    token = xml_node_attr(root, STR("offsetToken"));
    hub_page_read(a, xml_node_attr(root, STR("limit")), xml_node_attr(root, STR("limit")).n > 0,
                  STR(""), &q.page, errors);
    if (token.n && (!str_to_i64(token, &q.page.offset) || q.page.offset < 0))
        hub_complain(a, errors, "The offset token \"%.*s\" cannot be parsed.", STR_ARG(token));
    q.summary = str_eq(xml_node_attr(root, STR("includeSummary")), STR("true"));
    q.records = !str_eq(xml_node_attr(root, STR("includeRecords")), STR("false"));
    q.source = xml_child_text(root, STR("sourceId"));
    q.area = xml_child_text(root, STR("stagingAreaId"));
    if (!q.source.n)
        hub_complain(a, errors, "The given source id is blank.");
    if (!q.area.n)
        hub_complain(a, errors, "The given staging id is blank.");
    read_filter(&r, xml_child(root, STR("filter")));
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = q;
    return ERR_OK;
}

enum { S_ID, S_ENTITY, S_STATE, S_CREATED, S_BODY };
#define SELECT                                                                                     \
    "SELECT id, entity, state, created, body FROM hub_staged WHERE model = ?1 AND source = ?2"     \
    " AND area = ?3 ORDER BY id DESC"

/* COMPLETED.* is the start of a state. */
static bool state_fits(const struct hub_strs *states, str state)
{
    for (size_t i = 0; i < states->n; i++) {
        str s = states->p[i];
        bool open = str_ends(s, STR(".*"));
        if (open ? str_starts(state, str_sub(s, 0, s.n - 1)) : str_eq(state, s))
            return true;
    }
    return false;
}

static bool is_among(const struct hub_strs *list, str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->p[i], s))
            return true;
    return false;
}

static bool fits(struct arena *a, const struct hub_staging_query *q, struct stmt *row)
{
    str created = stmt_text(row, S_CREATED);
    str id = arena_fmt(a, "%lld", (long long)stmt_int(row, S_ID));
    const struct {
        bool asked, is;
    } tests[] = {
        { q->states.n > 0, state_fits(&q->states, stmt_text(row, S_STATE)) },
        { q->entities.n > 0, is_among(&q->entities, stmt_text(row, S_ENTITY)) },
        { q->ids.n > 0, is_among(&q->ids, id) },
        { q->from.n || q->to.n, (!q->from.n || str_cmp(created, q->from) >= 0) &&
                                    (!q->to.n || str_cmp(created, q->to) <= 0) },
    };
    bool any = false;

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (!tests[i].asked)
            continue;
        if (tests[i].is == q->any)
            return q->any;
        any = true;
    }
    return !any || !q->any;
}

static err_t rows_of(struct hub_session *s, const struct hub_model *m,
                     const struct hub_staging_query *q, struct stmt **out, struct why *why)
{
    TRY(hub_session_prepare(s, STR(SELECT), out, why));
    stmt_bind_text(*out, 1, m->id);
    stmt_bind_text(*out, 2, q->source);
    stmt_bind_text(*out, 3, q->area);
    return ERR_OK;
}

static err_t put_entity(struct xml_out *o, struct arena *a, const struct hub_model *m,
                        struct stmt *row, bool masked, struct why *why)
{
    struct xml_node *root;
    str body = stmt_text(row, S_BODY);
    struct buf b;

    TRY(xml_read(a, body, body.n + 1, &root, why));
    buf_init(&b, a);
    struct xml_out inner = xml_out(&b);
    hub_tree_print(&inner, a, root->first, "");
    xml_open(o, STR("StagedEntity"));
    xml_put_attr_int(o, STR("id"), stmt_int(row, S_ID));
    xml_put_attr(o, STR("sourceEntityId"), stmt_text(row, S_ENTITY));
    xml_put_attr(o, STR("createdDate"), stmt_text(row, S_CREATED));
    xml_put_attr(o, STR("state"), stmt_text(row, S_STATE));
    xml_open(o, STR("entity"));
    xml_open(o, m->root);
    TRY(hub_content_print(o, a, m, buf_str(&b), masked, why));
    xml_close(o);
    xml_close(o);
    xml_close(o);
    return ERR_OK;
}

static err_t put_summary(struct hub_session *s, struct xml_out *o, const struct hub_model *m,
                         const struct hub_staging_query *q, struct why *why)
{
    struct stmt *rows;
    err_t e;

    TRY(hub_session_prepare(s,
                            STR("SELECT state, count(*) FROM hub_staged WHERE model = ?1 AND"
                                " source = ?2 AND area = ?3 GROUP BY state ORDER BY state"),
                            &rows, why));
    stmt_bind_text(rows, 1, m->id);
    stmt_bind_text(rows, 2, q->source);
    stmt_bind_text(rows, 3, q->area);
    xml_open(o, STR("StagingAreaSummary"));
    while ((e = stmt_step(rows, why)) == ERR_OK) {
        xml_open(o, STR("entityResultSummary"));
        xml_put_attr(o, STR("name"), stmt_text(rows, 0));
        xml_put_attr_int(o, STR("count"), stmt_int(rows, 1));
        xml_close(o);
    }
    xml_close(o);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_staging_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                        const struct hub_staging_query *q, bool masked, struct buf *out,
                        struct why *why)
{
    int64_t n = 0, total = 0;
    struct stmt *row;
    struct buf page;
    err_t e;

    buf_init(&page, a);
    struct xml_out o = xml_out(&page), head = xml_out(out);
    TRY(rows_of(s, m, q, &row, why));
    while ((e = stmt_step(row, why)) == ERR_OK) {
        if (!fits(a, q, row) || total++ < q->page.offset || n >= q->page.limit || !q->records)
            continue;
        TRY(put_entity(&o, a, m, row, masked, why));
        n++;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    if (q->summary)
        TRY(put_summary(s, &o, m, q, why));
    xml_declaration(&head);
    xml_open(&head, STR("StagingQueryResponse"));
    xml_put_attr_int(&head, STR("resultCount"), n);
    xml_put_attr_int(&head, STR("totalCount"), total);
    buf_byte(out, '>');
    buf_add(out, buf_str(&page));
    buf_lit(out, "</StagingQueryResponse>");
    return ERR_OK;
}

err_t hub_staging_take(struct hub_session *s, struct arena *a, const struct hub_model *m,
                       const struct hub_staging_query *q, struct hub_staged_list *out,
                       struct why *why)
{
    struct stmt *row;
    err_t e;

    TRY(rows_of(s, m, q, &row, why));
    while ((e = stmt_step(row, why)) == ERR_OK)
        if (fits(a, q, row))
            *vec_push(a, out) = (struct hub_staged){ stmt_int(row, S_ID), q->source, q->area,
                                                     arena_str(a, stmt_text(row, S_BODY)) };
    if (e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; i < out->n; i++) {
        TRY(hub_session_prepare(s, STR("DELETE FROM hub_staged WHERE id = ?1"), &row, why));
        stmt_bind_int(row, 1, out->p[i].id);
        TRY(stmt_run(row, why));
    }
    return ERR_OK;
}
