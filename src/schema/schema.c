#include "schema/schema.h"

#include <math.h>

static const struct field_type_info types[FIELD_TYPE_COUNT] = {
#define X(name, boomi, json, kind) [FIELD_##name] = { boomi, json, kind },
    FIELD_TYPE_LIST(X)
#undef X
};

const struct field_type_info *field_type_info(enum field_type t)
{
    return &types[t];
}

bool field_type_of_boomi(str name, enum field_type *out)
{
    for (enum field_type t = 0; t < FIELD_TYPE_COUNT; t++)
        if (str_eq_nocase(name, str_c(types[t].boomi))) {
            *out = t;
            return true;
        }
    return false;
}

bool field_type_of_json(str name, enum field_type *out)
{
    for (enum field_type t = 0; t < FIELD_TYPE_COUNT; t++)
        if (str_eq(name, str_c(types[t].json))) {
            *out = t;
            return true;
        }
    return false;
}

const struct model *schema_model(const struct schema *s, str id_or_name)
{
    for (size_t i = 0; i < s->models_n; i++)
        if (str_eq(s->models[i].id, id_or_name))
            return &s->models[i];
    for (size_t i = 0; i < s->models_n; i++)
        if (str_eq_nocase(s->models[i].name, id_or_name))
            return &s->models[i];
    for (size_t i = 0; i < s->models_n; i++)
        if (str_eq_nocase(s->models[i].root, id_or_name) ||
            str_eq_nocase(s->models[i].label, id_or_name))
            return &s->models[i];
    return NULL;
}

int model_field_index(const struct model *m, str id)
{
    for (size_t i = 0; i < m->fields_n; i++)
        if (str_eq(m->fields[i].id, id))
            return (int)i;
    return -1;
}

const struct field *model_field(const struct model *m, str id_or_name)
{
    int at = model_field_index(m, id_or_name);

    if (at >= 0)
        return &m->fields[at];
    for (size_t i = 0; i < m->fields_n; i++)
        if (str_eq_nocase(m->fields[i].name, id_or_name) ||
            str_eq_nocase(m->fields[i].id, id_or_name))
            return &m->fields[i];
    for (size_t i = 0; i < m->fields_n; i++)
        if (str_eq_nocase(m->fields[i].label, id_or_name) ||
            str_eq_nocase(m->fields[i].element, id_or_name))
            return &m->fields[i];
    return NULL;
}

const struct model *schema_model_of(const struct schema *s, const struct field *f)
{
    for (size_t i = 0; i < s->models_n; i++) {
        const struct model *m = &s->models[i];
        if (f >= m->fields && f < m->fields + m->fields_n)
            return m;
    }
    return NULL;
}

/* The hub normalises numbers when it stores them; files that were loaded
 * elsewhere say 5.0 for 5. */
static bool parse_int(str text, int64_t *out)
{
    double f;

    if (str_to_i64(text, out))
        return true;
    if (!str_to_f64(text, &f) || f != trunc(f) || fabs(f) > 9e15)
        return false;
    *out = (int64_t)f;
    return true;
}

static bool parse_bool(str text, bool *out)
{
    *out = str_eq_nocase(text, STR("true")) || str_eq(text, STR("1"));
    return *out || str_eq_nocase(text, STR("false")) || str_eq(text, STR("0"));
}

static bool parse_date(str text, int64_t *days)
{
    int64_t seconds;

    if (civil_parse_date(text, days))
        return true;
    if (!civil_parse_instant(text, &seconds))
        return false;
    *days = seconds / DAY_S - (seconds % DAY_S < 0);
    return true;
}

static bool parse_typed(enum value_kind kind, str text, struct value *v)
{
    v->kind = kind;
    switch (kind) {
    case VALUE_BOOL:
        return parse_bool(text, &v->b);
    case VALUE_INT:
        return parse_int(text, &v->i);
    case VALUE_FLOAT:
        return str_to_f64(text, &v->f) && isfinite(v->f);
    case VALUE_DATE:
        return parse_date(text, &v->i);
    case VALUE_INSTANT:
        return civil_parse_instant(text, &v->i);
    case VALUE_TIME:
        return civil_parse_time(text, &v->i);
    case VALUE_TEXT:
        v->s = text;
        return true;
    case VALUE_NULL:
        break;
    }
    return false;
}

bool field_parse(const struct field *f, str text, struct value *out)
{
    struct value v = VALUE_NONE;

    *out = VALUE_NONE;
    text = str_trim(text);
    if (text.n == 0)
        return true;
    if (!parse_typed(types[f->type].kind, text, &v))
        return false;
    *out = v;
    return true;
}
