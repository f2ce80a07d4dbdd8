/* number_lex.h - text cut into words, digits and marks, for the readers of
 * numbers and of time expressions.
 *
 * Words are lower-cased and their Latin accents folded away (ü and u are one
 * letter here, ß is ss), so one table entry serves what people really type.
 * "q3", "16h" and "5pm" are two tokens, the second one `glued` to the first;
 * "year's" is "year" and "'s"; a typographic dash is "-".
 *
 * Layer:   lang; pure.
 * Memory:  tokens are in the arena and borrow nothing from the text.
 */
#ifndef LANG_NUMBER_LEX_H
#define LANG_NUMBER_LEX_H

#include "base/arena.h"

enum tok_kind {
    TOK_WORD,
    TOK_DIGITS,
    TOK_MARK, /* one character that is neither */
};

struct tok {
    size_t at, n; /* bytes of the text */
    str s;        /* folded; a space and the next token's text follow it */
    enum tok_kind kind;
    bool glued;    /* no white space before it */
    bool upper;    /* WORD: began with a capital letter */
    int64_t value; /* DIGITS; -1 when there are more than 15 of them */
};

struct toks {
    struct tok *p;
    size_t n;
};

struct toks lex_text(struct arena *a, str text);

/* `phrase`, words with single spaces between, stands at token `i`: returns how
 * many tokens it takes, or 0. */
size_t lex_phrase_at(const struct toks *t, size_t i, const char *phrase);

static inline bool tok_is(const struct tok *t, const char *s)
{
    return str_eq(t->s, str_c(s));
}

/* The mark `c` glued to what stands before it. */
static inline bool tok_is_mark(const struct tok *t, char c)
{
    return t->kind == TOK_MARK && t->s.n == 1 && t->s.p[0] == c;
}

#endif
