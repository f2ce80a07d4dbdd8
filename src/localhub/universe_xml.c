#include "localhub/universe_xml.h"

#include "localhub/model_xml.h"
#include "localhub/names.h"

static str bool_text(bool b)
{
    return b ? STR("true") : STR("false");
}

static bool is_title(const struct hub_model *m, const struct hub_field *f)
{
    for (size_t i = 0; i < m->title.n; i++)
        if (m->title.p[i].unique_id.n && str_eq(m->title.p[i].unique_id, f->unique_id))
            return true;
    return false;
}

static void put_stats(struct xml_out *o, struct arena *a, const struct hub_model *m,
                      const struct hub_stats *stats)
{
    struct buf b;

    buf_init(&b, a);
    civil_print_instant(&b, stats->as_of);
    buf_lit(&b, ".000Z");
    xml_open(o, STR("stats"));
    xml_put_attr(o, STR("asOf"), buf_str(&b));
    xml_put_attr_int(o, STR("activeRecords"), m->records);
    xml_put_attr_int(o, STR("enddatedRecords"), stats->ended);
    xml_put_attr_int(o, STR("quarantinedRecords"), stats->quarantined);
    for (size_t i = 0; i < m->sources.n; i++) {
        xml_open(o, STR("sourceStats"));
        xml_put_attr(o, STR("sourceCode"), m->sources.p[i].id);
        xml_put_attr_int(o, STR("pendingBatchUpdates"), 0);
        xml_put_attr_int(o, STR("pendingBatchRecords"), 0);
        xml_put_attr_int(o, STR("pendingChannelDeliveries"), 0);
        xml_put_attr_int(o, STR("undeliverableChannelDeliveries"), 0);
        xml_close(o);
    }
    xml_close(o);
}

static void put_source(struct xml_out *o, struct arena *a, const struct hub_model *m,
                       const struct hub_model_source *s)
{
    xml_open(o, STR("source"));
    xml_put_attr(o, STR("code"), s->id);
    xml_put_attr(o, STR("componentId"), hub_guid(a, STR("source"), s->id));
    xml_put_attr(o, STR("state"), STR("STRAPPED"));
    xml_put_attr(o, STR("allowContribute"), bool_text(s->contributes));
    if (s->is_default)
        xml_put_attr(o, STR("default"), STR("true"));
    if (s->update_approval)
        xml_put_attr(o, STR("requireUpdateApproval"), STR("true"));
    xml_open(o, STR("channel"));
    xml_put_attr(
        o, STR("id"),
        hub_guid(a, STR("channel"), arena_fmt(a, "%.*s/%.*s", STR_ARG(m->id), STR_ARG(s->id))));
    xml_put_attr(o, STR("updateType"), STR("FULL"));
    xml_put_attr(o, STR("state"), STR("STRAPPED"));
    xml_put_attr(o, STR("primary"), STR("true"));
    xml_close(o);
    xml_close(o);
}

static void put_sources(struct xml_out *o, struct arena *a, const struct hub_model *m)
{
    xml_open(o, STR("sources"));
    for (size_t i = 0; i < m->sources.n; i++)
        put_source(o, a, m, &m->sources.p[i]);
    xml_close(o);
}

static void put_element_attrs(struct xml_out *o, const struct hub_model *m,
                              const struct hub_field *f)
{
    xml_put_attr(o, STR("uniqueId"), f->unique_id);
    xml_put_attr(o, STR("name"), f->element);
    xml_put_attr(o, STR("prettyName"), f->name);
    xml_put_attr(o, STR("type"), str_c(hub_type_name(f->type)));
    xml_put_attr(o, STR("required"), bool_text(f->required));
    xml_put_attr(o, STR("repeatable"), bool_text(f->repeatable));
    xml_put_attr(o, STR("titleField"), bool_text(is_title(m, f)));
    xml_put_attr(o, STR("enforceIntegrity"), STR("false"));
    xml_put_attr(o, STR("incomingReferenceIntegrity"), bool_text(f->integrity));
    if (f->type == HUB_STRING)
        xml_put_attr_int(o, STR("maxLength"), f->max_length);
    if (f->mask)
        xml_put_attr(o, STR("masked"), str_c(hub_mask_name(f->mask)));
    if (f->type == HUB_REFERENCE)
        xml_put_attr(o, STR("referenceUniverseId"), f->ref_model_id);
    if (!f->repeatable)
        return;
    xml_put_attr(o, STR("collectionUniqueId"), f->collection_id);
    xml_put_attr(o, STR("collectionTag"), f->collection_tag);
    xml_put_attr(o, STR("collectionPrettyName"), f->collection_tag);
    xml_put_attr(o, STR("collectionMatchType"), f->identify_by);
    xml_put_attr(o, STR("collectionMatchKeys"), f->collection_keys);
}

