#include "mcp/filters.h"

/* Names that the Python server advertises and Boomi does not know. */
static const struct {
    const char *name;
    enum source_op op;
} aliases[] = {
    { "GREATER_THAN_OR_EQUAL", OP_GREATER_THAN_EQUAL },
    { "LESS_THAN_OR_EQUAL", OP_LESS_THAN_EQUAL },
    { "IN", OP_EQUALS },
};

enum { ALIASES_N = sizeof aliases / sizeof *aliases, VALUES_MAX = 100 };

static const char *shorter(char out[81], str s)
{
    size_t n = s.n < 80 ? s.n : 80;

    memcpy(out, s.p, n);
    out[n] = '\0';
    return out;
}

/* The first letters are what people get right. */
static const struct field *nearest(const struct model *m, str name)
{
    const struct field *best = NULL;
    size_t best_n = 1;

    for (size_t i = 0; i < m->fields_n; i++) {
        str id = m->fields[i].id;
        size_t n = 0;
        while (n < id.n && n < name.n &&
               str_eq_nocase(str_sub(id, n, n + 1), str_sub(name, n, n + 1)))
            n++;
        if (n > best_n) {
            best = &m->fields[i];
            best_n = n;
        }
    }
    return best;
}

err_t mcp_find_field(struct call *c, const struct model *m, str name, const struct field **out)
{
    char text[81];
    json_t *invalid = json_array();

    *out = model_field(m, str_trim(name));
    if (*out) {
        json_decref(invalid);
        return ERR_OK;
    }
    const struct field *like = nearest(m, str_trim(name));
    json_array_append_new(invalid, json_of_str(name));
    c->details = json_keep(
        c->arena, json_pack("{s:o, s:o, s:o}", "invalid_fields", invalid, "available_fields",
                            mcp_field_ids(m), "suggestion",
                            like ? json_of_str(like->id)
                                 : json_string("get_model_fields lists the fields of a model")));
    str hint = like ? arena_fmt(c->arena, "; did you mean %.*s?", STR_ARG(like->id)) : STR("");
    return why_fail(c->why, ERR_BAD_INPUT, "Invalid fields: %.*s has no field \"%s\"%.*s",
                    STR_ARG(m->name), shorter(text, name), STR_ARG(hint));
}

static bool op_of_name(str name, enum source_op *out)
{
    for (enum source_op op = 0; op < OP_COUNT; op++)
        if (str_eq_nocase(name, str_c(source_op_name(op)))) {
            *out = op;
            return true;
        }
    for (size_t i = 0; i < ALIASES_N; i++)
        if (str_eq_nocase(name, str_c(aliases[i].name))) {
            *out = aliases[i].op;
            return true;
        }
    return false;
}

static str legal_ops(struct call *c, const struct field *f)
{
    struct buf b;

    buf_init(&b, c->arena);
    for (enum source_op op = 0; op < OP_COUNT; op++)
        if (source_op_fits(op, f))
            buf_fmt(&b, "%s%s", b.n ? ", " : "", source_op_name(op));
    return buf_str(&b);
}

static err_t read_op(struct call *c, const json_t *in, size_t at, struct source_filter *out)
{
    char text[81];
    str name = str_trim(json_member_str(in, "operator"));
    const json_t *given = json_object_get(in, "operator");

    out->op = OP_EQUALS;
    if (!given || json_is_null(given))
        return ERR_OK;
    if (op_of_name(name, &out->op) && source_op_fits(out->op, out->field))
        return ERR_OK;
    str legal = legal_ops(c, out->field);
    return why_fail(c->why, ERR_BAD_INPUT,
                    "filter %zu: the operator %s cannot be asked of the %s field %.*s; it may be "
                    "%.*s",
                    at, name.n ? shorter(text, name) : "(not a text)",
                    field_type_info(out->field->type)->json, STR_ARG(out->field->id),
                    STR_ARG(legal));
}

/* Numbers and booleans as their text: what the field makes of it decides. */
static str text_of(struct call *c, const json_t *v)
{
    if (json_is_string(v))
        return (str){ json_string_value(v), json_string_length(v) };
    if (json_is_boolean(v) || json_is_number(v))
        return json_text(c->arena, v);
    return STR("");
}

