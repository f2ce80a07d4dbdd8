/* map.h - names to pointers, in an arena.
 *
 * Open addressing, keys compared by bytes, no removal.  Keys are borrowed and
 * must live as long as the map.  Iterate with `for (i < m->cap)` over the
 * slots whose key.p is set; the order is stable for the same insertions.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map_slot {
    str key; /* key.p == NULL: free */
    void *value;
};

struct map {
    struct arena *arena;
    struct map_slot *slots;
    size_t n, cap;
};

void map_init(struct map *m, struct arena *a);

/* NULL when there is none. */
void *map_find(const struct map *m, str key);

/* Sets or replaces; returns the slot's value address. */
void **map_put(struct map *m, str key, void *value);

#endif
