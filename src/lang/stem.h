/* stem.h - the form of a word that is the same for all its inflections.
 *
 *     "suppliers" "supplier" -> supplier;  "paid" "payment" -> pay
 *
 * Irregular forms by a table, the rest by Snowball's English stemmer.
 *
 * Layer:   lang; pure.
 * Memory:  stemmer_new() belongs to the arena; a stem is copied into it.
 * Threads: one stemmer, one thread.
 */
#ifndef LANG_STEM_H
#define LANG_STEM_H

#include "base/arena.h"

struct sb_stemmer;

struct sb_stemmer *stemmer_new(struct arena *a);

/* One for another language, by Snowball's name of it: of stem_native() only. */
struct sb_stemmer *stemmer_of(struct arena *a, const char *language);
uint64_t stem_native(struct sb_stemmer *s, str word);

/* `word` folded already (catalog/norm.h). */
str stem_word(struct arena *a, struct sb_stemmer *s, str word);

/* 64-bit hash of the stem, without keeping it. */
uint64_t stem_hash(struct sb_stemmer *s, str word);

#endif
