#include "auth/throttle.h"

struct names {
    str pair, source, account, known;
};

static struct names names_of(struct arena *a, str account, str source)
{
    return (struct names){
        .pair = arena_fmt(a, "guess:%.*s|%.*s", STR_ARG(account), STR_ARG(source)),
        .source = arena_fmt(a, "guess-source:%.*s", STR_ARG(source)),
        .account = arena_fmt(a, "guess-account:%.*s", STR_ARG(account)),
        .known = arena_fmt(a, "known-source:%.*s|%.*s", STR_ARG(account), STR_ARG(source)),
    };
}

static err_t count_all(struct kv *kv, const struct names *n, int64_t by, int64_t counts[static 3])
{
    TRY(kv_incr(kv, n->pair, by, THROTTLE_WINDOW_S, &counts[0]));
    TRY(kv_incr(kv, n->source, by, THROTTLE_WINDOW_S, &counts[1]));
    return kv_incr(kv, n->account, by, THROTTLE_WINDOW_S, &counts[2]);
}

static err_t enter(struct kv *kv, struct arena *a, str account, str source)
{
    struct names n = names_of(a, account, source);
    int64_t counts[3];
    str yes;

    TRY(count_all(kv, &n, 1, counts));
    if (counts[0] > THROTTLE_PAIR_MAX || counts[1] > THROTTLE_SOURCE_MAX)
        return ERR_LIMITED;
    if (counts[2] <= THROTTLE_ACCOUNT_MAX)
        return ERR_OK;
    err_t e = kv_get(kv, a, n.known, &yes);
    return e == ERR_NOT_FOUND ? ERR_LIMITED : e;
}

err_t throttle_enter(struct kv *kv, str account, str source, unsigned *retry_after_s)
{
    struct arena *a = arena_new();
    err_t e = enter(kv, a, account, source);

    *retry_after_s = e == ERR_LIMITED ? THROTTLE_WINDOW_S : 0;
    arena_free(a);
    return e;
}

static err_t passed(struct kv *kv, const struct names *n)
{
    int64_t ignored;

    TRY(kv_del(kv, n->pair));
    TRY(kv_incr(kv, n->source, -1, THROTTLE_WINDOW_S, &ignored));
    TRY(kv_incr(kv, n->account, -1, THROTTLE_WINDOW_S, &ignored));
    return kv_set(kv, n->known, STR("1"), THROTTLE_KNOWN_S);
}

err_t throttle_passed(struct kv *kv, str account, str source)
{
    struct arena *a = arena_new();
    struct names n = names_of(a, account, source);
    err_t e = passed(kv, &n);

    arena_free(a);
    return e;
}
