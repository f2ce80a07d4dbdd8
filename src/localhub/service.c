#include "localhub/service.h"

#include <stdarg.h>
#include <stdio.h>
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

void hub_reply(struct hub_call *c)
{
    reply_xml(c->request, 200, &c->body);
}

static void with_session(struct request *r, enum hub_caller caller, hub_handler_fn *fn)
{
    struct hub_call c = { .service = r->ctx, .request = r, .arena = r->arena, .caller = caller };
    struct why why = { "" };

    buf_init(&c.body, r->arena);
    err_t e = hub_session_take(&c.service->sessions, &c.session, &why);
    if (!e) {
        e = fn(&c, &why);
        if (e)
            hub_session_drop(c.session);
        else
            hub_session_put(&c.service->sessions, c.session);
    }
    if (e)
        hub_refuse_one(r, 500, "The hub failed: %s", why_text(&why, e));
}

void hub_platform_call(struct request *r, hub_handler_fn *fn)
{
    struct hub_service *s = r->ctx;
    int fault = hub_faults_next(&s->faults);

    if (fault)
        hub_refuse_by_fault(r, fault);
    else if (!hub_access_platform(&s->access, r->arena, request_header(r, STR("Authorization"))) ||
             !str_eq(r->params[0], s->access.account))
        hub_refuse_login(r);
    else
        with_session(r, HUB_BASIC, fn);
}

/* With Basic the credential is the repository; a token needs to be told, and
 * for another repository it finds no universe at all. */
void hub_repository_call(struct request *r, hub_handler_fn *fn)
{
    struct hub_service *s = r->ctx;
    int fault = hub_faults_next(&s->faults);
    str repository;

    if (fault) {
        hub_refuse_by_fault(r, fault);
        return;
    }
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
        with_session(r, caller, fn);
}
