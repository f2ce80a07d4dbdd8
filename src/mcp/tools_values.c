/* tools_values.c - distinct_values: what the fields of a model hold, and how
 * often, in one pass over its records near the data. */
#include "base/map.h"
#include "base/vec.h"
#include "mcp/tools.h"

enum { VALUES_MAX = 200000, VALUES_DEFAULT = 1000, TEXT_MAX = 200 };

struct counted {
    str text;
    uint64_t n;
};

struct tally {
    const struct field *field;
    struct map seen; /* text -> struct counted */
    VEC(struct counted *) all;
    bool partial;
};

struct pass {
    struct arena *a;
    struct tally *columns;
    size_t columns_n, max;
};

static void count_value(struct pass *p, struct tally *c, str text)
{
    struct counted *k = map_find(&c->seen, text);

    if (k) {
        k->n++;
        return;
    }
    if (c->all.n == p->max || text.n > TEXT_MAX) {
        c->partial = true;
        return;
    }
    k = NEW(p->a, struct counted);
    *k = (struct counted){ arena_str(p->a, text), 1 };
    map_put(&c->seen, k->text, k);
    *vec_push(p->a, &c->all) = k;
}

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct pass *p = ctx;

    for (size_t i = 0; i < p->columns_n; i++)
        if (r->values[i].kind == VALUE_TEXT && r->values[i].s.n)
            count_value(p, &p->columns[i], r->values[i].s);
    return ERR_OK;
}

static json_t *tally_json(const struct tally *c)
{
    json_t *values = json_array();

    for (size_t i = 0; i < c->all.n; i++)
        json_array_append_new(
            values, json_pack("[o,I]", json_of_str(c->all.p[i]->text), (json_int_t)c->all.p[i]->n));
    return json_pack("{s:o,s:b}", "values", values, "partial", (int)c->partial);
}

static err_t find_columns(struct call *c, const struct model *m, struct pass *p,
                          const struct field **view)
{
    const json_t *ids = json_object_get(c->args, "fields"), *id;
    size_t i;

    json_array_foreach((json_t *)ids, i, id)
    {
        str name = { json_string_value(id), json_string_length(id) };
        view[i] = model_field(m, name);
        if (!view[i] || !field_is_text(view[i]))
            return why_fail(c->why, ERR_BAD_INPUT, "%.*s is no text field of %.*s", STR_ARG(name),
                            STR_ARG(m->name));
        p->columns[i].field = view[i];
        map_init(&p->columns[i].seen, c->arena);
    }
    return ERR_OK;
}

err_t tool_distinct_values(struct call *c, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    int64_t max = json_member_int(c->args, "max_values", VALUES_DEFAULT);
    size_t n = json_array_size(json_object_get(c->args, "fields"));
    struct pass p = { c->arena, NEW_N(c->arena, struct tally, n), n, (size_t)max };
    const struct field **view = NEW_N(c->arena, const struct field *, n);
    const struct model *m;
    struct source *source;

    if (max < 1 || max > VALUES_MAX)
        return why_fail(c->why, ERR_BAD_INPUT, "max_values must be from 1 to %d", (int)VALUES_MAX);
    TRY(mcp_find_model(c, json_member_str(c->args, "model_id"), &m));
    TRY(find_columns(c, m, &p, view));
    TRY(b->source(b->ctx, c->arena, c->who->cancelled, &source, c->why));
    struct source_query q = { .model = m, .view = view, .view_n = n };
    TRY(source->ops->scan(source, &q, on_record, &p, c->why));
    json_t *fields = json_object();
    for (size_t i = 0; i < n; i++)
        json_object_set_new(fields, arena_cstr(c->arena, view[i]->id), tally_json(&p.columns[i]));
    *out = mcp_envelope("success");
    json_object_set_new(*out, "model_id", json_of_str(m->id));
    json_object_set_new(*out, "fields", fields);
    return ERR_OK;
}
