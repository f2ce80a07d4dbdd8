#include "localhub/writer.h"

#include <stdio.h>

enum { FIRST_CELL = 7 };

static err_t prepare(struct db *db, const char *sql, struct stmt **out, struct why *why)
{
    *out = db_prepare(db, sql, why);
    return *out ? ERR_OK : ERR_IO;
}

err_t hub_writer_open(struct hub_writer *w, struct db *db, struct arena *a,
                      const struct hub_model *m, struct why *why)
{
    struct buf sql;

    *w = (struct hub_writer){ .db = db, .model = m };
    buf_init(&sql, a);
    buf_fmt(&sql, "INSERT INTO %.*s VALUES(?1, ?2, ?3, ?4, ?5, ?6", STR_ARG(m->table));
    for (int i = 0; i < m->columns_n; i++)
        buf_fmt(&sql, ", ?%d", FIRST_CELL + i);
    buf_byte(&sql, ')');
    TRY(prepare(db, buf_cstr(&sql), &w->insert, why));
    str items = arena_fmt(a, "INSERT INTO %.*s_items VALUES(?1, ?2, ?3, ?4)", STR_ARG(m->table));
    return prepare(db, items.p, &w->insert_item, why);
}

static void bind_instant(struct stmt *s, int at, int64_t seconds)
{
    struct civil c = civil_from_seconds(seconds);
    char text[40];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                     c.hour, c.minute, c.second);

    stmt_bind_text(s, at, (str){ text, (size_t)n });
}

static void bind(struct stmt *s, int at, struct value v)
{
    if (v.kind == VALUE_INSTANT)
        bind_instant(s, at, v.i);
    else
        stmt_bind_value(s, at, v);
}

err_t hub_writer_put(struct hub_writer *w, const struct hub_record *r, struct why *why)
{
    stmt_reset(w->insert);
    stmt_bind_int(w->insert, 1, ++w->rid);
    stmt_bind_text(w->insert, 2, r->id);
    bind_instant(w->insert, 3, r->created);
    bind_instant(w->insert, 4, r->updated);
    stmt_bind_text(w->insert, 5, r->source);
    stmt_bind_text(w->insert, 6, r->entity);
    for (int i = 0; i < w->model->columns_n; i++)
        bind(w->insert, FIRST_CELL + i, r->cells[i]);
    return stmt_run(w->insert, why);
}

err_t hub_writer_item(struct hub_writer *w, int field, int item, struct value v, struct why *why)
{
    if (v.kind == VALUE_NULL)
        return ERR_OK;
    stmt_reset(w->insert_item);
    stmt_bind_int(w->insert_item, 1, w->rid);
    stmt_bind_int(w->insert_item, 2, field);
    stmt_bind_int(w->insert_item, 3, item);
    bind(w->insert_item, 4, v);
    return stmt_run(w->insert_item, why);
}

/* Few records are scanned as quickly as they are found. */
enum { INDEX_FROM = 500 };

/* A key or a reference is looked up; anything else may be filtered by. */
static bool wants_index(const struct hub_writer *w, const struct hub_field *f)
{
    if (f->column < 0)
        return false;
    if (f->type == HUB_REFERENCE)
        return true;
    for (size_t i = 0; i < w->model->key.n; i++)
        if (str_eq(w->model->key.p[i], f->unique_id))
            return true;
    return w->rid >= INDEX_FROM && f->type != HUB_CLOB && f->type != HUB_BOOLEAN;
}

err_t hub_writer_close(struct hub_writer *w, struct arena *a, struct why *why)
{
    const struct hub_model *m = w->model;
    struct buf sql;

    buf_init(&sql, a);
    buf_fmt(&sql,
            "CREATE UNIQUE INDEX %.*s_id ON %.*s(id);"
            "CREATE INDEX %.*s_entity ON %.*s(entity);"
            "CREATE INDEX %.*s_items_value ON %.*s_items(field, value, record);",
            STR_ARG(m->table), STR_ARG(m->table), STR_ARG(m->table), STR_ARG(m->table),
            STR_ARG(m->table), STR_ARG(m->table));
    for (size_t i = 0; i < m->fields.n; i++)
        if (wants_index(w, &m->fields.p[i]))
            buf_fmt(&sql, "CREATE INDEX %.*s_c%d ON %.*s(c%d);", STR_ARG(m->table),
                    m->fields.p[i].column, STR_ARG(m->table), m->fields.p[i].column);
    if (w->rid >= INDEX_FROM) /* which index to prefer */
        buf_fmt(&sql, "ANALYZE %.*s;", STR_ARG(m->table));
    return db_exec(w->db, buf_cstr(&sql), why);
}
