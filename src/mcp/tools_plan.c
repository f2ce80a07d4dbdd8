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

err_t mcp_run_plan(struct call *c, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    struct plan *p;
    struct result result = { 0 };
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
    TRY(b->source(b->ctx, c->arena, c->who->cancelled, &env.source, c->why));
    if (json_member_bool(c->args, "explain", false))
        return explain(c, &env, p, out);
    TRY(exec_run(c->arena, &env, p, &result, c->why));
    *out = result_to_json(&result);
    return ERR_OK;
}
