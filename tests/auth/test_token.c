/* test_token.c - what is a token of ours and what is not.
 *
 * The forged ones are signed with the right key, so that what refuses them is
 * the check that is meant and not the signature. */
#include "auth/keys.h"
#include "auth/token.h"
#include "t.h"

#include <cjose/jws.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1750000000, OVERLAP = 3600 };

static str base64(struct arena *a, str raw)
{
    size_t n = sodium_base64_encoded_len(raw.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *p = arena_alloc(a, n);

    sodium_bin2base64(p, n, (const unsigned char *)raw.p, raw.n,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_c(p);
}

/* Header and claims as given, with a signature that fits. */
static str forge(struct arena *a, const struct token_keys *k, str header, str claims)
{
    str h = base64(a, header), c = base64(a, claims);
    str body = arena_fmt(a, "%.*s.%.*s", STR_ARG(h), STR_ARG(c));
    unsigned char mac[32];
    crypto_auth_hmacsha256_state s;

    crypto_auth_hmacsha256_init(&s, keys_newest(k)->bytes, KEY_BYTES);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&s, mac);
    str sig = base64(a, (str){ (char *)mac, 32 });
    return arena_fmt(a, "%.*s.%.*s", STR_ARG(body), STR_ARG(sig));
}

#define GOOD_HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}"
#define CLAIMS(iss, aud, rest) "{\"iss\":\"" iss "\",\"aud\":\"" aud "\"," rest "}"
#define WHO "\"sub\":\"ann\",\"jti\":\"s1\""
#define WHEN "\"iat\":1750000000,\"nbf\":1750000000,\"exp\":1750003600"
#define GOOD_CLAIMS CLAIMS("auric", "auric", WHO "," WHEN)

static const struct {
    const char *what, *header, *claims; /* KID stands for the key's */
    bool taken;
} forged[] = {
    { "as ours", GOOD_HEADER, GOOD_CLAIMS, true },
    { "alg none", "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg None", "{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg HS384", "{\"alg\":\"HS384\",\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg RS256", "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg hs256", "{\"alg\":\"hs256\",\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg a list", "{\"alg\":[\"HS256\"],\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "alg twice", "{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
      GOOD_CLAIMS, false },
    { "no alg", "{\"typ\":\"JWT\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "typ other", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "no typ", "{\"alg\":\"HS256\",\"kid\":\"KID\"}", GOOD_CLAIMS, false },
    { "no kid", "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", GOOD_CLAIMS, false },
    { "kid unknown", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"x\"}", GOOD_CLAIMS, false },
    { "kid a path", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}", GOOD_CLAIMS,
      false },
    { "kid SQL", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"' OR 1=1\"}", GOOD_CLAIMS, false },
    { "kid NUL", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\\u0000\"}", GOOD_CLAIMS, false },
    { "jku", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"jku\":\"http://127.0.0.1/\"}",
      GOOD_CLAIMS, false },
    { "jwk", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"jwk\":{\"kty\":\"oct\"}}",
      GOOD_CLAIMS, false },
    { "crit", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"crit\":[\"exp\"]}", GOOD_CLAIMS,
      false },
    { "header behind", GOOD_HEADER "x", GOOD_CLAIMS, false },
    { "header a list", "[1]", GOOD_CLAIMS, false },
    { "claims behind", GOOD_HEADER, GOOD_CLAIMS " {}", false },
    { "claims a string", GOOD_HEADER, "\"x\"", false },
    { "issuer", GOOD_HEADER, CLAIMS("other", "auric", WHO "," WHEN), false },
    { "audience", GOOD_HEADER, CLAIMS("auric", "boomi-mcp-server", WHO "," WHEN), false },
    { "audiences", GOOD_HEADER, "{\"iss\":\"auric\",\"aud\":[\"auric\"]," WHO "," WHEN "}", false },
    { "no sub", GOOD_HEADER, CLAIMS("auric", "auric", "\"jti\":\"s1\"," WHEN), false },
    { "no jti", GOOD_HEADER, CLAIMS("auric", "auric", "\"sub\":\"ann\"," WHEN), false },
    { "sub twice", GOOD_HEADER, CLAIMS("auric", "auric", "\"sub\":\"eve\"," WHO "," WHEN), false },
    { "no exp", GOOD_HEADER, CLAIMS("auric", "auric", WHO ",\"iat\":1750000000,\"nbf\":1750000000"),
      false },
    { "exp text", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1,\"exp\":\"1750003600\""), false },
    { "exp past", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1,\"exp\":1750000000"), false },
    { "exp next second", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1,\"exp\":1750000001"), true },
    { "exp fraction", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1,\"exp\":1750000001.5"), false },
    { "exp huge", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1,\"exp\":99999999999999999999"), false },
    { "nbf future", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1750000061,\"exp\":1750003600"), false },
    { "nbf in the skew", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1,\"nbf\":1750000060,\"exp\":1750003600"), true },
    { "iat future", GOOD_HEADER,
      CLAIMS("auric", "auric", WHO ",\"iat\":1750000061,\"nbf\":1,\"exp\":1750003600"), false },
};

