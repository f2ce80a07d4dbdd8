/* proposal_schema.c - the form of a proposal as JSON Schema, and the catalogue
 * that goes with it.
 *
 * Within what every structured output knows: closed objects with all members
 * required, enumerations, no bounds, no recursion.  What is missing is "" or
 * [], so that nobody is forced to invent. */
#include "agents/proposal_read.h"
#include "codec/json.h"

#include <stdarg.h>

static json_t *type(const char *name)
{
    return json_pack("{s:s}", "type", name);
}

static json_t *list(json_t *items)
{
    return json_pack("{s:s,s:o}", "type", "array", "items", items);
}

/* name, schema, name, schema, ..., NULL */
static json_t *object(const char *name, ...)
{
    json_t *properties = json_object(), *required = json_array();
    va_list rest;

    va_start(rest, name);
    for (; name; name = va_arg(rest, const char *)) {
        json_object_set_new(properties, name, va_arg(rest, json_t *));
        json_array_append_new(required, json_string(name));
    }
    va_end(rest);
    return json_pack("{s:s,s:o,s:o,s:b}", "type", "object", "properties", properties, "required",
                     required, "additionalProperties", 0);
}

/* The names, and "" for none when `or_none`. */
static json_t *one_of(const char *const *names, size_t n, bool or_none)
{
    json_t *words = json_array();

    if (or_none)
        json_array_append_new(words, json_string(""));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(words, json_string(names[i]));
    return json_pack("{s:s,s:o}", "type", "string", "enum", words);
}

#define TEXT type("string")

static json_t *aggs(bool or_none)
{
    static const char *const names[] = {
#define X(name, text) text,
        AGG_LIST(X)
#undef X
    };
    return one_of(names, AGG_NUM, or_none);
}

static json_t *grains(void)
{
    static const char *const names[] = {
#define X(name, text) text,
        GRAIN_LIST(X)
#undef X
    };
    return one_of(names, GRAIN_NUM, true);
}

static json_t *filter(void)
{
    return object("field", TEXT, "op", one_of(filter_names, FILTER_NUM, false), "values",
                  list(TEXT), NULL);
}

json_t *proposal_schema(void)
{
    static const char *const compared[] = { "eq", "ne", "lt", "le", "gt", "ge" };
    json_t *condition = object("agg", aggs(false), "field", TEXT, "op", one_of(compared, 6, false),
                               "value", TEXT, NULL);
    json_t *order = object("agg", aggs(true), "field", TEXT, "desc", type("boolean"), NULL);

    return object("reading", TEXT, "model", TEXT, "measures",
                  list(object("agg", aggs(false), "field", TEXT, NULL)), "list_fields", list(TEXT),
                  "group_by", list(object("field", TEXT, "grain", grains(), NULL)), "filters",
                  list(filter()), "any_of", list(list(filter())), "period",
                  object("field", TEXT, "from", TEXT, "to", TEXT, "label", TEXT, NULL), "compare",
                  object("from", TEXT, "to", TEXT, "label", TEXT, NULL), "having", list(condition),
                  "order", list(order), "limit", type("integer"), "distinct", type("boolean"),
                  "confidence", type("number"), "cannot_answer", TEXT, NULL);
}

/* Zero width, direction marks, line ends: U+200B-F, U+2028-E, U+2060-F. */
static bool is_invisible(str s)
{
    if (s.n < 3 || (unsigned char)s.p[0] != 0xe2)
        return false;
    unsigned c = ((unsigned char)s.p[1] & 0x3fu) << 6 | ((unsigned char)s.p[2] & 0x3fu);

    return (c >= 0x0b && c <= 0x0f) || (c >= 0x28 && c <= 0x2e) || (c >= 0x60 && c <= 0x6f);
}

/* Names and descriptions are other people's texts: short, and without what
 * hides or turns text. */
static json_t *clean(str s)
{
    enum { CLEAN_MAX = 200 };
    struct buf b;

    buf_init(&b, NULL);
    for (size_t i = 0; i < s.n && b.n < CLEAN_MAX; i++) {
        if (is_invisible(str_sub(s, i, s.n)))
            i += 2;
        else
            buf_byte(&b, (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i]);
    }
    json_t *v = json_of_str(b.n ? buf_str(&b) : STR(""));
    buf_fini(&b);
    return v;
}

static void put_names(json_t *o, const char *key, struct strs names)
{
    enum { NAMES_MAX = 40 };

    if (!names.n)
        return;
    json_t *l = json_array();
    for (size_t i = 0; i < names.n && i < NAMES_MAX; i++)
        json_array_append_new(l, clean(names.p[i]));
    json_object_set_new(o, key, l);
}

/* What people call it, when that is not how it is written here. */
static void put_label(json_t *o, str written, str label, str description, struct strs synonyms)
{
    if (label.n && !str_eq_nocase(written, label))
        json_object_set_new(o, "label", clean(label));
    if (description.n)
        json_object_set_new(o, "description", clean(description));
    put_names(o, "synonyms", synonyms);
}

static json_t *field_json(const struct schema *view, const struct field *f)
{
    json_t *o = json_object();

    json_object_set_new(o, "id", clean(f->id));
    put_label(o, f->id, f->label, f->description, f->synonyms);
    json_object_set_new(o, "type", json_string(field_type_info(f->type)->json));
    if (f->type == FIELD_REF && f->ref_model >= 0)
        json_object_set_new(o, "to", clean(view->models[f->ref_model].name));
    if (f->type == FIELD_ENUM)
        put_names(o, "one of", f->enum_values);
    if (f->repeatable)
        json_object_set_new(o, "several", json_true());
    return o;
}

static json_t *model_json(const struct schema *view, const struct model *m)
{
    json_t *o = json_object(), *fields = json_array(), *measures = json_array();

    json_object_set_new(o, "name", clean(m->name));
    put_label(o, m->name, m->label, m->description, m->synonyms);
    if (m->display_field >= 0)
        json_object_set_new(o, "named by", clean(m->fields[m->display_field].id));
    if (m->default_date >= 0)
        json_object_set_new(o, "default date", clean(m->fields[m->default_date].id));
    for (size_t i = 0; i < m->fields_n; i++)
        json_array_append_new(fields, field_json(view, &m->fields[i]));
    json_object_set_new(o, "fields", fields);
    for (size_t i = 0; i < m->measures_n; i++) {
        json_t *v = json_object();
        json_object_set_new(v, "field", clean(m->measures[i].name));
        put_label(v, m->measures[i].name, m->measures[i].label, STR(""), m->measures[i].synonyms);
        json_array_append_new(measures, v);
    }
    if (m->measures_n)
        json_object_set(o, "computed measures", measures);
    json_decref(measures);
    return o;
}

str proposal_quote(struct arena *a, json_t *take)
{
    str text = json_text_take(a, take);
    struct buf b;

    buf_init(&b, a);
    for (size_t at; (at = str_find_byte(text, '<')) < text.n;
         text = str_sub(text, at + 1, text.n)) {
        buf_add(&b, str_sub(text, 0, at));
        buf_lit(&b, "\\u003c");
    }
    buf_add(&b, text);
    return buf_str(&b);
}

str proposal_catalogue(struct arena *a, const struct schema *view)
{
    json_t *models = json_array();

    for (size_t i = 0; i < view->models_n; i++)
        json_array_append_new(models, model_json(view, &view->models[i]));
    return proposal_quote(a, models);
}
