/* users.h - who may sign in: the table of users.
 *
 * One SQLite file.  A user is never told apart from a missing one by time or
 * text.  `generation` goes up whenever a session of the user must die: role,
 * password or state changed, signed out everywhere; sessions remember theirs
 * (session.h), so a change made by another process takes effect at once too.
 *
 * Layer:   auth; the clock is an argument (seconds since 1970, UTC).
 * Memory:  what is got is in the caller's arena.
 * Limits:  names of 1 to 64 characters out of a-z 0-9 . _ - @, lower case;
 *          capitals are folded.
 * Errors:  ERR_NOT_FOUND, ERR_CONFLICT (the name is taken), ERR_BAD_INPUT with
 *          what to do, ERR_IO.
 * Threads: any.
 */
#ifndef AUTH_USERS_H
#define AUTH_USERS_H

#include "base/arena.h"
#include "base/err.h"

struct users;

struct user {
    str name;
    str display;
    str role;
    bool disabled;
    int64_t generation;
    int64_t created, changed; /* seconds */
    int64_t last_login;       /* 0: never */
    str hash;                 /* empty in lists */
};

MUST_CHECK err_t users_open(struct users **out, const char *path, struct why *why);
void users_close(struct users *u);

/* The form that names are stored in; ERR_BAD_INPUT when it cannot be one. */
MUST_CHECK err_t user_name(struct arena *a, str given, str *out, struct why *why);

MUST_CHECK err_t users_find(struct users *u, struct arena *a, str name, struct user *out);
MUST_CHECK err_t users_list(struct users *u, struct arena *a, struct user **out, size_t *n,
                            struct why *why);

/* Name, display name, role are taken from `who`; the password is checked. */
MUST_CHECK err_t users_add(struct users *u, const struct user *who, str password, int64_t now,
                           struct why *why);
MUST_CHECK err_t users_set_role(struct users *u, str name, str role, int64_t now, struct why *why);
MUST_CHECK err_t users_set_disabled(struct users *u, str name, bool disabled, int64_t now,
                                    struct why *why);
MUST_CHECK err_t users_set_password(struct users *u, str name, str password, int64_t now,
                                    struct why *why);
/* Ends all sessions of the user. */
MUST_CHECK err_t users_sign_out(struct users *u, str name, int64_t now, struct why *why);

/* After a sign-in: when, and the hash again if its parameters are stale. */
MUST_CHECK err_t users_signed_in(struct users *u, str name, str new_hash_or_empty, int64_t now,
                                 struct why *why);

/* First start: when there are no users, makes sarah.chen (executive),
 * david.williams (manager), alex.smith (clerk), and with `with_admin` admin,
 * with random passwords that are told here once and kept nowhere. */
struct new_user {
    str name, role, password;
};
MUST_CHECK err_t users_bootstrap(struct users *u, struct arena *a, bool with_admin, int64_t now,
                                 struct new_user **out, size_t *n, struct why *why);

#endif
