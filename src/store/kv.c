#include "store/kv_ops.h"

#include <assert.h>

static err_t check_key(str key)
{
    return key.n == 0 ? ERR_BAD_INPUT : key.n > KV_KEY_MAX ? ERR_TOO_LARGE : ERR_OK;
}

void kv_free(struct kv *kv)
{
    if (kv)
        kv->ops->free(kv);
}

const char *kv_kind(const struct kv *kv)
{
    return kv->ops->kind;
}

err_t kv_get(struct kv *kv, struct arena *a, str key, str *out)
{
    TRY(check_key(key));
    return kv->ops->get(kv, a, key, out);
}

err_t kv_set(struct kv *kv, str key, str value, unsigned ttl_s)
{
    TRY(check_key(key));
    if (value.n > KV_VALUE_MAX)
        return ERR_TOO_LARGE;
    return kv->ops->set(kv, key, value, ttl_s);
}

err_t kv_del(struct kv *kv, str key)
{
    return kv_del_all(kv, &key, 1);
}

err_t kv_del_all(struct kv *kv, const str *keys, size_t n)
{
    assert(n <= KV_DEL_MAX);
    for (size_t i = 0; i < n; i++)
        TRY(check_key(keys[i]));
    return n ? kv->ops->del(kv, keys, n) : ERR_OK;
}

err_t kv_touch(struct kv *kv, str key, unsigned ttl_s)
{
    TRY(check_key(key));
    return kv->ops->touch(kv, key, ttl_s);
}

err_t kv_incr(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out)
{
    TRY(check_key(key));
    return kv->ops->incr(kv, key, by, ttl_s, out);
}

err_t kv_ping(struct kv *kv)
{
    return kv->ops->ping(kv);
}

err_t kv_keys(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n)
{
    TRY(check_key(prefix));
    return kv->ops->keys(kv, a, prefix, out, n);
}
