#include "localhub/source_link.h"

static err_t read_rows(struct hub_session *s, struct arena *a, const struct hub_model *m, str id,
                       struct hub_source_links *out, struct why *why)
{
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(s,
                            STR("SELECT source, entity, established FROM hub_link WHERE model = ?1"
                                " AND record = ?2 ORDER BY established, source, entity"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, id);
    while ((e = stmt_step(q, why)) == ERR_OK)
        *vec_push(a, out) = (struct hub_source_link){ arena_str(a, stmt_text(q, 0)),
                                                      arena_str(a, stmt_text(q, 1)),
                                                      arena_str(a, stmt_text(q, 2)) };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* A row with no source says that there is no link left. */
static bool is_none(const struct hub_source_link *l)
{
    return l->source.n == 0;
}

err_t hub_source_links_read(struct hub_session *s, struct arena *a, const struct hub_model *m,
                            const struct hub_head *h, struct hub_source_links *out, struct why *why)
{
    struct hub_source_links rows = { 0 };

    *out = rows;
    TRY(read_rows(s, a, m, h->id, &rows, why));
    if (!rows.n)
        *vec_push(a, out) = (struct hub_source_link){ h->source, h->entity, h->created };
    for (size_t i = 0; i < rows.n; i++)
        if (!is_none(&rows.p[i]))
            *vec_push(a, out) = rows.p[i];
    return ERR_OK;
}

static err_t first_text(struct stmt *q, struct arena *a, str *out, struct why *why)
{
    TRY(stmt_step(q, why));
    *out = arena_str(a, stmt_text(q, 0));
    stmt_reset(q);
    return ERR_OK;
}

static void bind3(struct stmt *q, str one, str two, str three)
{
    stmt_bind_text(q, 1, one);
    stmt_bind_text(q, 2, two);
    stmt_bind_text(q, 3, three);
}

err_t hub_source_link_find(struct hub_session *s, struct arena *a, const struct hub_model *m,
                           str source, str entity, str *out, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(
        s, STR("SELECT record FROM hub_link WHERE model = ?1 AND source = ?2 AND entity = ?3"), &q,
        why));
    bind3(q, m->id, source, entity);
    err_t e = first_text(q, a, out, why);
    if (e != ERR_NOT_FOUND)
        return e;
    str sql = arena_fmt(a,
                        "SELECT id FROM %.*s AS r WHERE entity = ?3 AND source = ?2 AND NOT EXISTS"
                        " (SELECT 1 FROM hub_link l WHERE l.model = ?1 AND l.record = r.id)"
                        " UNION ALL SELECT id FROM hub_ended AS r WHERE r.model = ?1 AND"
                        " entity = ?3 AND source = ?2 AND NOT EXISTS"
                        " (SELECT 1 FROM hub_link l WHERE l.model = ?1 AND l.record = r.id)"
                        " LIMIT 1",
                        STR_ARG(m->table));
    TRY(hub_session_prepare(s, sql, &q, why));
    bind3(q, m->id, source, entity);
    return first_text(q, a, out, why);
}

static err_t put(struct hub_session *s, const struct hub_model *m, str record,
                 const struct hub_source_link *l, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT OR REPLACE INTO hub_link(model, source, entity, record,"
                                " established) VALUES(?1, ?2, ?3, ?4, ?5)"),
                            &q, why));
    bind3(q, m->id, l->source, l->entity);
    stmt_bind_text(q, 4, record);
    stmt_bind_text(q, 5, l->established);
    return stmt_run(q, why);
}

static err_t write_all(struct hub_session *s, const struct hub_model *m, str record,
                       const struct hub_source_links *links, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s, STR("DELETE FROM hub_link WHERE model = ?1 AND record = ?2"), &q,
                            why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, record);
    TRY(stmt_run(q, why));
    for (size_t i = 0; i < links->n; i++)
        TRY(put(s, m, record, &links->p[i], why));
    if (links->n)
        return ERR_OK;
    return put(s, m, record, &(struct hub_source_link){ STR(""), record, STR("") }, why);
}

err_t hub_source_link_add(struct hub_session *s, struct arena *a, const struct hub_model *m,
                          const struct hub_head *h, const struct hub_source_link *link,
                          struct why *why)
{
    struct hub_source_links all;

    TRY(hub_source_links_read(s, a, m, h, &all, why));
    *vec_push(a, &all) = *link;
    return write_all(s, m, h->id, &all, why);
}

err_t hub_source_link_drop(struct hub_session *s, struct arena *a, const struct hub_model *m,
                           const struct hub_head *h, str source, str entity, struct why *why)
{
    struct hub_source_links all, rest = { 0 };

    TRY(hub_source_links_read(s, a, m, h, &all, why));
    for (size_t i = 0; i < all.n; i++)
        if (!str_eq(all.p[i].source, source) || (entity.n && !str_eq(all.p[i].entity, entity)))
            *vec_push(a, &rest) = all.p[i];
    return rest.n == all.n ? ERR_NOT_FOUND : write_all(s, m, h->id, &rest, why);
}

void hub_source_links_print(struct xml_out *o, const struct hub_source_links *links)
{
    xml_open(o, STR("links"));
    for (size_t i = 0; i < links->n; i++) {
        xml_open(o, STR("link"));
        xml_put_attr(o, STR("source"), links->p[i].source);
        xml_put_attr(o, STR("entityId"), links->p[i].entity);
        xml_put_attr(o, STR("establishedDate"), links->p[i].established);
        xml_close(o);
    }
    xml_close(o);
}
