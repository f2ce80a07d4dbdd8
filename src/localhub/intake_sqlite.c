/* intake_sqlite.c - the tables of a SQLite file, with the keys it declares. */
#include "localhub/intake.h"
#include "localhub/model.h"
#include "localhub/names.h"
#include "store/db.h"

struct sqlite_table {
    struct db *db;
    const char *select;
};

static void close_db(void *db)
{
    db_close(db);
}

static err_t prepare(struct db *db, str sql, struct stmt **out, struct why *why)
{
    *out = db_prepare(db, sql.p, why);
    return *out ? ERR_OK : ERR_IO;
}

static err_t scan(const struct hub_intake *t, const struct hub_scan *to, struct why *why)
{
    const struct sqlite_table *impl = t->impl;
    struct arena *a = arena_new();
    struct value *cells = NEW_N(a, struct value, t->columns_n);
    struct stmt *s = db_prepare(impl->db, impl->select, why);
    err_t e = s ? ERR_OK : ERR_IO;

    while (!e && (e = stmt_step(s, why)) == ERR_OK) {
        for (size_t i = 0; i < t->columns_n; i++)
            cells[i] = stmt_value(s, (int)i);
        e = to->on_row(to->ctx, cells, why);
    }
    if (s)
        stmt_reset(s);
    arena_free(a);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Boomi has no type for bytes: a column that holds some is left out. */
static err_t holds_bytes(struct db *db, struct arena *a, str table, str column, str declared,
                         bool *out, struct why *why)
{
    struct stmt *s;

    *out = false;
    if (declared.n && !str_eq_nocase(declared, STR("blob")) &&
        !str_eq_nocase(declared, STR("image")) && !str_eq_nocase(declared, STR("bytea")))
        return ERR_OK;
    TRY(prepare(db,
                arena_fmt(a, "SELECT 1 FROM %.*s WHERE typeof(%.*s) = 'blob' LIMIT 1",
                          STR_ARG(hub_sql_name(a, table)), STR_ARG(hub_sql_name(a, column))),
                &s, why));
    err_t e = stmt_step(s, why);
    stmt_reset(s);
    *out = e == ERR_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t read_columns(struct db *db, struct arena *a, struct hub_intake *t, struct why *why)
{
    VEC(struct hub_intake_column) columns = { 0 };
    struct stmt *s;
    err_t e;

    TRY(prepare(db,
                arena_fmt(a,
                          "SELECT name, type, pk FROM pragma_table_xinfo(%.*s) WHERE hidden = 0"
                          " OR hidden > 1",
                          STR_ARG(hub_sql_text(a, t->name))),
                &s, why));
    while ((e = stmt_step(s, why)) == ERR_OK) {
        struct hub_intake_column c = { .name = arena_str(a, stmt_text(s, 0)),
                                       .declared = arena_str(a, stmt_text(s, 1)),
                                       .key_at = (int)stmt_int(s, 2) };
        bool bytes;
        TRY(holds_bytes(db, a, t->name, c.name, c.declared, &bytes, why));
        if (!bytes)
            *vec_push(a, &columns) = c;
    }
    t->columns = columns.p;
    t->columns_n = columns.n;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static size_t column_of(const struct hub_intake *t, str name)
{
    size_t i = 0;

    while (i < t->columns_n && !str_eq_nocase(t->columns[i].name, name))
        i++;
    return i;
}

/* Foreign keys of several columns have no counterpart in a hub. */
static err_t read_links(struct db *db, struct arena *a, struct hub_intake *t, struct why *why)
{
    VEC(struct hub_intake_link) links = { 0 };
    struct stmt *s;
    err_t e;

    TRY(prepare(db,
                arena_fmt(a,
                          "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(%.*s)"
                          " GROUP BY id HAVING count(*) = 1 ORDER BY id DESC",
                          STR_ARG(hub_sql_text(a, t->name))),
                &s, why));
    while ((e = stmt_step(s, why)) == ERR_OK) {
        size_t column = column_of(t, stmt_text(s, 0));
        if (column < t->columns_n)
            *vec_push(a, &links) = (struct hub_intake_link){ column, arena_str(a, stmt_text(s, 1)),
                                                             arena_str(a, stmt_text(s, 2)) };
    }
    t->links = links.p;
    t->links_n = links.n;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static const char *select_of(struct arena *a, const struct hub_intake *t)
{
    struct buf b;

    buf_init(&b, a);
    buf_lit(&b, "SELECT ");
    for (size_t i = 0; i < t->columns_n; i++) {
        buf_add(&b, i ? STR(", ") : STR(""));
        buf_add(&b, hub_sql_name(a, t->columns[i].name));
    }
    buf_lit(&b, " FROM ");
    buf_add(&b, hub_sql_name(a, t->name));
    return buf_cstr(&b);
}

static err_t add_table(struct db *db, struct arena *a, str path, str name, struct hub_intakes *out,
                       struct why *why)
{
    struct sqlite_table *impl = NEW(a, struct sqlite_table);
    struct hub_intake t = { .name = name, .file = path, .scan = scan, .impl = impl };

    TRY(read_columns(db, a, &t, why));
    TRY(read_links(db, a, &t, why));
    if (t.columns_n) {
        *impl = (struct sqlite_table){ db, select_of(a, &t) };
        *vec_push(a, out) = t;
    }
    return ERR_OK;
}

static err_t table_names(struct db *db, struct arena *a, str only, struct hub_strs *out,
                         struct why *why)
{
    struct stmt *s;
    err_t e;

    TRY(prepare(db,
                STR("SELECT name FROM sqlite_master WHERE type = 'table'"
                    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"),
                &s, why));
    while ((e = stmt_step(s, why)) == ERR_OK)
        if (!only.n || str_eq_nocase(only, stmt_text(s, 0)))
            *vec_push(a, out) = arena_str(a, stmt_text(s, 0));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_intake_sqlite(struct arena *a, str path, str only, struct hub_intakes *out,
                        struct why *why)
{
    struct hub_strs names = { 0 };
    struct db *db;

    path = arena_str(a, path);
    TRY(db_open(&db, path.p, true, why));
    arena_defer(a, close_db, db);
    TRY(table_names(db, a, only, &names, why));
    if (!names.n && only.n)
        return why_fail(why, ERR_NOT_FOUND, "%.*s holds no table \"%.*s\"", STR_ARG(path),
                        STR_ARG(only));
    if (!names.n)
        return why_fail(why, ERR_NOT_FOUND, "%.*s holds no tables", STR_ARG(path));
    for (size_t i = 0; i < names.n; i++)
        TRY(add_table(db, a, path, names.p[i], out, why));
    return ERR_OK;
}
