/* proposal_filter.c - one filter of a proposal as a condition. */
#include "agents/proposal_read.h"
#include "codec/json.h"

const char *const filter_names[FILTER_NUM] = {
#define X(name, text, min, max) [FILTER_##name] = text,
    FILTER_LIST(X)
#undef X
};

static const struct {
    size_t min, max;
} counts[FILTER_NUM] = {
#define X(name, text, min, max) [FILTER_##name] = { min, max },
    FILTER_LIST(X)
#undef X
};

struct filter {
    enum filter_op op;
    str name;
    str *texts;
    size_t texts_n;
};

static bool op_of_name(str s, enum filter_op *out)
{
    for (enum filter_op i = 0; i < FILTER_NUM; i++)
        if (str_eq(s, str_c(filter_names[i]))) {
            *out = i;
            return true;
        }
    return false;
}

static err_t read_parts(struct reader *r, const json_t *o, struct filter *f)
{
    str op;

    TRY(read_object(r, o, "a filter", "field op values"));
    TRY(read_text(r, o, "field", &f->name));
    TRY(read_text(r, o, "op", &op));
    TRY(read_list(r, o, "values", VALUES_MAX, &f->texts_n));
    if (!op_of_name(op, &f->op))
        return REFUSE(r, "a filter has the unknown op \"%.*s\"", SHOWN(op));
    if (f->texts_n < counts[f->op].min || f->texts_n > counts[f->op].max)
        return REFUSE(r, "the filter %s on %.*s has %zu values", filter_names[f->op],
                      SHOWN(f->name), f->texts_n);
    f->texts = NEW_N(r->a, str, f->texts_n);
    return read_texts(r, json_object_get(o, "values"), f->texts_n, f->texts);
}

static enum cond_op cond_op_of(enum filter_op op)
{
    static const enum cond_op ops[FILTER_NUM] = {
        [FILTER_EQ] = COND_EQ,
        [FILTER_NE] = COND_NE,
        [FILTER_LT] = COND_LT,
        [FILTER_LE] = COND_LE,
        [FILTER_GT] = COND_GT,
        [FILTER_GE] = COND_GE,
        [FILTER_CONTAINS] = COND_CONTAINS,
        [FILTER_STARTS] = COND_STARTS,
        [FILTER_ENDS] = COND_ENDS,
        [FILTER_IS_NULL] = COND_IS_NULL,
        [FILTER_NOT_NULL] = COND_NOT_NULL,
        [FILTER_HAS] = COND_EXISTS,
        [FILTER_HAS_NOT] = COND_EXISTS,
    };
    return ops[op];
}

static struct cond *compare(struct reader *r, enum cond_op op, struct expr *e, struct value v)
{
    return cond_cmp(r->a, op, e, expr_literal(r->a, v));
}

/* A whole day against a point in time: "on 1 October" is from midnight to
 * midnight, "after" it begins with the next day. */
static struct cond *compare_day(struct reader *r, enum filter_op op, struct expr *e, int64_t days)
{
    struct value from = value_instant(days * DAY_S), to = value_instant((days + 1) * DAY_S);

    switch (op) {
    case FILTER_EQ:
        return cond_range(r->a, e, from, to);
    case FILTER_NE:
        return cond_not(r->a, cond_range(r->a, e, from, to));
    case FILTER_LE:
        return compare(r, COND_LT, e, to);
    case FILTER_GT:
        return compare(r, COND_GE, e, to);
    default:
        return compare(r, cond_op_of(op), e, from);
    }
}

static err_t one(struct reader *r, const struct filter *f, const struct place *p, str text,
                 struct cond **out)
{
    struct value v;
    int64_t days;
    struct expr *e = place_expr(r, p);

    if (p->field->type == FIELD_INSTANT && civil_parse_date(text, &days)) {
        *out = compare_day(r, f->op, e, days);
        return ERR_OK;
    }
    TRY(read_number_or(r, p->field, text, &v));
    *out = compare(r, cond_op_of(f->op), e, value_keep(r->a, v));
    return ERR_OK;
}

/* Any of several values, or none of them. */
static err_t several(struct reader *r, const struct filter *f, const struct place *p,
                     struct cond **out)
{
    enum cond_op join = f->op == FILTER_NE ? COND_AND : COND_OR;
    struct value *values = NEW_N(r->a, struct value, f->texts_n);
    struct cond *c = NULL;

    if (f->op > FILTER_NE || p->field->type == FIELD_INSTANT) {
        for (size_t i = 0; i < f->texts_n; i++) {
            struct cond *kid;
            TRY(one(r, f, p, f->texts[i], &kid));
            c = cond_join(r->a, join, c, kid);
        }
        *out = c;
        return ERR_OK;
    }
    for (size_t i = 0; i < f->texts_n; i++) {
        TRY(read_number_or(r, p->field, f->texts[i], &values[i]));
        values[i] = value_keep(r->a, values[i]);
    }
    c = cond_in(r->a, place_expr(r, p), values, f->texts_n);
    *out = f->op == FILTER_NE ? cond_not(r->a, c) : c;
    return ERR_OK;
}

/* "Order.PRODUCT" from Product: is there a record that refers to this one? */
static err_t has(struct reader *r, const struct filter *f, struct cond **out)
{
    str rest = f->name;
    const struct model *m = schema_model(r->view, str_trim(str_cut(&rest, '.')));
    const struct field *ref = m ? model_field(m, str_trim(rest)) : NULL;
    struct path back = { .n = 1 };

    if (!ref)
        return REFUSE(r, "%s needs OTHER_MODEL.REFERENCE, not \"%.*s\"", filter_names[f->op],
                      SHOWN(f->name));
    back.steps[0] = (struct step){ .field = ref, .model = m, .reverse = true };
    struct cond *c = cond_exists(r->a, &back, NULL);
    *out = f->op == FILTER_HAS_NOT ? cond_not(r->a, c) : c;
    return ERR_OK;
}

err_t read_filter(struct reader *r, const json_t *o, struct cond **out)
{
    struct filter f;
    struct place p;

    TRY(read_parts(r, o, &f));
    if (f.op == FILTER_HAS || f.op == FILTER_HAS_NOT)
        return has(r, &f, out);
    if (f.op == FILTER_IS_NULL || f.op == FILTER_NOT_NULL)
        TRY(read_place(r, f.name, &p));
    else
        TRY(read_shown_place(r, f.name, &p));
    if (!p.field)
        return REFUSE(r, "\"%.*s\" is computed; it can be a measure, not a filter", SHOWN(f.name));
    if (f.texts_n == 0)
        *out = cond_null(r->a, cond_op_of(f.op), place_expr(r, &p));
    else if (f.texts_n == 1)
        return one(r, &f, &p, f.texts[0], out);
    else
        return several(r, &f, &p, out);
    return ERR_OK;
}
