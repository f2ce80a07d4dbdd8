/* mcp.c - /mcp: the MCP server under the rights of who calls it.
 *
 * A token of a session, as a person gets at sign-in, is what a client sends as
 * its bearer; the cookie of the page does not count, so no page of elsewhere
 * can use it.  Quotas and roles are the same as for questions. */
#include "auth/quota.h"
#include "base/clock.h"
#include "mcp/http.h"
#include "web/web.h"

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
    return ERR_OK;
}

err_t web_mcp(struct call *c, struct why *why)
{
    if (!c->web->mcp)
        return why_fail(why, ERR_NOT_FOUND,
                        "the MCP server runs elsewhere; see the setting \"mcp\"");
    mcp_http_serve(c->web->mcp, c->req);
    return ERR_OK;
}
