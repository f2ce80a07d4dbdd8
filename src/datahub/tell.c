#include "datahub/tell.h"

#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "datahub/query.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 << 20 };

/* One answer after the other until there is no more. */
struct asking {
    struct datahub *hub;
    struct arena *a;
    const struct source_telling *q;
    source_fact_fn *fn;
    void *ctx;
    struct tell_cost *cost;
    struct why *why;
};

static bool digits(str s, size_t at, size_t n, int *out)
{
    int v = 0;

    for (size_t i = at; i < at + n; i++) {
        if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

/* MM-dd-yyyy in front: the rest is ISO 8601. */
bool tell_time(str text, int64_t *seconds)
{
    int month, day, year, hours, minutes;
    char iso[32];

    if (text.n < 16 || text.p[2] != '-')
        return civil_parse_instant(text, seconds);
    if (!digits(text, 0, 2, &month) || !digits(text, 3, 2, &day) || !digits(text, 6, 4, &year) ||
        text.p[10] != 'T')
        return false;
    str zone = str_sub(text, text.n - 5, text.n);
    bool zoned = zone.p[0] == '+' || zone.p[0] == '-';
    str time = str_sub(text, 11, zoned ? text.n - 5 : text.n);
    if (zoned && (!digits(zone, 1, 2, &hours) || !digits(zone, 3, 2, &minutes)))
        return false;
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%.*s", year, month, day,
             (int)(time.n < 12 ? time.n : 12), time.p);
    if (!civil_parse_instant(str_c(iso), seconds))
        return false;
    if (zoned)
        *seconds -= (zone.p[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

static int64_t time_of(str text)
{
    int64_t at = 0;

    (void)tell_time(text, &at);
    return at;
}

static err_t ask(struct asking *k, const char *method, const char *path, str body,
                 struct xml_node **out)
{
    struct datahub_call call = {
        .api = REPOSITORY_API, .method = method, .path = path, .body = body
    };
    struct http_reply reply;

    TRY(datahub_do(k->hub, k->a, &call, &reply, k->why));
    k->cost->requests++;
    k->cost->bytes += reply.body.n;
    if (xml_read(k->a, reply.body, ANSWER_MAX, out, k->why) == ERR_OK)
        return ERR_OK;
    return why_fail(k->why, ERR_UPSTREAM, "the hub's answer to %s is not what Boomi documents",
                    path);
}

static err_t give(struct asking *k, const struct source_fact *f)
{
    if (++k->cost->facts > k->q->max)
        return why_fail(k->why, ERR_TOO_LARGE,
                        "there are more than %llu entries; narrow the question",
                        (unsigned long long)k->q->max);
    return k->fn(k->ctx, f);
}

/* The element of a field: group by group. */
static const struct xml_node *at_path(const struct xml_node *n, str path)
{
    while (path.n && n)
        n = xml_child(n, str_cut(&path, '/'));
    return n;
}

static err_t give_version(struct asking *k, const struct xml_node *n)
{
    const struct source_telling *q = k->q;
    struct value *values = NEW_N(k->a, struct value, q->view_n + 1);
    int64_t version = 0;

    (void)str_to_i64(xml_node_attr(n, STR("version")), &version);
    for (size_t i = 0; i < q->view_n; i++) {
        const struct xml_node *e = at_path(n, q->view[i]->path);
        if (!e || e->text.n == 0 || !field_parse(q->view[i], e->text, &values[i]))
            values[i] = VALUE_NONE;
    }
    return give(k, &(struct source_fact){ .at = time_of(xml_node_attr(n, STR("startdate"))),
                                          .version = version,
                                          .source = xml_node_attr(n, STR("source")),
                                          .values = values });
}

static err_t give_link(struct asking *k, const struct xml_node *n)
{
    return give(k, &(struct source_fact){ .at = time_of(xml_node_attr(n, STR("establishedDate"))),
                                          .source = xml_node_attr(n, STR("source")),
                                          .entity = xml_node_attr(n, STR("entityId")) });
}

/* Both names of the entity's attribute are in use. */
static err_t give_entry(struct asking *k, const struct xml_node *n)
{
    str entity = xml_node_attr(n, STR("sourceEntityId"));

    return give(k, &(struct source_fact){
                       .at = time_of(xml_node_attr(n, STR("createdDate"))),
                       .source = xml_node_attr(n, STR("sourceId")),
                       .entity = entity.n ? entity : xml_node_attr(n, STR("entityId")),
                       .cause = xml_child_text(n, STR("cause")),
                       .reason = xml_child_text(n, STR("reason")),
                   });
}

static err_t give_all(struct asking *k, const struct xml_node *parent,
                      err_t (*one)(struct asking *k, const struct xml_node *n))
{
    for (const struct xml_node *n = parent ? parent->first : NULL; n; n = n->next)
        TRY(one(k, n));
    return ERR_OK;
}

static str universe(struct asking *k)
{
    return arena_fmt(k->a, "/universes/%.*s", STR_ARG(http_escape(k->a, k->q->model->id)));
}

static err_t tell_history(struct asking *k)
{
    str record = http_escape(k->a, k->q->record_id), token = STR("");
    struct xml_node *answer;

    do {
        str more = token.n ? arena_fmt(k->a, "&offsetToken=%.*s", STR_ARG(http_escape(k->a, token)))
                           : STR("");
        const char *path = arena_fmt(k->a, "%.*s/records/%.*s/history?limit=%d%.*s",
                                     STR_ARG(universe(k)), STR_ARG(record), QUERY_PAGE_MAX,
                                     STR_ARG(more))
                               .p;
        TRY(ask(k, "GET", path, STR(""), &answer));
        TRY(give_all(k, answer, give_version));
        token = answer->first ? xml_node_attr(answer, STR("offsetToken")) : STR("");
    } while (token.n);
    return ERR_OK;
}

static err_t tell_sources(struct asking *k)
{
    struct xml_node *answer;
    const char *path = arena_fmt(k->a, "%.*s/records/%.*s/meta", STR_ARG(universe(k)),
                                 STR_ARG(http_escape(k->a, k->q->record_id)))
                           .p;

    TRY(ask(k, "GET", path, STR(""), &answer));
    return give_all(k, xml_child(answer, STR("links")), give_link);
}

static str quarantine_body(struct arena *a, str token)
{
    struct buf b;

    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    xml_open(&o, STR("QuarantineQueryRequest"));
    xml_put_attr(&o, STR("includeData"), STR("false"));
    xml_put_attr_int(&o, STR("limit"), QUERY_PAGE_MAX);
    if (token.n)
        xml_put_attr(&o, STR("offsetToken"), token);
    xml_close(&o);
    return buf_str(&b);
}

static err_t tell_quarantine(struct asking *k)
{
    const char *path = arena_fmt(k->a, "%.*s/quarantine/query", STR_ARG(universe(k))).p;
    struct xml_node *answer;
    str token = STR("");

    do {
        TRY(ask(k, "POST", path, quarantine_body(k->a, token), &answer));
        TRY(give_all(k, answer, give_entry));
        token = answer->first ? xml_node_attr(answer, STR("offsetToken")) : STR("");
    } while (token.n);
    return ERR_OK;
}

err_t datahub_tell(struct datahub *d, struct arena *a, const struct source_telling *q,
                   source_fact_fn *fn, void *ctx, struct tell_cost *cost, struct why *why)
{
    struct asking k = { d, a, q, fn, ctx, cost, why };

    switch (q->what) {
    case TELL_HISTORY:
        return tell_history(&k);
    case TELL_SOURCES:
        return tell_sources(&k);
    case TELL_QUARANTINE:
        return tell_quarantine(&k);
    case TELL_RECORDS:
    case TELL_NUM:
        break;
    }
    return ERR_INTERNAL;
}
