#include "sqlsource/catalog_pg.h"

#include "base/vec.h"

static const char tables_sql[] =
    "SELECT c.oid::bigint, n.nspname::text, c.relname::text, coalesce(d.description, ''),"
    "  coalesce((SELECT string_agg(quote_ident(a.attname), ',' ORDER BY k.at)"
    "            FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, at)"
    "            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num"
    "            WHERE k.at <= i.indnkeyatts), ''),"
    "  i.indnkeyatts::int"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
    " LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = 0"
    "  AND d.classoid = 'pg_class'::regclass"
    " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
    "  AND n.nspname = ANY (current_schemas(false))"
    " ORDER BY n.nspname, c.relname";

static const char columns_sql[] =
    "SELECT a.attrelid::bigint, a.attname::text, quote_ident(a.attname), t.typname::text,"
    "  t.typtype::text, a.atttypmod::bigint, a.attnotnull::int, coalesce(d.description, ''),"
    "  coalesce((SELECT f.confrelid::bigint FROM pg_constraint f JOIN pg_index i"
    "             ON i.indrelid = f.confrelid AND i.indisprimary"
    "            WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]"
    "             AND i.indnkeyatts = 1 AND f.confkey = ARRAY[i.indkey[0]] ORDER BY f.oid LIMIT "
    "1), 0),"
    "  coalesce((SELECT string_agg(e.enumlabel, chr(1) ORDER BY e.enumsortorder)"
    "            FROM pg_enum e WHERE e.enumtypid = t.oid), ''),"
    "  (p.indkey IS NOT NULL)::int"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_type b ON b.oid = a.atttypid"
    " JOIN pg_type t ON t.oid = CASE WHEN b.typtype = 'd' THEN b.typbasetype ELSE b.oid END"
    " LEFT JOIN pg_index p ON p.indrelid = c.oid AND p.indisprimary"
    "  AND p.indnkeyatts = 1 AND p.indkey[0] = a.attnum"
    " LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.objsubid = a.attnum"
    "  AND d.classoid = 'pg_class'::regclass"
    " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
    "  AND n.nspname = ANY (current_schemas(false)) AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY a.attrelid, a.attnum";

/* clang-format off */
/*    type in the database   field          before a0."column"             after                  */
#define TYPE_LIST(X)                                                                               \
    X("bool",        BOOL,    "(",                             ")::int")                            \
    X("int2",        INT,     "",                              "")                                  \
    X("int4",        INT,     "",                              "")                                  \
    X("int8",        INT,     "",                              "")                                  \
    X("float4",      FLOAT,   "NULLIF(NULLIF(NULLIF((",        ")::float8,'NaN'),'Infinity'),'-Infinity')") \
    X("float8",      FLOAT,   "NULLIF(NULLIF(NULLIF(",         ",'NaN'),'Infinity'),'-Infinity')")  \
    X("numeric",     FLOAT,   "NULLIF(NULLIF(NULLIF((",        ")::float8,'NaN'),'Infinity'),'-Infinity')") \
    X("money",       FLOAT,   "(",                             ")::numeric::float8")                \
    X("date",        DATE,    "(NULLIF(NULLIF(",               ",'infinity'),'-infinity')-DATE '1970-01-01')") \
    X("timestamp",   INSTANT, "floor(date_part('epoch',NULLIF(NULLIF(", ",'infinity'),'-infinity')))::bigint") \
    X("timestamptz", INSTANT, "floor(date_part('epoch',NULLIF(NULLIF(", ",'infinity'),'-infinity')))::bigint") \
    X("time",        TIME,    "floor(date_part('epoch',",      "))::bigint")                        \
    X("text",        TEXT,    "NULLIF(",                       ",'')")                              \
    X("varchar",     TEXT,    "NULLIF((",                      ")::text,'')")                       \
    X("bpchar",      TEXT,    "NULLIF((",                      ")::text,'')")                       \
    X("name",        TEXT,    "NULLIF((",                      ")::text,'')")                       \
    X("citext",      TEXT,    "NULLIF((",                      ")::text,'')")                       \
    X("uuid",        TEXT,    "(",                             ")::text")                           \
    X("inet",        TEXT,    "(",                             ")::text")                           \
    X("json",        LONG_TEXT, "NULLIF((",                    ")::text,'')")                       \
    X("jsonb",       LONG_TEXT, "(",                           ")::text")                           \
    X("xml",         LONG_TEXT, "NULLIF((",                    ")::text,'')")
/* clang-format on */

static const struct form {
    const char *name;
    enum field_type type;
    const char *before, *after;
} forms[] = {
#define X(name, type, before, after) { name, FIELD_##type, before, after },
    TYPE_LIST(X)
#undef X
};

static const struct form as_text = { "", FIELD_TEXT, "(", ")::text" };

