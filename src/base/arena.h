/* arena.h - memory that dies together.
 *
 * One arena a request, a connection, a run: everything it makes is freed at
 * once, so nobody writes cleanup.  arena_defer() takes care of the few things
 * that are not memory (a descriptor, a statement, a JSON tree).
 *
 * Memory:  allocation does not fail; the process aborts when malloc does.
 *          A hostile size must be stopped earlier, at the parser.
 *          All memory is zeroed and aligned to 16 bytes.
 * Limits:  arena_used() tells; flow/ checks it between steps.
 * Threads: one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

struct arena *arena_new(void);

/* Runs what was deferred, last first, then frees everything.  NULL is fine. */
void arena_free(struct arena *a);

/* As arena_free, but the arena stays and keeps its first chunk. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t n);

/* Zeroed array; aborts when count * size overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

#define NEW(a, T) ((T *)arena_alloc(a, sizeof(T)))
#define NEW_N(a, T, n) ((T *)arena_array(a, n, sizeof(T)))

/* Call fn(ptr) when the arena is freed or reset. */
void arena_defer(struct arena *a, void (*fn)(void *), void *ptr);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);

/* Copies; the copy is NUL-terminated behind its last byte. */
str arena_str(struct arena *a, str s);
char *arena_cstr(struct arena *a, str s);
str arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
