#include "lang/number_words.h"

const struct number_lang *number_lang(str code)
{
    static const struct number_lang *const all[] = { &number_lang_de, &number_lang_fr,
                                                     &number_lang_es };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (code.n >= 2 && str_eq_nocase(str_sub(code, 0, 2), str_c(all[i]->code)))
            return all[i];
    return &number_lang_en;
}

/* As strcmp(entry, word), for a word that is not NUL-terminated. */
static int compare(const char *entry, str word)
{
    int c = strncmp(entry, word.p, word.n);

    return c ? c : entry[word.n] != '\0';
}

const struct number_word *number_word_find(const struct number_lang *l, str word)
{
    size_t low = 0, high = l->words_n;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare(l->words[mid].s, word);
        if (c == 0)
            return &l->words[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* The value so far: `total` up to the last scale, `group` since then. */
struct sum {
    double total, group, last_scale;
    double last_one; /* the ONE just read, for quatre-vingt and ein-und-zwanzig; -1 none */
    bool has_tens, has_one, any, is_ordinal;
};

static bool add_tens(struct sum *s, double value, bool after_and)
{
    if (s->has_one && s->last_one == 4 && value == 20 && !s->has_tens) { /* quatre-vingt */
        s->group += 76;
        s->has_one = false;
    } else if (s->has_one && after_and && s->last_one < 10 && !s->has_tens) { /* einundzwanzig */
        s->group += value;
    } else if (!s->has_tens && !s->has_one) {
        s->group += value;
    } else {
        return false;
    }
    s->has_tens = true;
    s->last_one = -1;
    return true;
}

static bool add_one(struct sum *s, double value)
{
    double tens = s->group - (double)(int64_t)(s->group / 100) * 100;
    bool french_teens = value >= 10 && (tens == 60 || tens == 80);

    bool seventeen = s->last_one == 10 && value >= 7 && value < 10; /* dix-sept */

    if (seventeen)
        s->has_one = false;
    if (s->has_one || (s->has_tens && value >= 10 && !french_teens && !seventeen) ||
        (s->any && value == 0))
        return false;
    s->group += value;
    s->has_one = true;
    s->last_one = value;
    return true;
}

static bool add_scale(struct sum *s, double value)
{
    if (s->last_scale > 0 && value >= s->last_scale) {
        if (s->group != 0 || value < 1e6)
            return false;
        s->total *= value; /* "hundred thousand million" */
    } else {
        s->total += (s->group > 0 ? s->group : 1) * value;
    }
    s->last_scale = value;
    s->group = 0;
    s->has_tens = s->has_one = false;
    s->last_one = -1;
    return true;
}

/* Add one word; false (nothing changed) when it does not continue the number. */
static bool add_word(struct sum *s, const struct number_word *w, bool after_and)
{
    bool ok = false;

    if (s->is_ordinal)
        return false;
    switch (w->kind) {
    case NUMBER_ONE:
        ok = add_one(s, w->value);
        break;
    case NUMBER_TENS:
        ok = add_tens(s, w->value, after_and);
        break;
    case NUMBER_HUNDRED:
        ok = s->group < 100;
        if (ok)
            s->group = (s->group > 0 ? s->group : 1) * w->value;
        break;
    case NUMBER_HUNDREDS:
        ok = s->group < 100 && !s->has_tens && !s->has_one;
        if (ok)
            s->group += w->value;
        break;
    case NUMBER_SCALE:
        ok = add_scale(s, w->value);
        break;
    case NUMBER_AND:
    case NUMBER_PART:
    case NUMBER_SET:
        break;
    }
    if (ok && (w->kind == NUMBER_HUNDRED || w->kind == NUMBER_HUNDREDS)) {
        s->has_tens = s->has_one = false;
        s->last_one = -1;
    }
    s->any |= ok;
    s->is_ordinal |= ok && w->is_ordinal;
    return ok;
}

/* A word of several: all of it must be number words, the longest ones that
 * leave no rest.  `steps` bounds the search. */
static bool add_compound(const struct number_lang *l, struct sum *s, str word, bool after_and,
                         int *steps)
{
    for (size_t n = word.n; n >= 2 && --*steps > 0; n--) {
        const struct number_word *w = number_word_find(l, str_sub(word, 0, n));
        struct sum tried = *s;
        if (!w)
            continue;
        bool is_and = w->kind == NUMBER_AND;
        if (is_and ? !tried.any || n == word.n : !add_word(&tried, w, after_and))
            continue;
        if (n == word.n || add_compound(l, &tried, str_sub(word, n, word.n), is_and, steps)) {
            *s = tried;
            return true;
        }
    }
    return false;
}

static bool add_tok(const struct number_lang *l, struct sum *s, str word, bool after_and)
{
    const struct number_word *w = number_word_find(l, word);

    if (w)
        return add_word(s, w, after_and);
    int steps = 400;
    return l->compounds && word.n > 5 && word.n < 80 && add_compound(l, s, word, after_and, &steps);
}

bool number_run_at(const struct number_lang *l, const struct toks *t, size_t i,
                   struct number_run *out)
{
    struct sum s = { .last_one = -1 };
    size_t end = i;
    double before_and = 0;

    for (size_t at = i; at < t->n; at++) {
        const struct tok *k = &t->p[at];
        bool joined = at > i && tok_is_mark(k, '-') && k->glued && at + 1 < t->n;
        const struct number_word *w = k->kind == TOK_WORD ? number_word_find(l, k->s) : NULL;
        bool is_and = s.any && w && w->kind == NUMBER_AND && at + 1 < t->n;
        if (joined || is_and) {
            at++;
            if (is_and && !s.has_tens && s.group <= 0 && s.last_scale <= 0)
                break;
            /* "five and six" are two numbers; "hundred and six" is one. */
            if (is_and && l == &number_lang_en && (s.has_tens || s.has_one))
                break;
        }
        double before = s.total + s.group;
        if (t->p[at].kind != TOK_WORD || !add_tok(l, &s, t->p[at].s, is_and))
            break;
        before_and = is_and ? before : before_and;
        end = at + 1;
    }
    if (!s.any)
        return false;
    *out = (struct number_run){ .toks = end - i,
                                .value = s.total + s.group,
                                .is_ordinal = s.is_ordinal,
                                .scale = s.group == 0 ? s.last_scale : 0,
                                .before_and = before_and };
    return true;
}
