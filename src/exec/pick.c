#include "exec/pick.h"

#include "exec/top.h"
#include "plan/check.h"

#include <stdlib.h>

struct sorting {
    const struct groups *g;
    const struct picked *s;
};

static int compare_groups(const void *a, const void *b, void *ctx)
{
    const struct sorting *s = ctx;
    const struct plan *p = s->g->plan;
    size_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int c = order_compare(p->order, p->order_n, s->s->orders + i * p->order_n,
                          s->s->orders + j * p->order_n);
    const struct value *x = tuples_at(&s->g->keys, i), *y = tuples_at(&s->g->keys, j);

    for (size_t k = 0; c == 0 && k < s->g->g.keys_n; k++)
        c = value_order(x[k], y[k]);
    return c;
}

void pick_groups(const struct groups *g, const struct group_codes *codes, struct picked *out)
{
    size_t n = groups_n(g), order_n = g->plan->order_n;
    struct value *orders = NEW_N(g->run->a, struct value, n * order_n);
    struct frame f = { .scratch = g->run->scratch };

    *out = (struct picked){ NEW_N(g->run->a, uint32_t, n), 0, orders };
    for (size_t i = 0; i < n; i++) {
        groups_frame(g, i, &f);
        if (!test_keeps(codes->having, &f))
            continue;
        out->p[out->n++] = (uint32_t)i;
        for (size_t j = 0; j < order_n; j++)
            orders[i * order_n + j] = code_run(codes->orders[j], &f);
    }
    qsort_r(out->p, out->n, sizeof *out->p, compare_groups, &(struct sorting){ g, out });
}

static bool same_order(const struct groups *g, const struct picked *s, size_t i, size_t j)
{
    size_t n = g->plan->order_n;

    return order_compare(g->plan->order, n, s->orders + s->p[i] * n, s->orders + s->p[j] * n) == 0;
}

void pick_span(const struct groups *g, const struct picked *s, size_t *from, size_t *to)
{
    const struct plan *p = g->plan;
    uint64_t limit = p->limit ? p->limit : g->run->depth ? 0 : PLAN_LIMIT_MAX;

    *from = p->offset < s->n ? (size_t)p->offset : s->n;
    *to = limit && limit < s->n - *from ? *from + (size_t)limit : s->n;
    while (p->ties && *to > *from && *to < s->n && same_order(g, s, *to, *to - 1))
        ++*to;
}

/* Columns run once a group and in order: running totals count on that. */
static struct value *columns_of(const struct groups *g, const struct group_codes *codes,
                                struct picked *s)
{
    size_t n = g->plan->columns_n, kept = 0;
    struct value *cells = NEW_N(g->run->a, struct value, s->n * n);
    struct frame f = { .scratch = g->run->scratch };
    struct tuples seen;

    tuples_init(&seen, g->run->a, n);
    for (size_t i = 0; i < s->n; i++) {
        struct value *row = cells + kept * n;
        bool is_new = true;
        groups_frame(g, s->p[i], &f);
        for (size_t j = 0; j < n; j++)
            row[j] = code_run(codes->columns[j], &f);
        if (g->plan->distinct)
            tuples_put(&seen, row, &is_new);
        if (is_new)
            s->p[kept++] = s->p[i];
    }
    s->n = kept;
    return cells;
}

void pick_rows(const struct groups *g, const struct group_codes *codes, struct relation *out)
{
    struct picked s;
    struct value *cells;
    size_t from, to;

    pick_groups(g, codes, &s);
    cells = columns_of(g, codes, &s);
    pick_span(g, &s, &from, &to);
    *out = (struct relation){ .columns_n = g->plan->columns_n,
                              .rows_n = to - from,
                              .cells = cells + from * g->plan->columns_n,
                              .total = s.n,
                              .truncated = g->plan->limit == 0 && to < s.n };
}
