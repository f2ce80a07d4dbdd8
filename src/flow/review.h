/* review.h - what administrators make of past questions: the answers that users
 * call wrong as a list to work through, answers kept as cases that `auric eval`
 * runs again, and the questions that were not understood.
 *
 * Rights:  over all users' conversations; whoever calls has made sure that the
 *          caller may.
 * Memory:  results live in the arena; JSON is released with it.
 * Limits:  REVIEW_MAX entries of each list, newest first.
 * Threads: any.
 */
#ifndef FLOW_REVIEW_H
#define FLOW_REVIEW_H

#include "flow/history.h"

enum { REVIEW_MAX = 1000 };

/* An answered question wherever it stands. */
struct review_turn {
    str question, plan_json; /* empty plan: nothing was computed */
    int64_t now;             /* when it was asked */
    bool is_first;           /* of its conversation */
    struct strs earlier;     /* the questions before it */
};
MUST_CHECK err_t review_turn(struct history *h, struct arena *a, str turn_id,
                             struct review_turn *out, struct why *why);

/* [{answer_id, question, reading, user, note, at, done}]: answers judged wrong;
 * without `all` only those that nobody has dealt with. */
MUST_CHECK err_t review_wrong(struct history *h, struct arena *a, bool all, json_t **out,
                              struct why *why);
MUST_CHECK err_t review_done(struct history *h, str turn_id, struct why *why);

/* Keep an answered question as a case: a line of `auric eval` with the plan that
 * is expected.  Again: its line is made anew. */
MUST_CHECK err_t review_keep_case(struct history *h, str turn_id, str role, str by, int64_t at,
                                  struct why *why);
/* The lines, oldest first. */
MUST_CHECK err_t review_cases(struct history *h, struct arena *a, struct strs *out,
                              struct why *why);

/* A question with words that were not understood, and the one that the same
 * user asked next in that conversation and got answered, if any. */
struct review_miss {
    str question, next;
    struct strs words;
};
MUST_CHECK err_t review_misses(struct history *h, struct arena *a, struct review_miss **out,
                               size_t *n, struct why *why);

#endif
