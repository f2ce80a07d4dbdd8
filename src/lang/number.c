#include "lang/number.h"

#include "lang/number_money.h"
#include "lang/number_read.h"

struct reader {
    const struct number_lang *lang;
    struct toks toks;
};

static const struct tok *tok_at(const struct reader *r, size_t i)
{
    return i < r->toks.n ? &r->toks.p[i] : NULL;
}

/* Letters, digits or an underscore right before: a part number, a name. */
static bool is_torn_before(const struct reader *r, size_t i)
{
    if (i == 0 || !r->toks.p[i].glued)
        return false;
    const struct tok *b = &r->toks.p[i - 1];
    return b->kind != TOK_MARK ? true : strchr("_@\\", b->s.p[0]) != NULL;
}

static bool is_word_of(const struct tok *t, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tok_is(t, list[i]))
            return true;
    return false;
}

/* "-", "minus", "negative" before the number: tokens taken. */
static size_t sign_at(const struct reader *r, size_t i, double *sign)
{
    static const char *const words[] = { "minus", "negative", "moins", "menos" };
    const struct tok *t = &r->toks.p[i], *next = tok_at(r, i + 1);

    if (!next)
        return 0;
    if (t->kind == TOK_WORD && is_word_of(t, words, 4)) {
        *sign = -1;
        return 1;
    }
    bool starts = i == 0 || !t->glued || strchr("([:=<>~", r->toks.p[i - 1].s.p[0]);
    if (!tok_is_mark(t, '-') || !next->glued || !starts)
        return 0;
    *sign = -1;
    return 1;
}

/* "%", "percent", "per cent", "Prozent": tokens taken. */
static size_t percent_at(const struct toks *t, size_t i)
{
    static const char *const words[] = {
        "%",         "percent",  "percents",          "percentage",   "per cent",
        "pct",       "prozent",  "pourcent",          "pour cent",    "por ciento",
        "porciento", "por cien", "percentage points", "prozentpunkte"
    };
    size_t best = 0;

    for (size_t w = 0; i < t->n && w < sizeof words / sizeof *words; w++) {
        size_t n = lex_phrase_at(t, i, words[w]);
        best = n > best ? n : best;
    }
    return best;
}

static void set_money(struct number *out, const struct money_word *m)
{
    out->kind = NUMBER_CURRENCY;
    memcpy(out->currency, m->code, strlen(m->code));
}

/* "48.5 MGBP", "12 kEUR" */
static size_t scaled_code_at(const struct reader *r, size_t i, const struct money_word **money,
                             double *value)
{
    const struct tok *t = tok_at(r, i);

    if (!t || t->kind != TOK_WORD || t->s.n != 4 || (t->s.p[0] != 'm' && t->s.p[0] != 'k'))
        return 0;
    struct tok code = *t;
    code.s = str_sub(t->s, 1, 4);
    if (!money_at(&(struct toks){ &code, 1 }, 0, true, money) || strlen((*money)->code) != 3)
        return 0;
    *value *= t->s.p[0] == 'm' ? 1e6 : 1e3;
    return 1;
}

/* The unit behind the number; tokens taken. */
static size_t unit_at(const struct reader *r, size_t i, bool has_money, struct number *out)
{
    const struct money_word *money;
    size_t n = percent_at(&r->toks, i);

    if (n && !has_money) {
        out->kind = NUMBER_PERCENT;
        return n;
    }
    size_t of = i < r->toks.n && out->is_words &&
                (tok_is(&r->toks.p[i], "de") || tok_is(&r->toks.p[i], "d"));
    n = money_at(&r->toks, i + of, false, &money);
    n += n ? of : 0;
    if (!n && !has_money)
        n = scaled_code_at(r, i, &money, &out->value);
    /* "5 $ 3": the sign belongs to what follows. */
    if (!n || has_money)
        return 0;
    set_money(out, money);
    return n;
}

/* A number written so may not go on: 192.168.0.1, 5/17, A-12-3. */
static bool is_torn_after(const struct reader *r, size_t i)
{
    const struct tok *t = tok_at(r, i);

    return t && t->glued && (t->kind != TOK_MARK || t->s.p[0] == '_');
}

/* "the one with ...", "which one": no number */
static bool is_pronoun(const struct reader *r, size_t i, size_t toks)
{
    static const char *const words[] = { "the", "this", "that",  "which",   "each", "every",
                                         "any", "no",   "other", "another", "some" };

    return toks == 1 && i > 0 && tok_is(&r->toks.p[i], "one") &&
           is_word_of(&r->toks.p[i - 1], words, sizeof words / sizeof *words);
}

/* "two out of five", "one over 20": tokens taken. */
static size_t ratio_at(const struct reader *r, size_t i, const struct number_at *n,
                       struct number *out)
{
    struct number_at of;
    size_t over = lex_phrase_at(&r->toks, i, "over");
    size_t link = over ? over : lex_phrase_at(&r->toks, i, "out of");

    if (!link || i + link >= r->toks.n || !number_at(r->lang, &r->toks, i + link, &of) ||
        of.is_ordinal || of.value <= n->value || (over && n->value != 1))
        return 0;
    out->value /= of.value;
    return link + of.toks;
}

