#include "lang/number_read.h"

#include "lang/number_money.h"

#include <math.h>

static const struct tok *glued(const struct toks *t, size_t i)
{
    return i < t->n && t->p[i].glued ? &t->p[i] : NULL;
}

static bool glued_digits(const struct toks *t, size_t i, size_t n)
{
    const struct tok *k = glued(t, i);

    return k && k->kind == TOK_DIGITS && (n == 0 || k->s.n == n);
}

static bool is_group_mark(const struct number_lang *l, const struct tok *k)
{
    return tok_is_mark(k, l->group) || (l->group != ',' && tok_is_mark(k, '\'')) ||
           (l->group == ' ' && tok_is_mark(k, '.'));
}

/* The digits of tokens [i, end), with a point where `point` is. */
static double digits_value(const struct toks *t, size_t i, size_t end, size_t point)
{
    double value = 0, scale = 1;

    for (size_t k = i; k < end; k++) {
        if (t->p[k].kind != TOK_DIGITS)
            continue;
        for (size_t d = 0; d < t->p[k].s.n && t->p[k].s.n < 300; d++) {
            value = value * 10 + (t->p[k].s.p[d] - '0');
            scale *= k > point ? 10 : 1;
        }
    }
    return value / scale;
}

/* "1,250", "1 250 000", "1.250,5" in the language's own writing. */
static size_t grouped_end(const struct number_lang *l, const struct toks *t, size_t i)
{
    size_t end = i + 1;

    if (t->p[i].s.n > 3)
        return end;
    while (end + 1 < t->n && t->p[end].glued && is_group_mark(l, &t->p[end]) &&
           glued_digits(t, end + 1, 3))
        end += 2;
    if (end > i + 1)
        return end;
    while (end < t->n && t->p[end].kind == TOK_DIGITS && !t->p[end].glued && t->p[end].s.n == 3 &&
           t->p[end].at <= t->p[end - 1].at + t->p[end - 1].n + 3) /* a no-break space is long */
        end++;
    return end;
}

/* 2^10, 1.5e6; the mark or letter and perhaps a sign stand before digits. */
static size_t exponent(const struct toks *t, size_t end, double *value)
{
    const struct tok *k = glued(t, end);
    bool power = k && tok_is_mark(k, '^'), ten = k && tok_is(k, "e");
    size_t at = end + 1;
    double sign = 1;

    if (!power && !ten)
        return end;
    while (at < t->n && at < end + 3 &&
           (tok_is_mark(&t->p[at], '-') || tok_is_mark(&t->p[at], '+')))
        sign = tok_is_mark(&t->p[at++], '-') ? -sign : sign;
    if (!glued_digits(t, at, 0) || t->p[at].s.n > 3)
        return end;
    double n = sign * (double)t->p[at].value;
    double raised = power ? pow(*value, n) : *value * pow(10, n);
    if (!isfinite(raised))
        return end;
    *value = raised;
    return at + 1;
}

/* "(3/4", "-3/4", but not "7-3/4" */
static bool may_stand_before(const struct toks *t, size_t i)
{
    return t->p[i].kind != TOK_MARK || t->p[i].s.p[0] == '(' ||
           (tok_is_mark(&t->p[i], '-') && !t->p[i].glued);
}

/* "3/4", "1 3/4"; three of them are a date. */
static size_t fraction(const struct toks *t, size_t i, double *value)
{
    const struct tok *slash = glued(t, i + 1), *more = glued(t, i + 3);

    if (!slash || !tok_is_mark(slash, '/') || !glued_digits(t, i + 2, 0) || t->p[i].value < 0 ||
        t->p[i + 2].value <= 0 || (more && tok_is_mark(more, '/')) ||
        (i > 0 && t->p[i].glued && !may_stand_before(t, i - 1)))
        return 0;
    *value = (double)t->p[i].value / (double)t->p[i + 2].value;
    return 3;
}

/* 192.168.0.1 has no decimal point. */
static bool is_address(const struct toks *t, size_t i, size_t end)
{
    const struct tok *point = glued(t, end + 2), *before = i > 1 ? &t->p[i - 1] : NULL;

    if (before && t->p[i].glued && tok_is_mark(before, '.') && before->glued &&
        before[-1].kind == TOK_DIGITS)
        return true;
    return point && tok_is_mark(point, '.') && glued_digits(t, end + 3, 0);
}

