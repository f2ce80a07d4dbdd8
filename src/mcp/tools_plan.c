#include "mcp/tools.h"
#include "plan/check.h"
#include "plan/json.h"

#include <time.h>

/* Counting and listing are rights of their own. */
static err_t check_rights(struct call *c, const struct plan *p)
{
    const struct mcp_backend *b = &c->options->backend;
    enum feature need = plan_is_grouped(p) ? FEATURE_AGGREGATE : FEATURE_LIST;

    if (b->may && !b->may(b->ctx, c->who->role, need))
        return why_fail(c->why, ERR_DENIED,
                        need == FEATURE_LIST ? "your role may not list records"
                                             : "your role may not count or sum records");
    return ERR_OK;
}

static err_t explain(struct call *c, const struct exec_env *env, const struct plan *p, json_t **out)
{
    str text;

    TRY(exec_explain(c->arena, env, p, &text, c->why));
    *out = mcp_envelope("success");
    json_object_set_new(*out, "explanation", json_of_str(text));
    return ERR_OK;
}

/* Where a plan is run: in a copy, or at the source itself. */
struct asked {
    bool is_copy;
    str warning; /* why not in the copy */
};

static void note_copy(struct call *c, struct asked *from, const struct why *why)
{
    from->is_copy = false;
    from->warning = arena_fmt(c->arena, "%s, so the hub was asked", why_text(why, ERR_UNAVAILABLE));
}

static err_t find_source(struct call *c, const struct plan *p, struct exec_env *env,
                         struct asked *from)
{
    const struct mcp_backend *b = &c->options->backend;
    struct why why = { "" };
    err_t e = b->copy ? b->copy(b->ctx, c->arena, p, c->who->cancelled, &env->source, &why)
                      : ERR_NOT_FOUND;

    from->is_copy = e == ERR_OK;
    if (e && e != ERR_NOT_FOUND)
        note_copy(c, from, &why);
    return e ? b->source(b->ctx, c->arena, c->who->cancelled, &env->source, c->why) : ERR_OK;
}

/* The copy failed; what is too large or was stopped is so at the hub too. */
static bool may_ask_hub(err_t e)
{
    return e != ERR_CANCELLED && e != ERR_TOO_LARGE && e != ERR_BAD_INPUT;
}

static void add_warning(struct arena *a, struct result *r, str text)
{
    struct strs all = { NEW_N(a, str, r->warnings.n + 1), r->warnings.n + 1 };

    for (size_t i = 0; i < r->warnings.n; i++)
        all.p[i] = r->warnings.p[i];
    all.p[r->warnings.n] = text;
    r->warnings = all;
}

err_t mcp_run_plan(struct call *c, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    struct plan *p;
    struct result result = { 0 };
    struct asked from = { .is_copy = false };
    struct exec_env env = {
        .schema = c->schema,
        .budget = c->options->budget,
        .now = (int64_t)time(NULL),
        .cancelled = c->who->cancelled,
    };

    TRY(plan_from_json(c->arena, c->schema, json_object_get(c->args, "plan"), &p, c->why));
    TRY(plan_check(c->schema, p, c->why));
    TRY(check_rights(c, p));
    if (b->budget)
        env.budget = b->budget(b->ctx, c->who->role);
    bool explains = json_member_bool(c->args, "explain", false);
    err_t e = find_source(c, p, &env, &from);
    if (!e && explains)
        return explain(c, &env, p, out);
    if (!e)
        e = exec_run(c->arena, &env, p, &result, c->why);
    if (e && from.is_copy && may_ask_hub(e)) {
        note_copy(c, &from, c->why);
        TRY(b->source(b->ctx, c->arena, c->who->cancelled, &env.source, c->why));
        e = exec_run(c->arena, &env, p, &result, c->why);
    }
    TRY(e);
    if (from.warning.n)
        add_warning(c->arena, &result, from.warning);
    *out = result_to_json(&result);
    return ERR_OK;
}
