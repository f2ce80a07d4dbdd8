/* match.h - which rules does a text in normal form meet?
 *
 * One walk over the text with a trie of all phrases; each occurrence moves the
 * rules it belongs to one step on.  There is no going back, so the time is
 * linear in the text whatever is in it.
 *
 * Layer:   guard; pure once built.
 * Threads: a lexicon may be used by many at once.
 */
#ifndef GUARD_MATCH_H
#define GUARD_MATCH_H

#include "base/arena.h"

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *l);

/* A bit for each row of guard_rules. `scope` gets what lies outside of what
 * auric does (scope.h), or -1. */
uint64_t lexicon_match(const struct lexicon *l, struct arena *a, str normal, int *scope);

#endif
