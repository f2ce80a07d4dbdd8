#include "exec/split.h"

#include "base/map.h"
#include "exec/text.h"

#include <math.h>

enum { IDS_IN_REQUEST = 100, BRANCHES_MAX = 64, ANY_MAX = 64, PAGES_A_BRANCH = 4 };

static bool may_send(const struct run *r, const struct source_filter *f)
{
    const struct source *s = r->source;

    return source_op_fits(f->op, f->field) && (!s->ops->may || s->ops->may(s, f));
}

static bool add(struct run *r, filter_vec *out, const struct field *f, enum source_op op,
                const struct value *values, size_t n)
{
    struct source_filter filter = { f, op, NULL, n };

    filter.values = NEW_N(r->a, struct value, n);
    for (size_t i = 0; i < n; i++)
        filter.values[i] = values[i];
    if (!may_send(r, &filter))
        return false;
    *vec_push(r->a, out) = filter;
    return true;
}

/* The hub trims text and refuses blank values; XML cannot hold control
 * characters. */
static bool can_be_sent(str s)
{
    if (s.n == 0 || str_trim(s).n != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20)
            return false;
    return true;
}

/* Does the source find at least the rows that we mean, and exactly those? */
static bool text_is_found(const struct run *r, str s, bool exact, bool *precise)
{
    enum source_text how = r->source->text;

    if (!can_be_sent(s))
        return false;
    if (exact) {
        if (how != SOURCE_TEXT_BYTES)
            *precise = false;
        return true;
    }
    return how == SOURCE_TEXT_NOCASE || text_is_caseless(s) ||
           (how == SOURCE_TEXT_ASCII && text_is_ascii(s));
}

/* Ids of records are compared by bytes; no two differ in case only. */
static bool is_id(const struct field *f)
{
    return f->type == FIELD_REF;
}

static bool literal_fits(const struct run *r, const struct cond *c, const struct field *f,
                         struct value *v, bool *precise)
{
    switch (field_type_info(f->type)->kind) {
    case VALUE_TEXT:
        if (v->kind != VALUE_TEXT)
            return false;
        return is_id(f) ? can_be_sent(v->s) : text_is_found(r, v->s, c->exact, precise);
    case VALUE_INT:
        if (v->kind == VALUE_FLOAT && v->f == trunc(v->f) && fabs(v->f) < 9e15)
            *v = value_int((int64_t)v->f);
        return v->kind == VALUE_INT;
    case VALUE_FLOAT:
        return value_is_number(*v);
    case VALUE_DATE:
        if (v->kind == VALUE_INSTANT && v->i % DAY_S == 0)
            *v = value_date(v->i / DAY_S);
        return v->kind == VALUE_DATE;
    case VALUE_INSTANT:
        if (v->kind == VALUE_DATE)
            *v = value_instant(v->i * DAY_S);
        return v->kind == VALUE_INSTANT;
    default:
        return v->kind == field_type_info(f->type)->kind;
    }
}

/* What a hub says of rows without a value to NOT_EQUALS is not documented. */
static bool not_equals(struct run *r, const struct cond *c, const struct field *f, struct value v,
                       filter_vec *out, bool *precise)
{
    bool same = true;
    size_t before = out->n;

    if (!literal_fits(r, c, f, &v, &same))
        return false;
    if (!same) { /* it would lose rows that differ in case only */
        return false;
    }
    (void)precise;
    if (add(r, out, f, OP_NOT_EQUALS, &v, 1) && add(r, out, f, OP_IS_NOT_NULL, NULL, 0))
        return true;
    out->n = before;
    return false;
}

static bool equals(struct run *r, const struct cond *c, const struct field *f, struct value v,
                   filter_vec *out, bool *precise)
{
    return literal_fits(r, c, f, &v, precise) && add(r, out, f, OP_EQUALS, &v, 1);
}

static bool text_op(struct run *r, const struct cond *c, const struct field *f, struct value v,
                    filter_vec *out, bool *precise)
{
    enum source_op op = c->op == COND_CONTAINS ? OP_CONTAINS
                        : c->op == COND_STARTS ? OP_STARTS_WITH
                                               : OP_ENDS_WITH;

    return v.kind == VALUE_TEXT && text_is_found(r, v.s, c->exact, precise) &&
           add(r, out, f, op, &v, 1);
}

/* An integer field against a number with a fraction: the next whole number
 * that says the same. */
