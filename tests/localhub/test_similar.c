/* test_similar.c - the five ways in which texts are alike, by examples whose
 * strength is known, and by what has to hold of any two texts. */
#include "localhub/similar.h"
#include "t.h"

#include <math.h>

static const struct {
    enum hub_similar way;
    const char *x, *y;
    double strength;
} rows[] = {
    { HUB_JARO_WINKLER, "BOBBY", "BOB", 0.90666667 },
    { HUB_JARO_WINKLER, "martha", "MARHTA", 0.96111111 },
    { HUB_JARO_WINKLER, "dwayne", "duane", 0.84 },
    { HUB_JARO_WINKLER, "dixon", "dicksonx", 0.81333333 },
    { HUB_JARO_WINKLER, "abc", "xyz", 0 },
    { HUB_JARO_WINKLER, "", "a", 0 },
    { HUB_LEVENSHTEIN, "kitten", "sitting", 1 - 3 / 7.0 },
    { HUB_LEVENSHTEIN, "Flaw", "lawn", 0.5 },
    { HUB_LEVENSHTEIN, "same", "SAME", 1 },
    { HUB_BIGRAM, "night", "nacht", 0.25 },
    { HUB_BIGRAM, "aaaa", "aa", 0.5 },
    { HUB_BIGRAM, "a", "a", 1 },
    { HUB_TRIGRAM, "phone", "phones", 6 / 7.0 },
    { HUB_TRIGRAM, "ab", "abc", 0 },
    { HUB_SOUNDEX, "Robert", "Rupert", 1 },
    { HUB_SOUNDEX, "Ashcraft", "Ashcroft", 1 },
    { HUB_SOUNDEX, "Tymczak", "Pfister", 0 },
    { HUB_SOUNDEX, "Rubin", "Robert", 0.5 },
};

/* splitmix64 */
static size_t below(size_t n)
{
    static uint64_t state;
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    return (size_t)((z ^ (z >> 27)) % n);
}

/* From 0 to 1, the same both ways, and 1 for a text and itself. */
static void check_any(void)
{
    char x[300], y[300];

    for (int i = 0; i < 20000; i++) {
        size_t n = below(sizeof x), m = below(12);
        for (size_t k = 0; k < n; k++)
            x[k] = (char)("abcde hw"[below(8)]);
        for (size_t k = 0; k < m; k++)
            y[k] = (char)("ABCDE HW"[below(8)]);
        str one = { x, n }, two = { y, m };
        for (int w = 0; w < HUB_SIMILAR_COUNT; w++) {
            double ab = hub_similarity((enum hub_similar)w, one, two);
            double ba = hub_similarity((enum hub_similar)w, two, one);
            bool text = str_trim(one).n > 0;
            CHECK(ab >= 0 && ab <= 1 && fabs(ab - ba) < (w == HUB_JARO_WINKLER ? 0.2 : 1e-12),
                  "%.*s | %.*s: %s %f %f", STR_ARG(one), STR_ARG(two),
                  hub_similar_name((enum hub_similar)w), ab, ba);
            CHECK(fabs(hub_similarity((enum hub_similar)w, one, one) - text) < 1e-12, "%.*s",
                  STR_ARG(one));
        }
    }
}

int main(void)
{
    enum hub_similar way;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double got = hub_similarity(rows[i].way, str_c(rows[i].x), str_c(rows[i].y));
        CHECK(fabs(got - rows[i].strength) < 1e-7, "%s %s %s: %.8f, not %.8f",
              hub_similar_name(rows[i].way), rows[i].x, rows[i].y, got, rows[i].strength);
    }
    CHECK(hub_similar_of(STR("Jaro-Winkler"), &way) && way == HUB_JARO_WINKLER, "by its name");
    CHECK(!hub_similar_of(STR("Metaphone"), &way), "an unknown way");
    check_any();
    return T_DONE();
}
