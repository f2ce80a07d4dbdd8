#include "flow/flow.h"

#include "base/clock.h"
#include "base/ident.h"
#include "codec/json.h"
#include "flow/steps.h"
#include "plan/json.h"

enum { RUN_TTL_S = 3600, RUN_JSON_MAX = 64 << 20 };

static str run_key(struct arena *a, str id)
{
    return arena_fmt(a, "run:%.*s", STR_ARG(id));
}

/* What a step gave.  That it is there says that the step was done. */
static str kept_key(struct arena *a, str id, enum step_id s)
{
    return arena_fmt(a, "kept:%.*s:%s", STR_ARG(id), step_name(s));
}

static json_t *strs_json(const struct turn *turns, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_of_str(turns[i].question));
    return list;
}

/* Who asked what: all that the pure steps need to be done again. */
static void save_state(struct run *r)
{
    json_t *o = json_object(), *actor = json_object();

    json_object_set_new(actor, "user", json_of_str(r->actor.user));
    json_object_set_new(actor, "role", json_of_str(r->actor.role));
    json_object_set_new(actor, "session", json_of_str(r->actor.session));
    json_object_set_new(actor, "ip", json_of_str(r->actor.ip));
    json_object_set_new(o, "actor", actor);
    json_object_set_new(o, "question", json_of_str(r->question));
    json_object_set_new(o, "conversation_id", json_of_str(r->conversation_id));
    json_object_set_new(o, "request_id", json_of_str(r->request_id));
    json_object_set_new(o, "now", json_integer(r->now));
    json_object_set_new(o, "node", json_of_str(r->node));
    json_object_set_new(o, "instructions", json_of_str(r->instructions));
    json_object_set_new(o, "earlier", strs_json(r->history, r->history_n));
    str text = json_text_take(r->arena, o);
    (void)!kv_set(r->services->kv, run_key(r->arena, r->id), text, RUN_TTL_S);
}

static void save_output(struct run *r, enum step_id s)
{
    const struct agent *agent = step_agent(s);
    json_t *kept = agent->keep && r->error == ERR_OK ? agent->keep(r) : NULL;

    if (kept)
        (void)!kv_set(r->services->kv, kept_key(r->arena, r->id, s), json_text_take(r->arena, kept),
                      RUN_TTL_S);
}

static void forget_state(struct run *r)
{
    str keys[STEP_COUNT + 1];
    size_t n = 0;

    for (enum step_id s = 0; s < STEP_COUNT; s++)
        if (step_agent(s)->keep && r->trace[s].done)
            keys[n++] = kept_key(r->arena, r->id, s);
    keys[n++] = run_key(r->arena, r->id);
    (void)!kv_del_all(r->services->kv, keys, n);
}

static void tell(const struct run *r, enum step_id s, const char *state)
{
    if (r->events && r->events->on_step)
        r->events->on_step(r->events->ctx, r, s, state);
}

/* What an earlier process kept of this step, or NULL. */
static const json_t *kept_output(struct run *r, enum step_id s)
{
    json_t *v;
    str text;

    if (!step_agent(s)->restore ||
        kv_get(r->services->kv, r->arena, kept_key(r->arena, r->id, s), &text) != ERR_OK ||
        json_read(r->arena, text, RUN_JSON_MAX, &v, NULL) != ERR_OK)
        return NULL;
    return v;
}

/* Of a run that an earlier process began, pure steps are done again and the
 * others take what was kept. */
static err_t act(struct run *r, enum step_id s)
{
    const struct agent *agent = step_agent(s);
    const json_t *kept = r->resumed ? kept_output(r, s) : NULL;

    if (run_is_cancelled(r) && s < STEP_RESPONSE_SYNTHESIS)
        return why_fail(&r->why, ERR_CANCELLED, "stopped at your request");
    return kept ? agent->restore(r, kept, &r->why) : agent->act(r, &r->why);
}

