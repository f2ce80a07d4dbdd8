#include "plan/json.h"

#include "codec/json.h"
#include "plan/check.h"
#include "plan/literal.h"

struct reader {
    struct arena *a;
    const struct schema *schema;
    struct why *why;
    int depth;
};

static err_t read_plan(struct reader *r, const json_t *in, struct plan **out);
static err_t read_cond(struct reader *r, const json_t *in, const struct model *m,
                       struct cond **out);

/* An object with none but the members in `known`, which are separated by spaces. */
static err_t expect_object(struct reader *r, const json_t *in, const char *what, const char *known)
{
    const char *key;
    json_t *v;

    if (!json_is_object(in))
        return why_fail(r->why, ERR_BAD_INPUT, "%s must be an object", what);
    json_object_foreach((json_t *)in, key, v)
    {
        str rest = str_c(known), name = str_c(key);
        bool found = false;
        while (rest.n && !found)
            found = str_eq(str_cut(&rest, ' '), name);
        if (!found)
            return why_fail(r->why, ERR_BAD_INPUT, "%s has the unknown member \"%.60s\"; known: %s",
                            what, key, known);
    }
    return ERR_OK;
}

static err_t deeper(struct reader *r)
{
    if (++r->depth > PLAN_DEPTH_MAX)
        return why_fail(r->why, ERR_TOO_LARGE, "the plan is nested deeper than %d levels",
                        PLAN_DEPTH_MAX);
    return ERR_OK;
}

static err_t read_flag(struct reader *r, const json_t *o, const char *key, bool *out)
{
    const json_t *v = json_object_get(o, key);

    if (v && !json_is_boolean(v))
        return why_fail(r->why, ERR_BAD_INPUT, "\"%s\" must be true or false", key);
    *out = v && json_is_true(v);
    return ERR_OK;
}

static err_t read_count(struct reader *r, const json_t *o, const char *key, uint64_t *out)
{
    const json_t *v = json_object_get(o, key);

    if (v && (!json_is_integer(v) || json_integer_value(v) < 0))
        return why_fail(r->why, ERR_BAD_INPUT, "\"%s\" must be a whole number, 0 or more", key);
    *out = v ? (uint64_t)json_integer_value(v) : 0;
    return ERR_OK;
}

static err_t read_label(struct reader *r, const json_t *o, str *out)
{
    const json_t *v = json_object_get(o, "label");

    if (v && !json_is_string(v))
        return why_fail(r->why, ERR_BAD_INPUT, "\"label\" must be a text");
    *out = v ? arena_str(r->a, json_member_str(o, "label")) : (str){ 0 };
    return ERR_OK;
}

static err_t read_list(struct reader *r, const json_t *v, const char *what, size_t max, size_t *n)
{
    if (v && !json_is_array(v))
        return why_fail(r->why, ERR_BAD_INPUT, "\"%s\" must be a list", what);
    *n = json_array_size(v);
    if (*n > max)
        return why_fail(r->why, ERR_TOO_LARGE, "\"%s\" has %zu entries; at most %zu are allowed",
                        what, *n, max);
    return ERR_OK;
}

static err_t read_model(struct reader *r, const json_t *o, const struct model **out)
{
    str name = json_member_str(o, "model");

    *out = name.n ? schema_model(r->schema, name) : NULL;
    if (!*out)
        return why_fail(r->why, ERR_BAD_INPUT, "there is no model \"%.*s\"",
                        (int)(name.n < 80 ? name.n : 80), name.p);
    return ERR_OK;
}

static err_t read_field(struct reader *r, const json_t *o, const struct model *m,
                        const struct field **out)
{
    str name = json_member_str(o, "field");

    *out = name.n ? model_field(m, name) : NULL;
    if (!*out)
        return why_fail(r->why, ERR_BAD_INPUT, "%.*s has no field \"%.*s\"", STR_ARG(m->label),
                        (int)(name.n < 80 ? name.n : 80), name.p);
    return ERR_OK;
}

static err_t read_path(struct reader *r, const json_t *o, const struct model **m, struct path *out)
{
    const json_t *list = json_object_get(o, "path");

    *out = (struct path){ 0 };
    TRY(read_list(r, list, "path", PATH_MAX_STEPS, &out->n));
    for (size_t i = 0; i < out->n; i++) {
        const json_t *v = json_array_get(list, i);
        struct step *s = &out->steps[i];
        TRY(expect_object(r, v, "a step of a path", "field model reverse inner"));
        TRY(read_model(r, v, &s->model));
        TRY(read_flag(r, v, "reverse", &s->reverse));
        TRY(read_flag(r, v, "inner", &s->inner));
        TRY(read_field(r, v, s->reverse ? s->model : *m, &s->field));
        *m = s->model;
    }
    return ERR_OK;
}

