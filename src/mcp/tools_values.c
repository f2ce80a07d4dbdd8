#include "exec/source.h"
#include "mcp/filters.h"

enum { VALUES_DEFAULT = 1000, VALUES_MAX = 1000000, TEXT_MAX = 200 };

/* The distinct values of one field, most of them seen many times: a table of
 * hashes into a list, kept at most half full. */
struct distinct {
    const struct field *field;
    struct slot {
        str text; /* p == NULL: free */
        uint64_t n;
    } * slots;
    size_t n, cap;
    bool partial;
};

struct counting {
    struct arena *arena;
    struct distinct *fields;
    size_t fields_n, max;
    struct buf text;
};

static struct slot *find_slot(struct slot *slots, size_t cap, str text)
{
    size_t at = str_hash(text) & (cap - 1);

    while (slots[at].text.p && !str_eq(slots[at].text, text))
        at = (at + 1) & (cap - 1);
    return &slots[at];
}

static void grow(struct arena *a, struct distinct *d)
{
    size_t cap = d->cap ? d->cap * 2 : 64;
    struct slot *slots = NEW_N(a, struct slot, cap);

    for (size_t i = 0; i < d->cap; i++)
        if (d->slots[i].text.p)
            *find_slot(slots, cap, d->slots[i].text) = d->slots[i];
    d->slots = slots;
    d->cap = cap;
}

static void count_text(struct counting *c, struct distinct *d, str text)
{
    if (d->n * 2 >= d->cap)
        grow(c->arena, d);
    struct slot *s = find_slot(d->slots, d->cap, text);
    if (!s->text.p && (d->n >= c->max || text.n > TEXT_MAX)) {
        d->partial = true;
        return;
    }
    if (!s->text.p) {
        s->text = arena_str(c->arena, text);
        d->n++;
    }
    s->n++;
}

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct counting *c = ctx;

    for (size_t i = 0; i < c->fields_n; i++) {
        if (r->values[i].kind == VALUE_NULL)
            continue;
        c->text.n = 0;
        value_print(&c->text, r->values[i]);
        count_text(c, &c->fields[i], buf_str(&c->text));
    }
    return ERR_OK;
}

static json_t *values_of(const struct distinct *d)
{
    json_t *list = json_array();

    for (size_t i = 0; i < d->cap; i++)
        if (d->slots[i].text.p)
            json_array_append_new(list, json_pack("[o, I]", json_of_str(d->slots[i].text),
                                                  (json_int_t)d->slots[i].n));
    return json_pack("{s:o, s:b}", "values", list, "partial", d->partial);
}

static json_t *reply_of(const struct counting *c, const struct model *m, uint64_t records)
{
    json_t *o = mcp_envelope("success"), *fields = json_object();

    for (size_t i = 0; i < c->fields_n; i++)
        json_object_setn_new(fields, c->fields[i].field->id.p, c->fields[i].field->id.n,
                             values_of(&c->fields[i]));
    json_object_set_new(o, "model_id", json_of_str(m->id));
    json_object_set_new(o, "records_read", json_integer((json_int_t)records));
    json_object_set_new(o, "fields", fields);
    return o;
}

static err_t read_fields(struct call *c, const struct model *m, struct counting *k,
                         const struct field ***view)
{
    const json_t *names = json_object_get(c->args, "fields");

    k->fields_n = json_array_size(names);
    k->fields = NEW_N(c->arena, struct distinct, k->fields_n);
    *view = NEW_N(c->arena, const struct field *, k->fields_n);
    for (size_t i = 0; i < k->fields_n; i++) {
        const json_t *name = json_array_get(names, i);
        TRY(mcp_find_field(c, m, (str){ json_string_value(name), json_string_length(name) },
                           &k->fields[i].field));
        (*view)[i] = k->fields[i].field;
    }
    return k->fields_n ? ERR_OK : why_fail(c->why, ERR_BAD_INPUT, "name at least one field");
}

err_t mcp_distinct_values(struct call *c, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    struct counting k = { .arena = c->arena };
    struct source_query q = { .limit = c->options->budget.records };
    const struct field **view;
    struct source *s;
    int64_t max = json_member_int(c->args, "max_values", VALUES_DEFAULT);

    TRY(mcp_find_model(c, json_member_str(c->args, "model_id"), &q.model));
    TRY(read_fields(c, q.model, &k, &view));
    if (max < 1 || max > VALUES_MAX)
        return why_fail(c->why, ERR_BAD_INPUT, "max_values must be 1 to %d", VALUES_MAX);
    k.max = (size_t)max;
    q.view = view;
    q.view_n = k.fields_n;
    buf_init(&k.text, c->arena);
    TRY(b->source(b->ctx, c->arena, c->who->cancelled, &s, c->why));
    TRY(s->ops->scan(s, &q, on_record, &k, c->why));
    for (size_t i = 0; s->matched > q.limit && i < k.fields_n; i++)
        k.fields[i].partial = true;
    *out = reply_of(&k, q.model, s->cost.records);
    return ERR_OK;
}
