/* gate.c - the one way in: who is it, may they, is it really their page. */
#include "base/clock.h"
#include "base/ident.h"
#include "web/assets.h"
#include "web/live.h"
#include "web/web.h"

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

static uint32_t features_of(struct web *w, str role)
{
    struct catalog *cat;

    if (catalogs_hold(w->services->catalogs, &cat, NULL) != ERR_OK)
        return 0;
    const struct role *r = policy_role(cat->policy, role);
    uint32_t features = r ? r->features : 0;
    catalog_drop(cat);
    return features;
}

static str token_of(struct call *c)
{
    str bearer = request_header(c->req, STR("Authorization"));

    if (str_starts(bearer, STR("Bearer ")))
        return str_trim(str_sub(bearer, 7, bearer.n));
    c->by_cookie = true;
    return request_cookie(c->req, STR("auric"));
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
        c->features = features_of(c->web, c->session.role);
    }
    if (c->row->feature != FEATURE_NONE && !(c->features >> c->row->feature & 1u))
        return why_fail(why, ERR_DENIED, "your role does not include this; ask your administrator");
    return c->row->handler(c, why);
}

/* The route's context: this web and its row. */
struct binding {
    struct web *web;
    const struct route_row *row;
};

static struct binding bindings[sizeof web_routes / sizeof *web_routes];

static void handle(struct request *req)
{
    const struct binding *b = req->ctx;
    struct why why = { "" };
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
};

err_t web_open(struct web *w, const char *address, uint16_t port, struct why *why)
{
    struct route routes[sizeof web_routes / sizeof *web_routes];
    struct server_options o = {
        .address = address,
        .port = port,
        .headers = page_headers,
        .headers_n = sizeof page_headers / sizeof *page_headers,
    };

    for (size_t i = 0; i < web_routes_n; i++) {
        const struct route_row *row = &web_routes[i];
        bindings[i] = (struct binding){ w, row };
        routes[i] = (struct route){ row->method,   row->path, row->where,
                                    row->body_max, handle,    &bindings[i] };
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
}
