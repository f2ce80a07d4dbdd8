#include "exec/list.h"

#include "exec/top.h"
#include "plan/check.h"

enum { PAGES_READ_ANYWAY = 3 };

struct list {
    struct run *run;
    const struct plan *plan;
    struct code **columns, **orders;
    struct value *cells, *keys; /* of the current row */
    struct tuples seen;         /* DISTINCT */
    uint64_t cap;               /* rows at most; 0: all */
    bool stops;                 /* as soon as there are so many */
    struct top top;             /* ordered */
    bool sorted;                /* the source sorts by the first order */
    bool unsorted;              /* it said so, and did not */
    struct value first, last;   /* first key of the last row, and of the last that counts */
    VEC(struct value) rows;     /* not ordered: cells, row after row */
    uint64_t n;
};

/* Rows come sorted by the first key: once there are enough, one with another
 * first key ends the reading.  Keys that go backwards tell of a source that
 * does not sort as it says; then all is read. */
static bool is_beyond_last(struct list *l)
{
    struct value first = l->keys[0];

    l->unsorted = l->top.seen && order_compare(l->plan->order, 1, &first, &l->first) < 0;
    l->first = first;
    if (l->unsorted)
        return true;
    if (l->top.seen >= l->cap)
        return order_compare(l->plan->order, 1, &first, &l->last) > 0;
    l->last = first;
    return false;
}

static err_t on_row(void *ctx, const struct frame *f)
{
    struct list *l = ctx;
    bool is_new = true;

    for (size_t i = 0; i < l->plan->columns_n; i++)
        l->cells[i] = code_run(l->columns[i], f);
    if (l->plan->distinct)
        tuples_put(&l->seen, l->cells, &is_new);
    if (!is_new)
        return ERR_OK;
    if (l->plan->order_n) {
        for (size_t i = 0; i < l->plan->order_n; i++)
            l->keys[i] = code_run(l->orders[i], f);
        if (l->sorted && is_beyond_last(l))
            return ERR_CANCELLED;
        top_put(&l->top, f->ids[0], l->cells, l->keys);
        return ERR_OK;
    }
    l->n++;
    if (l->cap == 0 || l->n <= l->cap)
        for (size_t i = 0; i < l->plan->columns_n; i++)
            *vec_push(l->run->a, &l->rows) = value_keep(l->run->a, l->cells[i]);
    return l->stops && l->n >= l->cap ? ERR_CANCELLED : ERR_OK;
}

static err_t compile(struct list *l, struct feed *f)
{
    struct scope s = { l->run, &f->rows, NULL };
    const struct plan *p = l->plan;

    l->columns = NEW_N(l->run->a, struct code *, p->columns_n);
    l->orders = NEW_N(l->run->a, struct code *, p->order_n);
    l->cells = NEW_N(l->run->a, struct value, p->columns_n);
    l->keys = NEW_N(l->run->a, struct value, p->order_n);
    for (size_t i = 0; i < p->columns_n; i++)
        TRY(compile_expr(&s, p->columns[i].expr, &l->columns[i]));
    for (size_t i = 0; i < p->order_n; i++) {
        for (size_t j = 0; j < p->columns_n && !l->orders[i]; j++)
            if (expr_equal(p->order[i].expr, p->columns[j].expr))
                l->orders[i] = l->columns[j];
        if (!l->orders[i])
            TRY(compile_expr(&s, p->order[i].expr, &l->orders[i]));
    }
    return feed_compile(f);
}

/* Rows from `offset` on, at most `limit` (0: all); texts that were kept in
 * another arena are copied. */
