#include "localhub/collection.h"

/* The items of one collection of a record or an entity. */
struct part {
    struct arena *arena;
    const struct hub_model *model;
    const struct hub_item_values *all;
    int collection;
};

static bool is_keyed(const struct hub_field *f)
{
    return str_eq(f->identify_by, STR("KEY"));
}

static int items_of(const struct part *p)
{
    int n = 0;

    for (size_t i = 0; i < p->all->n; i++)
        if (hub_field_is_inside(p->model, p->all->p[i].field, p->collection) &&
            p->all->p[i].item >= n)
            n = p->all->p[i].item + 1;
    return n;
}

static bool is_key_field(const struct hub_field *collection, const struct hub_field *f)
{
    for (str keys = collection->collection_keys; keys.n;)
        if (str_eq(str_trim(str_cut(&keys, ',')), f->unique_id))
            return true;
    return collection->collection_keys.n == 0;
}

static str key_of(const struct part *p, int item)
{
    const struct hub_field *collection = &p->model->fields.p[p->collection];
    struct buf b;

    buf_init(&b, p->arena);
    for (size_t i = 0; i < p->all->n; i++) {
        const struct hub_item_value *v = &p->all->p[i];
        if (v->item != item || v->value.kind == VALUE_NULL ||
            !hub_field_is_inside(p->model, v->field, p->collection) ||
            !is_key_field(collection, &p->model->fields.p[v->field]))
            continue;
        buf_fmt(&b, "%d=", v->field);
        value_print(&b, v->value);
        buf_byte(&b, '\n');
    }
    return buf_str(&b);
}

static bool is_dropped(const struct part *p, int item)
{
    for (size_t i = 0; i < p->all->n; i++)
        if (p->all->p[i].item == item && p->all->p[i].drop &&
            hub_field_is_inside(p->model, p->all->p[i].field, p->collection))
            return true;
    return false;
}

void hub_collections_check(struct arena *a, const struct hub_model *m, struct hub_entity *e)
{
    for (size_t at = 0; at < m->fields.n; at++) {
        const struct hub_field *f = &m->fields.p[at];
        const struct part p = { a, m, &e->items, (int)at };
        if (!f->repeatable || !is_keyed(f))
            continue;
        for (int i = 1; i < items_of(&p); i++)
            for (int k = 0; k < i; k++)
                if (str_eq(key_of(&p, i), key_of(&p, k))) {
                    hub_entity_flaw(a, e, HUB_CAUSE_DUPLICATE_KEY, f->collection_id,
                                    "Two items of the collection %.*s have the same key.",
                                    STR_ARG(f->collection_tag));
                    return;
                }
    }
}

static void copy_item(const struct part *p, int item, int as, struct hub_item_values *out)
{
    for (size_t i = 0; i < p->all->n; i++) {
        struct hub_item_value v = p->all->p[i];
        if (v.item != item || v.value.kind == VALUE_NULL ||
            !hub_field_is_inside(p->model, v.field, p->collection))
            continue;
        v.item = as;
        *vec_push(p->arena, out) = v;
    }
}

/* The old item with what the new one says. */
static void merge_item(const struct part *old, int item, const struct part *new, int by, int as,
                       struct hub_item_values *out)
{
    for (size_t i = 0; i < old->all->n; i++) {
        struct hub_item_value v = old->all->p[i];
        bool said = false;
        if (v.item != item || !hub_field_is_inside(old->model, v.field, old->collection))
            continue;
        for (size_t k = 0; k < new->all->n; k++)
            said |= new->all->p[k].item == by &&new->all->p[k].field == v.field;
        v.item = as;
        if (!said)
            *vec_push(old->arena, out) = v;
    }
    copy_item(new, by, as, out);
}

static int find_key(const struct part *p, int items, str key)
{
    for (int i = 0; i < items; i++)
        if (str_eq(key_of(p, i), key))
            return i;
    return -1;
}

static void merge_keyed(const struct part *old, const struct part *new, struct hub_item_values *out)
{
    int old_n = items_of(old), new_n = items_of(new), next = 0;

    for (int i = 0; i < old_n; i++) {
        int by = find_key(new, new_n, key_of(old, i));
        if (by >= 0 && is_dropped(new, by))
            continue;
        if (by >= 0)
            merge_item(old, i, new, by, next++, out);
        else
            copy_item(old, i, next++, out);
    }
    for (int i = 0; i < new_n; i++)
        if (!is_dropped(new, i) && find_key(old, old_n, key_of(new, i)) < 0)
            copy_item(new, i, next++, out);
}

static void merge_one(const struct part *old, const struct part *new, bool given,
                      struct hub_item_values *out)
{
    const struct hub_field *f = &old->model->fields.p[old->collection];

    if (given && is_keyed(f)) {
        merge_keyed(old, new, out);
        return;
    }
    const struct part *from = given ? new : old;
    for (int i = 0, n = items_of(from); i < n; i++)
        copy_item(from, i, i, out);
}

void hub_collections_merge(struct arena *a, const struct hub_model *m,
                           const struct hub_item_values *old, const struct hub_entity *e,
                           struct hub_item_values *out)
{
    *out = (struct hub_item_values){ 0 };
    for (size_t at = 0; at < m->fields.n; at++) {
        const struct part before = { a, m, old, (int)at }, after = { a, m, &e->items, (int)at };
        if (m->fields.p[at].repeatable)
            merge_one(&before, &after, e->given[at], out);
    }
}

static const struct hub_item_value *find(const struct hub_item_values *all,
                                         const struct hub_item_value *like)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].field == like->field && all->p[i].item == like->item)
            return &all->p[i];
    return NULL;
}

bool hub_items_equal(const struct hub_item_values *x, const struct hub_item_values *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++) {
        const struct hub_item_value *other = find(y, &x->p[i]);
        if (!other || !value_eq(x->p[i].value, other->value))
            return false;
    }
    return true;
}