static str with_kid(struct arena *a, const struct token_keys *k, const char *text)
{
    str s = str_c(text);
    size_t at = str_find(s, STR("KID"));
    str before = str_sub(s, 0, at), behind = str_sub(s, at + 3, s.n);

    return at == s.n
               ? s
               : arena_fmt(a, "%.*s%s%.*s", STR_ARG(before), keys_newest(k)->kid, STR_ARG(behind));
}

static bool taken(const struct token_keys *k, struct arena *a, str token, int64_t now)
{
    struct token_claims c = { .user = STR("untouched") };
    err_t e = token_check(k, a, token, now, &c, NULL);

    CHECK(e == ERR_OK || e == ERR_UNAUTHENTICATED, "only these two");
    CHECK(e == ERR_OK || str_eq(c.user, STR("untouched")), "nothing is given of a refused one");
    return e == ERR_OK;
}

static str make(const struct token_keys *k, struct arena *a)
{
    str t = STR("");
    err_t e = token_make(
        k, a,
        &(struct token_claims){
            .user = STR("ann"), .session = STR("s1"), .issued = NOW, .expires = NOW + 3600 },
        &t, NULL);

    CHECK(!e && t.n, "made");
    return t;
}

/* Every single byte of a good token counts. */
static void check_bytes(const struct token_keys *k, struct arena *a)
{
    str good = make(k, a);

    for (size_t i = 0; i < good.n; i++) {
        static const char swaps[] = { 'A', 'B', '.', '=', '\0', ' ', '+' };
        for (size_t j = 0; j < sizeof swaps; j++) {
            char *p = arena_cstr(a, good);
            if (p[i] == swaps[j])
                continue;
            p[i] = swaps[j];
            CHECK(!taken(k, a, (str){ p, good.n }, NOW), "byte %zu as %d", i, swaps[j]);
        }
        CHECK(!taken(k, a, str_sub(good, 0, i), NOW), "the first %zu bytes", i);
    }
    CHECK(taken(k, a, good, NOW), "the good one");
    CHECK(!taken(k, a, arena_fmt(a, "%.*s.", STR_ARG(good)), NOW), "a fourth part");
    CHECK(!taken(k, a, arena_fmt(a, "%.*s\n", STR_ARG(good)), NOW), "a byte behind");
    char *huge = arena_alloc(a, 1 << 20);
    memset(huge, 'A', 1 << 20);
    CHECK(!taken(k, a, (str){ huge, 1 << 20 }, NOW), "a mebibyte");
    CHECK(!taken(k, a, STR(""), NOW) && !taken(k, a, STR(".."), NOW), "nothing");
}

/* The last letter of base64 has bits that are not used: they must be zero. */
static void check_canonical(const struct token_keys *k, struct arena *a)
{
    char *p = arena_cstr(a, make(k, a));
    size_t n = strlen(p);
    const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = strchr(letters, p[n - 1]);

    CHECK(at && (at - letters) % 4 == 0, "43 letters end in two unused bits");
    for (int i = 1; at && i < 4; i++) {
        p[n - 1] = at[i];
        CHECK(!taken(k, a, (str){ p, n }, NOW), "unused bits %d", i);
    }
}

