/* number_money.h - the signs, codes and words of currencies, and the letters
 * and words that multiply: k, m, bn.
 */
#ifndef LANG_NUMBER_MONEY_H
#define LANG_NUMBER_MONEY_H

#include "lang/number_words.h"

struct money_word {
    const char *s;    /* folded, words with single spaces */
    const char *code; /* ISO 4217; "" when several countries use the word */
};

/* The longest currency name at token `i`: how many tokens it takes, or 0.
 * `sign` asks for what may stand before an amount. */
size_t money_at(const struct toks *t, size_t i, bool sign, const struct money_word **out);

/* "k", "m", "mio.", "bn": its factor, or 0. */
double multiplier_at(const struct toks *t, size_t i, size_t *toks);

#endif
