/* limit.h - how often, how much, and not right now: a bucket of calls, a budget
 * of tokens a UTC day, and a pause.
 *
 * Layer:   llm; pure: the time is an argument.
 * Threads: none of its own; llm.c locks.
 */
#ifndef LLM_LIMIT_H
#define LLM_LIMIT_H

#include "base/err.h"

#include <stdint.h>

struct limit {
    double calls_max, calls; /* the bucket holds a minute's calls, full at first */
    double filled_ms;
    uint64_t tokens_max, tokens;
    int64_t day;
    double pause_until_ms;
    err_t pause_error; /* ERR_LIMITED or ERR_UNAVAILABLE */
};

struct limit_now {
    double mono_ms;
    int64_t utc_s;
};

void limit_init(struct limit *l, unsigned calls_per_minute, uint64_t tokens_per_day,
                struct limit_now now);
/* One call, or why not. */
MUST_CHECK err_t limit_take(struct limit *l, struct limit_now now, struct why *why);
void limit_spend(struct limit *l, uint64_t tokens, struct limit_now now);
void limit_pause(struct limit *l, err_t e, double ms, struct limit_now now);

#endif
