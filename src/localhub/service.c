#include "localhub/service.h"

#include "localhub/page.h"
#include "localhub/spoil.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char xml_type[] = "application/xml;charset=UTF-8";
static const char html_type[] = "text/html;charset=ISO-8859-1";

static void reply_xml(struct request *r, int status, const struct buf *body)
{
    server_reply(r, status, str_c(xml_type), buf_str(body), NULL, 0);
}

void hub_refuse(struct request *r, int status, const struct hub_strs *messages)
{
    struct buf b;

    buf_init(&b, r->arena);
    struct xml_out o = xml_out(&b);
    xml_declaration(&o);
    xml_open(&o, STR("error"));
    for (size_t i = 0; i < messages->n; i++)
        xml_leaf(&o, STR("message"), messages->p[i]);
    xml_close(&o);
    reply_xml(r, status, &b);
}

void hub_refuse_one(struct request *r, int status, const char *fmt, ...)
{
    char text[700];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    str message = str_c(text);
    hub_refuse(r, status, &(struct hub_strs){ .p = &message, .n = 1 });
}

void hub_refuse_body(struct request *r, int status, str xml)
{
    server_reply(r, status, str_c(xml_type), xml, NULL, 0);
}

void hub_refuse_login(struct request *r)
{
    server_reply(r, 403, str_c(xml_type),
                 STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><UserMessage"
                     " id=\"error.user.login\" type=\"error\"><Data>Please enter a valid email"
                     " and password.</Data></UserMessage>"),
                 NULL, 0);
}

static void refuse_html(struct request *r, int status, const char *reason)
{
    str page = arena_fmt(
        r->arena,
        "<html>\n<head>\n<meta http-equiv=\"Content-Type\" "
        "content=\"text/html;charset=ISO-8859-1\"/>"
        "\n<title>Error %d %s</title>\n</head>\n<body>\n<h2>HTTP ERROR: %d</h2>\n<p>Problem"
        " accessing this resource. Reason:\n<pre>    %s</pre></p>\n<hr /><i><small>Powered by"
        " Jetty://</small></i>\n</body>\n</html>\n",
        status, reason, status, reason);

    server_reply(r, status, str_c(html_type), page,
                 &(struct header){ STR("WWW-Authenticate"), STR("Basic realm=\"Boomi\"") },
                 status == 401);
}

void hub_refuse_basic(struct request *r)
{
    refuse_html(r, 401, "Invalid credentials");
}

void hub_refuse_universe(struct request *r, str id)
{
    str messages[2] = {
        arena_fmt(r->arena, "Universe %.*s does not exist.", STR_ARG(id)),
        STR("Check the universe's id and that it is deployed to this repository."),
    };

    hub_refuse(r, 404, &(struct hub_strs){ .p = messages, .n = 2 });
}

void hub_refuse_record(struct request *r, str id)
{
    struct buf b;

    buf_init(&b, r->arena);
    struct xml_out o = xml_out(&b);
    xml_declaration(&o);
    xml_open(&o, STR("errors"));
    xml_leaf(&o, STR("error"),
             arena_fmt(r->arena, "Golden record %.*s does not exist.", STR_ARG(id)));
    xml_close(&o);
    reply_xml(r, 404, &b);
}

void hub_refuse_by_fault(struct request *r, int status)
{
    if (status == 401)
        hub_refuse_basic(r);
    else if (status == 403)
        hub_refuse_login(r);
    else if (status == 503)
        refuse_html(r, status, "Service Unavailable");
    else
        hub_refuse_one(r, status, "A failure made on demand.");
}

void hub_reply_status(struct hub_call *c, int status)
{
    c->status = status;
}

void hub_reply(struct hub_call *c)
{
    hub_reply_status(c, 200);
}

const struct hub_model *hub_call_universe(struct hub_call *c)
{
    const struct hub_model *m = hub_session_universe(c->session, c->request->params[0]);

    if (!m)
        hub_refuse_universe(c->request, c->request->params[0]);
    return m;
}

int64_t hub_call_limit(const struct hub_call *c, int64_t asked)
{
    int64_t most = (int64_t)c->mishap->value[HUB_FAULT_PAGE];

    return most && most < asked ? most : asked;
}

void hub_refuse_source(struct hub_call *c, const struct hub_model *m, str source)
{
    hub_refuse_one(c->request, 404, "Source with code '%.*s' does not exist under universe '%.*s'.",
                   STR_ARG(source), STR_ARG(m->id));
}

str hub_call_now(struct hub_call *c)
{
    return hub_instant(c->arena, time(NULL));
}

bool hub_call_flag(struct hub_call *c, str parameter)
{
    str v;

    return request_param(c->request, parameter, &v) && str_eq(v, STR("true"));
}

struct seat {
    struct hub_service *service;
    const struct hub_endpoint *endpoint;
};

static void then(void *ctx)
{
    struct hub_call *c = ctx;
    struct hub_service *s = c->service;
    void (*fn)(struct hub_service *) = c->then;

    free(c);
    fn(s);
}

