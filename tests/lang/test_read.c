/* Questions and what is read in them: tests/golden/lang/questions_*.txt.
 *
 *     Q question [ || follow-up ...]     asked on 2026-11-18 unless @ says else
 *     = the plan in plain words          answered with this reading
 *     ? words                            asked back; one option holds the words
 *     ! words                            no answer; the message holds the words
 *     i words                            about the models; the message holds the words
 *
 * With AURIC_WRITE_GOLDEN set the files are printed anew instead. */
#include "lang/shop.h"
#include "plan/words.h"
#include "t.h"

#include <dirent.h>

struct golden {
    struct shop shop;
    struct lang_index *index;
    const char *file;
    int line;
    int64_t now;
};

static void ask(struct golden *g, struct arena *a, str text, struct readings *out)
{
    struct turn turns[8];
    struct lang_env env = { .schema = g->shop.schema,
                            .index = g->index,
                            .values = g->shop.values,
                            .now = g->now,
                            .week_start = 1,
                            .history = turns };
    for (;;) {
        size_t at = str_find(text, STR("||"));
        str q = str_trim(str_sub(text, 0, at));
        struct why why = { "" };
        CHECK(lang_read(a, &env, q, out, &why) == ERR_OK, "%s:%d: %s", g->file, g->line, why.text);
        if (at == text.n)
            return;
        turns[env.history_n++] = (struct turn){ q, out->verdict == READ_ANSWER ? out->best.plan
                                                                               : NULL };
        text = str_sub(text, at + 2, text.n);
    }
}

static str told(struct arena *a, const struct readings *r, char mark)
{
    switch (r->verdict) {
    case READ_ANSWER:
        return arena_fmt(a, "= %.*s", STR_ARG(plan_words(a, r->best.plan)));
    case READ_CLARIFY:
        for (size_t i = 0; i < r->options_n && mark != '?'; i++)
            return arena_fmt(a, "? %.*s", STR_ARG(r->options[0].label));
        return STR("?");
    case READ_ABSTAIN:
        return arena_fmt(a, "! %.*s", STR_ARG(r->message));
    case READ_META:
        break;
    }
    return arena_fmt(a, "i %.*s", STR_ARG(r->message));
}

static bool holds(const struct readings *r, str words)
{
    for (size_t i = 0; i < r->options_n; i++)
        if (str_find(r->options[i].label, words) < r->options[i].label.n)
            return true;
    return words.n == 0;
}

static bool fits(struct arena *a, const struct readings *r, str want)
{
    char mark = want.n ? want.p[0] : 0;
    str words = str_trim(str_sub(want, 1, want.n));
    str got = told(a, r, mark);
    if (got.p[0] != mark)
        return false;
    if (mark == '=')
        return str_eq(got, want);
    if (mark == '?')
        return holds(r, words);
    return words.n == 0 || str_find(got, words) < got.n;
}

static void run_file(struct golden *g, str text)
{
    bool write = getenv("AURIC_WRITE_GOLDEN") != NULL;
    str question = { 0 };
    for (g->line = 1; text.n; g->line++) {
        str line = str_trim(str_cut(&text, '\n'));
        char mark = line.n ? line.p[0] : '#';
        str tail = line.n ? str_trim(str_sub(line, 1, line.n)) : line;
        if (mark == '@')
            CHECK(civil_parse_instant(tail, &g->now), "%s:%d", g->file, g->line);
        if (mark == 'Q') {
            question = tail;
            if (!write)
                continue;
        } else if (!strchr("=?!i", mark) || write) {
            if (write && !strchr("=?!i", mark))
                printf("%.*s\n", STR_ARG(line));
            continue;
        }
        struct arena *a = arena_new();
        struct readings r = { 0 };
        ask(g, a, question, &r);
        if (write)
            printf("Q %.*s\n%.*s\n", STR_ARG(question), STR_ARG(told(a, &r, 0)));
        else
            CHECK(fits(a, &r, line), "%s:%d: %.*s\n  want %.*s\n  got  %.*s", g->file, g->line,
                  STR_ARG(question), STR_ARG(line), STR_ARG(told(a, &r, 0)));
        arena_free(a);
    }
}

static void run_golden(struct golden *g)
{
    struct dirent **names;
    int n = scandir("tests/golden/lang", &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (strncmp(names[i]->d_name, "questions_", 10) == 0) {
            char path[300];
            snprintf(path, sizeof path, "tests/golden/lang/%s", names[i]->d_name);
            g->file = path;
            (void)civil_parse_instant(STR("2026-11-18T09:00:00"), &g->now);
            run_file(g, shop_file(g->shop.a, path));
        }
        free(names[i]);
    }
    free(names);
    CHECK(n > 0, "no golden files");
}