static void take(struct list *l, struct relation *out)
{
    const struct plan *p = l->plan;
    bool ordered = p->order_n > 0;
    uint64_t have = ordered ? l->top.rows.n : l->rows.n / p->columns_n;
    uint64_t from = p->offset < have ? p->offset : have;

    out->rows_n = (size_t)(have - from);
    out->cells = NEW_N(l->run->a, struct value, out->rows_n * p->columns_n);
    for (size_t i = 0; i < out->rows_n; i++)
        for (size_t j = 0; j < p->columns_n; j++)
            out->cells[i * p->columns_n + j] = ordered
                                                   ? value_keep(l->run->a,
                                                                l->top.rows.p[from + i].cells[j])
                                                   : l->rows.p[(from + i) * p->columns_n + j];
}

/* Reading stopped at the limit: how many rows there would have been. */
static err_t count_all(struct list *l, struct feed *f, struct relation *out)
{
    struct source_query q = { .model = f->rows.model,
                              .where = f->split.taken,
                              .filters = f->split.filters.p,
                              .filters_n = f->split.filters.n };
    uint64_t n = l->sorted ? 0 : l->run->source->matched, seen = out->total;

    out->total_at_least = true;
    if (!feed_is_flat(f) || f->split.any || l->plan->distinct)
        return ERR_OK;
    if (n < seen && (l->run->depth || l->run->source->lacks & SOURCE_NO_COUNT))
        return ERR_OK;
    if (n < seen)
        TRY(run_count(l->run, &q, &n));
    out->total = n > seen ? n : seen;
    out->total_at_least = false;
    return ERR_OK;
}

static err_t finish(struct list *l, struct feed *f, struct relation *out)
{
    const struct plan *p = l->plan;

    if (p->order_n)
        top_finish(&l->top);
    take(l, out);
    out->columns_n = p->columns_n;
    out->total = p->order_n ? l->top.seen : l->n;
    if (f->stopped || (f->limit && l->n == f->limit))
        TRY(count_all(l, f, out));
    out->truncated = p->limit == 0 && out->rows_n < out->total - p->offset && l->cap &&
                     out->total > p->offset;
    return ERR_OK;
}

/* The first so many by a field that the source can sort by need not read all. */
static bool sort_there(const struct list *l, const struct feed *f)
{
    const struct plan *p = l->plan;
    const struct expr *e = p->order_n ? p->order[0].expr : NULL;

    return e && p->limit && !p->distinct && e->op == EXPR_FIELD && e->path.n == 0 &&
           run_pages(l->run, p->model) > PAGES_READ_ANYWAY && feed_can_sort(f, e->field);
}

static err_t read_sorted(struct list *l, struct feed *f)
{
    const struct plan *p = l->plan;

    run_way(l->run, WAY_SORTED);
    l->sorted = true;
    f->sort = p->order[0].expr->field;
    f->sort_desc = p->order[0].desc;
    TRY(feed_run(f, on_row, l));
    if (!l->unsorted)
        return ERR_OK;
    l->sorted = false;
    f->sort = NULL;
    top_fini(&l->top);
    top_init(&l->top, p->columns_n, p->order, p->order_n, l->cap, p->ties);
    return feed_run(f, on_row, l);
}

static err_t read_rows(struct list *l, struct feed *f, struct relation *out)
{
    TRY(compile(l, f));
    f->any_order = l->plan->order_n > 0;
    if (l->stops && feed_is_flat(f) && !l->plan->distinct)
        f->limit = l->cap;
    if (f->limit)
        run_way(l->run, WAY_FIRST);
    TRY(sort_there(l, f) ? read_sorted(l, f) : feed_run(f, on_row, l));
    return finish(l, f, out);
}

err_t list_run(struct run *r, const struct plan *p, struct feed *f, struct relation *out)
{
    struct list l = { .run = r, .plan = p };
    err_t e;

    l.cap = p->limit ? p->limit : r->depth ? 0 : PLAN_LIMIT_MAX;
    l.cap += l.cap ? p->offset : 0;
    l.stops = p->limit && p->order_n == 0;
    tuples_init(&l.seen, r->a, p->columns_n);
    top_init(&l.top, p->columns_n, p->order, p->order_n, l.cap, p->ties);
    e = read_rows(&l, f, out);
    top_fini(&l.top);
    return e;
}