static bool number_bound(const struct field *f, enum cond_op op, struct value *v)
{
    if (!value_is_number(*v))
        return false;
    if (f->type == FIELD_INT && v->kind == VALUE_FLOAT) {
        if (fabs(v->f) > 9e15)
            return false;
        *v = value_int((int64_t)(op == COND_LT || op == COND_GE ? ceil(v->f) : floor(v->f)));
    }
    return true;
}

static bool number_order(struct run *r, const struct field *f, enum cond_op op, struct value v,
                         filter_vec *out)
{
    static const enum source_op ops[COND_NUM] = {
        [COND_LT] = OP_LESS_THAN,
        [COND_LE] = OP_LESS_THAN_EQUAL,
        [COND_GT] = OP_GREATER_THAN,
        [COND_GE] = OP_GREATER_THAN_EQUAL,
    };

    return number_bound(f, op, &v) && add(r, out, f, ops[op], &v, 1);
}

/* The span that a field's dates can have, in its own unit. */
static void span_of(enum value_kind k, int64_t *first, int64_t *last)
{
    const int64_t days_first = -719162, days_last = 2932896; /* years 1 to 9999 */

    *first = k == VALUE_TIME ? 0 : k == VALUE_DATE ? days_first : days_first * DAY_S;
    *last = k == VALUE_TIME   ? DAY_S - 1
            : k == VALUE_DATE ? days_last
                              : days_last * DAY_S + DAY_S - 1;
}

static int64_t floor_days(int64_t seconds)
{
    return seconds / DAY_S - (seconds % DAY_S < 0);
}

/* The first value of the field's kind that is not below `v`. */
static bool first_from(enum value_kind k, struct value v, int64_t *out)
{
    if (k == VALUE_TIME || v.kind == VALUE_TIME) {
        *out = v.i;
        return k == v.kind;
    }
    if (v.kind != VALUE_DATE && v.kind != VALUE_INSTANT)
        return false;
    if (k == VALUE_DATE)
        *out = v.kind == VALUE_DATE ? v.i : floor_days(v.i + DAY_S - 1);
    else
        *out = v.kind == VALUE_DATE ? v.i * DAY_S : v.i;
    return true;
}

/* BETWEEN holds both its ends: [from, to) is from..the last one before `to`. */
static bool between(struct run *r, const struct field *f, struct value from, struct value to,
                    filter_vec *out)
{
    enum value_kind k = field_type_info(f->type)->kind;
    struct value ends[2] = { { .kind = k }, { .kind = k } };
    int64_t first, last, at;

    span_of(k, &first, &last);
    if (from.kind) {
        if (!first_from(k, from, &at))
            return false;
        first = at > first ? at : first;
    }
    if (to.kind) {
        if (!first_from(k, to, &at))
            return false;
        last = at - 1 < last ? at - 1 : last;
    }
    ends[0].i = first;
    ends[1].i = last;
    return first <= last && add(r, out, f, OP_BETWEEN, ends, 2);
}

/* <= v is < the next value; > v is >= the next value. */
static bool date_order(struct run *r, const struct field *f, enum cond_op op, struct value v,
                       filter_vec *out)
{
    struct value next = v;

    next.i++;
    if (v.kind == VALUE_DATE && f->type == FIELD_INSTANT && (op == COND_LE || op == COND_GT))
        next = value_instant(v.i * DAY_S + 1);
    switch (op) {
    case COND_LT:
        return between(r, f, VALUE_NONE, v, out);
    case COND_LE:
        return between(r, f, VALUE_NONE, next, out);
    case COND_GT:
        return between(r, f, next, VALUE_NONE, out);
    default:
        return between(r, f, v, VALUE_NONE, out);
    }
}

static bool order_filter(struct run *r, const struct field *f, enum cond_op op, struct value v,
                         filter_vec *out)
{
    if (field_is_number(f))
        return number_order(r, f, op, v, out);
    if (field_is_date(f) || f->type == FIELD_TIME)
        return date_order(r, f, op, v, out);
    return false;
}

static bool range_filter(struct run *r, const struct field *f, const struct cond *c,
                         filter_vec *out)
{
    size_t before = out->n;

    if (field_is_date(f) || f->type == FIELD_TIME)
        return between(r, f, c->values[0], c->values[1], out);
    if (c->values[0].kind && !order_filter(r, f, COND_GE, c->values[0], out))
        return false;
    if (!c->values[1].kind || order_filter(r, f, COND_LT, c->values[1], out))
        return true;
    out->n = before;
    return false;
}

