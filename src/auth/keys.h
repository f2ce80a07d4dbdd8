/* keys.h - the keys that sign tokens, and the file they are in.
 *
 * The file is JSON, a JWK set with the time each key was made, mode 0600; one
 * that others can read or write is refused.
 *
 * Layer: auth, private to token.c.
 */
#ifndef AUTH_KEYS_H
#define AUTH_KEYS_H

#include "auth/token.h"

#include <cjose/jwk.h>

enum { KEYS_MAX = 8, KEY_BYTES = 32, KID_MAX = 24 };

struct token_key {
    char kid[KID_MAX];
    int64_t made;
    unsigned char bytes[KEY_BYTES];
    cjose_jwk_t *jwk;
};

struct token_keys {
    struct token_key all[KEYS_MAX]; /* oldest first */
    size_t n;
    int64_t overlap_s;
};

static inline size_t keys_n(const struct token_keys *k)
{
    return k->n;
}
static inline const struct token_key *keys_at(const struct token_keys *k, size_t i)
{
    return &k->all[i];
}
static inline const struct token_key *keys_newest(const struct token_keys *k)
{
    return &k->all[k->n - 1];
}

/* The newest always is; an older one for a while after its successor was made. */
static inline bool keys_accepted(const struct token_keys *k, size_t i, int64_t now)
{
    return i + 1 == k->n || now < k->all[i + 1].made + k->overlap_s;
}

/* NULL: unknown, or no longer accepted. */
const struct token_key *keys_find(const struct token_keys *k, str kid, int64_t now);

#endif
