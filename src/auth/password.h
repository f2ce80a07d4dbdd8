/* password.h - passwords: what is accepted, how they are kept, how they are
 * checked (OWASP ASVS 5.0, V6.2 and appendix C).
 *
 * Argon2id with 19 MiB, two passes and one lane, as libsodium writes it: the
 * parameters stand in the hash, so they can be raised later and old hashes
 * are replaced at the next sign-in (password_is_stale).
 *
 * Layer:   auth; random bytes from libsodium, nothing else.
 * Limits:  8 to 256 bytes, any characters, never cut.  One check costs about
 *          30 ms and 19 MiB; no more than PASSWORD_PARALLEL run at once,
 *          others wait.
 * Threads: any.
 */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 256, PASSWORD_PARALLEL = 4 };

/* Is it good enough?  Common ones, patterns, and those made of the user's or
 * the product's name are refused; `why` says what to do instead. */
MUST_CHECK err_t password_check(str password, str username, struct why *why);

/* A hash in `a`, starting with "$argon2id$". */
MUST_CHECK err_t password_hash(struct arena *a, str password, str *out, struct why *why);

/* False when wrong.  An empty hash (no such user) is never right and costs the
 * same time. */
bool password_verify(str hash, str password);

/* Made with other parameters than password_hash() uses now. */
bool password_is_stale(str hash);

/* 16 random letters and digits in four groups: 80 bits that can be read out. */
str password_make(struct arena *a);

#endif
