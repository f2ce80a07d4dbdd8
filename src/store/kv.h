/* kv.h - shared short-lived state: sessions, quotas, run states, metadata.
 *
 * Redis when a URL is given, this process's memory otherwise; the same
 * promises behind one interface.  Several auric processes on one Redis share
 * it.  Names are "kind:id", and every value may have a time to live.
 *
 * Memory:  values got are copied into the caller's arena.
 * Limits:  16 MiB a value; memory holds 256 MiB, then the oldest go.
 * Errors:  ERR_NOT_FOUND; ERR_UNAVAILABLE when Redis is away (it is tried
 *          again at the next call).
 * Threads: any.
 */
#ifndef STORE_KV_H
#define STORE_KV_H

#include "base/arena.h"
#include "base/err.h"

struct kv;

enum { KV_DEL_MAX = 16 };

MUST_CHECK err_t kv_memory(struct kv **out);
/* As memory, and every change is appended to the file (one write(2), no fsync:
 * it survives the death of the process, not of the machine), which is read
 * back here and written anew when it has grown to several times its content. */
MUST_CHECK err_t kv_file(struct kv **out, const char *path, struct why *why);
/* "redis://[user:password@]host[:port][/db]", or a unix path. */
MUST_CHECK err_t kv_redis(struct kv **out, const char *url, struct why *why);
void kv_free(struct kv *kv);
const char *kv_kind(const struct kv *kv); /* "memory", "file" or "redis" */

MUST_CHECK err_t kv_get(struct kv *kv, struct arena *a, str key, str *out);
MUST_CHECK err_t kv_set(struct kv *kv, str key, str value, unsigned ttl_s); /* 0: for ever */
MUST_CHECK err_t kv_del(struct kv *kv, str key); /* one that is not there is no failure */
MUST_CHECK err_t kv_del_all(struct kv *kv, const str *keys,
                            size_t n); /* at once; n <= KV_DEL_MAX */
MUST_CHECK err_t kv_touch(struct kv *kv, str key, unsigned ttl_s);
/* Atomic; the time to live is set when the key is made.  `*out`: the new value. */
MUST_CHECK err_t kv_incr(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out);
MUST_CHECK err_t kv_ping(struct kv *kv);
/* Every key that starts with `prefix`, in no order; copied into `a`. */
MUST_CHECK err_t kv_keys(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n);

#endif
