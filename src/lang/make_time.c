#include "lang/make.h"

#include "lang/build.h"
#include "lang/paths.h"

static struct expr *walk_date(struct maker *m, int root, int model, int field)
{
    struct node n = node_of_field(model, field);
    return make_expr(m, root, n);
}

/* The date that a time without one means: the model's default, else its only
 * date, else that of the nearest model that has one. */
static struct expr *default_date(struct maker *m, int root)
{
    const struct model *mo = index_model(m->r->x, root);
    if (mo->default_date >= 0)
        return walk_date(m, root, root, mo->default_date);
    int only = -1, dates = 0;
    for (int f = 0; f < (int)mo->fields_n; f++)
        if (field_is_date(&mo->fields[f])) {
            only = only < 0 ? f : only;
            dates++;
        }
    if (dates) {
        m->d->guesses += dates > 1;
        return walk_date(m, root, root, only);
    }
    int best = -1;
    for (int k = 0; k < (int)m->r->x->schema->models_n; k++)
        if (index_forward(m->r->x, root, k) != 255 && index_model(m->r->x, k)->default_date >= 0 &&
            (best < 0 || index_forward(m->r->x, root, k) < index_forward(m->r->x, root, best)))
            best = k;
    if (best < 0)
        return NULL;
    m->d->guesses++;
    return walk_date(m, root, best, index_model(m->r->x, best)->default_date);
}

struct expr *make_date(struct maker *m, int root, const struct when *w)
{
    if (node_is_set(w->date))
        return make_expr(m, root, w->date);
    return default_date(m, root);
}

static struct period period_of(const struct when *w, struct expr *date)
{
    return (struct period){ .date = date,
                            .from = w->from,
                            .to = w->to,
                            .has_from = w->has_from,
                            .has_to = w->has_to,
                            .label = w->label };
}

static void range(struct maker *m, struct cond **where, const struct when *w, struct expr *date)
{
    struct cond *c = NEW(m->a, struct cond);
    bool day = expr_kind(date) == VALUE_DATE;
    c->op = COND_RANGE;
    c->left = date;
    c->values_n = 2;
    c->values = NEW_N(m->a, struct value, 2);
    if (w->has_from)
        c->values[0] = day ? value_date(w->from / DAY_S) : value_instant(w->from);
    if (w->has_to)
        c->values[1] = day ? value_date((w->to + DAY_S - 1) / DAY_S) : value_instant(w->to);
    *where = cond_join(m->a, COND_AND, *where, w->negated ? cond_not(m->a, c) : c);
}

static struct timex_env time_env(const struct maker *m)
{
    return (struct timex_env){ .now = m->r->env->now,
                               .fiscal_month = m->r->env->schema->fiscal_month,
                               .fiscal_day = m->r->env->schema->fiscal_day,
                               .week_start = m->r->env->week_start ? m->r->env->week_start : 1,
                               .lang = STR("en") };
}

static void compare_before(struct maker *m, const struct when *w, struct expr *date)
{
    struct timex_env env = time_env(m);
    struct time_span before = { 0 };
    if (!w->time || !w->has_from || !w->has_to)
        return;
    if (m->f->compare == COMPARE_YEAR)
        timex_year_before(&env, w->time, &before);
    else
        timex_before(&env, w->time, &before);
    m->plan->compare = true;
    m->plan->other = (struct period){ .date = date,
                                      .from = before.from,
                                      .to = before.to,
                                      .has_from = before.has_from,
                                      .has_to = before.has_to,
                                      .label = STR("the period before") };
}

/* Growth of something, since when was not said: this year so far is what a
 * business looks at first; said aloud. */
static void compare_this_year(struct maker *m)
{
    struct when w = { .date = NODE_NONE, .has_from = true, .has_to = true };
    struct civil now = civil_from_seconds(m->r->env->now);
    struct expr *date = make_date(m, m->root, &w);
    if (!date) {
        m->d->odd = true;
        return;
    }
    w.from = civil_days(now.year, 1, 1) * DAY_S;
    w.to = civil_days(now.year + 1, 1, 1) * DAY_S;
    m->plan->period = period_of(&w, date);
    m->plan->period.label = STR("this year");
    m->plan->compare = true;
    m->plan->other = m->plan->period;
    m->plan->other.from = civil_days(now.year - 1, 1, 1) * DAY_S;
    m->plan->other.to = w.from;
    m->plan->other.label = STR("last year");
    m->d->guesses++;
    make_note(m, "No period was named: this year is compared with last year.");
}

/* "up compared to last quarter": this quarter is what is looked at. */
static bool compare_current(struct maker *m, const struct when *w, struct expr *date)
{
    static const char *const this[] = {
        [GRAIN_DAY] = "today",        [GRAIN_WEEK] = "this week",
        [GRAIN_MONTH] = "this month", [GRAIN_QUARTER] = "this quarter",
        [GRAIN_HALF] = NULL,          [GRAIN_YEAR] = "this year"
    };
    struct timex_env env = time_env(m);
    timex_vec spans = { 0 };
    if (!w->time || w->time->grain > GRAIN_YEAR || !this[w->time->grain])
        return false;
    timex_find(m->a, &env, str_c(this[w->time->grain]), &spans);
    if (spans.n != 1 || spans.p[0].from <= w->from)
        return false;
    m->plan->other = period_of(w, date);
    m->plan->compare = true;
    m->plan->period.from = spans.p[0].from;
    m->plan->period.to = spans.p[0].to;
    m->plan->period.has_from = m->plan->period.has_to = true;
    m->plan->period.label = str_c(this[w->time->grain]);
    return true;
}

