/* auric timex: what the engine reads in lines of text, as JSON Lines. */
#include "app/cmd_timex.h"

#include "base/civil.h"
#include "codec/json.h"
#include "lang/number.h"
#include "lang/timex.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char help[] =
    "usage: auric timex [options] < lines > spans.jsonl\n"
    "\n"
    "Reads the time expressions of every line: half-open intervals, an open side\n"
    "is null.\n"
    "\n"
    "  --now T                   the clock, as 2025-06-18T12:00:00; the machine's by default\n"
    "  --lang L                  en (default), de, fr or es\n"
    "  --fiscal-year-start MM-DD 01-01 by default\n"
    "  --prefer past|future      \"in March\" is the latest or the next one (default: future)\n"
    "  --style planner|records   \"2015 to 2018\" ends where 2018 starts and the last 30 days\n"
    "                            end yesterday, as calendar programs have it (default), or\n"
    "                            2018 and today are in it, as questions about records mean it\n"
    "  --numbers                 the numbers instead: kind, value and currency\n"
    "  --help\n";

struct options {
    struct timex_env env;
    bool numbers;
};

static int usage(const char *message, const char *what)
{
    fprintf(stderr, "auric timex: %s%s\n\n%s", message, what, help);
    return 2;
}

/* "2013-02-12T04:30:00-02:00" is half past four on somebody's wall clock. */
static bool wall_clock(const char *s, int64_t *out)
{
    str text = str_c(s);

    if (text.n > 19)
        text.n = 19;
    return civil_parse_instant(text, out);
}

static bool month_and_day(const char *s, struct timex_env *env)
{
    int month, day;
    char end;

    if (sscanf(s, "%2d-%2d%c", &month, &day, &end) != 2 || month < 1 || month > 12 || day < 1 ||
        day > civil_days_in_month(2001, month))
        return false;
    env->fiscal_month = month;
    env->fiscal_day = day;
    return true;
}

static bool one_of(const char *s, const char *no, const char *yes, bool *out)
{
    if (strcmp(s, no) != 0 && strcmp(s, yes) != 0)
        return false;
    *out = strcmp(s, yes) == 0;
    return true;
}

static bool known_lang(const char *s)
{
    return strcmp(s, "en") == 0 || strcmp(s, "de") == 0 || strcmp(s, "fr") == 0 ||
           strcmp(s, "es") == 0;
}

/* 0, or the exit status. */
static int read_options(int argc, char **argv, struct options *o)
{
    struct timex_env *env = &o->env;

    for (int i = 1; i < argc; i++) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool ok;
        if (strcmp(name, "--numbers") == 0) {
            o->numbers = true;
            continue;
        }
        if (!value)
            return usage("unknown option, or one without its value: ", name);
        if (strcmp(name, "--now") == 0)
            ok = wall_clock(value, &env->now);
        else if (strcmp(name, "--lang") == 0)
            ok = known_lang(value), env->lang = str_c(value);
        else if (strcmp(name, "--fiscal-year-start") == 0)
            ok = month_and_day(value, env);
        else if (strcmp(name, "--prefer") == 0)
            ok = one_of(value, "past", "future", &env->ahead);
        else if (strcmp(name, "--style") == 0)
            ok = one_of(value, "records", "planner", &env->planner);
        else
            return usage("unknown option: ", name);
        if (!ok)
            return usage("not a value of that option: ", value);
        i++;
    }
    return 0;
}

static json_t *side(struct arena *a, bool has, int64_t seconds, bool has_time)
{
    struct buf text;

    if (!has)
        return json_null();
    buf_init(&text, a);
    if (has_time)
        civil_print_instant(&text, seconds);
    else
        civil_print_date(&text, seconds / DAY_S - (seconds % DAY_S < 0));
    return json_of_str(buf_str(&text));
}

static json_t *span_json(struct arena *a, str line, const struct time_span *t)
{
    json_t *o = json_object();

    json_object_set_new(o, "text", json_of_str(str_sub(line, t->at, t->at + t->n)));
    json_object_set_new(o, "start", side(a, t->has_from, t->from, t->has_time));
    json_object_set_new(o, "end", side(a, t->has_to, t->to, t->has_time));
    json_object_set_new(o, "grain", json_string(t->has_time ? "time" : grain_name(t->grain)));
    json_object_set_new(o, "offset", json_integer((json_int_t)t->at));
    json_object_set_new(o, "length", json_integer((json_int_t)t->n));
    return o;
}

static json_t *number_json(str line, const struct number *n)
{
    json_t *o = json_object();

    json_object_set_new(o, "text", json_of_str(str_sub(line, n->at, n->at + n->n)));
    json_object_set_new(o, "kind", json_string(number_kind_name(n->kind)));
    json_object_set_new(o, "value", json_real(n->value));
    if (n->currency[0])
        json_object_set_new(o, "currency", json_string(n->currency));
    json_object_set_new(o, "offset", json_integer((json_int_t)n->at));
    json_object_set_new(o, "length", json_integer((json_int_t)n->n));
    return o;
}

static json_t *spans_json(struct arena *a, const struct options *opt, str line)
{
    json_t *list = json_array();
    timex_vec spans = { 0 };
    number_vec numbers = { 0 };

    if (opt->numbers)
        number_find(a, opt->env.lang, line, &numbers);
    else
        timex_find(a, &opt->env, line, &spans);
    for (size_t i = 0; i < spans.n; i++)
        json_array_append_new(list, span_json(a, line, &spans.p[i]));
    for (size_t i = 0; i < numbers.n; i++)
        json_array_append_new(list, number_json(line, &numbers.p[i]));
    return list;
}

static str line_json(struct arena *a, const struct options *opt, str line)
{
    json_t *o = json_object();

    json_object_set_new(o, "text", json_of_str(line));
    json_object_set_new(o, "spans", spans_json(a, opt, line));
    return json_text_take(a, o);
}

static int run(const struct options *opt)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    struct arena *a = arena_new();

    while ((n = getline(&line, &cap, stdin)) >= 0) {
        str text = { line, (size_t)n };
        while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
            text.n--;
        str json = line_json(a, opt, text);
        fwrite(json.p, 1, json.n, stdout);
        putchar('\n');
        arena_reset(a);
    }
    arena_free(a);
    free(line);
    return ferror(stdin) || fflush(stdout) != 0 ? 1 : 0;
}

int cmd_timex(int argc, char **argv)
{
    struct options o = { .env = { .now = (int64_t)time(NULL),
                                  .fiscal_month = 1,
                                  .fiscal_day = 1,
                                  .week_start = 1,
                                  .lang = STR("en"),
                                  .ahead = true,
                                  .planner = true } };

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return 0;
    }
    int status = read_options(argc, argv, &o);
    return status ? status : run(&o);
}
