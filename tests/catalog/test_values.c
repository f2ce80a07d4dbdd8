#include "catalog/norm.h"
#include "catalog/values.h"
#include "t.h"

static void test_norm(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "Sony", "sony" },
        { "  M\xC3\xBCller & S\xC3\xB6hne GmbH's ", "muller and sohne gmbh" },
        { "Stra\xC3\x9F"
          "e",
          "strasse" },
        { "O\xE2\x80\x99"
          "Brien-Smith",
          "obrien smith" },
        { "Companies", "company" },
        { "Boxes, glasses; bus", "box glass bus" },
        { "\xC5\x81\xC3\xB3"
          "d\xC5\xBA",
          "lodz" },
        { "---", "" },
        { "A.B.C. 12,5%", "a b c 12 5" },
        { "\xFF\xFE"
          "abc",
          "abc" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[NORM_BYTES_MAX];
        str got = { out, norm_text(str_c(rows[i].in), out, sizeof out) };
        CHECK(str_eq(got, str_c(rows[i].out)), "%s gave '%.*s'", rows[i].in, STR_ARG(got));
    }
}

static void test_edits(void)
{
    static const struct {
        const char *a, *b;
        unsigned max, want;
    } rows[] = {
        { "samsung", "samsnug", 2, 1 }, { "germany", "germnay", 1, 1 }, { "abc", "abc", 2, 0 },
        { "kitten", "sitting", 3, 3 },  { "kitten", "sitting", 2, 3 },  { "", "abc", 3, 3 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(norm_edits(str_c(rows[i].a), str_c(rows[i].b), rows[i].max) == rows[i].want, "%s %s",
              rows[i].a, rows[i].b);
}

static struct schema *two_models(struct arena *a)
{
    struct schema *s = NEW(a, struct schema);
    s->arena = a;
    s->models = NEW_N(a, struct model, 2);
    s->models_n = 2;
    for (size_t m = 0; m < 2; m++) {
        s->models[m].label = m ? STR("Retailer") : STR("Brand");
        s->models[m].fields = NEW_N(a, struct field, 2);
        s->models[m].fields_n = 2;
        for (size_t f = 0; f < 2; f++)
            s->models[m].fields[f].uid = (uint32_t)(m * 2 + f);
    }
    s->uids = 4;
    return s;
}

static struct values *some_values(void)
{
    struct values *v = values_new();
    values_add(v, 0, STR("Sony"), 40);
    values_add(v, 0, STR("Sony Music"), 4);
    values_add(v, 0, STR("Sony Professional"), 2);
    values_add(v, 0, STR("Samsung"), 30);
    values_add(v, 2, STR("SONY"), 1);
    values_add(v, 2, STR("M\xC3\xBCller GmbH"), 7);
    values_add(v, 1, STR("Thyssenkrupp Materials"), 7);
    values_set_partial(v, 2);
    values_finish(v);
    return v;
}

static void test_lookup(void)
{
    static const struct {
        const char *words, *first;
        size_t n;
        bool near;
    } rows[] = {
        { "sony", "Sony", 2, false },
        { "SONY'S", "Sony", 2, false },
        { "sony music", "Sony Music", 1, false },
        { "music sony", "Sony Music", 1, false },
        { "professional", "Sony Professional", 1, false },
        { "muller gmbh", "M\xC3\xBCller GmbH", 1, false },
        { "samsnug", "", 0, false },
        { "samsnug", "Samsung", 1, true },
        { "xyz", "", 0, true },
        { "", "", 0, true },
    };
    struct arena *a = arena_new();
    struct schema *s = two_models(a);
    struct values *v = some_values();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct value_hit hits[8];
        str w = str_c(rows[i].words);
        size_t n = rows[i].near ? values_near(v, s, w, hits, 8) : values_find(v, s, w, hits, 8);
        CHECK(n == rows[i].n, "%s: %zu hits", rows[i].words, n);
        CHECK(n == 0 || str_eq_nocase(hits[0].value, str_c(rows[i].first)), "%s: %.*s",
              rows[i].words, STR_ARG(hits[0].value));
    }
    CHECK(values_count(v) == 7, "count");
    CHECK(values_is_partial(v, &s->models[1].fields[0]), "partial");
    CHECK(!values_is_partial(v, &s->models[0].fields[0]), "whole");
    str of[8];
    CHECK(values_of_field(v, &s->models[0].fields[0], of, 8) == 4, "of field");
    values_free(v);
    arena_free(a);
}

/* What a view lacks is not found, and takes nobody's place. */
static void test_hidden(void)
{
    struct arena *a = arena_new();
    struct schema *s = two_models(a);
    struct values *v = values_new();
    for (int i = 0; i < 200; i++)
        values_add(v, 2, arena_fmt(a, "Sony %d", i), 9);
    values_add(v, 0, STR("Sony Music"), 1);
    values_finish(v);
    s->models_n = 1;
    struct value_hit hits[4];
    CHECK(values_find(v, s, STR("sony"), hits, 4) == 1, "only the visible one");
    CHECK(values_near(v, s, STR("sonny"), hits, 4) == 1, "also when misspelt");
    values_free(v);
    arena_free(a);
}

static void test_empty(void)
{
    struct arena *a = arena_new();
    struct schema *s = two_models(a);
    struct values *v = values_new();
    struct value_hit hits[4];
    values_finish(v);
    CHECK(values_find(v, s, STR("sony"), hits, 4) == 0, "nothing");
    CHECK(values_near(v, s, STR("sony"), hits, 4) == 0, "nothing");
    values_free(v);
    values_free(NULL);
    arena_free(a);
}

int main(void)
{
    test_norm();
    test_edits();
    test_lookup();
    test_hidden();
    test_empty();
    return T_DONE();
}
