/* The language of a question and its English, word by word:
 * tests/golden/lang/gloss.txt has "language | question => English"; of a
 * language that is not read, nothing behind the arrow.
 *
 * With AURIC_WRITE_GOLDEN set the file is printed anew instead. */
#include "lang/gloss_words.h"
#include "lang/read.h"
#include "lang/shop.h"
#include "t.h"

static void run_line(const struct shop *shop, const struct lang_index *x, str line, int number)
{
    struct arena *a = arena_new();
    struct lang_env env = {
        .schema = shop->schema, .values = shop->values, .index = x, .now = 1795000000
    };
    str want = shop_tail(&line, "=>"), question = shop_tail(&line, "|");
    struct reader *r = reader_new(a, &env, arena_str(a, question));
    str code = str_c(tongue_info(r->tongue)->code);
    str got = tongue_is_read(r->tongue) ? r->question : (str){ 0 };
    if (getenv("AURIC_WRITE_GOLDEN"))
        printf("%.*s | %.*s => %.*s\n", STR_ARG(code), STR_ARG(question), STR_ARG(got));
    else
        CHECK(str_eq(code, line) && str_eq(got, want), "gloss.txt:%d: %.*s\n  got %.*s | %.*s",
              number, STR_ARG(question), STR_ARG(code), STR_ARG(got));
    arena_free(a);
}

static void run_golden(const struct shop *shop, const struct lang_index *x)
{
    str text = shop_file(shop->a, "tests/golden/lang/gloss.txt");
    for (int n = 1; text.n; n++) {
        str line = str_trim(str_cut(&text, '\n'));
        if (line.n && line.p[0] != '#')
            run_line(shop, x, line, n);
        else if (getenv("AURIC_WRITE_GOLDEN"))
            printf("%.*s\n", STR_ARG(line));
    }
}

/* The tables hold words as they are looked up: folded, one space between. */
static void check_folded(const char *words)
{
    bool ok = words[0] != ' ';
    for (const char *p = words; *p; p++)
        ok &= (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
              (*p == ' ' && p[1] != ' ' && p[1]) || (*p == '|' && p[1] && p[1] != '|');
    CHECK(ok, "not folded: \"%s\"", words);
}

static void test_tables(void)
{
    const struct {
        const struct gloss_phrase *p;
        size_t n;
    } phrases[] = { { gloss_de, gloss_de_n },
                    { gloss_fr, gloss_fr_n },
                    { gloss_es, gloss_es_n },
                    { gloss_de_heads, gloss_de_heads_n },
                    { gloss_de_firsts, gloss_de_firsts_n } };
    for (size_t t = 0; t < sizeof phrases / sizeof *phrases; t++)
        for (size_t i = 0; i < phrases[t].n; i++)
            check_folded(phrases[t].p[i].said);
    for (size_t i = 0; i < gloss_terms_n + gloss_industry_n; i++) {
        const struct gloss_term *t = i < gloss_terms_n ? &gloss_terms[i]
                                                       : &gloss_industry[i - gloss_terms_n];
        check_folded(t->de);
        check_folded(t->fr);
        check_folded(t->es);
        CHECK(strchr("nap", t->kind), "%s has the kind %c", t->english, t->kind);
    }
}

int main(void)
{
    struct shop shop;
    shop_open(&shop);
    struct lang_index *x = lang_index_new(shop.schema);
    run_golden(&shop, x);
    test_tables();
    lang_index_free(x);
    shop_close(&shop);
    return T_DONE();
}