static struct cond *in_period(struct maker *m, const struct period *p)
{
    struct when w = { .from = p->from, .to = p->to, .has_from = p->has_from, .has_to = p->has_to };
    struct cond *c = NULL;
    range(m, &c, &w, p->date);
    return c;
}

/* The figure in the one period, in the other, and what is between them; groups
 * by that.  A plan that compares orders by the first period, so it is one that
 * does not compare. */
static void order_by_growth(struct maker *m, struct cond **where)
{
    struct plan *p = m->plan;
    struct expr *both[2] = { NULL, NULL };
    struct period of[2] = { p->period, p->other };
    struct cond *either = NULL;
    for (size_t i = 0; i < p->columns_n && p->compare && p->groups_n; i++)
        if (p->columns[i].expr->op == EXPR_AGG && !both[0]) {
            for (int k = 0; k < 2; k++) {
                both[k] = NEW(m->a, struct expr);
                *both[k] = *p->columns[i].expr;
                of[k].date = of[0].date;
                both[k]->where = cond_join(m->a, COND_AND, both[k]->where, in_period(m, &of[k]));
                either = cond_join(m->a, COND_OR, either, in_period(m, &of[k]));
            }
            p->columns[i].expr = both[0];
            p->columns[i].label = of[0].label;
        }
    if (!both[0]) {
        m->d->odd = true;
        m->d->unused_ops += 2;
        return;
    }
    struct expr *growth = expr_op2(m->a, EXPR_SUB, both[0], both[1]);
    plan_column(m->a, p, both[1], of[1].label);
    plan_column(m->a, p, growth, STR("Change"));
    p->compare = false;
    p->period = (struct period){ .date = NULL };
    *where = cond_join(m->a, COND_AND, *where, either);
    plan_order(m->a, p, growth, m->f->by_growth > 0);
    p->limit = m->f->growth_limit;
}

static struct cond *date_in(struct maker *m, const struct when *w, struct expr *date)
{
    struct cond *c = NULL;
    range(m, &c, w, date);
    return c;
}

/* Groups with more rows in the one period than in the other. */
static void grown_groups(struct maker *m, struct cond **where)
{
    const struct frame *f = m->f;
    const struct when *w[2] = { &f->periods[0], &f->periods[1] };
    struct expr *n[2];
    struct cond *either = NULL;
    if (w[1]->at < w[0]->at) {
        w[0] = &f->periods[1];
        w[1] = &f->periods[0];
    }
    for (int i = 0; i < 2; i++) {
        struct expr *date = make_date(m, m->root, w[i]);
        if (!date) {
            m->d->odd = true;
            return;
        }
        n[i] = expr_agg(m->a, AGG_COUNT, NULL);
        n[i]->where = date_in(m, w[i], date);
        either = cond_join(m->a, COND_OR, either, date_in(m, w[i], date));
    }
    *where = cond_join(m->a, COND_AND, *where, either);
    m->plan->having = cond_join(m->a, COND_AND, m->plan->having,
                                cond_cmp(m->a, f->shrank ? COND_LT : COND_GT, n[0], n[1]));
}

void make_periods(struct maker *m, struct cond **where)
{
    const struct frame *f = m->f;
    const struct when *main_period = NULL;
    if (f->has_grew && f->periods_n == 2) {
        grown_groups(m, where);
        return;
    }
    for (size_t i = 0; i < f->periods_n; i++) {
        const struct when *w = &f->periods[i];
        if (w->scope || period_is_below(m, w))
            continue;
        struct expr *date = make_date(m, m->root, w);
        if (!date) {
            m->d->odd = true;
            continue;
        }
        if (!main_period && !w->negated) {
            main_period = w;
            m->plan->period = period_of(w, date);
            if (w->is_other && compare_current(m, w, date))
                continue;
            if (f->compare == COMPARE_BEFORE || f->compare == COMPARE_YEAR)
                compare_before(m, w, date);
            continue;
        }
        if (f->compare == COMPARE_GIVEN && !m->plan->compare) {
            struct period p = period_of(w, date);
            if (p.from == m->plan->period.from && p.to == m->plan->period.to) {
                compare_before(m, main_period, date); /* "the previous 30 days" */
                continue;
            }
            m->plan->compare = true;
            bool later = p.from > m->plan->period.from;
            m->plan->other = later ? m->plan->period : p;
            if (later)
                m->plan->period = p;
            continue;
        }
        range(m, where, w, date);
    }
    if (f->compare != COMPARE_NONE && !m->plan->compare &&
        (f->growth_only || f->by_growth || !m->plan->groups_n) && !m->plan->period.date)
        compare_this_year(m);
    if (f->by_growth)
        order_by_growth(m, where);
}
