/* test_session.c - sign-in, time-outs, what ends a session, throttle, quota,
 * with a clock of our own. */
#include "auth/session.h"
#include "auth/throttle.h"
#include "t.h"

#include <stdlib.h>

enum { NOW = 1750000000 };

static struct arena *a;
static struct auth au;
static struct kv *kv;

static const char right[] = "violet tram 9";

static err_t sign_in(const char *user, const char *password, const char *source, int64_t now,
                     str *token, struct session *s, struct sign_in *in)
{
    *in = (struct sign_in){ .username = str_c(user),
                            .password = str_c(password),
                            .source = str_c(source),
                            .agent = STR("test") };
    return auth_sign_in(&au, a, in, now, token, s, NULL);
}

static str must_sign_in(const char *user, int64_t now)
{
    struct sign_in in;
    struct session s;
    str token = STR("");

    CHECK(!sign_in(user, right, "10.0.0.1", now, &token, &s, &in), "%s signs in", user);
    CHECK(str_eq(s.user, str_c(user)) && !in.reason, "as himself");
    return token;
}

static err_t check(str token, int64_t now)
{
    struct session s;

    return auth_check(&au, a, token, now, &s, NULL);
}

static void add_user(const char *name, const char *role)
{
    CHECK(!users_add(au.users, &(struct user){ .name = str_c(name), .role = str_c(role) },
                     str_c(right), NOW, NULL),
          "add %s", name);
}

static void check_refusals(void)
{
    static const struct {
        const char *user, *password, *reason;
    } rows[] = {
        { "nobody", "violet tram 9", "unknown user" },
        { "ann", "violet tram 8", "wrong password" },
        { "ann", "", "wrong password" },
        { "gone", "violet tram 9", "the user is disabled" },
        { "a b\n", "violet tram 9", "unknown user" },
        { "", "", "unknown user" },
    };
    struct why first = { "" };

    CHECK(!users_set_disabled(au.users, STR("gone"), true, NOW, NULL), "disable");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sign_in in = { .username = str_c(rows[i].user),
                              .password = str_c(rows[i].password),
                              .source = arena_fmt(a, "10.1.0.%zu", i) };
        struct session s;
        struct why why = { "" };
        str token;
        CHECK(auth_sign_in(&au, a, &in, NOW, &token, &s, &why) == ERR_UNAUTHENTICATED, "row %zu",
              i);
        CHECK(strcmp(in.reason, rows[i].reason) == 0, "row %zu: %s", i, in.reason);
        if (i == 0)
            first = why;
        CHECK(strcmp(why.text, first.text) == 0, "row %zu is told the same", i);
    }
}

static void check_timeouts(void)
{
    str idle = must_sign_in("ann", NOW), busy = must_sign_in("ann", NOW);
    int64_t t = NOW;

    CHECK(!check(idle, NOW + SESSION_IDLE_S - 1), "just in time, and used");
    CHECK(check(idle, NOW + 2 * SESSION_IDLE_S) == ERR_UNAUTHENTICATED, "idle for too long");
    for (; t < NOW + SESSION_ABSOLUTE_S; t += SESSION_IDLE_S - 60)
        CHECK(!check(busy, t), "in use after %lld s", (long long)(t - NOW));
    CHECK(check(busy, NOW + SESSION_ABSOLUTE_S) == ERR_UNAUTHENTICATED, "but not for ever");
}

static void check_changes(void)
{
    struct session s;
    str token = must_sign_in("bob", NOW);

    CHECK(!auth_check(&au, a, token, NOW, &s, NULL) && str_eq(s.role, STR("manager")), "his role");
    CHECK(!auth_still(&au, &s, NOW), "still");
    CHECK(!users_set_role(au.users, STR("bob"), STR("clerk"), NOW, NULL), "new role");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "ends the session");
    CHECK(auth_still(&au, &s, NOW) == ERR_UNAUTHENTICATED, "and the streams");
    token = must_sign_in("bob", NOW);
    CHECK(!auth_check(&au, a, token, NOW, &s, NULL) && str_eq(s.role, STR("clerk")), "new role");
    CHECK(!users_set_password(au.users, STR("bob"), STR("another tram 7"), NOW, NULL), "password");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "ends the session");
    CHECK(!users_set_password(au.users, STR("bob"), str_c(right), NOW, NULL), "back");
    token = must_sign_in("bob", NOW);
    CHECK(!users_set_disabled(au.users, STR("bob"), true, NOW, NULL), "disable");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "ends the session");
    CHECK(!users_set_disabled(au.users, STR("bob"), false, NOW, NULL), "enable");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "which does not bring it back");
}

