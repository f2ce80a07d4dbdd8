/* buf.h - bytes being built.
 *
 * Grows up to `max`; what does not fit is dropped and remembered: write
 * everything, then look at `overflow` once.  A buffer that overflowed is never
 * partly trusted.
 *
 * Memory:  with an arena the bytes live as long as it does; without one they
 *          are on the heap and buf_fini() frees them.
 * Limits:  BUF_MAX_DEFAULT unless `max` is set after buf_init().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

#define BUF_MAX_DEFAULT ((size_t)64 << 20)

struct buf {
    char *p;
    size_t n, cap, max;
    struct arena *arena; /* NULL: the bytes are on the heap */
    bool overflow;
};

void buf_init(struct buf *b, struct arena *arena_or_null);
void buf_fini(struct buf *b);

/* Room for `n` more bytes; false once the buffer has overflowed. */
bool buf_reserve(struct buf *b, size_t n);

void buf_add(struct buf *b, str s);
void buf_byte(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define buf_lit(b, lit) buf_add(b, STR(lit))

/* Drop the first `n` bytes, keeping the rest. */
void buf_drop(struct buf *b, size_t n);

/* Borrowed until the next write. */
static inline str buf_str(const struct buf *b)
{
    return (str){ b->p, b->n };
}

/* The same with a NUL behind it. */
const char *buf_cstr(struct buf *b);

#endif
