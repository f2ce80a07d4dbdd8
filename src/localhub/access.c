#include "localhub/access.h"

#include "codec/json.h"

#include <sodium.h>

enum { TOKEN_MAX = 4096 };

/* In constant time for texts of one length. */
static bool same(str a, str b)
{
    return a.n == b.n && a.n > 0 && sodium_memcmp(a.p, b.p, a.n) == 0;
}

static bool scheme(str authorization, const char *name, str *rest)
{
    *rest = authorization;
    if (!str_eq_nocase(str_cut(rest, ' '), str_c(name)))
        return false;
    *rest = str_trim(*rest);
    return rest->n > 0;
}

static bool basic(struct arena *a, str authorization, str *user, str *password)
{
    str coded;
    size_t n;

    if (!scheme(authorization, "Basic", &coded) || coded.n > TOKEN_MAX)
        return false;
    unsigned char *text = arena_alloc(a, coded.n + 1);
    if (sodium_base642bin(text, coded.n, coded.p, coded.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    str rest = { (const char *)text, n };
    *user = str_cut(&rest, ':');
    *password = rest;
    return true;
}

bool hub_access_platform(const struct hub_access *a, struct arena *arena, str authorization)
{
    str user, password;

    if (!basic(arena, authorization, &user, &password))
        return false;
    if (str_starts(user, STR("BOOMI_TOKEN.")))
        user = str_sub(user, 12, user.n);
    bool right_user = same(user, a->platform_user);
    return same(password, a->platform_password) && right_user;
}

static str base64url(struct arena *a, const unsigned char *p, size_t n)
{
    size_t max = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(a, max);

    sodium_bin2base64(out, max, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_c(out);
}

static str signature(const struct hub_access *a, struct arena *arena, str signed_part)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];

    crypto_auth_hmacsha256(mac, (const unsigned char *)signed_part.p, signed_part.n, a->key);
    return base64url(arena, mac, sizeof mac);
}

str hub_access_issue(const struct hub_access *a, struct arena *arena, int64_t now)
{
    static const char head[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    json_t *claims = json_pack("{s:o, s:o, s:I, s:I, s:b}", "sub", json_of_str(a->platform_user),
                               "accountId", json_of_str(a->account), "iat", (json_int_t)now, "exp",
                               (json_int_t)(now + HUB_TOKEN_S), "reveal", a->reveal_masked);
    str body = json_text_take(arena, claims);
    str signed_part = arena_fmt(
        arena, "%.*s.%.*s", STR_ARG(base64url(arena, (const unsigned char *)head, sizeof head - 1)),
        STR_ARG(base64url(arena, (const unsigned char *)body.p, body.n)));

    return arena_fmt(arena, "%.*s.%.*s", STR_ARG(signed_part),
                     STR_ARG(signature(a, arena, signed_part)));
}

static enum hub_caller bearer(const struct hub_access *a, struct arena *arena, str token,
                              int64_t now)
{
    size_t dot = token.n, n;
    json_t *claims = NULL;

    while (dot > 0 && token.p[dot - 1] != '.')
        dot--;
    if (token.n > TOKEN_MAX || dot == 0)
        return HUB_NOBODY;
    str signed_part = str_sub(token, 0, dot - 1);
    if (!same(str_sub(token, dot, token.n), signature(a, arena, signed_part)))
        return HUB_NOBODY;
    str body = signed_part;
    (void)str_cut(&body, '.');
    unsigned char *text = arena_alloc(arena, body.n + 1);
    if (sodium_base642bin(text, body.n, body.p, body.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        json_read(arena, (str){ (const char *)text, n }, TOKEN_MAX, &claims, NULL))
        return HUB_NOBODY;
    if (json_member_int(claims, "exp", 0) <= now)
        return HUB_NOBODY;
    return json_member_bool(claims, "reveal", false) ? HUB_JWT_REVEALS : HUB_JWT;
}

enum hub_caller hub_access_repository(const struct hub_access *a, struct arena *arena,
                                      str authorization, int64_t now)
{
    str user, password, token;

    if (scheme(authorization, "Bearer", &token))
        return bearer(a, arena, token, now);
    if (!basic(arena, authorization, &user, &password))
        return HUB_NOBODY;
    bool right_user = same(user, a->repository_user);
    return same(password, a->repository_token) && right_user ? HUB_BASIC : HUB_NOBODY;
}
