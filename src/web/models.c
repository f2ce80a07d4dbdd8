/* models.c - what a user may ask about: models and fields of their view. */
#include "web/web.h"

static json_t *field_json(const struct schema *s, const struct field *f)
{
    json_t *o = json_object();

    json_object_set_new(o, "id", json_of_str(f->id));
    json_object_set_new(o, "label", json_of_str(f->label));
    json_object_set_new(o, "type", json_string(field_type_info(f->type)->json));
    if (f->description.n)
        json_object_set_new(o, "description", json_of_str(f->description));
    if (f->type == FIELD_REF && f->ref_model >= 0)
        json_object_set_new(o, "ref", json_of_str(s->models[f->ref_model].label));
    return o;
}

static json_t *model_json(const struct schema *s, const struct model *m)
{
    json_t *o = json_object(), *fields = json_array();

    for (size_t i = 0; i < m->fields_n; i++)
        json_array_append_new(fields, field_json(s, &m->fields[i]));
    json_object_set_new(o, "id", json_of_str(m->id));
    json_object_set_new(o, "name", json_of_str(m->name));
    json_object_set_new(o, "label", json_of_str(m->label));
    json_object_set_new(o, "description", json_of_str(m->description));
    json_object_set_new(o, "records", json_integer((json_int_t)m->records));
    json_object_set_new(o, "deployed", json_boolean(m->deployed));
    json_object_set_new(o, "fields", fields);
    return o;
}

err_t web_models(struct call *c, struct why *why)
{
    struct catalog *cat = catalogs_find(c->web->services->catalogs);
    const struct role *role = cat ? policy_role(cat->policy, c->session.role) : NULL;

    if (!role) {
        catalog_drop(cat);
        return why_fail(why, ERR_UNAVAILABLE, "the models are being read; try again in a moment");
    }
    const struct schema *s = catalog_view(cat, role, lang_index_make)->schema;
    json_t *list = json_array();
    for (size_t i = 0; i < s->models_n; i++)
        json_array_append_new(list, model_json(s, &s->models[i]));
    catalog_drop(cat);
    call_json(c, 200, json_pack("{s:o}", "models", list));
    return ERR_OK;
}
