#include "lang/mentions.h"
#include "lang/number.h"

/* "per month this year": the month is a group, no part of the time. */
static bool is_group_unit(const struct reader *r, size_t i)
{
    static const char *const units[] = { "day", "week", "month", "quarter", "year", "weekday" };
    static const char *const before[] = { "per", "by", "each", "every" };
    bool unit = false, group = false;
    for (size_t k = 0; k < sizeof units / sizeof *units && i > 0; k++)
        unit |= token_is(&r->tokens.p[i], units[k]);
    for (size_t k = 0; k < sizeof before / sizeof *before && unit; k++)
        group |= token_is(&r->tokens.p[i - 1], before[k]);
    return unit && group && i + 1 < r->tokens.n;
}

/* The question as the time reader should see it: misspelt words put right,
 * what is no time left out. */
static str mended_text(struct reader *r, size_t *at)
{
    struct buf b;
    size_t from = 0;
    buf_init(&b, r->a);
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.p[i];
        buf_add(&b, str_sub(r->question, from, t->at));
        at[i] = b.n;
        buf_add(&b, is_group_unit(r, i) ? STR(",") : t->quality < 1 ? t->norm : t->text);
        from = t->at + t->text.n;
    }
    at[r->tokens.n] = b.n;
    buf_add(&b, str_sub(r->question, from, r->question.n));
    return buf_str(&b);
}

/* The text that times and numbers are read in, and where each token is in it. */
struct spoken {
    str text, lang;
    size_t *from, *to; /* by token */
};

/* French "ete" is a summer only where it is no verb. */
static bool is_been(const struct reader *r, size_t i)
{
    const struct token *t = &r->tokens.p[i];
    return r->tongue == TONGUE_FR &&
           (token_is(t, "were") || token_is(t, "was") || token_is(t, "been"));
}

static struct spoken spoken_of(struct reader *r)
{
    struct spoken s = { .lang = str_c(tongue_info(r->tongue)->code),
                        .from = NEW_N(r->a, size_t, r->tokens.n + 1),
                        .to = NEW_N(r->a, size_t, r->tokens.n + 1) };
    if (r->tongue == TONGUE_EN) {
        s.text = mended_text(r, s.from);
        for (size_t i = 0; i < r->tokens.n; i++)
            s.to[i] = s.from[i + 1];
        return s;
    }
    char *text = arena_cstr(r->a, r->asked);
    for (size_t i = 0; i < r->tokens.n; i++) {
        str said = r->tokens.p[i].said;
        s.from[i] = (size_t)(said.p - r->asked.p);
        s.to[i] = s.from[i] + said.n;
        if (is_group_unit(r, i) || is_been(r, i))
            memset(text + s.from[i], ',', said.n);
    }
    s.text = (str){ text, r->asked.n };
    return s;
}

/* Tokens that bytes at..at+n of the text cover. */
static bool tokens_at(const struct reader *r, const struct spoken *s, size_t at, size_t n,
                      size_t *from, size_t *to)
{
    *from = *to = 0;
    for (size_t i = 0; i < r->tokens.n; i++) {
        if (s->to[i] <= at || s->from[i] >= at + n)
            continue;
        *from = *to ? *from : i;
        *to = i + 1;
    }
    return *to > 0 && !r->tokens.p[*from].quote;
}

void mention_numbers(struct reader *r)
{
    number_vec numbers = { 0 };
    struct spoken spoken = spoken_of(r);
    size_t from, to;
    number_find(r->a, spoken.lang, spoken.text, &numbers);
    for (size_t i = 0; i < numbers.n; i++) {
        const struct number *n = &numbers.p[i];
        if (!tokens_at(r, &spoken, n->at, n->n, &from, &to))
            continue;
        bool one = token_is(&r->tokens.p[from], "one") || token_is(&r->tokens.p[from], "a");
        bool ordinal = n->kind == NUMBER_ORDINAL;
        struct mention *m = mention_add(r, MENTION_NUMBER, from, to, one || ordinal ? 0.3 : 0.9);
        m->number = n->value;
        m->is_percent = n->kind == NUMBER_PERCENT;
        m->is_ordinal = ordinal;
    }
}