/* What a call leaves behind is done on the pool; when that is full, here. */
static void follow_up(const struct hub_call *c)
{
    struct hub_call *copy = malloc(sizeof *copy);

    if (!copy)
        abort();
    *copy = *c;
    if (server_post(server_of(c->request), then, copy) != ERR_OK)
        then(copy);
}

static void answer(struct hub_call *c)
{
    str type = !c->body.n ? STR("") : c->type.n ? c->type : str_c(xml_type);
    str body = hub_spoil(c->arena, c->mishap, c->request->body, buf_str(&c->body));

    if (c->status != 200 || !hub_spoil_send(c->request, c->mishap, type, body))
        server_reply(c->request, c->status, type, body, &c->header, c->header.name.n > 0);
    if (c->then)
        follow_up(c);
}

static bool is_write(enum hub_api api)
{
    return api == HUB_PLATFORM_WRITE || api == HUB_REPOSITORY_WRITE;
}

static err_t run(struct hub_call *c, hub_handler_fn *fn, bool write, struct why *why)
{
    struct hub_sessions *all = &c->service->sessions;

    TRY(write ? hub_session_take_write(all, &c->session, why)
              : hub_session_take(all, &c->session, why));
    err_t e = fn(c, why);
    if (write)
        return hub_session_end_write(all, e == ERR_OK && c->status, e, why);
    if (e)
        hub_session_drop(c->session);
    else
        hub_session_put(all, c->session);
    return e;
}

/* A request on its way to its handler. */
struct visit {
    struct request *request;
    const struct seat *seat;
    struct hub_mishap mishap;
};

static void with_session(const struct visit *v, enum hub_caller caller)
{
    struct request *r = v->request;
    const struct seat *seat = v->seat;
    struct hub_call c = { .service = seat->service,
                          .request = r,
                          .arena = r->arena,
                          .caller = caller,
                          .mishap = &v->mishap };
    struct why why = { "" };

    buf_init(&c.body, r->arena);
    err_t e = run(&c, seat->endpoint->fn, is_write(seat->endpoint->api), &why);
    if (e)
        hub_refuse_one(r, 500, "The hub failed: %s", why_text(&why, e));
    else if (c.status)
        answer(&c);
}

static void platform_call(const struct visit *v)
{
    struct request *r = v->request;
    const struct seat *seat = v->seat;
    const struct hub_access *a = &seat->service->access;

    if (!hub_access_platform(a, r->arena, request_header(r, STR("Authorization"))) ||
        !str_eq(r->params[0], a->account))
        hub_refuse_login(r);
    else if (seat->endpoint->api == HUB_TOKENS)
        server_reply(r, 200, STR("text/plain;charset=UTF-8"),
                     hub_access_issue(a, r->arena, time(NULL)), NULL, 0);
    else
        with_session(v, HUB_BASIC);
}

/* With Basic the credential is the repository; a token needs to be told, and
 * for another repository it finds no universe at all. */
static void repository_call(const struct visit *v)
{
    struct request *r = v->request;
    const struct hub_service *s = v->seat->service;
    str repository;

    enum hub_caller caller = hub_access_repository(
        &s->access, r->arena, request_header(r, STR("Authorization")), time(NULL));
    bool jwt = caller == HUB_JWT || caller == HUB_JWT_REVEALS;
    if (caller == HUB_NOBODY)
        hub_refuse_basic(r);
    else if (jwt && !request_param(r, STR("repositoryId"), &repository))
        hub_refuse_one(r, 400, "The parameter repositoryId is required with a token.");
    else if (jwt && !str_eq(repository, s->repository_id))
        hub_refuse_universe(r, r->params[0]);
    else
        with_session(v, caller);
}

static void h_endpoint(struct request *r)
{
    struct visit v = { .request = r, .seat = r->ctx };
    enum hub_api api = v.seat->endpoint->api;

    hub_faults_next(&v.seat->service->faults, &v.mishap);
    if (hub_mishap_has(&v.mishap, HUB_FAULT_LATENCY))
        hub_spoil_wait(v.mishap.value[HUB_FAULT_LATENCY]);
    if (hub_mishap_has(&v.mishap, HUB_FAULT_FAIL))
        hub_refuse_by_fault(r, (int)v.mishap.value[HUB_FAULT_FAIL]);
    else if (api == HUB_REPOSITORY || api == HUB_REPOSITORY_WRITE)
        repository_call(&v);
    else
        platform_call(&v);
}

static const struct list {
    const struct hub_endpoint *p;
    const size_t *n;
} lists[] = {
#define X(name) { hub_##name##_endpoints, &hub_##name##_endpoints_n },
    HUB_ENDPOINTS_LIST(X)
#undef X
};

const struct route *hub_routes(struct arena *a, struct hub_service *s, size_t *n)
{
    size_t total = 0, at = 0;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        total += *lists[i].n;
    struct route *routes = NEW_N(a, struct route, total);
    struct seat *seats = NEW_N(a, struct seat, total);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t k = 0; k < *lists[i].n; k++, at++) {
            const struct hub_endpoint *e = &lists[i].p[k];
            seats[at] = (struct seat){ s, e };
            routes[at] = (struct route){ e->method,   e->pattern, POOL,
                                         e->body_max, h_endpoint, &seats[at] };
        }
    *n = total;
    return routes;
}
