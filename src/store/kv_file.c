/* A memory store whose changes are appended to a file: what kv_file() promises
 * in kv.h.  A record is
 *
 *     u32 check   low half of str_hash() over the rest
 *     u32 size    of what follows
 *     u8  op      'S' set, 'D' delete, 'T' new time to live, 'I' increment
 *     i64 until   milliseconds since 1970 when it ends; 0: never
 *     u32 key_n   then the key, then the value
 *
 * in the byte order of the machine, which the file does not leave.  A record
 * that is cut short or does not check ends the file: the process died while
 * writing it, and whoever wrote it was not told that it was kept. */
#include "store/kv_ops.h"

#include "base/buf.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMPACT_MIN = 16 << 20, COMPACT_FACTOR = 4 };

struct head {
    uint32_t check, size;
};

struct __attribute__((packed)) body {
    char op;
    int64_t until;
    uint32_t key_n;
};

struct file {
    struct kv kv;
    struct kv *memory;
    pthread_mutex_t lock; /* one change at a time: the file has them in order */
    int fd;
    char *path;
    size_t bytes, live; /* of the file; when it was written anew */
    struct buf records; /* being written */
};

static void encode(struct buf *b, char op, int64_t until, str key, str value)
{
    struct body body = { op, until, (uint32_t)key.n };
    struct head head = { .size = (uint32_t)(sizeof body + key.n + value.n) };
    size_t at = b->n;

    buf_add(b, (str){ (const char *)&head, sizeof head });
    buf_add(b, (str){ (const char *)&body, sizeof body });
    buf_add(b, key);
    buf_add(b, value);
    head.check = (uint32_t)str_hash((str){ b->p + at + sizeof head, head.size });
    memcpy(b->p + at, &head, sizeof head);
}

static bool write_all(int fd, str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

static int64_t until_of(unsigned ttl_s)
{
    return ttl_s ? clock_now_ms() + (int64_t)ttl_s * 1000 : 0;
}

/* Seconds left; 0 with *over false: for ever. */
static unsigned ttl_of(int64_t until, bool *over)
{
    int64_t left = until - clock_now_ms();

    *over = until && left <= 0;
    return until && !*over ? (unsigned)((left + 999) / 1000) : 0;
}

static void replay(struct kv *memory, const struct body *b, str key, str value)
{
    bool over;
    unsigned ttl_s = ttl_of(b->until, &over);
    int64_t by, n;

    if (over || b->op == 'D')
        (void)!kv_del(memory, key);
    else if (b->op == 'S')
        (void)!kv_set(memory, key, value, ttl_s);
    else if (b->op == 'T')
        (void)!kv_touch(memory, key, ttl_s);
    else if (b->op == 'I' && str_to_i64(value, &by))
        (void)!kv_incr(memory, key, by, ttl_s, &n);
}

/* Gives how many bytes were whole records. */
static size_t replay_all(struct kv *memory, str text)
{
    size_t at = 0;

    while (text.n - at >= sizeof(struct head) + sizeof(struct body)) {
        struct head head;
        struct body body;
        memcpy(&head, text.p + at, sizeof head);
        str rest = str_sub(text, at + sizeof head, text.n);
        if (head.size < sizeof body || head.size > rest.n ||
            head.check != (uint32_t)str_hash(str_sub(rest, 0, head.size)))
            break;
        memcpy(&body, rest.p, sizeof body);
        if (body.key_n > head.size - sizeof body)
            break;
        size_t value_at = sizeof body + body.key_n;
        replay(memory, &body, str_sub(rest, sizeof body, value_at),
               str_sub(rest, value_at, head.size));
        at += sizeof head + head.size;
    }
    return at;
}

static void encode_entry(void *ctx, str key, str value, int64_t left_ms)
{
    encode(ctx, 'S', left_ms ? clock_now_ms() + left_ms : 0, key, value);
}

/* Written beside and renamed over, so that a death in between costs nothing. */
static void compact(struct file *f)
{
    struct arena *a = arena_new();
    const char *tmp = arena_fmt(a, "%s.new", f->path).p;
    struct buf all;
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0600);

    buf_init(&all, NULL);
    all.max = (size_t)1 << 32;
    kv_memory_each(f->memory, encode_entry, &all);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && write_all(fd, buf_str(&all)) &&
        rename(tmp, f->path) == 0) {
        close(f->fd);
        f->fd = fd;
        f->bytes = f->live = all.n;
    } else if (fd >= 0) {
        close(fd);
        unlink(tmp);
    }
    buf_fini(&all);
    arena_free(a);
}

/* What was encoded, with the lock held. */
static err_t write_records(struct file *f)
{
    bool written = write_all(f->fd, buf_str(&f->records));

    f->bytes += f->records.n;
    f->records.n = 0;
    if (!written)
        return ERR_IO;
    if (f->bytes > COMPACT_MIN && f->bytes > f->live * COMPACT_FACTOR)
        compact(f);
    return ERR_OK;
}

