#include "datahub/platform.h"

#include "datahub/layout.h"
#include "datahub/names.h"

static struct platform_model *find_model(struct platform_models *list, str id)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->p[i].id, id))
            return &list->p[i];
    return NULL;
}

err_t platform_models(struct datahub *d, struct arena *a, struct platform_models *out,
                      struct why *why)
{
    struct xml_node *root;

    TRY(datahub_get(d, a, PLATFORM_API, "/models", &root, why));
    if (!str_eq(root->name, STR("Models")))
        return why_fail(why, ERR_UPSTREAM, "the list of models came back as <%.*s>",
                        STR_ARG(root->name));
    struct platform_models list = {
        NEW_N(a, struct platform_model, xml_children_n(root, STR("Model"))), 0
    };
    for (const struct xml_node *n = xml_child(root, STR("Model")); n; n = xml_next(n)) {
        struct platform_model m = {
            .id = xml_child_text(n, STR("id")),
            .name = xml_child_text(n, STR("name")),
            .published = str_eq(xml_child_text(n, STR("publicationStatus")), STR("true")),
            .version = (int)layout_count(xml_child_text(n, STR("latestVersion"))),
        };
        struct platform_model *same = find_model(&list, m.id);
        if (!same)
            list.p[list.n++] = m;
        else if (m.published)
            *same = m;
    }
    *out = list;
    return ERR_OK;
}

/* Where we stand in the tree of groups. */
struct place {
    str path, collection_id;
};

static struct place enter(struct arena *a, struct place in, const struct xml_node *n, str element)
{
    str tag = xml_node_attr(n, STR("collectionTag"));

    if (attr_is_true(n, STR("repeatable"))) {
        in.path = layout_path(a, in.path, tag.n ? datahub_element(a, tag) : element);
        in.collection_id = xml_node_attr(n, STR("collectionUniqueId"));
    }
    in.path = layout_path(a, in.path, element);
    return in;
}

static void add_field(struct arena *a, field_vec *out, const struct xml_node *n, struct place in)
{
    str name = xml_node_attr(n, STR("name")), element = datahub_element(a, name);
    struct place at = enter(a, in, n, element);

    *vec_push(a, out) = (struct field){
        .id = xml_node_attr(n, STR("uniqueId")),
        .element = element,
        .path = at.path,
        .name = name,
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

static void add_fields(struct arena *a, field_vec *out, const struct xml_node *group,
                       struct place in)
{
    for (const struct xml_node *n = group ? group->first : NULL; n; n = n->next) {
        if (str_eq(n->name, STR("field")))
            add_field(a, out, n, in);
        else if (str_eq(n->name, STR("fieldGroup")))
            add_fields(a, out, n,
                       enter(a, in, n, datahub_element(a, xml_node_attr(n, STR("name")))));
    }
}

/* Every fieldUniqueId below, however the expressions are nested. */
static void add_key_ids(struct arena *a, str_vec *ids, const struct xml_node *n)
{
    if (str_eq(n->name, STR("fieldUniqueId")))
        layout_add_id(a, ids, n->text);
    for (const struct xml_node *kid = n->first; kid; kid = kid->next)
        add_key_ids(a, ids, kid);
}

static void read_rules(struct arena *a, const struct xml_node *root, struct model_detail *out)
{
    const struct xml_node *rules = xml_child(root, STR("matchRules"));
    const struct xml_node *rule = xml_child(rules, STR("matchRule"));
    str_vec ids = { 0 };

    out->match_rules_n = xml_children_n(rules, STR("matchRule"));
    if (rule)
        add_key_ids(a, &ids, rule);
    out->key_ids = (struct strs){ ids.p, ids.n };
}

static void read_title(struct arena *a, const struct xml_node *root, struct model_detail *out)
{
    const struct xml_node *list = xml_child(xml_child(root, STR("recordTitle")),
                                            STR("titleParameters"));
    str_vec ids = { 0 };

    for (const struct xml_node *p = xml_child(list, STR("parameter")); p; p = xml_next(p)) {
        str id = xml_node_attr(p, STR("uniqueId"));
        layout_add_id(a, &ids, id.n ? id : xml_child_text(p, STR("uniqueId")));
    }
    out->title_ids = (struct strs){ ids.p, ids.n };
}

static void read_sources(struct arena *a, const struct xml_node *root, struct model_detail *out)
{
    const struct xml_node *list = xml_child(root, STR("sources"));

    out->sources = NEW_N(a, struct model_source, xml_children_n(list, STR("source")));
    for (const struct xml_node *n = xml_child(list, STR("source")); n; n = xml_next(n))
        out->sources[out->sources_n++] = (struct model_source){ xml_node_attr(n, STR("id")),
                                                                xml_node_attr(n, STR("type")) };
}

err_t platform_model(struct datahub *d, struct arena *a, str id, bool draft,
                     struct model_detail *out, struct why *why)
{
    struct xml_node *root;
    field_vec fields = { 0 };
    const char *path =
        arena_fmt(a, "/models/%.*s%s", STR_ARG(http_escape(a, id)), draft ? "?draft=true" : "").p;

    TRY(datahub_get(d, a, PLATFORM_API, path, &root, why));
    add_fields(a, &fields, xml_child(root, STR("fields")), (struct place){ STR(""), STR("") });
    *out = (struct model_detail){
        .id = id,
        .name = xml_child_text(root, STR("name")),
        .version = (int)layout_count(xml_child_text(root, STR("version"))),
        .fields = fields.p,
        .fields_n = fields.n,
    };
    read_rules(a, root, out);
    read_title(a, root, out);
    read_sources(a, root, out);
    return ERR_OK;
}

static void read_universes(struct arena *a, const struct xml_node *n, struct repository *r)
{
    r->universes = NEW_N(a, struct repository_universe, xml_children_n(n, STR("Universe")));
    for (const struct xml_node *u = xml_child(n, STR("Universe")); u; u = xml_next(u))
        r->universes[r->universes_n++] = (struct repository_universe){
            .id = xml_node_attr(u, STR("id")),
            .name = xml_node_attr(u, STR("name")),
            .records = layout_count(xml_child_text(u, STR("goldenRecords"))),
        };
}

err_t platform_repositories(struct datahub *d, struct arena *a, struct repositories *out,
                            struct why *why)
{
    struct xml_node *root;

    TRY(datahub_get(d, a, PLATFORM_API, "/repositories", &root, why));
    struct repositories list = {
        NEW_N(a, struct repository, xml_children_n(root, STR("Repository"))), 0
    };
    for (const struct xml_node *n = xml_child(root, STR("Repository")); n; n = xml_next(n)) {
        struct repository *r = &list.p[list.n++];
        r->id = xml_node_attr(n, STR("id"));
        r->name = xml_node_attr(n, STR("name"));
        r->base_url = xml_node_attr(n, STR("repositoryBaseUrl"));
        read_universes(a, n, r);
    }
    *out = list;
    return ERR_OK;
}
