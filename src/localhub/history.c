#include "localhub/history.h"

#include "localhub/names.h"
#include "localhub/record.h"

#define COLUMNS "version, source, started, ended, end_source, tx, content"

err_t hub_content(struct hub_session *s, struct arena *a, const struct hub_model *m, str id,
                  str *out, struct why *why)
{
    const struct hub_search what = { .model = m };
    struct hub_printer p;
    struct stmt *row;
    struct buf b;

    buf_init(&b, a);
    struct xml_out xml = xml_out(&b);
    TRY(hub_printer_init(&p, s, a, &what, &xml, why));
    str select = arena_str(a, hub_printer_select(&p));
    TRY(hub_session_prepare(s, arena_fmt(a, "%.*s WHERE id = ?1", STR_ARG(select)), &row, why));
    stmt_bind_text(row, 1, id);
    TRY(stmt_step(row, why));
    err_t e = hub_print_fields(&p, row, why);
    stmt_reset(row);
    *out = buf_str(&b);
    return e;
}

/* The field that an element is, below the group `parent`; NULL: a wrapper, or
 * of a model that came before. */
static const struct hub_field *field_of(const struct hub_model *m, int parent, str element, int *at)
{
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.p[i].parent == parent && str_eq(m->fields.p[i].element, element)) {
            *at = (int)i;
            return &m->fields.p[i];
        }
    *at = parent;
    return NULL;
}

struct content_printer {
    struct xml_out *out;
    struct arena *arena;
    const struct hub_model *model;
    bool masked;
};

/* As deep as the XML reader allows. */
static void put_nodes(const struct content_printer *p, const struct xml_node *n, int parent)
{
    for (; n; n = n->next) {
        int at;
        const struct hub_field *f = field_of(p->model, parent, n->name, &at);
        bool hide = f && f->mask && p->masked && n->text.n;
        xml_open(p->out, n->name);
        xml_text(p->out, hide ? hub_mask_text(p->arena, f, n->text) : n->text);
        put_nodes(p, n->first, at);
        xml_close(p->out);
    }
}

err_t hub_content_print(struct xml_out *o, struct arena *a, const struct hub_model *m, str content,
                        bool masked, struct why *why)
{
    const struct content_printer p = { o, a, m, masked };
    struct xml_node *root;

    str text = arena_fmt(a, "<r>%.*s</r>", STR_ARG(content));
    TRY(xml_read(a, text, text.n + 1, &root, why));
    put_nodes(&p, root->first, -1);
    return ERR_OK;
}

static struct hub_version version_of(struct arena *a, struct stmt *q)
{
    return (struct hub_version){ .version = stmt_int(q, 0),
                                 .source = arena_str(a, stmt_text(q, 1)),
                                 .started = arena_str(a, stmt_text(q, 2)),
                                 .ended = arena_str(a, stmt_text(q, 3)),
                                 .end_source = arena_str(a, stmt_text(q, 4)),
                                 .tx = arena_str(a, stmt_text(q, 5)),
                                 .content = arena_str(a, stmt_text(q, 6)) };
}

static struct hub_version only_version(struct arena *a, const struct hub_head *h)
{
    return (struct hub_version){ .version = 1,
                                 .source = h->source,
                                 .started = h->created,
                                 .tx = hub_guid(a, STR("transaction"), h->id) };
}

err_t hub_version_last(struct hub_session *s, struct arena *a, const struct hub_model *m,
                       const struct hub_head *h, struct hub_version *out, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("SELECT " COLUMNS " FROM hub_version WHERE model = ?1 AND"
                                " record = ?2 ORDER BY version DESC LIMIT 1"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, h->id);
    err_t e = stmt_step(q, why);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *out = e ? only_version(a, h) : version_of(a, q);
    stmt_reset(q);
    return ERR_OK;
}

static void bind_or_null(struct stmt *q, int at, str text)
{
    if (text.n)
        stmt_bind_text(q, at, text);
    else
        stmt_bind_null(q, at);
}

