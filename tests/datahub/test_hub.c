/* test_hub.c - the client against a real HTTP server that answers as Boomi
 * does, and misbehaves as it does. */
#include "canned.h"
#include "codec/json.h"
#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "datahub/platform.h"
#include "datahub/schema.h"
#include "datahub/source.h"
#include "net/server.h"
#include "schema/json.h"
#include "t.h"

#include <stdio.h>

enum { RECORDS_N = 450 };

/* How the server behaves, and what it saw. */
static struct {
    int mode, requests, bad; /* bad: this many requests go wrong first */
    char auth[80], body[2000];
} hub;

enum {
    GOOD,
    TOTAL_CHANGES,
    TOKEN_TWICE,
    TOKEN_LOST,
    RECORD_TWICE,
    BUSY,      /* 503 */
    BROKEN,    /* 502 */
    TRUNCATED, /* a page that breaks off */
    COUNT_WRONG,
    BAD_LOGIN,
    NO_PRIVILEGE,
    NOT_ENABLED,
    UNREADABLE,
    BAD_REQUEST,
    NO_UNIVERSE,
    NO_RECORD,
    NOT_XML,
    REDIRECT,
    EVIL, /* names a repository elsewhere */
};

/* clang-format off */
static const struct {
    int mode, status;
    const char *type, *body;
    err_t err;
    const char *said; /* a part of the reason */
} refusals[] = {
    { BAD_LOGIN, 401, "text/html", "<!DOCTYPE html><html><body>401 Unauthorized</body></html>",
      ERR_UPSTREAM_AUTH, "BOOMI_DATAHUB_PASSWORD" },
    { NO_PRIVILEGE, 403, "application/xml", "<error><message>No &lt;privilege&gt;</message></error>",
      ERR_UPSTREAM_AUTH, "No <privilege>" },
    { NOT_ENABLED, 403, "", "", ERR_UPSTREAM_AUTH, "HTTP 403" },
    { UNREADABLE, 403, "application/xml", "<error><message>Unable to unmarshal body</message></error>",
      ERR_BAD_INPUT, "unmarshal" },
    { BAD_REQUEST, 400, "application/xml",
      "<error><message>Field X is unknown</message><message>Model Y</message></error>",
      ERR_BAD_INPUT, "Field X is unknown; Model Y" },
    { NO_UNIVERSE, 404, "application/xml",
      "<error><message>Universe does not exist</message><message>id</message></error>",
      ERR_NOT_FOUND, "Universe does not exist" },
    { NO_RECORD, 404, "application/xml", "<errors><error>No such record</error></errors>",
      ERR_NOT_FOUND, "No such record" },
    { NOT_XML, 200, "text/html", "<html><body>Sign in</body></html>", ERR_UPSTREAM, "<html>" },
    { REDIRECT, 302, "", "", ERR_UPSTREAM, "302" },
    { BROKEN, 502, "text/html", "<html/>", ERR_UPSTREAM, "502" },
};
/* clang-format on */

static void reply_xml(struct request *r, str body)
{
    server_reply(r, 200, STR("application/xml"), body, NULL, 0);
}

static void h_models(struct request *r)
{
    str auth = request_header(r, STR("Authorization"));

    snprintf(hub.auth, sizeof hub.auth, "%.*s", STR_ARG(auth));
    if (hub.mode == BAD_LOGIN)
        server_reply(r, 403, STR("application/xml"),
                     STR("<UserMessage id=\"error.user.login\" type=\"error\"><Data>Bad login"
                         "</Data></UserMessage>"),
                     NULL, 0);
    else
        reply_xml(r, str_c(canned_models));
}

static void h_model(struct request *r)
{
    str draft;

    if (str_eq(r->params[0], STR("c-1")))
        reply_xml(r, str_c(canned_contact));
    else if (str_eq(r->params[0], STR("d-1")) && request_param(r, STR("draft"), &draft))
        reply_xml(r, str_c(canned_draft));
    else
        server_reply(r, 400, STR("application/xml"),
                     STR("<error><message>not a valid component ID</message></error>"), NULL, 0);
}

static void h_repositories(struct request *r)
{
    str host = request_header(r, STR("Host"));
    const char *at = strstr(canned_repositories, "%s");
    str head = { canned_repositories, (size_t)(at - canned_repositories) };

    if (hub.mode == EVIL)
        host = STR("127.0.0.1.evil.example");
    reply_xml(r, arena_fmt(r->arena, "%.*shttp://%.*s%s", STR_ARG(head), STR_ARG(host), at + 2));
}

static void h_universes(struct request *r)
{
    reply_xml(r, str_c(canned_universes));
}

