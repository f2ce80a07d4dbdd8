#include "lang/mentions.h"
#include "lang/number.h"

/* The question as the time reader should see it: misspelt words put right. */
static str mended_text(struct reader *r, size_t *at)
{
    struct buf b;
    size_t from = 0;
    buf_init(&b, r->a);
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.p[i];
        buf_add(&b, str_sub(r->question, from, t->at));
        at[i] = b.n;
        buf_add(&b, t->quality < 1 ? t->norm : t->text);
        from = t->at + t->text.n;
    }
    at[r->tokens.n] = b.n;
    buf_add(&b, str_sub(r->question, from, r->question.n));
    return buf_str(&b);
}

/* Tokens that bytes at..at+n of the mended text cover. */
static bool tokens_at(const struct reader *r, const size_t *starts, size_t at, size_t n,
                      size_t *from, size_t *to)
{
    *from = *to = 0;
    for (size_t i = 0; i < r->tokens.n; i++) {
        size_t end = i + 1 < r->tokens.n ? starts[i + 1] : starts[r->tokens.n];
        if (end <= at || starts[i] >= at + n)
            continue;
        *from = *to ? *from : i;
        *to = i + 1;
    }
    return *to > 0 && !r->tokens.p[*from].quote;
}

void mention_numbers(struct reader *r)
{
    number_vec numbers = { 0 };
    size_t *starts = NEW_N(r->a, size_t, r->tokens.n + 1), from, to;
    number_find(r->a, STR("en"), mended_text(r, starts), &numbers);
    for (size_t i = 0; i < numbers.n; i++) {
        const struct number *n = &numbers.p[i];
        if (!tokens_at(r, starts, n->at, n->n, &from, &to))
            continue;
        bool one = token_is(&r->tokens.p[from], "one") || token_is(&r->tokens.p[from], "a");
        bool ordinal = n->kind == NUMBER_ORDINAL;
        struct mention *m = mention_add(r, MENTION_NUMBER, from, to, one || ordinal ? 0.3 : 0.9);
        m->number = n->value;
        m->is_percent = n->kind == NUMBER_PERCENT;
    }
}

void mention_times(struct reader *r)
{
    timex_vec spans = { 0 };
    size_t *at = NEW_N(r->a, size_t, r->tokens.n + 1), from, to;
    struct timex_env env = { .now = r->env->now,
                             .fiscal_month = r->env->schema->fiscal_month,
                             .fiscal_day = r->env->schema->fiscal_day,
                             .week_start = r->env->week_start ? r->env->week_start : 1,
                             .lang = STR("en") };
    timex_find(r->a, &env, mended_text(r, at), &spans);
    for (size_t s = 0; s < spans.n; s++) {
        const struct time_span *t = &spans.p[s];
        if ((t->has_from || t->has_to) && tokens_at(r, at, t->at, t->n, &from, &to))
            mention_add(r, MENTION_TIME, from, to, 0.98)->time = t;
    }
}
