#include "exec/spread.h"

#include "exec/bucket.h"
#include "exec/count.h"

enum { GROUPS_MAX = 64 };

struct part {
    struct value key;
    struct cond *where;
    uint64_t rows;
};

struct parts {
    struct part p[GROUPS_MAX];
    size_t n;
    bool may_miss; /* rows whose value is none of the known ones */
};

err_t spread_count_one(struct groups *g, const struct agg_spec *spec, struct cond *where,
                       bool *done, uint64_t *out)
{
    struct arena *a = g->run->a;
    const struct expr *e = spec->expr;
    struct cond *c = cond_join(a, COND_AND, where, rewrite_normal(a, e->where));

    if (e->a[0])
        c = cond_join(a, COND_AND, c, cond_null(a, COND_NOT_NULL, e->a[0]));
    return count_where(g->run, g->plan->model, c, done, out);
}

static bool add(struct parts *out, struct value key, struct cond *where)
{
    if (out->n == GROUPS_MAX)
        return false;
    out->p[out->n++] = (struct part){ .key = key, .where = where };
    return true;
}

static bool add_equal(struct arena *a, struct expr *key, struct value v, struct parts *out)
{
    return add(out, v, cond_cmp(a, COND_EQ, key, expr_literal(a, v)));
}

static bool values_of(struct arena *a, struct expr *key, struct parts *out)
{
    const struct field *f = key->field;
    bool ok = true;

    out->may_miss = true;
    for (size_t i = 0; f->type == FIELD_ENUM && i < f->enum_values.n; i++)
        ok = ok && add_equal(a, key, value_text(f->enum_values.p[i]), out);
    for (int b = 0; f->type == FIELD_BOOL && b < 2; b++)
        ok = ok && add_equal(a, key, value_bool(b), out);
    return ok && out->n && add(out, VALUE_NONE, cond_null(a, COND_IS_NULL, key));
}

/* The buckets that the plan's period touches. */
static bool buckets_of(const struct groups *g, const struct expr *key, struct parts *out)
{
    const struct schema *s = g->run->env->schema;
    const struct period *p = &g->plan->period;
    struct arena *a = g->run->a;

    if (!bucket_is_span(key->grain) || !p->date || !p->has_from || !p->has_to ||
        !expr_equal(key->a[0], p->date))
        return false;
    int64_t day = bucket_of(key->grain, s->fiscal_month, s->fiscal_day, value_instant(p->from)).i;
    while (day * DAY_S < p->to) {
        int64_t next = bucket_after(key->grain, day, 1);
        if (!add(out, value_date(day),
                 cond_range(a, key->a[0], value_instant(day * DAY_S), value_instant(next * DAY_S))))
            return false;
        day = next;
    }
    return true;
}

static bool is_plain(const struct expr *e)
{
    return e->op == EXPR_FIELD && e->path.n == 0 && !e->field->repeatable;
}

static bool parts_of(const struct groups *g, struct parts *out)
{
    struct expr *key = g->plan->groups_n == 1 ? g->plan->groups[0] : NULL;

    *out = (struct parts){ .n = 0 };
    if (!key || g->g.carried.n)
        return false;
    if (key->op == EXPR_BUCKET && is_plain(key->a[0]))
        return buckets_of(g, key, out);
    return is_plain(key) && (key->field->type == FIELD_ENUM || key->field->type == FIELD_BOOL) &&
           values_of(g->run->a, key, out);
}

/* One for all, one for each part, one for each count of only some rows. */
static uint64_t requests_of(const struct groups *g, const struct parts *parts)
{
    uint64_t n = 1;

    for (size_t i = 0; i < g->g.aggs.n; i++)
        n += g->g.aggs.p[i].expr->where || g->g.aggs.p[i].expr->a[0];
    return n * parts->n + 1;
}

static err_t count_parts(struct groups *g, struct cond *where, struct parts *parts, bool *done)
{
    uint64_t all, sum = 0;

    TRY(count_where(g->run, g->plan->model, where, done, &all));
    if (*done && !g->run->dry && run_pages_of(g->run, all) <= requests_of(g, parts))
        *done = false;
    for (size_t i = 0; *done && i < parts->n; i++) {
        parts->p[i].where = cond_join(g->run->a, COND_AND, where, parts->p[i].where);
        TRY(count_where(g->run, g->plan->model, parts->p[i].where, done, &parts->p[i].rows));
        sum += parts->p[i].rows;
    }
    if (parts->may_miss && sum != all && !g->run->dry)
        *done = false;
    return ERR_OK;
}

static err_t count_aggs(struct groups *g, const struct part *part, uint64_t *counts, bool *done)
{
    for (size_t i = 0; *done && i < g->g.aggs.n; i++) {
        const struct agg_spec *spec = &g->g.aggs.p[i];
        counts[i] = part->rows;
        if (spec->expr->where || spec->expr->a[0])
            TRY(spread_count_one(g, spec, part->where, done, &counts[i]));
    }
    return ERR_OK;
}

err_t spread_counts(struct groups *g, const struct feed *f, struct cond *where, bool *done)
{
    struct parts *parts = NEW(g->run->a, struct parts);
    size_t aggs_n = g->g.aggs.n;
    uint64_t *counts = NEW_N(g->run->a, uint64_t, GROUPS_MAX * (aggs_n + 1));

    *done = false;
    for (size_t i = 0; i < aggs_n; i++)
        if (g->g.aggs.p[i].expr->agg != AGG_COUNT)
            return ERR_OK;
    if (f->rows.nodes.n > 1 || !parts_of(g, parts) ||
        run_pages(g->run, g->plan->model) <= requests_of(g, parts))
        return ERR_OK;
    TRY(count_parts(g, where, parts, done));
    for (size_t i = 0; *done && i < parts->n; i++)
        if (parts->p[i].rows)
            TRY(count_aggs(g, &parts->p[i], counts + i * aggs_n, done));
    if (*done)
        run_way(g->run, WAY_COUNT_GROUPS);
    for (size_t i = 0; *done && i < parts->n; i++)
        if (parts->p[i].rows)
            groups_add_counts(g, &parts->p[i].key, counts + i * aggs_n);
    return ERR_OK;
}
