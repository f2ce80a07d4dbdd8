/* equal.c - are two plans the same, part by part? */
#include "plan/plan.h"

/* Unlike value_eq(): 3 and 3.0 are different literals. */
static bool literal_equal(struct value x, struct value y)
{
    return x.kind == y.kind && value_eq(x, y);
}

bool path_equal(const struct path *x, const struct path *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++) {
        const struct step *s = &x->steps[i], *t = &y->steps[i];
        if (s->field != t->field || s->model != t->model || s->reverse != t->reverse ||
            s->inner != t->inner)
            return false;
    }
    return true;
}

bool expr_equal(const struct expr *x, const struct expr *y)
{
    if (x == y)
        return true;
    if (!x || !y || x->op != y->op)
        return false;
    return literal_equal(x->value, y->value) && path_equal(&x->path, &y->path) &&
           x->field == y->field && x->agg == y->agg && x->grain == y->grain &&
           expr_equal(x->a[0], y->a[0]) && expr_equal(x->a[1], y->a[1]) &&
           cond_equal(x->where, y->where) && plan_equal(x->plan, y->plan);
}

bool cond_equal(const struct cond *x, const struct cond *y)
{
    if (x == y)
        return true;
    if (!x || !y || x->op != y->op || x->kids_n != y->kids_n || x->values_n != y->values_n)
        return false;
    for (size_t i = 0; i < x->kids_n; i++)
        if (!cond_equal(x->kids[i], y->kids[i]))
            return false;
    for (size_t i = 0; i < x->values_n; i++)
        if (!literal_equal(x->values[i], y->values[i]))
            return false;
    return expr_equal(x->left, y->left) && expr_equal(x->right, y->right) &&
           path_equal(&x->path, &y->path) && plan_equal(x->plan, y->plan) && x->exact == y->exact;
}

static bool period_equal(const struct period *x, const struct period *y)
{
    return expr_equal(x->date, y->date) && x->has_from == y->has_from && x->has_to == y->has_to &&
           (!x->has_from || x->from == y->from) && (!x->has_to || x->to == y->to) &&
           str_eq(x->label, y->label);
}

static bool columns_equal(const struct plan *x, const struct plan *y)
{
    if (x->columns_n != y->columns_n)
        return false;
    for (size_t i = 0; i < x->columns_n; i++)
        if (!expr_equal(x->columns[i].expr, y->columns[i].expr) ||
            !str_eq(x->columns[i].label, y->columns[i].label))
            return false;
    return true;
}

static bool groups_equal(const struct plan *x, const struct plan *y)
{
    if (x->groups_n != y->groups_n || x->order_n != y->order_n)
        return false;
    for (size_t i = 0; i < x->groups_n; i++)
        if (!expr_equal(x->groups[i], y->groups[i]))
            return false;
    for (size_t i = 0; i < x->order_n; i++)
        if (!expr_equal(x->order[i].expr, y->order[i].expr) || x->order[i].desc != y->order[i].desc)
            return false;
    return true;
}

bool plan_equal(const struct plan *x, const struct plan *y)
{
    if (x == y)
        return true;
    return x && y && x->model == y->model && columns_equal(x, y) && groups_equal(x, y) &&
           cond_equal(x->where, y->where) && cond_equal(x->having, y->having) &&
           period_equal(&x->period, &y->period) && x->distinct == y->distinct &&
           x->limit == y->limit && x->offset == y->offset && x->ties == y->ties &&
           x->compare == y->compare && (!x->compare || period_equal(&x->other, &y->other)) &&
           x->tell == y->tell && period_equal(&x->when, &y->when) && value_eq(x->claim, y->claim) &&
           x->everywhere == y->everywhere;
}
