/* test_arena.c - what an arena, and what grows in one, promises. */
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "t.h"

static void count(void *ptr)
{
    ++*(int *)ptr;
}

static void check_memory(void)
{
    struct arena *a = arena_new();
    char *big = arena_alloc(a, 100000);

    CHECK(big[0] == 0 && big[99999] == 0, "memory is zeroed");
    CHECK(arena_used(a) >= 100000, "used counts");
    CHECK((uintptr_t)arena_alloc(a, 1) % 16 == 0, "aligned");
    CHECK(str_eq(arena_fmt(a, "%d-%s", 7, "x"), STR("7-x")), "fmt");
    arena_free(a);
}

static void check_deferred(void)
{
    struct arena *a = arena_new();
    int n = 0;

    arena_defer(a, count, &n);
    arena_reset(a);
    CHECK(n == 1, "reset runs what was deferred");
    arena_defer(a, count, &n);
    arena_free(a);
    CHECK(n == 2, "free runs what was deferred, once");
}

static void check_vec_and_map(void)
{
    struct arena *a = arena_new();
    VEC(int) v = { 0 };
    struct map m;
    static const char *const names[] = { "a", "b", "", "longer name" };
    size_t n = sizeof names / sizeof *names;

    for (int i = 0; i < 1000; i++)
        *vec_push(a, &v) = i;
    CHECK(v.n == 1000 && v.p[999] == 999 && v.p[0] == 0, "vec keeps all");
    map_init(&m, a);
    CHECK(map_find(&m, STR("a")) == NULL, "empty map");
    for (size_t i = 0; i < n; i++)
        map_put(&m, str_c(names[i]), (void *)(uintptr_t)(i + 1));
    for (int i = 0; i < 500; i++)
        map_put(&m, arena_fmt(a, "k%d", i), a);
    for (size_t i = 0; i < n; i++)
        CHECK(map_find(&m, str_c(names[i])) == (void *)(uintptr_t)(i + 1), "%s", names[i]);
    CHECK(m.n == n + 500, "map counts keys");
    arena_free(a);
}

static void check_buf(void)
{
    struct buf b;

    buf_init(&b, NULL);
    b.max = 10;
    buf_lit(&b, "12345");
    buf_fmt(&b, "%d", 6789);
    CHECK(str_eq(buf_str(&b), STR("123456789")), "buf holds what was written");
    buf_lit(&b, "xx");
    CHECK(b.overflow && b.n == 9, "too much is dropped and remembered");
    buf_fini(&b);
}

int main(void)
{
    check_memory();
    check_deferred();
    check_vec_and_map();
    check_buf();
    return T_DONE();
}