static void add_record(struct xml_out *o, struct arena *a, unsigned i)
{
    xml_open(o, STR("Record"));
    xml_put_attr(o, STR("recordId"), arena_fmt(a, "id-%u", i));
    xml_open(o, STR("Fields"));
    xml_open(o, STR("contact"));
    xml_leaf(o, STR("full_name"), arena_fmt(a, "Name <%u>", i));
    xml_close(o);
    xml_close(o);
    xml_close(o);
}

static unsigned number(const struct xml_node *n, const char *attr)
{
    int64_t v = 0;

    (void)str_to_i64(xml_node_attr(n, str_c(attr)), &v);
    return (unsigned)v;
}

static str page(struct arena *a, unsigned from, unsigned limit, unsigned total)
{
    struct buf b;
    struct xml_out o = xml_out(&b);
    unsigned to = from + limit < total ? from + limit : total;
    unsigned next = hub.mode == TOKEN_TWICE && from >= 200 ? 200 : to;

    buf_init(&b, a);
    xml_open(&o, STR("RecordQueryResponse"));
    xml_put_attr_int(&o, STR("resultCount"), (int64_t)(to - from) + (hub.mode == COUNT_WRONG));
    xml_put_attr_int(&o, STR("totalCount"), total);
    if (to < total && hub.mode != TOKEN_LOST)
        xml_put_attr_int(&o, STR("offsetToken"), next);
    for (unsigned i = from; i < to; i++)
        add_record(&o, a, hub.mode == RECORD_TWICE && i == 200 ? 199 : i);
    xml_close(&o);
    return buf_str(&b);
}

static void h_query(struct request *r)
{
    struct xml_node *in = NULL;
    str auth = request_header(r, STR("Authorization"));

    hub.requests++;
    snprintf(hub.auth, sizeof hub.auth, "%.*s", STR_ARG(auth));
    snprintf(hub.body, sizeof hub.body, "%.*s", STR_ARG(r->body));
    if (hub.mode == BUSY && hub.bad-- > 0) {
        server_reply(r, 503, STR(""), STR(""), NULL, 0);
        return;
    }
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (hub.mode == refusals[i].mode) {
            server_reply(r, refusals[i].status, str_c(refusals[i].type), str_c(refusals[i].body),
                         NULL, 0);
            return;
        }
    if (xml_read(r->arena, r->body, 100000, &in, NULL) != ERR_OK) {
        server_reply(r, 400, STR("application/xml"), STR("<error/>"), NULL, 0);
        return;
    }
    unsigned from = number(in, "offsetToken");
    str body = page(r->arena, from, number(in, "limit"),
                    hub.mode == TOTAL_CHANGES && from > 0 ? RECORDS_N + 1 : RECORDS_N);
    if (hub.mode == TRUNCATED && hub.bad-- > 0)
        body = str_sub(body, 0, body.n - 60);
    reply_xml(r, body);
}

static void h_token(struct request *r)
{
    server_reply(r, 200, STR("text/plain"), arena_fmt(r->arena, "token-%d\n", hub.requests), NULL,
                 0);
}

static const struct route routes[] = {
    { "GET", "/mdm/api/rest/v1/acct/models", INLINE, 0, h_models, NULL },
    { "GET", "/mdm/api/rest/v1/acct/models/{id}", INLINE, 0, h_model, NULL },
    { "GET", "/mdm/api/rest/v1/acct/repositories", INLINE, 0, h_repositories, NULL },
    { "GET", "/mdm/universes", INLINE, 0, h_universes, NULL },
    { "POST", "/mdm/universes/{id}/records/query", INLINE, 100000, h_query, NULL },
    { "GET", "/auth/jwt/generate/acct", INLINE, 0, h_token, NULL },
};

static char base_url[64];

static struct datahub_settings settings(void)
{
    return (struct datahub_settings){
        .platform_url = base_url,
        .hub_url = base_url,
        .account_id = "acct",
        .user = "ann",
        .password = "secret-1",
        .hub_user = "acct.1",
        .hub_password = "secret-2",
        .pause_ms = 1,
        .retries = 3,
    };
}

static struct datahub *connect(struct datahub_settings s)
{
    struct datahub *d = NULL;
    struct why why = { "" };

    CHECK(datahub_new(&d, &s, &why) == ERR_OK, "%s", why.text);
    hub.mode = GOOD;
    hub.requests = hub.bad = 0;
    return d;
}

