/* index_vocab.h - the words that a misspelling may have meant: operators, the
 * names of the schema with their plurals and the forms of their verbs, the
 * business lexicon, times.
 *
 * Layer:   lang; pure.
 * Memory:  in the arena of the index.
 */
#ifndef LANG_INDEX_VOCAB_H
#define LANG_INDEX_VOCAB_H

#include "lang/index.h"

/* A word of an operator; nothing for short ones. */
void vocab_add(struct lang_index *x, str word);

/* The words of schema and lexicon; orders all. */
void vocab_finish(struct lang_index *x);

/* NULL when the word is not there. */
const struct vocab *vocab_find(const struct lang_index *x, str word);

/* The nearest word with at most so many edits, NULL when there is none.  Of
 * several a swap of neighbours is likelier, then a word of the schema. */
const struct vocab *vocab_nearest(const struct lang_index *x, str word, unsigned edits);

#endif
