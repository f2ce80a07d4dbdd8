/* fields.c - the field analyzer: which fields the words mean, which joins they
 * need. */
#include "agents/run.h"
#include "codec/json.h"

static err_t act(struct run *r, struct why *why)
{
    (void)r;
    (void)why; /* the reading holds the mapping; this agent shows it */
    return ERR_OK;
}

static json_t *member_object(json_t *o, str name)
{
    char key[256];

    snprintf(key, sizeof key, "%.*s", STR_ARG(name));
    json_t *v = json_object_get(o, key);
    if (!v) {
        v = json_object();
        json_object_set_new(o, key, v);
    }
    return v;
}

static void add_join(json_t *joins, const struct path *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->steps[i];
        char text[512];
        snprintf(text, sizeof text, "%s%.*s -> %.*s", s->reverse ? "reverse " : "",
                 STR_ARG(s->field->name), STR_ARG(s->model->name));
        bool known = false;
        size_t at;
        json_t *v;
        json_array_foreach(joins, at, v)
        {
            known = known || strcmp(json_string_value(v), text) == 0;
        }
        if (!known)
            json_array_append_new(joins, json_string(text));
    }
}

static void joins_of_expr(json_t *joins, const struct expr *e)
{
    if (!e)
        return;
    add_join(joins, &e->path);
    joins_of_expr(joins, e->a[0]);
    joins_of_expr(joins, e->a[1]);
}

static void joins_of_cond(json_t *joins, const struct cond *c)
{
    if (!c)
        return;
    add_join(joins, &c->path);
    joins_of_expr(joins, c->left);
    joins_of_expr(joins, c->right);
    for (size_t i = 0; i < c->kids_n; i++)
        joins_of_cond(joins, c->kids[i]);
}

static json_t *joins_json(const struct plan *p)
{
    json_t *joins = json_array();

    for (size_t i = 0; p && i < p->columns_n; i++)
        joins_of_expr(joins, p->columns[i].expr);
    for (size_t i = 0; p && i < p->groups_n; i++)
        joins_of_expr(joins, p->groups[i]);
    if (p)
        joins_of_cond(joins, p->where);
    return joins;
}

static json_t *show(const struct run *r)
{
    const struct reading *best = &r->readings.best;
    json_t *o = json_object(), *maps = json_object();

    for (size_t i = 0; i < best->entities_n; i++) {
        const struct entity *e = &best->entities[i];
        if (!e->model || !e->field)
            continue;
        json_t *of_model = member_object(maps, e->model->name);
        char key[256];
        snprintf(key, sizeof key, "%.*s", STR_ARG(e->text));
        json_object_set_new(of_model, key, json_pack("[o]", json_of_str(e->field->id)));
    }
    json_object_set_new(o, "mappings", maps);
    json_object_set_new(o, "joins", joins_json(best->plan));
    return o;
}

const struct agent agent_fields = { "field analyzer", act, show, NULL, NULL };