static void put_elements(struct xml_out *o, const struct hub_model *m, int parent)
{
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->parent != parent)
            continue;
        xml_open(o, STR("element"));
        put_element_attrs(o, m, f);
        for (size_t v = 0; v < f->values.n; v++)
            xml_leaf(o, STR("value"), f->values.p[v]);
        if (f->type == HUB_CONTAINER)
            put_elements(o, m, (int)i);
        xml_close(o);
    }
}

static void add_path(struct buf *b, const struct hub_model *m, int at, bool of_collection)
{
    if (at < 0) {
        buf_byte(b, '/');
        buf_add(b, m->root);
        return;
    }
    const struct hub_field *f = &m->fields.p[at];
    add_path(b, m, f->parent, false);
    if (f->repeatable) {
        buf_byte(b, '/');
        buf_add(b, f->collection_tag);
    }
    if (of_collection)
        return;
    buf_byte(b, '/');
    buf_add(b, f->element);
}

static void put_flat(struct xml_out *o, struct arena *a, const struct hub_model *m, int at,
                     bool of_collection)
{
    const struct hub_field *f = &m->fields.p[at];
    int collection = hub_field_collection(m, at);
    struct buf path;

    buf_init(&path, a);
    add_path(&path, m, at, of_collection);
    xml_open(o, STR("field"));
    xml_put_attr(o, STR("uniqueId"), of_collection ? f->collection_id : f->unique_id);
    xml_put_attr(o, STR("xpath"), buf_str(&path));
    xml_put_attr(o, STR("type"), of_collection ? STR("COLLECTION") : str_c(hub_type_name(f->type)));
    xml_put_attr(o, STR("prettyName"), of_collection ? f->collection_tag : f->name);
    if (!of_collection && collection >= 0)
        xml_put_attr(o, STR("collectionId"), m->fields.p[collection].collection_id);
    if (f->type == HUB_REFERENCE && !of_collection)
        xml_put_attr(o, STR("referenceUniverseId"), f->ref_model_id);
    xml_close(o);
}

static void put_layout(struct xml_out *o, struct arena *a, const struct hub_model *m)
{
    str id_path = arena_fmt(a, "/%.*s/id", STR_ARG(m->root));

    xml_open(o, STR("layout"));
    xml_put_attr(o, STR("idXPath"), id_path);
    xml_open(o, STR("model"));
    xml_put_attr(o, STR("name"), m->root);
    put_elements(o, m, -1);
    xml_close(o);
    xml_open(o, STR("deletedElements"));
    xml_close(o);
    xml_open(o, STR("xsd"));
    xml_close(o);
    xml_open(o, STR("field"));
    xml_put_attr(o, STR("xpath"), id_path);
    xml_put_attr(o, STR("type"), STR("STRING"));
    xml_put_attr(o, STR("prettyName"), STR("id"));
    xml_close(o);
    for (size_t i = 0; i < m->fields.n; i++) {
        if (m->fields.p[i].repeatable)
            put_flat(o, a, m, (int)i, true);
        if (m->fields.p[i].type != HUB_CONTAINER)
            put_flat(o, a, m, (int)i, false);
    }
    xml_close(o);
}

static void put_match(struct xml_out *o, struct arena *a, const struct hub_model *m)
{
    xml_leaf(o, STR("matchid"), hub_guid(a, STR("match"), m->id));
    xml_open(o, STR("matchconfig"));
    if (m->rules.n) {
        xml_open(o, STR("round"));
        hub_match_rules_to_xml(o, a, m, "");
        xml_close(o);
    } else if (m->key.n) {
        xml_open(o, STR("round"));
        xml_open(o, STR("matchrule"));
        xml_put_attr(o, STR("topLevelOperator"), STR("AND"));
        for (size_t i = 0; i < m->key.n; i++) {
            xml_open(o, STR("simpleExpression"));
            xml_leaf(o, STR("fieldUniqueId"), m->key.p[i]);
            xml_close(o);
        }
        xml_close(o);
        xml_close(o);
    }
    xml_close(o);
    xml_open(o, STR("dataquality"));
    xml_close(o);
}

void hub_universe_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m,
                         const struct hub_stats *stats)
{
    str version = arena_fmt(a, "%.*s#%d", STR_ARG(m->id), m->version);

    xml_open(o, STR("universe"));
    xml_leaf(o, STR("id"), m->id);
    xml_leaf(o, STR("version"), hub_guid(a, STR("version"), version));
    xml_leaf(o, STR("name"), m->root);
    put_stats(o, a, m, stats);
    put_sources(o, a, m);
    xml_leaf(o, STR("layoutid"), hub_guid(a, STR("layout"), version));
    put_layout(o, a, m);
    put_match(o, a, m);
    xml_close(o);
}
