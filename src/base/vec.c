#include "base/vec.h"

void *vec_grow(struct arena *a, const void *p, size_t n, size_t *cap, size_t size)
{
    size_t cap2 = *cap ? *cap * 2 : 8;
    void *q = arena_array(a, cap2, size);

    if (n)
        memcpy(q, p, n * size);
    *cap = cap2;
    return q;
}
