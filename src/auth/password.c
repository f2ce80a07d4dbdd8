#include "auth/password.h"

#include <pthread.h>
#include <sodium.h>

enum { PASSES = 2, MEMORY = 19 << 20, STEM_MAX = 64 };

/* How many hashes are being computed: each takes 19 MiB, and anybody may ask
 * for one without being signed in. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t less;
    int running;
} slots = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };

static void slot_take(void)
{
    pthread_mutex_lock(&slots.lock);
    while (slots.running >= PASSWORD_PARALLEL)
        pthread_cond_wait(&slots.less, &slots.lock);
    slots.running++;
    pthread_mutex_unlock(&slots.lock);
}

static void slot_give(void)
{
    pthread_mutex_lock(&slots.lock);
    slots.running--;
    pthread_cond_signal(&slots.less);
    pthread_mutex_unlock(&slots.lock);
}

/* Stems of the passwords that are tried first everywhere, without the digits
 * and signs that people put around them. */
/* clang-format off */
static const char *const common[] = {
    "password",  "passwort",   "passw",     "pass",       "admin",        "administrator",
    "welcome",   "letmein",    "login",     "master",     "secret",       "changeme",
    "default",   "guest",      "qwerty",    "qwertyuiop", "qwertz",       "azerty",
    "asdfghjkl", "asdfgh",     "zxcvbnm",   "qazwsx",     "qweasdzxc",    "iloveyou",
    "princess",  "sunshine",   "football",  "baseball",   "basketball",   "dragon",
    "monkey",    "shadow",     "superman",  "batman",     "trustno",      "michael",
    "jordan",    "jennifer",   "charlie",   "computer",   "internet",     "samsung",
    "whatever",  "starwars",   "pokemon",   "liverpool",  "chelsea",      "arsenal",
    "hello",     "helloworld", "freedom",   "maverick",   "corvette",     "mercedes",
    "ferrari",   "elephant",   "butterfly", "chocolate",  "blessed",      "forever",
    "familia",   "scooter",    "sunflower", "abcdef",     "abcdefgh",     "abcdefghij",
    "abcabc",    "testtest",   "test",      "tester",     "access",       "user",
    "root",      "oracle",     "server",    "manager",    "executive",    "clerk",
    "company",   "business",   "summer",    "winter",     "spring",       "autumn",
    "january",   "february",   "monday",    "friday",     "soccer",       "killer",
    "matrix",    "auric",      "boomi",     "datahub",    "goldenrecord", "masterdata",
};
/* clang-format on */

static char plain(char c)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
    case '!':
        return 'i';
    case '3':
        return 'e';
    case '4':
    case '@':
        return 'a';
    case '5':
    case '$':
        return 's';
    case '7':
        return 't';
    default:
        return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Letters only, digits that stand for letters read as those: "P@ssw0rd2024!"
 * becomes "password".  Digits at both ends are decoration and go first. */
static str stem(str password, char out[static STEM_MAX])
{
    str s = password;
    size_t n = 0;

    while (s.n && !is_letter((char)(s.p[s.n - 1] | 32)))
        s.n--;
    while (s.n && !is_letter((char)(s.p[0] | 32)) && s.p[0] != '@' && s.p[0] != '$')
        s = str_sub(s, 1, s.n);
    for (size_t i = 0; i < s.n && n < STEM_MAX; i++)
        if (is_letter(plain(s.p[i])))
            out[n++] = plain(s.p[i]);
    return (str){ out, n };
}

static bool is_common(str password)
{
    char room[STEM_MAX];
    str s = stem(password, room);

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_eq(s, str_c(common[i])))
            return true;
    return false;
}