static err_t add_value(struct call *c, const json_t *in, size_t at, struct source_filter *f)
{
    char text[81];
    str s = text_of(c, in);
    struct value v;

    if (field_parse(f->field, s, &v) && v.kind != VALUE_NULL) {
        f->values[f->values_n++] = v;
        return ERR_OK;
    }
    return why_fail(c->why, ERR_BAD_INPUT, "filter %zu: \"%s\" is no value for the %s field %.*s%s",
                    at, shorter(text, s), field_type_info(f->field->type)->json,
                    STR_ARG(f->field->id),
                    s.n ? "" : "; to find records without a value use IS_NULL");
}

static err_t read_values(struct call *c, const json_t *in, size_t at, struct source_filter *f)
{
    const json_t *value = json_object_get(in, "value");
    size_t n = json_is_array(value) ? json_array_size(value) : value && !json_is_null(value);

    /* Some clients send "" where no value belongs. */
    if (source_op_operands(f->op) == 0 && json_is_string(value) && json_string_length(value) == 0)
        n = 0;
    if (n > VALUES_MAX)
        return why_fail(c->why, ERR_TOO_LARGE, "filter %zu: at most %d values", at, VALUES_MAX);
    f->values = NEW_N(c->arena, struct value, n ? n : 1);
    if (!json_is_array(value))
        return n ? add_value(c, value, at, f) : ERR_OK;
    for (size_t i = 0; i < n; i++)
        TRY(add_value(c, json_array_get(value, i), at, f));
    return ERR_OK;
}

static err_t check_count(struct call *c, size_t at, const struct source_filter *f)
{
    size_t operands = (size_t)source_op_operands(f->op);

    if (f->values_n == operands ||
        (f->values_n > 0 && f->op == OP_EQUALS && f->field->type == FIELD_ENUM))
        return ERR_OK;
    return why_fail(c->why, ERR_BAD_INPUT, "filter %zu: %s of %.*s takes %zu value%s, not %zu", at,
                    source_op_name(f->op), STR_ARG(f->field->id), operands,
                    operands == 1 ? "" : "s", f->values_n);
}

static err_t check_members(struct call *c, const json_t *in, size_t at)
{
    const char *name;
    json_t *v;

    if (!json_is_object(in))
        return why_fail(c->why, ERR_BAD_INPUT, "filter %zu is not an object", at);
    json_object_foreach((json_t *)(uintptr_t)in, name, v)
    {
        (void)v;
        if (strcmp(name, "fieldId") != 0 && strcmp(name, "operator") != 0 &&
            strcmp(name, "value") != 0)
            return why_fail(c->why, ERR_BAD_INPUT,
                            "filter %zu has a member \"%.60s\"; it takes fieldId, operator, value",
                            at, name);
    }
    return ERR_OK;
}

err_t mcp_filter_from_json(struct call *c, const struct model *m, const json_t *in, size_t at,
                           struct source_filter *out)
{
    struct source_filter f = { 0 };

    TRY(check_members(c, in, at));
    TRY(mcp_find_field(c, m, json_member_str(in, "fieldId"), &f.field));
    TRY(read_op(c, in, at, &f));
    TRY(read_values(c, in, at, &f));
    TRY(check_count(c, at, &f));
    *out = f;
    return ERR_OK;
}

json_t *mcp_filters_schema(void)
{
    json_t *ops = json_array();

    for (enum source_op op = 0; op < OP_COUNT; op++)
        json_array_append_new(ops, json_string(source_op_name(op)));
    json_t *value = json_pack("{s:[s,s,s,s], s:s}", "type", "string", "number", "boolean", "array",
                              "description",
                              "One value; two in a list for BETWEEN; none for IS_NULL, IS_NOT_NULL "
                              "and IS_INVALID. Dates are 2025-06-18.");
    json_t *properties = json_pack("{s:{s:s, s:s}, s:{s:s, s:o, s:s}, s:o}", "fieldId", "type",
                                   "string", "description", "Id or name of the field.", "operator",
                                   "type", "string", "enum", ops, "default", "EQUALS", "value",
                                   value);
    return json_pack("{s:s, s:{s:s, s:o, s:[s], s:b}}", "type", "array", "items", "type", "object",
                     "properties", properties, "required", "fieldId", "additionalProperties", 0);
}
