/* Whatever bytes come, a token is taken only if it is, byte for byte, one that
 * was made here; and one that was made is still taken. */
#include "auth/keys.h"
#include "auth/token.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { NOW = 1750000000 };

static struct token_keys *keys(void)
{
    static struct token_keys k = { .n = 1, .overlap_s = 3600 };
    cjose_err err;

    if (!k.all[0].jwk) {
        if (sodium_init() < 0)
            abort();
        memcpy(k.all[0].kid, "fuzz", 5);
        memset(k.all[0].bytes, 7, KEY_BYTES);
        k.all[0].jwk = cjose_jwk_create_oct_spec(k.all[0].bytes, KEY_BYTES, &err);
    }
    return &k;
}

/* The input as header and claims, signed with the right key: so the checks
 * behind the signature are reached. */
static str sign(struct arena *a, str parts)
{
    crypto_auth_hmacsha256_state s;
    unsigned char mac[32];
    size_t room = sodium_base64_encoded_len(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, room);

    crypto_auth_hmacsha256_init(&s, keys()->all[0].bytes, KEY_BYTES);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)parts.p, parts.n);
    crypto_auth_hmacsha256_final(&s, mac);
    sodium_bin2base64(text, room, mac, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_fmt(a, "%.*s.%s", STR_ARG(parts), text);
}

static str base64(struct arena *a, str raw)
{
    size_t room = sodium_base64_encoded_len(raw.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, room);

    sodium_bin2base64(text, room, (const unsigned char *)raw.p, raw.n,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_c(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str in = { (const char *)data, n };
    struct token_claims c;
    str again;

    if (token_check(keys(), a, in, NOW, &c, NULL) == ERR_OK)
        abort(); /* nobody guesses a signature */
    str header = base64(a, STR("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"fuzz\"}"));
    str claims = base64(a, in);
    str token = sign(a, arena_fmt(a, "%.*s.%.*s", STR_ARG(header), STR_ARG(claims)));
    if (token_check(keys(), a, token, NOW, &c, NULL) == ERR_OK) {
        if (c.user.n == 0 || c.session.n == 0 || c.expires <= NOW)
            abort();
        c.issued = NOW;
        if (token_make(keys(), a, &c, &again, NULL) != ERR_OK)
            abort();
        if (again.n <= TOKEN_MAX && token_check(keys(), a, again, NOW, &c, NULL) != ERR_OK)
            abort();
    }
    arena_free(a);
    return 0;
}
