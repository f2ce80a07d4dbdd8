/* tokens.h - a question as words, numbers and marks, each with its place.
 *
 * Layer:   lang; pure.
 * Memory:  in `a`; `text` is a view of the question.
 * Limits:  TOKENS_MAX; what is beyond is not read, and that is said.
 */
#ifndef LANG_TOKENS_H
#define LANG_TOKENS_H

#include "lang/stem.h"

enum { TOKENS_MAX = 160 };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

struct token {
    enum token_kind kind;
    str text;       /* as written, or its English (lang/gloss.h) */
    str said;       /* as written */
    size_t at;      /* byte of the question */
    str norm;       /* folded; of a misspelt word: the word that was meant */
    uint64_t hash;  /* of norm */
    uint64_t stem;  /* hash of its stem */
    bool is_upper;  /* starts with a capital */
    bool is_caps;   /* two capitals or more and nothing small */
    bool is_first;  /* of its sentence */
    bool is_stop;   /* grammar or politeness: need not be explained */
    bool is_weak;   /* says little: "records", "located"; better explained */
    bool is_glued;  /* no space before it */
    int quote;      /* number of the quotation it is in; 0: none */
    bool is_lone;   /* no value holds it, nor anything spelt like it */
    double quality; /* less than 1: a misspelling was mended */
};

struct tokens {
    struct token *p;
    size_t n;
    bool cut; /* there was more than TOKENS_MAX */
    int quotes;
};

void tokens_read(struct arena *a, struct sb_stemmer *s, str question, struct tokens *out);

/* Words i to j as one folded text; as written with `raw`. */
str tokens_norm(struct arena *a, const struct tokens *t, size_t i, size_t j);
str tokens_raw(const struct tokens *t, size_t i, size_t j);

/* As the user wrote them, in whatever language. */
str tokens_said(const struct tokens *t, size_t i, size_t j);

/* Do these words, with spaces between, stand somewhere side by side?  At
 * *from, when it is not NULL. */
bool tokens_have(const struct tokens *t, const char *phrase, size_t *from);

static inline bool token_is(const struct token *t, const char *word)
{
    return strlen(word) == t->norm.n && memcmp(t->norm.p, word, t->norm.n) == 0;
}

#endif
