/* quarantine_query.c - a QuarantineQueryRequest, read and checked. */
#include "localhub/quarantine.h"

static const char *const causes[] = {
#define X(name) #name,
    HUB_CAUSE_LIST(X)
#undef X
};

static const char *const resolutions[] = {
#define X(name) #name,
    HUB_RESOLUTION_LIST(X)
#undef X
};

struct reader {
    struct arena *arena;
    struct hub_quarantine_query *q;
    struct hub_strs *errors;
};

static void read_named(struct reader *r, const struct xml_node *n, const char *const *names,
                       size_t names_n, struct hub_strs *out)
{
    for (size_t i = 0; i < names_n; i++)
        if (str_eq(n->text, str_c(names[i]))) {
            *vec_push(r->arena, out) = n->text;
            return;
        }
    hub_complain(r->arena, r->errors, "The %.*s \"%.*s\" is not known.", STR_ARG(n->name),
                 STR_ARG(n->text));
}

static void read_range(struct reader *r, const struct xml_node *n, str out[2])
{
    const str names[2] = { STR("from"), STR("to") };

    for (size_t i = 0; i < 2; i++) {
        out[i] = xml_child_text(n, names[i]);
        if (out[i].n && !hub_is_instant(out[i]))
            hub_complain(r->arena, r->errors, "The date-time \"%.*s\" of %.*s is badly formatted.",
                         STR_ARG(out[i]), STR_ARG(n->name));
    }
}

static void read_child(struct reader *r, const struct xml_node *n)
{
    if (str_eq(n->name, STR("sourceId")))
        r->q->source = n->text;
    else if (str_eq(n->name, STR("sourceEntityId")))
        r->q->entity = n->text;
    else if (str_eq(n->name, STR("createdDate")))
        read_range(r, n, r->q->created);
    else if (str_eq(n->name, STR("endDate")))
        read_range(r, n, r->q->ended);
    else if (str_eq(n->name, STR("cause")))
        read_named(r, n, causes, sizeof causes / sizeof *causes, &r->q->causes);
    else if (str_eq(n->name, STR("resolution")))
        read_named(r, n, resolutions, sizeof resolutions / sizeof *resolutions, &r->q->resolutions);
    else if (str_eq(n->name, STR("field")))
        *vec_push(r->arena,
                  &r->q->fields) = (struct hub_field_prefix){ xml_node_attr(n, STR("name")),
                                                              xml_node_attr(n, STR("value")) };
    else
        hub_complain(r->arena, r->errors, "Unexpected element %.*s in filter.", STR_ARG(n->name));
}

static void read_type(struct reader *r, const struct xml_node *root)
{
    str type = xml_node_attr(root, STR("type"));

    r->q->active = !type.n || str_eq(type, STR("ACTIVE")) || str_eq(type, STR("ALL"));
    r->q->resolved = str_eq(type, STR("RESOLVED")) || str_eq(type, STR("ALL"));
    if (!r->q->active && !r->q->resolved)
        hub_complain(r->arena, r->errors, "The type \"%.*s\" is not ACTIVE, RESOLVED or ALL.",
                     STR_ARG(type));
}

err_t hub_quarantine_read(struct arena *a, str body, struct hub_quarantine_query *out,
                          struct hub_strs *errors)
{
    struct hub_quarantine_query q = { .data = true };
    struct reader r = { a, &q, errors };
    struct xml_node *root;

    TRY(hub_request_read(a, body, STR("QuarantineQueryRequest"), &root, errors));
    hub_page_of_node(a, root, &q.page, errors);
    q.data = !str_eq(xml_node_attr(root, STR("includeData")), STR("false"));
    read_type(&r, root);
    const struct xml_node *filter = xml_child(root, STR("filter"));
    for (const struct xml_node *n = filter ? filter->first : NULL; n; n = n->next)
        read_child(&r, n);
    if (q.entity.n && !q.source.n)
        hub_complain(a, errors, "A sourceEntityId needs a sourceId.");
    if (q.resolutions.n && q.active)
        hub_complain(a, errors, "A resolution can be asked of type RESOLVED only.");
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = q;
    return ERR_OK;
}

err_t hub_quarantine_check(struct arena *a, const struct hub_model *m,
                           const struct hub_quarantine_query *q, struct hub_strs *errors)
{
    for (size_t i = 0; i < q->fields.n; i++)
        if (hub_field_find(m, q->fields.p[i].field) < 0)
            hub_complain(a, errors, "Field %.*s does not exist in model %.*s.",
                         STR_ARG(q->fields.p[i].field), STR_ARG(m->name));
    return errors->n ? ERR_BAD_INPUT : ERR_OK;
}