static void check_ending(void)
{
    str one = must_sign_in("cid", NOW), two = must_sign_in("cid", NOW + 1);
    str other = must_sign_in("dan", NOW);
    struct session *all, s, theirs;
    size_t n;

    CHECK(!auth_check(&au, a, one, NOW + 2, &s, NULL), "one");
    CHECK(!auth_check(&au, a, other, NOW + 2, &theirs, NULL), "other");
    CHECK(!auth_sessions(&au, a, STR("cid"), NOW + 2, &all, &n) && n == 2, "two sessions");
    CHECK(str_eq(all[1].id, s.id) && all[0].created == NOW + 1, "the newest first");
    CHECK(str_eq(s.agent, STR("test")) && str_eq(s.source, STR("10.0.0.1")), "from where");
    CHECK(auth_end_session(&au, STR("cid"), theirs.id, NOW + 2) == ERR_NOT_FOUND, "not his");
    CHECK(!check(other, NOW + 2), "so it lives");
    CHECK(!auth_end_session(&au, STR("cid"), all[0].id, NOW + 2), "his");
    CHECK(check(two, NOW + 2) == ERR_UNAUTHENTICATED && !check(one, NOW + 2), "only that one");
    CHECK(!auth_sign_out(&au, &s) && check(one, NOW + 2) == ERR_UNAUTHENTICATED, "signed out");
    CHECK(!auth_sessions(&au, a, STR("cid"), NOW + 2, &all, &n) && n == 0, "none left");
}

static void check_many(void)
{
    str tokens[SESSIONS_MAX + 1];
    struct session *all;
    size_t n;

    for (int i = 0; i <= SESSIONS_MAX; i++)
        tokens[i] = must_sign_in("eva", NOW + i);
    CHECK(check(tokens[0], NOW + 20) == ERR_UNAUTHENTICATED, "the oldest went");
    CHECK(!check(tokens[1], NOW + 20) && !check(tokens[SESSIONS_MAX], NOW + 20), "others stay");
    CHECK(!auth_sessions(&au, a, STR("eva"), NOW + 20, &all, &n) && n == SESSIONS_MAX, "%zu", n);
}

static void check_csrf(void)
{
    struct session one, two;

    CHECK(!auth_check(&au, a, must_sign_in("dan", NOW), NOW, &one, NULL), "one");
    CHECK(!auth_check(&au, a, must_sign_in("dan", NOW), NOW, &two, NULL), "two");
    str mac = auth_csrf(&au, a, &one);
    CHECK(!str_eq(one.id, two.id) && one.id.n == 32, "ids of their own");
    CHECK(auth_csrf_fits(&au, &one, mac, NOW), "fits");
    CHECK(!auth_csrf_fits(&au, &two, mac, NOW), "not another session's");
    CHECK(!auth_csrf_fits(&au, &one, STR(""), NOW), "not nothing");
}

static void check_throttle(void)
{
    struct sign_in in;
    struct session s;
    str token;

    must_sign_in("fay", NOW);
    for (int i = 0; i < THROTTLE_PAIR_MAX; i++)
        CHECK(sign_in("fay", "wrong wrong", "10.9.9.9", NOW, &token, &s, &in) ==
                  ERR_UNAUTHENTICATED,
              "guess %d", i);
    CHECK(sign_in("fay", right, "10.9.9.9", NOW, &token, &s, &in) == ERR_LIMITED,
          "that source has to wait, even with the right one");
    CHECK(in.retry_after_s > 0 && strcmp(in.reason, "too many failures") == 0, "and is told so");
    must_sign_in("fay", NOW);
    for (int i = 0; i <= THROTTLE_ACCOUNT_MAX; i++)
        (void)!throttle_enter(kv, STR("fay"), arena_fmt(a, "10.8.%d.1", i), &in.retry_after_s);
    CHECK(throttle_enter(kv, STR("fay"), STR("10.7.0.1"), &in.retry_after_s) == ERR_LIMITED,
          "guessing from everywhere closes the account to strangers");
    must_sign_in("fay", NOW);
}

