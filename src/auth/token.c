#include "auth/token.h"

#include "auth/keys.h"
#include "codec/json.h"

#include <cjose/header.h>
#include <cjose/jws.h>
#include <sodium.h>

static const char issuer[] = "auric", audience[] = "auric";

static err_t refuse(struct why *why, const char *reason)
{
    return why_fail(why, ERR_UNAUTHENTICATED, "%s", reason);
}

/* The decoder refuses padding, white space and unused bits that are not zero. */
static bool decode(struct arena *a, str part, str *out)
{
    unsigned char *p = arena_alloc(a, part.n + 1);
    const char *end = NULL;
    size_t n = 0;

    if (part.n == 0 || sodium_base642bin(p, part.n, part.p, part.n, NULL, &n, &end,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    *out = (str){ (const char *)p, n };
    return end == part.p + part.n;
}

static bool is_text(const json_t *o, const char *name, const char *want)
{
    return str_eq(json_member_str(o, name), str_c(want));
}

/* Exactly alg, typ and kid: a jku, x5u, jwk or crit is refused, not followed. */
static err_t check_header(const struct token_keys *k, struct arena *a, str text, int64_t now,
                          const struct token_key **key, struct why *why)
{
    json_t *o;

    if (json_read(a, text, TOKEN_MAX, &o, NULL) != ERR_OK || !json_is_object(o))
        return refuse(why, "token: the header is not a JSON object");
    if (json_object_size(o) != 3 || !is_text(o, "alg", "HS256") || !is_text(o, "typ", "JWT"))
        return refuse(why, "token: the header is not ours");
    *key = keys_find(k, json_member_str(o, "kid"), now);
    return *key ? ERR_OK : refuse(why, "token: unknown or retired key");
}

static err_t check_signature(const struct token_key *key, struct arena *a, str token,
                             struct why *why)
{
    cjose_err err;
    cjose_jws_t *jws = cjose_jws_import(arena_cstr(a, token), token.n, &err);
    bool fits = jws && cjose_jws_verify(jws, key->jwk, &err);

    cjose_jws_release(jws);
    return fits ? ERR_OK : refuse(why, "token: the signature does not fit");
}

static bool get_time(const json_t *o, const char *name, int64_t *out)
{
    const json_t *v = json_object_get(o, name);

    *out = json_integer_value(v);
    return json_is_integer(v) && *out >= 0;
}

static err_t check_claims(struct arena *a, str text, int64_t now, struct token_claims *out,
                          struct why *why)
{
    struct token_claims c;
    int64_t not_before;
    json_t *o;

    if (json_read(a, text, TOKEN_MAX, &o, NULL) != ERR_OK || !json_is_object(o))
        return refuse(why, "token: the claims are not a JSON object");
    if (!is_text(o, "iss", issuer) || !is_text(o, "aud", audience))
        return refuse(why, "token: made by or for somebody else");
    c.user = json_member_str(o, "sub");
    c.session = json_member_str(o, "jti");
    if (c.user.n == 0 || c.session.n == 0 || !get_time(o, "iat", &c.issued) ||
        !get_time(o, "nbf", &not_before) || !get_time(o, "exp", &c.expires))
        return refuse(why, "token: a claim is missing");
    if (now >= c.expires)
        return refuse(why, "token: expired");
    if (not_before > now + TOKEN_CLOCK_SKEW_S || c.issued > now + TOKEN_CLOCK_SKEW_S)
        return refuse(why, "token: from the future");
    *out = c;
    return ERR_OK;
}

err_t token_check(const struct token_keys *k, struct arena *a, str token, int64_t now,
                  struct token_claims *out, struct why *why)
{
    const struct token_key *key;
    str rest = token, header, claims, mac;

    if (token.n > TOKEN_MAX)
        return refuse(why, "token: too long");
    str parts[3] = { str_cut(&rest, '.'), str_cut(&rest, '.'), rest };
    if (!decode(a, parts[0], &header) || !decode(a, parts[1], &claims) ||
        !decode(a, parts[2], &mac))
        return refuse(why, "token: not three parts of base64url");
    TRY(check_header(k, a, header, now, &key, why));
    TRY(check_signature(key, a, token, why));
    return check_claims(a, claims, now, out, why);
}

static str claims_text(struct arena *a, const struct token_claims *c)
{
    json_t *o = json_object();

    json_object_set_new(o, "iss", json_string(issuer));
    json_object_set_new(o, "aud", json_string(audience));
    json_object_set_new(o, "sub", json_of_str(c->user));
    json_object_set_new(o, "jti", json_of_str(c->session));
    json_object_set_new(o, "iat", json_integer(c->issued));
    json_object_set_new(o, "nbf", json_integer(c->issued));
    json_object_set_new(o, "exp", json_integer(c->expires));
    return json_text_take(a, o);
}

static bool set_header(cjose_header_t *h, const struct token_key *key)
{
    cjose_err err;

    return cjose_header_set(h, CJOSE_HDR_ALG, CJOSE_HDR_ALG_HS256, &err) &&
           cjose_header_set(h, "typ", "JWT", &err) && cjose_header_set(h, "kid", key->kid, &err);
}

err_t token_make(const struct token_keys *k, struct arena *a, const struct token_claims *claims,
                 str *out, struct why *why)
{
    const struct token_key *key = keys_newest(k);
    str body = claims_text(a, claims);
    const char *text = NULL;
    cjose_err err;

    cjose_header_t *h = cjose_header_new(&err);
    cjose_jws_t *jws = h && set_header(h, key)
                           ? cjose_jws_sign(key->jwk, h, (const uint8_t *)body.p, body.n, &err)
                           : NULL;
    bool done = jws && cjose_jws_export(jws, &text, &err);
    if (done)
        *out = arena_str(a, str_c(text));
    cjose_jws_release(jws);
    cjose_header_release(h);
    return done ? ERR_OK : why_fail(why, ERR_INTERNAL, "cannot sign a token");
}

static void mac_raw(const struct token_key *key, str what, str id,
                    unsigned char out[static crypto_auth_hmacsha256_BYTES])
{
    crypto_auth_hmacsha256_state s;

    crypto_auth_hmacsha256_init(&s, key->bytes, sizeof key->bytes);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)what.p, what.n);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)"\0", 1);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)id.p, id.n);
    crypto_auth_hmacsha256_final(&s, out);
}

str token_mac(const struct token_keys *k, struct arena *a, str what, str id)
{
    unsigned char raw[crypto_auth_hmacsha256_BYTES];
    size_t n = sodium_base64_encoded_len(sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, n);

    mac_raw(keys_newest(k), what, id, raw);
    sodium_bin2base64(text, n, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_c(text);
}

bool token_mac_fits(const struct token_keys *k, str what, str id, str mac, int64_t now)
{
    unsigned char want[crypto_auth_hmacsha256_BYTES], got[crypto_auth_hmacsha256_BYTES];
    size_t n = 0;
    bool fits = false;

    if (sodium_base642bin(got, sizeof got, mac.p, mac.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        n != sizeof got)
        return false;
    for (size_t i = 0; i < keys_n(k); i++) {
        if (!keys_accepted(k, i, now))
            continue;
        mac_raw(keys_at(k, i), what, id, want);
        fits |= sodium_memcmp(want, got, sizeof want) == 0;
    }
    return fits;
}
