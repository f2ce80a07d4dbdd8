#include "exec/group.h"

#include <math.h>
#include <stdlib.h>

static err_t compile_keys(struct groups *g, struct feed *f)
{
    struct scope rows = { g->run, &f->rows, NULL };
    const struct plan *p = g->plan;

    g->g.key_exprs = p->groups;
    g->g.keys_n = p->groups_n;
    g->g.keys = NEW_N(g->run->a, struct code *, p->groups_n);
    for (size_t i = 0; i < p->groups_n; i++)
        TRY(compile_expr(&rows, p->groups[i], &g->g.keys[i]));
    return ERR_OK;
}

err_t groups_init(struct groups *g, struct run *r, const struct plan *p, struct feed *f,
                  struct group_codes *out)
{
    struct scope s = { r, &f->rows, &g->g };

    *g = (struct groups){ .run = r, .plan = p };
    TRY(compile_keys(g, f));
    *out = (struct group_codes){ NEW_N(r->a, struct code *, p->columns_n),
                                 NEW_N(r->a, struct code *, p->order_n), NULL };
    for (size_t i = 0; i < p->columns_n; i++)
        TRY(compile_expr(&s, p->columns[i].expr, &out->columns[i]));
    for (size_t i = 0; i < p->order_n; i++)
        TRY(compile_expr(&s, p->order[i].expr, &out->orders[i]));
    if (p->having)
        TRY(compile_test(&s, rewrite_normal(r->a, p->having), &out->having));
    tuples_init(&g->keys, r->a, p->groups_n);
    g->row = NEW_N(r->a, struct value, p->groups_n);
    return ERR_OK;
}

static void *grown(struct arena *a, const void *p, size_t n, size_t cap, size_t size)
{
    void *q = arena_array(a, cap, size);

    if (n && size)
        memcpy(q, p, n * size);
    return q;
}

static void make_room(struct groups *g)
{
    size_t n = g->keys.n - 1;

    if (n < g->cap)
        return;
    g->cap = g->cap ? g->cap * 2 : 16;
    g->accs = grown(g->run->a, g->accs, n, g->cap, sizeof *g->accs * g->g.aggs.n);
    g->carried = grown(g->run->a, g->carried, n, g->cap, sizeof *g->carried * g->g.carried.n);
}

/* Neumaier's summation: the error of each addition is kept aside. */
static void add_float(struct acc *a, double x)
{
    double sum = a->f + x;

    a->lost += fabs(a->f) >= fabs(x) ? a->f - sum + x : x - sum + a->f;
    a->f = sum;
}

static void add_number(struct acc *a, struct value v)
{
    int64_t i;

    if (v.kind == VALUE_INT && !a->is_float && !__builtin_add_overflow(a->i, v.i, &i)) {
        a->i = i;
        return;
    }
    if (!a->is_float)
        a->f = (double)a->i;
    a->is_float = true;
    add_float(a, value_number(v));
}

static void keep_best(struct groups *g, struct acc *a, struct value v, int sign)
{
    if (a->best.kind && value_order(v, a->best) * sign <= 0)
        return;
    a->best = value_keep(g->run->a, v);
}

static void add_distinct(struct groups *g, struct acc *a, struct value v)
{
    bool added;

    if (!a->distinct) {
        a->distinct = NEW(g->run->a, struct tuples);
        tuples_init(a->distinct, g->run->a, 1);
    }
    tuples_put(a->distinct, &v, &added);
}

static void accumulate(struct groups *g, const struct agg_spec *spec, struct acc *a,
                       const struct frame *f)
{
    struct value v;

    if (spec->where && test_run(spec->where, f) != IS_TRUE)
        return;
    if (!spec->arg) {
        a->n++;
        return;
    }
    v = code_run(spec->arg, f);
    if (!v.kind)
        return;
    a->n++;
    switch (spec->expr->agg) {
    case AGG_COUNT:
        return;
    case AGG_COUNT_DISTINCT:
        add_distinct(g, a, v);
        return;
    case AGG_SUM:
    case AGG_AVG:
        add_number(a, v);
        return;
    case AGG_MIN:
        keep_best(g, a, v, -1);
        return;
    case AGG_MAX:
        keep_best(g, a, v, 1);
        return;
    case AGG_MEDIAN:
        *vec_push(g->run->a, &a->numbers) = value_number(v);
        return;
    case AGG_NUM:
        return;
    }
}

err_t groups_add(void *ctx, const struct frame *f)
{
    struct groups *g = ctx;
    size_t aggs_n = g->g.aggs.n, carried_n = g->g.carried.n, at;
    bool added;

    for (size_t i = 0; i < g->g.keys_n; i++)
        g->row[i] = code_run(g->g.keys[i], f);
    at = tuples_put(&g->keys, g->row, &added);
    if (added) {
        make_room(g);
        for (size_t i = 0; i < carried_n; i++)
            g->carried[at * carried_n + i] = value_keep(g->run->a,
                                                        code_run(g->g.carried.p[i].code, f));
    }
    for (size_t i = 0; i < aggs_n; i++)
        accumulate(g, &g->g.aggs.p[i], &g->accs[at * aggs_n + i], f);
    return ERR_OK;
}

