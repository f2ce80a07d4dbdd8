#include "datahub/mark.h"

#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "datahub/layout.h"

enum { ANSWER_MAX = 1 << 20 };

/* The newest record, or the first of those changed at `from` or later. */
static str body_of(struct arena *a, str from)
{
    struct buf b;
    struct xml_out o = xml_out(&b);

    buf_init(&b, a);
    xml_open(&o, STR("RecordQueryRequest"));
    xml_put_attr_int(&o, STR("limit"), 1);
    if (from.n) {
        xml_open(&o, STR("filter"));
        xml_open(&o, STR("updatedDate"));
        xml_leaf(&o, STR("from"), from);
        xml_close(&o);
    } else {
        xml_open(&o, STR("sort"));
        xml_open(&o, STR("sortField"));
        xml_leaf(&o, STR("fieldId"), STR("@updatedDate"));
        xml_leaf(&o, STR("direction"), STR("DESC"));
        xml_close(&o);
    }
    xml_close(&o);
    xml_close(&o);
    return buf_str(&b);
}

static err_t ask(struct datahub *d, struct arena *a, const struct model *m, str from,
                 struct xml_node **out, struct why *why)
{
    struct http_reply reply;
    struct datahub_call call = { .api = REPOSITORY_API, .method = "POST" };

    call.body = body_of(a, from);
    call.path = arena_fmt(a, "/universes/%.*s/records/query", STR_ARG(http_escape(a, m->id))).p;
    TRY(datahub_do(d, a, &call, &reply, why));
    return xml_read(a, reply.body, ANSWER_MAX, out, why) ? ERR_UPSTREAM : ERR_OK;
}

err_t datahub_mark(struct datahub *d, struct arena *a, const struct model *m,
                   struct source_mark *out, struct why *why)
{
    struct source_mark mark = { 0 };
    struct xml_node *newest, *same;

    TRY(ask(d, a, m, STR(""), &newest, why));
    mark.records = layout_count(xml_node_attr(newest, STR("totalCount")));
    const struct xml_node *record = xml_child(newest, STR("Record"));
    str date = record ? xml_node_attr(record, STR("updatedDate")) : STR("");
    if (civil_parse_instant(date, &mark.newest)) {
        TRY(ask(d, a, m, date, &same, why));
        mark.same = layout_count(xml_node_attr(same, STR("totalCount")));
    }
    *out = mark;
    return ERR_OK;
}
