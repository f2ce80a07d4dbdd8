#include "agents/record.h"

#include "base/clock.h"
#include "base/vec.h"
#include "plan/words.h"

typedef VEC(str) names;

static void add_name(struct arena *a, names *out, str s)
{
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->p[i], s))
            return;
    *vec_push(a, out) = s;
}

struct touched {
    struct arena *a;
    const struct schema *schema;
    names models, fields;
};

static void touch_path(struct touched *t, const struct path *p)
{
    for (size_t i = 0; i < p->n; i++)
        add_name(t->a, &t->models, p->steps[i].model->name);
}

static void touch_cond(struct touched *t, const struct cond *c);
static void touch_plan(struct touched *t, const struct plan *p);

static void touch_expr(struct touched *t, const struct expr *e)
{
    if (!e)
        return;
    touch_path(t, &e->path);
    if (e->field) {
        const struct model *m = schema_model_of(t->schema, e->field);
        if (m)
            add_name(t->a, &t->fields,
                     arena_fmt(t->a, "%.*s.%.*s", STR_ARG(m->name), STR_ARG(e->field->name)));
    }
    touch_expr(t, e->a[0]);
    touch_expr(t, e->a[1]);
    touch_cond(t, e->where);
    touch_plan(t, e->plan);
}

static void touch_cond(struct touched *t, const struct cond *c)
{
    if (!c)
        return;
    touch_path(t, &c->path);
    touch_expr(t, c->left);
    touch_expr(t, c->right);
    touch_plan(t, c->plan);
    for (size_t i = 0; i < c->kids_n; i++)
        touch_cond(t, c->kids[i]);
}

static void touch_plan(struct touched *t, const struct plan *p)
{
    if (!p)
        return;
    add_name(t->a, &t->models, p->model->name);
    for (size_t i = 0; i < p->columns_n; i++)
        touch_expr(t, p->columns[i].expr);
    for (size_t i = 0; i < p->groups_n; i++)
        touch_expr(t, p->groups[i]);
    for (size_t i = 0; i < p->order_n; i++)
        touch_expr(t, p->order[i].expr);
    touch_cond(t, p->where);
    touch_cond(t, p->having);
    touch_expr(t, p->period.date);
}

/* clang-format off */
static const struct { str action, decision, outcome; } fates[] = {
    [ANSWER_ANSWER]  = { STR_INIT("ALLOWED"),            STR_INIT("allow"), STR_INIT("answer") },
    [ANSWER_CLARIFY] = { STR_INIT("ALLOWED"),            STR_INIT("allow"), STR_INIT("clarify") },
    [ANSWER_ABSTAIN] = { STR_INIT("ALLOWED"),            STR_INIT("allow"), STR_INIT("abstain") },
    [ANSWER_DENIED]  = { STR_INIT("BLOCKED"),            STR_INIT("deny"),  STR_INIT("refused") },
    [ANSWER_BLOCKED] = { STR_INIT("SECURITY_VIOLATION"), STR_INIT("deny"),  STR_INIT("refused") },
    [ANSWER_ERROR]   = { STR_INIT("ALLOWED"),            STR_INIT("allow"), STR_INIT("failed") },
};
/* clang-format on */

static int64_t spent_us(const struct run *r)
{
    double ms = 0;

    for (enum step_id s = 0; s < STEP_COUNT; s++)
        ms += r->trace[s].ms;
    return (int64_t)(ms * 1000);
}

err_t record_run(struct run *r, struct why *why)
{
    struct touched t = { .a = r->arena };
    struct audit_event e = AUDIT_EVENT_NONE;
    bool refused = r->error == ERR_LIMITED || r->error == ERR_DENIED;
    int64_t seq;

    if (r->view) {
        t.schema = r->view->schema;
        touch_plan(&t, r->plan);
        for (size_t i = 0; i < r->answer.options_n; i++)
            if (r->answer.options[i].result)
                touch_plan(&t, r->readings.options[i].plan);
    }
    e.ts_ms = clock_now_ms();
    e.event = STR("question");
    e.actor = r->actor.user;
    e.role = r->actor.role;
    e.session = r->actor.session;
    e.ip = r->actor.ip;
    e.action = refused ? STR("BLOCKED") : fates[r->outcome].action;
    e.decision = refused ? STR("deny") : fates[r->outcome].decision;
    e.outcome = fates[r->outcome].outcome;
    e.question = r->question;
    e.reading = r->plan ? plan_words(r->arena, r->plan) : STR("");
    e.models = (struct audit_list){ t.models.p, t.models.n };
    e.fields = (struct audit_list){ t.fields.p, t.fields.n };
    e.rule = r->rule;
    e.reason = r->outcome == ANSWER_ANSWER ? STR("") : r->answer.text;
    guard_describe(&r->guard, &e.guard_verdict, &e.guard_score, &e.guard_rules.p, &e.guard_rules.n);
    e.request_id = r->request_id;
    e.error = r->error == ERR_OK ? STR("") : str_c(err_info(r->error)->code);
    e.rows = (int64_t)r->result.rows_n;
    e.requests = (int64_t)r->result.provenance.requests;
    e.us = spent_us(r);
    TRY(audit_append(r->services->audit, &e, &seq, why));
    r->audit_seq = (uint64_t)seq;
    return ERR_OK;
}

err_t record_sign_in(struct audit *au, str user, str role, str session, str ip, err_t outcome,
                     const char *reason, str request_id, struct why *why)
{
    struct audit_event e = AUDIT_EVENT_NONE;
    int64_t seq;

    e.ts_ms = clock_now_ms();
    e.event = STR("sign_in");
    e.actor = user;
    e.role = role;
    e.session = session;
    e.ip = ip;
    e.action = outcome == ERR_OK ? STR("ALLOWED") : STR("BLOCKED");
    e.decision = outcome == ERR_OK ? STR("allow") : STR("deny");
    e.reason = str_c(reason);
    e.error = outcome == ERR_OK ? STR("") : str_c(err_info(outcome)->code);
    e.request_id = request_id;
    return audit_append(au, &e, &seq, why);
}

/* Of an actor, allowed unless a rule says otherwise. */
static struct audit_event event_of(const struct actor *who, const char *event, str target,
                                   str request_id, const char *rule)
{
    struct audit_event e = AUDIT_EVENT_NONE;

    e.ts_ms = clock_now_ms();
    e.event = str_c(event);
    e.actor = who->user;
    e.role = who->role;
    e.session = who->session;
    e.ip = who->ip;
    e.action = rule ? STR("BLOCKED") : STR("ALLOWED");
    e.decision = rule ? STR("deny") : STR("allow");
    e.rule = str_c(rule ? rule : "");
    e.target = target;
    e.request_id = request_id;
    return e;
}

err_t record_change(struct audit *au, const struct actor *who, str target, str change,
                    str request_id, struct why *why)
{
    struct audit_event e = event_of(who, "admin_change", target, request_id, NULL);
    int64_t seq;

    e.change = change;
    return audit_append(au, &e, &seq, why);
}

err_t record_access(struct audit *au, const struct actor *who, const char *event, str target,
                    const char *rule, str request_id, struct why *why)
{
    struct audit_event e = event_of(who, event, target, request_id, rule);
    int64_t seq;

    return audit_append(au, &e, &seq, why);
}
