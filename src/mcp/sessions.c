#include "mcp/sessions.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum { BUCKETS = 4096 };

/* In a bucket by its id, and in a list by its last use, oldest first. */
struct session {
    char id[SESSION_ID_N + 1];
    uint64_t user; /* hash: whose it is only needs to be compared */
    int64_t used;
    struct session *next_in_bucket;
    struct session *older, *newer;
};

struct sessions {
    pthread_mutex_t lock;
    struct session *buckets[BUCKETS];
    struct session *oldest, *newest;
    size_t n;
};

struct sessions *sessions_new(void)
{
    struct sessions *s = calloc(1, sizeof *s);

    if (!s || sodium_init() < 0)
        abort();
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static struct session **place_of(struct sessions *s, str id)
{
    struct session **at = &s->buckets[str_hash(id) % BUCKETS];

    while (*at && !str_eq(id, (str){ (*at)->id, SESSION_ID_N }))
        at = &(*at)->next_in_bucket;
    return at;
}

static void unlink_age(struct sessions *s, struct session *one)
{
    *(one->older ? &one->older->newer : &s->oldest) = one->newer;
    *(one->newer ? &one->newer->older : &s->newest) = one->older;
}

static void link_newest(struct sessions *s, struct session *one)
{
    one->older = s->newest;
    one->newer = NULL;
    *(s->newest ? &s->newest->newer : &s->oldest) = one;
    s->newest = one;
}

static void drop(struct sessions *s, struct session **place)
{
    struct session *one = *place;

    *place = one->next_in_bucket;
    unlink_age(s, one);
    s->n--;
    free(one);
}

static void drop_old(struct sessions *s, int64_t now)
{
    while (s->oldest && (s->n > SESSIONS_MAX || now - s->oldest->used > SESSION_IDLE_S))
        drop(s, place_of(s, (str){ s->oldest->id, SESSION_ID_N }));
}

void sessions_free(struct sessions *s)
{
    if (!s)
        return;
    while (s->oldest)
        drop(s, place_of(s, (str){ s->oldest->id, SESSION_ID_N }));
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void sessions_add(struct sessions *s, str user, int64_t now, char id[SESSION_ID_N + 1])
{
    unsigned char bytes[SESSION_ID_N / 2];
    struct session *one = calloc(1, sizeof *one);

    if (!one)
        abort();
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(one->id, sizeof one->id, bytes, sizeof bytes);
    one->user = str_hash(user);
    one->used = now;
    memcpy(id, one->id, sizeof one->id);
    pthread_mutex_lock(&s->lock);
    *place_of(s, (str){ one->id, SESSION_ID_N }) = one;
    link_newest(s, one);
    s->n++;
    drop_old(s, now);
    pthread_mutex_unlock(&s->lock);
}

bool sessions_touch(struct sessions *s, str id, str user, int64_t now)
{
    pthread_mutex_lock(&s->lock);
    drop_old(s, now);
    struct session *one = *place_of(s, id);
    bool good = one && one->user == str_hash(user);
    if (good) {
        one->used = now;
        unlink_age(s, one);
        link_newest(s, one);
    }
    pthread_mutex_unlock(&s->lock);
    return good;
}

bool sessions_end(struct sessions *s, str id, str user)
{
    pthread_mutex_lock(&s->lock);
    struct session **place = place_of(s, id);
    bool good = *place && (*place)->user == str_hash(user);
    if (good)
        drop(s, place);
    pthread_mutex_unlock(&s->lock);
    return good;
}

size_t sessions_count(struct sessions *s)
{
    pthread_mutex_lock(&s->lock);
    size_t n = s->n;
    pthread_mutex_unlock(&s->lock);
    return n;
}
