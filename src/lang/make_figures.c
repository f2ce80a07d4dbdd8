#include "lang/make.h"

#include "lang/build.h"

/* The columns of figures: with conditions of their own, shares, running totals,
 * and what is made of two of them. */

/* The figure over the rows of its own conditions alone. */
static struct expr *part_of(struct maker *m, const struct target *t, struct expr *agg)
{
    struct frame own = *m->f;
    struct maker inner = *m;
    own.periods_n = 0;
    own.scopes_n = 1;
    inner.f = &own;
    inner.part = t->part;
    struct expr *e = NEW(m->a, struct expr), *all = NEW(m->a, struct expr);
    *e = *all = *agg;
    e->where = make_conditions(&inner);
    if (!t->is_rate)
        return e;
    for (size_t i = 0; i < own.filters_n;
         i++) /* what is not done yet is neither late nor in time */
        if (own.filters[i].part == t->part && node_is_set(own.filters[i].other)) {
            struct expr *done = make_expr(m, m->root, own.filters[i].node);
            if (done)
                all->where = cond_null(m->a, COND_NOT_NULL, done);
        }
    struct expr *ratio = expr_op2(m->a, EXPR_DIV, e, all);
    return expr_op2(m->a, EXPR_MUL, expr_literal(m->a, value_int(100)), ratio);
}

/* "orders per customer": how many there are of the one, divided. */
static struct expr *divided(struct maker *m, const struct target *t, struct expr *e)
{
    struct when w = { .date = t->per.node };
    struct expr *of = t->per.has_grain ? make_date(m, m->root, &w)
                                       : make_record(m, m->root, t->per.node);
    if (!of)
        return NULL;
    if (t->per.has_grain)
        of = expr_bucket(m->a, t->per.grain, of);
    return expr_op2(m->a, EXPR_DIV, e, expr_agg(m->a, AGG_COUNT_DISTINCT, of));
}

static struct expr *share_of_filters(struct maker *m, struct expr *agg)
{
    struct frame part = *m->f;
    struct maker inner = *m;
    struct frame no_periods;
    part.share = false;
    part.filters_n = 0;
    for (size_t i = 0; i < m->f->filters_n; i++)
        if (!m->f->filters[i].in_base)
            part.filters[part.filters_n++] = m->f->filters[i];
    no_periods = part;
    no_periods.periods_n = 0;
    inner.f = &no_periods;
    struct cond *where = make_conditions(&inner);
    struct expr *num = NEW(m->a, struct expr);
    *num = *agg;
    num->where = where;
    struct expr *ratio = expr_op2(m->a, EXPR_DIV, num, agg);
    return expr_op2(m->a, EXPR_MUL, expr_literal(m->a, value_int(100)), ratio);
}

/* The first two figures, put together. */
static void put_combined(struct maker *m)
{
    struct expr *two[2] = { NULL, NULL };
    for (size_t i = 0; i < m->plan->columns_n && m->f->combine; i++)
        if (!two[1] && expr_has_agg(m->plan->columns[i].expr))
            two[two[0] != NULL] = m->plan->columns[i].expr;
    if (!two[1])
        return;
    struct expr *e = expr_op2(m->a, m->f->combine, two[0], two[1]);
    if (m->f->combine_pct)
        e = expr_op2(m->a, EXPR_MUL, expr_literal(m->a, value_int(100)), e);
    make_column(m, e,
                m->f->combine_pct           ? STR("Share in %")
                : m->f->combine == EXPR_SUB ? STR("Difference")
                                            : STR("Ratio"));
}

void make_targets(struct maker *m)
{
    const struct frame *f = m->f;
    for (size_t i = 0; i < f->targets_n; i++) {
        const struct target *t = &f->targets[i];
        if (!t->has_agg && t->node.field < 0 && t->node.measure < 0 && !node_is_set(t->since)) {
            make_shown(m, t->node);
            continue;
        }
        struct expr *e = make_target(m, t);
        if (!e) {
            m->d->odd = true;
            continue;
        }
        str label = make_label(m, t);
        if (t->has_per) {
            e = divided(m, t, e);
            m->d->odd |= !e;
        } else if (t->part && e->op == EXPR_AGG) {
            e = part_of(m, t, e);
            label = t->is_rate ? STR("Share in %")
                               : arena_fmt(m->a, "%.*s, of these", STR_ARG(label));
        } else if (f->share && t->has_agg && e->op == EXPR_AGG) {
            e = share_of_filters(m, e);
            label = STR("Share in %");
        } else if (t->is_share && e->op == EXPR_AGG) {
            struct expr *s = NEW(m->a, struct expr);
            s->op = EXPR_SHARE;
            s->a[0] = e;
            e = s;
            label = STR("Share in %");
        } else if (f->cumulative && e->op == EXPR_AGG && m->plan->groups_n) {
            struct expr *s = NEW(m->a, struct expr);
            s->op = EXPR_RUNNING;
            s->a[0] = e;
            e = s;
        }
        make_column(m, e, label);
    }
    put_combined(m);
}
