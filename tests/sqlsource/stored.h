/* stored.h - the records of a test as tables of a database, in the form that a
 * mirror keeps: whole numbers for dates and yes/no, no empty text. */
#ifndef TESTS_STORED_H
#define TESTS_STORED_H

#include "exec/memory_source.h"
#include "sqlsource/tables.h"
#include "store/sql.h"
#include "t.h"

static inline const char *stored_type(enum value_kind k)
{
    return k == VALUE_TEXT ? "TEXT" : k == VALUE_FLOAT ? "DOUBLE PRECISION" : "BIGINT";
}

static inline void stored_table(struct arena *a, struct sql *sql, const struct memory_table *t,
                                struct sql_table *out)
{
    const struct model *m = t->model;
    struct sql_put_column *columns = NEW_N(a, struct sql_put_column, m->fields_n + 1);
    struct value *cells = NEW_N(a, struct value, t->n * (m->fields_n + 1));
    struct why why = { "" };
    struct buf b;

    buf_init(&b, a);
    buf_fmt(&b, "DROP TABLE IF EXISTS %.*s_; CREATE TABLE %.*s_(id TEXT PRIMARY KEY",
            STR_ARG(m->id), STR_ARG(m->id));
    *out = (struct sql_table){ m->id,
                               arena_fmt(a, "%.*s_", STR_ARG(m->id)),
                               { STR("id"), STR(""), STR("id"), STR("") },
                               NEW_N(a, struct sql_column, m->fields_n),
                               m->fields_n };
    columns[0] = (struct sql_put_column){ "id", VALUE_TEXT };
    for (size_t i = 0; i < m->fields_n; i++) {
        str name = arena_fmt(a, "f%zu", i);
        enum value_kind k = field_type_info(m->fields[i].type)->kind;
        buf_fmt(&b, ", %s %s", name.p, stored_type(k));
        out->columns[i] = (struct sql_column){ m->fields[i].id, STR(""), name, STR("") };
        columns[i + 1] = (struct sql_put_column){ name.p, k };
    }
    buf_lit(&b, ")");
    for (size_t i = 0; i < t->n; i++) {
        struct value *row = cells + i * (m->fields_n + 1);
        row[0] = value_text(t->records[i].id);
        for (size_t j = 0; j < m->fields_n; j++) {
            struct value v = t->records[i].values[j];
            row[j + 1] = v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : v;
        }
    }
    struct sql_put put = { out->name.p, columns, m->fields_n + 1, cells, t->n };
    bool ok = sql_script(sql, buf_cstr(&b), &why) == ERR_OK && sql_put(sql, &put, &why) == ERR_OK;
    CHECK(ok, "%s", why.text);
}

/* The same records as somebody else's PostgreSQL would hold them. */
static inline void native_column(struct buf *types, struct buf *cells, const struct field *f,
                                 size_t at)
{
    static const char *const as[FIELD_TYPE_COUNT][2] = {
        [FIELD_TEXT] = { "varchar(200)", "COALESCE(f%zu, '')" },
        [FIELD_LONG_TEXT] = { "text", "f%zu" },
        [FIELD_INT] = { "int4", "f%zu" },
        [FIELD_FLOAT] = { "numeric", "f%zu" },
        [FIELD_BOOL] = { "bool", "f%zu = 1" },
        [FIELD_DATE] = { "date", "DATE '1970-01-01' + f%zu::int" },
        [FIELD_INSTANT] = { "timestamp", "to_timestamp(f%zu) AT TIME ZONE 'UTC'" },
        [FIELD_TIME] = { "time", "TIME '00:00' + f%zu * INTERVAL '1 second'" },
        [FIELD_ENUM] = { "dice_state", "f%zu::dice_state" },
        [FIELD_REF] = { "text", "f%zu" },
    };
    char cell[100];

    snprintf(cell, sizeof cell, as[f->type][1], at);
    buf_fmt(types, ", \"%.*s\" %s", STR_ARG(f->id), as[f->type][0]);
    buf_fmt(cells, ", %s", cell);
}

/* Beside the tables of stored_tables(); references may point nowhere. */
static inline void native_tables(struct arena *a, struct sql *sql, const struct memory_table *t)
{
    struct why why = { "" };
    struct buf make, types, cells;

    buf_init(&make, a);
    buf_lit(&make, "DROP TYPE IF EXISTS dice_state CASCADE;"
                   "CREATE TYPE dice_state AS ENUM('NEW', 'OPEN', 'DONE', 'GONE');");
    for (size_t i = 0; i < 4; i++)
        buf_fmt(&make, "DROP TABLE IF EXISTS \"%.*s\" CASCADE;", STR_ARG(t[i].model->id));
    for (size_t i = 0; i < 4; i++) {
        const struct model *m = t[i].model;
        buf_init(&types, a);
        buf_init(&cells, a);
        for (size_t j = 0; j < m->fields_n; j++)
            native_column(&types, &cells, &m->fields[j], j);
        buf_fmt(&make, "CREATE TABLE \"%.*s\"(id text PRIMARY KEY%s);", STR_ARG(m->id),
                buf_cstr(&types));
        buf_fmt(&make, "INSERT INTO \"%.*s\" SELECT id%s FROM %.*s_;", STR_ARG(m->id),
                buf_cstr(&cells), STR_ARG(m->id));
        for (size_t j = 0; j < m->fields_n; j++)
            if (m->fields[j].type == FIELD_REF)
                buf_fmt(&make,
                        "ALTER TABLE \"%.*s\" ADD FOREIGN KEY(\"%.*s\") REFERENCES \"%.*s\" NOT "
                        "VALID;",
                        STR_ARG(m->id), STR_ARG(m->fields[j].id),
                        STR_ARG(t[m->fields[j].ref_model].model->id));
    }
    CHECK(sql_script(sql, buf_cstr(&make), &why) == ERR_OK, "%s", why.text);
}

static inline void stored_tables(struct arena *a, struct sql *sql, const struct memory_table *t,
                                 struct sql_tables *out)
{
    *out = (struct sql_tables){ NEW_N(a, struct sql_table, 8), 0 };
    for (; out->n < 4; out->n++)
        stored_table(a, sql, &t[out->n], &out->p[out->n]);
}

#endif
