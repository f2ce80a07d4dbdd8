#include "plan/plan.h"

/* clang-format off */
#define X2(name, text) text,
static const char *const agg_names[] = { AGG_LIST(X2) };
static const char *const grain_names[] = { GRAIN_LIST(X2) };
static const char *const expr_names[] = { EXPR_LIST(X2) };
static const char *const cond_names[] = { COND_LIST(X2) };
static const char *const tell_names[] = { TELL_LIST(X2) };
#undef X2
/* clang-format on */

static bool find_name(const char *const *names, unsigned n, str s, unsigned *out)
{
    for (unsigned i = 0; i < n; i++)
        if (str_eq(s, str_c(names[i]))) {
            *out = i;
            return true;
        }
    return false;
}

#define NAME_FUNCTIONS(prefix, type, names, count)                                                 \
    const char *prefix##_name(type v)                                                              \
    {                                                                                              \
        return names[v];                                                                           \
    }                                                                                              \
    bool prefix##_of_name(str s, type *out)                                                        \
    {                                                                                              \
        unsigned at;                                                                               \
        if (!find_name(names, count, s, &at))                                                      \
            return false;                                                                          \
        *out = (type)at;                                                                           \
        return true;                                                                               \
    }

NAME_FUNCTIONS(agg, enum agg, agg_names, AGG_NUM)
NAME_FUNCTIONS(grain, enum grain, grain_names, GRAIN_NUM)
NAME_FUNCTIONS(expr_op, enum expr_op, expr_names, EXPR_NUM)
NAME_FUNCTIONS(cond_op, enum cond_op, cond_names, COND_NUM)
NAME_FUNCTIONS(tell, enum tell, tell_names, TELL_NUM)

struct plan *plan_new(struct arena *a, const struct model *m)
{
    struct plan *p = NEW(a, struct plan);

    p->model = m;
    return p;
}

static struct expr *expr_new(struct arena *a, enum expr_op op)
{
    struct expr *e = NEW(a, struct expr);

    e->op = op;
    return e;
}

struct expr *expr_literal(struct arena *a, struct value v)
{
    struct expr *e = expr_new(a, EXPR_LITERAL);

    e->value = v;
    return e;
}

struct expr *expr_field(struct arena *a, const struct field *f)
{
    return expr_walk(a, NULL, f);
}

struct expr *expr_walk(struct arena *a, const struct path *p, const struct field *f)
{
    struct expr *e = expr_new(a, EXPR_FIELD);

    if (p)
        e->path = *p;
    e->field = f;
    return e;
}

struct expr *expr_record(struct arena *a, const struct path *p)
{
    struct expr *e = expr_new(a, EXPR_RECORD);

    if (p)
        e->path = *p;
    return e;
}

struct expr *expr_agg(struct arena *a, enum agg fn, struct expr *arg)
{
    struct expr *e = expr_new(a, EXPR_AGG);

    e->agg = fn;
    e->a[0] = arg;
    return e;
}

struct expr *expr_bucket(struct arena *a, enum grain g, struct expr *date)
{
    struct expr *e = expr_new(a, EXPR_BUCKET);

    e->grain = g;
    e->a[0] = date;
    return e;
}

struct expr *expr_op2(struct arena *a, enum expr_op op, struct expr *l, struct expr *r)
{
    struct expr *e = expr_new(a, op);

    e->a[0] = l;
    e->a[1] = r;
    return e;
}

static struct cond *cond_new(struct arena *a, enum cond_op op, struct expr *l, struct expr *r)
{
    struct cond *c = NEW(a, struct cond);

    c->op = op;
    c->left = l;
    c->right = r;
    return c;
}

struct cond *cond_cmp(struct arena *a, enum cond_op op, struct expr *l, struct expr *r)
{
    return cond_new(a, op, l, r);
}

struct cond *cond_null(struct arena *a, enum cond_op op, struct expr *l)
{
    return cond_new(a, op, l, NULL);
}

static void add_kid(struct arena *a, struct cond *c, struct cond *kid)
{
    struct cond **kids = NEW_N(a, struct cond *, c->kids_n + 1);

    if (c->kids_n)
        memcpy(kids, c->kids, c->kids_n * sizeof(*kids));
    kids[c->kids_n++] = kid;
    c->kids = kids;
}

struct cond *cond_not(struct arena *a, struct cond *c)
{
    struct cond *n = cond_new(a, COND_NOT, NULL, NULL);

    add_kid(a, n, c);
    return n;
}

/* A side that is already such a list gives its kids, so that joining one by
 * one makes one flat list. */