static void check_schema(struct arena *a)
{
    struct datahub *d = connect(settings());
    struct schema *s;
    struct why why = { "" };
    static const char want[] =
        "{\"repository_id\":\"r-1\",\"uids\":11,\"fiscal_month\":1,\"fiscal_day\":1,\"models\":4}";

    CHECK(datahub_schema(d, a, &s, &why) == ERR_OK, "%s", why.text);
    json_t *all = json_keep(a, schema_to_json(s));
    json_t *models = json_incref(json_object_get(all, "models"));
    json_object_set_new(all, "models", json_integer((json_int_t)json_array_size(models)));
    str text = json_text(a, all);
    CHECK(str_eq(text, str_c(want)), "%.*s", STR_ARG(text));
    json_decref(models);
    datahub_free(d);

    const struct model *m = schema_model(s, STR("c-1"));
    CHECK(m && str_eq(m->name, STR("Contact")) && str_eq(m->root, STR("contact")), "contact");
    CHECK(m->published && m->deployed && m->version == 4 && m->records == 450, "flags");
    CHECK(m->key_fields_n == 2 && str_eq(m->fields[m->key_fields[0]].id, STR("CITY_1")), "keys");
    CHECK(m->display_field == 0, "display %d", m->display_field);
    CHECK(m->default_date == -1, "the catalog chooses it");
    const struct model *draft = schema_model(s, STR("d-1"));
    CHECK(draft && !draft->published && !draft->deployed && draft->fields_n == 3, "draft");
    CHECK(str_eq(draft->fields[1].path, STR("address/city")), "%.*s",
          STR_ARG(draft->fields[1].path));
    CHECK(str_eq(draft->fields[2].path, STR("phones/phone/number")) && draft->fields[2].repeatable,
          "%.*s", STR_ARG(draft->fields[2].path));
    const struct model *gone = schema_model(s, STR("gone"));
    CHECK(gone && gone->fields_n == 0 && !gone->deployed, "a model that cannot be described");
    const struct model *extra = schema_model(s, STR("u-2"));
    CHECK(extra && extra->deployed && extra->records == 7 && extra->display_field == 0 &&
              extra->key_fields_n == 1,
          "deployed, not listed");
}

/* clang-format off */
static const struct {
    const char *id, *element, *path, *name, *label;
    enum field_type type;
    bool repeatable, masked;
    const char *collection;
} contact[] = {
    { "NAME", "full_name", "full_name", "Full Name", "Full Name", FIELD_TEXT, false, false, "" },
    { "CITY_1", "city", "address/city", "cityName", "City name", FIELD_TEXT, false, false, "" },
    { "NUMBER", "number", "phones/phone/number", "number", "Number", FIELD_INT, true, false, "PHONES" },
    { "NICK", "nick", "nicks/nick", "nick", "Nick", FIELD_TEXT, true, false, "NICKS" },
    { "SEG", "segment", "segment", "segment", "Segment", FIELD_ENUM, false, true, "" },
    { "BOSS", "boss", "boss", "boss", "Boss", FIELD_REF, false, false, "" },
    { "BORN", "born", "born", "birth_date", "Birth date", FIELD_DATE, false, false, "" },
};
/* clang-format on */

static void check_fields(struct arena *a)
{
    struct datahub *d = connect(settings());
    struct schema *s;
    size_t n = sizeof contact / sizeof *contact;

    CHECK(datahub_schema(d, a, &s, NULL) == ERR_OK, "schema");
    datahub_free(d);
    const struct model *m = schema_model(s, STR("c-1"));
    CHECK(m->fields_n == n, "%zu fields", m->fields_n);
    for (size_t i = 0; i < n && i < m->fields_n; i++) {
        const struct field *f = &m->fields[i];
        CHECK(str_eq(f->id, str_c(contact[i].id)) &&
                  str_eq(f->element, str_c(contact[i].element)) &&
                  str_eq(f->path, str_c(contact[i].path)) &&
                  str_eq(f->name, str_c(contact[i].name)) &&
                  str_eq(f->label, str_c(contact[i].label)) &&
                  str_eq(f->collection_id, str_c(contact[i].collection)),
              "%s: %.*s %.*s %.*s", contact[i].id, STR_ARG(f->element), STR_ARG(f->path),
              STR_ARG(f->label));
        CHECK(f->type == contact[i].type && f->repeatable == contact[i].repeatable &&
                  f->masked == contact[i].masked && f->uid == i,
              "%s", contact[i].id);
    }
    CHECK(m->fields[0].required && m->fields[4].enum_values.n == 2, "required, values");
    CHECK(m->fields[5].ref_model == (int)(m - s->models), "reference %d", m->fields[5].ref_model);
}