/* IN of an enumeration is one EQUALS of many values. */
static bool in_filter(struct run *r, const struct field *f, const struct cond *c, filter_vec *out,
                      bool *precise)
{
    struct value *values = NEW_N(r->a, struct value, c->values_n);

    if (c->values_n != 1 && f->type != FIELD_ENUM)
        return false;
    for (size_t i = 0; i < c->values_n; i++) {
        values[i] = c->values[i];
        if (!literal_fits(r, c, f, &values[i], precise))
            return false;
    }
    return c->values_n && add(r, out, f, OP_EQUALS, values, c->values_n);
}

static bool compare_filter(struct run *r, const struct field *f, const struct cond *c,
                           filter_vec *out, bool *precise)
{
    struct value v = c->right->value;

    if (c->right->op != EXPR_LITERAL || v.kind == VALUE_NULL)
        return false;
    switch (c->op) {
    case COND_EQ:
        return equals(r, c, f, v, out, precise);
    case COND_NE:
        return not_equals(r, c, f, v, out, precise);
    case COND_CONTAINS:
    case COND_STARTS:
    case COND_ENDS:
        return text_op(r, c, f, v, out, precise);
    default:
        return order_filter(r, f, c->op, v, out);
    }
}

static bool leaf_filters(struct run *r, const struct cond *c, filter_vec *out, bool *precise)
{
    const struct field *f;

    if (!c->left || c->left->op != EXPR_FIELD || c->left->path.n)
        return false;
    f = c->left->field;
    switch (c->op) {
    case COND_IS_NULL:
        return add(r, out, f, OP_IS_NULL, NULL, 0);
    case COND_NOT_NULL:
        return add(r, out, f, OP_IS_NOT_NULL, NULL, 0);
    case COND_IN:
        return in_filter(r, f, c, out, precise);
    case COND_RANGE:
        return range_filter(r, f, c, out);
    case COND_IN_PLAN:
        return false;
    default:
        return compare_filter(r, f, c, out, precise);
    }
}

/* NOT IN is one NOT_EQUALS a value. */
static bool not_in_filters(struct run *r, const struct cond *c, filter_vec *out, bool *precise)
{
    size_t before = out->n;

    if (!c->left || c->left->op != EXPR_FIELD || c->left->path.n || c->values_n == 0 ||
        c->values_n > BRANCHES_MAX)
        return false;
    for (size_t i = 0; i < c->values_n; i++)
        if (!not_equals(r, c, c->left->field, c->values[i], out, precise)) {
            out->n = before;
            return false;
        }
    return true;
}

bool split_filters(struct run *r, const struct cond *c, filter_vec *out, bool *precise)
{
    size_t before = out->n;
    bool same = true;

    if (c->op == COND_AND) {
        for (size_t i = 0; i < c->kids_n; i++)
            if (!split_filters(r, c->kids[i], out, &same)) {
                out->n = before;
                return false;
            }
    } else if (c->op == COND_NOT) {
        if (c->kids[0]->op != COND_IN || !not_in_filters(r, c->kids[0], out, &same))
            return false;
    } else if (c->op == COND_OR || c->op == COND_EXISTS || !leaf_filters(r, c, out, &same)) {
        return false;
    }
    *precise = *precise && same;
    return true;
}

struct conds split_alternatives(struct run *r, const struct cond *c)
{
    struct conds out = { c->kids, c->kids_n };

    if (c->op == COND_OR)
        return out;
    if (c->op != COND_IN)
        return (struct conds){ NULL, 0 };
    out = (struct conds){ NEW_N(r->a, struct cond *, c->values_n), c->values_n };
    for (size_t i = 0; i < c->values_n; i++) {
        out.p[i] = cond_cmp(r->a, COND_EQ, c->left, expr_literal(r->a, c->values[i]));
        out.p[i]->exact = c->exact;
    }
    return out;
}

/* Takes `part` as the one that is asked in several ways, if all of its
 * alternatives can be sent. */