/* "aaaaaaaa", "12121212", "12345678", "87654321": at most two different steps. */
static bool is_pattern(str p)
{
    bool same_step = true, period2 = true, period3 = true, period4 = true;

    for (size_t i = 1; i < p.n; i++) {
        same_step &= p.p[i] - p.p[i - 1] == p.p[1] - p.p[0];
        period2 &= i < 2 || p.p[i] == p.p[i - 2];
        period3 &= i < 3 || p.p[i] == p.p[i - 3];
        period4 &= i < 4 || p.p[i] == p.p[i - 4];
    }
    return same_step || period2 || period3 || period4;
}

static bool contains_nocase(str s, str word)
{
    for (size_t i = 0; i + word.n <= s.n; i++)
        if (str_eq_nocase(str_sub(s, i, i + word.n), word))
            return true;
    return false;
}

/* A part of the name that is most of the password: "sarah.chen1". */
static bool is_made_of_name(str password, str username)
{
    char room[STEM_MAX], name_room[STEM_MAX];
    str s = stem(password, room), name = stem(username, name_room);

    if (name.n >= 3 && contains_nocase(s, name) && s.n < name.n + 6)
        return true;
    for (str rest = username; rest.n;) {
        str part = str_cut(&rest, '.');
        if (part.n >= 3 && contains_nocase(password, part) && s.n < part.n + 4)
            return true;
    }
    return false;
}

static bool is_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

err_t password_check(str password, str username, struct why *why)
{
    if (password.n < PASSWORD_MIN)
        return why_fail(why, ERR_BAD_INPUT,
                        "the password is too short: use at least %d characters; a short "
                        "sentence is easy to remember",
                        PASSWORD_MIN);
    if (password.n > PASSWORD_MAX)
        return why_fail(why, ERR_BAD_INPUT, "the password is longer than %d bytes", PASSWORD_MAX);
    if (is_pattern(password) || (is_digits(password) && password.n < 12))
        return why_fail(why, ERR_BAD_INPUT,
                        "the password is a simple pattern; use several unrelated words");
    if (is_common(password))
        return why_fail(why, ERR_BAD_INPUT,
                        "the password is one of the first that are tried; use several "
                        "unrelated words");
    if (is_made_of_name(password, username))
        return why_fail(why, ERR_BAD_INPUT,
                        "the password is made of the user name; use several unrelated words");
    return ERR_OK;
}

err_t password_hash(struct arena *a, str password, str *out, struct why *why)
{
    char hash[crypto_pwhash_STRBYTES];

    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "libsodium does not start");
    slot_take();
    int failed = crypto_pwhash_str_alg(hash, password.p, password.n, PASSES, MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    slot_give();
    if (failed)
        return why_fail(why, ERR_UNAVAILABLE, "not enough memory to hash a password; try again");
    *out = arena_str(a, str_c(hash));
    return ERR_OK;
}

/* Of a password that nobody knows, with the parameters above. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$"
                             "SClLLCZkAYebiz1TSl2sbg$t20MuyggvGSYR4Gxytaf6p9dKX8MjxxeojK0C4lxBz8";

bool password_verify(str hash, str password)
{
    char text[crypto_pwhash_STRBYTES] = { 0 };
    bool known = hash.n > 0 && hash.n < sizeof text;
    str use = known ? hash : str_c(nobody);

    memcpy(text, use.p, use.n);
    if (sodium_init() < 0)
        return false;
    slot_take();
    bool right = crypto_pwhash_str_verify(text, password.p, password.n) == 0;
    slot_give();
    return known && right;
}

bool password_is_stale(str hash)
{
    char text[crypto_pwhash_STRBYTES] = { 0 };

    if (hash.n >= sizeof text)
        return true;
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY) != 0;
}

str password_make(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstvwxyz0123456789";
    char *p = arena_alloc(a, 20);
    size_t n = 0;

    if (sodium_init() < 0)
        return STR("");
    for (int i = 0; i < 16; i++) {
        if (i && i % 4 == 0)
            p[n++] = '-';
        p[n++] = letters[randombytes_uniform(32)];
    }
    return (str){ p, n };
}
