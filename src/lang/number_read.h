/* number_read.h - one number at one place, without sign and unit. */
#ifndef LANG_NUMBER_READ_H
#define LANG_NUMBER_READ_H

#include "lang/number_words.h"

struct number_at {
    size_t toks;
    double value;
    bool is_ordinal;
    bool is_words;
    double scale; /* it ends with one: "two million" */
};

/* The longest number at token `i`; false when there is none. */
bool number_at(const struct number_lang *l, const struct toks *t, size_t i, struct number_at *out);

#endif
