#include "exec/push.h"

#include "exec/bucket.h"

typedef VEC(struct source_agg) agg_vec;

struct pushing {
    struct groups *groups;
    const struct expr **keys; /* as they are asked for */
    struct value *row;
};

static bool is_coarse(const struct expr *key)
{
    return key->op == EXPR_BUCKET && key->grain != GRAIN_DAY;
}

static void add_agg(struct arena *a, agg_vec *out, enum agg fn, const struct expr *arg,
                    const struct cond *where)
{
    *vec_push(a, out) = (struct source_agg){ fn, arg, where };
}

/* A carried value is the same in the whole group, so its least is all of them. */
static bool list_aggs(struct groups *g, agg_vec *out)
{
    struct arena *a = g->run->a;

    for (size_t i = 0; i < g->g.carried.n; i++)
        add_agg(a, out, AGG_MIN, g->g.carried.p[i].expr, NULL);
    for (size_t i = 0; i < g->g.aggs.n; i++) {
        const struct expr *e = g->g.aggs.p[i].expr;
        const struct cond *where = rewrite_normal(a, e->where);
        enum value_kind k = e->a[0] ? expr_kind(e->a[0]) : VALUE_INT;
        bool is_best = e->agg == AGG_MIN || e->agg == AGG_MAX;
        if (e->agg == AGG_MEDIAN || (is_best && (k == VALUE_TEXT || k == VALUE_BOOL)))
            return false;
        add_agg(a, out, e->agg == AGG_AVG ? AGG_SUM : e->agg, e->a[0], where);
        if (e->agg == AGG_AVG)
            add_agg(a, out, AGG_COUNT, e->a[0], where);
    }
    return true;
}

static bool counts_distinct(const agg_vec *aggs)
{
    for (size_t i = 0; i < aggs->n; i++)
        if (aggs->p[i].fn == AGG_COUNT_DISTINCT)
            return true;
    return false;
}

/* Keys by day; false when their parts could not be added up. */
static bool list_keys(struct pushing *p, const agg_vec *aggs)
{
    const struct plan *plan = p->groups->plan;
    struct arena *a = p->groups->run->a;

    p->keys = NEW_N(a, const struct expr *, plan->groups_n);
    p->row = NEW_N(a, struct value, plan->groups_n);
    for (size_t i = 0; i < plan->groups_n; i++) {
        p->keys[i] = plan->groups[i];
        if (!is_coarse(p->keys[i]))
            continue;
        if (counts_distinct(aggs))
            return false;
        p->keys[i] = expr_bucket(a, GRAIN_DAY, plan->groups[i]->a[0]);
    }
    return true;
}

static err_t on_group(void *ctx, const struct value *cells)
{
    struct pushing *p = ctx;
    const struct plan *plan = p->groups->plan;
    const struct schema *s = p->groups->run->env->schema;

    for (size_t i = 0; i < plan->groups_n; i++) {
        const struct expr *key = plan->groups[i];
        p->row[i] = is_coarse(key) ? bucket_of(key->grain, s->fiscal_month, s->fiscal_day, cells[i])
                                   : cells[i];
    }
    groups_add_part(p->groups, p->row, cells + plan->groups_n);
    return ERR_OK;
}

err_t push_groups(struct groups *g, const struct feed *f, bool *done)
{
    struct run *r = g->run;
    struct pushing p = { .groups = g };
    agg_vec aggs = { 0 };

    *done = false;
    if (!r->source->ops->group || !split_is_taken(&f->split) || !list_aggs(g, &aggs) ||
        !list_keys(&p, &aggs))
        return ERR_OK;
    struct source_groups q = {
        .schema = r->env->schema,
        .model = g->plan->model,
        .where = f->split.taken,
        .keys = p.keys,
        .keys_n = g->plan->groups_n,
        .aggs = aggs.p,
        .aggs_n = aggs.n,
    };
    err_t e = run_group(r, &q, on_group, &p);
    *done = e == ERR_OK;
    if (e != ERR_UNSUPPORTED)
        return e;
    groups_clear(g);
    return ERR_OK;
}
