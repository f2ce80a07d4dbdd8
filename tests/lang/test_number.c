/* test_number.c - tests/golden/lang/number.txt line by line, and the word
 * tables: sorted, and every whole number up to 9999 read back in English. */
#include "lang/number.h"

#include "base/buf.h"
#include "lang/number_words.h"
#include "t.h"

#include <stdio.h>
#include <stdlib.h>

static str numbers_text(struct arena *a, const number_vec *numbers, const number_range_vec *ranges)
{
    struct buf out;

    buf_init(&out, a);
    for (size_t i = 0; i < ranges->n; i++)
        buf_fmt(&out, "range %.17g %.17g", ranges->p[i].low.value, ranges->p[i].high.value);
    for (size_t i = 0; !ranges->n && i < numbers->n; i++) {
        const struct number *n = &numbers->p[i];
        buf_fmt(&out, "%s%s %.17g%s%s", i ? " ; " : "", number_kind_name(n->kind), n->value,
                n->currency[0] ? " " : "", n->currency);
    }
    if (!numbers->n)
        buf_lit(&out, "nothing");
    return buf_str(&out);
}

static void check_line(str lang, str line, int number)
{
    struct arena *a = arena_new();
    number_vec numbers = { 0 };
    number_range_vec ranges = { 0 };
    size_t arrow = str_find(line, STR(" => "));
    str text = str_sub(line, 0, arrow), want = str_trim(str_sub(line, arrow + 4, line.n));

    CHECK(arrow < line.n, "number.txt:%d: no arrow", number);
    number_find(a, lang, text, &numbers);
    number_find_ranges(a, lang, text, &numbers, &ranges);
    str got = numbers_text(a, &numbers, &ranges);
    CHECK(str_eq(got, want), "number.txt:%d: %.*s: got %.*s", number, STR_ARG(text), STR_ARG(got));
    arena_free(a);
}

static void check_golden(void)
{
    FILE *f = fopen("tests/golden/lang/number.txt", "r");
    char *line = NULL, lang[3] = "en";
    size_t cap = 0;
    int number = 0, cases = 0;

    CHECK(f != NULL, "tests/golden/lang/number.txt");
    while (f && getline(&line, &cap, f) >= 0) {
        str text = str_trim(str_c(line));
        number++;
        if (text.n == 0 || text.p[0] == '#')
            continue;
        if (text.p[0] == '@' && text.n == 4) {
            memcpy(lang, text.p + 2, 2);
            continue;
        }
        check_line((str){ lang, 2 }, text, number);
        cases++;
    }
    CHECK(cases >= 60, "only %d lines", cases);
    free(line);
    if (f)
        fclose(f);
}

static void check_sorted(const struct number_lang *l)
{
    for (size_t i = 1; i < l->words_n; i++)
        CHECK(strcmp(l->words[i - 1].s, l->words[i].s) < 0, "%s: %s", l->code, l->words[i].s);
    for (size_t i = 0; i < l->words_n; i++)
        CHECK(number_word_find(l, str_c(l->words[i].s)) == &l->words[i], "%s", l->words[i].s);
}

static void say(struct buf *out, int n)
{
    static const char *const ones[] = { "zero",    "one",     "two",       "three",    "four",
                                        "five",    "six",     "seven",     "eight",    "nine",
                                        "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" };
    static const char *const tens[] = { "",      "",      "twenty",  "thirty", "forty",
                                        "fifty", "sixty", "seventy", "eighty", "ninety" };

    if (n >= 1000)
        buf_fmt(out, "%s thousand%s", ones[n / 1000], n % 1000 ? " " : "");
    if (n % 1000 >= 100)
        buf_fmt(out, "%s hundred%s", ones[n % 1000 / 100], n % 100 ? " and " : "");
    n = n < 100 || n % 100 ? n % 100 : -1;
    if (n >= 20)
        buf_fmt(out, "%s%s%s", tens[n / 10], n % 10 ? "-" : "", n % 10 ? ones[n % 10] : "");
    else if (n >= 0)
        buf_fmt(out, "%s", ones[n]);
}

static void check_counting(void)
{
    for (int n = 0; n < 10000; n++) {
        struct arena *a = arena_new();
        struct buf text;
        number_vec numbers = { 0 };
        buf_init(&text, a);
        say(&text, n);
        number_find(a, STR("en"), buf_str(&text), &numbers);
        if (numbers.n != 1 || numbers.p[0].value != n || numbers.p[0].n != text.n)
            CHECK(0, "%s: %zu numbers, %g", buf_cstr(&text), numbers.n,
                  numbers.n ? numbers.p[0].value : -1);
        arena_free(a);
    }
}

int main(void)
{
    check_golden();
    check_sorted(&number_lang_en);
    check_sorted(&number_lang_de);
    check_sorted(&number_lang_fr);
    check_sorted(&number_lang_es);
    check_counting();
    return T_DONE();
}
