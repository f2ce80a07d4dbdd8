#include "localhub/deploy.h"

#include "localhub/writer.h"

static int same_field(const struct hub_model *from, const struct hub_field *f)
{
    int at = hub_field_find(from, f->unique_id);

    return at >= 0 && from->fields.p[at].type == f->type &&
                   (from->fields.p[at].column < 0) == (f->column < 0)
               ? at
               : -1;
}

static err_t move_rows(struct hub_session *s, struct arena *a, const struct hub_model *from,
                       const struct hub_model *to, struct why *why)
{
    struct buf into, select;

    buf_init(&into, a);
    buf_init(&select, a);
    for (size_t i = 0; i < to->fields.n; i++) {
        const struct hub_field *f = &to->fields.p[i];
        int at = same_field(from, f);
        if (f->column < 0 || at < 0)
            continue;
        buf_fmt(&into, ", c%d", f->column);
        buf_fmt(&select, ", c%d", from->fields.p[at].column);
    }
    str sql = arena_fmt(a,
                        "INSERT INTO %.*s(rid, id, created, updated, source, entity%.*s) SELECT"
                        " rid, id, created, updated, source, entity%.*s FROM %.*s ORDER BY rid",
                        STR_ARG(to->table), STR_ARG(buf_str(&into)), STR_ARG(buf_str(&select)),
                        STR_ARG(from->table));
    return db_exec(s->db, sql.p, why);
}

static err_t move_items(struct hub_session *s, struct arena *a, const struct hub_model *from,
                        const struct hub_model *to, struct why *why)
{
    for (size_t i = 0; i < to->fields.n; i++) {
        const struct hub_field *f = &to->fields.p[i];
        int at = f->type == HUB_CONTAINER || f->column >= 0 ? -1 : same_field(from, f);
        if (at < 0)
            continue;
        str sql = arena_fmt(a,
                            "INSERT INTO %.*s_items SELECT record, %zu, item, value FROM"
                            " %.*s_items WHERE field = %d",
                            STR_ARG(to->table), i, STR_ARG(from->table), at);
        TRY(db_exec(s->db, sql.p, why));
    }
    return ERR_OK;
}

static err_t mark(struct hub_session *s, const struct hub_model *m, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s, STR("UPDATE hub_model SET deployed = version = ?2 WHERE id = ?1"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_int(q, 2, m->version);
    return stmt_run(q, why);
}

static err_t drop(struct hub_session *s, struct arena *a, const struct hub_model *m,
                  struct why *why)
{
    str sql = arena_fmt(a, "DROP TABLE %.*s; DROP TABLE %.*s_items", STR_ARG(m->table),
                        STR_ARG(m->table));

    return db_exec(s->db, sql.p, why);
}

err_t hub_deploy(struct hub_session *s, struct arena *a, const struct hub_model *m, struct why *why)
{
    const struct hub_model *old = hub_session_universe(s, m->id);
    struct hub_writer w;

    if (old == m)
        return ERR_OK;
    TRY(hub_model_tables(s->db, a, m, why));
    if (old) {
        TRY(move_rows(s, a, old, m, why));
        TRY(move_items(s, a, old, m, why));
        TRY(drop(s, a, old, why));
    }
    TRY(mark(s, m, why));
    TRY(hub_writer_open(&w, s->db, a, m, why));
    w.rid = old ? old->records : 0; /* how many there are decides on indexes */
    return hub_writer_close(&w, a, why);
}
