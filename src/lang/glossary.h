/* glossary.h - the tables of gloss_words.h, found by hash.
 *
 * Layer:   lang; pure.
 * Memory:  in the arena that it is made in.
 * Threads: read-only after glossary_new(): any.
 */
#ifndef LANG_GLOSSARY_H
#define LANG_GLOSSARY_H

#include "base/vec.h"
#include "lang/stem.h"
#include "lang/tongue.h"

enum { GLOSS_WORDS_MAX = 6 };

struct gloss_entry {
    uint64_t words[GLOSS_WORDS_MAX]; /* of a phrase as written, of a term their stems */
    str word;                        /* the phrase or term itself */
    const char *english;
    uint16_t row;
    uint8_t n;
    char kind; /* of a term; 'f': a phrase */
};

typedef VEC(struct gloss_entry) gloss_entries;

struct glossary {
    struct tongues *tongues;
    gloss_entries phrases[TONGUES_READ], terms[TONGUES_READ];
};

struct glossary *glossary_new(struct arena *a);

/* First entry that starts with the word; walk on while words[0] is the same. */
const struct gloss_entry *glossary_find(const gloss_entries *e, uint64_t first);

#endif
