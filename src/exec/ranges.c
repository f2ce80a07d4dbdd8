#include "exec/ranges.h"

#include "exec/budget.h"

#include <stdlib.h>

enum { IDS_IN_REQUEST = 100, PAGES_WORTH_IT = 60, PARTS_WANTED = 8, PARTS_MAX = 16, TRIES = 2 };

struct part {
    struct value lo, hi; /* of the halving; the outermost bounds are not sent */
    bool is_first, is_last;
    bool is_whole; /* cannot be halved */
    uint64_t rows;
};

struct parting {
    struct run *run;
    const struct source_query *query;
    const struct field *field;
    struct part p[PARTS_MAX];
    size_t n;
    uint64_t total, nulls;
};

static bool may_filter(struct run *r, const struct field *f, enum source_op op)
{
    struct source_filter filter = { .field = f, .op = op };
    const struct source *s = r->source;

    return source_op_fits(op, f) && (!s->ops->may || s->ops->may(s, &filter));
}

static bool is_candidate(struct run *r, const struct field *f)
{
    bool number = field_is_number(f);

    if ((!number && !field_is_date(f)) || f->repeatable || f->masked)
        return false;
    return may_filter(r, f, OP_IS_NULL) && may_filter(r, f, OP_IS_NOT_NULL) &&
           (number ? may_filter(r, f, OP_LESS_THAN) && may_filter(r, f, OP_GREATER_THAN_EQUAL)
                   : may_filter(r, f, OP_BETWEEN));
}

/* A field whose values are asked for anyway is bounded by that; dates are
 * spread more evenly than numbers. */
static int worth(const struct source_query *q, const struct field *f)
{
    int n = field_is_date(f) ? 2 : 1;

    for (size_t i = 0; i < q->filters_n; i++)
        if (q->filters[i].field == f)
            n += q->filters[i].op == OP_BETWEEN ? 4 : -1;
    return n + (f->required ? 1 : 0);
}

/* The `at`-th best; NULL: there are no more. */
static const struct field *candidate(struct run *r, const struct source_query *q, size_t at)
{
    const struct field *best = NULL, *before = NULL;

    for (size_t turn = 0; turn <= at; turn++, before = best) {
        best = NULL;
        for (size_t i = 0; i < q->model->fields_n; i++) {
            const struct field *f = &q->model->fields[i];
            bool is_later = !before || worth(q, f) < worth(q, before) ||
                            (worth(q, f) == worth(q, before) && f > before);
            if (is_later && is_candidate(r, f) && (!best || worth(q, f) > worth(q, best)))
                best = f;
        }
        if (!best)
            return NULL;
    }
    return best;
}

static struct source_query with_filters(struct run *r, const struct source_query *q,
                                        const filter_vec *more)
{
    struct source_query out = *q;

    out.filters_n = q->filters_n + more->n;
    out.filters = NEW_N(r->a, struct source_filter, out.filters_n);
    for (size_t i = 0; i < q->filters_n; i++)
        out.filters[i] = q->filters[i];
    for (size_t i = 0; i < more->n; i++)
        out.filters[q->filters_n + i] = more->p[i];
    return out;
}

static struct source_query with_null(const struct parting *p, enum source_op op)
{
    filter_vec one = { 0 };

    *vec_push(p->run->a, &one) = (struct source_filter){ .field = p->field, .op = op };
    return with_filters(p->run, p->query, &one);
}

/* False when its bounds cannot be told to the source. */
static bool query_of(const struct parting *p, const struct part *part, struct source_query *out)
{
    struct arena *a = p->run->a;
    struct cond *c = cond_range(a, expr_field(a, p->field), part->is_first ? VALUE_NONE : part->lo,
                                part->is_last ? VALUE_NONE : part->hi);
    filter_vec filters = { 0 };
    bool precise = true;

    if (part->is_first && part->is_last)
        c = cond_null(a, COND_NOT_NULL, c->left);
    if (!split_filters(p->run, c, &filters, &precise) || !precise)
        return false;
    *out = with_filters(p->run, p->query, &filters);
    return true;
}

static err_t keep_value(void *ctx, const struct source_record *rec)
{
    *(struct value *)ctx = rec->values[0]; /* a number or a date: no text to copy */
    return ERR_OK;
}

/* The lowest or the highest value; none when there is no such record. */
static err_t end_of(const struct parting *p, bool highest, struct value *out)
{
    struct source_query q = with_null(p, OP_IS_NOT_NULL);

    *out = VALUE_NONE;
    q.view = &p->field;
    q.view_n = 1;
    q.sort = p->field;
    q.sort_desc = highest;
    q.limit = 1;
    return run_scan(p->run, &q, keep_value, out);
}

static bool middle(struct value lo, struct value hi, struct value *out)
{
    *out = lo;
    if (lo.kind == VALUE_FLOAT)
        out->f = lo.f + (hi.f - lo.f) / 2;
    else
        out->i = lo.i + (hi.i - lo.i) / 2;
    return value_cmp(lo, *out) < 0 && value_cmp(*out, hi) < 0;
}

static struct part *largest(struct parting *p)
{
    struct part *best = NULL;

    for (size_t i = 0; i < p->n; i++)
        if (!p->p[i].is_whole && (!best || p->p[i].rows > best->rows))
            best = &p->p[i];
    return best;
}

