#include "localhub/channel.h"

#include "localhub/history.h"
#include "localhub/source_link.h"

err_t hub_channel_put(struct hub_session *s, str model_id, str source, str record, const char *op,
                      str when, struct why *why)
{
    const str texts[] = { model_id, source, record, str_c(op), when };
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT INTO hub_channel(model, source, record, op, created)"
                                " VALUES(?1, ?2, ?3, ?4, ?5)"),
                            &q, why));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(q, (int)i + 1, texts[i]);
    return stmt_run(q, why);
}

/* One of a record is enough: the last word counts, but what was news stays news. */
static err_t number_batch(struct hub_session *s, const struct hub_model *m, str source,
                          int64_t limit, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(
        s,
        STR("UPDATE hub_channel SET delivery = (SELECT 1 + coalesce(max(delivery), 0) FROM"
            " hub_channel) WHERE model = ?1 AND source = ?2 AND delivery IS NULL AND id IN"
            " (SELECT id FROM hub_channel WHERE model = ?1 AND source = ?2 AND delivery IS NULL"
            " ORDER BY id LIMIT ?3)"),
        &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, source);
    stmt_bind_int(q, 3, limit);
    return stmt_run(q, why);
}

static err_t open_batch(struct hub_session *s, const struct hub_model *m, str source, int64_t *out,
                        struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("SELECT min(delivery) FROM hub_channel WHERE model = ?1 AND"
                                " source = ?2 AND op <> 'DONE'"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, source);
    TRY(stmt_step(q, why));
    *out = stmt_int(q, 0);
    stmt_reset(q);
    return ERR_OK;
}

err_t hub_channel_acknowledge(struct hub_session *s, const struct hub_model *m, str source,
                              int64_t delivery, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("SELECT count(*), sum(op <> 'DONE') FROM hub_channel WHERE model ="
                                " ?1 AND source = ?2 AND delivery = ?3"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, source);
    stmt_bind_int(q, 3, delivery);
    TRY(stmt_step(q, why));
    int64_t all = stmt_int(q, 0), open = stmt_int(q, 1);
    stmt_reset(q);
    if (!open)
        return all ? ERR_CONFLICT : ERR_NOT_FOUND;
    TRY(hub_session_prepare(s,
                            STR("UPDATE hub_channel SET op = 'DONE' WHERE model = ?1 AND source ="
                                " ?2 AND delivery = ?3"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, source);
    stmt_bind_int(q, 3, delivery);
    return stmt_run(q, why);
}

struct update {
    str record, op, when;
};

struct updates {
    struct update *p;
    size_t n, cap;
};

static err_t read_updates(struct hub_session *s, struct arena *a, const struct hub_model *m,
                          str source, int64_t delivery, struct updates *out, struct why *why)
{
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(
        s,
        STR("SELECT record, op, created FROM hub_channel AS c WHERE model = ?1 AND source = ?2"
            " AND delivery = ?3 AND id = (SELECT max(id) FROM hub_channel AS d WHERE d.model = ?1"
            " AND d.source = ?2 AND d.delivery = ?3 AND d.record = c.record) ORDER BY id"),
        &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, source);
    stmt_bind_int(q, 3, delivery);
    while ((e = stmt_step(q, why)) == ERR_OK)
        *vec_push(a, out) = (struct update){ arena_str(a, stmt_text(q, 0)),
                                             arena_str(a, stmt_text(q, 1)),
                                             arena_str(a, stmt_text(q, 2)) };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

struct channel_printer {
    struct hub_session *session;
    struct arena *arena;
    const struct hub_model *model;
    struct xml_out *out;
    str source;
    bool masked;
};

static err_t put_entity_id(const struct channel_printer *p, const struct hub_head *h,
                           struct why *why)
{
    struct hub_source_links links;
    str id = STR("");

    TRY(hub_source_links_read(p->session, p->arena, p->model, h, &links, why));
    for (size_t i = 0; i < links.n; i++)
        if (str_eq(links.p[i].source, p->source))
            id = links.p[i].entity;
    xml_leaf(p->out, STR("id"), id);
    return ERR_OK;
}

static err_t put_update(const struct channel_printer *p, const struct update *u, struct why *why)
{
    struct hub_version v;
    struct hub_head head;
    err_t e = hub_head_find(p->session, p->arena, p->model, u->record, &head, why);

    if (e) /* purged meanwhile */
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    TRY(hub_version_last(p->session, p->arena, p->model, &head, &v, why));
    if (!head.ended.n)
        TRY(hub_content(p->session, p->arena, p->model, head.id, &v.content, why));
    str when = hub_us_date(p->arena, u->when);
    xml_open(p->out, p->model->root);
    if (str_eq(u->op, STR("DELETE")))
        xml_put_attr(p->out, STR("enddate"), when);
    xml_put_attr(p->out, STR("grid"), head.id);
    xml_put_attr(p->out, STR("op"), u->op);
    xml_put_attr(p->out, STR("ts"), when);
    TRY(put_entity_id(p, &head, why));
    TRY(hub_content_print(p->out, p->arena, p->model, v.content, p->masked, why));
    xml_close(p->out);
    return ERR_OK;
}

err_t hub_channel_fetch(struct hub_session *s, struct arena *a, const struct hub_model *m,
                        str source, int64_t limit, bool masked, struct buf *out, struct why *why)
{
    struct xml_out o = xml_out(out);
    const struct channel_printer p = { s, a, m, &o, source, masked };
    struct updates all = { 0 };
    int64_t delivery;

    TRY(open_batch(s, m, source, &delivery, why));
    if (!delivery) {
        TRY(number_batch(s, m, source, limit, why));
        TRY(open_batch(s, m, source, &delivery, why));
    }
    if (!delivery)
        return ERR_NOT_FOUND;
    TRY(read_updates(s, a, m, source, delivery, &all, why));
    xml_declaration(&o);
    xml_open(&o, STR("batch"));
    xml_put_attr_int(&o, STR("id"), delivery);
    xml_put_attr(&o, STR("fmt"), STR("FULL"));
    xml_put_attr(&o, STR("src"), source);
    for (size_t i = 0; i < all.n; i++)
        TRY(put_update(&p, &all.p[i], why));
    xml_close(&o);
    return ERR_OK;
}

err_t hub_channel_waiting(struct hub_session *s, const struct hub_model *m, int64_t *out,
                          struct why *why)
{
    return hub_session_count(
        s, STR("SELECT count(*) FROM hub_channel WHERE model = ?1 AND op <> 'DONE'"), m->id, out,
        why);
}
