#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK_MIN = 8192, ALIGN = 16 };

struct chunk {
    struct chunk *next;
    size_t cap;
    _Alignas(ALIGN) char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *ptr;
};

struct arena {
    struct chunk *chunk; /* the one being filled; older ones behind it */
    size_t at;           /* first free byte in `chunk` */
    size_t used;
    struct deferred *deferred;
};

static struct chunk *chunk_new(size_t cap)
{
    struct chunk *c = malloc(sizeof *c + cap);

    if (!c)
        abort();
    c->next = NULL;
    c->cap = cap;
    return c;
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);

    if (!a)
        abort();
    a->chunk = chunk_new(CHUNK_MIN);
    return a;
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct deferred *d = a->deferred;
        a->deferred = d->next;
        d->fn(d->ptr);
    }
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
    while (a->chunk->next) {
        struct chunk *c = a->chunk;
        a->chunk = c->next;
        free(c);
    }
    a->at = a->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->chunk);
    free(a);
}

/* Chunks double, so that a large request costs few mallocs. */
static void grow(struct arena *a, size_t n)
{
    size_t cap = a->chunk->cap * 2;

    if (cap > (size_t)1 << 20)
        cap = (size_t)1 << 20;
    if (cap < n)
        cap = n;
    struct chunk *c = chunk_new(cap);
    c->next = a->chunk;
    a->chunk = c;
    a->at = 0;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        abort();
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (n > a->chunk->cap - a->at)
        grow(a, n);
    void *p = a->chunk->bytes + a->at;
    a->at += n;
    a->used += n;
    return memset(p, 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;

    if (__builtin_mul_overflow(count, size, &n))
        abort();
    return arena_alloc(a, n);
}

void arena_defer(struct arena *a, void (*fn)(void *), void *ptr)
{
    struct deferred *d = NEW(a, struct deferred);

    *d = (struct deferred){ a->deferred, fn, ptr };
    a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

char *arena_cstr(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

str arena_str(struct arena *a, str s)
{
    return (str){ arena_cstr(a, s), s.n };
}

str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        abort();
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (str){ p, (size_t)n };
}
