#include "plan/literal.h"

#include "codec/json.h"

#include <math.h>

static const char *const kind_names[] = {
    [VALUE_NULL] = "null",        [VALUE_BOOL] = "bool", [VALUE_INT] = "int",
    [VALUE_FLOAT] = "float",      [VALUE_TEXT] = "text", [VALUE_DATE] = "date",
    [VALUE_INSTANT] = "datetime", [VALUE_TIME] = "time",
};

const char *value_kind_name(enum value_kind k)
{
    return kind_names[k];
}

bool value_kind_of_name(str s, enum value_kind *out)
{
    for (size_t k = 0; k < sizeof kind_names / sizeof *kind_names; k++)
        if (str_eq(s, str_c(kind_names[k]))) {
            *out = (enum value_kind)k;
            return true;
        }
    return false;
}

static bool is_temporal(enum value_kind k)
{
    return k == VALUE_DATE || k == VALUE_INSTANT || k == VALUE_TIME;
}

json_t *literal_to_json(struct value v)
{
    json_t *o = json_object();

    json_object_set_new(o, "value", json_of_value(v));
    if (is_temporal(v.kind))
        json_object_set_new(o, "kind", json_string(kind_names[v.kind]));
    return o;
}

static bool temporal_of_text(str text, enum value_kind kind, struct value *out)
{
    out->kind = kind;
    switch (kind) {
    case VALUE_DATE:
        return civil_parse_date(text, &out->i);
    case VALUE_INSTANT:
        return civil_parse_instant(text, &out->i);
    case VALUE_TIME:
        return civil_parse_time(text, &out->i);
    default:
        return false;
    }
}

/* A sum of whole numbers that outgrew 64 bits is a float in a column of ints. */
err_t value_from_json(struct arena *a, const json_t *in, enum value_kind kind, struct value *out,
                      struct why *why)
{
    str text = { json_string_value(in), json_string_length(in) };
    struct value v = VALUE_NONE;

    if (json_is_null(in))
        v = VALUE_NONE;
    else if (kind == VALUE_INT && json_is_integer(in))
        v = value_int(json_integer_value(in));
    else if ((kind == VALUE_FLOAT && json_is_number(in)) || (kind == VALUE_INT && json_is_real(in)))
        v = value_float(json_number_value(in));
    else if (kind == VALUE_BOOL && json_is_boolean(in))
        v = value_bool(json_is_true(in));
    else if (kind == VALUE_TEXT && json_is_string(in))
        v = value_text(arena_str(a, text));
    else if (!json_is_string(in) || !temporal_of_text(text, kind, &v))
        return why_fail(why, ERR_BAD_INPUT, "a value is not of the kind \"%s\"", kind_names[kind]);
    *out = v;
    return ERR_OK;
}

static enum value_kind natural_kind(const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_INTEGER:
        return VALUE_INT;
    case JSON_REAL:
        return VALUE_FLOAT;
    case JSON_TRUE:
    case JSON_FALSE:
        return VALUE_BOOL;
    case JSON_STRING:
        return VALUE_TEXT;
    default:
        return VALUE_NULL;
    }
}

err_t literal_from_json(struct arena *a, const json_t *in, struct value *out, struct why *why)
{
    const json_t *value = json_object_get(in, "value"), *kind = json_object_get(in, "kind");
    size_t known = 1 + (kind != NULL);
    enum value_kind k;

    if (!value || json_object_size(in) != known)
        return why_fail(why, ERR_BAD_INPUT,
                        "a value is an object with \"value\" and, for dates, \"kind\"");
    k = natural_kind(value);
    if (kind && !value_kind_of_name(json_member_str(in, "kind"), &k))
        return why_fail(why, ERR_BAD_INPUT,
                        "unknown \"kind\" of a value; known are bool, int, "
                        "float, text, date, datetime and time");
    return value_from_json(a, value, k, out, why);
}
