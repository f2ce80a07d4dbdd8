/* quota.h - how often in an hour: questions, sign-ins, anything with a name.
 *
 * A sliding window from two fixed ones: what was counted in the window before
 * weighs as much as is left of it.  Counters live in the key-value store, so
 * several processes on one Redis share them.
 *
 * Layer:   auth; the clock is an argument.
 * Errors:  ERR_LIMITED with *out set all the same: `retry_after_s` is when one
 *          more will fit.  When the store is away, its error: nobody gets
 *          through uncounted.
 * Threads: any.
 */
#ifndef AUTH_QUOTA_H
#define AUTH_QUOTA_H

#include "store/kv.h"

struct quota {
    unsigned limit, remaining;
    unsigned retry_after_s; /* 0 when it was granted */
};

/* Takes one of `limit` in `window_s`, for `who`, of `kind` ("ask"); refused
 * ones are not counted.  A limit of 0 refuses always. */
MUST_CHECK err_t quota_take(struct kv *kv, const char *kind, str who, unsigned limit,
                            unsigned window_s, int64_t now, struct quota *out);

/* The same without taking. */
MUST_CHECK err_t quota_look(struct kv *kv, const char *kind, str who, unsigned limit,
                            unsigned window_s, int64_t now, struct quota *out);

#endif
