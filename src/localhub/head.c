#include "localhub/head.h"

static err_t find_active(struct hub_session *s, struct arena *a, const struct hub_model *m, str id,
                         struct hub_head *out, struct why *why)
{
    struct stmt *q;

    str sql = arena_fmt(a,
                        "SELECT rid, id, created, updated, source, entity FROM %.*s WHERE id = ?1",
                        STR_ARG(m->table));
    TRY(hub_session_prepare(s, sql, &q, why));
    stmt_bind_text(q, 1, id);
    TRY(stmt_step(q, why));
    *out = (struct hub_head){ .rid = stmt_int(q, 0),
                              .id = arena_str(a, stmt_text(q, 1)),
                              .created = arena_str(a, stmt_text(q, 2)),
                              .updated = arena_str(a, stmt_text(q, 3)),
                              .source = arena_str(a, stmt_text(q, 4)),
                              .entity = arena_str(a, stmt_text(q, 5)) };
    stmt_reset(q);
    return ERR_OK;
}

static err_t find_ended(struct hub_session *s, struct arena *a, const struct hub_model *m, str id,
                        struct hub_head *out, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("SELECT rid, id, created, updated, source, entity, ended,"
                                " end_source FROM hub_ended WHERE model = ?1 AND id = ?2"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, id);
    TRY(stmt_step(q, why));
    *out = (struct hub_head){ .rid = stmt_int(q, 0),
                              .id = arena_str(a, stmt_text(q, 1)),
                              .created = arena_str(a, stmt_text(q, 2)),
                              .updated = arena_str(a, stmt_text(q, 3)),
                              .source = arena_str(a, stmt_text(q, 4)),
                              .entity = arena_str(a, stmt_text(q, 5)),
                              .ended = arena_str(a, stmt_text(q, 6)),
                              .end_source = arena_str(a, stmt_text(q, 7)) };
    stmt_reset(q);
    return ERR_OK;
}

err_t hub_head_find(struct hub_session *s, struct arena *a, const struct hub_model *m, str id,
                    struct hub_head *out, struct why *why)
{
    err_t e = find_active(s, a, m, id, out, why);

    return e == ERR_NOT_FOUND ? find_ended(s, a, m, id, out, why) : e;
}

err_t hub_head_end(struct hub_session *s, const struct hub_model *m, const struct hub_head *h,
                   struct why *why)
{
    const str texts[] = { m->id,     h->id,     h->created, h->updated,
                          h->source, h->entity, h->ended,   h->end_source };
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT INTO hub_ended(rid, model, id, created, updated, source,"
                                " entity, ended, end_source, title)"
                                " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '')"),
                            &q, why));
    stmt_bind_int(q, 1, h->rid);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(q, (int)i + 2, texts[i]);
    return stmt_run(q, why);
}

err_t hub_ended_count(struct hub_session *s, const struct hub_model *m, int64_t *out,
                      struct why *why)
{
    return hub_session_count(s, STR("SELECT count(*) FROM hub_ended WHERE model = ?1"), m->id, out,
                             why);
}

static void put_record(struct xml_out *o, struct stmt *q)
{
    xml_open(o, STR("Record"));
    xml_put_attr(o, STR("recordId"), stmt_text(q, 0));
    xml_close(o);
}

err_t hub_ended_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                      const struct hub_page *page, struct buf *out, struct why *why)
{
    struct xml_out o = xml_out(out);
    int64_t total;
    struct stmt *q;
    err_t e;

    TRY(hub_ended_count(s, m, &total, why));
    int64_t left = page->offset < total ? total - page->offset : 0;
    TRY(hub_session_prepare(
        s, STR("SELECT id FROM hub_ended WHERE model = ?1 ORDER BY seq LIMIT ?2 OFFSET ?3"), &q,
        why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_int(q, 2, page->limit);
    stmt_bind_int(q, 3, page->offset);
    xml_declaration(&o);
    xml_open(&o, STR("RecordQueryResponse"));
    hub_page_put(&o, a, page, left < page->limit ? left : page->limit, total);
    while ((e = stmt_step(q, why)) == ERR_OK)
        put_record(&o, q);
    xml_close(&o);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}