static err_t read_expr(struct reader *r, const json_t *in, const struct model *m,
                       struct expr **out);

static err_t read_optional_expr(struct reader *r, const json_t *in, const struct model *m,
                                struct expr **out)
{
    *out = NULL;
    return in ? read_expr(r, in, m, out) : ERR_OK;
}

static err_t read_optional_cond(struct reader *r, const json_t *in, const struct model *m,
                                struct cond **out)
{
    *out = NULL;
    return in ? read_cond(r, in, m, out) : ERR_OK;
}

/* What each operator may have beside "op". */
static const char *members_of(enum expr_op op)
{
    switch (op) {
    case EXPR_RECORD:
        return "op path";
    case EXPR_BUCKET:
        return "op grain of";
    case EXPR_AGG:
        return "op agg of where";
    case EXPR_ROLLUP:
        return "op agg path of where";
    case EXPR_SHARE:
    case EXPR_RUNNING:
        return "op of";
    case EXPR_SCALAR:
        return "op plan";
    default:
        return "op left right";
    }
}

static err_t read_op(struct reader *r, const json_t *in, struct expr *e)
{
    str op = json_member_str(in, "op"), name;

    if (!expr_op_of_name(op, &e->op) || e->op == EXPR_LITERAL || e->op == EXPR_FIELD)
        return why_fail(r->why, ERR_BAD_INPUT, "unknown \"op\" of an expression");
    TRY(expect_object(r, in, expr_op_name(e->op), members_of(e->op)));
    name = json_member_str(in, "agg");
    if ((e->op == EXPR_AGG || e->op == EXPR_ROLLUP) && !agg_of_name(name, &e->agg))
        return why_fail(r->why, ERR_BAD_INPUT, "unknown \"agg\" \"%.*s\"",
                        (int)(name.n < 40 ? name.n : 40), name.p);
    name = json_member_str(in, "grain");
    if (e->op == EXPR_BUCKET && !grain_of_name(name, &e->grain))
        return why_fail(r->why, ERR_BAD_INPUT, "unknown \"grain\" \"%.*s\"",
                        (int)(name.n < 40 ? name.n : 40), name.p);
    return ERR_OK;
}

static err_t read_operation(struct reader *r, const json_t *in, const struct model *m,
                            struct expr *e)
{
    const json_t *left = json_object_get(in, "left");

    TRY(read_op(r, in, e));
    TRY(read_path(r, in, &m, &e->path));
    TRY(read_optional_expr(r, left ? left : json_object_get(in, "of"), m, &e->a[0]));
    TRY(read_optional_expr(r, json_object_get(in, "right"), m, &e->a[1]));
    TRY(read_optional_cond(r, json_object_get(in, "where"), m, &e->where));
    if (e->op == EXPR_SCALAR)
        TRY(read_plan(r, json_object_get(in, "plan"), &e->plan));
    return ERR_OK;
}

static err_t read_expr(struct reader *r, const json_t *in, const struct model *m, struct expr **out)
{
    struct expr *e = NEW(r->a, struct expr);

    TRY(deeper(r));
    if (!json_is_object(in))
        return why_fail(r->why, ERR_BAD_INPUT, "an expression must be an object");
    if (json_object_get(in, "op")) {
        TRY(read_operation(r, in, m, e));
    } else if (json_object_get(in, "value")) {
        e->op = EXPR_LITERAL;
        TRY(literal_from_json(r->a, in, &e->value, r->why));
    } else {
        e->op = EXPR_FIELD;
        TRY(expect_object(r, in, "a field", "field path"));
        TRY(read_path(r, in, &m, &e->path));
        TRY(read_field(r, in, m, &e->field));
    }
    r->depth--;
    *out = e;
    return ERR_OK;
}

static err_t read_kids(struct reader *r, const json_t *list, const struct model *m, struct cond *c)
{
    size_t n = 0;

    TRY(read_list(r, list, "of", PLAN_VALUES_MAX, &n));
    c->kids = NEW_N(r->a, struct cond *, n);
    c->kids_n = n;
    for (size_t i = 0; i < n; i++)
        TRY(read_cond(r, json_array_get(list, i), m, &c->kids[i]));
    return ERR_OK;
}

