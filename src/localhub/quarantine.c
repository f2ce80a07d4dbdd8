#include "localhub/quarantine.h"

#include "localhub/history.h"
#include "localhub/model_xml.h"

static const char *const causes[] = {
#define X(name) #name,
    HUB_CAUSE_LIST(X)
#undef X
};

const char *hub_cause_name(enum hub_cause c)
{
    return causes[c];
}

err_t hub_quarantine_put(struct db *db, str model_id, const struct hub_quarantined *q,
                         struct why *why)
{
    const str texts[] = {
        model_id,   q->source, q->reason, q->content,
        q->created, q->tx,     q->entity, str_c(causes[q->cause]),
        q->fields,  q->rule,
    };
    struct stmt *s = db_prepare(db,
                                "INSERT INTO hub_quarantine(model_id, source, file, line, reason,"
                                " content, created, tx, entity, cause, fields, rule, xml)"
                                " VALUES(?1, ?2, '', 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)",
                                why);

    if (!s)
        return ERR_IO;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(s, (int)i + 1, texts[i]);
    return stmt_run(s, why);
}

err_t hub_quarantine_resolve(struct db *db, str model_id, str source, str entity,
                             const char *resolution, str when, struct why *why)
{
    const str texts[] = { model_id, source, entity, str_c(resolution), when };
    struct stmt *s = db_prepare(db,
                                "UPDATE hub_quarantine SET resolution = ?4, ended = ?5 WHERE"
                                " model_id = ?1 AND source = ?2 AND entity = ?3 AND ended IS NULL",
                                why);

    if (!s)
        return ERR_IO;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(s, (int)i + 1, texts[i]);
    return stmt_run(s, why);
}

err_t hub_quarantine_count(struct hub_session *s, str model_id, int64_t *out, struct why *why)
{
    return hub_session_count(
        s, STR("SELECT count(*) FROM hub_quarantine WHERE model_id = ?1 AND ended IS NULL"),
        model_id, out, why);
}

/* Columns of every select below. */
enum {
    Q_TX,
    Q_SOURCE,
    Q_ENTITY,
    Q_CREATED,
    Q_ENDED,
    Q_CAUSE,
    Q_REASON,
    Q_FIELDS,
    Q_RULE,
    Q_RESOLUTION,
    Q_XML,
    Q_CONTENT,
    Q_FILE,
    Q_LINE
};
enum { CONTENT_SHOWN = 500 };
#define SELECT                                                                                     \
    "SELECT tx, source, entity, created, ended, cause, reason, fields, rule, resolution, xml,"     \
    " content, file, line FROM hub_quarantine WHERE model_id = ?1"

static bool is_among(const struct hub_strs *list, str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->p[i], s))
            return true;
    return list->n == 0;
}

static bool is_within(const str range[2], str when)
{
    return (!range[0].n || str_cmp(when, range[0]) >= 0) &&
           (!range[1].n || str_cmp(when, range[1]) <= 0);
}

static bool holds_text(const struct xml_node *n, str element, str prefix)
{
    for (; n; n = n->next) {
        bool starts = str_eq(n->name, element) && n->text.n >= prefix.n &&
                      str_eq_nocase(str_sub(n->text, 0, prefix.n), prefix);
        if (starts || holds_text(n->first, element, prefix))
            return true;
    }
    return false;
}

/* By the start of a field's text in the entity as it came. */
static bool fields_fit(struct arena *a, const struct hub_model *m,
                       const struct hub_quarantine_query *q, struct stmt *row)
{
    struct xml_node *root;

    if (!q->fields.n)
        return true;
    str xml = arena_fmt(a, "<r>%.*s</r>", STR_ARG(stmt_text(row, Q_CONTENT)));
    if (!stmt_int(row, Q_XML) || xml_read(a, xml, xml.n + 1, &root, NULL))
        return false;
    for (size_t i = 0; i < q->fields.n; i++) {
        int at = hub_field_find(m, q->fields.p[i].field);
        if (at < 0 || !holds_text(root->first, m->fields.p[at].element, q->fields.p[i].prefix))
            return false;
    }
    return true;
}

static bool fits(struct arena *a, const struct hub_model *m, const struct hub_quarantine_query *q,
                 struct stmt *row)
{
    bool over = !stmt_is_null(row, Q_ENDED);

    if (!(over ? q->resolved : q->active))
        return false;
    if (q->source.n && !str_eq(q->source, stmt_text(row, Q_SOURCE)))
        return false;
    if (q->entity.n && !str_eq(q->entity, stmt_text(row, Q_ENTITY)))
        return false;
    bool ends = q->ended[0].n || q->ended[1].n;
    return is_within(q->created, stmt_text(row, Q_CREATED)) &&
           (!ends || (over && is_within(q->ended, stmt_text(row, Q_ENDED)))) &&
           is_among(&q->causes, stmt_text(row, Q_CAUSE)) &&
           is_among(&q->resolutions, stmt_text(row, Q_RESOLUTION)) && fields_fit(a, m, q, row);
}

struct entry_printer {
    struct xml_out *out;
    struct arena *arena;
    const struct hub_model *model;
    const char *prefix; /* "mdm:" or nothing */
    bool data, masked;
};

static str named(const struct entry_printer *p, const char *name)
{
    return arena_fmt(p->arena, "%s%s", p->prefix, name);
}