static err_t append(struct file *f, char op, int64_t until, str key, str value)
{
    encode(&f->records, op, until, key, value);
    return write_records(f);
}

static err_t get(struct kv *kv, struct arena *a, str key, str *out)
{
    return kv_get(((struct file *)kv)->memory, a, key, out);
}

static err_t set(struct kv *kv, str key, str value, unsigned ttl_s)
{
    struct file *f = (struct file *)kv;

    pthread_mutex_lock(&f->lock);
    err_t e = kv_set(f->memory, key, value, ttl_s);
    if (e == ERR_OK)
        e = append(f, 'S', until_of(ttl_s), key, value);
    pthread_mutex_unlock(&f->lock);
    return e;
}

static err_t del(struct kv *kv, const str *keys, size_t n)
{
    struct file *f = (struct file *)kv;

    pthread_mutex_lock(&f->lock);
    err_t e = kv_del_all(f->memory, keys, n);
    for (size_t i = 0; e == ERR_OK && i < n; i++)
        encode(&f->records, 'D', 0, keys[i], STR(""));
    if (e == ERR_OK)
        e = write_records(f);
    pthread_mutex_unlock(&f->lock);
    return e;
}

static err_t touch(struct kv *kv, str key, unsigned ttl_s)
{
    struct file *f = (struct file *)kv;

    pthread_mutex_lock(&f->lock);
    err_t e = kv_touch(f->memory, key, ttl_s);
    if (e == ERR_OK)
        e = append(f, 'T', until_of(ttl_s), key, STR(""));
    pthread_mutex_unlock(&f->lock);
    return e;
}

static err_t incr(struct kv *kv, str key, int64_t by, unsigned ttl_s, int64_t *out)
{
    struct file *f = (struct file *)kv;
    struct buf text;

    buf_init(&text, NULL);
    buf_fmt(&text, "%lld", (long long)by);
    pthread_mutex_lock(&f->lock);
    err_t e = kv_incr(f->memory, key, by, ttl_s, out);
    if (e == ERR_OK && by != 0) /* a counter that was only looked at is 0 without the file too */
        e = append(f, 'I', until_of(ttl_s), key, buf_str(&text));
    pthread_mutex_unlock(&f->lock);
    buf_fini(&text);
    return e;
}

static err_t ping(struct kv *kv)
{
    (void)kv;
    return ERR_OK;
}

static err_t keys(struct kv *kv, struct arena *a, str prefix, str **out, size_t *n)
{
    return kv_keys(((struct file *)kv)->memory, a, prefix, out, n);
}

static void file_free(struct kv *kv)
{
    struct file *f = (struct file *)kv;

    if (f->fd >= 0)
        close(f->fd);
    kv_free(f->memory);
    buf_fini(&f->records);
    pthread_mutex_destroy(&f->lock);
    free(f->path);
    free(f);
}

static err_t read_back(struct file *f, struct why *why)
{
    struct stat st;
    struct buf text;

    if (fstat(f->fd, &st) != 0)
        return why_fail(why, ERR_IO, "cannot read %s: %s", f->path, strerror(errno));
    buf_init(&text, NULL);
    text.max = (size_t)st.st_size + 1;
    buf_reserve(&text, (size_t)st.st_size);
    ssize_t n = st.st_size ? pread(f->fd, text.p, (size_t)st.st_size, 0) : 0;
    if (n != st.st_size) {
        buf_fini(&text);
        return why_fail(why, ERR_IO, "cannot read %s", f->path);
    }
    replay_all(f->memory, (str){ text.p, (size_t)n });
    buf_fini(&text);
    compact(f);
    return ERR_OK;
}

err_t kv_file(struct kv **out, const char *path, struct why *why)
{
    static const struct kv_ops OPS = {
        "file", file_free, get, set, del, touch, incr, ping, keys,
    };
    struct file *f = calloc(1, sizeof *f);
    err_t e;

    if (!f)
        abort();
    f->kv.ops = &OPS;
    f->path = strdup(path);
    pthread_mutex_init(&f->lock, NULL);
    buf_init(&f->records, NULL);
    f->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    e = kv_memory(&f->memory);
    if (e == ERR_OK && f->fd < 0)
        e = why_fail(why, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    if (e == ERR_OK && flock(f->fd, LOCK_EX | LOCK_NB) != 0)
        e = why_fail(why, ERR_CONFLICT,
                     "%s is in use by another auric; stop it, or give this one another --data",
                     path);
    if (e == ERR_OK)
        e = read_back(f, why);
    if (e != ERR_OK) {
        file_free(&f->kv);
        return e;
    }
    *out = &f->kv;
    return ERR_OK;
}
