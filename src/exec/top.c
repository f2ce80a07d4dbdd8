#include "exec/top.h"

#include <stdlib.h>

enum { SLACK = 16 };

int order_compare(const struct order *order, size_t n, const struct value *a, const struct value *b)
{
    for (size_t i = 0; i < n; i++) {
        int c = value_order(a[i], b[i]);
        if (c)
            return order[i].desc ? -c : c;
    }
    return 0;
}

void top_init(struct top *t, size_t cells_n, const struct order *order, size_t keys_n,
              uint64_t keep, bool ties)
{
    *t = (struct top){ .a = arena_new(),
                       .cells_n = cells_n,
                       .keys_n = keys_n,
                       .order = order,
                       .keep = keep,
                       .ties = ties };
}

void top_fini(struct top *t)
{
    arena_free(t->a);
    t->a = NULL;
}

static int compare(const struct top *t, const struct value *keys, str id, const struct top_row *b)
{
    int c = order_compare(t->order, t->keys_n, keys, b->keys);

    return c ? c : str_cmp(id, b->id);
}

static int compare_rows(const void *a, const void *b, void *ctx)
{
    const struct top_row *x = a;

    return compare(ctx, x->keys, x->id, b);
}

static struct value *copy_values(struct arena *a, const struct value *v, size_t n)
{
    struct value *out = NEW_N(a, struct value, n);

    for (size_t i = 0; i < n; i++)
        out[i] = value_keep(a, v[i]);
    return out;
}

static struct top_row copy_row(const struct top *t, struct arena *a, str id,
                               const struct value *cells, const struct value *keys)
{
    return (struct top_row){ copy_values(a, cells, t->cells_n), copy_values(a, keys, t->keys_n),
                             arena_str(a, id) };
}

/* How many of the sorted rows count. */
static size_t count_kept(const struct top *t)
{
    size_t n = t->rows.n;

    if (t->keep == 0 || n <= t->keep)
        return n;
    n = (size_t)t->keep;
    while (t->ties && n < t->rows.n &&
           order_compare(t->order, t->keys_n, t->rows.p[n].keys, t->rows.p[t->keep - 1].keys) == 0)
        n++;
    return n;
}

/* Sorts, and moves the rows that count into a fresh arena. */
static void prune(struct top *t)
{
    struct arena *a = arena_new();
    struct top_row *rows;
    size_t n;

    qsort_r(t->rows.p, t->rows.n, sizeof *t->rows.p, compare_rows, t);
    n = count_kept(t);
    rows = NEW_N(a, struct top_row, 2 * n + SLACK);
    for (size_t i = 0; i < n; i++)
        rows[i] = copy_row(t, a, t->rows.p[i].id, t->rows.p[i].cells, t->rows.p[i].keys);
    arena_free(t->a);
    t->a = a;
    t->rows.p = rows;
    t->rows.n = n;
    t->rows.cap = 2 * n + SLACK;
    t->has_last = true;
}

static bool is_beyond(const struct top *t, str id, const struct value *keys)
{
    const struct top_row *last = &t->rows.p[t->keep - 1];

    return t->ties ? order_compare(t->order, t->keys_n, keys, last->keys) > 0
                   : compare(t, keys, id, last) > 0;
}

void top_put(struct top *t, str id, const struct value *cells, const struct value *keys)
{
    t->seen++;
    if (t->has_last && is_beyond(t, id, keys))
        return;
    *vec_push(t->a, &t->rows) = copy_row(t, t->a, id, cells, keys);
    if (t->keep && t->rows.n >= 2 * t->keep + SLACK)
        prune(t);
}

void top_finish(struct top *t)
{
    if (t->rows.n)
        qsort_r(t->rows.p, t->rows.n, sizeof *t->rows.p, compare_rows, t);
    t->rows.n = count_kept(t);
}
