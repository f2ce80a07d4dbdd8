#include "schema/json.h"

#include "codec/json.h"

/* clang-format off */
/*    texts of a field, by member                    */
#define FIELD_TEXTS(X)                                 \
    X(id) X(element) X(path) X(name) X(label)          \
    X(description) X(collection_id) X(ref_model_id)
#define FIELD_FLAGS(X) X(required) X(repeatable) X(masked) X(sensitive)
#define MODEL_TEXTS(X) X(id) X(name) X(root) X(label) X(description)
#define MEASURE_TEXTS(X) X(name) X(label) X(formula)
/* clang-format on */

/* Empty texts, empty lists and false flags are left out: a schema of a
 * thousand fields is mostly these. */
static void put_text(json_t *o, const char *key, str s)
{
    if (s.n)
        json_object_set_new(o, key, json_of_str(s));
}

static void put_texts(json_t *o, const char *key, struct strs s)
{
    json_t *list;

    if (s.n == 0)
        return;
    list = json_array();
    for (size_t i = 0; i < s.n; i++)
        json_array_append_new(list, json_of_str(s.p[i]));
    json_object_set_new(o, key, list);
}

static void put_flag(json_t *o, const char *key, bool b)
{
    if (b)
        json_object_set_new(o, key, json_true());
}

static json_t *field_to_json(const struct field *f)
{
    json_t *o = json_object();

#define X(member) put_text(o, #member, f->member);
    FIELD_TEXTS(X)
#undef X
#define X(member) put_flag(o, #member, f->member);
    FIELD_FLAGS(X)
#undef X
    json_object_set_new(o, "type", json_string(field_type_info(f->type)->json));
    json_object_set_new(o, "uid", json_integer(f->uid));
    put_texts(o, "synonyms", f->synonyms);
    put_texts(o, "enum_values", f->enum_values);
    return o;
}

static json_t *measure_to_json(const struct measure *m)
{
    json_t *o = json_object();

#define X(member) put_text(o, #member, m->member);
    MEASURE_TEXTS(X)
#undef X
    put_texts(o, "synonyms", m->synonyms);
    return o;
}

static void put_field_id(json_t *o, const char *key, const struct model *m, int at)
{
    if (at >= 0)
        put_text(o, key, m->fields[at].id);
}

static json_t *model_to_json(const struct model *m)
{
    json_t *o = json_object(), *fields = json_array(), *measures = json_array();
    json_t *keys = json_array();

#define X(member) put_text(o, #member, m->member);
    MODEL_TEXTS(X)
#undef X
    put_texts(o, "synonyms", m->synonyms);
    put_flag(o, "published", m->published);
    put_flag(o, "deployed", m->deployed);
    put_field_id(o, "display_field", m, m->display_field);
    put_field_id(o, "default_date", m, m->default_date);
    json_object_set_new(o, "version", json_integer(m->version));
    json_object_set_new(o, "records", json_integer((json_int_t)m->records));
    for (size_t i = 0; i < m->key_fields_n; i++)
        json_array_append_new(keys, json_of_str(m->fields[m->key_fields[i]].id));
    for (size_t i = 0; i < m->fields_n; i++)
        json_array_append_new(fields, field_to_json(&m->fields[i]));
    for (size_t i = 0; i < m->measures_n; i++)
        json_array_append_new(measures, measure_to_json(&m->measures[i]));
    json_object_set_new(o, "key_fields", keys);
    json_object_set_new(o, "fields", fields);
    json_object_set_new(o, "measures", measures);
    return o;
}

json_t *schema_to_json(const struct schema *s)
{
    json_t *o = json_object(), *models = json_array();

    put_text(o, "repository_id", s->repository_id);
    json_object_set_new(o, "uids", json_integer(s->uids));
    json_object_set_new(o, "fiscal_month", json_integer(s->fiscal_month));
    json_object_set_new(o, "fiscal_day", json_integer(s->fiscal_day));
    for (size_t i = 0; i < s->models_n; i++)
        json_array_append_new(models, model_to_json(&s->models[i]));
    json_object_set_new(o, "models", models);
    return o;
}

static str get_text(struct arena *a, const json_t *o, const char *key)
{
    return arena_str(a, json_member_str(o, key));
}

static struct strs get_texts(struct arena *a, const json_t *o, const char *key)
{
    const json_t *list = json_object_get(o, key);
    struct strs out = { NULL, json_array_size(list) };

    out.p = NEW_N(a, str, out.n);
    for (size_t i = 0; i < out.n; i++) {
        const json_t *v = json_array_get(list, i);
        out.p[i] = arena_str(a, (str){ json_string_value(v), json_string_length(v) });
    }
    return out;
}

