#include "exec/tuples.h"

void tuples_init(struct tuples *t, struct arena *a, size_t width)
{
    *t = (struct tuples){ .arena = a, .width = width };
}

static uint64_t hash_of(const struct value *row, size_t width)
{
    uint64_t h = 0x2545f4914f6cdd1d;

    for (size_t i = 0; i < width; i++)
        h = (h ^ value_hash(row[i])) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static bool equal(const struct value *a, const struct value *b, size_t width)
{
    for (size_t i = 0; i < width; i++)
        if (!value_eq(a[i], b[i]))
            return false;
    return true;
}

/* The slot that holds the row, or the free one where it belongs. */
static uint32_t *slot_of(const struct tuples *t, const struct value *row, uint64_t h)
{
    size_t mask = t->slots_n - 1, i = (size_t)h & mask;

    for (; t->slots[i]; i = (i + 1) & mask) {
        size_t at = t->slots[i] - 1;
        if (t->hashes[at] == h && equal(tuples_at(t, at), row, t->width))
            break;
    }
    return &t->slots[i];
}

static void *grown(struct arena *a, const void *p, size_t n, size_t cap, size_t size)
{
    void *q = arena_array(a, cap, size);

    if (n)
        memcpy(q, p, n * size);
    return q;
}

static void grow(struct tuples *t)
{
    t->cap = t->cap ? t->cap * 2 : 16;
    t->slots_n = t->cap * 2;
    t->values = grown(t->arena, t->values, t->n * t->width, t->cap * t->width, sizeof *t->values);
    t->hashes = grown(t->arena, t->hashes, t->n, t->cap, sizeof *t->hashes);
    t->slots = NEW_N(t->arena, uint32_t, t->slots_n);
    for (size_t i = 0; i < t->n; i++) {
        size_t at = (size_t)t->hashes[i] & (t->slots_n - 1);
        while (t->slots[at])
            at = (at + 1) & (t->slots_n - 1);
        t->slots[at] = (uint32_t)i + 1;
    }
}

size_t tuples_put(struct tuples *t, const struct value *row, bool *added)
{
    uint64_t h = hash_of(row, t->width);

    if (t->n == t->cap)
        grow(t);
    uint32_t *slot = slot_of(t, row, h);
    *added = *slot == 0;
    if (*added) {
        for (size_t i = 0; i < t->width; i++)
            t->values[t->n * t->width + i] = value_keep(t->arena, row[i]);
        t->hashes[t->n] = h;
        *slot = (uint32_t)++t->n;
    }
    return *slot - 1;
}

bool tuples_has(const struct tuples *t, const struct value *row)
{
    return t->n && *slot_of(t, row, hash_of(row, t->width)) != 0;
}
