/* number_words.h - the words that make numbers, a table per language, and the
 * reader of a run of them: "two hundred and five", "einundzwanzigste",
 * "quatre-vingt-dix-sept", "treinta y uno".
 *
 * Layer:   lang; pure; the tables are constant.
 */
#ifndef LANG_NUMBER_WORDS_H
#define LANG_NUMBER_WORDS_H

#include "lang/number_lex.h"

enum number_word_kind {
    NUMBER_ONE,      /* 0 to 19 */
    NUMBER_TENS,     /* 20, 30, ... */
    NUMBER_HUNDRED,  /* multiplies what stands before it */
    NUMBER_HUNDREDS, /* adds: doscientos */
    NUMBER_SCALE,    /* thousand and up: multiplies all since the last scale */
    NUMBER_AND,
    NUMBER_PART, /* a half, third, quarter: value is the fraction of one */
    NUMBER_SET,  /* dozen, score */
};

struct number_word {
    const char *s;
    enum number_word_kind kind;
    double value;
    bool is_ordinal;
};

struct number_lang {
    const char *code;
    const struct number_word *words; /* sorted by bytes, for the search */
    size_t words_n;
    bool compounds;    /* words are run together: zweihundertfünf */
    char point, group; /* decimal point, thousands separator */
};

/* English when `code` is unknown. */
const struct number_lang *number_lang(str code);
const struct number_word *number_word_find(const struct number_lang *l, str word);

struct number_run {
    size_t toks;
    double value;
    bool is_ordinal;
    double scale;      /* when it ends with one: "two million" */
    double before_and; /* "two hundred and five": 200; 0 when there is no "and" */
};

/* The longest run of number words at `i`; false when there is none. */
bool number_run_at(const struct number_lang *l, const struct toks *t, size_t i,
                   struct number_run *out);

extern const struct number_lang number_lang_en, number_lang_de, number_lang_fr, number_lang_es;

#endif
