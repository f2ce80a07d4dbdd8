#include "auth/quota.h"

#include "base/buf.h"

struct windows {
    int64_t before, current; /* counts */
    unsigned elapsed_s, window_s;
};

static str key_of(struct arena *a, const char *kind, str who, int64_t window)
{
    return arena_fmt(a, "quota:%s:%.*s:%lld", kind, STR_ARG(who), (long long)window);
}

static err_t count(struct kv *kv, const char *kind, str who, int64_t window, unsigned window_s,
                   int64_t by, int64_t *out)
{
    struct arena *a = arena_new();
    err_t e = kv_incr(kv, key_of(a, kind, who, window), by, 2 * window_s, out);

    arena_free(a);
    return e;
}

/* What weighs now: all of this window, and of the one before its part that
 * still lies within `window_s` of now; in units of 1/window_s. */
static int64_t weight(const struct windows *w)
{
    return w->current * w->window_s + w->before * (w->window_s - w->elapsed_s);
}

/* Seconds until weight() leaves room for one more; looked for second by second
 * would be exact too, but a division is enough. */
static unsigned wait_for(const struct windows *w, unsigned limit)
{
    int64_t room = (int64_t)(limit - 1) * w->window_s; /* weight after which one more fits */
    int64_t left = w->window_s - w->elapsed_s;

    if (limit == 0)
        return w->window_s;
    if (w->before > 0 && w->current * w->window_s <= room) {
        int64_t over = weight(w) - room;
        return (unsigned)((over + w->before - 1) / w->before);
    }
    /* In the next window today's count decays from full weight. */
    int64_t over = w->current * w->window_s - room;
    int64_t more = over > 0 && w->current > 0 ? (over + w->current - 1) / w->current : 0;
    return (unsigned)(left + more);
}

static void judge(const struct windows *w, unsigned limit, struct quota *out)
{
    int64_t used = (weight(w) + w->window_s - 1) / w->window_s;

    *out = (struct quota){ .limit = limit };
    if (limit && used + 1 <= limit)
        out->remaining = limit - (unsigned)used;
    else
        out->retry_after_s = wait_for(w, limit);
}

static err_t read_windows(struct kv *kv, const char *kind, str who, unsigned window_s, int64_t now,
                          int64_t add, struct windows *w)
{
    int64_t window = now / window_s;

    *w = (struct windows){ .window_s = window_s, .elapsed_s = (unsigned)(now % window_s) };
    TRY(count(kv, kind, who, window - 1, window_s, 0, &w->before));
    return count(kv, kind, who, window, window_s, add, &w->current);
}

err_t quota_look(struct kv *kv, const char *kind, str who, unsigned limit, unsigned window_s,
                 int64_t now, struct quota *out)
{
    struct windows w;

    TRY(read_windows(kv, kind, who, window_s, now, 0, &w));
    judge(&w, limit, out);
    return ERR_OK;
}

/* Counted first and looked at afterwards: of two at once for the last place
 * one gets it, however many processes there are. */
err_t quota_take(struct kv *kv, const char *kind, str who, unsigned limit, unsigned window_s,
                 int64_t now, struct quota *out)
{
    struct windows w;
    int64_t ignored;

    TRY(read_windows(kv, kind, who, window_s, now, 1, &w));
    w.current--;
    judge(&w, limit, out);
    if (out->retry_after_s == 0) {
        out->remaining--;
        return ERR_OK;
    }
    TRY(count(kv, kind, who, now / window_s, window_s, -1, &ignored));
    return ERR_LIMITED;
}
