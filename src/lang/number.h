/* number.h - numbers in business text: "1,250.5", "2.5m EUR", "fünf Millionen",
 * "half a million", "two thirds", "the 3rd", "12 %", "$5k", "between 5 and 10".
 *
 * The value is what was meant: percent as said (12 % is 12), money in its own
 * currency, ordinals as their place.  What is part of a name or a date
 * (SCP173, 192.168.0.1) gives no number.
 *
 * Layer:   lang; pure.
 * Errors:  none: what is no number gives no span.
 */
#ifndef LANG_NUMBER_H
#define LANG_NUMBER_H

#include "base/vec.h"

enum number_kind {
    NUMBER_CARDINAL,
    NUMBER_ORDINAL,
    NUMBER_PERCENT,
    NUMBER_CURRENCY,
};

struct number {
    size_t at, n; /* bytes of the text */
    enum number_kind kind;
    double value;
    char
        currency[4]; /* ISO 4217, "" for the others and for an unknown kind of dollar or the like */
    bool is_words;   /* said in words, at least in part: "two dozen", "3 million" */
};

typedef VEC(struct number) number_vec;

/* Spans in order of place, none overlapping.  `lang`: "en", "de", "fr", "es". */
void number_find(struct arena *a, str lang, str text, number_vec *out);

/* "between 5 and 10", "from 5 to 10 %", "5-10 k": both ends belong to it. */
struct number_range {
    size_t at, n;
    struct number low, high; /* of one kind and currency; low.value < high.value */
};

typedef VEC(struct number_range) number_range_vec;

void number_find_ranges(struct arena *a, str lang, str text, const number_vec *numbers,
                        number_range_vec *out);

const char *number_kind_name(enum number_kind k);

#endif
