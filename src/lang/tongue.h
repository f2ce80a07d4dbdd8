/* tongue.h - which language a question is in.
 *
 * Words of the grammar say it; where a question has none, words of business
 * that only one language has.  In doubt it is English, in which the words of
 * schemas are.
 *
 * Layer:   lang; pure.
 * Memory:  tongues_new() in its arena.
 * Threads: read-only after tongues_new(): any.
 */
#ifndef LANG_TONGUE_H
#define LANG_TONGUE_H

#include "base/arena.h"

/* clang-format off */
/*    tongue  code  name          stemmer of it; "" when it is not read */
#define TONGUE_LIST(X)                                   \
    X(EN,     "en", "English",    "english")             \
    X(DE,     "de", "German",     "german")              \
    X(FR,     "fr", "French",     "french")              \
    X(ES,     "es", "Spanish",    "spanish")             \
    X(IT,     "it", "Italian",    "")                    \
    X(PT,     "pt", "Portuguese", "")                    \
    X(NL,     "nl", "Dutch",      "")                    \
    X(PL,     "pl", "Polish",     "")                    \
    X(SV,     "sv", "Swedish",    "")                    \
    X(DA,     "da", "Danish or Norwegian", "")           \
    X(CS,     "cs", "Czech",      "")                    \
    X(TR,     "tr", "Turkish",    "")                    \
    X(FI,     "fi", "Finnish",    "")                    \
    X(HU,     "hu", "Hungarian",  "")                    \
    X(RO,     "ro", "Romanian",   "")                    \
    X(OTHER,  "",   "a script that I do not read", "")
/* clang-format on */

enum tongue {
#define X(name, code, words, stemmer) TONGUE_##name,
    TONGUE_LIST(X)
#undef X
        TONGUE_NUM
};

enum { TONGUES_READ = TONGUE_ES + 1 };

static inline bool tongue_is_read(enum tongue t)
{
    return (int)t < TONGUES_READ;
}

struct tongue_info {
    const char *code, *name, *stemmer;
};
const struct tongue_info *tongue_info(enum tongue t);

struct tongues;
struct tongues *tongues_new(struct arena *a);

/* How much each language is spoken in some words; English first. */
struct tongue_votes {
    double p[TONGUE_NUM];
};

void tongue_vote(const struct tongues *x, uint64_t hash, struct tongue_votes *v);

/* By its letters: a script of its own, or marks that one language has. */
void tongue_vote_letters(str word, struct tongue_votes *v);

/* The strongest; English unless another one is clearly stronger. */
enum tongue tongue_of(const struct tongue_votes *v);

#endif
