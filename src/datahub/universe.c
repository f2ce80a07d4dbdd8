#include "datahub/universe.h"

#include "datahub/layout.h"

/* Where we stand in the tree of elements. */
struct place {
    str path, collection_id;
};

/* A repeating element stands, many times, inside the tag of its collection. */
static struct place enter(struct arena *a, struct place in, const struct xml_node *n)
{
    str tag = xml_node_attr(n, STR("collectionTag"));

    if (attr_is_true(n, STR("repeatable"))) {
        in.path = tag.n ? layout_path(a, in.path, tag) : in.path;
        in.collection_id = xml_node_attr(n, STR("collectionUniqueId"));
    }
    in.path = layout_path(a, in.path, xml_node_attr(n, STR("name")));
    return in;
}

static void add_leaf(struct arena *a, field_vec *out, const struct xml_node *n, struct place at)
{
    str pretty = xml_node_attr(n, STR("prettyName"));

    *vec_push(a, out) = (struct field){
        .id = xml_node_attr(n, STR("uniqueId")),
        .element = xml_node_attr(n, STR("name")),
        .path = at.path,
        .name = pretty.n ? pretty : xml_node_attr(n, STR("name")),
        .type = layout_type(xml_node_attr(n, STR("type"))),
        .required = attr_is_true(n, STR("required")),
        .repeatable = at.collection_id.n > 0 || attr_is_true(n, STR("repeatable")),
        .masked = xml_node_attr(n, STR("masked")).n > 0,
        .collection_id = at.collection_id,
        .enum_values = layout_values(a, n),
        .ref_model_id = xml_node_attr(n, STR("referenceUniverseId")),
        .ref_model = -1,
    };
}

static void add_elements(struct arena *a, field_vec *out, const struct xml_node *in,
                         struct place at)
{
    for (const struct xml_node *n = xml_child(in, STR("element")); n; n = xml_next(n)) {
        struct place here = enter(a, at, n);
        if (str_eq(xml_node_attr(n, STR("type")), STR("CONTAINER")) || xml_child(n, STR("element")))
            add_elements(a, out, n, here);
        else
            add_leaf(a, out, n, here);
    }
}

static void add_rule_ids(struct arena *a, str_vec *ids, const struct xml_node *n)
{
    if (str_eq(n->name, STR("input")))
        layout_add_id(a, ids, xml_node_attr(n, STR("uniqueId")));
    for (const struct xml_node *kid = n->first; kid; kid = kid->next)
        add_rule_ids(a, ids, kid);
}

static struct strs key_ids(struct arena *a, const struct xml_node *n)
{
    const struct xml_node *round = xml_child(xml_child(n, STR("matchconfig")), STR("round"));
    const struct xml_node *rule = xml_child(round, STR("matchrule"));
    str_vec ids = { 0 };

    if (rule)
        add_rule_ids(a, &ids, rule);
    return (struct strs){ ids.p, ids.n };
}

static struct strs title_ids(struct arena *a, const struct xml_node *layout)
{
    str_vec ids = { 0 };

    for (const struct xml_node *f = xml_child(layout, STR("field")); f; f = xml_next(f))
        if (attr_is_true(f, STR("titleField")))
            layout_add_id(a, &ids, xml_node_attr(f, STR("uniqueId")));
    return (struct strs){ ids.p, ids.n };
}

static struct strs source_ids(struct arena *a, const struct xml_node *n)
{
    const struct xml_node *list = xml_child(n, STR("sources"));
    str_vec ids = { 0 };

    for (const struct xml_node *s = xml_child(list, STR("source")); s; s = xml_next(s))
        layout_add_id(a, &ids, xml_node_attr(s, STR("code")));
    return (struct strs){ ids.p, ids.n };
}

static struct universe read_universe(struct arena *a, const struct xml_node *n)
{
    const struct xml_node *layout = xml_child(n, STR("layout"));
    const struct xml_node *stats = xml_child(n, STR("stats"));
    field_vec fields = { 0 };

    add_elements(a, &fields, xml_child(layout, STR("model")), (struct place){ STR(""), STR("") });
    return (struct universe){
        .id = xml_child_text(n, STR("id")),
        .version = xml_child_text(n, STR("version")),
        .root = xml_child_text(n, STR("name")),
        .active = layout_count(xml_node_attr(stats, STR("activeRecords"))),
        .end_dated = layout_count(xml_node_attr(stats, STR("enddatedRecords"))),
        .quarantined = layout_count(xml_node_attr(stats, STR("quarantinedRecords"))),
        .fields = fields.p,
        .fields_n = fields.n,
        .key_ids = key_ids(a, n),
        .title_ids = title_ids(a, layout),
        .source_ids = source_ids(a, n),
    };
}

err_t datahub_universe(struct datahub *d, struct arena *a, str id, struct universe *out,
                       struct why *why)
{
    struct xml_node *root;
    const char *path = arena_fmt(a, "/universes/%.*s", STR_ARG(http_escape(a, id))).p;

    TRY(datahub_get(d, a, REPOSITORY_API, path, &root, why));
    *out = read_universe(a, root);
    return ERR_OK;
}

/* A list whose entries carry no layout is completed one by one. */
err_t datahub_universes(struct datahub *d, struct arena *a, struct universes *out, struct why *why)
{
    struct xml_node *root;

    TRY(datahub_get(d, a, REPOSITORY_API, "/universes", &root, why));
    if (!str_eq(root->name, STR("universes")))
        return why_fail(why, ERR_UPSTREAM, "the list of universes came back as <%.*s>",
                        STR_ARG(root->name));
    struct universes list = { NEW_N(a, struct universe, xml_children_n(root, STR("universe"))), 0 };
    for (const struct xml_node *n = xml_child(root, STR("universe")); n; n = xml_next(n)) {
        struct universe *u = &list.p[list.n++];
        *u = read_universe(a, n);
        if (!xml_child(n, STR("layout")))
            TRY(datahub_universe(d, a, u->id, u, why));
    }
    *out = list;
    return ERR_OK;
}
