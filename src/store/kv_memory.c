/* A hash table with chains, and one list in the order of use.  When the limit
 * is passed the least recently used entry goes; entries past their time go
 * when they are met, and every write sweeps a few buckets for them. */
#include "base/vec.h"
#include "store/kv_ops.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BUCKETS_MIN = 1024, SWEEP = 4 };

struct entry {
    struct entry *chain;
    struct entry *newer, *older;
    uint64_t hash;
    int64_t expires_ms; /* 0: never */
    char *value;
    size_t key_n, value_n;
    char key[];
};

struct memory {
    struct kv kv;
    pthread_mutex_t lock;
    uint8_t secret[crypto_shorthash_KEYBYTES]; /* keys hold what users type */
    struct entry **buckets;
    size_t buckets_n, entries_n, swept;
    size_t bytes, bytes_max;
    struct entry *newest, *oldest;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t deadline(unsigned ttl_s)
{
    return ttl_s ? now_ms() + (int64_t)ttl_s * 1000 : 0;
}

static uint64_t hash_of(const struct memory *m, str key)
{
    uint64_t h;

    crypto_shorthash((unsigned char *)&h, (const unsigned char *)key.p, key.n, m->secret);
    return h;
}

static size_t cost(const struct entry *e)
{
    return sizeof *e + e->key_n + e->value_n;
}

static struct entry **bucket(struct memory *m, uint64_t hash)
{
    return &m->buckets[hash & (m->buckets_n - 1)];
}

static void unlink_age(struct memory *m, struct entry *e)
{
    *(e->newer ? &e->newer->older : &m->newest) = e->older;
    *(e->older ? &e->older->newer : &m->oldest) = e->newer;
}

static void link_newest(struct memory *m, struct entry *e)
{
    e->newer = NULL;
    e->older = m->newest;
    *(m->newest ? &m->newest->newer : &m->oldest) = e;
    m->newest = e;
}

static void drop(struct memory *m, struct entry *e)
{
    struct entry **at = bucket(m, e->hash);

    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    unlink_age(m, e);
    m->bytes -= cost(e);
    m->entries_n--;
    free(e->value);
    free(e);
}

static bool is_over(const struct entry *e, int64_t now)
{
    return e->expires_ms && e->expires_ms <= now;
}

static struct entry *find(struct memory *m, str key)
{
    uint64_t hash = hash_of(m, key);
    struct entry *e = *bucket(m, hash);

    while (e && (e->hash != hash || !str_eq((str){ e->key, e->key_n }, key)))
        e = e->chain;
    if (e && is_over(e, now_ms())) {
        drop(m, e);
        e = NULL;
    }
    if (e && e != m->newest) {
        unlink_age(m, e);
        link_newest(m, e);
    }
    return e;
}

static void sweep(struct memory *m)
{
    int64_t now = now_ms();

    for (int i = 0; i < SWEEP; i++) {
        struct entry *next, *e = m->buckets[m->swept++ & (m->buckets_n - 1)];
        for (; e; e = next) {
            next = e->chain;
            if (is_over(e, now))
                drop(m, e);
        }
    }
}

static void grow(struct memory *m)
{
    size_t old_n = m->buckets_n;
    struct entry **old = m->buckets;

    m->buckets_n *= 2;
    m->buckets = calloc(m->buckets_n, sizeof *m->buckets);
    if (!m->buckets)
        abort();
    for (size_t i = 0; i < old_n; i++) {
        struct entry *next, *e = old[i];
        for (; e; e = next) {
            next = e->chain;
            e->chain = *bucket(m, e->hash);
            *bucket(m, e->hash) = e;
        }
    }
    free(old);
}

static struct entry *add(struct memory *m, str key)
{
    struct entry *e = calloc(1, sizeof *e + key.n);

