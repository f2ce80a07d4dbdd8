/* gate.c - the one way in: who is it, may they, is it really their page. */
#include "agents/record.h"
#include "auth/quota.h"
#include "base/clock.h"
#include "base/ident.h"
#include "web/assets.h"
#include "web/live.h"
#include "web/web.h"

#include <arpa/inet.h>
#include <stdlib.h>

const struct route_row web_routes[] = {
#define X(method, path, who, where, csrf, feature, body_max, handler, summary)                     \
    { method, path, who, where, csrf, FEATURE_##feature, body_max, handler, summary },
    ROUTE_LIST(X)
#undef X
};
const size_t web_routes_n = sizeof web_routes / sizeof *web_routes;

enum { BODY_JSON_MAX = 4 << 20 };

json_t *error_json(err_t e, const char *message, str request_id, unsigned retry_after_s)
{
    json_t *o = json_object(), *err = json_object();

    json_object_set_new(err, "code", json_string(err_info(e)->code));
    json_object_set_new(err, "message", json_of_str(str_c(message)));
    json_object_set_new(err, "request_id", json_of_str(request_id));
    if (retry_after_s)
        json_object_set_new(err, "retry_after", json_integer((json_int_t)retry_after_s));
    json_object_set_new(o, "error", err);
    return o;
}

void call_reply(struct call *c, str content_type, str body, const struct header *extra, size_t n)
{
    server_reply(c->req, 200, content_type, body, extra, n);
}

void call_json(struct call *c, int status, json_t *take)
{
    static const struct header no_store[] = { { STR_INIT("Cache-Control"), STR_INIT("no-store") } };

    server_reply(c->req, status, STR("application/json"), json_text_take(c->arena, take), no_store,
                 1);
}

err_t call_body(struct call *c, json_t **out, struct why *why)
{
    str type = request_header(c->req, STR("Content-Type"));

    if (!str_starts(type, STR("application/json")))
        return why_fail(why, ERR_BAD_INPUT, "send the body as Content-Type: application/json");
    TRY(json_read(c->arena, c->req->body, BODY_JSON_MAX, out, why));
    if (!json_is_object(*out))
        return why_fail(why, ERR_BAD_INPUT, "the body must be a JSON object");
    return ERR_OK;
}

struct actor call_actor(const struct call *c)
{
    return (struct actor){ c->session.user, c->session.role, c->session.id, c->req->peer };
}

/* "https://host:port" of a browser against the Host it talked to. */
bool call_same_origin(const struct call *c)
{
    str origin = request_header(c->req, STR("Origin"));
    str host = request_header(c->req, STR("Host"));
    size_t at = str_find(origin, STR("://"));

    return origin.n == 0 || (at < origin.n && str_eq(str_sub(origin, at + 3, origin.n), host));
}

err_t call_record(const struct call *c, const char *event, str target, struct why *why)
{
    struct actor who = call_actor(c);

    return record_access(c->web->services->audit, &who, event, target, NULL, c->request_id, why);
}

static unsigned tries_per_hour(const struct web *w, str role)
{
    struct catalog *cat = catalogs_find(w->services->catalogs);
    const struct role *r = policy_role(cat ? cat->policy : w->roles, role);
    unsigned tries = r ? 2 * r->requests_per_hour : 0;

    catalog_drop(cat);
    return tries > TRIES_PER_HOUR ? tries : TRIES_PER_HOUR;
}

err_t web_may_try(const struct web *w, const struct session *s, struct why *why)
{
    struct quota q;
    err_t e = quota_take(w->services->kv, "try", s->user, tries_per_hour(w, s->role), 3600,
                         clock_now_s(), &q);

    return e == ERR_LIMITED ? why_fail(why, e, "that is too many questions; wait %u minutes",
                                       (q.retry_after_s + 59) / 60)
                            : e;
}

/* Without a catalog, on a hub that is down, the built-in roles still hold. */
static err_t features_of(struct web *w, str role, uint32_t *out, struct why *why)
{
    struct catalog *cat = catalogs_find(w->services->catalogs);
    const struct role *r = policy_role(cat ? cat->policy : w->roles, role);
    bool read = cat != NULL;

    *out = r ? r->features : 0;
    catalog_drop(cat);
    return r || read ? ERR_OK
                     : why_fail(why, ERR_UNAVAILABLE,
                                "the models have not been read yet; try again in a moment");
}

/* Somebody who tries what is not theirs is worth knowing, but not worth a full
 * disk. */
static err_t refuse(struct call *c, struct why *why)
{
    enum { NOTED_PER_HOUR = 60 };
    struct actor who = call_actor(c);
    struct quota q;

    if (quota_take(c->web->services->kv, "denied", who.user, NOTED_PER_HOUR, 3600, clock_now_s(),
                   &q) == ERR_OK)
        TRY(record_access(c->web->services->audit, &who, "request", c->req->path, "role",
                          c->request_id, why));
    return why_fail(why, ERR_DENIED, "your role does not include this; ask your administrator");
}

str call_cookie_name(const struct web *w)
{
    return w->https ? STR("__Host-auric") : STR("auric");
}

static str token_of(struct call *c)
{
    str bearer = request_header(c->req, STR("Authorization"));

    if (str_starts(bearer, STR("Bearer ")))
        return str_trim(str_sub(bearer, 7, bearer.n));
    c->by_cookie = true;
    return request_cookie(c->req, call_cookie_name(c->web));
}

/* A cookie is sent by the browser for whoever asks it to; a change must show
 * that it comes from our page.  A bearer token is shown on purpose. */
static err_t check_page(struct call *c, struct why *why)
{
    if (!call_same_origin(c))
        return why_fail(why, ERR_DENIED, "this request comes from another site");
    if (c->row->csrf && c->by_cookie &&
        !auth_csrf_fits(c->web->auth, &c->session, request_header(c->req, STR("X-CSRF-Token")),
                        clock_now_s()))
        return why_fail(why, ERR_DENIED, "send the X-CSRF-Token that /api/me gives");
    return ERR_OK;
}

static err_t enter(struct call *c, struct why *why)
{
    if (c->row->who == SESSION) {
        struct why detail = { "" }; /* for nobody: it tells what was wrong with a token */
        err_t e = auth_check(c->web->auth, c->arena, token_of(c), clock_now_s(), &c->session,
                             &detail);
        if (e != ERR_OK)
            return e;
        TRY(check_page(c, why));
        TRY(features_of(c->web, c->session.role, &c->features, why));
    }
    if (c->row->feature != FEATURE_NONE && !(c->features >> c->row->feature & 1u))
        return refuse(c, why);
    return c->row->handler(c, why);
}

/* The route's context: this web and its row. */
struct binding {
    struct web *web;
    const struct route_row *row;
};

static bool in_list(str list, str name)
{
    while (list.n)
        if (str_eq(str_trim(str_cut(&list, ',')), name))
            return true;
    return false;
}

/* Who is at the other end: behind a proxy of ours, whom it names last; what
 * stands before that, anybody may have written. */
static str client_of(const struct web *w, const struct request *req)
{
    str said = request_header(req, STR("X-Forwarded-For")), last = STR("");
    unsigned char address[16];

    if (!in_list(w->proxies, req->peer))
        return req->peer;
    while (said.n)
        last = str_trim(str_cut(&said, ','));
    const char *text = arena_cstr(req->arena, last);
    bool is_address = inet_pton(AF_INET, text, address) == 1 ||
                      inet_pton(AF_INET6, text, address) == 1;
    return is_address ? last : req->peer;
}

static void handle(struct request *req)
{
    const struct binding *b = req->ctx;
    struct why why = { "" };
    req->peer = client_of(b->web, req);
    struct call c = {
        .req = req,
        .web = b->web,
        .arena = req->arena,
        .row = b->row,
        .request_id = ident_new(req->arena),
    };
    err_t e = enter(&c, &why);

    if (e == ERR_OK)
        return;
    if (err_info(e)->http_status >= 500 && e != ERR_UNAVAILABLE)
        fprintf(stderr, "auric: %.*s %s %.*s: %s\n", STR_ARG(c.request_id), b->row->method,
                STR_ARG(req->path), why_text(&why, e));
    call_json(&c, err_info(e)->http_status, error_json(e, why_text(&why, e), c.request_id, 0));
}

/* What every answer carries: nothing from elsewhere, nothing inline. */
static const struct header page_headers[] = {
    { STR_INIT("Content-Security-Policy"),
      STR_INIT("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
               "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
               "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'") },
    { STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff") },
    { STR_INIT("Referrer-Policy"), STR_INIT("no-referrer") },
    { STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin") },
    { STR_INIT("Permissions-Policy"), STR_INIT("camera=(), microphone=(), geolocation=()") },
    { STR_INIT("Strict-Transport-Security"), STR_INIT("max-age=31536000") }, /* behind TLS */
};
enum { HEADERS = sizeof page_headers / sizeof *page_headers };

err_t web_open(struct web *w, const char *address, uint16_t port, struct why *why)
{
    struct route routes[sizeof web_routes / sizeof *web_routes];
    struct server_options o = {
        .address = address,
        .port = port,
        .headers = page_headers,
        .headers_n = w->https ? HEADERS : HEADERS - 1,
    };

    w->bindings = calloc(web_routes_n, sizeof *w->bindings);
    if (!w->bindings)
        abort();
    for (size_t i = 0; i < web_routes_n; i++) {
        const struct route_row *row = &web_routes[i];
        w->bindings[i] = (struct binding){ w, row };
        routes[i] = (struct route){ row->method,   row->path, row->where,
                                    row->body_max, handle,    &w->bindings[i] };
    }
    w->started = clock_now_s();
    assets_open(w);
    TRY(server_new(&w->server, &o, routes, web_routes_n, why));
    live_open(w);
    return ERR_OK;
}

void web_close(struct web *w)
{
    server_free(w->server);
    assets_close(w);
    free(w->bindings);
}
