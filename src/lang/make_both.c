#include "lang/make.h"

/* Below one number and above a larger one: no value is both. */
static bool exclude(const struct filter *x, const struct filter *y)
{
    bool below = x->op == COND_LT || x->op == COND_LE, above = y->op == COND_GT || y->op == COND_GE;
    return below && above && !x->scope && !y->scope && !x->any && !y->any && !x->negated &&
           !y->negated && node_eq(x->node, y->node) && x->values_n == 1 && y->values_n == 1 &&
           value_cmp(x->values[0], y->values[0]) <= 0;
}

/* The two halves: `first` and `second` differ in one filter. */
static bool halves(const struct frame *f, struct frame *first, struct frame *second)
{
    *first = *second = *f;
    for (size_t i = 0; i < f->filters_n; i++) {
        const struct filter *x = &f->filters[i];
        if (x->is_each && x->op == COND_IN && x->values_n == 2 && !x->scope && !x->negated) {
            first->filters[i].op = second->filters[i].op = COND_EQ;
            first->filters[i].values_n = second->filters[i].values_n = 1;
            second->filters[i].values[0] = x->values[1];
            return true;
        }
        for (size_t k = 0; k < f->filters_n; k++) {
            if (k == i || !exclude(x, &f->filters[k]))
                continue;
            first->filters[k] = first->filters[--first->filters_n];
            second->filters[i] = second->filters[--second->filters_n];
            return true;
        }
    }
    return false;
}

struct cond *make_both(struct maker *m, struct frame *f)
{
    struct frame first, second;
    struct expr *shown = m->plan->columns_n == 1 ? m->plan->columns[0].expr : NULL;
    if (!shown || shown->op != EXPR_FIELD || m->plan->groups_n || f->rank.is_set ||
        !halves(f, &first, &second))
        return NULL;
    for (size_t i = 0; i < second.filters_n; i++) /* each of both below the rows is asked there */
        if (second.filters[i].is_each && !make_expr(m, m->root, second.filters[i].node))
            return NULL;
    struct maker inner = *m;
    inner.f = &second;
    inner.plan = plan_new(m->a, m->plan->model);
    plan_column(m->a, inner.plan, shown, m->plan->columns[0].label);
    inner.plan->where = make_conditions(&inner);
    struct cond *in = NEW(m->a, struct cond);
    in->op = COND_IN_PLAN;
    in->left = shown;
    in->plan = inner.plan;
    *f = first;
    return in;
}
