/* kv_ops.h - what a key-value store has to do; private to store/.
 *
 * kv.c checks the sizes, so no implementation does.
 */
#ifndef STORE_KV_OPS_H
#define STORE_KV_OPS_H

#include "store/kv.h"

#define KV_KEY_MAX ((size_t)1 << 10)
#define KV_VALUE_MAX ((size_t)16 << 20)
#define KV_MEMORY_MAX ((size_t)256 << 20)

struct kv_ops {
    const char *kind;
    void (*free)(struct kv *kv);
    err_t (*get)(struct kv *kv, struct arena *a, str key, str *out);
    err_t (*set)(struct kv *kv, str key, str value, unsigned ttl_s);
    err_t (*del)(struct kv *kv, const str *keys, size_t n);
    err_t (*touch)(struct kv *kv, str key, unsigned ttl_s);
    err_t (*incr)(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out);
    err_t (*ping)(struct kv *kv);
    err_t (*keys)(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n);
};

/* The first member of every implementation. */
struct kv {
    const struct kv_ops *ops;
};

/* kv_memory() with another limit. */
MUST_CHECK err_t kv_memory_sized(struct kv **out, size_t bytes_max);

/* Every entry of a memory store with the milliseconds it has left (0: for
 * ever), oldest use first. */
typedef void kv_entry_fn(void *ctx, str key, str value, int64_t left_ms);
void kv_memory_each(struct kv *kv, kv_entry_fn *fn, void *ctx);

#endif