struct found {
    int64_t oid;
    VEC(struct field) fields;
    VEC(struct sql_column) columns;
    VEC(int64_t) refs; /* oid of the target of each field, or 0 */
    struct buf left_out;
    int key_field;
};

struct reading {
    struct sql *sql;
    struct arena *a;
    struct schema *schema;
    struct sql_tables *tables;
    struct found *found;
};

static str text_at(struct reading *r, int col)
{
    struct value v = sql_cell(r->sql, col);

    return v.kind == VALUE_TEXT ? arena_str(r->a, v.s) : STR("");
}

static int64_t int_at(struct reading *r, int col)
{
    struct value v = sql_cell(r->sql, col);

    return v.kind == VALUE_INT ? v.i : 0;
}

/* "people" in public, "hr.people" elsewhere. */
static str model_id(struct arena *a, str space, str name)
{
    return str_eq(space, STR("public")) ? name
                                        : arena_fmt(a, "%.*s.%.*s", STR_ARG(space), STR_ARG(name));
}

static str quoted(struct arena *a, str name)
{
    struct buf b;

    buf_init(&b, a);
    buf_byte(&b, '"');
    for (size_t i = 0; i < name.n; i++) {
        buf_byte(&b, name.p[i]);
        if (name.p[i] == '"')
            buf_byte(&b, '"');
    }
    buf_byte(&b, '"');
    return buf_str(&b);
}

/* A key of several columns becomes one column of a SELECT around the table. */
static void set_id(struct reading *r, struct sql_table *t, str key, bool is_single)
{
    if (is_single) {
        t->id = (struct sql_column){ STR("id"), STR("("), key, STR(")::text") };
        return;
    }
    t->name = arena_fmt(r->a, "(SELECT *, ROW(%.*s)::text AS auric_id FROM %.*s)", STR_ARG(key),
                        STR_ARG(t->name));
    t->id = (struct sql_column){ STR("id"), STR(""), STR("auric_id"), STR("") };
}

static void add_table(struct reading *r)
{
    struct model *m = &r->schema->models[r->schema->models_n];
    struct sql_table *t = &r->tables->p[r->tables->n++];
    str space = text_at(r, 1), name = text_at(r, 2);

    r->found[r->schema->models_n++] = (struct found){ .oid = int_at(r, 0), .key_field = -1 };
    buf_init(&r->found[r->schema->models_n - 1].left_out, r->a);
    m->id = model_id(r->a, space, name);
    m->name = m->root = m->label = m->id;
    m->description = text_at(r, 3);
    m->published = m->deployed = true;
    m->version = 1;
    m->display_field = m->default_date = -1;
    t->model_id = m->id;
    t->name = arena_fmt(r->a, "%.*s.%.*s", STR_ARG(quoted(r->a, space)),
                        STR_ARG(quoted(r->a, name)));
    set_id(r, t, text_at(r, 4), int_at(r, 5) == 1);
}

static err_t read_tables(struct reading *r, struct why *why)
{
    enum { TABLES_MAX = 2000 };
    err_t e;

    r->schema->models = NEW_N(r->a, struct model, TABLES_MAX);
    r->tables->p = NEW_N(r->a, struct sql_table, TABLES_MAX);
    r->found = NEW_N(r->a, struct found, TABLES_MAX);
    TRY(sql_ask(r->sql, tables_sql, NULL, 0, why));
    while ((e = sql_next(r->sql, why)) == ERR_OK && r->tables->n < TABLES_MAX)
        add_table(r);
    sql_stop(r->sql);
    if (e == ERR_OK)
        return why_fail(why, ERR_TOO_LARGE, "the database has more than %d tables", TABLES_MAX);
    if (e == ERR_NOT_FOUND && r->tables->n == 0)
        return why_fail(why, ERR_NOT_FOUND,
                        "the database has no table with a primary key in its search path that "
                        "this user may see");
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static struct found *found_of(struct reading *r, int64_t oid)
{
    for (size_t i = 0; i < r->tables->n; i++)
        if (r->found[i].oid == oid)
            return &r->found[i];
    return NULL;
}

static const struct form *form_of(str type, bool is_enum, int64_t ref)
{
    if (is_enum || ref)
        return &as_text;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq(type, str_c(forms[i].name)))
            return &forms[i];
    return NULL;
}

/* numeric(p, 0) that fits is a whole number. */
static bool is_whole(str type, int64_t typmod)
{
    int64_t precision = (typmod - 4) >> 16 & 0xffff, scale = (typmod - 4) & 0x7ff;

    return str_eq(type, STR("numeric")) && typmod >= 4 && scale == 0 && precision <= 18;
}

static struct strs labels_of(struct arena *a, str joined)
{
    VEC(str) out = { 0 };