static err_t halve(struct parting *p, struct part *part)
{
    struct part low = *part, high = *part;
    struct value at;
    struct source_query q;

    part->is_whole = true;
    if (!middle(part->lo, part->hi, &at))
        return ERR_OK;
    low.hi = high.lo = at;
    low.is_last = high.is_first = false;
    if (!query_of(p, &low, &q))
        return ERR_OK;
    TRY(run_count(p->run, &q, &low.rows));
    if (low.rows > part->rows)
        return why_fail(p->run->why, ERR_CONFLICT, "records changed while they were counted");
    high.rows = part->rows - low.rows;
    *part = low;
    p->p[p->n++] = high;
    return ERR_OK;
}

static err_t part_by(struct parting *p, const struct field *f)
{
    struct source_query q;
    struct part all = { .is_first = true, .is_last = true };

    p->field = f;
    p->n = 0;
    q = with_null(p, OP_IS_NULL);
    TRY(run_count(p->run, &q, &p->nulls));
    if (p->nulls > p->total / 2)
        return ERR_OK;
    TRY(end_of(p, false, &all.lo));
    TRY(end_of(p, true, &all.hi));
    if (!all.lo.kind || all.lo.kind != all.hi.kind)
        return ERR_OK;
    all.rows = p->total - p->nulls;
    p->p[p->n++] = all;
    for (struct part *big = largest(p); big && p->n < PARTS_MAX; big = largest(p)) {
        if (big->rows <= p->total / PARTS_WANTED)
            break;
        TRY(halve(p, big));
    }
    return ERR_OK;
}

/* Can at least two be kept busy? */
static bool is_good(const struct parting *p)
{
    uint64_t most = p->nulls;

    for (size_t i = 0; i < p->n; i++)
        most = p->p[i].rows > most ? p->p[i].rows : most;
    return p->n > 1 && most <= p->total - p->total / 4;
}

static int by_size(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return value_cmp(x->lo, y->lo);
}

static void make_queries(struct parting *p, struct ranges *out)
{
    struct source_query *q = NEW_N(p->run->a, struct source_query, p->n + 1);
    size_t n = 0;

    qsort(p->p, p->n, sizeof *p->p, by_size);
    for (size_t i = 0; i < p->n; i++)
        if (!query_of(p, &p->p[i], &q[n++]))
            return;
    if (p->nulls)
        q[n++] = with_null(p, OP_IS_NULL);
    *out = (struct ranges){ q, n, p->total };
}

static bool may_be_parted(struct run *r, const struct source_query *q)
{
    unsigned needed = SOURCE_NO_COUNT | SOURCE_NO_SORT;

    return r->source->twin && r->env->budget.connections != 1 && !r->whole && !q->any && !q->sort &&
           !(r->source->lacks & needed) && candidate(r, q, 0);
}

/* Whoever reads much first asks how much. */
static bool is_long(const struct run *r, const struct source_query *q)
{
    return !q->limit && !q->record_ids.n && !(r->source->lacks & SOURCE_NO_COUNT) &&
           run_pages(r, q->model) >= PAGES_WORTH_IT;
}

static err_t count_rows(struct run *r, const struct source_query *q, uint64_t *out)
{
    TRY(run_count(r, q, out));
    return r->dry || budget_holds(r, *out) ? ERR_OK : budget_refuse(r, q, *out);
}

err_t ranges_of(struct run *r, const struct source_query *q, struct ranges *out)
{
    struct parting p = { .run = r, .query = q };
    const struct field *f;

    *out = (struct ranges){ NEW(r->a, struct source_query), 1, 0 };
    *out->p = *q;
    if (!is_long(r, q))
        return ERR_OK;
    TRY(run_mark(r, q->model));
    TRY(count_rows(r, q, &p.total));
    if (!may_be_parted(r, q) || run_pages_of(r, p.total) < PAGES_WORTH_IT)
        return ERR_OK;
    if (r->dry) {
        run_way(r, WAY_RANGES);
        return ERR_OK;
    }
    for (size_t i = 0; i < TRIES && (f = candidate(r, q, i)); i++) {
        TRY(part_by(&p, f));
        if (is_good(&p)) {
            make_queries(&p, out);
            run_way(r, WAY_RANGES);
            return ERR_OK;
        }
    }
    return ERR_OK;
}

void ranges_of_ids(struct run *r, const struct source_query *q, const str *ids, size_t n,
                   struct ranges *out)
{
    *out = (struct ranges){ NEW_N(r->a, struct source_query, n / IDS_IN_REQUEST + 1), 0, 0 };
    for (size_t i = 0; i < n; i += IDS_IN_REQUEST) {
        struct source_query *one = &out->p[out->n++];
        *one = *q;
        one->record_ids.p = (str *)(uintptr_t)(ids + i);
        one->record_ids.n = n - i < IDS_IN_REQUEST ? n - i : IDS_IN_REQUEST;
    }
}

err_t ranges_scan(struct run *r, const struct source_query *q, source_record_fn *fn, void *ctx)
{
    struct ranges parts;

    TRY(ranges_of(r, q, &parts));
    return run_scan_all(r, q, parts.p, parts.n, parts.rows, fn, ctx);
}
