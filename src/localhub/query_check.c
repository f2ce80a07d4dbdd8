/* query_check.c - is a request legal for a model?  Which operator may be
 * asked of which type, and what its values have to look like. */
#include "localhub/query.h"

#include <math.h>

static const struct {
    const char *name;
    unsigned types;
    size_t least, most;
} operators[] = {
#define X(name, types, least, most) { #name, (types), least, most },
    HUB_OPERATOR_LIST(X)
#undef X
};

const char *hub_operator_name(enum hub_operator op)
{
    return operators[op].name;
}

unsigned hub_type_class(enum hub_type t)
{
    switch (t) {
    case HUB_STRING:
    case HUB_CLOB:
        return HUB_T;
    case HUB_INTEGER:
    case HUB_FLOAT:
        return HUB_N;
    case HUB_DATE:
    case HUB_DATETIME:
    case HUB_TIME:
        return HUB_D;
    case HUB_BOOLEAN:
        return HUB_B;
    case HUB_ENUMERATION:
        return HUB_E;
    case HUB_REFERENCE:
        return HUB_R;
    default:
        return 0;
    }
}

struct checker {
    struct arena *arena;
    const struct hub_model *model;
    struct hub_strs *errors;
};

#define complain(k, ...) hub_complain((k)->arena, (k)->errors, __VA_ARGS__)

static void no_such_field(const struct checker *k, str id)
{
    complain(k, "Field %.*s does not exist in model %.*s.", STR_ARG(id), STR_ARG(k->model->name));
}

/* A field by its own id or, repeatable, by that of its collection. */
int hub_field_asked(const struct hub_model *m, str id)
{
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (str_eq(f->unique_id, id) || (f->repeatable && str_eq(f->collection_id, id)))
            return (int)i;
    }
    return -1;
}

static void check_ids(const struct checker *k, const struct hub_query *q)
{
    if (!q->has_ids)
        return;
    if (q->ids.n == 0)
        complain(k, "The recordIds filter holds no recordId.");
    if (q->ids.n > HUB_IDS_MAX)
        complain(k, "The recordIds filter holds %zu record ids; at most %d are allowed.", q->ids.n,
                 HUB_IDS_MAX);
    for (size_t i = 0; i < q->ids.n && i <= HUB_IDS_MAX; i++)
        if (!q->ids.p[i].n)
            complain(k, "A recordId is blank.");
}

static void check_view(const struct checker *k, const struct hub_query *q)
{
    for (size_t i = 0; i < q->view.n; i++) {
        if (!q->view.p[i].n)
            complain(k, "A fieldId of the view is blank.");
        else if (hub_field_asked(k->model, q->view.p[i]) < 0)
            no_such_field(k, q->view.p[i]);
    }
}

static void check_sort_field(const struct checker *k, struct hub_sort *s)
{
    if (str_eq(s->field, STR("@createdDate")) || str_eq(s->field, STR("@updatedDate"))) {
        s->at = str_eq(s->field, STR("@createdDate")) ? -1 : -2;
        return;
    }
    s->at = hub_field_asked(k->model, s->field);
    if (s->at < 0) {
        no_such_field(k, s->field);
        return;
    }
    const struct hub_field *f = &k->model->fields.p[s->at];
    bool collection = hub_field_collection(k->model, s->at) >= 0;
    if (collection || f->type == HUB_REFERENCE || f->type == HUB_CONTAINER)
        complain(k, "Field %.*s of type %s cannot be sorted by.", STR_ARG(s->field),
                 collection ? "COLLECTION" : hub_type_name(f->type));
}

static void check_sort(const struct checker *k, struct hub_query *q)
{
    for (size_t i = 0; i < q->sort.n; i++) {
        struct hub_sort *s = &q->sort.p[i];
        if (!s->field.n)
            complain(k, s->has_field ? "A sortField has a blank fieldId."
                                     : "A sortField has no fieldId.");
        else
            check_sort_field(k, s);
        if (s->direction.n && !str_eq(s->direction, STR("ASC")) &&
            !str_eq(s->direction, STR("DESC")))
            complain(k, "The sort direction \"%.*s\" is neither ASC nor DESC.",
                     STR_ARG(s->direction));
    }
}

static bool is_value_of(enum hub_type t, str s)
{
    int64_t i;
    double f;

    switch (t) {
    case HUB_INTEGER:
        return str_to_i64(s, &i);
    case HUB_FLOAT:
        return str_to_f64(s, &f) && isfinite(f);
    case HUB_BOOLEAN:
        return str_eq(s, STR("true")) || str_eq(s, STR("false"));
    case HUB_DATE:
        return civil_parse_date(s, &i);
    case HUB_DATETIME:
        return hub_is_instant(s);
    case HUB_TIME:
        return s.n == 8 && civil_parse_time(s, &i);
    default:
        return true;
    }
}