static void check_source(void)
{
    unsigned wait;
    err_t e = ERR_OK;

    for (int i = 0; i < THROTTLE_SOURCE_MAX; i++)
        e = e ? e : throttle_enter(kv, arena_fmt(a, "user%d", i), STR("10.6.0.1"), &wait);
    CHECK(!e, "many accounts from one source");
    CHECK(throttle_enter(kv, STR("one-more"), STR("10.6.0.1"), &wait) == ERR_LIMITED, "not more");
    CHECK(!throttle_enter(kv, STR("one-more"), STR("10.6.0.2"), &wait), "others may");
}

static void check_quota(void)
{
    struct quota q;
    int64_t t = NOW - NOW % 3600;

    for (unsigned i = 0; i < 100; i++)
        CHECK(!quota_take(kv, "ask", STR("ann"), 100, 3600, t + i, &q) && q.remaining == 99 - i,
              "%u", i);
    CHECK(quota_take(kv, "ask", STR("ann"), 100, 3600, t + 200, &q) == ERR_LIMITED, "101");
    unsigned wait = q.retry_after_s;
    CHECK(wait > 0 && q.remaining == 0, "wait %u", wait);
    CHECK(quota_take(kv, "ask", STR("ann"), 100, 3600, t + 200 + wait - 1, &q) == ERR_LIMITED,
          "a second too early");
    CHECK(!quota_take(kv, "ask", STR("ann"), 100, 3600, t + 200 + wait, &q), "and then it fits");
    CHECK(!quota_take(kv, "ask", STR("bob"), 100, 3600, t + 200, &q), "others have their own");
    CHECK(!quota_take(kv, "export", STR("ann"), 1, 3600, t + 200, &q), "of each kind");
    CHECK(quota_take(kv, "ask", STR("cid"), 0, 3600, t, &q) == ERR_LIMITED, "none at all");
    CHECK(!quota_look(kv, "ask", STR("bob"), 100, 3600, t + 200, &q) && q.remaining == 99, "look");
    CHECK(!quota_look(kv, "ask", STR("bob"), 100, 3600, t + 200, &q) && q.remaining == 99, "free");
}

static unsigned five(const void *ctx, str role)
{
    (void)ctx;
    return str_eq(role, STR("clerk")) ? 5 : 1000;
}

static void check_login_quota(void)
{
    struct sign_in in;
    struct session s;
    str token;

    au.logins_per_hour = five;
    for (int i = 0; i < 5; i++)
        must_sign_in("gus", NOW);
    CHECK(sign_in("gus", right, "10.0.0.1", NOW, &token, &s, &in) == ERR_LIMITED, "the sixth");
    CHECK(strcmp(in.reason, "sign-ins an hour used up") == 0, "%s", in.reason);
    au.logins_per_hour = NULL;
}

/* A token that fits but whose session never was: fixation, or a store that was lost. */
static void check_unknown_session(void)
{
    str token;

    CHECK(!token_make(au.keys, a,
                      &(struct token_claims){ .user = STR("ann"),
                                              .session = STR("chosen"),
                                              .issued = NOW,
                                              .expires = NOW + 60 },
                      &token, NULL),
          "made");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "no such session");
    struct session s;
    CHECK(!auth_check(&au, a, must_sign_in("ann", NOW), NOW, &s, NULL), "a session of ann's");
    CHECK(!token_make(au.keys, a,
                      &(struct token_claims){
                          .user = STR("dan"), .session = s.id, .issued = NOW, .expires = NOW + 60 },
                      &token, NULL),
          "made");
    CHECK(check(token, NOW) == ERR_UNAUTHENTICATED, "is not dan's");
}

int main(void)
{
    char dir[] = "/tmp/auric-session-XXXXXX";

    a = arena_new();
    CHECK(mkdtemp(dir) && !kv_memory(&kv), "a folder and a store");
    au.kv = kv;
    CHECK(!users_open(&au.users, arena_fmt(a, "%s/users.db", dir).p, NULL), "users");
    CHECK(!token_keys_open(&au.keys, arena_fmt(a, "%s/keys.json", dir).p, 3600, NOW, NULL), "keys");
    static const char *const users[] = { "ann", "cid", "dan", "eva", "fay", "gone" };
    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        add_user(users[i], "executive");
    add_user("bob", "manager");
    add_user("gus", "clerk");
    check_refusals();
    check_timeouts();
    check_changes();
    check_ending();
    check_many();
    check_csrf();
    check_throttle();
    check_source();
    check_quota();
    check_login_quota();
    check_unknown_session();
    token_keys_free(au.keys);
    users_close(au.users);
    kv_free(kv);
    arena_free(a);
    return T_DONE();
}