static bool take_branches(struct run *r, const struct cond *part, struct split *out)
{
    struct conds alts = { NULL, 0 };
    filter_vec *filters;
    bool single = true, precise = true;

    if (part->op == COND_OR || (part->op == COND_IN && part->values_n <= BRANCHES_MAX))
        alts = split_alternatives(r, part);
    if (alts.n < 2 || alts.n > BRANCHES_MAX)
        return false;
    filters = NEW_N(r->a, filter_vec, alts.n);
    for (size_t i = 0; i < alts.n; i++) {
        if (!split_filters(r, alts.p[i], &filters[i], &precise))
            return false;
        single = single && filters[i].n == 1;
    }
    out->branches = alts;
    out->branch_filters = filters;
    out->any = single && alts.n <= ANY_MAX && !(r->source->lacks & SOURCE_NO_ANY);
    out->any_precise = precise;
    return true;
}

static bool cannot_be_true(const struct cond *c)
{
    return (c->op == COND_IN && c->values_n == 0) ||
           (c->right && c->right->op == EXPR_LITERAL && c->right->value.kind == VALUE_NULL);
}

/* One request a branch pays when a request is less than what it saves. */
static bool branches_pay(const struct run *r, const struct model *m, const struct split *s)
{
    return run_pages(r, m) >= PAGES_A_BRANCH * s->branches.n;
}

/* Ids of records that the part names, each once. */
static struct strs ids_of(struct run *r, const struct cond *c)
{
    const struct value *values = c->op == COND_IN ? c->values : NULL;
    size_t n = c->op == COND_IN ? c->values_n : 0;
    struct strs out = { NULL, 0 };
    struct map seen;

    if (!c->left || c->left->op != EXPR_RECORD || c->left->path.n)
        return out;
    if (c->op == COND_EQ && c->right->op == EXPR_LITERAL) {
        values = &c->right->value;
        n = 1;
    }
    map_init(&seen, r->a);
    out.p = NEW_N(r->a, str, n);
    for (size_t i = 0; i < n; i++) {
        if (values[i].kind != VALUE_TEXT || !can_be_sent(values[i].s))
            return (struct strs){ NULL, 0 };
        if (!map_find(&seen, values[i].s))
            out.p[out.n++] = values[i].s;
        map_put(&seen, values[i].s, r);
    }
    return out;
}

/* A part that names records is asked by their ids, which leaves no room for
 * other filters. */
static bool take_ids(struct run *r, const struct model *m, const struct conds *parts,
                     struct split *out)
{
    if (r->source->lacks & SOURCE_NO_IDS)
        return false;
    for (size_t i = 0; i < parts->n; i++) {
        struct strs ids = ids_of(r, parts->p[i]);
        if (ids.n == 0 || ids.n / IDS_IN_REQUEST >= run_pages(r, m))
            continue;
        out->ids = ids;
        for (size_t j = 0; j < parts->n; j++)
            if (j != i)
                out->rest = cond_join(r->a, COND_AND, out->rest, parts->p[j]);
        return true;
    }
    return false;
}

/* Parts that the source can answer as they are; gives the others. */
static struct conds take_whole(struct run *r, const struct model *m, struct conds parts,
                               struct split *out)
{
    struct conds others = { NEW_N(r->a, struct cond *, parts.n), 0 };

    for (size_t i = 0; i < parts.n; i++)
        if (run_takes(r, m, parts.p[i]))
            out->taken = cond_join(r->a, COND_AND, out->taken, parts.p[i]);
        else
            others.p[others.n++] = parts.p[i];
    return others;
}

void split_where(struct run *r, const struct model *m, struct cond *where, struct split *out)
{
    struct conds parts = rewrite_parts(r->a, where);
    struct cond *taken = NULL;

    *out = (struct split){ 0 };
    parts = take_whole(r, m, parts, out);
    if (take_ids(r, m, &parts, out))
        return;
    for (size_t i = 0; i < parts.n; i++) {
        bool precise = true;
        out->never = out->never || cannot_be_true(parts.p[i]);
        if (split_filters(r, parts.p[i], &out->filters, &precise) && precise)
            continue;
        if (!taken && take_branches(r, parts.p[i], out))
            taken = parts.p[i];
        else
            out->rest = cond_join(r->a, COND_AND, out->rest, parts.p[i]);
    }
    if (!taken)
        return;
    if (out->any && out->filters.n == 0) {
        if (!out->any_precise)
            out->rest = cond_join(r->a, COND_AND, out->rest, taken);
        return;
    }
    out->any = false;
    if (!branches_pay(r, m, out)) {
        out->branches.n = 0;
        out->rest = cond_join(r->a, COND_AND, out->rest, taken);
    }
}