/* Politeness changes nothing. */
static void test_polite(struct golden *g)
{
    static const char *const before[] = { "Please, ", "Hello, could you please tell me ",
                                          "I would like to know: ", "hi! " };
    static const char *const questions[] = {
        "how many Sony products are active?",
        "total order value per retailer this year",
        "which products have no orders?",
        "top 3 brands by number of products",
    };
    for (size_t q = 0; q < sizeof questions / sizeof *questions; q++)
        for (size_t b = 0; b < sizeof before / sizeof *before; b++) {
            struct arena *a = arena_new();
            struct readings plain, polite;
            ask(g, a, str_c(questions[q]), &plain);
            ask(g, a, arena_fmt(a, "%s%s", before[b], questions[q]), &polite);
            CHECK(str_eq(told(a, &plain, 0), told(a, &polite, 0)), "%s%s: %.*s", before[b],
                  questions[q], STR_ARG(told(a, &polite, 0)));
            arena_free(a);
        }
}

/* A synonym changes nothing. */
static void test_synonyms(struct golden *g)
{
    static const char *const pairs[][2] = {
        { "how many retailers are in Berlin?", "how many shops are in Berlin?" },
        { "how many retailers are in Berlin?", "how many dealers are in Berlin?" },
        { "list all Sony products", "list all Sony articles" },
        { "number of employees per department", "number of colleagues per department" },
        { "how many brands are from Japan?", "how many makes are from Japan?" },
        { "top 3 brands by number of products", "top 3 makes by number of items" },
        { "which products have no orders?", "which items have no purchases?" },
        { "average price of products", "mean price of articles" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct arena *a = arena_new();
        struct readings one, other;
        ask(g, a, str_c(pairs[i][0]), &one);
        ask(g, a, str_c(pairs[i][1]), &other);
        CHECK(one.verdict == READ_ANSWER && str_eq(told(a, &one, 0), told(a, &other, 0)),
              "%s: %.*s; %s: %.*s", pairs[i][0], STR_ARG(told(a, &one, 0)), pairs[i][1],
              STR_ARG(told(a, &other, 0)));
        arena_free(a);
    }
}

/* What a user may not see is as if it did not exist: same bytes for a hidden
 * field's name and values as for words that nobody knows. */
static void test_hidden(struct golden *g)
{
    struct golden cut = *g;
    struct arena *own = arena_new();
    struct schema *s = NEW(own, struct schema);
    *s = *g->shop.schema;
    s->models = NEW_N(own, struct model, s->models_n);
    memcpy(s->models, g->shop.schema->models, s->models_n * sizeof *s->models);
    for (size_t m = 0; m < s->models_n; m++)
        if (str_eq(s->models[m].name, STR("Employee")))
            s->models[m].fields_n--; /* salary_eur is the last one */
    cut.shop.schema = s;
    cut.index = lang_index_new(s);
    static const char *const pairs[][2] = {
        { "average salary of employees", "average zzqqxx of employees" },
        { "list employees with a salary above 50000", "list employees with a zzqqxx above 50000" },
        { "what does salary mean?", "what does zzqqxx mean?" },
        { "rank departments by salary", "rank departments by zzqqxx" },
        { "which employee has the highest salary", "which employee has the highest zzqqxx" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct arena *a = arena_new();
        struct readings hidden, unknown;
        ask(&cut, a, str_c(pairs[i][0]), &hidden);
        ask(&cut, a, str_c(pairs[i][1]), &unknown);
        CHECK(hidden.verdict == READ_ABSTAIN && unknown.verdict == READ_ABSTAIN, "%s", pairs[i][0]);
        CHECK(hidden.best.confidence == unknown.best.confidence, "%s", pairs[i][0]);
        CHECK(hidden.options_n == 0 && hidden.suggestions.n == unknown.suggestions.n, "%s",
              pairs[i][0]);
        arena_free(a);
    }
    lang_index_free(cut.index);
    arena_free(own);
}

static void test_limits(struct golden *g)
{
    struct arena *a = arena_new();
    struct readings r;
    char *much = arena_alloc(a, QUESTION_BYTES_MAX + 1);
    memset(much, 'a', QUESTION_BYTES_MAX + 1);
    struct lang_env env = { .schema = g->shop.schema, .values = g->shop.values, .now = g->now };
    CHECK(lang_read(a, &env, (str){ much, QUESTION_BYTES_MAX + 1 }, &r, NULL) == ERR_TOO_LARGE,
          "too long");
    CHECK(lang_read(a, &env, (str){ much, QUESTION_BYTES_MAX }, &r, NULL) == ERR_OK, "one word");
    CHECK(r.verdict == READ_ABSTAIN, "a word nobody knows");
    CHECK(lang_read(a, &env, STR(""), &r, NULL) == ERR_OK && r.verdict == READ_ABSTAIN, "nothing");
    arena_free(a);
}

int main(void)
{
    struct golden g = { 0 };
    shop_open(&g.shop);
    g.index = lang_index_new(g.shop.schema);
    (void)civil_parse_instant(STR("2026-11-18T09:00:00"), &g.now);
    run_golden(&g);
    test_polite(&g);
    test_synonyms(&g);
    test_hidden(&g);
    test_limits(&g);
    lang_index_free(g.index);
    shop_close(&g.shop);
    return T_DONE();
}
