#include "localhub/model_check.h"

#include "localhub/page.h"

#include <ctype.h>

enum { TEXT_MAX = 255, FIELD_NAME_MAX = 64 };

struct checker {
    struct arena *arena;
    const struct hub_session *session;
    const struct hub_model *model;
    struct hub_strs *errors;
};

#define complain(k, ...) hub_complain((k)->arena, (k)->errors, __VA_ARGS__)

static void check_name(const struct checker *k)
{
    const struct hub_model *m = k->model;

    if (m->name.n < HUB_MODEL_NAME_MIN || m->name.n > HUB_MODEL_NAME_MAX)
        complain(k, "The model name must have %d to %d characters.", HUB_MODEL_NAME_MIN,
                 HUB_MODEL_NAME_MAX);
    for (size_t i = 0; i < k->session->models.n; i++) {
        const struct hub_model *other = k->session->models.p[i];
        if (str_eq_nocase(other->name, m->name) && !str_eq(other->id, m->id)) {
            complain(k, "A model with the name %.*s already exists.", STR_ARG(m->name));
            return;
        }
    }
}

static bool is_unique_id(str id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!isupper((unsigned char)id.p[i]) && !isdigit((unsigned char)id.p[i]) && id.p[i] != '_')
            return false;
    return id.n > 0;
}

static void check_identity(const struct checker *k, size_t at)
{
    const struct hub_field *f = &k->model->fields.p[at];

    if (f->name.n > FIELD_NAME_MAX)
        complain(k, "The field name %.*s has more than %d characters.", STR_ARG(f->name),
                 FIELD_NAME_MAX);
    if (!is_unique_id(f->unique_id))
        complain(k, "The uniqueId %.*s may hold upper-case letters, digits and underscores only.",
                 STR_ARG(f->unique_id));
    if (f->parent < 0 && str_eq_nocase(f->name, STR("id")))
        complain(k, "The field name id is reserved.");
    for (size_t i = 0; i < at; i++)
        if (str_eq(k->model->fields.p[i].unique_id, f->unique_id))
            complain(k, "The uniqueId %.*s is used more than once.", STR_ARG(f->unique_id));
}

static bool is_model(const struct checker *k, str id)
{
    if (str_eq(id, k->model->id))
        return true;
    for (size_t i = 0; i < k->session->models.n; i++)
        if (str_eq(k->session->models.p[i]->id, id))
            return true;
    return false;
}

static void check_mask(const struct checker *k, const struct hub_field *f)
{
    bool partial = f->mask == HUB_MASK_PARTIAL || f->mask == HUB_MASK_SHOW;

    if (!f->mask)
        return;
    if (f->type == HUB_REFERENCE || (f->type == HUB_BOOLEAN && partial))
        complain(k, "Field %.*s of type %s cannot be masked %s.", STR_ARG(f->name),
                 hub_type_name(f->type), hub_mask_name(f->mask));
    if (partial && f->mask_first + f->mask_last == 0)
        complain(k, "The mask of field %.*s counts no characters.", STR_ARG(f->name));
    if (f->mask_first > TEXT_MAX || f->mask_last > TEXT_MAX)
        complain(k, "The mask of field %.*s counts more than %d characters.", STR_ARG(f->name),
                 TEXT_MAX);
}

static void check_type(const struct checker *k, const struct hub_field *f)
{
    if (f->type == HUB_ENUMERATION && !f->values.n)
        complain(k, "Field %.*s of type ENUMERATION has no values.", STR_ARG(f->name));
    if (f->type == HUB_STRING && (f->max_length > TEXT_MAX || f->min_length > f->max_length))
        complain(k, "The length of field %.*s must be within 0 and %d.", STR_ARG(f->name),
                 TEXT_MAX);
    if (f->type == HUB_REFERENCE && !is_model(k, f->ref_model_id))
        complain(k, "Field %.*s refers to model %.*s, which does not exist.", STR_ARG(f->name),
                 STR_ARG(f->ref_model_id));
    if (f->repeatable && !str_eq(f->identify_by, STR("KEY")) &&
        !str_eq(f->identify_by, STR("OCCURRENCE")))
        complain(k, "Field %.*s is identified by neither KEY nor OCCURRENCE.", STR_ARG(f->name));
    check_mask(k, f);
}

static void check_title(const struct checker *k)
{
    size_t fields = 0;

    for (size_t i = 0; i < k->model->title.n; i++) {
        str id = k->model->title.p[i].unique_id;
        int at = id.n ? hub_field_find(k->model, id) : -1;
        fields += id.n > 0;
        if (id.n && at < 0)
            complain(k, "The record title names field %.*s, which does not exist.", STR_ARG(id));
        else if (id.n && (k->model->fields.p[at].type == HUB_REFERENCE ||
                          k->model->fields.p[at].mask || hub_field_collection(k->model, at) >= 0))
            complain(k, "The record title cannot hold field %.*s.", STR_ARG(id));
    }
    if (fields > HUB_TITLE_FIELDS)
        complain(k, "The record title holds more than %d fields.", HUB_TITLE_FIELDS);
}

static void check_match_fields(const struct checker *k, const struct xml_node *n)
{
    for (; n; n = n->next) {
        if (str_eq(n->name, STR("fieldUniqueId")) && hub_field_find(k->model, n->text) < 0)
            complain(k, "A match rule names field %.*s, which does not exist.", STR_ARG(n->text));
        check_match_fields(k, n->first);
    }
}

static void check_rules(const struct checker *k)
{
    struct xml_node *root;

    for (size_t i = 0; i < k->model->key.n && !k->model->rules.n; i++)
        if (hub_field_find(k->model, k->model->key.p[i]) < 0)
            complain(k, "A match rule names field %.*s, which does not exist.",
                     STR_ARG(k->model->key.p[i]));
    if (k->model->rules.n &&
        !xml_read(k->arena, k->model->rules, k->model->rules.n + 1, &root, NULL))
        check_match_fields(k, root->first);
}

static void check_frozen(const struct checker *k, const struct hub_model *published)
{
    for (size_t i = 0; published && i < published->fields.n; i++) {
        const struct hub_field *old = &published->fields.p[i];
        int at = hub_field_find(k->model, old->unique_id);
        const struct hub_field *f = at >= 0 ? &k->model->fields.p[at] : old;
        if (f->type != old->type || f->repeatable != old->repeatable)
            complain(k, "The type and repeatability of the published field %.*s cannot change.",
                     STR_ARG(old->name));
    }
}

void hub_model_check(struct arena *a, const struct hub_session *s, const struct hub_model *m,
                     const struct hub_model *published, struct hub_strs *errors)
{
    const struct checker k = { a, s, m, errors };

    check_name(&k);
    for (size_t i = 0; i < m->fields.n; i++) {
        check_identity(&k, i);
        check_type(&k, &m->fields.p[i]);
    }
    check_title(&k);
    check_rules(&k);
    check_frozen(&k, published);
    for (size_t i = 0; i < m->sources.n; i++)
        if (!m->sources.p[i].id.n)
            complain(&k, "A source has no id.");
}
