#include "datahub/layout.h"

enum { DESCRIPTION_MAX = 64 << 20 };

err_t datahub_get(struct datahub *d, struct arena *a, enum datahub_api api, const char *path,
                  struct xml_node **out, struct why *why)
{
    struct http_reply r;
    struct datahub_call call = { .api = api, .method = "GET", .path = path };

    TRY(datahub_do(d, a, &call, &r, why));
    if (xml_read(a, r.body, DESCRIPTION_MAX, out, why) == ERR_OK)
        return ERR_OK;
    return why_fail(why, ERR_UPSTREAM, "the hub's answer to %s is not what Boomi documents: %s",
                    path, why ? why->text : "");
}

enum field_type layout_type(str boomi)
{
    enum field_type t;

    return field_type_of_boomi(boomi, &t) ? t : FIELD_TEXT;
}

str layout_path(struct arena *a, str prefix, str name)
{
    return prefix.n ? arena_fmt(a, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(name)) : name;
}

struct strs layout_values(struct arena *a, const struct xml_node *n)
{
    struct strs out = { NULL, 0 };

    out.p = NEW_N(a, str, xml_children_n(n, STR("value")));
    for (const struct xml_node *v = xml_child(n, STR("value")); v; v = xml_next(v))
        out.p[out.n++] = v->text;
    return out;
}

void layout_add_id(struct arena *a, str_vec *ids, str id)
{
    if (id.n == 0)
        return;
    for (size_t i = 0; i < ids->n; i++)
        if (str_eq(ids->p[i], id))
            return;
    *vec_push(a, ids) = id;
}

uint64_t layout_count(str text)
{
    int64_t n;

    return str_to_i64(str_trim(text), &n) && n > 0 ? (uint64_t)n : 0;
}