static err_t field_from_json(struct arena *a, const json_t *o, struct field *f, struct why *why)
{
    str type = json_member_str(o, "type");

#define X(member) f->member = get_text(a, o, #member);
    FIELD_TEXTS(X)
#undef X
#define X(member) f->member = json_member_bool(o, #member, false);
    FIELD_FLAGS(X)
#undef X
    f->synonyms = get_texts(a, o, "synonyms");
    f->enum_values = get_texts(a, o, "enum_values");
    f->uid = (uint32_t)json_member_int(o, "uid", 0);
    f->ref_model = -1;
    if (f->id.n == 0 || f->label.n == 0)
        return why_fail(why, ERR_BAD_INPUT, "a field of the schema has no id or no label");
    if (!field_type_of_json(type, &f->type))
        return why_fail(why, ERR_BAD_INPUT, "field %.*s has the unknown type \"%.*s\"",
                        STR_ARG(f->id), STR_ARG(type));
    return ERR_OK;
}

static void measures_from_json(struct arena *a, const json_t *list, struct model *m)
{
    m->measures_n = json_array_size(list);
    m->measures = NEW_N(a, struct measure, m->measures_n);
    for (size_t i = 0; i < m->measures_n; i++) {
        const json_t *o = json_array_get(list, i);
#define X(member) m->measures[i].member = get_text(a, o, #member);
        MEASURE_TEXTS(X)
#undef X
        m->measures[i].synonyms = get_texts(a, o, "synonyms");
    }
}

static err_t keys_from_json(struct arena *a, const json_t *o, struct model *m, struct why *why)
{
    struct strs ids = get_texts(a, o, "key_fields");

    m->key_fields_n = ids.n;
    m->key_fields = NEW_N(a, int, ids.n);
    for (size_t i = 0; i < ids.n; i++) {
        m->key_fields[i] = model_field_index(m, ids.p[i]);
        if (m->key_fields[i] < 0)
            return why_fail(why, ERR_BAD_INPUT, "model %.*s has no key field %.*s",
                            STR_ARG(m->name), STR_ARG(ids.p[i]));
    }
    return ERR_OK;
}

static int get_field(const struct model *m, const json_t *o, const char *key)
{
    return model_field_index(m, json_member_str(o, key));
}

static err_t model_from_json(struct arena *a, const json_t *o, struct model *m, struct why *why)
{
    const json_t *fields = json_object_get(o, "fields");

#define X(member) m->member = get_text(a, o, #member);
    MODEL_TEXTS(X)
#undef X
    if (m->id.n == 0 || m->label.n == 0)
        return why_fail(why, ERR_BAD_INPUT, "a model of the schema has no id or no label");
    m->synonyms = get_texts(a, o, "synonyms");
    m->published = json_member_bool(o, "published", false);
    m->deployed = json_member_bool(o, "deployed", false);
    m->version = (int)json_member_int(o, "version", 0);
    m->records = (uint64_t)json_member_int(o, "records", 0);
    m->fields_n = json_array_size(fields);
    m->fields = NEW_N(a, struct field, m->fields_n);
    for (size_t i = 0; i < m->fields_n; i++)
        TRY(field_from_json(a, json_array_get(fields, i), &m->fields[i], why));
    measures_from_json(a, json_object_get(o, "measures"), m);
    m->display_field = get_field(m, o, "display_field");
    m->default_date = get_field(m, o, "default_date");
    return keys_from_json(a, o, m, why);
}

static void link_references(struct schema *s)
{
    for (size_t i = 0; i < s->models_n; i++)
        for (size_t j = 0; j < s->models[i].fields_n; j++) {
            struct field *f = &s->models[i].fields[j];
            for (size_t k = 0; f->type == FIELD_REF && k < s->models_n; k++)
                if (str_eq(s->models[k].id, f->ref_model_id))
                    f->ref_model = (int)k;
        }
}

err_t schema_from_json(struct arena *a, const json_t *in, struct schema **out, struct why *why)
{
    const json_t *models = json_object_get(in, "models");
    struct schema *s = NEW(a, struct schema);

    if (!json_is_array(models))
        return why_fail(why, ERR_BAD_INPUT, "a schema is an object with a list \"models\"");
    s->arena = a;
    s->repository_id = get_text(a, in, "repository_id");
    s->uids = (uint32_t)json_member_int(in, "uids", 0);
    s->fiscal_month = (int)json_member_int(in, "fiscal_month", 1);
    s->fiscal_day = (int)json_member_int(in, "fiscal_day", 1);
    if (s->fiscal_month < 1 || s->fiscal_month > 12 || s->fiscal_day < 1 || s->fiscal_day > 31)
        return why_fail(why, ERR_BAD_INPUT, "the fiscal year of the schema starts on no date");
    s->models_n = json_array_size(models);
    s->models = NEW_N(a, struct model, s->models_n);
    for (size_t i = 0; i < s->models_n; i++)
        TRY(model_from_json(a, json_array_get(models, i), &s->models[i], why));
    link_references(s);
    *out = s;
    return ERR_OK;
}
