#include "localhub/model.h"

#include "base/map.h"
#include "localhub/names.h"

static const char *const type_names[] = {
#define X(name, sql) #name,
    HUB_TYPE_LIST(X)
#undef X
};

static const char *const mask_names[] = {
#define X(name, text) text,
    HUB_MASK_LIST(X)
#undef X
};

static int index_of(str name, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (str_eq(name, str_c(names[i])))
            return i;
    return -1;
}

const char *hub_type_name(enum hub_type t)
{
    return type_names[t];
}

bool hub_type_of(str name, enum hub_type *out)
{
    int i = index_of(name, type_names, HUB_TYPE_COUNT);

    if (i < 0)
        return false;
    *out = (enum hub_type)i;
    return true;
}

const char *hub_mask_name(enum hub_mask m)
{
    return mask_names[m];
}

bool hub_mask_of(str name, enum hub_mask *out)
{
    int i = index_of(name, mask_names, HUB_MASK_COUNT);

    if (i < 0)
        return false;
    *out = (enum hub_mask)i;
    return true;
}

str hub_repository_id(struct arena *a)
{
    return hub_guid(a, STR("repository"), STR("auric-local"));
}

int hub_field_find(const struct hub_model *m, str unique_id)
{
    for (size_t i = 0; i < m->fields.n; i++)
        if (str_eq(m->fields.p[i].unique_id, unique_id))
            return (int)i;
    return -1;
}

int hub_field_collection(const struct hub_model *m, int at)
{
    while (at >= 0 && !m->fields.p[at].repeatable)
        at = m->fields.p[at].parent;
    return at;
}

bool hub_field_is_inside(const struct hub_model *m, int at, int group)
{
    while (at >= 0 && at != group)
        at = m->fields.p[at].parent;
    return at == group;
}

const struct hub_model_source *hub_model_source_find(const struct hub_model *m, str id)
{
    for (size_t i = 0; i < m->sources.n; i++)
        if (str_eq(m->sources.p[i].id, id))
            return &m->sources.p[i];
    return NULL;
}

void hub_model_source_add(struct arena *a, struct hub_model *m, str id)
{
    *vec_push(a, &m->sources) = (struct hub_model_source){
        .id = id, .contributes = true, .accepts = true, .is_default = m->sources.n == 0
    };
}

/* Elements are unique among siblings; `id` at the root is Boomi's own. */
static str element_free(struct arena *a, struct map *taken, int parent, str element)
{
    str key = arena_fmt(a, "%d/%.*s", parent, STR_ARG(element));

    if (parent < 0 && str_eq(element, STR("id")) && !map_find(taken, key))
        map_put(taken, key, taken);
    key = hub_name_free(taken, key);
    return str_sub(key, str_find_byte(key, '/') + 1, key.n);
}

static void complete_collection(struct arena *a, struct hub_field *f, struct map *ids)
{
    if (!f->collection_tag.n)
        f->collection_tag = arena_fmt(a, "%.*ss", STR_ARG(f->element));
    if (!f->collection_id.n)
        f->collection_id = hub_name_free(ids, hub_unique_id(a, f->collection_tag));
    else
        map_put(ids, f->collection_id, ids);
    if (!f->identify_by.n)
        f->identify_by = STR("OCCURRENCE");
}

void hub_model_complete(struct arena *a, struct hub_model *m)
{
    struct map ids, elements;

    map_init(&ids, a);
    map_init(&elements, a);
    map_put(&ids, STR("ID"), &ids);
    if (!m->root.n)
        m->root = hub_root_name(a, m->name);
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.p[i].unique_id.n)
            map_put(&ids, m->fields.p[i].unique_id, &ids);
    m->columns_n = 0;
    for (size_t i = 0; i < m->fields.n; i++) {
        struct hub_field *f = &m->fields.p[i];
        if (!f->unique_id.n)
            f->unique_id = hub_name_free(&ids, hub_unique_id(a, f->name));
        if (!f->element.n)
            f->element = hub_element_name(a, f->name);
        f->element = element_free(a, &elements, f->parent, f->element);
        if (f->repeatable)
            complete_collection(a, f, &ids);
        if (f->type == HUB_STRING && !f->max_length)
            f->max_length = 255;
        bool has_column = f->type != HUB_CONTAINER && hub_field_collection(m, (int)i) < 0;
        f->column = has_column ? m->columns_n++ : -1;
    }
}