size_t groups_add_empty(struct groups *g, const struct value *keys, const struct value *carried)
{
    bool added;
    size_t at = tuples_put(&g->keys, keys, &added);

    if (added) {
        make_room(g);
        for (size_t i = 0; carried && i < g->g.carried.n; i++)
            g->carried[at * g->g.carried.n + i] = carried[i];
    }
    return at;
}

/* AVG comes as its sum and its count. */
static void add_part(struct groups *g, enum agg fn, struct acc *a, const struct value *v)
{
    switch (fn) {
    case AGG_COUNT:
        a->n += (uint64_t)v->i;
        return;
    case AGG_COUNT_DISTINCT:
        a->distinct_n += (uint64_t)v->i;
        return;
    case AGG_SUM:
    case AGG_AVG:
        if (v->kind)
            add_number(a, *v);
        a->n += fn == AGG_SUM ? v->kind != VALUE_NULL : (uint64_t)v[1].i;
        return;
    case AGG_MIN:
    case AGG_MAX:
        if (v->kind)
            keep_best(g, a, *v, fn == AGG_MIN ? -1 : 1);
        return;
    case AGG_MEDIAN:
    case AGG_NUM:
        return;
    }
}

void groups_add_part(struct groups *g, const struct value *keys, const struct value *cells)
{
    size_t at = groups_add_empty(g, keys, NULL), carried_n = g->g.carried.n;

    for (size_t i = 0; i < carried_n; i++, cells++)
        if (!g->carried[at * carried_n + i].kind)
            g->carried[at * carried_n + i] = value_keep(g->run->a, *cells);
    for (size_t i = 0; i < g->g.aggs.n; i++) {
        enum agg fn = g->g.aggs.p[i].expr->agg;
        add_part(g, fn, &g->accs[at * g->g.aggs.n + i], cells);
        cells += fn == AGG_AVG ? 2 : 1;
    }
}

void groups_clear(struct groups *g)
{
    tuples_init(&g->keys, g->run->a, g->plan->groups_n);
    g->cap = 0;
}

void groups_add_counts(struct groups *g, const struct value *keys, const uint64_t *counts)
{
    size_t at = groups_add_empty(g, keys, NULL);

    for (size_t i = 0; i < g->g.aggs.n; i++)
        g->accs[at * g->g.aggs.n + i].n = counts[i];
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static struct value median(struct acc *a)
{
    size_t n = a->numbers.n;

    if (n == 0)
        return VALUE_NONE;
    qsort(a->numbers.p, n, sizeof *a->numbers.p, compare_doubles);
    if (n % 2)
        return value_float(a->numbers.p[n / 2]);
    return value_float((a->numbers.p[n / 2 - 1] + a->numbers.p[n / 2]) / 2);
}

static struct value sum(const struct acc *a)
{
    return a->is_float ? value_float(a->f + a->lost) : value_int(a->i);
}

static struct value finished(const struct groups *g, const struct agg_spec *spec, struct acc *a)
{
    switch (spec->expr->agg) {
    case AGG_COUNT:
        return value_int((int64_t)a->n);
    case AGG_COUNT_DISTINCT:
        return value_int(a->distinct ? (int64_t)a->distinct->n : (int64_t)a->distinct_n);
    case AGG_SUM:
        return a->n || g->sums_are_zero ? sum(a) : VALUE_NONE;
    case AGG_AVG:
        return a->n ? value_float(value_number(sum(a)) / (double)a->n) : VALUE_NONE;
    case AGG_MIN:
    case AGG_MAX:
        return a->best;
    case AGG_MEDIAN:
        return median(a);
    case AGG_NUM:
        break;
    }
    return VALUE_NONE;
}

void groups_frame(const struct groups *g, size_t i, struct frame *out)
{
    out->keys = tuples_at(&g->keys, i);
    out->carried = g->carried + i * g->g.carried.n;
    out->aggs = g->aggs + i * g->g.aggs.n;
}

/* A share is of the total over all groups, those that `having` drops included. */
static void total_shares(struct groups *g)
{
    struct frame f = { 0 };

    for (size_t s = 0; s < g->g.shares.n; s++) {
        struct code *c = g->g.shares.p[s];
        c->value = VALUE_NONE;
        for (size_t i = 0; i < g->keys.n; i++) {
            groups_frame(g, i, &f);
            struct value v = code_run(c->a[0], &f);
            if (v.kind)
                c->value = c->value.kind ? value_add(c->value, v) : v;
        }
    }
}

struct value *groups_empty_aggs(const struct groups *g)
{
    struct value *out = NEW_N(g->run->a, struct value, g->g.aggs.n);

    for (size_t i = 0; i < g->g.aggs.n; i++) {
        struct acc none = { 0 };
        out[i] = finished(g, &g->g.aggs.p[i], &none);
    }
    return out;
}

void groups_finish(struct groups *g)
{
    size_t n = g->g.aggs.n;

    if (g->keys.n == 0 && g->plan->groups_n == 0)
        groups_add_empty(g, g->row, NULL);
    g->aggs = NEW_N(g->run->a, struct value, g->keys.n * n);
    for (size_t i = 0; i < g->keys.n; i++)
        for (size_t j = 0; j < n; j++)
            g->aggs[i * n + j] = finished(g, &g->g.aggs.p[j], &g->accs[i * n + j]);
    total_shares(g);
}