static err_t read_values(struct reader *r, const json_t *in, struct cond *c)
{
    const json_t *list = json_object_get(in, "values");

    TRY(read_list(r, list, "values", PLAN_VALUES_MAX, &c->values_n));
    c->values = NEW_N(r->a, struct value, c->values_n);
    for (size_t i = 0; i < c->values_n; i++)
        TRY(literal_from_json(r->a, json_array_get(list, i), &c->values[i], r->why));
    return ERR_OK;
}

static err_t read_range(struct reader *r, const json_t *in, struct cond *c)
{
    const json_t *from = json_object_get(in, "from"), *to = json_object_get(in, "to");

    c->values_n = 2;
    c->values = NEW_N(r->a, struct value, 2);
    if (from)
        TRY(literal_from_json(r->a, from, &c->values[0], r->why));
    if (to)
        TRY(literal_from_json(r->a, to, &c->values[1], r->why));
    return ERR_OK;
}

static err_t read_exists(struct reader *r, const json_t *in, const struct model *m, struct cond *c)
{
    struct cond *where;

    TRY(expect_object(r, in, "exists", "op path where"));
    TRY(read_path(r, in, &m, &c->path));
    TRY(read_optional_cond(r, json_object_get(in, "where"), m, &where));
    if (where) {
        c->kids_n = 1;
        c->kids = NEW_N(r->a, struct cond *, 1);
        c->kids[0] = where;
    }
    return ERR_OK;
}

static err_t read_sides(struct reader *r, const json_t *in, const struct model *m, struct cond *c)
{
    TRY(read_flag(r, in, "exact", &c->exact));
    TRY(read_optional_expr(r, json_object_get(in, "left"), m, &c->left));
    return read_optional_expr(r, json_object_get(in, "right"), m, &c->right);
}

static err_t read_cond_op(struct reader *r, const json_t *in, const struct model *m, struct cond *c)
{
    switch (c->op) {
    case COND_AND:
    case COND_OR:
    case COND_NOT:
        TRY(expect_object(r, in, "and, or, not", "op of"));
        return read_kids(r, json_object_get(in, "of"), m, c);
    case COND_EXISTS:
        return read_exists(r, in, m, c);
    case COND_IN:
        TRY(expect_object(r, in, "in", "op left values exact"));
        TRY(read_values(r, in, c));
        break;
    case COND_RANGE:
        TRY(expect_object(r, in, "range", "op left from to"));
        TRY(read_range(r, in, c));
        break;
    case COND_IN_PLAN:
        TRY(expect_object(r, in, "in_plan", "op left plan exact"));
        TRY(read_plan(r, json_object_get(in, "plan"), &c->plan));
        break;
    case COND_IS_NULL:
    case COND_NOT_NULL:
        TRY(expect_object(r, in, "is_null, not_null", "op left"));
        break;
    default:
        TRY(expect_object(r, in, "a comparison", "op left right exact"));
        break;
    }
    return read_sides(r, in, m, c);
}

static err_t read_cond(struct reader *r, const json_t *in, const struct model *m, struct cond **out)
{
    struct cond *c = NEW(r->a, struct cond);

    TRY(deeper(r));
    if (!cond_op_of_name(json_member_str(in, "op"), &c->op))
        return why_fail(r->why, ERR_BAD_INPUT,
                        "a condition must be an object with an \"op\" such as \"eq\"");
    TRY(read_cond_op(r, in, m, c));
    r->depth--;
    *out = c;
    return ERR_OK;
}

static err_t read_bound(struct reader *r, const json_t *o, const char *key, bool *has, int64_t *out)
{
    *has = json_object_get(o, key) != NULL;
    if (*has && !civil_parse_instant(json_member_str(o, key), out))
        return why_fail(r->why, ERR_BAD_INPUT,
                        "\"%s\" of a period must be a date such as \"2026-10-01\"", key);
    return ERR_OK;
}

static err_t read_bounds(struct reader *r, const json_t *in, struct period *out)
{
    TRY(read_bound(r, in, "from", &out->has_from, &out->from));
    TRY(read_bound(r, in, "to", &out->has_to, &out->to));
    return read_label(r, in, &out->label);
}

