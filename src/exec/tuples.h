/* tuples.h - distinct rows of values, in the order in which they came: the
 * table behind groups, DISTINCT, COUNT DISTINCT and IN.
 *
 * Equal means value_eq() in every place; text by bytes.
 *
 * Memory:  copies what it keeps into its arena.
 */
#ifndef EXEC_TUPLES_H
#define EXEC_TUPLES_H

#include "base/value.h"

struct tuples {
    struct arena *arena;
    size_t width, n, cap, slots_n;
    struct value *values; /* n * width */
    uint64_t *hashes;
    uint32_t *slots; /* index + 1; 0: free */
};

void tuples_init(struct tuples *t, struct arena *a, size_t width);

/* The index of the row; *added tells whether it is new. */
size_t tuples_put(struct tuples *t, const struct value *row, bool *added);
bool tuples_has(const struct tuples *t, const struct value *row);

static inline const struct value *tuples_at(const struct tuples *t, size_t i)
{
    return t->values + i * t->width;
}

#endif
