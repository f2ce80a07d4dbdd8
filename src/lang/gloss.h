/* gloss.h - a question in German, French or Spanish, word by word in English.
 *
 *     "Wie viele products wurden im letzten Quartal gelauncht?"
 *     how many products were in last quarter launched?
 *
 * Everything behind it reads the English words; each keeps what was said for
 * it.  Of several words that one may mean, the one that this schema has is
 * taken.  Names, values, quotations and English words stay as they are, and a
 * word that no table knows does too, so that it is reported.  Times and
 * numbers are read in the question itself, by the rules of its language.
 *
 * Layer:   lang; pure.
 * Memory:  glossary_new() in its arena, the rest in the reader's.
 * Threads: read-only after glossary_new(): any.
 */
#ifndef LANG_GLOSS_H
#define LANG_GLOSS_H

#include "lang/mentions.h"
#include "lang/tongue.h"

struct glossary *glossary_new(struct arena *a);

/* The language of the reader's question, as read so far: its tokens. */
enum tongue gloss_tongue(const struct reader *r);

/* Puts the reader's question and tokens into English. */
void gloss(struct reader *r);

#endif
