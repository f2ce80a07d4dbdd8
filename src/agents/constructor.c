/* constructor.c - the query constructor: a checked plan within the user's
 * rights, and the comparison that an executive would ask for next. */
#include "agents/run.h"
#include "codec/json.h"
#include "plan/check.h"
#include "plan/json.h"
#include "plan/words.h"

static bool walks_away(const struct expr *e)
{
    return e && (e->path.n > 0 || e->plan || walks_away(e->a[0]) || walks_away(e->a[1]));
}

static bool cond_walks_away(const struct cond *c)
{
    if (!c)
        return false;
    for (size_t i = 0; i < c->kids_n; i++)
        if (cond_walks_away(c->kids[i]))
            return true;
    return c->path.n > 0 || c->plan || walks_away(c->left) || walks_away(c->right);
}

static bool crosses_models(const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (walks_away(p->columns[i].expr))
            return true;
    for (size_t i = 0; i < p->groups_n; i++)
        if (walks_away(p->groups[i]))
            return true;
    for (size_t i = 0; i < p->order_n; i++)
        if (walks_away(p->order[i].expr))
            return true;
    return walks_away(p->period.date) || cond_walks_away(p->where) || cond_walks_away(p->having);
}

/* The features that a plan needs, each refused in words of its own. */
static const char *missing_feature(const struct role *role, const struct plan *p)
{
    if (plan_is_grouped(p) && !role_may(role, FEATURE_AGGREGATE))
        return "counts and totals";
    if (!plan_is_grouped(p) && !role_may(role, FEATURE_LIST))
        return "single records";
    if (crosses_models(p) && !role_may(role, FEATURE_CROSS_MODEL))
        return "questions over several models";
    return NULL;
}

static const struct {
    str said, before;
    enum grain grain;
} periods[] = {
    { STR_INIT("this week"), STR_INIT("last week"), GRAIN_WEEK },
    { STR_INIT("this month"), STR_INIT("last month"), GRAIN_MONTH },
    { STR_INIT("this quarter"), STR_INIT("last quarter"), GRAIN_QUARTER },
    { STR_INIT("this year"), STR_INIT("last year"), GRAIN_YEAR },
    { STR_INIT("last month"), STR_INIT("the month before"), GRAIN_MONTH },
    { STR_INIT("last quarter"), STR_INIT("the quarter before"), GRAIN_QUARTER },
    { STR_INIT("last year"), STR_INIT("the year before"), GRAIN_YEAR },
};

static int64_t earlier(int64_t seconds, enum grain g)
{
    static const int months[] = { [GRAIN_MONTH] = 1, [GRAIN_QUARTER] = 3, [GRAIN_YEAR] = 12 };

    if (g == GRAIN_WEEK)
        return seconds - 7 * DAY_S;
    return civil_add_months(seconds / DAY_S, -months[g]) * DAY_S;
}

/* One figure over a named calendar period is compared with the one before,
 * because that is the next question; the user did not ask, so its columns stay
 * out of the table. */
static void compare_before(struct run *r)
{
    struct plan *p = r->plan;
    const struct period *now = &p->period;

    if (!r->services->compare_before || p->compare || !now->date || !now->has_from ||
        !now->has_to || p->groups_n || p->columns_n != 1 || !plan_is_grouped(p))
        return;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        if (!str_eq_nocase(now->label, periods[i].said))
            continue;
        p->other = *now;
        p->other.from = earlier(now->from, periods[i].grain);
        p->other.to = now->from;
        p->other.label = periods[i].before;
        p->compare = r->implicit_compare = true;
        return;
    }
}

/* A reading that is offered is computed too, so it is within the same rights;
 * otherwise it is offered without its result. */
static void check_options(struct run *r)
{
    struct readings *rs = &r->readings;

    for (size_t i = 0; i < rs->options_n; i++) {
        struct plan *p = rs->options[i].plan;
        if (p &&
            (plan_check(r->view->schema, p, NULL) != ERR_OK || missing_feature(r->view->role, p)))
            rs->options[i].plan = NULL;
    }
}

static err_t act(struct run *r, struct why *why)
{
    const char *missing;

    check_options(r);
    if (!r->plan)
        return ERR_OK;
    TRY(plan_check(r->view->schema, r->plan, why));
    missing = missing_feature(r->view->role, r->plan);
    if (missing) {
        run_refuse(r, ANSWER_DENIED,
                   arena_fmt(r->arena, "Your role may not see %s. Ask %.*s if you need them.",
                             missing, STR_ARG(r->view->role->contact)));
        return ERR_OK;
    }
    compare_before(r);
    return ERR_OK;
}

static json_t *show(const struct run *r)
{
    json_t *o = json_object(), *fields;

    if (!r->plan)
        return o;
    fields = json_array();
    for (size_t i = 0; i < r->plan->columns_n; i++)
        json_array_append_new(fields, json_of_str(r->plan->columns[i].label));
    json_object_set_new(o, "universe_id", json_of_str(r->plan->model->id));
    json_object_set_new(o, "repository_id", json_of_str(r->view->schema->repository_id));
    json_object_set_new(o, "fields", fields);
    json_object_set_new(o, "reading", json_of_str(plan_words(r->arena, r->plan)));
    json_object_set_new(o, "plan", plan_to_json(r->plan));
    return o;
}

const struct agent agent_constructor = { "query constructor", act, show, NULL, NULL };
