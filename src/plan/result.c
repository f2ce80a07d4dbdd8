#include "plan/result.h"

#include "codec/json.h"
#include "plan/literal.h"

enum { CELLS_MAX = 8000000 };

static json_t *columns_to_json(const struct result *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->columns_n; i++) {
        const struct result_column *c = &r->columns[i];
        json_t *o = json_object();
        json_object_set_new(o, "name", json_of_str(c->name));
        json_object_set_new(o, "label", json_of_str(c->label));
        json_object_set_new(o, "kind", json_string(value_kind_name(c->kind)));
        if (c->is_key)
            json_object_set_new(o, "key", json_true());
        if (c->is_percent)
            json_object_set_new(o, "percent", json_true());
        json_array_append_new(list, o);
    }
    return list;
}

json_t *result_rows_json(const struct result *r)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < r->rows_n; i++) {
        json_t *row = json_array();
        for (size_t j = 0; j < r->columns_n; j++)
            json_array_append_new(row, json_of_value(result_cell(r, i, j)));
        json_array_append_new(rows, row);
    }
    return rows;
}

json_t *result_notes_json(const struct provenance *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->notes_n; i++) {
        const struct request_note *n = &p->notes[i];
        json_t *o = json_object();
        json_object_set_new(o, "model", json_of_str(n->model));
        json_object_set_new(o, "what", json_of_str(n->what));
        json_object_set_new(o, "records", json_integer((json_int_t)n->records));
        json_object_set_new(o, "ms", json_real(n->ms));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *provenance_to_json(const struct provenance *p)
{
    json_t *o = json_object();

    json_object_set_new(o, "universe_id", json_of_str(p->universe_id));
    json_object_set_new(o, "requests", json_integer((json_int_t)p->requests));
    json_object_set_new(o, "records_read", json_integer((json_int_t)p->records_read));
    json_object_set_new(o, "bytes", json_integer((json_int_t)p->bytes));
    json_object_set_new(o, "as_of", json_integer(p->as_of));
    json_object_set_new(o, "age_s", json_integer(p->age_s));
    json_object_set_new(o, "origin", json_of_str(p->origin));
    json_object_set_new(o, "notes", result_notes_json(p));
    return o;
}

json_t *result_to_json(const struct result *r)
{
    json_t *o = json_object(), *warnings = json_array();

    for (size_t i = 0; i < r->warnings.n; i++)
        json_array_append_new(warnings, json_of_str(r->warnings.p[i]));
    json_object_set_new(o, "columns", columns_to_json(r));
    json_object_set_new(o, "rows", result_rows_json(r));
    json_object_set_new(o, "total", json_integer((json_int_t)r->total));
    json_object_set_new(o, "total_at_least", json_boolean(r->total_at_least));
    json_object_set_new(o, "truncated", json_boolean(r->truncated));
    json_object_set_new(o, "warnings", warnings);
    json_object_set_new(o, "provenance", provenance_to_json(&r->provenance));
    return o;
}

static void put_age(struct buf *b, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = { { DAY_S, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
    size_t i = 0;

    while (units[i].seconds > 1 && seconds < units[i].seconds)
        i++;
    long long n = (long long)(seconds / units[i].seconds);
    buf_fmt(b, ", %lld %s%s old", n, units[i].name, n == 1 ? "" : "s");
}

str result_freshness(struct arena *a, const struct provenance *p)
{
    int64_t now = p->as_of + p->age_s, second = p->as_of % DAY_S;
    struct buf b;

    buf_init(&b, a);
    buf_lit(&b, "as of ");
    if (p->as_of / DAY_S != now / DAY_S) {
        civil_print_date(&b, p->as_of / DAY_S);
        buf_byte(&b, ' ');
    }
    buf_fmt(&b, "%02d:%02d UTC, %.*s", (int)(second / 3600), (int)(second / 60 % 60),
            STR_ARG(p->origin.n ? p->origin : STR("hub")));
    if (p->age_s > 0)
        put_age(&b, p->age_s);
    return buf_str(&b);
}

static str get_text(struct arena *a, const json_t *o, const char *key)
{
    return arena_str(a, json_member_str(o, key));
}

static err_t columns_from_json(struct arena *a, const json_t *list, struct result *r,
                               struct why *why)
{
    r->columns_n = json_array_size(list);
    r->columns = NEW_N(a, struct result_column, r->columns_n);
    for (size_t i = 0; i < r->columns_n; i++) {
        const json_t *o = json_array_get(list, i);
        struct result_column *c = &r->columns[i];
        c->name = get_text(a, o, "name");
        c->label = get_text(a, o, "label");
        c->is_key = json_member_bool(o, "key", false);
        c->is_percent = json_member_bool(o, "percent", false);
        if (!value_kind_of_name(json_member_str(o, "kind"), &c->kind))
            return why_fail(why, ERR_BAD_INPUT, "a column of the result has no known kind");
    }
    return ERR_OK;
}

static err_t rows_from_json(struct arena *a, const json_t *rows, struct result *r, struct why *why)
{
    r->rows_n = json_array_size(rows);
    if (r->columns_n && r->rows_n > CELLS_MAX / r->columns_n)
        return why_fail(why, ERR_TOO_LARGE, "the result has more than %d cells", CELLS_MAX);
    r->cells = NEW_N(a, struct value, r->rows_n * r->columns_n);
    for (size_t i = 0; i < r->rows_n; i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_array_size(row) != r->columns_n)
            return why_fail(why, ERR_BAD_INPUT, "row %zu of the result has not %zu cells", i + 1,
                            r->columns_n);
        for (size_t j = 0; j < r->columns_n; j++)
            TRY(value_from_json(a, json_array_get(row, j), r->columns[j].kind,
                                &r->cells[i * r->columns_n + j], why));
    }
    return ERR_OK;
}

static void provenance_from_json(struct arena *a, const json_t *o, struct provenance *p)
{
    const json_t *notes = json_object_get(o, "notes");

    p->universe_id = get_text(a, o, "universe_id");
    p->requests = (uint64_t)json_member_int(o, "requests", 0);
    p->records_read = (uint64_t)json_member_int(o, "records_read", 0);
    p->bytes = (uint64_t)json_member_int(o, "bytes", 0);
    p->as_of = json_member_int(o, "as_of", 0);
    p->age_s = json_member_int(o, "age_s", 0);
    p->origin = get_text(a, o, "origin");
    p->notes_n = json_array_size(notes) < NOTES_MAX ? json_array_size(notes) : NOTES_MAX;
    p->notes = NEW_N(a, struct request_note, p->notes_n);
    for (size_t i = 0; i < p->notes_n; i++) {
        const json_t *n = json_array_get(notes, i);
        p->notes[i].model = get_text(a, n, "model");
        p->notes[i].what = get_text(a, n, "what");
        p->notes[i].records = (uint64_t)json_member_int(n, "records", 0);
        p->notes[i].ms = json_number_value(json_object_get(n, "ms"));
    }
}

err_t result_from_json(struct arena *a, const json_t *in, struct result *out, struct why *why)
{
    const json_t *warnings = json_object_get(in, "warnings");
    struct result r = { 0 };

    if (!json_is_array(json_object_get(in, "columns")) ||
        !json_is_array(json_object_get(in, "rows")))
        return why_fail(why, ERR_BAD_INPUT, "a result has the lists \"columns\" and \"rows\"");
    TRY(columns_from_json(a, json_object_get(in, "columns"), &r, why));
    TRY(rows_from_json(a, json_object_get(in, "rows"), &r, why));
    r.total = (uint64_t)json_member_int(in, "total", 0);
    r.total_at_least = json_member_bool(in, "total_at_least", false);
    r.truncated = json_member_bool(in, "truncated", false);
    r.warnings.n = json_array_size(warnings);
    r.warnings.p = NEW_N(a, str, r.warnings.n);
    for (size_t i = 0; i < r.warnings.n; i++) {
        const json_t *w = json_array_get(warnings, i);
        r.warnings.p[i] = arena_str(a, (str){ json_string_value(w), json_string_length(w) });
    }
    provenance_from_json(a, json_object_get(in, "provenance"), &r.provenance);
    *out = r;
    return ERR_OK;
}