static bool digits_at(const struct number_lang *l, const struct toks *t, size_t i,
                      struct number_at *out)
{
    size_t end = grouped_end(l, t, i), point = end;
    double part;
    size_t slash = fraction(t, i, &part);

    if (slash) {
        *out = (struct number_at){ .value = part, .toks = slash };
        return true;
    }
    if (is_address(t, i, end)) {
        *out = (struct number_at){ .value = (double)t->p[i].value, .toks = 1 };
        return t->p[i].value >= 0;
    }
    if (end < t->n && t->p[end].glued && tok_is_mark(&t->p[end], l->point) &&
        glued_digits(t, end + 1, 0))
        end += 2;
    else if (end == i + 1 && end < t->n && t->p[end].glued && tok_is_mark(&t->p[end], '.') &&
             glued_digits(t, end + 1, 0) && t->p[end + 1].s.n != 3)
        end += 2; /* a point is a point in every language unless it groups */
    *out = (struct number_at){ .value = digits_value(t, i, end, point) };
    if (end == i + 1 && end < t->n && !t->p[end].glued && t->p[end].kind == TOK_DIGITS &&
        t->p[end].s.n <= 2 && fraction(t, end, &part) && part < 1) {
        out->value += part;
        end += 3;
    }
    end = exponent(t, end, &out->value);
    size_t more;
    double factor = multiplier_at(t, end, &more);
    const struct tok *after = glued(t, end + more);
    if (factor != 0 && !(after && after->kind == TOK_DIGITS)) {
        out->value *= factor;
        end += more;
    }
    out->toks = end - i;
    return true;
}

static bool is_ordinal_ending(const struct number_lang *l, const struct tok *k)
{
    static const char *const english[] = { "st", "nd", "rd", "th" };
    static const char *const romance[] = { "er", "ere", "e", "eme", "nd", "nde", "o", "a", "os" };

    if (l == &number_lang_en) {
        for (size_t i = 0; i < sizeof english / sizeof *english; i++)
            if (tok_is(k, english[i]))
                return true;
        return false;
    }
    for (size_t i = 0; l != &number_lang_de && i < sizeof romance / sizeof *romance; i++)
        if (tok_is(k, romance[i]))
            return true;
    return false;
}

/* Tokens of a run that multiply what was said in digits: "4 thousand 3
 * hundred and 21" goes on as a sum of falling scales. */
static double scale_at(const struct number_lang *l, const struct toks *t, size_t i)
{
    const struct number_word *w = i < t->n && t->p[i].kind == TOK_WORD
                                      ? number_word_find(l, t->p[i].s)
                                      : NULL;

    if (!w || w->is_ordinal ||
        (w->kind != NUMBER_SCALE && w->kind != NUMBER_HUNDRED && w->kind != NUMBER_SET))
        return 0;
    return w->value;
}

static bool is_and(const struct number_lang *l, const struct toks *t, size_t i)
{
    const struct number_word *w = i < t->n && t->p[i].kind == TOK_WORD
                                      ? number_word_find(l, t->p[i].s)
                                      : NULL;

    return w && w->kind == NUMBER_AND;
}

/* Scales behind a number: "2.5 million", "three dozen", "322 hundred",
 * "hundred thousand million". */
static void read_scales(const struct number_lang *l, const struct toks *t, size_t i,
                        struct number_at *n)
{
    double s;

    while (!n->is_ordinal && (s = scale_at(l, t, i + n->toks)) != 0) {
        n->value *= s;
        n->scale = s;
        n->toks++;
        n->is_words = true;
    }
}

/* "... thousand 3 hundred and 21": smaller parts in digits behind a scale. */
static void read_rest(const struct number_lang *l, const struct toks *t, size_t i,
                      struct number_at *n, double below)
{
    while (below > 1) {
        size_t at = i + n->toks + is_and(l, t, i + n->toks);
        struct number_at more;
        if (at >= t->n || t->p[at].kind != TOK_DIGITS || !digits_at(l, t, at, &more))
            return;
        double s = scale_at(l, t, at + more.toks);
        if (more.value == 0 || more.value * (s != 0 ? s : 1) >= below ||
            (s == 0 && at == i + n->toks))
            return;
        n->value += more.value * (s != 0 ? s : 1);
        n->toks = at + more.toks + (s != 0) - i;
        below = s;
    }
}

