#include "localhub/model_xml.h"

#include "codec/xml_tree.h"
#include "localhub/entity.h"
#include "localhub/names.h"

enum { MODEL_BYTES_MAX = 4 << 20, FIELDS_MAX = 2000 };

static str bool_text(bool b)
{
    return b ? STR("true") : STR("false");
}

static void put_repeat(struct xml_out *o, const struct hub_field *f)
{
    if (!f->repeatable)
        return;
    xml_put_attr(o, STR("identifyBy"), f->identify_by);
    xml_put_attr(o, STR("collectionTag"), f->collection_tag);
    xml_put_attr(o, STR("collectionUniqueId"), f->collection_id);
    if (f->type == HUB_CONTAINER)
        xml_put_attr(o, STR("collectionKeys"), f->collection_keys);
}

static void put_mask(struct xml_out *o, const struct hub_field *f)
{
    if (!f->mask)
        return;
    xml_put_attr(o, STR("masked"), str_c(hub_mask_name(f->mask)));
    if (f->mask == HUB_MASK_ALL)
        return;
    xml_put_attr_int(o, STR("firstMaskCharsCount"), f->mask_first);
    xml_put_attr_int(o, STR("lastMaskCharsCount"), f->mask_last);
}

static void put_text_limits(struct xml_out *o, const struct hub_field *f)
{
    if (f->min_length)
        xml_put_attr_int(o, STR("minLength"), f->min_length);
    xml_put_attr_int(o, STR("maxLength"), f->max_length);
    if (f->regex.n)
        xml_put_attr(o, STR("regex"), f->regex);
}

static void put_type(struct xml_out *o, const struct hub_field *f)
{
    xml_put_attr(o, STR("type"), str_c(hub_type_name(f->type)));
    xml_put_attr(o, STR("required"), bool_text(f->required));
    xml_put_attr(o, STR("repeatable"), bool_text(f->repeatable));
    put_repeat(o, f);
    put_mask(o, f);
    if (f->type == HUB_STRING)
        put_text_limits(o, f);
    if (f->type == HUB_REFERENCE) {
        xml_put_attr(o, STR("incomingReferenceIntegrity"), bool_text(f->integrity));
        xml_put_attr(o, STR("outgoingReferenceIntegrity"), STR("false"));
        xml_put_attr(o, STR("referenceUniverseId"), f->ref_model_id);
    }
}

static void put_fields(struct xml_out *o, const struct hub_model *m, int parent)
{
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->parent != parent)
            continue;
        bool group = f->type == HUB_CONTAINER;
        xml_open(o, group ? STR("mdm:fieldGroup") : STR("mdm:field"));
        xml_put_attr(o, STR("name"), f->name);
        xml_put_attr(o, STR("uniqueId"), f->unique_id);
        if (group) {
            xml_put_attr(o, STR("repeatable"), bool_text(f->repeatable));
            xml_put_attr(o, STR("required"), bool_text(f->required));
            put_repeat(o, f);
            put_fields(o, m, (int)i);
        } else {
            put_type(o, f);
            for (size_t v = 0; v < f->values.n; v++)
                xml_leaf(o, STR("mdm:value"), f->values.p[v]);
        }
        xml_close(o);
    }
}

static void put_flag(struct xml_out *o, str name, bool b)
{
    xml_leaf(o, name, bool_text(b));
}

static void put_source(struct xml_out *o, const struct hub_model_source *s)
{
    xml_open(o, STR("mdm:source"));
    xml_put_attr(o, STR("id"), s->id);
    xml_put_attr(o, STR("type"),
                 !s->accepts       ? STR("Contribute")
                 : !s->contributes ? STR("Accept")
                                   : STR("Both"));
    xml_put_attr(o, STR("allowMultipleLinks"), bool_text(s->multiple));
    xml_put_attr(o, STR("default"), bool_text(s->is_default));
    xml_open(o, STR("mdm:inbound"));
    xml_open(o, STR("mdm:createApproval"));
    xml_put_attr(o, STR("required"), bool_text(s->create_approval));
    xml_close(o);
    put_flag(o, STR("mdm:updateApproval"), s->update_approval);
    put_flag(o, STR("mdm:updateApprovalWithBaseValue"), false);
    put_flag(o, STR("mdm:endDateApproval"), s->end_approval);
    put_flag(o, STR("mdm:earlyChangeDetectionEnabled"), false);
    xml_close(o);
    xml_open(o, STR("mdm:outbound"));
    xml_leaf(o, STR("mdm:channelUpdatesFields"), STR("All"));
    put_flag(o, STR("mdm:sendCreates"), true);
    xml_close(o);
    xml_close(o);
}

static void put_sources(struct xml_out *o, const struct hub_model *m)
{
    xml_open(o, STR("mdm:sources"));
    for (size_t i = 0; i < m->sources.n; i++)
        put_source(o, &m->sources.p[i]);
    xml_close(o);
}

