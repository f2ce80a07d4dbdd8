#include "store/sql.h"

#include "store/db.h"
#include "store/pg.h"

#include <stdlib.h>

struct sql {
    struct db *db; /* one of the two */
    struct pg *pg;
    struct stmt *stmt; /* of SQLite, running */
};

enum sql_dialect sql_dialect_of(const char *where)
{
    str s = str_c(where);

    return str_starts(s, STR("postgres://")) || str_starts(s, STR("postgresql://")) ? SQL_POSTGRES
                                                                                    : SQL_SQLITE;
}

/* Tables of millions are read through the page cache of the system, and built
 * without reading the same page of an index from it again and again. */
static err_t open_file(struct sql *s, const char *path, bool read_only, struct why *why)
{
    TRY(db_open(&s->db, path, read_only, why));
    return db_exec(s->db,
                   read_only ? "PRAGMA mmap_size = 4294967296"
                             : "PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -131072;"
                               "PRAGMA synchronous = NORMAL",
                   why);
}

err_t sql_open(struct sql **out, const char *where, bool read_only, struct why *why)
{
    struct sql *s = calloc(1, sizeof *s);

    if (!s)
        abort();
    err_t e = sql_dialect_of(where) == SQL_POSTGRES ? pg_open(&s->pg, where, read_only, why)
                                                    : open_file(s, where, read_only, why);
    if (e) {
        sql_close(s);
        return e;
    }
    *out = s;
    return ERR_OK;
}

void sql_close(struct sql *s)
{
    if (!s)
        return;
    stmt_drop(s->stmt);
    db_close(s->db);
    pg_close(s->pg);
    free(s);
}

enum sql_dialect sql_dialect(const struct sql *s)
{
    return s->pg ? SQL_POSTGRES : SQL_SQLITE;
}

void sql_cancel_by(struct sql *s, const atomic_bool *cancelled)
{
    if (s->pg)
        pg_cancel_by(s->pg, cancelled);
    else
        db_cancel_by(s->db, cancelled);
}

err_t sql_script(struct sql *s, const char *text, struct why *why)
{
    return s->pg ? pg_script(s->pg, text, why) : db_exec(s->db, text, why);
}

struct value sql_plain(struct value v)
{
    switch (v.kind) {
    case VALUE_BOOL:
        return value_int(v.b);
    case VALUE_DATE:
    case VALUE_INSTANT:
    case VALUE_TIME:
        return value_int(v.i);
    default:
        return v;
    }
}

static void bind(struct stmt *stmt, const struct value *params, size_t n)
{
    for (size_t i = 0; i < n; i++)
        stmt_bind_value(stmt, (int)i + 1, sql_plain(params[i]));
}

err_t sql_ask(struct sql *s, const char *text, const struct value *params, size_t n,
              struct why *why)
{
    if (s->pg)
        return pg_ask(s->pg, text, params, n, why);
    sql_stop(s);
    s->stmt = db_compile(s->db, text, why);
    if (!s->stmt)
        return ERR_IO;
    bind(s->stmt, params, n);
    return ERR_OK;
}

err_t sql_next(struct sql *s, struct why *why)
{
    if (s->pg)
        return pg_next(s->pg, why);
    err_t e = s->stmt ? stmt_step(s->stmt, why) : ERR_NOT_FOUND;
    if (e)
        sql_stop(s);
    return e;
}

void sql_stop(struct sql *s)
{
    if (s->pg) {
        pg_stop(s->pg);
        return;
    }
    stmt_drop(s->stmt);
    s->stmt = NULL;
}

struct value sql_cell(struct sql *s, int col)
{
    return s->pg ? pg_cell(s->pg, col) : stmt_value(s->stmt, col);
}

err_t sql_run(struct sql *s, const char *text, const struct value *params, size_t n,
              struct why *why)
{
    err_t e;

    if (s->pg) {
        TRY(pg_ask(s->pg, text, params, n, why));
        while ((e = pg_next(s->pg, why)) == ERR_OK)
            ;
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    struct stmt *stmt = db_prepare(s->db, text, why);
    if (!stmt)
        return ERR_IO;
    bind(stmt, params, n);
    return stmt_run(stmt, why);
}

/* With an upsert, unlike REPLACE, a row keeps its place; one that is as it was
 * is not written again. */
static struct stmt *put_statement(struct sql *s, const struct sql_put *p, struct why *why)
{
    struct buf b;

    buf_init(&b, NULL);
    buf_fmt(&b, "INSERT INTO %s(", p->table);
    for (size_t i = 0; i < p->columns_n; i++)
        buf_fmt(&b, "%s%s", i ? "," : "", p->columns[i].name);
    buf_lit(&b, ") VALUES(");
    for (size_t i = 0; i < p->columns_n; i++)
        buf_fmt(&b, "%s?%zu", i ? "," : "", i + 1);
    buf_fmt(&b, ") ON CONFLICT(%s) DO %s", p->columns[0].name,
            p->columns_n > 1 ? "UPDATE SET " : "NOTHING");
    for (size_t i = 1; i < p->columns_n; i++)
        buf_fmt(&b, "%s%s=?%zu", i > 1 ? "," : "", p->columns[i].name, i + 1);
    for (size_t i = 1; i < p->columns_n; i++)
        buf_fmt(&b, "%s%s IS NOT ?%zu", i > 1 ? " OR " : " WHERE ", p->columns[i].name, i + 1);
    struct stmt *stmt = db_prepare(s->db, buf_cstr(&b), why);
    buf_fini(&b);
    return stmt;
}

err_t sql_put(struct sql *s, const struct sql_put *p, struct why *why)
{
    if (p->rows_n == 0)
        return ERR_OK;
    if (s->pg)
        return pg_put(s->pg, p, why);
    struct stmt *stmt = put_statement(s, p, why);
    if (!stmt)
        return ERR_IO;
    for (size_t i = 0; i < p->rows_n; i++) {
        bind(stmt, p->cells + i * p->columns_n, p->columns_n);
        TRY(stmt_run(stmt, why));
    }
    return ERR_OK;
}