static void put_text(const struct entry_printer *p, const char *name, str text)
{
    if (text.n)
        xml_leaf(p->out, named(p, name), text);
}

static void put_fields(const struct entry_printer *p, str fields)
{
    if (!fields.n)
        return;
    xml_open(p->out, named(p, "fields"));
    while (fields.n)
        xml_leaf(p->out, named(p, "field"), str_cut(&fields, ','));
    xml_close(p->out);
}

static err_t put_entity(const struct entry_printer *p, struct stmt *row, struct why *why)
{
    if (!p->data || !stmt_int(row, Q_XML))
        return ERR_OK;
    xml_open(p->out, named(p, "entity"));
    xml_open(p->out, p->model->root);
    TRY(hub_content_print(p->out, p->arena, p->model, stmt_text(row, Q_CONTENT), p->masked, why));
    xml_close(p->out);
    xml_close(p->out);
    return ERR_OK;
}

/* A row of a load is no XML: where it stands, what is wrong, and the row. */
static str reason_of(const struct entry_printer *p, struct stmt *row)
{
    if (stmt_int(row, Q_XML))
        return stmt_text(row, Q_REASON);
    return arena_fmt(p->arena, "%.*s, line %lld: %.*s: %.*s", STR_ARG(stmt_text(row, Q_FILE)),
                     (long long)stmt_int(row, Q_LINE), STR_ARG(stmt_text(row, Q_REASON)),
                     STR_ARG(str_sub(stmt_text(row, Q_CONTENT), 0, CONTENT_SHOWN)));
}

static err_t put_entry(const struct entry_printer *p, struct stmt *row, struct why *why)
{
    struct xml_out *o = p->out;

    xml_open(o, named(p, "QuarantineEntry"));
    if (*p->prefix)
        xml_put_attr(o, STR("xmlns:mdm"), STR(HUB_MDM_NAMESPACE));
    xml_put_attr(o, STR("transactionId"), stmt_text(row, Q_TX));
    xml_put_attr(o, STR("sourceId"), stmt_text(row, Q_SOURCE));
    xml_put_attr(o, STR("sourceEntityId"), stmt_text(row, Q_ENTITY));
    xml_put_attr(o, STR("createdDate"), stmt_text(row, Q_CREATED));
    if (!stmt_is_null(row, Q_ENDED))
        xml_put_attr(o, STR("endDate"), stmt_text(row, Q_ENDED));
    put_text(p, "cause", stmt_text(row, Q_CAUSE));
    put_text(p, "reason", reason_of(p, row));
    put_fields(p, arena_str(p->arena, stmt_text(row, Q_FIELDS)));
    put_text(p, "matchRule", stmt_text(row, Q_RULE));
    put_text(p, "resolution", stmt_text(row, Q_RESOLUTION));
    err_t e = put_entity(p, row, why);
    xml_close(o);
    return e;
}

static err_t put_entries(struct hub_session *s, const struct entry_printer *p,
                         const struct hub_quarantine_query *q, int64_t *n, int64_t *total,
                         struct why *why)
{
    struct stmt *rows;
    err_t e;

    TRY(hub_session_prepare(s, STR(SELECT " ORDER BY created DESC, id DESC"), &rows, why));
    stmt_bind_text(rows, 1, p->model->id);
    while ((e = stmt_step(rows, why)) == ERR_OK) {
        if (!fits(p->arena, p->model, q, rows))
            continue;
        int64_t at = (*total)++;
        if (at < q->page.offset || *n >= q->page.limit)
            continue;
        TRY(put_entry(p, rows, why));
        (*n)++;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_quarantine_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                           const struct hub_quarantine_query *q, bool masked, struct buf *out,
                           struct why *why)
{
    int64_t n = 0, total = 0;
    struct buf page;

    buf_init(&page, a);
    struct xml_out xml = xml_out(&page), head = xml_out(out);
    const struct entry_printer p = { &xml, a, m, "", q->data, masked };
    TRY(put_entries(s, &p, q, &n, &total, why));
    xml_declaration(&head);
    xml_open(&head, STR("QuarantineQueryResponse"));
    hub_page_put(&head, a, &q->page, n, total);
    buf_byte(out, '>');
    buf_add(out, buf_str(&page));
    buf_lit(out, "</QuarantineQueryResponse>");
    return ERR_OK;
}

err_t hub_quarantine_get(struct hub_session *s, struct arena *a, const struct hub_model *m,
                         const struct hub_quarantine_key *k, struct buf *out, struct why *why)
{
    struct xml_out xml = xml_out(out);
    const struct entry_printer p = { &xml, a, m, k->mdm ? "mdm:" : "", k->data, k->masked };
    str sql = k->tx.n ? STR(SELECT " AND tx = ?2")
                      : STR(SELECT " AND source = ?2 AND entity = ?3 AND ended IS NULL"
                                   " ORDER BY id DESC LIMIT 1");
    struct stmt *row;

    TRY(hub_session_prepare(s, sql, &row, why));
    stmt_bind_text(row, 1, m->id);
    stmt_bind_text(row, 2, k->tx.n ? k->tx : k->source);
    if (!k->tx.n)
        stmt_bind_text(row, 3, k->entity);
    TRY(stmt_step(row, why));
    xml_declaration(&xml);
    err_t e = put_entry(&p, row, why);
    stmt_reset(row);
    return e;
}
