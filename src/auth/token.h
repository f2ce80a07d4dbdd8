/* token.h - JSON Web Tokens of our own making (RFC 7519, HS256 of RFC 7518).
 *
 * A token only says which session its bearer has (`jti`); what the session
 * may do is looked up (session.h) and never read from the token.
 *
 * A token is accepted when, and only when: it is three parts of canonical
 * base64url and at most 4 KiB; its header holds alg "HS256", typ "JWT" and a
 * kid of ours, nothing else, nothing twice; the signature fits; iss and aud
 * are ours; sub, jti, iat, nbf and exp are there, once, and now is between
 * nbf and exp.  Nothing in it is looked up or followed before the signature
 * fits but the kid, in the list of keys in memory.
 *
 * Keys live in a file that only its owner may read; the newest signs, older
 * ones are accepted until `overlap_s` after the next was made.
 *
 * Layer:   auth; the clock is an argument.
 * Errors:  ERR_UNAUTHENTICATED, with the reason in `why` for the audit record;
 *          a client is told no more than the public text.
 * Threads: any, for one struct token_keys.
 */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "base/arena.h"
#include "base/err.h"

enum { TOKEN_MAX = 4096, TOKEN_CLOCK_SKEW_S = 60 };

struct token_keys;

struct token_claims {
    str user;    /* sub */
    str session; /* jti */
    int64_t issued, expires;
};

/* Reads the file, or makes it with one new key. */
MUST_CHECK err_t token_keys_open(struct token_keys **out, const char *path, int64_t overlap_s,
                                 int64_t now, struct why *why);
void token_keys_free(struct token_keys *k);

/* Adds a new key to the file; who has it open opens it again. */
MUST_CHECK err_t token_keys_rotate(const char *path, int64_t now, struct why *why);

MUST_CHECK err_t token_make(const struct token_keys *k, struct arena *a,
                            const struct token_claims *claims, str *out, struct why *why);
MUST_CHECK err_t token_check(const struct token_keys *k, struct arena *a, str token, int64_t now,
                             struct token_claims *out, struct why *why);

/* HMAC-SHA256 of `what` and `id` with a key derived from the newest one, in
 * base64url: for CSRF tokens and the like. */
str token_mac(const struct token_keys *k, struct arena *a, str what, str id);
/* By the newest and every key still accepted; constant time. */
bool token_mac_fits(const struct token_keys *k, str what, str id, str mac, int64_t now);

#endif
