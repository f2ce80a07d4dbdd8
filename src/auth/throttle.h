/* throttle.h - how often somebody may guess (OWASP ASVS 5.0, V6.3.1).
 *
 * Three counters of failed sign-ins: for an account from one source, for a
 * source over all accounts, and for an account over all sources.  The last
 * one does not bind a source from which that account has signed in before,
 * so guessing from elsewhere never locks out the person whose account it is.
 *
 * Layer:   auth; the clock is the store's.
 * Errors:  ERR_LIMITED with `retry_after_s`.
 */
#ifndef AUTH_THROTTLE_H
#define AUTH_THROTTLE_H

#include "store/kv.h"

enum {
    THROTTLE_WINDOW_S = 900,
    THROTTLE_PAIR_MAX = 5,     /* failures: this account, this source */
    THROTTLE_SOURCE_MAX = 30,  /* this source */
    THROTTLE_ACCOUNT_MAX = 50, /* this account */
    THROTTLE_KNOWN_S = 30 * 86400,
};

/* Before the password is looked at.  Counts the try as failed, so that many at
 * once cannot slip through; throttle_passed() takes it back. */
MUST_CHECK err_t throttle_enter(struct kv *kv, str account, str source, unsigned *retry_after_s);

/* The password was right. */
MUST_CHECK err_t throttle_passed(struct kv *kv, str account, str source);

#endif