/* A record is known by its number. */
struct tally {
    unsigned n;
    bool in_order;
    unsigned stop_at; /* 0: never */
    err_t stop_with;
};

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct tally *t = ctx;
    char id[24], name[24];

    snprintf(id, sizeof id, "id-%u", t->n);
    snprintf(name, sizeof name, "Name <%u>", t->n);
    t->in_order &= str_eq(r->id, str_c(id)) && str_eq(r->values[0].s, str_c(name));
    t->n++;
    return t->stop_at && t->n == t->stop_at ? t->stop_with : ERR_OK;
}

static struct field name_field = {
    .id = { "NAME", 4 }, .path = { "full_name", 9 }, .name = { "Name", 4 }, .type = FIELD_TEXT
};
static const struct field *const view[] = { &name_field };
static const struct model model = { .id = { "c-1", 3 }, .fields = &name_field, .fields_n = 1 };
static const struct source_query all = { .model = &model, .view = view, .view_n = 1 };

/* clang-format off */
static const struct {
    int mode, bad;
    uint64_t limit;
    unsigned stop_at;
    err_t stop_with, err;
    unsigned records, requests;
} scans[] = {
    { GOOD, 0, 0, 0, ERR_OK, ERR_OK, 450, 3 },
    { GOOD, 0, 7, 0, ERR_OK, ERR_OK, 7, 1 },
    { GOOD, 0, 200, 0, ERR_OK, ERR_OK, 200, 1 },
    { GOOD, 0, 250, 0, ERR_OK, ERR_OK, 250, 2 },
    { GOOD, 0, 0, 210, ERR_CANCELLED, ERR_OK, 210, 2 },
    { GOOD, 0, 0, 210, ERR_TOO_LARGE, ERR_TOO_LARGE, 210, 2 },
    { TOTAL_CHANGES, 0, 0, 0, ERR_OK, ERR_CONFLICT, 400, 2 },
    { TOKEN_TWICE, 0, 0, 0, ERR_OK, ERR_CONFLICT, 400, 2 },
    { TOKEN_LOST, 0, 0, 0, ERR_OK, ERR_CONFLICT, 200, 1 },
    { RECORD_TWICE, 0, 0, 0, ERR_OK, ERR_CONFLICT, 400, 2 },
    { BUSY, 3, 0, 0, ERR_OK, ERR_OK, 450, 6 },
    { BUSY, 4, 0, 0, ERR_OK, ERR_UNAVAILABLE, 0, 4 },
    { TRUNCATED, 2, 0, 0, ERR_OK, ERR_OK, 450, 5 },
    { COUNT_WRONG, 0, 0, 0, ERR_OK, ERR_UPSTREAM, 200, 4 },
};
/* clang-format on */

static void check_scans(struct arena *a)
{
    struct datahub *d = connect(settings());

    for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
        struct source *s = datahub_source(a, d);
        struct source_query q = all;
        struct tally t = { .in_order = true,
                           .stop_at = scans[i].stop_at,
                           .stop_with = scans[i].stop_with };
        struct why why = { "" };
        hub.mode = scans[i].mode;
        hub.bad = scans[i].bad;
        hub.requests = 0;
        q.limit = scans[i].limit;
        err_t e = s->ops->scan(s, &q, on_record, &t, &why);
        CHECK(e == scans[i].err, "scan %zu: %s %s", i, err_info(e)->name, why.text);
        CHECK(t.n == scans[i].records, "scan %zu: %u records", i, t.n);
        CHECK(hub.requests == (int)scans[i].requests, "scan %zu: %d requests", i, hub.requests);
        CHECK(t.in_order || hub.mode == RECORD_TWICE, "scan %zu: order", i);
        CHECK(!e || e == scans[i].stop_with || why.text[0], "scan %zu: no reason", i);
        if (i == 0)
            CHECK(s->cost.requests == 3 && s->cost.records == 450 && s->cost.bytes > 20000 &&
                      s->matched == 450,
                  "cost");
    }
    datahub_free(d);
}

static void check_count(struct arena *a)
{
    struct datahub *d = connect(settings());
    struct source *s = datahub_source(a, d);
    uint64_t n = 0;

    CHECK(s->ops->count(s, &all, &n, NULL) == ERR_OK && n == 450, "%llu", (unsigned long long)n);
    CHECK(hub.requests == 1 && strstr(hub.body, "limit=\"1\""), "%s", hub.body);
    CHECK(strcmp(hub.auth, "Basic YWNjdC4xOnNlY3JldC0y") == 0, "%s", hub.auth);
    datahub_free(d);
}

