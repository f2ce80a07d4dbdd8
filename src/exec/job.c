#include "exec/job.h"

#include "exec/compare.h"
#include "exec/count.h"
#include "exec/group.h"
#include "exec/list.h"
#include "exec/pick.h"
#include "exec/push.h"
#include "exec/spread.h"
#include "exec/sub.h"

/* Counts alone, of all rows or of some, need not read a record. */
static err_t try_counting(struct groups *g, const struct feed *f, struct cond *where, bool *done)
{
    uint64_t *counts = NEW_N(g->run->a, uint64_t, g->g.aggs.n);

    *done = false;
    if (g->plan->groups_n || f->rows.nodes.n > 1)
        return ERR_OK;
    for (size_t i = 0; i < g->g.aggs.n; i++)
        if (g->g.aggs.p[i].expr->agg != AGG_COUNT)
            return ERR_OK;
    for (size_t i = 0; i < g->g.aggs.n; i++) {
        TRY(spread_count_one(g, &g->g.aggs.p[i], where, done, &counts[i]));
        if (!*done)
            return ERR_OK;
    }
    groups_add_counts(g, g->row, counts);
    return ERR_OK;
}

err_t job_group(struct run *r, const struct plan *p, struct groups *g, struct group_codes *codes)
{
    struct cond *where = cond_join(r->a, COND_AND, rewrite_normal(r->a, p->where),
                                   rewrite_period(r->a, &p->period));
    struct feed f;
    bool done;

    TRY(sub_resolve(r, p->model, where, &where));
    feed_init(&f, r, p->model, where);
    TRY(groups_init(g, r, p, &f, codes));
    if (f.split.never)
        run_way(r, WAY_NEVER);
    if (!f.split.never) {
        TRY(push_groups(g, &f, &done));
        if (!done)
            TRY(try_counting(g, &f, where, &done));
        if (!done && p->groups_n)
            TRY(spread_counts(g, &f, where, &done));
        if (!done) {
            f.any_order = true;
            TRY(feed_compile(&f));
            TRY(feed_run(&f, groups_add, g));
        }
    }
    return ERR_OK;
}

static err_t run_grouped(struct run *r, const struct plan *p, struct relation *out)
{
    struct group_codes codes;
    struct groups g;

    TRY(job_group(r, p, &g, &codes));
    groups_finish(&g);
    pick_rows(&g, &codes, out);
    return ERR_OK;
}

err_t job_run(struct run *r, const struct plan *p, struct relation *out)
{
    struct cond *where;
    struct feed f;

    *out = (struct relation){ 0 };
    if (p->compare)
        return compare_run(r, p, out);
    if (plan_is_grouped(p))
        return run_grouped(r, p, out);
    where = cond_join(r->a, COND_AND, rewrite_normal(r->a, p->where),
                      rewrite_period(r->a, &p->period));
    TRY(sub_resolve(r, p->model, where, &where));
    feed_init(&f, r, p->model, where);
    return list_run(r, p, &f, out);
}
