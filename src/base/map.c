#include "base/map.h"

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){ .arena = a };
}

/* The key's slot, or the free one where it belongs.  The table is never full. */
static struct map_slot *slot_of(const struct map *m, str key)
{
    size_t i = (size_t)str_hash(key) & (m->cap - 1);

    while (m->slots[i].key.p && !str_eq(m->slots[i].key, key))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

static void grow(struct map *m)
{
    struct map old = *m;

    m->cap = old.cap ? old.cap * 2 : 16;
    m->slots = NEW_N(m->arena, struct map_slot, m->cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key.p)
            *slot_of(m, old.slots[i].key) = old.slots[i];
}

void *map_find(const struct map *m, str key)
{
    return m->cap ? slot_of(m, key)->value : NULL;
}

void **map_put(struct map *m, str key, void *value)
{
    if (m->n * 4 >= m->cap * 3)
        grow(m);
    struct map_slot *s = slot_of(m, key);
    if (!s->key.p) {
        s->key = key.p ? key : STR("");
        m->n++;
    }
    s->value = value;
    return &s->value;
}
