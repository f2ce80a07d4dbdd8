#include "exec/count.h"

#include "exec/text.h"

enum { TERMS_MAX = 64, FILTERS_MAX = 24 };

/* `times` how many records pass all filters. */
struct term {
    int64_t times;
    filter_vec filters;
};

struct sum {
    struct run *run;
    struct term *p;
    size_t n;
};

static bool same_filter(const struct source_filter *a, const struct source_filter *b)
{
    if (a->field != b->field || a->op != b->op || a->values_n != b->values_n)
        return false;
    for (size_t i = 0; i < a->values_n; i++)
        if (!value_eq(a->values[i], b->values[i]))
            return false;
    return true;
}

static bool is_single(const struct source_filter *f)
{
    return f->op == OP_EQUALS && f->values_n == 1 && !f->field->repeatable;
}

static bool same_value(struct value a, struct value b)
{
    return a.kind == VALUE_TEXT && b.kind == VALUE_TEXT ? text_eq(a.s, b.s) : value_eq(a, b);
}

/* No record passes both. */
static bool exclude(const struct source_filter *a, const struct source_filter *b)
{
    if (a->field != b->field)
        return false;
    if (is_single(a) && is_single(b))
        return !same_value(a->values[0], b->values[0]);
    return a->op == OP_IS_NULL && b->op != OP_IS_NULL && !a->field->repeatable;
}

static bool has_filter(const filter_vec *v, const struct source_filter *f)
{
    for (size_t i = 0; i < v->n; i++)
        if (same_filter(&v->p[i], f))
            return true;
    return false;
}

/* A filter that was filled in anyway needs no IS_NOT_NULL beside it. */
static void add_filter(struct run *r, filter_vec *to, const struct source_filter *f)
{
    if (!has_filter(to, f))
        *vec_push(r->a, to) = *f;
}

/* False: none can pass. */
static bool join_filters(struct run *r, const filter_vec *a, const filter_vec *b, filter_vec *out)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            if (exclude(&a->p[i], &b->p[j]) || exclude(&b->p[j], &a->p[i]))
                return false;
    for (size_t i = 0; i < a->n; i++)
        add_filter(r, out, &a->p[i]);
    for (size_t i = 0; i < b->n; i++)
        add_filter(r, out, &b->p[i]);
    return true;
}

static bool has_filters(const filter_vec *v, const filter_vec *of)
{
    for (size_t i = 0; i < of->n; i++)
        if (!has_filter(v, &of->p[i]))
            return false;
    return true;
}

/* One may stand twice in a list, so that their numbers say nothing. */
static bool same_filters(const filter_vec *a, const filter_vec *b)
{
    return has_filters(a, b) && has_filters(b, a);
}

static bool add_term(struct sum *s, int64_t times, const filter_vec *filters)
{
    for (size_t i = 0; i < s->n; i++)
        if (same_filters(&s->p[i].filters, filters)) {
            s->p[i].times += times;
            return true;
        }
    if (s->n == TERMS_MAX || filters->n > FILTERS_MAX)
        return false;
    s->p[s->n++] = (struct term){ times, *filters };
    return true;
}

static void sum_init(struct sum *s, struct run *r)
{
    *s = (struct sum){ .run = r, .p = NEW_N(r->a, struct term, TERMS_MAX) };
}

static bool add_sum(struct sum *s, int64_t times, const struct sum *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (!add_term(s, times * b->p[i].times, &b->p[i].filters))
            return false;
    return true;
}

static bool add_product(struct sum *s, int64_t times, const struct sum *a, const struct sum *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++) {
            filter_vec both = { 0 };
            if (!a->p[i].times || !b->p[j].times)
                continue;
            if (join_filters(s->run, &a->p[i].filters, &b->p[j].filters, &both) &&
                !add_term(s, times * a->p[i].times * b->p[j].times, &both))
                return false;
        }
    return true;
}

static bool sum_of(struct run *r, const struct cond *c, struct sum *out);