static void check_rotation(struct arena *a, const char *path)
{
    struct token_keys *old, *new;

    CHECK(!token_keys_open(&old, path, OVERLAP, NOW, NULL), "old");
    str token = make(old, a);
    str csrf = token_mac(old, a, STR("csrf"), STR("s1"));
    CHECK(!token_keys_rotate(path, NOW + 10, NULL), "rotate");
    CHECK(!token_keys_open(&new, path, OVERLAP, NOW + 10, NULL), "new");
    CHECK(new->n == 2 && strcmp(keys_newest(new)->kid, keys_newest(old)->kid) != 0, "two keys");
    CHECK(taken(new, a, token, NOW + 20), "the old one is good in the overlap");
    CHECK(!taken(old, a, make(new, a), NOW), "the old list does not know the new key");
    CHECK(taken(new, a, token, NOW + OVERLAP - 1), "until its end");
    CHECK(token_mac_fits(new, STR("csrf"), STR("s1"), csrf, NOW + OVERLAP), "the mac too");
    CHECK(!token_mac_fits(new, STR("csrf"), STR("s1"), csrf, NOW + 10 + OVERLAP), "not behind it");
    CHECK(!token_mac_fits(new, STR("csrf"), STR("s2"), csrf, NOW), "of another session");
    CHECK(!token_mac_fits(new, STR("x"), STR("s1"), csrf, NOW), "of another kind");
    CHECK(!token_mac_fits(new, STR("csrf"), STR("s1"), STR(""), NOW), "empty");
    for (int i = 0; i < KEYS_MAX + 2; i++)
        CHECK(!token_keys_rotate(path, NOW + 20 + i, NULL), "many times");
    token_keys_free(old);
    token_keys_free(new);
    CHECK(!token_keys_open(&new, path, OVERLAP, NOW + 40, NULL) && new->n == KEYS_MAX, "bounded");
    CHECK(!taken(new, a, token, NOW + 40), "a key that is gone");
    token_keys_free(new);
}

static void check_file(struct arena *a, const char *path)
{
    struct token_keys *k;
    struct stat st;
    struct why why;

    CHECK(!stat(path, &st) && (st.st_mode & 0777) == 0600, "mode 0600");
    CHECK(!chmod(path, 0640), "chmod");
    CHECK(token_keys_open(&k, path, OVERLAP, NOW, &why) == ERR_IO, "others may read it");
    CHECK(strstr(why.text, "chmod 600"), "%s", why.text);
    CHECK(!chmod(path, 0600), "chmod back");
    FILE *f = fopen(path, "w");
    CHECK(f && fputs("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAA\",\"made\":1}]}", f) >
                   0,
          "damage it");
    if (f)
        fclose(f);
    CHECK(token_keys_open(&k, path, OVERLAP, NOW, &why) == ERR_IO, "damaged");
    str missing = arena_fmt(a, "%s.d/none/keys", path);
    CHECK(token_keys_open(&k, missing.p, OVERLAP, NOW, &why) == ERR_IO, "no such folder");
}

int main(void)
{
    struct arena *a = arena_new();
    char dir[] = "/tmp/auric-token-XXXXXX";
    struct token_keys *k;

    CHECK(mkdtemp(dir), "a folder");
    const char *path = arena_fmt(a, "%s/keys.json", dir).p;
    CHECK(!token_keys_open(&k, path, OVERLAP, NOW, NULL), "made at first start");
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        str token = forge(a, k, with_kid(a, k, forged[i].header), str_c(forged[i].claims));
        CHECK(taken(k, a, token, NOW) == forged[i].taken, "%s", forged[i].what);
    }
    check_bytes(k, a);
    check_canonical(k, a);
    str made = make(k, a);
    token_keys_free(k);
    CHECK(!token_keys_open(&k, path, OVERLAP, NOW + 1, NULL), "opened again");
    CHECK(taken(k, a, made, NOW), "the key stayed");
    CHECK(!taken(k, a, made, NOW + 3600), "expired");
    token_keys_free(k);
    check_rotation(a, path);
    check_file(a, path);
    arena_free(a);
    return T_DONE();
}