static err_t read_period(struct reader *r, const json_t *in, const struct model *m,
                         struct period *out)
{
    TRY(expect_object(r, in, "a period", "date from to label"));
    if (!json_object_get(in, "date"))
        return why_fail(r->why, ERR_BAD_INPUT, "a period needs its \"date\"");
    TRY(read_expr(r, json_object_get(in, "date"), m, &out->date));
    return read_bounds(r, in, out);
}

static err_t read_tell(struct reader *r, const json_t *in, struct plan *p)
{
    const json_t *tell = json_object_get(in, "tell"), *when = json_object_get(in, "when");
    const json_t *claim = json_object_get(in, "claim");

    if (tell && !tell_of_name(json_member_str(in, "tell"), &p->tell))
        return why_fail(r->why, ERR_BAD_INPUT,
                        "\"tell\" must be records, history, sources or quarantine");
    if (when) {
        TRY(expect_object(r, when, "\"when\"", "from to label"));
        TRY(read_bounds(r, when, &p->when));
    }
    if (claim)
        TRY(literal_from_json(r->a, claim, &p->claim, r->why));
    return read_flag(r, in, "everywhere", &p->everywhere);
}

static err_t read_columns(struct reader *r, const json_t *list, struct plan *p)
{
    TRY(read_list(r, list, "columns", PLAN_COLUMNS_MAX, &p->columns_n));
    p->columns = NEW_N(r->a, struct column, p->columns_n);
    for (size_t i = 0; i < p->columns_n; i++) {
        const json_t *o = json_array_get(list, i);
        TRY(expect_object(r, o, "a column", "expr label"));
        TRY(read_expr(r, json_object_get(o, "expr"), p->model, &p->columns[i].expr));
        TRY(read_label(r, o, &p->columns[i].label));
    }
    return ERR_OK;
}

static err_t read_groups(struct reader *r, const json_t *list, struct plan *p)
{
    TRY(read_list(r, list, "groups", PLAN_COLUMNS_MAX, &p->groups_n));
    p->groups = NEW_N(r->a, struct expr *, p->groups_n);
    for (size_t i = 0; i < p->groups_n; i++)
        TRY(read_expr(r, json_array_get(list, i), p->model, &p->groups[i]));
    return ERR_OK;
}

static err_t read_order(struct reader *r, const json_t *list, struct plan *p)
{
    TRY(read_list(r, list, "order", PLAN_COLUMNS_MAX, &p->order_n));
    p->order = NEW_N(r->a, struct order, p->order_n);
    for (size_t i = 0; i < p->order_n; i++) {
        const json_t *o = json_array_get(list, i);
        TRY(expect_object(r, o, "an order", "expr desc"));
        TRY(read_expr(r, json_object_get(o, "expr"), p->model, &p->order[i].expr));
        TRY(read_flag(r, o, "desc", &p->order[i].desc));
    }
    return ERR_OK;
}

static err_t read_rest(struct reader *r, const json_t *in, struct plan *p)
{
    const json_t *period = json_object_get(in, "period"), *other = json_object_get(in, "compare");

    TRY(read_optional_cond(r, json_object_get(in, "where"), p->model, &p->where));
    TRY(read_optional_cond(r, json_object_get(in, "having"), p->model, &p->having));
    if (period)
        TRY(read_period(r, period, p->model, &p->period));
    p->compare = other != NULL;
    if (other)
        TRY(read_period(r, other, p->model, &p->other));
    TRY(read_flag(r, in, "distinct", &p->distinct));
    TRY(read_flag(r, in, "ties", &p->ties));
    TRY(read_count(r, in, "limit", &p->limit));
    return read_count(r, in, "offset", &p->offset);
}

static err_t read_plan(struct reader *r, const json_t *in, struct plan **out)
{
    struct plan *p = plan_new(r->a, NULL);

    TRY(deeper(r));
    TRY(expect_object(r, in, "a plan",
                      "model columns where period groups having distinct order limit offset ties "
                      "compare tell when claim everywhere"));
    TRY(read_model(r, in, &p->model));
    TRY(read_columns(r, json_object_get(in, "columns"), p));
    TRY(read_groups(r, json_object_get(in, "groups"), p));
    TRY(read_order(r, json_object_get(in, "order"), p));
    TRY(read_rest(r, in, p));
    TRY(read_tell(r, in, p));
    r->depth--;
    *out = p;
    return ERR_OK;
}

err_t plan_from_json(struct arena *a, const struct schema *schema, const json_t *in,
                     struct plan **out, struct why *why)
{
    struct reader r = { a, schema, why, 0 };

    return read_plan(&r, in, out);
}