static void add_side(struct arena *a, struct cond *list, struct cond *side)
{
    if (side->op != list->op) {
        add_kid(a, list, side);
        return;
    }
    for (size_t i = 0; i < side->kids_n; i++)
        add_kid(a, list, side->kids[i]);
}

struct cond *cond_join(struct arena *a, enum cond_op and_or, struct cond *l, struct cond *r)
{
    if (!l || !r)
        return l ? l : r;
    struct cond *list = cond_new(a, and_or, NULL, NULL);
    add_side(a, list, l);
    add_side(a, list, r);
    return list;
}

struct cond *cond_in(struct arena *a, struct expr *l, const struct value *values, size_t n)
{
    struct cond *c = cond_new(a, COND_IN, l, NULL);

    c->values = NEW_N(a, struct value, n);
    c->values_n = n;
    if (n)
        memcpy(c->values, values, n * sizeof *values);
    return c;
}

struct cond *cond_range(struct arena *a, struct expr *l, struct value from, struct value to)
{
    struct cond *c = cond_in(a, l, (struct value[]){ from, to }, 2);

    c->op = COND_RANGE;
    return c;
}

struct cond *cond_exists(struct arena *a, const struct path *p, struct cond *where)
{
    struct cond *c = cond_new(a, COND_EXISTS, NULL, NULL);

    c->path = *p;
    if (where)
        add_kid(a, c, where);
    return c;
}

void plan_column(struct arena *a, struct plan *p, struct expr *e, str label)
{
    struct column *columns = NEW_N(a, struct column, p->columns_n + 1);

    if (p->columns_n)
        memcpy(columns, p->columns, p->columns_n * sizeof *columns);
    columns[p->columns_n++] = (struct column){ e, label };
    p->columns = columns;
}

void plan_group(struct arena *a, struct plan *p, struct expr *e)
{
    struct expr **groups = NEW_N(a, struct expr *, p->groups_n + 1);

    if (p->groups_n)
        memcpy(groups, p->groups, p->groups_n * sizeof(*groups));
    groups[p->groups_n++] = e;
    p->groups = groups;
}

void plan_order(struct arena *a, struct plan *p, struct expr *e, bool desc)
{
    struct order *order = NEW_N(a, struct order, p->order_n + 1);

    if (p->order_n)
        memcpy(order, p->order, p->order_n * sizeof *order);
    order[p->order_n++] = (struct order){ e, desc };
    p->order = order;
}

bool expr_has_agg(const struct expr *e)
{
    if (!e)
        return false;
    switch (e->op) {
    case EXPR_AGG:
    case EXPR_SHARE:
    case EXPR_RUNNING:
        return true;
    case EXPR_BUCKET:
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_DAYS:
        return expr_has_agg(e->a[0]) || expr_has_agg(e->a[1]);
    default:
        return false;
    }
}

bool plan_is_grouped(const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_has_agg(p->columns[i].expr))
            return true;
    return p->groups_n > 0;
}

const struct model *path_end(const struct model *m, const struct path *p)
{
    return p->n ? p->steps[p->n - 1].model : m;
}

static enum value_kind kind_of_agg(enum agg fn, const struct expr *arg)
{
    switch (fn) {
    case AGG_COUNT:
    case AGG_COUNT_DISTINCT:
        return VALUE_INT;
    case AGG_AVG:
    case AGG_MEDIAN:
        return VALUE_FLOAT;
    default:
        return arg ? expr_kind(arg) : VALUE_NULL;
    }
}

enum value_kind expr_kind(const struct expr *e)
{
    switch (e->op) {
    case EXPR_LITERAL:
        return e->value.kind;
    case EXPR_FIELD:
        return field_type_info(e->field->type)->kind;
    case EXPR_RECORD:
        return VALUE_TEXT;
    case EXPR_BUCKET:
        return e->grain == GRAIN_WEEKDAY || e->grain == GRAIN_MONTH_OF_YEAR ? VALUE_INT
                                                                            : VALUE_DATE;
    case EXPR_AGG:
    case EXPR_ROLLUP:
        return kind_of_agg(e->agg, e->a[0]);
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
        return expr_kind(e->a[0]) == VALUE_INT && expr_kind(e->a[1]) == VALUE_INT ? VALUE_INT
                                                                                  : VALUE_FLOAT;
    case EXPR_DIV:
    case EXPR_SHARE:
        return VALUE_FLOAT;
    case EXPR_RUNNING:
        return expr_kind(e->a[0]);
    case EXPR_DAYS:
        return VALUE_INT;
    case EXPR_SCALAR:
        return e->plan->columns_n ? expr_kind(e->plan->columns[0].expr) : VALUE_NULL;
    case EXPR_NUM:
        break;
    }
    return VALUE_NULL;
}
