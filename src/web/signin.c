/* signin.c - signing in and out, who am I, where am I signed in. */
#include "agents/record.h"
#include "base/clock.h"
#include "web/web.h"

static json_t *user_json(const struct session *s)
{
    return json_pack("{s:o,s:o}", "name", json_of_str(s->user), "display_name",
                     json_of_str(s->display));
}

/* Every try is in the audit record, the failed ones with their reason; when it
 * cannot be written, nobody gets in. */
static err_t record(struct call *c, const struct sign_in *in, err_t outcome, struct why *why)
{
    return record_sign_in(c->web->services->audit, in->username, c->session.role, c->session.id,
                          c->req->peer, outcome, in->reason, c->request_id, why);
}

static str cookie(struct call *c, str token, unsigned age_s)
{
    return arena_fmt(c->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%u%s",
                     STR_ARG(call_cookie_name(c->web)), STR_ARG(token), age_s,
                     c->web->https ? "; Secure" : "");
}

static unsigned absolute_s(const struct call *c)
{
    return c->web->auth->absolute_s ? c->web->auth->absolute_s : SESSION_ABSOLUTE_S;
}

err_t web_login(struct call *c, struct why *why)
{
    json_t *body;
    str token = STR("");

    if (!call_same_origin(c))
        return why_fail(why, ERR_DENIED, "this request comes from another site");
    TRY(call_body(c, &body, why));
    struct sign_in in = {
        .username = json_member_str(body, "username"),
        .password = json_member_str(body, "password"),
        .source = c->req->peer,
        .agent = request_header(c->req, STR("User-Agent")),
    };
    err_t e = auth_sign_in(c->web->auth, c->arena, &in, clock_now_s(), &token, &c->session, why);
    TRY(record(c, &in, e, e == ERR_OK ? why : NULL));
    if (e == ERR_LIMITED) {
        struct header wait = { STR("Retry-After"), arena_fmt(c->arena, "%u", in.retry_after_s) };
        json_t *o = error_json(e, why_text(why, e), c->request_id, in.retry_after_s);
        server_reply(c->req, 429, STR("application/json"), json_text_take(c->arena, o), &wait, 1);
        return ERR_OK;
    }
    TRY(e);
    struct header extra[] = {
        { STR("Set-Cookie"), cookie(c, token, absolute_s(c)) },
        { STR("Cache-Control"), STR("no-store") },
    };
    json_t *o = json_object();
    json_object_set_new(o, "token", json_of_str(token));
    json_object_set_new(o, "expires_at", json_of_value(value_instant(c->session.expires)));
    json_object_set_new(o, "csrf", json_of_str(auth_csrf(c->web->auth, c->arena, &c->session)));
    json_object_set_new(o, "user", user_json(&c->session));
    json_object_set_new(o, "role", json_of_str(c->session.role));
    server_reply(c->req, 200, STR("application/json"), json_text_take(c->arena, o), extra, 2);
    return ERR_OK;
}

err_t web_logout(struct call *c, struct why *why)
{
    struct header gone = { STR("Set-Cookie"), cookie(c, STR(""), 0) };

    TRY(call_record(c, "sign_out", STR(""), why));
    TRY(auth_sign_out(c->web->auth, &c->session));
    server_reply(c->req, 200, STR("application/json"), STR("{}"), &gone, 1);
    return ERR_OK;
}

static json_t *features_json(uint32_t features)
{
    static const char *const names[] = {
#define X(name, what) #name,
        FEATURE_LIST(X)
#undef X
    };
    json_t *list = json_array();

    for (size_t i = 0; i < FEATURE_COUNT; i++)
        if (features >> i & 1u) {
            char lower[32] = "";
            for (size_t j = 0; names[i][j] && j + 1 < sizeof lower; j++)
                lower[j] = names[i][j] == '_' ? '_' : (char)(names[i][j] | 32);
            json_array_append_new(list, json_string(lower));
        }
    return list;
}

static json_t *quota_json(struct call *c, const struct role *role)
{
    struct quota q = { 0 };
    int64_t now = clock_now_s();

    (void)!quota_look(c->web->services->kv, "ask", c->session.user, role->requests_per_hour, 3600,
                      now, &q);
    return json_pack("{s:i,s:i,s:o}", "limit", (int)q.limit, "remaining", (int)q.remaining,
                     "reset_at", json_of_value(value_instant(now + 3600)));
}

err_t web_me(struct call *c, struct why *why)
{
    struct catalog *cat = catalogs_find(c->web->services->catalogs);
    const struct role *role = policy_role(cat ? cat->policy : c->web->roles, c->session.role);
    json_t *o = json_object();

    (void)why;
    json_object_set_new(o, "user", user_json(&c->session));
    json_object_set_new(o, "role", json_of_str(c->session.role));
    json_object_set_new(o, "features", features_json(c->features));
    if (role && cat) {
        const struct catalog_view *view = catalog_view(cat, role, lang_index_make);
        struct strs starters = starters_of(c->arena, view->schema);
        json_t *list = json_array();
        for (size_t i = 0; i < starters.n; i++)
            json_array_append_new(list, json_of_str(starters.p[i]));
        json_object_set_new(o, "starters", list);
    }
    if (role)
        json_object_set_new(o, "quota", quota_json(c, role));
    json_object_set_new(o, "csrf", json_of_str(auth_csrf(c->web->auth, c->arena, &c->session)));
    json_object_set_new(
        o, "session",
        json_pack("{s:i,s:o}", "idle_s",
                  (int)(c->web->auth->idle_s ? c->web->auth->idle_s : SESSION_IDLE_S), "expires_at",
                  json_of_value(value_instant(c->session.expires))));
    json_object_set_new(o, "brain", json_string(brain_name(c->web->services->brain)));
    json_object_set_new(o, "version", json_string(AURIC_VERSION));
    catalog_drop(cat);
    call_json(c, 200, o);
    return ERR_OK;
}

err_t web_sessions(struct call *c, struct why *why)
{
    struct session *all;
    size_t n;
    json_t *list = json_array();

    (void)why;
    json_keep(c->arena, list);
    TRY(auth_sessions(c->web->auth, c->arena, c->session.user, clock_now_s(), &all, &n));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o,s:o,s:o,s:o,s:b}", "id", json_of_str(all[i].id),
                                              "source", json_of_str(all[i].source), "agent",
                                              json_of_str(all[i].agent), "last_seen",
                                              json_of_value(value_instant(all[i].last_seen)),
                                              "current", (int)str_eq(all[i].id, c->session.id)));
    call_json(c, 200, json_pack("{s:O}", "sessions", list));
    return ERR_OK;
}

err_t web_session_end(struct call *c, struct why *why)
{
    err_t e = auth_end_session(c->web->auth, c->session.user, c->req->params[0], clock_now_s());

    if (e == ERR_NOT_FOUND)
        return why_fail(why, e, "you have no such session");
    TRY(e);
    call_json(c, 200, json_object());
    return ERR_OK;
}
