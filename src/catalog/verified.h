/* verified.h - questions whose reading an administrator has verified.
 *
 * An entry is a question and the plan that it means.  It is found again by its
 * words (without courtesies, case and plurals), or by what the language engine
 * makes of it, so that another wording which the engine hears alike takes the
 * same reading.  The plan is kept as a template: dates are places in the
 * question ("where the first time expression begins"), because "this quarter"
 * means other days tomorrow (agents/recall.h fills them in).
 *
 * Memory:  what is found lives in the arena.
 * Limits:  VERIFIED_MAX entries.
 * Threads: any; one connection behind a lock.
 */
#ifndef CATALOG_VERIFIED_H
#define CATALOG_VERIFIED_H

#include "base/arena.h"
#include "base/err.h"

enum { VERIFIED_MAX = 10000 };

struct verified;

struct verified_entry {
    str id;       /* made by verified_put() */
    str question; /* as it was asked */
    str words;    /* verified_words() of it */
    str heard;    /* what the engine made of it, as a template; may be empty */
    str plan;     /* what it means, as a template: JSON */
    str by;       /* user */
    int64_t at;   /* seconds, UTC */
};

MUST_CHECK err_t verified_open(struct verified **out, const char *path, struct why *why);
void verified_close(struct verified *v); /* NULL is fine */

/* An entry for the same words takes the place of the one before.  *id is the new
 * one's, in the arena. */
MUST_CHECK err_t verified_put(struct verified *v, struct arena *a, const struct verified_entry *e,
                              str *id, struct why *why);
MUST_CHECK err_t verified_remove(struct verified *v, str id, struct why *why);

/* By words, else by what was heard, which may be empty; ERR_NOT_FOUND. */
MUST_CHECK err_t verified_find(struct verified *v, struct arena *a, str words, str heard,
                               struct verified_entry *out, struct why *why);
/* Newest first. */
MUST_CHECK err_t verified_list(struct verified *v, struct arena *a, struct verified_entry **out,
                               size_t *n, struct why *why);
bool verified_is_empty(struct verified *v);

/* The words that tell one question from another: "Could you please show me the
 * open orders?" and "Open orders" are the same. */
str verified_words(struct arena *a, str question);

#endif