/* Errors become the answer's text here, in one place. */
static void take_error(struct run *r, err_t e)
{
    r->error = e;
    r->outcome = r->answer.status = ANSWER_ERROR;
    r->answer.text = arena_str(r->arena, str_c(why_text(&r->why, e)));
}

static void do_step(struct run *r, enum step_id s)
{
    double start = clock_mono_ms();

    tell(r, s, "start");
    err_t e = act(r, s);
    if (e != ERR_OK)
        take_error(r, e);
    struct trace *t = &r->trace[s];
    t->ms = clock_mono_ms() - start;
    t->done = true;
    if (e == ERR_OK && step_agent(s)->show)
        t->detail = json_keep(r->arena, step_agent(s)->show(r));
    tell(r, s, e == ERR_OK ? "done" : "failed");
}

static void drive(struct flow *f, struct run *r)
{
    while (r->step < STEP_COUNT) {
        enum step_id s = r->step;
        do_step(r, s);
        r->step = step_after(r, s);
        if (atomic_load(&f->stopping) && r->step < STEP_COUNT)
            return; /* the next process goes on from here */
        save_output(r, s);
    }
    r->finished = true;
}

static void file_answer(struct flow *f, struct run *r)
{
    struct why why = { "" };

    if (!f->history || r->error == ERR_NOT_FOUND)
        return;
    str answer = flow_answer_text(r);
    str plan = r->plan && r->error == ERR_OK ? json_text_take(r->arena, plan_to_json(r->plan))
                                             : STR("");
    if (history_answer(f->history, r->id, answer, plan, &why) != ERR_OK)
        fprintf(stderr, "auric: run %.*s: the answer could not be kept: %s\n", STR_ARG(r->id),
                why.text);
}

static void drop_catalog(void *c)
{
    catalog_drop(c);
}

/* Turns of questions alone (auric eval): each is read after the ones before,
 * so that a follow-up to a follow-up has a plan to follow. */
static void read_earlier(struct run *r, const str *earlier, size_t n)
{
    struct turn *turns = NEW_N(r->arena, struct turn, n);

    r->history = turns;
    for (size_t i = 0; i < n; i++) {
        struct readings *rs = NEW(r->arena, struct readings);
        struct lang_env env = {
            .schema = r->view->schema,
            .values = r->catalog->values,
            .index = r->view->extra,
            .now = r->now,
            .week_start = r->services->week_start,
            .history = turns,
            .history_n = i,
            .instructions = r->instructions,
        };
        turns[i].question = earlier[i];
        if (lang_read(r->arena, &env, earlier[i], rs, NULL) == ERR_OK)
            turns[i].plan = rs->best.plan;
        r->history_n = i + 1;
    }
}

static err_t prepare(struct flow *f, struct run *r, const struct flow_question *q)
{
    struct services *s = f->services;

    TRY(catalogs_hold(s->catalogs, &r->catalog, &r->why));
    arena_defer(r->arena, drop_catalog, r->catalog);
    const struct role *role = policy_role(r->catalog->policy, r->actor.role);
    if (!role)
        return why_fail(&r->why, ERR_DENIED,
                        "your role \"%.*s\" is not known here; ask your "
                        "administrator",
                        STR_ARG(r->actor.role));
    r->view = catalog_view(r->catalog, role, lang_index_make);
    if (f->history && !r->conversation_is_new)
        TRY(history_turns(f->history, r->arena, r->view->schema, r->actor.user, r->conversation_id,
                          r->id, (struct turn **)&r->history, &r->history_n, &r->why));
    else if (!f->history)
        read_earlier(r, q->earlier, q->earlier_n);
    return ERR_OK;
}

static struct run *run_new(struct flow *f, struct arena *a, const struct flow_question *q, str id)
{
    struct run *r = NEW(a, struct run);

