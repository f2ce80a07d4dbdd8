#include "localhub/query.h"

struct reader {
    struct arena *arena;
    struct hub_query *q;
    struct hub_strs *errors;
};

#define complain(r, ...) hub_complain((r)->arena, (r)->errors, __VA_ARGS__)

static void unexpected(struct reader *r, const struct xml_node *n)
{
    complain(r, "Unexpected element %.*s in %.*s.", STR_ARG(n->name),
             STR_ARG(n->parent ? n->parent->name : STR("the request")));
}

static void read_root(struct reader *r, const struct xml_node *root)
{
    struct hub_page page;

    hub_page_of_node(r->arena, root, &page, r->errors);
    r->q->limit = page.limit;
    r->q->offset = page.offset;
    r->q->links = str_eq(xml_node_attr(root, STR("includeSourceLinks")), STR("true"));
}

static void read_texts(struct reader *r, const struct xml_node *list, str name,
                       struct hub_strs *out)
{
    for (const struct xml_node *n = list->first; n; n = n->next) {
        if (!str_eq(n->name, name))
            unexpected(r, n);
        else
            *vec_push(r->arena, out) = n->text;
    }
}

static void read_sort(struct reader *r, const struct xml_node *sort)
{
    for (const struct xml_node *n = sort->first; n; n = n->next) {
        if (!str_eq(n->name, STR("sortField"))) {
            unexpected(r, n);
            continue;
        }
        *vec_push(r->arena, &r->q->sort) =
            (struct hub_sort){ .has_field = xml_child(n, STR("fieldId")) != NULL,
                               .field = xml_child_text(n, STR("fieldId")),
                               .direction = xml_child_text(n, STR("direction")) };
    }
}

static void read_range(struct reader *r, const struct xml_node *n, struct hub_range *out)
{
    for (const struct xml_node *k = n->first; k; k = k->next)
        if (!str_eq(k->name, STR("from")) && !str_eq(k->name, STR("to")))
            unexpected(r, k);
    *out = (struct hub_range){ true, xml_child_text(n, STR("from")), xml_child_text(n, STR("to")) };
}

static void read_condition(struct reader *r, const struct xml_node *n)
{
    struct hub_condition *c = vec_push(r->arena, &r->q->conditions);

    c->has_field = xml_child(n, STR("fieldId")) != NULL;
    c->has_op = xml_child(n, STR("operator")) != NULL;
    c->field = xml_child_text(n, STR("fieldId"));
    c->op_name = xml_child_text(n, STR("operator"));
    for (const struct xml_node *k = n->first; k; k = k->next) {
        if (str_eq(k->name, STR("value")))
            *vec_push(r->arena, &c->values) = k->text;
        else if (!str_eq(k->name, STR("fieldId")) && !str_eq(k->name, STR("operator")))
            unexpected(r, k);
    }
}

static void read_pair(struct reader *r, const struct xml_node *n, str first, str second,
                      struct hub_pairs *out)
{
    *vec_push(r->arena, out) = (struct hub_pair){ xml_child_text(n, first),
                                                  xml_child_text(n, second), -1 };
}

static void read_filter_child(struct reader *r, const struct xml_node *n)
{
    struct hub_query *q = r->q;

    if (str_eq(n->name, STR("fieldValue"))) {
        read_condition(r, n);
    } else if (str_eq(n->name, STR("createdDate"))) {
        read_range(r, n, &q->created);
    } else if (str_eq(n->name, STR("updatedDate"))) {
        read_range(r, n, &q->updated);
    } else if (str_eq(n->name, STR("recordIds"))) {
        q->has_ids = true;
        read_texts(r, n, STR("recordId"), &q->ids);
    } else if (str_eq(n->name, STR("tags"))) {
        q->has_tags = true;
        read_texts(r, n, STR("tagName"), &q->tags);
    } else if (str_eq(n->name, STR("creatingSourceId"))) {
        q->has_creator = true;
        q->creator = n->text;
    } else if (str_eq(n->name, STR("sourceLink"))) {
        read_pair(r, n, STR("sourceId"), STR("linkType"), &q->source_links);
    } else if (str_eq(n->name, STR("unresolvedReference"))) {
        read_pair(r, n, STR("fieldId"), STR("sourceId"), &q->unresolved);
    } else {
        unexpected(r, n);
    }
}

static void read_filter(struct reader *r, const struct xml_node *filter)
{
    str op = xml_node_attr(filter, STR("op"));

    if (op.n && !str_eq(op, STR("AND")) && !str_eq(op, STR("OR")))
        complain(r, "The filter's op \"%.*s\" is neither AND nor OR.", STR_ARG(op));
    r->q->any = str_eq(op, STR("OR"));
    for (const struct xml_node *n = filter->first; n; n = n->next)
        read_filter_child(r, n);
}