err_t hub_version_put(struct hub_session *s, const struct hub_model *m, str record,
                      const struct hub_version *v, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT OR REPLACE INTO hub_version(model, record, " COLUMNS ")"
                                " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, record);
    stmt_bind_int(q, 3, v->version);
    stmt_bind_text(q, 4, v->source);
    stmt_bind_text(q, 5, v->started);
    bind_or_null(q, 6, v->ended);
    bind_or_null(q, 7, v->end_source);
    stmt_bind_text(q, 8, v->tx);
    bind_or_null(q, 9, v->content);
    return stmt_run(q, why);
}

static void put_version_attrs(struct xml_out *o, struct arena *a, str record,
                              const struct hub_version *v)
{
    xml_put_attr(o, STR("grid"), record);
    xml_put_attr_int(o, STR("version"), v->version);
    xml_put_attr(o, STR("source"), v->source);
    xml_put_attr(o, STR("startdate"), hub_us_date(a, v->started));
    if (v->ended.n) {
        xml_put_attr(o, STR("enddate"), hub_us_date(a, v->ended));
        xml_put_attr(o, STR("enddatesource"), v->end_source);
    }
    xml_put_attr(o, STR("transactionId"), v->tx);
}

static err_t put_version(struct hub_session *s, struct arena *a, const struct hub_history *what,
                         const struct hub_version *v, struct xml_out *o, struct why *why)
{
    str content = v->content;

    if (!v->ended.n)
        TRY(hub_content(s, a, what->model, what->head.id, &content, why));
    xml_open(o, what->model->root);
    put_version_attrs(o, a, what->head.id, v);
    xml_leaf(o, STR("id"), what->head.id);
    TRY(hub_content_print(o, a, what->model, content, what->masked, why));
    xml_close(o);
    return ERR_OK;
}

struct versions {
    struct hub_version *p;
    size_t n, cap;
};

static err_t read_versions(struct hub_session *s, struct arena *a, const struct hub_history *what,
                           struct versions *out, struct why *why)
{
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(s,
                            STR("SELECT " COLUMNS " FROM hub_version WHERE model = ?1 AND"
                                " record = ?2 ORDER BY version"),
                            &q, why));
    stmt_bind_text(q, 1, what->model->id);
    stmt_bind_text(q, 2, what->head.id);
    while ((e = stmt_step(q, why)) == ERR_OK)
        *vec_push(a, out) = version_of(a, q);
    if (!out->n)
        *vec_push(a, out) = only_version(a, &what->head);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_history_print(struct hub_session *s, struct arena *a, const struct hub_history *what,
                        struct buf *out, struct why *why)
{
    struct xml_out o = xml_out(out);
    struct versions all = { 0 };

    TRY(read_versions(s, a, what, &all, why));
    int64_t total = (int64_t)all.n, from = what->page.offset;
    int64_t n = from < total ? total - from : 0;
    if (n > what->page.limit)
        n = what->page.limit;
    xml_declaration(&o);
    xml_open(&o, STR("RecordHistoryResponse"));
    xml_put_attr(&o, STR("grid"), what->head.id);
    hub_page_put(&o, a, &what->page, n, total);
    for (int64_t i = from; i < from + n; i++)
        TRY(put_version(s, a, what, &all.p[what->latest_first ? total - 1 - i : i], &o, why));
    xml_close(&o);
    return ERR_OK;
}

err_t hub_ended_get(struct hub_session *s, struct arena *a, const struct hub_model *m,
                    const struct hub_head *h, bool masked, struct buf *out, struct why *why)
{
    struct xml_out o = xml_out(out);
    struct hub_version v;

    TRY(hub_version_last(s, a, m, h, &v, why));
    xml_open(&o, m->root);
    put_version_attrs(&o, a, h->id, &v);
    xml_leaf(&o, STR("id"), h->id);
    TRY(hub_content_print(&o, a, m, v.content, masked, why));
    xml_close(&o);
    return ERR_OK;
}