    while (joined.n)
        *vec_push(a, &out) = str_cut(&joined, '\1');
    return (struct strs){ out.p, out.n };
}

static void add_column(struct reading *r, struct found *t)
{
    str name = text_at(r, 1), type = text_at(r, 3);
    bool is_enum = str_eq(text_at(r, 4), STR("e"));
    int64_t ref = found_of(r, int_at(r, 8)) ? int_at(r, 8) : 0;
    const struct form *form = form_of(type, is_enum, ref);
    struct field f = {
        .id = name, .element = name, .path = name, .name = name, .label = name, .ref_model = -1
    };

    if (!form) {
        buf_fmt(&t->left_out, "%s%.*s", t->left_out.n ? ", " : "", STR_ARG(name));
        return;
    }
    f.description = text_at(r, 7);
    f.required = int_at(r, 6) == 1;
    f.type = ref ? FIELD_REF : is_enum ? FIELD_ENUM : form->type;
    f.enum_values = labels_of(r->a, text_at(r, 9));
    f.uid = r->schema->uids++;
    struct sql_column c = { name, str_c(form->before), text_at(r, 2), str_c(form->after) };
    if (!ref && is_whole(type, int_at(r, 5))) {
        f.type = FIELD_INT;
        c.before = STR("(");
        c.after = STR(")::bigint");
    }
    if (int_at(r, 10))
        t->key_field = (int)t->fields.n;
    *vec_push(r->a, &t->fields) = f;
    *vec_push(r->a, &t->columns) = c;
    *vec_push(r->a, &t->refs) = ref;
}

static err_t read_columns(struct reading *r, struct why *why)
{
    err_t e;

    TRY(sql_ask(r->sql, columns_sql, NULL, 0, why));
    while ((e = sql_next(r->sql, why)) == ERR_OK) {
        struct found *t = found_of(r, int_at(r, 0));
        if (t)
            add_column(r, t);
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static bool names_things(str name)
{
    return str_ends(name, STR("name")) || str_ends(name, STR("title"));
}

/* What names a record to people: the column that says so, else the first text. */
static int display_of(const struct model *m)
{
    int first = -1;

    for (size_t i = 0; i < m->fields_n; i++) {
        if (m->fields[i].type != FIELD_TEXT)
            continue;
        if (names_things(m->fields[i].id))
            return (int)i;
        first = first < 0 ? (int)i : first;
    }
    return first;
}

static void finish_model(struct reading *r, size_t at)
{
    struct model *m = &r->schema->models[at];
    struct found *f = &r->found[at];

    m->fields = f->fields.p;
    m->fields_n = f->fields.n;
    r->tables->p[at].columns = f->columns.p;
    r->tables->p[at].columns_n = f->columns.n;
    for (size_t i = 0; i < m->fields_n; i++)
        for (size_t k = 0; f->refs.p[i] && k < r->tables->n; k++)
            if (r->found[k].oid == f->refs.p[i]) {
                m->fields[i].ref_model = (int)k;
                m->fields[i].ref_model_id = r->schema->models[k].id;
            }
    m->display_field = display_of(m);
    if (f->key_field >= 0) {
        m->key_fields = NEW(r->a, int);
        *m->key_fields = f->key_field;
        m->key_fields_n = 1;
    }
    if (f->left_out.n)
        m->description = arena_fmt(r->a, "%.*s%sNot shown, by their type: %.*s.",
                                   STR_ARG(m->description), m->description.n ? " " : "",
                                   STR_ARG(buf_str(&f->left_out)));
}

static err_t count_records(struct reading *r, struct why *why)
{
    for (size_t i = 0; i < r->tables->n; i++) {
        const char *text =
            arena_fmt(r->a, "SELECT count(*) FROM %.*s t", STR_ARG(r->tables->p[i].name)).p;
        TRY(sql_ask(r->sql, text, NULL, 0, why));
        TRY(sql_next(r->sql, why));
        r->schema->models[i].records = (uint64_t)int_at(r, 0);
        sql_stop(r->sql);
    }
    return ERR_OK;
}

err_t catalog_pg(struct sql *s, struct arena *a, bool counted, struct schema **out,
                 struct sql_tables *tables, struct why *why)
{
    struct sql_tables found = { NULL, 0 };
    struct reading r = { .sql = s, .a = a, .schema = NEW(a, struct schema), .tables = &found };

    r.schema->arena = a;
    r.schema->fiscal_month = r.schema->fiscal_day = 1;
    r.schema->repository_id = STR("");
    TRY(read_tables(&r, why));
    TRY(read_columns(&r, why));
    for (size_t i = 0; i < found.n; i++)
        finish_model(&r, i);
    if (counted)
        TRY(count_records(&r, why));
    *tables = found;
    *out = r.schema;
    return ERR_OK;
}
