#include "mirror/state.h"

#include "base/vec.h"

enum { INDEXES_MAX = 10, FIGURES_MAX = 6, DISTINCT_MAX = 1000, SAMPLE = 50000 };

err_t state_init(struct sql *s, struct why *why)
{
    return sql_script(s,
                      "CREATE TABLE IF NOT EXISTS mirror_model(model_id TEXT PRIMARY KEY,"
                      " number BIGINT NOT NULL, fields TEXT NOT NULL, stage BIGINT NOT NULL,"
                      " as_of BIGINT NOT NULL, token TEXT NOT NULL, records BIGINT NOT NULL)",
                      why);
}

static str text_at(struct sql *s, struct arena *a, int col)
{
    struct value v = sql_cell(s, col);

    return v.kind == VALUE_TEXT ? arena_str(a, v.s) : STR("");
}

err_t state_read(struct sql *s, struct arena *a, struct mirror_state *out, struct why *why)
{
    VEC(struct mirrored) all = { 0 };
    err_t e;

    TRY(sql_ask(s,
                "SELECT model_id, number, fields, stage, as_of, token, records FROM mirror_model"
                " ORDER BY number",
                NULL, 0, why));
    while ((e = sql_next(s, why)) == ERR_OK)
        *vec_push(a, &all) = (struct mirrored){
            .model_id = text_at(s, a, 0),
            .at = sql_cell(s, 1).i,
            .fields = text_at(s, a, 2),
            .stage = (enum mirror_stage)sql_cell(s, 3).i,
            .as_of = sql_cell(s, 4).i,
            .token = text_at(s, a, 5),
            .records = (uint64_t)sql_cell(s, 6).i,
        };
    *out = (struct mirror_state){ all.p, all.n };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t state_write(struct sql *s, const struct mirrored *m, struct why *why)
{
    static const struct sql_put_column columns[] = {
        { "model_id", VALUE_TEXT }, { "number", VALUE_INT }, { "fields", VALUE_TEXT },
        { "stage", VALUE_INT },     { "as_of", VALUE_INT },  { "token", VALUE_TEXT },
        { "records", VALUE_INT },
    };
    const struct value cells[] = {
        value_text(m->model_id),
        value_int(m->at),
        value_text(m->fields),
        value_int(m->stage),
        value_int(m->as_of),
        value_text(m->token),
        value_int((int64_t)m->records),
    };

    return sql_put(s, &(struct sql_put){ "mirror_model", columns, 7, cells, 1 }, why);
}

struct mirrored *state_of(const struct mirror_state *s, str model_id)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->p[i].model_id, model_id))
            return &s->p[i];
    return NULL;
}

struct mirror_view mirror_view(struct arena *a, const struct model *m)
{
    struct mirror_view v = { NEW_N(a, const struct field *, m->fields_n), 0 };

    for (size_t i = 0; i < m->fields_n; i++)
        if (!m->fields[i].repeatable)
            v.fields[v.n++] = &m->fields[i];
    return v;
}

str mirror_fields(struct arena *a, const struct mirror_view *v)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < v->n; i++)
        buf_fmt(&b, "%.*s %s\n", STR_ARG(v->fields[i]->id),
                field_type_info(v->fields[i]->type)->json);
    return buf_str(&b);
}

static const char *column_type(const struct field *f)
{
    enum value_kind k = field_type_info(f->type)->kind;

    return k == VALUE_TEXT ? "TEXT" : k == VALUE_FLOAT ? "DOUBLE PRECISION" : "BIGINT";
}

err_t table_make(struct sql *s, struct arena *a, const struct mirrored *m,
                 const struct mirror_view *v, struct why *why)
{
    struct buf b;

    buf_init(&b, a);
    buf_fmt(&b, "DROP TABLE IF EXISTS m%lld; CREATE TABLE m%lld(id TEXT PRIMARY KEY",
            (long long)m->at, (long long)m->at);
    for (size_t i = 0; i < v->n; i++)
        buf_fmt(&b, ", c%zu %s", i, column_type(v->fields[i]));
    buf_lit(&b, ")");
    return sql_script(s, buf_cstr(&b), why);
}

/* ----------------------------------------------------------------- indexes */

static err_t has_few_values(struct sql *s, struct arena *a, const struct mirrored *m, size_t column,
                            bool *out, struct why *why)
{
    str text = arena_fmt(a, "SELECT count(DISTINCT c) FROM (SELECT c%zu AS c FROM m%lld LIMIT %d)",
                         column, (long long)m->at, SAMPLE);

    TRY(sql_ask(s, text.p, NULL, 0, why));
    TRY(sql_next(s, why));
    *out = sql_cell(s, 0).i <= DISTINCT_MAX;
    sql_stop(s);
    return ERR_OK;
}

/* Is it worth an index of its own? */
static err_t is_grouped_by(struct sql *s, struct arena *a, const struct mirrored *m,
                           const struct mirror_view *v, size_t at, bool *out, struct why *why)
{
    switch (v->fields[at]->type) {
    case FIELD_ENUM:
    case FIELD_BOOL:
    case FIELD_REF:
    case FIELD_DATE:
        *out = true;
        return ERR_OK;
    case FIELD_TEXT:
        return has_few_values(s, a, m, at, out, why);
    default:
        *out = false;
        return ERR_OK;
    }
}

/* What stands beside the grouped field: figures, and dates for the period. */
static void add_figures(struct buf *b, const struct mirror_view *v, size_t grouped)
{
    size_t n = 0;

    for (size_t i = 0; i < v->n && n < FIGURES_MAX; i++)
        if (i != grouped && (field_is_number(v->fields[i]) || field_is_date(v->fields[i]))) {
            buf_fmt(b, ", c%zu", i);
            n++;
        }
}

err_t table_index(struct sql *s, struct arena *a, const struct mirrored *m,
                  const struct mirror_view *v, struct why *why)
{
    size_t made = 0;
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < v->n && made < INDEXES_MAX && sql_dialect(s) == SQL_SQLITE; i++) {
        bool wanted;
        TRY(is_grouped_by(s, a, m, v, i, &wanted, why));
        if (!wanted)
            continue;
        buf_fmt(&b, "CREATE INDEX IF NOT EXISTS m%lld_%zu ON m%lld(c%zu", (long long)m->at, i,
                (long long)m->at, i);
        add_figures(&b, v, i);
        buf_lit(&b, ");");
        made++;
    }
    if (sql_dialect(s) == SQL_POSTGRES)
        buf_fmt(&b, "ANALYZE m%lld", (long long)m->at);
    return b.n ? sql_script(s, buf_cstr(&b), why) : ERR_OK;
}

struct sql_tables state_tables(struct arena *a, const struct mirror_state *s)
{
    struct sql_tables out = { NEW_N(a, struct sql_table, s->n), 0 };

    for (size_t i = 0; i < s->n; i++) {
        struct sql_table *t = &out.p[out.n];
        VEC(struct sql_column) columns = { 0 };
        str rest = s->p[i].fields;
        if (s->p[i].stage != MIRROR_READY)
            continue;
        while (rest.n) {
            str line = str_cut(&rest, '\n');
            str id = str_cut(&line, ' ');
            struct sql_column c = { id, STR(""), arena_fmt(a, "c%zu", columns.n), STR("") };
            *vec_push(a, &columns) = c;
        }
        *t = (struct sql_table){ s->p[i].model_id,
                                 arena_fmt(a, "m%lld", (long long)s->p[i].at),
                                 { STR("id"), STR(""), STR("id"), STR("") },
                                 columns.p,
                                 columns.n };
        out.n++;
    }
    return out;
}
