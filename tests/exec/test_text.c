/* test_text.c - what equals what, and what stands before what. */
#include "t.h"
#include "exec/text.h"

static const struct {
    const char *a, *b;
    bool eq;
} pairs[] = {
    { "Sony", "SONY", true },
    { "S\xc3\xb3ny", "Sony", false },                   /* an accent is another letter */
    { "\xc3\x89T\xc3\x89", "\xc3\xa9t\xc3\xa9", true }, /* of the same case */
    { "\xe2\x84\xaa", "k", false },                     /* the Kelvin sign is no k */
    { "STRASSE",
      "stra\xc3\x9f"
      "e",
      false },
    { "\xff", "\xff", true },
    { "\xff", "\xfe", false },
    { "", "", true },
    { "a", "", false },
};

static const struct {
    const char *s, *part;
    bool contains, starts, ends;
} parts[] = {
    { "Hello World", "LLO w", true, false, false },
    { "Hello", "hel", true, true, false },
    { "Hello", "LLO", true, false, true },
    { "Hello", "hello", true, true, true },
    { "Hello", "x", false, false, false },
    { "\xc3\x89t\xc3\xa9", "\xc3\xa9T", true, true, false },
    { "aaab", "aab", true, false, true },
    { "", "a", false, false, false },
};

/* In order. */
static const char *const sorted[] = { "",         "10", "9",          "A",    "a",
                                      "\xc3\x84", "b",  "B\xc3\xa4r", "Bart", "\xc3\xa9t\xc3\xa9",
                                      "z" };

int main(void)
{
    struct arena *a = arena_new();
    size_t n = sizeof sorted / sizeof *sorted;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        str x = str_c(pairs[i].a), y = str_c(pairs[i].b);
        CHECK(text_eq(x, y) == pairs[i].eq, "%s, %s", pairs[i].a, pairs[i].b);
        CHECK(str_eq(text_fold(a, x), text_fold(a, y)) == pairs[i].eq, "folded %s", pairs[i].a);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        str s = str_c(parts[i].s), part = str_c(parts[i].part);
        CHECK(text_contains(s, part) == parts[i].contains, "%s contains", parts[i].s);
        CHECK(text_starts(s, part) == parts[i].starts, "%s starts", parts[i].s);
        CHECK(text_ends(s, part) == parts[i].ends, "%s ends", parts[i].s);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            int c = text_order(str_c(sorted[i]), str_c(sorted[j]));
            CHECK((c < 0) == (i < j) && (c > 0) == (i > j), "%s, %s", sorted[i], sorted[j]);
        }
    CHECK(text_is_caseless(STR("12-3")) && !text_is_caseless(STR("1a")), "caseless");
    CHECK(text_is_caseless(STR("\xe6\x97\xa5")), "no case in Japanese");
    arena_free(a);
    return T_DONE();
}
