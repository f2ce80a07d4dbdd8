#include "localhub/design.h"

#include "localhub/names.h"

#include <stdlib.h>

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static void add_values(struct arena *a, struct hub_field *f, const struct hub_profile *p)
{
    for (size_t i = 0; i < p->samples_n; i++)
        *vec_push(a, &f->values) = p->samples[i];
    qsort(f->values.p, f->values.n, sizeof *f->values.p, by_text);
}

static bool is_single_key(const struct hub_table *t, size_t column)
{
    return t->key_n == 1 && t->key[0] == column;
}

static bool is_column_name(const struct hub_table *t, str name)
{
    for (size_t i = 0; i < t->in->columns_n; i++)
        if (str_eq_nocase(t->in->columns[i].name, name))
            return true;
    return false;
}

struct maker {
    struct arena *arena;
    struct hub_model **models;
    struct hub_design *design;
    VEC(struct hub_design_field) from;
};

static struct hub_field *add(struct maker *k, str name, enum hub_type type, size_t column,
                             bool is_link)
{
    struct hub_field *f = vec_push(k->arena, &k->design->model->fields);

    *vec_push(k->arena, &k->from) = (struct hub_design_field){ column, is_link };
    *f = (struct hub_field){ .name = name, .type = type, .parent = -1 };
    if (is_link)
        f->ref_model_id = k->models[k->design->table->links[column].table]->id;
    return f;
}

/* A key that is a reference too stays readable: the reference gets the name of
 * what it points to. */
static void add_key_link(struct maker *k, size_t column)
{
    const struct hub_table *t = k->design->table;
    str name = k->models[t->links[column].table]->name;

    if (is_column_name(t, name))
        name = arena_fmt(k->arena, "%.*s reference", STR_ARG(name));
    (void)add(k, name, HUB_REFERENCE, column, true);
}

static void add_column(struct maker *k, size_t column)
{
    const struct hub_table *t = k->design->table;
    const struct hub_intake_column *c = &t->in->columns[column];
    bool link = t->links[column].table >= 0, key = is_single_key(t, column);

    if (link && !key) {
        (void)add(k, c->name, HUB_REFERENCE, column, true);
        return;
    }
    enum hub_type type = hub_profile_type(&t->columns[column], c->name, c->declared);
    struct hub_field *f = add(k, c->name, type, column, false);
    f->required = key;
    if (type == HUB_ENUMERATION)
        add_values(k->arena, f, &t->columns[column]);
    if (link)
        add_key_link(k, column);
}

static str field_of_column(const struct maker *k, size_t column)
{
    for (size_t i = 0; i < k->from.n; i++)
        if (k->from.p[i].column == column)
            return k->design->model->fields.p[i].unique_id;
    return STR("");
}

static void add_title(struct maker *k)
{
    size_t columns[2], n = hub_find_title(k->arena, k->design->table, columns);
    struct hub_title *title = &k->design->model->title;

    for (size_t i = 0; i < n; i++) {
        if (i)
            vec_push(k->arena, title)->constant = STR(" ");
        vec_push(k->arena, title)->unique_id = field_of_column(k, columns[i]);
    }
}

void hub_design_table(struct arena *a, const struct hub_table *t, struct hub_model **models,
                      struct hub_model *m, struct hub_design *out)
{
    struct maker k = { .arena = a, .models = models, .design = out };

    *out = (struct hub_design){ .table = t, .model = m };
    for (size_t c = 0; c < t->in->columns_n; c++)
        add_column(&k, c);
    hub_model_complete(a, m);
    for (size_t i = 0; i < t->key_n; i++)
        *vec_push(a, &m->key) = field_of_column(&k, t->key[i]);
    add_title(&k);
    out->fields = k.from.p;
}