static bool is_article(const struct toks *t, size_t i)
{
    static const char *const articles[] = { "a", "an", "un", "une", "ein", "eine", "una", "einen" };

    for (size_t k = 0; i < t->n && k < sizeof articles / sizeof *articles; k++)
        if (tok_is(&t->p[i], articles[k]))
            return true;
    return false;
}

/* "three quarters of a million": tokens of what is parted. */
static size_t of_scale(const struct number_lang *l, const struct toks *t, size_t i, double *scale)
{
    bool of = i < t->n && tok_is(&t->p[i], "of") && is_article(t, i + 1);

    *scale = of ? scale_at(l, t, i + 2) : 0;
    return *scale >= 1000 ? 3 : 0;
}

/* A part of one: half, third (as "two thirds"), quarter; also from ordinals. */
static bool part_at(const struct number_lang *l, const struct toks *t, size_t i, double count,
                    double *part, size_t *toks)
{
    const struct number_word *w;
    struct number_run run;

    if (i >= t->n || t->p[i].kind != TOK_WORD)
        return false;
    w = number_word_find(l, t->p[i].s);
    if (w && w->kind == NUMBER_PART) {
        *part = w->value;
        *toks = 1;
        return true;
    }
    bool plural = count > 1 && l != &number_lang_en && str_ends(t->p[i].s, STR("s"));
    if ((count != 1 && !plural) || !number_run_at(l, t, i, &run) || !run.is_ordinal ||
        run.value < 3)
        return false;
    *part = 1 / run.value;
    *toks = run.toks;
    return true;
}

/* "and a half", "and three fifths", "y medio" */
static void read_and_part(const struct number_lang *l, const struct toks *t, size_t i,
                          struct number_at *n)
{
    size_t at = i + n->toks, toks;
    struct number_run run = { .value = 1 };
    double part;

    if (!is_and(l, t, at++))
        return;
    if (is_article(t, at))
        at++;
    else if (at < t->n && number_run_at(l, t, at, &run) && !run.is_ordinal)
        at += run.toks;
    else
        run.value = 1;
    if (at < t->n && t->p[at].kind == TOK_DIGITS && run.value == 1) { /* "20 and 3/5" */
        toks = fraction(t, at, &part);
        if (!toks || part >= 1)
            return;
    } else if (!part_at(l, t, at, run.value > 1 && !run.is_ordinal ? 1 : run.value, &part, &toks) &&
               !part_at(l, t, at, run.value, &part, &toks)) {
        return;
    }
    double scale = scale_at(l, t, at + toks);
    bool scaled = n->scale >= 1000 || (l != &number_lang_en && n->scale != 0);
    double of = scale != 0 ? scale : scaled ? n->scale : 1; /* "a million and a half" */
    n->value += run.value * part * of;
    n->toks = at + toks + (scale != 0) - i;
}

/* "half a million", "a quarter million", "a dozen", "a trillionth" */
static bool article_at(const struct number_lang *l, const struct toks *t, size_t i,
                       struct number_at *out)
{
    size_t at = i + is_article(t, i), toks = 0;
    double value = 1, part;
    bool said = at > i;

    if (part_at(l, t, at, said ? 1 : 0, &part, &toks)) {
        double scale;
        value = part;
        at += toks;
        toks = of_scale(l, t, at, &scale);
        value *= toks ? scale : 1;
        at += toks;
        at += is_article(t, at) && scale_at(l, t, at + 1) != 0;
    } else if (scale_at(l, t, at) == 0) {
        return false;
    }
    *out = (struct number_at){ .toks = at - i, .value = value, .is_words = true };
    read_scales(l, t, i, out);
    return true;
}

/* "one hundred thirty-fifths": the hyphen makes thirty part of the parts. */
static bool hyphened_part(const struct number_lang *l, const struct toks *t, size_t at,
                          struct number_at *n)
{
    const struct number_word *tens = number_word_find(l, t->p[at - 1].s);
    const struct number_word *part = at + 1 < t->n ? number_word_find(l, t->p[at + 1].s) : NULL;

