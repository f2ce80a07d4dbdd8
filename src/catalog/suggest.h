/* suggest.h - entries for the semantic layer, from words that were not
 * understood.
 *
 * "How many SKUs do we have?" was not understood, and the same user then asked
 * "How many products do we have?" and got an answer: "SKU" is proposed as
 * another word for Product.  A word without such a second question is proposed
 * where a name is spelt nearly alike; else it is listed as not placed.
 *
 * Layer:   catalog; pure.
 * Memory:  the arena's.
 */
#ifndef CATALOG_SUGGEST_H
#define CATALOG_SUGGEST_H

#include "schema/schema.h"

struct suggest_miss {
    str question, next; /* `next` may be empty */
    struct strs words;  /* of `question`, not understood */
};

struct suggestion {
    str word;
    const struct model *model; /* NULL: not placed */
    const struct field *field; /* NULL: the model itself */
    bool asked_again;          /* from a second question; else by spelling */
    unsigned times;            /* how often the word was not understood */
    str example;               /* a question with it */
};

/* Most often first. */
void suggest_words(struct arena *a, const struct schema *s, const struct suggest_miss *misses,
                   size_t n, struct suggestion **out, size_t *out_n);

/* The placed ones as a semantic layer file; a new reference is not needed, the
 * text lives in the arena. */
str suggest_layer(struct arena *a, const struct schema *s, const struct suggestion *all, size_t n);

#endif