static void read_children(struct reader *r, const struct xml_node *root)
{
    for (const struct xml_node *n = root->first; n; n = n->next) {
        if (str_eq(n->name, STR("view"))) {
            r->q->has_view = true;
            read_texts(r, n, STR("fieldId"), &r->q->view);
        } else if (str_eq(n->name, STR("sort"))) {
            read_sort(r, n);
        } else if (str_eq(n->name, STR("filter"))) {
            read_filter(r, n);
        } else {
            unexpected(r, n);
        }
    }
}

err_t hub_query_of_filter(struct arena *a, const struct xml_node *filter, struct hub_query *out,
                          struct hub_strs *errors)
{
    struct hub_query q = { .limit = HUB_PAGE_MAX };
    struct reader r = { a, &q, errors };

    read_filter(&r, filter);
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = q;
    return ERR_OK;
}

err_t hub_query_read(struct arena *a, str xml, struct hub_query *out, struct hub_strs *errors)
{
    struct hub_query q = { 0 };
    struct reader r = { a, &q, errors };
    struct xml_node *root;

    TRY(hub_request_read(a, xml, STR("RecordQueryRequest"), &root, errors));
    if (xml_has_attr(root, STR("xmlns"))) {
        complain(&r, "The request body cannot be unmarshalled: it must not have a namespace.");
        return ERR_BAD_INPUT;
    }
    read_root(&r, root);
    read_children(&r, root);
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = q;
    return ERR_OK;
}

static void put_texts(struct xml_out *o, str list, str name, const struct hub_strs *texts)
{
    xml_open(o, list);
    for (size_t i = 0; i < texts->n; i++)
        xml_leaf(o, name, texts->p[i]);
    xml_close(o);
}

static void put_range(struct xml_out *o, str name, const struct hub_range *range)
{
    if (!range->given)
        return;
    xml_open(o, name);
    if (range->from.n)
        xml_leaf(o, STR("from"), range->from);
    if (range->to.n)
        xml_leaf(o, STR("to"), range->to);
    xml_close(o);
}

static void put_pairs(struct xml_out *o, str name, str first, str second,
                      const struct hub_pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++) {
        xml_open(o, name);
        xml_leaf(o, first, pairs->p[i].first);
        xml_leaf(o, second, pairs->p[i].second);
        xml_close(o);
    }
}

static void put_condition(struct xml_out *o, const struct hub_condition *c)
{
    xml_open(o, STR("fieldValue"));
    xml_leaf(o, STR("fieldId"), c->field);
    xml_leaf(o, STR("operator"), c->op_name);
    for (size_t i = 0; i < c->values.n; i++)
        xml_leaf(o, STR("value"), c->values.p[i]);
    xml_close(o);
}

static void put_filter(struct xml_out *o, const struct hub_query *q)
{
    xml_open(o, STR("filter"));
    xml_put_attr(o, STR("op"), q->any ? STR("OR") : STR("AND"));
    put_range(o, STR("createdDate"), &q->created);
    put_range(o, STR("updatedDate"), &q->updated);
    if (q->has_ids)
        put_texts(o, STR("recordIds"), STR("recordId"), &q->ids);
    for (size_t i = 0; i < q->conditions.n; i++)
        put_condition(o, &q->conditions.p[i]);
    if (q->has_tags)
        put_texts(o, STR("tags"), STR("tagName"), &q->tags);
    if (q->has_creator)
        xml_leaf(o, STR("creatingSourceId"), q->creator);
    put_pairs(o, STR("sourceLink"), STR("sourceId"), STR("linkType"), &q->source_links);
    put_pairs(o, STR("unresolvedReference"), STR("fieldId"), STR("sourceId"), &q->unresolved);
    xml_close(o);
}

str hub_query_print(struct arena *a, const struct hub_query *q)
{
    struct buf b;

    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    xml_open(&o, STR("RecordQueryRequest"));
    xml_put_attr_int(&o, STR("limit"), q->limit);
    if (q->offset)
        xml_put_attr(&o, STR("offsetToken"), hub_token_make(a, q->offset));
    if (q->links)
        xml_put_attr(&o, STR("includeSourceLinks"), STR("true"));
    if (q->has_view)
        put_texts(&o, STR("view"), STR("fieldId"), &q->view);
    if (q->sort.n)
        xml_open(&o, STR("sort"));
    for (size_t i = 0; i < q->sort.n; i++) {
        xml_open(&o, STR("sortField"));
        if (q->sort.p[i].has_field)
            xml_leaf(&o, STR("fieldId"), q->sort.p[i].field);
        xml_leaf(&o, STR("direction"), q->sort.p[i].direction);
        xml_close(&o);
    }
    if (q->sort.n)
        xml_close(&o);
    put_filter(&o, q);
    xml_close(&o);
    return buf_str(&b);
}