    if (!tens || tens->kind != NUMBER_TENS || n->value <= tens->value ||
        !tok_is_mark(&t->p[at], '-') || !t->p[at].glued || !part || part->kind != NUMBER_PART ||
        part->value < 0.1)
        return false;
    n->value = (n->value - tens->value) / (tens->value + 1 / part->value);
    n->toks += 2;
    return true;
}

static bool words_at(const struct number_lang *l, const struct toks *t, size_t i,
                     struct number_at *out)
{
    struct number_run run;
    double part;
    size_t toks;

    bool article = article_at(l, t, i, out);
    struct number_at rest; /* "a hundred and one" is one hundred and one */
    if (is_article(t, i) && scale_at(l, t, i + 1) >= 100 && words_at(l, t, i + 1, &rest) &&
        !rest.is_ordinal) {
        *out = rest;
        out->toks++;
        return true;
    }
    if (!number_run_at(l, t, i, &run) || (article && out->toks > run.toks))
        return article;
    *out = (struct number_at){ run.toks, run.value, run.is_ordinal, true, run.scale };
    size_t at = i + run.toks;
    if (at < t->n && hyphened_part(l, t, at, out))
        return true;
    at += at + 1 < t->n && tok_is_mark(&t->p[at], '-');
    if (!run.is_ordinal && part_at(l, t, at, run.value, &part, &toks)) {
        double scale;
        size_t of = of_scale(l, t, at + toks, &scale);
        out->value = run.before_and + (run.value - run.before_and) * part * (of ? scale : 1);
        out->toks = at + toks + of - i;
    }
    return true;
}

static bool is_digit_word(const struct number_lang *l, const struct tok *t)
{
    const struct number_word *w = t->kind == TOK_WORD ? number_word_find(l, t->s) : NULL;

    return tok_is_mark(t, '-') || l->compounds ||
           (w && (w->kind == NUMBER_ONE || w->kind == NUMBER_TENS));
}

/* "two hundred point seven one" */
static void read_point(const struct number_lang *l, const struct toks *t, size_t i,
                       struct number_at *n)
{
    static const char *const points[] = { "point", "komma", "virgule", "coma", "punto" };
    size_t at = i + n->toks;
    bool found = false;
    double scale = 1;

    for (size_t k = 0; at < t->n && k < sizeof points / sizeof *points; k++)
        found |= tok_is(&t->p[at], points[k]);
    if (!found || n->is_ordinal)
        return;
    struct toks digits = *t; /* "six point two five million": no scale is among them */
    digits.n = ++at;
    while (digits.n < t->n && is_digit_word(l, &t->p[digits.n]))
        digits.n++;
    for (struct number_run run;
         number_run_at(l, &digits, at, &run) && !run.is_ordinal && scale < 1e12;) {
        scale *= run.value < 10 ? 10 : run.value < 100 ? 100 : 1000;
        n->value += run.value / scale;
        at += run.toks;
        n->toks = at - i;
    }
}

bool number_at(const struct number_lang *l, const struct toks *t, size_t i, struct number_at *out)
{
    bool digits = t->p[i].kind == TOK_DIGITS;

    if (tok_is_mark(&t->p[i], l->point) && glued_digits(t, i + 1, 0) && !t->p[i].glued) {
        *out = (struct number_at){ .toks = 2,
                                   .value = digits_value(t, i + 1, i + 2, i) }; /* ".5" */
        return true;
    }
    if (t->p[i].kind == TOK_MARK || !(digits ? digits_at : words_at)(l, t, i, out))
        return false;
    const struct tok *next = glued(t, i + out->toks);
    if (digits && next && is_ordinal_ending(l, next)) {
        out->toks++;
        out->is_ordinal = true;
        return true;
    }
    if (!digits)
        read_point(l, t, i, out);
    double before = out->value;
    double part;
    size_t parts;
    if (digits && part_at(l, t, i + out->toks, 0, &part, &parts) &&
        str_ends(t->p[i + out->toks].s, STR("s"))) { /* "3 fifths" */
        out->value *= part;
        out->toks += parts;
        return true;
    }
    read_scales(l, t, i, out);
    if (digits && out->value != before)
        read_rest(l, t, i, out, out->value / before);
    if (!out->is_ordinal)
        read_and_part(l, t, i, out);
    return true;
}
