/* history.h - conversations: what was asked and answered, by whom, in order.
 *
 * A turn is written when its question arrives and completed when its answer
 * is there, so a crash in between leaves the question, not a gap.
 *
 * Memory:  JSON given out is released with the caller's arena.
 * Rights:  every call names the user, and only that user's conversations exist
 *          for it: another's is ERR_NOT_FOUND.
 * Limits:  500 conversations listed; titles of 120 characters.
 * Threads: any; one connection behind a lock.
 */
#ifndef FLOW_HISTORY_H
#define FLOW_HISTORY_H

#include "lang/lang.h"

#include <jansson.h>

struct history;

MUST_CHECK err_t history_open(struct history **out, const char *path, struct why *why);
void history_close(struct history *h);

/* Adds the question as a turn; an empty *conversation is made anew (the id goes
 * to the arena).  Asking again with the `turn_id` of a turn changes nothing. */
MUST_CHECK err_t history_ask(struct history *h, struct arena *a, str user, str *conversation,
                             str turn_id, str question, int64_t at, struct why *why);
MUST_CHECK err_t history_answer(struct history *h, str turn_id, str answer_json, str plan_json,
                                struct why *why);

/* The last turns before `turn_id` with their plans on `schema`, earlier first. */
MUST_CHECK err_t history_turns(struct history *h, struct arena *a, const struct schema *schema,
                               str user, str conversation, str turn_id, struct turn **out,
                               size_t *n, struct why *why);

MUST_CHECK err_t history_list(struct history *h, struct arena *a, str user, json_t **out,
                              struct why *why);
MUST_CHECK err_t history_read(struct history *h, struct arena *a, str user, str conversation,
                              json_t **out, struct why *why);
/* The stored Answer of one turn. */
MUST_CHECK err_t history_find_answer(struct history *h, struct arena *a, str user, str turn_id,
                                     json_t **out, struct why *why);
/* `title` empty: unchanged; `pinned` -1: unchanged. */
MUST_CHECK err_t history_change(struct history *h, str user, str conversation, str title,
                                int pinned, struct why *why);
MUST_CHECK err_t history_delete(struct history *h, str user, str conversation, struct why *why);

/* A thumb up or down on an answer. */
MUST_CHECK err_t history_judge(struct history *h, str user, str turn_id, str verdict, str note,
                               int64_t at, struct why *why);

#endif
