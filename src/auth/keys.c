#include "auth/keys.h"

#include "codec/json.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 16384 };

const struct token_key *keys_find(const struct token_keys *k, str kid, int64_t now)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(kid, str_c(k->all[i].kid)) && keys_accepted(k, i, now))
            return &k->all[i];
    return NULL;
}

static err_t io_fail(struct why *why, const char *doing, const char *path)
{
    return why_fail(why, ERR_IO, "cannot %s the key file %s: %s", doing, path, strerror(errno));
}

static void make_key(struct token_key *k, int64_t now)
{
    unsigned char id[12];

    *k = (struct token_key){ .made = now };
    randombytes_buf(k->bytes, sizeof k->bytes);
    randombytes_buf(id, sizeof id);
    sodium_bin2base64(k->kid, sizeof k->kid, id, sizeof id,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static json_t *key_json(const struct token_key *k)
{
    char text[KEY_BYTES * 2];
    json_t *o = json_object();

    sodium_bin2base64(text, sizeof text, k->bytes, sizeof k->bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    json_object_set_new(o, "kty", json_string("oct"));
    json_object_set_new(o, "alg", json_string("HS256"));
    json_object_set_new(o, "kid", json_string(k->kid));
    json_object_set_new(o, "k", json_string(text));
    json_object_set_new(o, "made", json_integer(k->made));
    sodium_memzero(text, sizeof text);
    return o;
}

static err_t write_all(int fd, str text, const char *path, struct why *why)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return io_fail(why, "write", path);
        text = str_sub(text, (size_t)n, text.n);
    }
    return fsync(fd) ? io_fail(why, "write", path) : ERR_OK;
}

/* Written beside and renamed, so that nobody ever reads half a key.  A first
 * file is linked instead: of two processes starting at once one wins, and the
 * other reads the winner's. */
static err_t save(const struct token_keys *k, const char *path, bool first, struct why *why)
{
    struct arena *a = arena_new();
    json_t *o = json_object(), *list = json_array();
    const char *beside = arena_fmt(a, "%s.%d.new", path, (int)getpid()).p;

    for (size_t i = 0; i < k->n; i++)
        json_array_append_new(list, key_json(&k->all[i]));
    json_object_set_new(o, "keys", list);
    unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    err_t e = fd < 0 ? io_fail(why, "make", path) : write_all(fd, json_text(a, o), path, why);
    if (fd >= 0)
        close(fd);
    if (!e && (first ? link(beside, path) && errno != EEXIST : rename(beside, path)))
        e = io_fail(why, "make", path);
    unlink(beside);
    json_decref(o);
    arena_free(a);
    return e;
}

static bool read_key(const json_t *o, struct token_key *out)
{
    str kid = json_member_str(o, "kid"), k = json_member_str(o, "k");
    size_t n = 0;
    cjose_err err;

    *out = (struct token_key){ .made = json_member_int(o, "made", -1) };
    if (kid.n == 0 || kid.n >= sizeof out->kid || out->made < 0 ||
        !str_eq(json_member_str(o, "kty"), STR("oct")) ||
        sodium_base642bin(out->bytes, sizeof out->bytes, k.p, k.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        n != sizeof out->bytes)
        return false;
    memcpy(out->kid, kid.p, kid.n);
    out->jwk = cjose_jwk_create_oct_spec(out->bytes, sizeof out->bytes, &err);
    return out->jwk != NULL;
}

static err_t parse(struct token_keys *k, struct arena *a, str text, const char *path,
                   struct why *why)
{
    json_t *o, *v;
    size_t i;

    TRY(json_read(a, text, FILE_MAX, &o, why));
    json_t *list = json_object_get(o, "keys");
    if (json_array_size(list) == 0 || json_array_size(list) > KEYS_MAX)
        return why_fail(why, ERR_IO, "%s does not hold 1 to %d keys", path, KEYS_MAX);
    json_array_foreach(list, i, v)
    {
        if (!read_key(v, &k->all[k->n]))
            return why_fail(why, ERR_IO,
                            "key %zu in %s is damaged; move the file away, a new one is made and "
                            "everybody signs in again",
                            i + 1, path);
        k->n++;
    }
    return ERR_OK;
}

static err_t read_fd(int fd, struct arena *a, const char *path, str *out, struct why *why)
{
    char *p = arena_alloc(a, FILE_MAX);
    struct stat st;
    size_t n = 0;

    if (fstat(fd, &st))
        return io_fail(why, "read", path);
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077))
        return why_fail(why, ERR_IO, "the key file %s can be read by others: chmod 600 it", path);
    for (ssize_t got; n < FILE_MAX; n += (size_t)got) {
        got = read(fd, p + n, FILE_MAX - n);
        if (got < 0)
            return io_fail(why, "read", path);
        if (got == 0)
            break;
    }
    *out = (str){ p, n };
    return ERR_OK;
}

static err_t load(struct token_keys *k, const char *path, struct why *why)
{
    struct arena *a = arena_new();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    str text = STR("");
    err_t e = fd < 0 ? io_fail(why, "open", path) : read_fd(fd, a, path, &text, why);

    if (fd >= 0)
        close(fd);
    if (!e)
        e = parse(k, a, text, path, why);
    sodium_memzero((void *)(uintptr_t)text.p, text.n);
    arena_free(a);
    return e;
}

static err_t make_first(const char *path, int64_t now, struct why *why)
{
    struct token_keys one = { .n = 1 };

    make_key(&one.all[0], now);
    err_t e = save(&one, path, true, why);
    sodium_memzero(&one, sizeof one);
    return e;
}

err_t token_keys_open(struct token_keys **out, const char *path, int64_t overlap_s, int64_t now,
                      struct why *why)
{
    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "libsodium does not start");
    if (access(path, F_OK) && errno == ENOENT)
        TRY(make_first(path, now, why));
    struct token_keys *k = calloc(1, sizeof *k);
    if (!k)
        abort();
    k->overlap_s = overlap_s;
    err_t e = load(k, path, why);
    if (e) {
        token_keys_free(k);
        return e;
    }
    *out = k;
    return ERR_OK;
}

void token_keys_free(struct token_keys *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n; i++)
        cjose_jwk_release(k->all[i].jwk);
    sodium_memzero(k, sizeof *k);
    free(k);
}

err_t token_keys_rotate(const char *path, int64_t now, struct why *why)
{
    struct token_keys *k;

    TRY(token_keys_open(&k, path, 0, now, why));
    if (k->n == KEYS_MAX) {
        cjose_jwk_release(k->all[0].jwk);
        memmove(&k->all[0], &k->all[1], sizeof k->all[0] * --k->n);
        k->all[k->n].jwk = NULL;
    }
    make_key(&k->all[k->n], now);
    k->n++;
    err_t e = save(k, path, false, why);
    token_keys_free(k);
    return e;
}
