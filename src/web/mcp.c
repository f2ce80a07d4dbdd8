/* mcp.c - /mcp: the MCP server under the rights of who calls it.
 *
 * A token of a session, as a person gets at sign-in, is what a client sends as
 * its bearer; the cookie of the page does not count, so no page of elsewhere
 * can use it.  Quotas and roles are the same as for questions. */
#include "agents/record.h"
#include "auth/quota.h"
#include "base/clock.h"
#include "base/ident.h"
#include "mcp/http.h"
#include "web/web.h"

/* A tool that is called reads data, so it is in the audit record before it runs;
 * what is no message is refused by the MCP server. */
static err_t record_tool(struct web *w, const struct request *req, const struct session *s,
                         struct why *why)
{
    struct actor who = { s->user, s->role, s->id, req->peer };
    json_t *message;

    if (json_read(req->arena, req->body, req->body.n, &message, NULL) != ERR_OK ||
        !str_eq(json_member_str(message, "method"), STR("tools/call")))
        return ERR_OK;
    return record_access(w->services->audit, &who, "tool_call",
                         json_member_str(json_object_get(message, "params"), "name"), NULL,
                         ident_new(req->arena), why);
}

err_t web_mcp_caller(void *ctx, struct request *req, struct mcp_caller *who, struct why *why)
{
    struct web *w = ctx;
    str bearer = request_header(req, STR("Authorization"));
    struct session s;
    struct catalog *cat;
    struct quota q;

    if (!str_starts(bearer, STR("Bearer ")))
        return why_fail(why, ERR_UNAUTHENTICATED, "send the token of a sign-in as a bearer");
    TRY(auth_check(w->auth, req->arena, str_trim(str_sub(bearer, 7, bearer.n)), clock_now_s(), &s,
                   NULL));
    TRY(catalogs_hold(w->services->catalogs, &cat, why));
    const struct role *role = policy_role(cat->policy, s.role);
    unsigned limit = role ? role->requests_per_hour : 0;
    catalog_drop(cat);
    if (w->services->quotas && str_eq(req->method, STR("POST")))
        TRY(quota_take(w->services->kv, "mcp", s.user, limit * MCP_CALLS_A_QUESTION, 3600,
                       clock_now_s(), &q));
    *who = (struct mcp_caller){ .user = s.user, .role = s.role };
    return record_tool(w, req, &s, why);
}

err_t web_mcp(struct call *c, struct why *why)
{
    if (!c->web->mcp)
        return why_fail(why, ERR_NOT_FOUND,
                        "the MCP server runs elsewhere; see the setting \"mcp\"");
    mcp_http_serve(c->web->mcp, c->req);
    return ERR_OK;
}