static bool sum_of_list(struct run *r, const struct conds kids, bool is_and, struct sum *out)
{
    struct sum all, kid, next;
    const filter_vec none = { 0 };

    sum_init(&all, r);
    if (is_and)
        (void)add_term(&all, 1, &none);
    for (size_t i = 0; i < kids.n; i++) {
        if (!sum_of(r, kids.p[i], &kid))
            return false;
        sum_init(&next, r);
        if (!is_and && (!add_sum(&next, 1, &all) || !add_sum(&next, 1, &kid)))
            return false;
        if (!add_product(&next, is_and ? 1 : -1, &all, &kid))
            return false;
        all = next;
    }
    *out = all;
    return true;
}

/* True where the field is filled in and the kid is not true. */
static bool sum_of_not(struct run *r, const struct cond *kid, struct sum *out)
{
    struct sum filled, inner;
    const filter_vec none = { 0 };

    sum_init(out, r);
    if (rewrite_is_repeatable(kid)) {
        (void)add_term(out, 1, &none);
    } else {
        if (kid->op == COND_IN_PLAN || kid->op == COND_EXISTS ||
            (kid->op == COND_IN && kid->values_n == 0) ||
            !sum_of(r, cond_null(r->a, COND_NOT_NULL, kid->left), &filled))
            return false;
        (void)add_sum(out, 1, &filled);
    }
    return sum_of(r, kid, &inner) && add_sum(out, -1, &inner);
}

static bool sum_of(struct run *r, const struct cond *c, struct sum *out)
{
    filter_vec filters = { 0 };
    bool precise = true;

    if (c->op != COND_AND && split_filters(r, c, &filters, &precise)) {
        sum_init(out, r);
        return precise && add_term(out, 1, &filters);
    }
    switch (c->op) {
    case COND_AND:
    case COND_OR:
        return sum_of_list(r, (struct conds){ c->kids, c->kids_n }, c->op == COND_AND, out);
    case COND_NOT:
        return sum_of_not(r, c->kids[0], out);
    case COND_IN:
        return c->values_n <= TERMS_MAX && sum_of_list(r, split_alternatives(r, c), false, out);
    default:
        return false;
    }
}

static uint64_t requests_of(const struct sum *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += s->p[i].times != 0;
    return n;
}

static err_t ask(struct run *r, const struct model *m, const struct sum *s, uint64_t *out)
{
    int64_t total = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct term *t = &s->p[i];
        struct source_query q = { .model = m, .filters = t->filters.p, .filters_n = t->filters.n };
        uint64_t n;
        if (t->times == 0)
            continue;
        TRY(run_count(r, &q, &n));
        total += t->times * (int64_t)n;
    }
    if (total < 0)
        return why_fail(r->why, ERR_CONFLICT, "records changed while they were counted");
    *out = (uint64_t)total;
    return ERR_OK;
}

/* One request, when any of a few filters is all that is asked. */
static err_t ask_any(struct run *r, const struct model *m, const struct split *s, uint64_t *out)
{
    struct source_query q = { .model = m, .any = true, .where = s->taken };
    filter_vec filters = { 0 };

    for (size_t i = 0; i < s->branches.n; i++)
        *vec_push(r->a, &filters) = s->branch_filters[i].p[0];
    q.filters = filters.p;
    q.filters_n = filters.n;
    return run_count(r, &q, out);
}

err_t count_where(struct run *r, const struct model *m, const struct cond *where, bool *done,
                  uint64_t *out)
{
    struct split split;
    struct sum sum;
    filter_vec none = { 0 };

    *done = false;
    if (r->source->lacks & SOURCE_NO_COUNT)
        return ERR_OK;
    split_where(r, m, (struct cond *)where, &split);
    if (split.taken && split_is_taken(&split)) {
        *done = true;
        return run_count(r, &(struct source_query){ .model = m, .where = split.taken }, out);
    }
    if (split.any && split.any_precise && !split.rest) {
        *done = true;
        run_way(r, WAY_COUNT_ANY);
        return ask_any(r, m, &split, out);
    }
    sum_init(&sum, r);
    if (!where)
        (void)add_term(&sum, 1, &none);
    else if (!sum_of(r, where, &sum))
        return ERR_OK;
    if (requests_of(&sum) > 3 && requests_of(&sum) > run_pages(r, m))
        return ERR_OK;
    *done = true;
    run_way(r, requests_of(&sum) > 1 ? WAY_COUNT_SUM : WAY_COUNT);
    return ask(r, m, &sum, out);
}
