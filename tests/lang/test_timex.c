/* test_timex.c - tests/golden/lang/timex.txt line by line, and what holds for
 * every span: in place, in order, shifted with the text. */
#include "lang/timex.h"

#include "base/civil.h"
#include "lang/timex_holidays.h"
#include "t.h"

#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct timex_env env;
    char lang[3];
};

/* "@ now=2026-11-18T12:00:00 lang=en fiscal=04-01 ahead planner" */
static bool read_setting(str line, struct setting *s)
{
    *s = (struct setting){ .env = { .fiscal_month = 1, .fiscal_day = 1, .week_start = 1 },
                           .lang = "en" };
    while (line.n) {
        str word = str_cut(&line, ' ');
        int64_t month, day;
        if (str_starts(word, STR("now=")) &&
            !civil_parse_instant(str_sub(word, 4, word.n), &s->env.now))
            return false;
        if (str_starts(word, STR("lang=")) && word.n == 7)
            memcpy(s->lang, word.p + 5, 2);
        if (str_starts(word, STR("fiscal=")) && str_to_i64(str_sub(word, 7, 9), &month) &&
            str_to_i64(str_sub(word, 10, 12), &day)) {
            s->env.fiscal_month = (int)month;
            s->env.fiscal_day = (int)day;
        }
        s->env.ahead |= str_eq(word, STR("ahead"));
        s->env.planner |= str_eq(word, STR("planner"));
    }
    return true;
}

static void print_side(struct buf *out, bool has, int64_t seconds, bool has_time)
{
    if (has && has_time)
        civil_print_instant(out, seconds);
    else if (has)
        civil_print_date(out, seconds / DAY_S);
}

static str spans_text(struct arena *a, const timex_vec *spans)
{
    struct buf out;

    buf_init(&out, a);
    for (size_t i = 0; i < spans->n; i++) {
        const struct time_span *t = &spans->p[i];
        if (i)
            buf_lit(&out, " ; ");
        print_side(&out, t->has_from, t->from, t->has_time);
        buf_lit(&out, " .. ");
        print_side(&out, t->has_to, t->to, t->has_time);
    }
    if (!spans->n)
        buf_lit(&out, "nothing");
    return str_trim(buf_str(&out));
}

static void check_line(const struct setting *s, str line, int number)
{
    struct arena *a = arena_new();
    struct timex_env env = s->env;
    timex_vec spans = { 0 };
    size_t arrow = str_find(line, STR(" => "));
    str text = str_sub(line, 0, arrow), want = str_trim(str_sub(line, arrow + 4, line.n));

    env.lang = (str){ s->lang, 2 };
    timex_find(a, &env, str_trim(text), &spans);
    str got = spans_text(a, &spans);
    CHECK(arrow < line.n, "timex.txt:%d: no arrow", number);
    CHECK(str_eq(got, want), "timex.txt:%d: %.*s: got %.*s", number, STR_ARG(text), STR_ARG(got));
    arena_free(a);
}

static void check_golden(void)
{
    FILE *f = fopen("tests/golden/lang/timex.txt", "r");
    char *line = NULL;
    size_t cap = 0;
    int number = 0, cases = 0;
    struct setting s = { .lang = "en" };

    CHECK(f != NULL, "tests/golden/lang/timex.txt");
    while (f && getline(&line, &cap, f) >= 0) {
        str text = str_trim(str_c(line));
        number++;
        if (text.n == 0 || text.p[0] == '#')
            continue;
        if (text.p[0] == '@') {
            CHECK(read_setting(text, &s), "timex.txt:%d: bad setting", number);
            continue;
        }
        check_line(&s, text, number);
        cases++;
    }
    CHECK(cases >= 150, "only %d lines", cases);
    free(line);
    if (f)
        fclose(f);
}

static const struct {
    const char *text, *before, *year_before, *words;
} neighbours[] = {
    { "last quarter", "1 Apr 2026 to 30 Jun 2026", "1 Jul 2025 to 30 Sep 2025",
      "1 Jul 2026 to 30 Sep 2026" },
    { "March 2025", "1 Feb 2025 to 28 Feb 2025", "1 Mar 2024 to 31 Mar 2024",
      "1 Mar 2025 to 31 Mar 2025" },
    { "yesterday", "16 Nov 2026", "17 Nov 2025", "17 Nov 2026" },
    { "week 32 of 2026", "27 Jul 2026 to 2 Aug 2026", "4 Aug 2025 to 10 Aug 2025",
      "3 Aug 2026 to 9 Aug 2026" },
    { "2024", "1 Jan 2023 to 31 Dec 2023", "1 Jan 2023 to 31 Dec 2023",
      "1 Jan 2024 to 31 Dec 2024" },
    { "last 30 days", "18 Sep 2026 to 18 Oct 2026", "19 Oct 2025 to 18 Nov 2025",
      "19 Oct 2026 to 18 Nov 2026" },
    { "since 3 March 2025", "since 3 Mar 2025", "since 3 Mar 2024", "since 3 Mar 2025" },
    { "before 2025", "until 31 Dec 2024", "until 31 Dec 2023", "until 31 Dec 2024" },
};