static void check_refusals(struct arena *a)
{
    struct datahub *d = connect(settings());
    struct platform_models models;
    struct why why = { "" };
    uint64_t n = 99;

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct source *s = datahub_source(a, d);
        hub.mode = refusals[i].mode;
        err_t e = s->ops->count(s, &all, &n, &why);
        CHECK(e == refusals[i].err && strstr(why.text, refusals[i].said), "refusal %zu: %s %s", i,
              err_info(e)->name, why.text);
        CHECK(!strstr(why.text, "secret"), "%s", why.text);
    }
    CHECK(n == 99, "written on failure");
    hub.mode = BAD_LOGIN;
    CHECK(platform_models(d, a, &models, &why) == ERR_UPSTREAM_AUTH &&
              strstr(why.text, "BOOMI_PASSWORD") && strstr(why.text, "Bad login"),
          "%s", why.text);
    struct schema *schema;
    CHECK(datahub_schema(d, a, &schema, &why) == ERR_UPSTREAM_AUTH, "no empty schema");
    datahub_free(d);
}

static void check_settings(struct arena *a)
{
    struct datahub_settings s = settings();
    struct datahub *d = NULL;
    struct why why;
    uint64_t n;

    s.allowed_hosts = "hub.example";
    CHECK(datahub_new(&d, &s, &why) == ERR_DENIED && strstr(why.text, "127.0.0.1"), "%s", why.text);
    s = settings();
    s.hub_url = "ftp://x";
    CHECK(datahub_new(&d, &s, &why) == ERR_BAD_INPUT, "%s", why.text);
    s.hub_url = NULL;
    s.allowed_hosts = "hub.example, 127.0.0.1";
    d = connect(s);
    struct source *src = datahub_source(a, d);
    hub.mode = EVIL;
    CHECK(src->ops->count(src, &all, &n, &why) == ERR_DENIED && strstr(why.text, "BOOMI_HOSTS"),
          "an answer does not choose the host: %s", why.text);
    hub.mode = GOOD;
    CHECK(src->ops->count(src, &all, &n, &why) == ERR_OK && n == 450, "found by itself: %s",
          why.text);
    datahub_free(d);
    s = settings();
    s.use_jwt = true;
    s.repository_id = "r-1";
    d = connect(s);
    src = datahub_source(a, d);
    CHECK(src->ops->count(src, &all, &n, &why) == ERR_OK && n == 450, "%s", why.text);
    CHECK(strcmp(hub.auth, "Bearer token-0") == 0, "%s", hub.auth);
    hub.mode = BAD_LOGIN;
    CHECK(src->ops->count(src, &all, &n, &why) == ERR_UPSTREAM_AUTH, "%s", why.text);
    CHECK(hub.requests == 3 && strcmp(hub.auth, "Bearer token-2") == 0, "renewed once: %d %s",
          hub.requests, hub.auth);
    datahub_free(d);
}

static void check_pages(struct arena *a)
{
    struct datahub *d = connect(settings());
    struct source *s = datahub_source(a, d);
    struct source_page p = { .token = STR("") };
    struct source_query q = all;
    struct tally t = { .in_order = true };
    unsigned pages = 0;

    q.limit = 90;
    do {
        struct why why;
        CHECK(s->ops->page(s, &q, p.token, on_record, &t, &p, &why) == ERR_OK, "%s", why.text);
        pages++;
    } while (p.token.n && pages < 10);
    CHECK(pages == 5 && t.n == 450 && t.in_order && p.total == 450, "%u pages, %u", pages, t.n);
    datahub_free(d);
}

static void check_cancel(struct arena *a)
{
    atomic_bool cancelled = true;
    struct datahub *d = connect(settings());
    struct source *s = datahub_source(a, d);
    uint64_t n;
    struct why why;

    datahub_begin(d, &cancelled);
    CHECK(s->ops->count(s, &all, &n, &why) == ERR_CANCELLED, "%s", why.text);
    datahub_free(d);
}

int main(void)
{
    struct arena *a = arena_new();
    struct server *server;
    struct why why;
    struct server_options o = { .address = "127.0.0.1", .limits = { .workers = 2 } };

    if (server_new(&server, &o, routes, sizeof routes / sizeof *routes, &why) != ERR_OK ||
        server_start(server, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    snprintf(base_url, sizeof base_url, "http://127.0.0.1:%u", server_port(server));
    check_schema(a);
    check_fields(a);
    check_count(a);
    check_scans(a);
    check_pages(a);
    check_refusals(a);
    check_settings(a);
    check_cancel(a);
    server_stop(server);
    server_free(server);
    arena_free(a);
    return T_DONE();
}