static void put_title(struct xml_out *o, const struct hub_model *m)
{
    xml_open(o, STR("mdm:recordTitle"));
    if (m->title.n)
        xml_open(o, STR("mdm:titleParameters"));
    for (size_t i = 0; i < m->title.n; i++) {
        const struct hub_title_part *p = &m->title.p[i];
        xml_open(o, STR("mdm:parameter"));
        xml_put_attr(o, p->unique_id.n ? STR("uniqueId") : STR("staticConstant"),
                     p->unique_id.n ? p->unique_id : p->constant);
        xml_close(o);
    }
    if (m->title.n)
        xml_close(o);
    xml_close(o);
}

void hub_match_rules_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m,
                            const char *prefix)
{
    struct xml_node *root = NULL;

    if (m->rules.n && !xml_read(a, m->rules, MODEL_BYTES_MAX, &root, NULL))
        hub_tree_print(o, a, root->first, prefix);
}

static void put_match_rules(struct xml_out *o, struct arena *a, const struct hub_model *m)
{
    xml_open(o, STR("mdm:matchRules"));
    hub_match_rules_to_xml(o, a, m, "mdm:");
    if (m->rules.n) {
        xml_close(o);
        return;
    }
    if (m->key.n) {
        xml_open(o, STR("mdm:matchRule"));
        xml_put_attr(o, STR("topLevelOperator"), STR("AND"));
    }
    for (size_t i = 0; i < m->key.n; i++) {
        xml_open(o, STR("mdm:simpleExpression"));
        xml_leaf(o, STR("mdm:fieldUniqueId"), m->key.p[i]);
        xml_close(o);
    }
    if (m->key.n)
        xml_close(o);
    xml_close(o);
}

static void put_empty(struct xml_out *o, str name)
{
    xml_open(o, name);
    xml_close(o);
}

void hub_model_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m)
{
    char version[16];
    size_t n = 0;

    for (unsigned v = (unsigned)m->version, d = 1000000000; d; d /= 10)
        if (n || v / d || d == 1)
            version[n++] = (char)('0' + v / d % 10);
    xml_open(o, STR("mdm:GetModelResponse"));
    xml_put_attr(o, STR("xmlns:mdm"), STR(HUB_MDM_NAMESPACE));
    xml_leaf(o, STR("mdm:name"), m->name);
    xml_open(o, STR("mdm:fields"));
    put_fields(o, m, -1);
    xml_close(o);
    put_sources(o, m);
    put_empty(o, STR("mdm:dataQualitySteps"));
    put_title(o, m);
    put_match_rules(o, a, m);
    put_empty(o, STR("mdm:tags"));
    if (m->version)
        xml_leaf(o, STR("mdm:version"), (str){ version, n });
    xml_leaf(o, STR("mdm:id"), m->id);
    xml_close(o);
}

static int int_attr(const struct xml_node *n, str name)
{
    int64_t v;

    return str_to_i64(xml_node_attr(n, name), &v) && v >= 0 && v <= 1000000 ? (int)v : 0;
}

static err_t read_type(const struct xml_node *n, struct hub_field *f, struct why *why)
{
    str type = xml_node_attr(n, STR("type")), mask = xml_node_attr(n, STR("masked"));

    if (!hub_type_of(type, &f->type) || f->type == HUB_CONTAINER)
        return why_fail(why, ERR_BAD_INPUT, "the field \"%.*s\" has an unknown type \"%.*s\"",
                        STR_ARG(f->name), STR_ARG(type));
    if (mask.n && !hub_mask_of(mask, &f->mask))
        return why_fail(why, ERR_BAD_INPUT, "the field \"%.*s\" has an unknown mask \"%.*s\"",
                        STR_ARG(f->name), STR_ARG(mask));
    f->mask_first = int_attr(n, STR("firstMaskCharsCount"));
    f->mask_last = int_attr(n, STR("lastMaskCharsCount"));
    f->min_length = int_attr(n, STR("minLength"));
    f->max_length = int_attr(n, STR("maxLength"));
    f->regex = xml_node_attr(n, STR("regex"));
    f->integrity = str_eq(xml_node_attr(n, STR("incomingReferenceIntegrity")), STR("true"));
    f->ref_model_id = xml_node_attr(n, STR("referenceUniverseId"));
    return ERR_OK;
}

static err_t read_fields(struct arena *a, const struct xml_node *parent, int parent_at,
                         struct hub_model *m, struct why *why)
{
    for (const struct xml_node *n = parent ? parent->first : NULL; n; n = n->next) {
        bool group = str_eq(n->name, STR("fieldGroup"));
        if (!group && !str_eq(n->name, STR("field")))
            continue;
        if (m->fields.n >= FIELDS_MAX)
            return why_fail(why, ERR_TOO_LARGE, "the model has more than %d fields", FIELDS_MAX);
        struct hub_field *f = vec_push(a, &m->fields);
        int at = (int)m->fields.n - 1;
        *f = (struct hub_field){
            .name = xml_node_attr(n, STR("name")),
            .unique_id = xml_node_attr(n, STR("uniqueId")),
            .type = HUB_CONTAINER,
            .parent = parent_at,
            .required = str_eq(xml_node_attr(n, STR("required")), STR("true")),
            .repeatable = str_eq(xml_node_attr(n, STR("repeatable")), STR("true")),
            .collection_id = xml_node_attr(n, STR("collectionUniqueId")),
            .collection_tag = xml_node_attr(n, STR("collectionTag")),
            .collection_keys = xml_node_attr(n, STR("collectionKeys")),
            .identify_by = xml_node_attr(n, STR("identifyBy")),
        };
        if (!f->name.n)
            return why_fail(why, ERR_BAD_INPUT, "a field has no name");
        if (group) {
            TRY(read_fields(a, n, at, m, why));
            continue;
        }
        TRY(read_type(n, f, why));
        for (const struct xml_node *v = xml_child(n, STR("value")); v; v = xml_next(v))
            *vec_push(a, &f->values) = v->text;
    }
    return ERR_OK;
}

