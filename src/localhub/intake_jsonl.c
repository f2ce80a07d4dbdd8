/* intake_jsonl.c - JSON Lines: an object a line, a column a member; a member
 * of a member is "outer.inner", a list is kept as its JSON text. */
#include "codec/json.h"
#include "localhub/intake.h"

#include "base/map.h"

enum { LINE_MAX_BYTES = 16 << 20, NESTING_MAX = 4 };

struct json_file {
    str text;
    struct map columns; /* name -> its index + 1 */
    VEC(str) names;
};

typedef void member_fn(void *ctx, str name, json_t *v);

static void each_member(struct arena *a, str prefix, json_t *o, int depth, member_fn *fn, void *ctx)
{
    const char *key;
    json_t *v;

    json_object_foreach(o, key, v)
    {
        str name = prefix.n ? arena_fmt(a, "%.*s.%s", STR_ARG(prefix), key) : str_c(key);
        if (json_is_object(v) && json_object_size(v) && depth < NESTING_MAX)
            each_member(a, name, v, depth + 1, fn, ctx);
        else
            fn(ctx, name, v);
    }
}

/* The next object, with `why` when the line is none; false at the end. */
static bool next_line(str *rest, int64_t *number, str *line)
{
    while (rest->n) {
        *line = str_trim(str_cut(rest, '\n'));
        ++*number;
        if (line->n)
            return true;
    }
    return false;
}

static json_t *object_of(struct arena *a, str line, struct why *why)
{
    json_t *v = NULL;

    if (json_read(a, line, LINE_MAX_BYTES, &v, why))
        return NULL;
    if (!json_is_object(v)) {
        (void)why_fail(why, ERR_BAD_INPUT, "it is no JSON object");
        return NULL;
    }
    return v;
}

struct columns {
    struct arena *arena;
    struct json_file *file;
};

static void learn(void *ctx, str name, json_t *v)
{
    struct columns *c = ctx;

    (void)v;
    if (map_find(&c->file->columns, name))
        return;
    name = arena_str(c->arena, name);
    *vec_push(c->arena, &c->file->names) = name;
    map_put(&c->file->columns, name, (void *)(uintptr_t)c->file->names.n);
}

struct row {
    struct arena *arena;
    const struct json_file *file;
    struct value *cells;
};

static struct value value_of(struct arena *a, json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_NULL:
        return VALUE_NONE;
    case JSON_TRUE:
        return value_bool(true);
    case JSON_FALSE:
        return value_bool(false);
    case JSON_INTEGER:
        return value_int(json_integer_value(v));
    case JSON_REAL:
        return value_float(json_real_value(v));
    case JSON_STRING:
        return value_text((str){ json_string_value(v), json_string_length(v) });
    default:
        return json_object_size(v) || json_array_size(v) ? value_text(json_text(a, v)) : VALUE_NONE;
    }
}

static void fill(void *ctx, str name, json_t *v)
{
    struct row *r = ctx;
    size_t at = (size_t)(uintptr_t)map_find(&r->file->columns, name);

    if (at)
        r->cells[at - 1] = value_of(r->arena, v);
}

static err_t scan(const struct hub_intake *t, const struct hub_scan *to, struct why *why)
{
    const struct json_file *file = t->impl;
    struct arena *a = arena_new();
    str rest = file->text, line;
    int64_t number = 0;
    err_t e = ERR_OK;

    while (!e && next_line(&rest, &number, &line)) {
        struct why bad = { "" };
        json_t *o = object_of(a, line, &bad);
        if (o) {
            struct row r = { a, file, NEW_N(a, struct value, t->columns_n) };
            each_member(a, STR(""), o, 0, fill, &r);
            e = to->on_row(to->ctx, r.cells, why);
        } else if (to->on_bad) {
            to->on_bad(to->ctx, number, str_c(bad.text), line);
        }
        arena_reset(a);
    }
    arena_free(a);
    return e;
}

err_t hub_intake_jsonl(struct arena *a, str path, str name, struct hub_intakes *out,
                       struct why *why)
{
    struct json_file *file = NEW(a, struct json_file);
    struct columns columns = { a, file };
    struct arena *scratch = arena_new();
    struct why bad = { "" };
    int64_t number = 0;
    str rest, line;

    map_init(&file->columns, a);
    TRY(hub_file_read(a, path, &file->text, why));
    if (str_starts(file->text, STR("\xef\xbb\xbf")))
        file->text = str_sub(file->text, 3, file->text.n);
    rest = file->text;
    while (next_line(&rest, &number, &line)) {
        json_t *o = object_of(scratch, line, &bad);
        if (o)
            each_member(scratch, STR(""), o, 0, learn, &columns);
        arena_reset(scratch);
    }
    arena_free(scratch);
    if (!file->names.n)
        return why_fail(why, ERR_BAD_INPUT, "%.*s holds no JSON object a line%s%s", STR_ARG(path),
                        bad.text[0] ? ": " : "", bad.text);
    struct hub_intake t = { .name = name, .file = arena_str(a, path), .scan = scan, .impl = file };
    t.columns_n = file->names.n;
    t.columns = NEW_N(a, struct hub_intake_column, t.columns_n);
    for (size_t i = 0; i < t.columns_n; i++)
        t.columns[i] = (struct hub_intake_column){ .name = file->names.p[i], .declared = STR("") };
    *vec_push(a, out) = t;
    return ERR_OK;
}