    if (!e)
        abort();
    if (m->entries_n >= m->buckets_n)
        grow(m);
    e->hash = hash_of(m, key);
    e->key_n = key.n;
    memcpy(e->key, key.p, key.n);
    e->chain = *bucket(m, e->hash);
    *bucket(m, e->hash) = e;
    link_newest(m, e);
    m->bytes += cost(e);
    m->entries_n++;
    return e;
}

static void put_value(struct memory *m, struct entry *e, str value)
{
    char *copy = malloc(value.n + 1);

    if (!copy)
        abort();
    if (value.n)
        memcpy(copy, value.p, value.n);
    m->bytes = m->bytes - e->value_n + value.n;
    free(e->value);
    e->value = copy;
    e->value_n = value.n;
    while (m->bytes > m->bytes_max && m->oldest != e)
        drop(m, m->oldest);
    sweep(m);
}

static err_t get(struct kv *kv, struct arena *a, str key, str *out)
{
    struct memory *m = (struct memory *)kv;

    pthread_mutex_lock(&m->lock);
    struct entry *e = find(m, key);
    if (e)
        *out = arena_str(a, (str){ e->value, e->value_n });
    pthread_mutex_unlock(&m->lock);
    return e ? ERR_OK : ERR_NOT_FOUND;
}

static err_t set(struct kv *kv, str key, str value, unsigned ttl_s)
{
    struct memory *m = (struct memory *)kv;

    pthread_mutex_lock(&m->lock);
    struct entry *e = find(m, key);
    if (!e)
        e = add(m, key);
    e->expires_ms = deadline(ttl_s);
    put_value(m, e, value);
    pthread_mutex_unlock(&m->lock);
    return ERR_OK;
}

static err_t del(struct kv *kv, const str *keys, size_t n)
{
    struct memory *m = (struct memory *)kv;

    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < n; i++) {
        struct entry *e = find(m, keys[i]);
        if (e)
            drop(m, e);
    }
    pthread_mutex_unlock(&m->lock);
    return ERR_OK;
}

static err_t touch(struct kv *kv, str key, unsigned ttl_s)
{
    struct memory *m = (struct memory *)kv;

    pthread_mutex_lock(&m->lock);
    struct entry *e = find(m, key);
    if (e)
        e->expires_ms = deadline(ttl_s);
    pthread_mutex_unlock(&m->lock);
    return e ? ERR_OK : ERR_NOT_FOUND;
}

/* The number is kept as text, so that a get says the same as with Redis. */
static err_t incr_locked(struct memory *m, str key, int64_t by, unsigned ttl_s, int64_t *out)
{
    struct entry *e = find(m, key);
    int64_t n = 0;
    char text[24];

    if (e && !str_to_i64((str){ e->value, e->value_n }, &n))
        return ERR_CONFLICT;
    if (__builtin_add_overflow(n, by, &n))
        return ERR_CONFLICT;
    if (!e) {
        e = add(m, key);
        e->expires_ms = deadline(ttl_s);
    }
    snprintf(text, sizeof text, "%lld", (long long)n);
    put_value(m, e, str_c(text));
    *out = n;
    return ERR_OK;
}

static err_t incr(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out)
{
    struct memory *m = (struct memory *)kv;

    pthread_mutex_lock(&m->lock);
    err_t e = incr_locked(m, key, by, ttl_s, out);
    pthread_mutex_unlock(&m->lock);
    return e;
}

static err_t ping(struct kv *kv)
{
    (void)kv;
    return ERR_OK;
}

static err_t keys(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n)
{
    struct memory *m = (struct memory *)kv;
    VEC(str) found = { 0 };
    int64_t now = now_ms();

    pthread_mutex_lock(&m->lock);
    for (struct entry *e = m->oldest; e; e = e->newer)
        if (!is_over(e, now) && str_starts((str){ e->key, e->key_n }, prefix))
            *vec_push(a, &found) = arena_str(a, (str){ e->key, e->key_n });
    pthread_mutex_unlock(&m->lock);
    *out = found.p;
    *n = found.n;
    return ERR_OK;
}

void kv_memory_each(struct kv *kv, kv_entry_fn *fn, void *ctx)
{
    struct memory *m = (struct memory *)kv;
    int64_t now = now_ms();

    pthread_mutex_lock(&m->lock);
    for (struct entry *e = m->oldest; e; e = e->newer)
        if (!is_over(e, now))
            fn(ctx, (str){ e->key, e->key_n }, (str){ e->value, e->value_n },
               e->expires_ms ? e->expires_ms - now : 0);
    pthread_mutex_unlock(&m->lock);
}

static void memory_free(struct kv *kv)
{
    struct memory *m = (struct memory *)kv;

    while (m->oldest)
        drop(m, m->oldest);
    free(m->buckets);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

err_t kv_memory_sized(struct kv **out, size_t bytes_max)
{
    static const struct kv_ops OPS = {
        "memory", memory_free, get, set, del, touch, incr, ping, keys,
    };
    struct memory *m = calloc(1, sizeof *m);

    if (!m || sodium_init() < 0)
        abort();
    m->kv.ops = &OPS;
    m->bytes_max = bytes_max;
    m->buckets_n = BUCKETS_MIN;
    m->buckets = calloc(m->buckets_n, sizeof *m->buckets);
    if (!m->buckets)
        abort();
    crypto_shorthash_keygen(m->secret);
    pthread_mutex_init(&m->lock, NULL);
    *out = &m->kv;
    return ERR_OK;
}

err_t kv_memory(struct kv **out)
{
    return kv_memory_sized(out, KV_MEMORY_MAX);
}