    *r = (struct run){
        .arena = a,
        .services = f->services,
        .id = id,
        .question = str_trim(q->question),
        .conversation_id = q->conversation_id,
        .request_id = q->request_id,
        .actor = q->actor,
        .now = q->now ? q->now : clock_now_s(),
        .instructions = q->instructions,
        .events = q->events,
        .cancelled = q->cancelled,
        .brain = "local",
        .node = f->node,
    };
    return r;
}

static void go(struct flow *f, struct run *r, const struct flow_question *q)
{
    err_t e = prepare(f, r, q);

    if (e != ERR_OK) {
        take_error(r, e);
        r->step = STEP_AUDIT_LOG; /* what failed is recorded too */
    }
    drive(f, r);
    if (!r->finished)
        return;
    file_answer(f, r);
    forget_state(r);
}

struct run *flow_ask(struct flow *f, struct arena *a, const struct flow_question *q)
{
    struct run *r = run_new(f, a, q, ident_new(a));

    if (f->history) {
        r->conversation_is_new = r->conversation_id.n == 0;
        err_t e = history_ask(f->history, a, r->actor.user, &r->conversation_id, r->id, r->question,
                              r->now, &r->why);
        if (e != ERR_OK) {
            take_error(r, e);
            return r;
        }
    }
    if (r->events && r->events->on_begin)
        r->events->on_begin(r->events->ctx, r);
    save_state(r);
    go(f, r, q);
    if (!r->finished)
        take_error(r, why_fail(&r->why, ERR_UNAVAILABLE,
                               "the server is restarting; look into this conversation for the "
                               "answer in a moment"));
    return r;
}

static str node_key(struct arena *a, str node)
{
    return arena_fmt(a, "node:%.*s", STR_ARG(node));
}

void flow_alive(struct flow *f)
{
    struct arena *a = arena_new();

    (void)!kv_set(f->services->kv, node_key(a, f->node), STR("1"), NODE_TTL_S);
    arena_free(a);
}

/* Whose process is dead, and nobody else was faster. */
static bool is_mine(struct flow *f, struct arena *a, str key, str node)
{
    struct kv *kv = f->services->kv;
    int64_t claims;
    str alive;

    if (str_eq(node, f->node) || kv_get(kv, a, node_key(a, node), &alive) == ERR_OK)
        return false;
    str claim = arena_fmt(a, "claim:%.*s:%.*s", STR_ARG(key), STR_ARG(node));
    return kv_incr(kv, claim, 1, RUN_TTL_S, &claims) == ERR_OK && claims == 1;
}

static bool resume_one(struct flow *f, struct arena *a, str key)
{
    json_t *o;
    str text;

    if (kv_get(f->services->kv, a, key, &text) != ERR_OK ||
        json_read(a, text, RUN_JSON_MAX, &o, NULL) != ERR_OK ||
        !is_mine(f, a, key, json_member_str(o, "node")))
        return false;
    const json_t *actor = json_object_get(o, "actor");
    struct flow_question q = {
        .question = json_member_str(o, "question"),
        .conversation_id = json_member_str(o, "conversation_id"),
        .request_id = json_member_str(o, "request_id"),
        .now = json_member_int(o, "now", 0),
        .instructions = json_member_str(o, "instructions"),
        .actor = { json_member_str(actor, "user"), json_member_str(actor, "role"),
                   json_member_str(actor, "session"), json_member_str(actor, "ip") },
    };
    struct run *r = run_new(f, a, &q, str_sub(key, 4, key.n));
    r->resumed = true;
    go(f, r, &q);
    return true;
}

size_t flow_resume(struct flow *f)
{
    struct arena *a = arena_new();
    str *keys;
    size_t n, resumed = 0;

    if (kv_keys(f->services->kv, a, STR("run:"), &keys, &n) == ERR_OK)
        for (size_t i = 0; i < n; i++) {
            struct arena *one = arena_new();
            resumed += resume_one(f, one, keys[i]);
            arena_free(one);
        }
    arena_free(a);
    return resumed;
}