/* Is the question about what is still to come?  Then "in March" is the next. */
static bool looks_ahead(const struct reader *r)
{
    static const char *const words[] = { "will",      "expire",   "expires",    "expiring",
                                         "start",     "starts",   "starting",   "begin",
                                         "begins",    "end",      "ends",       "ending",
                                         "due",       "upcoming", "planned",    "scheduled",
                                         "launching", "renew",    "renews",     "expected",
                                         "planning",  "going",    "forthcoming" };
    for (size_t i = 0; i < r->tokens.n; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (r->tokens.p[i].norm.n && token_is(&r->tokens.p[i], words[k]))
                return true;
    return false;
}

/* "delivered late this year": how, not when. */
static size_t late_bytes(const struct reader *r, size_t from, size_t to)
{
    if (from == 0 || to < from + 2 || !token_is(&r->tokens.p[from], "late"))
        return 0;
    str before = r->tokens.p[from - 1].norm;
    static const char *const words[] = { "paid", "sent", "is", "are", "was", "were", "arrive" };
    bool how = before.n > 4 && (str_ends(before, STR("ed")) || str_ends(before, STR("ies")));
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        how |= str_eq(before, str_c(words[k]));
    return how ? r->tokens.p[from].text.n : 0;
}

/* "start in December": the verb is no part of the time. */
static size_t verb_bytes(const struct reader *r, size_t from, size_t to)
{
    const char *first = r->tokens.p[from].text.p;
    if (from + 2 < to && r->tokens.p[from].is_stop) /* "that end in 2027" */
        from++;
    static const char *const verbs[] = { "start", "starts", "starting", "begin",    "begins",
                                         "end",   "ends",   "ending",   "beginning" };
    if (to < from + 2 ||
        !(token_is(&r->tokens.p[from + 1], "in") || token_is(&r->tokens.p[from + 1], "on") ||
          token_is(&r->tokens.p[from + 1], "this") || token_is(&r->tokens.p[from + 1], "next")))
        return 0;
    for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
        if (token_is(&r->tokens.p[from], verbs[k]))
            return (size_t)(r->tokens.p[from].text.p + r->tokens.p[from].text.n - first);
    return 0;
}

void mention_times(struct reader *r)
{
    timex_vec spans = { 0 };
    struct spoken spoken = spoken_of(r);
    size_t from, to;
    struct timex_env env = { .now = r->env->now,
                             .fiscal_month = r->env->schema->fiscal_month,
                             .fiscal_day = r->env->schema->fiscal_day,
                             .week_start = r->env->week_start ? r->env->week_start : 1,
                             .lang = spoken.lang,
                             .ahead = looks_ahead(r) };
    str text = arena_str(r->a, spoken.text);
    timex_find(r->a, &env, text, &spans);
    for (size_t s = 0; s < spans.n; s++) {
        const struct time_span *t = &spans.p[s];
        size_t verb = r->tongue == TONGUE_EN && tokens_at(r, &spoken, t->at, t->n, &from, &to)
                          ? verb_bytes(r, from, to) + late_bytes(r, from, to)
                          : 0;
        if (verb) {
            timex_vec rest = { 0 };
            char *blank = arena_cstr(r->a, text);
            memset(blank + t->at, ' ', verb);
            timex_find(r->a, &env, (str){ blank, text.n }, &rest);
            for (size_t k = 0; k < rest.n; k++)
                if (rest.p[k].at >= t->at && rest.p[k].at < t->at + t->n)
                    t = &rest.p[k];
        }
        if ((t->has_from || t->has_to) && tokens_at(r, &spoken, t->at, t->n, &from, &to))
            mention_add(r, MENTION_TIME, from, to, 0.98)->time = t;
    }
}