static void read_title(struct arena *a, const struct xml_node *root, struct hub_model *m)
{
    const struct xml_node *title = xml_child(root, STR("recordTitle"));
    const struct xml_node *p = xml_child(xml_child(title, STR("titleParameters")),
                                         STR("parameter"));

    for (; p; p = xml_next(p))
        *vec_push(a,
                  &m->title) = (struct hub_title_part){ xml_node_attr(p, STR("uniqueId")),
                                                        xml_node_attr(p, STR("staticConstant")) };
}

/* A single rule of fields that have to be equal is the key; more is kept as it
 * came. */
static void read_rules(struct arena *a, const struct xml_node *root, struct hub_model *m)
{
    const struct xml_node *rules = xml_child(root, STR("matchRules"));
    const struct xml_node *rule = xml_child(rules, STR("matchRule"));
    bool simple = rule && !rule->next;
    struct buf b;

    for (const struct xml_node *e = rule ? rule->first : NULL; e; e = e->next) {
        simple &= str_eq(e->name, STR("simpleExpression"));
        if (str_eq(e->name, STR("simpleExpression")))
            *vec_push(a, &m->key) = xml_child_text(e, STR("fieldUniqueId"));
    }
    if (!rule || simple)
        return;
    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    xml_open(&o, STR("matchRules"));
    hub_tree_print(&o, a, rules->first, "");
    xml_close(&o);
    m->rules = buf_str(&b);
}

static bool says_true(str s)
{
    return str_eq(s, STR("true"));
}

static void read_sources(struct arena *a, const struct xml_node *root, struct hub_model *m)
{
    const struct xml_node *n = xml_child(xml_child(root, STR("sources")), STR("source"));

    for (; n; n = xml_next(n)) {
        const struct xml_node *in = xml_child(n, STR("inbound"));
        str type = xml_node_attr(n, STR("type"));
        *vec_push(a, &m->sources) = (struct hub_model_source){
            .id = xml_node_attr(n, STR("id")),
            .contributes = !str_eq(type, STR("Accept")),
            .accepts = !str_eq(type, STR("Contribute")),
            .multiple = says_true(xml_node_attr(n, STR("allowMultipleLinks"))),
            .is_default = says_true(xml_node_attr(n, STR("default"))),
            .create_approval = says_true(
                xml_node_attr(xml_child(in, STR("createApproval")), STR("required"))),
            .update_approval = says_true(xml_child_text(in, STR("updateApproval"))),
            .end_approval = says_true(xml_child_text(in, STR("endDateApproval"))),
        };
    }
    if (m->sources.n)
        m->source = m->sources.p[0].id;
}

err_t hub_model_of_tree(struct arena *a, const struct xml_node *root, struct hub_model *out,
                        struct why *why)
{
    struct hub_model m = { .source = STR("") };
    int64_t version = 0;

    m.name = xml_child_text(root, STR("name"));
    m.id = xml_child_text(root, STR("id"));
    if (m.id.n && !hub_is_guid(m.id))
        return why_fail(why, ERR_BAD_INPUT, "the model's id \"%.*s\" is no GUID", STR_ARG(m.id));
    (void)str_to_i64(xml_child_text(root, STR("version")), &version);
    m.version = version > 0 && version < INT32_MAX ? (int)version : 0;
    read_sources(a, root, &m);
    TRY(read_fields(a, xml_child(root, STR("fields")), -1, &m, why));
    if (!m.fields.n)
        return why_fail(why, ERR_BAD_INPUT, "the model \"%.*s\" has no fields", STR_ARG(m.name));
    read_title(a, root, &m);
    read_rules(a, root, &m);
    hub_model_complete(a, &m);
    *out = m;
    return ERR_OK;
}

err_t hub_model_of_xml(struct arena *a, str text, struct hub_model *out, struct why *why)
{
    struct xml_node *root;

    TRY(xml_read(a, text, MODEL_BYTES_MAX, &root, why));
    if (!str_eq(root->name, STR("GetModelResponse")) || !xml_child_text(root, STR("name")).n)
        return why_fail(why, ERR_BAD_INPUT,
                        "this is no model: its root is not GetModelResponse with a name");
    return hub_model_of_tree(a, root, out, why);
}