/* "thirteen dollars forty-five cents" */
static size_t cents_at(const struct reader *r, size_t i, struct number *out)
{
    size_t at = i + (i < r->toks.n && tok_is(&r->toks.p[i], "and"));
    struct number_at n;

    if (at >= r->toks.n || !number_at(r->lang, &r->toks, at, &n) || n.is_ordinal || n.value >= 100)
        return 0;
    const struct tok *unit = tok_at(r, at + n.toks);
    if (!unit || !(tok_is(unit, "cents") || tok_is(unit, "cent") || tok_is(unit, "pence")))
        return 0;
    out->value += n.value / 100;
    return at + n.toks + 1 - i;
}

static bool read_at(const struct reader *r, size_t i, struct number *out, size_t *toks)
{
    double sign = 1;
    const struct money_word *money = NULL;
    struct number_at n;
    size_t at = i;

    if (is_torn_before(r, i))
        return false;
    at += sign_at(r, at, &sign);
    size_t m = at < r->toks.n ? money_at(&r->toks, at, true, &money) : 0;
    at += m;
    if (at >= r->toks.n || !number_at(r->lang, &r->toks, at, &n) ||
        (m && n.is_words && n.value < 1))
        return false;
    *out = (struct number){ .value = sign * n.value, .is_words = n.is_words };
    if (n.is_ordinal)
        out->kind = NUMBER_ORDINAL;
    if (m)
        set_money(out, money);
    at += n.toks;
    if (n.is_words && n.value == 1 && is_pronoun(r, at - n.toks, n.toks))
        return false;
    if (!n.is_ordinal && !m)
        at += ratio_at(r, at, &n, out);
    if (!n.is_ordinal)
        at += unit_at(r, at, m > 0, out);
    if (out->kind == NUMBER_CURRENCY)
        at += cents_at(r, at, out);
    if (is_torn_after(r, at))
        return false;
    *toks = at - i;
    return true;
}

void number_find(struct arena *a, str lang, str text, number_vec *out)
{
    struct reader r = { number_lang(lang), lex_text(a, text) };

    for (size_t i = 0; i < r.toks.n;) {
        struct number n;
        size_t toks;
        if (!read_at(&r, i, &n, &toks)) {
            i++;
            continue;
        }
        const struct tok *last = &r.toks.p[i + toks - 1];
        n.at = r.toks.p[i].at;
        n.n = last->at + last->n - n.at;
        *vec_push(a, out) = n;
        i += toks;
    }
}

static bool joins(str between)
{
    static const char *const words[] = { "to", "and", "-", "through", "bis", "und",
                                         "a",  "et",  "y", "hasta",   "~",   "\xe2\x80\x93" };
    str s = str_trim(between);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(s, str_c(words[i])))
            return true;
    return false;
}

static bool needs_between(str between)
{
    str s = str_trim(between);

    return str_eq_nocase(s, STR("and")) || str_eq_nocase(s, STR("und")) ||
           str_eq_nocase(s, STR("et")) || str_eq_nocase(s, STR("y"));
}

/* Bytes of "between", "from" and their like right before `at`. */
static size_t opening(str text, size_t at, bool *is_between)
{
    static const struct {
        const char *s;
        bool is_between;
    } words[] = { { "between", true }, { "zwischen", true }, { "entre", true }, { "from", false },
                  { "von", false },    { "de", false },      { "desde", false } };
    size_t end = at;

    while (end > 0 && text.p[end - 1] == ' ')
        end--;
    for (size_t i = 0; end < at && i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].s);
        if (end < n || !str_eq_nocase(str_sub(text, end - n, end), str_c(words[i].s)) ||
            (end > n && text.p[end - n - 1] != ' '))
            continue;
        *is_between = words[i].is_between;
        return at - (end - n);
    }
    return 0;
}

/* "5 to 10 million EUR": what only the second one says holds for both. */
static void share_unit(struct number *low, const struct number *high)
{
    if (low->kind == NUMBER_CARDINAL && high->kind != NUMBER_ORDINAL) {
        low->kind = high->kind;
        memcpy(low->currency, high->currency, sizeof low->currency);
    }
}

void number_find_ranges(struct arena *a, str lang, str text, const number_vec *numbers,
                        number_range_vec *out)
{
    (void)lang;
    for (size_t i = 0; i + 1 < numbers->n; i++) {
        struct number low = numbers->p[i], high = numbers->p[i + 1];
        str gap = str_sub(text, low.at + low.n, high.at);
        bool is_between = false;
        size_t lead = opening(text, low.at, &is_between);
        if (!joins(gap) || (needs_between(gap) && !is_between))
            continue;
        share_unit(&low, &high);
        if (low.kind != high.kind || strcmp(low.currency, high.currency) != 0 ||
            low.value >= high.value)
            continue;
        *vec_push(a, out) = (struct number_range){
            .at = low.at - lead, .n = high.at + high.n - low.at + lead, .low = low, .high = high
        };
        i++;
    }
}

const char *number_kind_name(enum number_kind k)
{
    static const char *const names[] = { "cardinal", "ordinal", "percent", "currency" };

    return names[k];
}