static str words_of(struct arena *a, const struct time_span *t)
{
    return timex_words(a, t->from, t->has_from, t->to, t->has_to);
}

static void check_neighbours(void)
{
    struct arena *a = arena_new();
    struct timex_env env = {
        .fiscal_month = 1, .fiscal_day = 1, .week_start = 1, .lang = STR("en")
    };

    env.now = civil_seconds((struct civil){ 2026, 11, 18, 12, 0, 0 });
    for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours; i++) {
        timex_vec spans = { 0 };
        struct time_span other;
        timex_find(a, &env, str_c(neighbours[i].text), &spans);
        CHECK(spans.n == 1, "%s", neighbours[i].text);
        if (spans.n != 1)
            continue;
        str words = words_of(a, &spans.p[0]);
        CHECK(str_eq(words, str_c(neighbours[i].words)), "%s: %.*s", neighbours[i].text,
              STR_ARG(words));
        timex_before(&env, &spans.p[0], &other);
        words = words_of(a, &other);
        CHECK(str_eq(words, str_c(neighbours[i].before)), "before %s: %.*s", neighbours[i].text,
              STR_ARG(words));
        timex_year_before(&env, &spans.p[0], &other);
        words = words_of(a, &other);
        CHECK(str_eq(words, str_c(neighbours[i].year_before)), "year before %s: %.*s",
              neighbours[i].text, STR_ARG(words));
    }
    arena_free(a);
}

static void check_fields(void)
{
    struct arena *a = arena_new();
    struct timex_env env = {
        .fiscal_month = 4, .fiscal_day = 1, .week_start = 1, .lang = STR("en")
    };
    timex_vec spans = { 0 };

    env.now = civil_seconds((struct civil){ 2026, 11, 18, 12, 0, 0 });
    timex_find(a, &env, STR("this month, last 3 weeks, since May and fiscal Q2 at 5 pm today"),
               &spans);
    CHECK(spans.n == 5, "%zu spans", spans.n);
    if (spans.n == 5) {
        const struct time_span *t = spans.p;
        CHECK(t[0].is_calendar && t[0].count == 1 && t[0].grain == GRAIN_MONTH, "this month");
        CHECK(!t[1].is_calendar && t[1].count == 3 && t[1].grain == GRAIN_WEEK, "last 3 weeks");
        CHECK(t[2].is_open_word && t[2].has_from && !t[2].has_to, "since May");
        CHECK(t[3].fiscal && t[3].grain == GRAIN_FISCAL_QUARTER, "fiscal Q2");
        CHECK(t[4].has_time, "at 5 pm today");
    }
    arena_free(a);
}

static const struct {
    enum holiday holiday;
    int year, month, day;
} feasts[] = {
    { HOLIDAY_EASTER, 2024, 3, 31 },          { HOLIDAY_EASTER, 2025, 4, 20 },
    { HOLIDAY_EASTER, 2038, 4, 25 },          { HOLIDAY_ORTHODOX_EASTER, 2024, 5, 5 },
    { HOLIDAY_ORTHODOX_EASTER, 2025, 4, 20 }, { HOLIDAY_THANKSGIVING, 2026, 11, 26 },
    { HOLIDAY_MEMORIAL_DAY, 2026, 5, 25 },    { HOLIDAY_ADVENT_1, 2026, 11, 29 },
    { HOLIDAY_VICTORIA_DAY, 2026, 5, 18 },    { HOLIDAY_CYBER_MONDAY, 2026, 11, 30 },
};

static void check_holidays(void)
{
    for (size_t i = 0; i < sizeof feasts / sizeof *feasts; i++) {
        int64_t day = 0;
        bool ok = holiday_in_year(feasts[i].holiday, feasts[i].year, &day);
        CHECK(ok && day == civil_days(feasts[i].year, feasts[i].month, feasts[i].day), "row %zu",
              i);
    }
}

int main(void)
{
    check_golden();
    check_neighbours();
    check_fields();
    check_holidays();
    return T_DONE();
}
