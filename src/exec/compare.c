#include "exec/compare.h"

#include "exec/bucket.h"
#include "exec/pick.h"

#include <math.h>

#define NO_PARTNER UINT32_MAX

struct comparison {
    struct run *run;
    const struct plan *plan;
    struct groups now, before;
    struct group_codes now_codes, before_codes;
    const struct value *empty; /* aggregates of no rows */
    uint32_t *partner;         /* group of `before` for each of `now`, or NO_PARTNER */
};

static int64_t month_number(int64_t day)
{
    struct civil c = civil_from_days(day);

    return (int64_t)c.year * 12 + c.month;
}

/* How many buckets the first period begins after the other one. */
static int buckets_apart(const struct comparison *c, enum grain g)
{
    const struct schema *s = c->run->env->schema;
    int64_t a = bucket_of(g, s->fiscal_month, s->fiscal_day, value_instant(c->plan->period.from)).i;
    int64_t b = bucket_of(g, s->fiscal_month, s->fiscal_day, value_instant(c->plan->other.from)).i;

    if (g == GRAIN_DAY || g == GRAIN_WEEK)
        return (int)((a - b) / (g == GRAIN_WEEK ? 7 : 1));
    int64_t one = month_number(bucket_after(g, b, 1)) - month_number(b);
    return (int)((month_number(a) - month_number(b)) / one);
}

static bool moves(const struct comparison *c, const struct expr *key)
{
    const struct plan *p = c->plan;

    return key->op == EXPR_BUCKET && bucket_is_span(key->grain) && p->period.has_from &&
           p->other.has_from && expr_equal(key->a[0], p->period.date);
}

/* Each group of the other period finds or makes its partner. */
static void join_groups(struct comparison *c)
{
    size_t keys_n = c->plan->groups_n, n = groups_n(&c->before);
    struct value *keys = NEW_N(c->run->a, struct value, keys_n);
    uint32_t *found = NEW_N(c->run->a, uint32_t, n);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < keys_n; k++) {
            const struct expr *e = c->plan->groups[k];
            keys[k] = tuples_at(&c->before.keys, i)[k];
            if (keys[k].kind && moves(c, e))
                keys[k].i = bucket_after(e->grain, keys[k].i, buckets_apart(c, e->grain));
        }
        found[i] = (uint32_t)groups_add_empty(&c->now, keys,
                                              c->before.carried + i * c->before.g.carried.n);
    }
    c->partner = NEW_N(c->run->a, uint32_t, groups_n(&c->now) + 1);
    for (size_t i = 0; i < groups_n(&c->now); i++)
        c->partner[i] = NO_PARTNER;
    for (size_t i = 0; i < n; i++)
        c->partner[found[i]] = (uint32_t)i;
}

static void before_frame(const struct comparison *c, uint32_t group, struct frame *out)
{
    if (c->partner[group] != NO_PARTNER) {
        groups_frame(&c->before, c->partner[group], out);
        return;
    }
    groups_frame(&c->now, group, out);
    out->aggs = c->empty;
}

static struct value percent(struct value change, struct value before)
{
    if (!change.kind || !before.kind || value_number(before) == 0)
        return VALUE_NONE;
    return value_float(100 * value_number(change) / fabs(value_number(before)));
}

static void write_row(struct comparison *c, uint32_t group, struct value *out)
{
    const struct plan *p = c->plan;
    struct frame now = { 0 }, before = { 0 };

    groups_frame(&c->now, group, &now);
    before_frame(c, group, &before);
    for (size_t i = 0; i < p->columns_n; i++)
        if (!expr_has_agg(p->columns[i].expr))
            *out++ = code_run(c->now_codes.columns[i], &now);
    for (size_t i = 0; i < p->columns_n; i++) {
        if (!expr_has_agg(p->columns[i].expr))
            continue;
        struct value v = code_run(c->now_codes.columns[i], &now);
        struct value w = code_run(c->before_codes.columns[i], &before);
        struct value change = value_subtract(v, w);
        *out++ = v;
        *out++ = w;
        *out++ = change;
        *out++ = percent(change, w);
    }
}

static void write_rows(struct comparison *c, struct relation *out)
{
    const struct plan *p = c->plan;
    struct picked s;
    size_t from, to, width = 0;

    for (size_t i = 0; i < p->columns_n; i++)
        width += expr_has_agg(p->columns[i].expr) ? 4 : 1;
    pick_groups(&c->now, &c->now_codes, &s);
    pick_span(&c->now, &s, &from, &to);
    *out = (struct relation){ .columns_n = width,
                              .rows_n = to - from,
                              .cells = NEW_N(c->run->a, struct value, (to - from) * width),
                              .total = s.n,
                              .truncated = p->limit == 0 && to < s.n };
    for (size_t i = from; i < to; i++)
        write_row(c, s.p[i], out->cells + (i - from) * width);
}

err_t compare_run(struct run *r, const struct plan *p, struct relation *out)
{
    struct comparison c = { .run = r, .plan = p };
    struct plan *other = NEW(r->a, struct plan), *one = NEW(r->a, struct plan);

    *one = *p;
    one->compare = false;
    *other = *one;
    other->period = p->other;
    TRY(job_group(r, one, &c.now, &c.now_codes));
    TRY(job_group(r, other, &c.before, &c.before_codes));
    c.now.sums_are_zero = c.before.sums_are_zero = true;
    groups_finish(&c.before);
    join_groups(&c);
    groups_finish(&c.now);
    c.empty = groups_empty_aggs(&c.before);
    write_rows(&c, out);
    return ERR_OK;
}
