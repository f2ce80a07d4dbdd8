/* test_password.c - which passwords are taken, how they are hashed. */
#include "auth/password.h"
#include "t.h"

#include <time.h>

static const struct {
    const char *password, *user;
    bool taken;
} rows[] = {
    { "", "ann", false },
    { "short1!", "ann", false },
    { "correct horse battery staple", "ann", true },
    { "violet tram", "ann", true },
    { "k7qm-x2fd-09ab-cdef", "ann", true },
    { "Grüße aus Köln", "ann", true },
    { "password", "ann", false },
    { "Password1", "ann", false },
    { "P@ssw0rd2024!", "ann", false },
    { "1234password", "ann", false },
    { "passwordless future", "ann", true },
    { "qwertyuiop", "ann", false },
    { "welcome123", "ann", false },
    { "Welcome2025!", "ann", false },
    { "Summer2025", "ann", false },
    { "summer in the alps", "ann", true },
    { "aaaaaaaaaaaa", "ann", false },
    { "12345678", "ann", false },
    { "987654321098", "ann", true }, /* not one step: the 0 breaks it */
    { "19840213", "ann", false },
    { "abcdefghijkl", "ann", false },
    { "abababababab", "ann", false },
    { "abcdabcdabcd", "ann", false },
    { "Auric2025!", "ann", false },
    { "boomi123!", "ann", false },
    { "sarah.chen1", "sarah.chen", false },
    { "SarahChen99", "sarah.chen", false },
    { "Chen12345678", "sarah.chen", false },
    { "chen likes long walks", "sarah.chen", true },
    { "sarah.chen1", "david.williams", true },
};

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check_lengths(struct arena *a)
{
    char *p = arena_alloc(a, PASSWORD_MAX + 1);

    for (size_t i = 0; i <= PASSWORD_MAX; i++)
        p[i] = (char)('a' + i * i * 7 % 26);
    CHECK(!password_check((str){ p, PASSWORD_MAX }, STR("ann"), NULL), "the longest");
    CHECK(password_check((str){ p, PASSWORD_MAX + 1 }, STR("ann"), NULL), "one more");
    str hash;
    CHECK(!password_hash(a, (str){ p, PASSWORD_MAX }, &hash, NULL), "hashed");
    CHECK(password_verify(hash, (str){ p, PASSWORD_MAX }), "nothing is cut off");
    CHECK(!password_verify(hash, (str){ p, PASSWORD_MAX - 1 }), "the last byte counts");
}

static void check_hash(struct arena *a)
{
    str one, two;

    CHECK(!password_hash(a, STR("violet tram"), &one, NULL), "hash");
    CHECK(!password_hash(a, STR("violet tram"), &two, NULL), "hash again");
    CHECK(str_starts(one, STR("$argon2id$v=19$m=19456,t=2,p=1$")), "%.*s", STR_ARG(one));
    CHECK(!str_eq(one, two), "salted");
    CHECK(password_verify(one, STR("violet tram")), "right");
    CHECK(!password_verify(one, STR("violet tran")), "wrong");
    CHECK(!password_verify(one, STR("")), "empty");
    CHECK(!password_verify(STR(""), STR("violet tram")), "nobody");
    CHECK(!password_verify(STR("$argon2id$nonsense"), STR("x")), "damaged");
    CHECK(!password_is_stale(one), "fresh");
    CHECK(password_is_stale(STR("$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                "0bVEMvUJpDuC53FVOxbIcWVNoJWyTjS0pcsDlTLyPkw")),
          "other parameters");
}

/* An unknown user costs what a known one does. */
static void check_time(struct arena *a)
{
    str hash;
    double known = 0, unknown = 0;

    CHECK(!password_hash(a, STR("violet tram"), &hash, NULL), "hash");
    for (int i = 0; i < 12; i++) {
        double t0 = seconds();
        (void)password_verify(hash, STR("something else"));
        double t1 = seconds();
        (void)password_verify(STR(""), STR("something else"));
        double t2 = seconds();
        known += t1 - t0;
        unknown += t2 - t1;
    }
    CHECK(unknown > known / 2 && unknown < known * 2, "known %.4f s, unknown %.4f s", known,
          unknown);
}

int main(void)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(!password_check(str_c(rows[i].password), str_c(rows[i].user), NULL) == rows[i].taken,
              "%s of %s", rows[i].password, rows[i].user);
    check_lengths(a);
    check_hash(a);
    check_time(a);
    for (int i = 0; i < 100; i++) {
        str made = password_make(a);
        CHECK(made.n == 19 && !password_check(made, STR("sarah.chen"), NULL), "%.*s",
              STR_ARG(made));
    }
    arena_free(a);
    return T_DONE();
}
