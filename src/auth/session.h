/* session.h - sign in, stay signed in, sign out.
 *
 * A sign-in makes a session under a new random id, kept in the key-value
 * store, and a token that names it (token.h).  At every request the token,
 * the session and the user are looked at: the role is the one the user has
 * now, a disabled user or a changed role or password ends the session at
 * once.  A session ends `idle_s` after its last use and `absolute_s` after
 * the sign-in, whatever the token says.
 *
 * A user has at most SESSIONS_MAX sessions; one more ends the oldest.
 *
 * Layer:   auth; the clock is an argument (seconds since 1970, UTC).
 * Memory:  what is got is in the caller's arena.
 * Errors:  ERR_UNAUTHENTICATED with the same public text for an unknown user,
 *          a wrong password and a disabled user, after the same time; what it
 *          was stands in `reason`, for the audit record only.  ERR_LIMITED
 *          with `retry_after_s`.
 * Threads: any.
 */
#ifndef AUTH_SESSION_H
#define AUTH_SESSION_H

#include "auth/quota.h"
#include "auth/token.h"
#include "auth/users.h"
#include "store/kv.h"

enum { SESSIONS_MAX = 16, SESSION_IDLE_S = 30 * 60, SESSION_ABSOLUTE_S = 12 * 3600 };

struct auth {
    struct users *users;
    struct kv *kv;
    struct token_keys *keys;
    unsigned idle_s, absolute_s; /* 0: SESSION_IDLE_S, SESSION_ABSOLUTE_S */
    /* Sign-ins an hour that a role may make; NULL: no limit but the throttle. */
    unsigned (*logins_per_hour)(const void *ctx, str role);
    const void *ctx;
};

struct sign_in {
    str username, password;
    str source; /* the client's address */
    str agent;  /* what the browser says it is; kept for the list of sessions */
    /* out */
    const char *reason; /* for the audit: "unknown user", ... ; NULL when it worked */
    unsigned retry_after_s;
};

struct session {
    str id;
    str user, display, role;
    str source, agent;
    int64_t created, last_seen;
    int64_t expires; /* the earlier of the idle and the absolute end, if not used again */
};

MUST_CHECK err_t auth_sign_in(struct auth *au, struct arena *a, struct sign_in *in, int64_t now,
                              str *token, struct session *out, struct why *why);

/* Who is it?  Counts as use of the session. */
MUST_CHECK err_t auth_check(struct auth *au, struct arena *a, str token, int64_t now,
                            struct session *out, struct why *why);

/* Is this session still good?  For long-lived streams; does not count as use. */
MUST_CHECK err_t auth_still(struct auth *au, const struct session *s, int64_t now);

MUST_CHECK err_t auth_sign_out(struct auth *au, const struct session *s);

/* The user's live sessions, newest first. */
MUST_CHECK err_t auth_sessions(struct auth *au, struct arena *a, str user, int64_t now,
                               struct session **out, size_t *n);
/* One of the user's sessions; ERR_NOT_FOUND when it is not the user's. */
MUST_CHECK err_t auth_end_session(struct auth *au, str user, str session_id, int64_t now);

/* For the header that state-changing requests of the page carry. */
str auth_csrf(const struct auth *au, struct arena *a, const struct session *s);
bool auth_csrf_fits(const struct auth *au, const struct session *s, str given, int64_t now);

#endif