static void check_values(const struct checker *k, const struct hub_condition *c)
{
    const struct hub_field *f = &k->model->fields.p[c->at];
    size_t least = operators[c->op].least, most = operators[c->op].most;

    if (c->op == HUB_OP_EQUALS && f->type == HUB_ENUMERATION)
        most = SIZE_MAX; /* any of them */
    if (c->values.n < least && c->op != HUB_OP_BETWEEN)
        complain(k, "Operator %s on field %.*s needs a value.", operators[c->op].name,
                 STR_ARG(c->field));
    else if (c->values.n > 0 && most == 0)
        complain(k, "Operator %s on field %.*s does not take a value.", operators[c->op].name,
                 STR_ARG(c->field));
    else if (c->op == HUB_OP_BETWEEN && c->values.n != 2)
        complain(k, "Operator BETWEEN on field %.*s needs exactly two values.", STR_ARG(c->field));
    else if (c->values.n > most)
        complain(k, "Operator %s on field %.*s takes one value only.", operators[c->op].name,
                 STR_ARG(c->field));
    for (size_t i = 0; i < c->values.n; i++) {
        if (!c->values.p[i].n)
            complain(k, "A value for field %.*s is blank.", STR_ARG(c->field));
        else if (!is_value_of(f->type, c->values.p[i]))
            complain(k, "The value \"%.*s\" is badly formatted for field %.*s of type %s.",
                     STR_ARG(c->values.p[i]), STR_ARG(c->field), hub_type_name(f->type));
    }
}

static bool find_operator(struct hub_condition *c)
{
    for (size_t i = 0; i < HUB_OPERATOR_COUNT; i++)
        if (str_eq(c->op_name, str_c(operators[i].name))) {
            c->op = (enum hub_operator)i;
            return true;
        }
    return false;
}

static void refuse_operator(const struct checker *k, const struct hub_condition *c, unsigned class,
                            bool collection)
{
    struct buf b;

    buf_init(&b, k->arena);
    for (size_t i = 0; i < HUB_OPERATOR_COUNT; i++)
        if (collection ? i == HUB_OP_EQUALS : (operators[i].types & class) != 0)
            buf_fmt(&b, "%s%s", b.n ? ", " : "", operators[i].name);
    complain(k, "Operator %.*s is not supported for field %.*s of type %s. Allowed: %.*s.",
             STR_ARG(c->op_name), STR_ARG(c->field),
             collection ? "COLLECTION" : hub_type_name(k->model->fields.p[c->at].type),
             STR_ARG(buf_str(&b)));
}

static void check_condition(const struct checker *k, struct hub_condition *c)
{
    if (!c->has_field || !c->field.n) {
        complain(k, "A fieldValue has no fieldId.");
        return;
    }
    c->at = hub_field_asked(k->model, c->field);
    if (c->at < 0) {
        no_such_field(k, c->field);
        return;
    }
    if (!c->has_op || !c->op_name.n) {
        complain(k, "The fieldValue for field %.*s has no operator.", STR_ARG(c->field));
        return;
    }
    bool collection = hub_field_collection(k->model, c->at) >= 0;
    unsigned class = hub_type_class(k->model->fields.p[c->at].type);
    bool known = find_operator(c);
    bool allowed = known && (operators[c->op].types & class) != 0 &&
                   (!collection || c->op == HUB_OP_EQUALS);
    if (!allowed)
        refuse_operator(k, c, class, collection);
    else
        check_values(k, c);
}

static void check_range(const struct checker *k, const char *name, const struct hub_range *r)
{
    str ends[2] = { r->from, r->to };

    for (size_t i = 0; i < 2; i++)
        if (ends[i].n && !hub_is_instant(ends[i]))
            complain(k, "The date-time \"%.*s\" of %s is badly formatted.", STR_ARG(ends[i]), name);
}

static void check_source_link(const struct checker *k, const struct hub_pair *p)
{
    if (!p->first.n)
        complain(k, "A sourceLink has no sourceId.");
    if (!p->second.n)
        complain(k, "A sourceLink has no linkType.");
    else if (!str_eq(p->second, STR("LINKED")) && !str_eq(p->second, STR("NOT_LINKED")))
        complain(k, "The linkType \"%.*s\" is neither LINKED nor NOT_LINKED.", STR_ARG(p->second));
}

static void check_unresolved(const struct checker *k, struct hub_pair *p)
{
    if (!p->first.n)
        complain(k, "An unresolvedReference has no fieldId.");
    if (!p->second.n)
        complain(k, "An unresolvedReference has no sourceId.");
    if (!p->first.n)
        return;
    p->at = hub_field_find(k->model, p->first);
    if (p->at < 0)
        no_such_field(k, p->first);
    else if (k->model->fields.p[p->at].type != HUB_REFERENCE ||
             k->model->fields.p[p->at].column < 0)
        complain(k, "Field %.*s is not a reference.", STR_ARG(p->first));
}

static void check_filter(const struct checker *k, struct hub_query *q)
{
    if (q->conditions.n + q->source_links.n + q->unresolved.n > HUB_TERMS_MAX)
        complain(k, "The filter holds more than %d conditions.", HUB_TERMS_MAX);
    check_range(k, "createdDate", &q->created);
    check_range(k, "updatedDate", &q->updated);
    for (size_t i = 0; i < q->conditions.n; i++)
        check_condition(k, &q->conditions.p[i]);
    if (q->has_tags)
        complain(k, "Model %.*s has no tags.", STR_ARG(k->model->name));
    if (q->has_creator && !q->creator.n)
        complain(k, "The creatingSourceId is blank.");
    for (size_t i = 0; i < q->source_links.n; i++)
        check_source_link(k, &q->source_links.p[i]);
    for (size_t i = 0; i < q->unresolved.n; i++)
        check_unresolved(k, &q->unresolved.p[i]);
}

err_t hub_query_check(struct arena *a, const struct hub_model *m, struct hub_query *q,
                      struct hub_strs *errors)
{
    struct checker k = { a, m, errors };

    check_ids(&k, q);
    if (!errors->n)
        check_view(&k, q);
    if (!errors->n)
        check_sort(&k, q);
    if (!errors->n)
        check_filter(&k, q);
    return errors->n ? ERR_BAD_INPUT : ERR_OK;
}
