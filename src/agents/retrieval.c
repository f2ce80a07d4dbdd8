/* retrieval.c - data retrieval: the plan goes to the MCP server, rows come
 * back, and the cost is kept.
 *
 * Our own server runs a whole plan near the data.  A foreign one (the Python
 * server, version 2) has only record pages; then the same engine runs here
 * over its query_records tool. */
#include "agents/run.h"
#include "codec/json.h"
#include "exec/exec.h"
#include "mcp/server.h"
#include "mcp/source.h"
#include "plan/json.h"

static struct mcp_caller caller_of(const struct run *r)
{
    return (struct mcp_caller){ r->actor.user, r->actor.role, r->cancelled };
}

static err_t run_near_data(struct run *r, const struct plan *p, struct result *out, struct why *why)
{
    struct mcp_caller who = caller_of(r);
    json_t *args = json_object(), *reply;

    json_object_set_new(args, "plan", plan_to_json(p));
    TRY(mcp_call_tool(r->services->mcp, r->arena, &who, "run_plan", args, &reply, why));
    return result_from_json(r->arena, reply, out, why);
}

static err_t run_here(struct run *r, const struct plan *p, struct result *out, struct why *why)
{
    struct mcp_caller who = caller_of(r);
    struct source *source = mcp_source_new(r->arena, r->services->mcp, &who,
                                           r->view->schema->repository_id);
    struct exec_env env = {
        .schema = r->view->schema,
        .source = source,
        .budget = mcp_budget(r->view->role),
        .now = r->now,
        .cancelled = r->cancelled,
    };

    return exec_run(r->arena, &env, p, out, why);
}

/* More rows than a page shows are counted and said, not sent. */
static void cut(struct result *res, uint64_t rows_max)
{
    if (rows_max == 0 || res->rows_n <= rows_max)
        return;
    if (res->total < res->rows_n)
        res->total = res->rows_n;
    res->rows_n = (size_t)rows_max;
    res->truncated = true;
}

static err_t fetch(struct run *r, const struct plan *p, struct result *out, struct why *why)
{
    if (mcp_has_tool(r->services->mcp, "run_plan"))
        TRY(run_near_data(r, p, out, why));
    else
        TRY(run_here(r, p, out, why));
    cut(out, r->services->rows_max);
    return ERR_OK;
}

/* Each reading on offer is computed, so that the user chooses between answers
 * and not between phrases.  One that cannot be computed is offered without. */
static void fetch_options(struct run *r)
{
    struct readings *rs = &r->readings;
    struct answer_option *opts = NEW_N(r->arena, struct answer_option, rs->options_n);

    for (size_t i = 0; i < rs->options_n; i++) {
        struct result *res = NEW(r->arena, struct result);
        opts[i].label = rs->options[i].label;
        opts[i].question = rs->options[i].label;
        if (rs->options[i].plan && !run_is_cancelled(r) &&
            fetch(r, rs->options[i].plan, res, NULL) == ERR_OK)
            opts[i].result = res;
    }
    r->answer.options = opts;
    r->answer.options_n = rs->options_n;
}

static err_t act(struct run *r, struct why *why)
{
    if (run_is_cancelled(r))
        return why_fail(why, ERR_CANCELLED, "stopped before the records were fetched");
    if (r->plan)
        return fetch(r, r->plan, &r->result, why);
    if (r->readings.verdict == READ_CLARIFY)
        fetch_options(r);
    return ERR_OK;
}

static json_t *show(const struct run *r)
{
    const struct provenance *p = &r->result.provenance;
    json_t *o = json_object();

    json_object_set_new(o, "total_count", json_integer((json_int_t)r->result.total));
    json_object_set_new(o, "rows", json_integer((json_int_t)r->result.rows_n));
    json_object_set_new(o, "requests", json_integer((json_int_t)p->requests));
    json_object_set_new(o, "records_read", json_integer((json_int_t)p->records_read));
    json_object_set_new(o, "notes", result_notes_json(p));
    return o;
}

static json_t *keep(const struct run *r)
{
    return r->plan ? result_to_json(&r->result) : NULL;
}

static err_t restore(struct run *r, const json_t *kept, struct why *why)
{
    return result_from_json(r->arena, kept, &r->result, why);
}

const struct agent agent_retrieval = { "data retrieval", act, show, keep, restore };
