#include "answer/shape.h"

const struct expr *shape_bucket(const struct plan *p, size_t column)
{
    const struct expr *e = column < p->columns_n ? p->columns[column].expr : NULL;

    return e && e->op == EXPR_BUCKET ? e : NULL;
}

size_t shape_figure(const struct plan *p, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n; i++)
        if (!r->columns[i].is_key &&
            (i >= p->columns_n || expr_has_agg(p->columns[i].expr) || !plan_is_grouped(p)))
            return i;
    return r->columns_n;
}

static size_t keys_n(const struct result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->columns_n; i++)
        n += r->columns[i].is_key;
    return n;
}

enum shape shape_of(const struct plan *p, const struct result *r)
{
    if (r->rows_n == 0)
        return SHAPE_EMPTY;
    if (!plan_is_grouped(p))
        return r->rows_n == 1 ? SHAPE_RECORD : SHAPE_LIST;
    if (p->groups_n == 0)
        return p->columns_n == 1 ? SHAPE_FIGURE : SHAPE_FIGURES;
    if (shape_figure(p, r) == r->columns_n)
        return SHAPE_LIST; /* distinct values */
    for (size_t i = 0; i < p->columns_n; i++)
        if (shape_bucket(p, i) && keys_n(r) >= 1)
            return SHAPE_TREND;
    return SHAPE_GROUPS;
}

bool shape_adds_up(const struct plan *p, const struct result *r, size_t column)
{
    if (column >= p->columns_n || p->having || p->limit || r->truncated)
        return false;
    const struct expr *e = p->columns[column].expr;
    return e->op == EXPR_AGG && (e->agg == AGG_SUM || (e->agg == AGG_COUNT && !e->a[0]));
}
