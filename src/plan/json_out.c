/* json_out.c - the plan's JSON form, written. */
#include "plan/json.h"

#include "codec/json.h"
#include "plan/literal.h"

static json_t *expr_to_json(const struct expr *e);
static json_t *cond_to_json(const struct cond *c);

static void put(json_t *o, const char *key, json_t *v)
{
    if (v)
        json_object_set_new(o, key, v);
}

static void put_flag(json_t *o, const char *key, bool b)
{
    if (b)
        json_object_set_new(o, key, json_true());
}

static json_t *path_to_json(const struct path *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->steps[i];
        json_t *o = json_object();
        json_object_set_new(o, "field", json_of_str(s->field->id));
        json_object_set_new(o, "model", json_of_str(s->model->id));
        put_flag(o, "reverse", s->reverse);
        put_flag(o, "inner", s->inner);
        json_array_append_new(list, o);
    }
    return list;
}

static void put_path(json_t *o, const struct path *p)
{
    if (p->n)
        json_object_set_new(o, "path", path_to_json(p));
}

static json_t *expr_to_json(const struct expr *e)
{
    json_t *o;

    if (!e)
        return NULL;
    if (e->op == EXPR_LITERAL)
        return literal_to_json(e->value);
    o = json_object();
    put_path(o, &e->path);
    if (e->op == EXPR_FIELD) {
        json_object_set_new(o, "field", json_of_str(e->field->id));
        return o;
    }
    json_object_set_new(o, "op", json_string(expr_op_name(e->op)));
    if (e->op == EXPR_AGG || e->op == EXPR_ROLLUP)
        json_object_set_new(o, "agg", json_string(agg_name(e->agg)));
    if (e->op == EXPR_BUCKET)
        json_object_set_new(o, "grain", json_string(grain_name(e->grain)));
    put(o, e->a[1] ? "left" : "of", expr_to_json(e->a[0]));
    put(o, "right", expr_to_json(e->a[1]));
    put(o, "where", cond_to_json(e->where));
    if (e->op == EXPR_SCALAR)
        json_object_set_new(o, "plan", plan_to_json(e->plan));
    return o;
}

static json_t *list_of_conds(const struct cond *c)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->kids_n; i++)
        json_array_append_new(list, cond_to_json(c->kids[i]));
    return list;
}

static void put_values(json_t *o, const struct cond *c)
{
    json_t *list;

    if (c->op == COND_RANGE) {
        if (c->values[0].kind)
            json_object_set_new(o, "from", literal_to_json(c->values[0]));
        if (c->values[1].kind)
            json_object_set_new(o, "to", literal_to_json(c->values[1]));
        return;
    }
    list = json_array();
    for (size_t i = 0; i < c->values_n; i++)
        json_array_append_new(list, literal_to_json(c->values[i]));
    json_object_set_new(o, "values", list);
}

static json_t *cond_to_json(const struct cond *c)
{
    json_t *o;

    if (!c)
        return NULL;
    o = json_object();
    json_object_set_new(o, "op", json_string(cond_op_name(c->op)));
    put_path(o, &c->path);
    if (c->op == COND_EXISTS)
        put(o, "where", c->kids_n ? cond_to_json(c->kids[0]) : NULL);
    else if (c->op == COND_AND || c->op == COND_OR || c->op == COND_NOT)
        json_object_set_new(o, "of", list_of_conds(c));
    put(o, "left", expr_to_json(c->left));
    put(o, "right", expr_to_json(c->right));
    if (c->op == COND_IN || c->op == COND_RANGE)
        put_values(o, c);
    if (c->op == COND_IN_PLAN)
        json_object_set_new(o, "plan", plan_to_json(c->plan));
    put_flag(o, "exact", c->exact);
    return o;
}

static json_t *period_to_json(const struct period *p)
{
    json_t *o = json_object();

    if (p->date)
        json_object_set_new(o, "date", expr_to_json(p->date));
    if (p->has_from)
        json_object_set_new(o, "from", json_of_value(value_instant(p->from)));
    if (p->has_to)
        json_object_set_new(o, "to", json_of_value(value_instant(p->to)));
    if (p->label.n)
        json_object_set_new(o, "label", json_of_str(p->label));
    return o;
}

static void put_lists(json_t *o, const struct plan *p)
{
    json_t *columns = json_array(), *groups = json_array(), *order = json_array();

    for (size_t i = 0; i < p->columns_n; i++) {
        json_t *c = json_object();
        json_object_set_new(c, "expr", expr_to_json(p->columns[i].expr));
        if (p->columns[i].label.n)
            json_object_set_new(c, "label", json_of_str(p->columns[i].label));
        json_array_append_new(columns, c);
    }
    for (size_t i = 0; i < p->groups_n; i++)
        json_array_append_new(groups, expr_to_json(p->groups[i]));
    for (size_t i = 0; i < p->order_n; i++) {
        json_t *c = json_object();
        json_object_set_new(c, "expr", expr_to_json(p->order[i].expr));
        put_flag(c, "desc", p->order[i].desc);
        json_array_append_new(order, c);
    }
    json_object_set_new(o, "columns", columns);
    put(o, "groups", p->groups_n ? groups : (json_decref(groups), NULL));
    put(o, "order", p->order_n ? order : (json_decref(order), NULL));
}

static void put_tell(json_t *o, const struct plan *p)
{
    if (p->tell == TELL_RECORDS)
        return;
    json_object_set_new(o, "tell", json_string(tell_name(p->tell)));
    if (p->when.has_from || p->when.has_to)
        json_object_set_new(o, "when", period_to_json(&p->when));
    if (p->claim.kind != VALUE_NULL)
        json_object_set_new(o, "claim", literal_to_json(p->claim));
    put_flag(o, "everywhere", p->everywhere);
}

json_t *plan_to_json(const struct plan *p)
{
    json_t *o = json_object();

    json_object_set_new(o, "model", json_of_str(p->model->id));
    put_lists(o, p);
    put(o, "where", cond_to_json(p->where));
    if (p->period.date)
        json_object_set_new(o, "period", period_to_json(&p->period));
    put(o, "having", cond_to_json(p->having));
    put_flag(o, "distinct", p->distinct);
    if (p->limit)
        json_object_set_new(o, "limit", json_integer((json_int_t)p->limit));
    if (p->offset)
        json_object_set_new(o, "offset", json_integer((json_int_t)p->offset));
    put_flag(o, "ties", p->ties);
    if (p->compare)
        json_object_set_new(o, "compare", period_to_json(&p->other));
    put_tell(o, p);
    return o;
}
