#include "datahub/ended.h"

#include "datahub/layout.h"

enum { PAGE = 200, ANSWER_MAX = 1 << 20 };

err_t datahub_ended(struct datahub *d, struct arena *a, str universe_id, str token,
                    struct ended_page *out, struct why *why)
{
    struct http_reply reply;
    struct xml_node *root;
    struct datahub_call call = { .api = REPOSITORY_API, .method = "POST" };

    call.path = arena_fmt(a, "/universes/%.*s/records/enddated?limit=%d&offsetToken=%.*s",
                          STR_ARG(http_escape(a, universe_id)), PAGE,
                          STR_ARG(http_escape(a, token)))
                    .p;
    TRY(datahub_do(d, a, &call, &reply, why));
    TRY(xml_read(a, reply.body, ANSWER_MAX, &root, why));
    size_t n = xml_children_n(root, STR("Record"));
    struct ended_page page = { { NEW_N(a, str, n), 0 },
                               layout_count(xml_node_attr(root, STR("totalCount"))),
                               xml_node_attr(root, STR("offsetToken")) };
    for (const struct xml_node *r = xml_child(root, STR("Record")); r; r = xml_next(r))
        page.ids.p[page.ids.n++] = xml_node_attr(r, STR("recordId"));
    *out = page;
    return ERR_OK;
}
