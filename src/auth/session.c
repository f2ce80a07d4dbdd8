/* session.c
 *
 * In the store:  session:ID -> JSON of struct record
 *                slots:USER -> how many sessions the user ever made
 *                slot:USER:K -> the id in place K of SESSIONS_MAX
 * A new session takes the next place, and whoever was in it goes.  That lists
 * a user's sessions without a lock that several processes would have to share. */
#include "auth/session.h"

#include "auth/password.h"
#include "auth/throttle.h"
#include "codec/json.h"

#include <sodium.h>
#include <stdlib.h>

enum { ID_BYTES = 24, TOUCH_EVERY_S = 15, TEXT_MAX_N = 200, RECORD_MAX = 4096, HOUR_S = 3600 };

struct record {
    str user, source, agent;
    int64_t generation, created, seen;
};

static unsigned idle_s(const struct auth *au)
{
    return au->idle_s ? au->idle_s : SESSION_IDLE_S;
}

static unsigned absolute_s(const struct auth *au)
{
    return au->absolute_s ? au->absolute_s : SESSION_ABSOLUTE_S;
}

static str session_key(struct arena *a, str id)
{
    return arena_fmt(a, "session:%.*s", STR_ARG(id));
}

static str slot_key(struct arena *a, str user, int64_t slot)
{
    return arena_fmt(a, "slot:%.*s:%lld", STR_ARG(user), (long long)slot);
}

static str new_id(struct arena *a)
{
    unsigned char raw[ID_BYTES];
    size_t n = sodium_base64_encoded_len(sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, n);

    randombytes_buf(raw, sizeof raw);
    sodium_bin2base64(text, n, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_c(text);
}

/* Seconds the session may still live if it is not used again; 0: it is over. */
static unsigned seconds_left(const struct auth *au, const struct record *r, int64_t now)
{
    int64_t idle = r->seen + idle_s(au) - now, absolute = r->created + absolute_s(au) - now;
    int64_t left = idle < absolute ? idle : absolute;

    return left > 0 ? (unsigned)left : 0;
}

static err_t put_record(struct auth *au, struct arena *a, str id, const struct record *r,
                        int64_t now)
{
    json_t *o = json_object();

    json_object_set_new(o, "user", json_of_str(r->user));
    json_object_set_new(o, "source", json_of_str(r->source));
    json_object_set_new(o, "agent", json_of_str(r->agent));
    json_object_set_new(o, "generation", json_integer(r->generation));
    json_object_set_new(o, "created", json_integer(r->created));
    json_object_set_new(o, "seen", json_integer(r->seen));
    return kv_set(au->kv, session_key(a, id), json_text_take(a, o), seconds_left(au, r, now));
}

static err_t get_record(struct auth *au, struct arena *a, str id, struct record *out)
{
    json_t *o;
    str text;

    TRY(kv_get(au->kv, a, session_key(a, id), &text));
    if (json_read(a, text, RECORD_MAX, &o, NULL) != ERR_OK)
        return ERR_NOT_FOUND;
    *out = (struct record){
        .user = json_member_str(o, "user"),
        .source = json_member_str(o, "source"),
        .agent = json_member_str(o, "agent"),
        .generation = json_member_int(o, "generation", -1),
        .created = json_member_int(o, "created", 0),
        .seen = json_member_int(o, "seen", 0),
    };
    return ERR_OK;
}

static struct session session_of(const struct auth *au, struct arena *a, str id,
                                 const struct record *r, const struct user *u, int64_t now)
{
    return (struct session){
        .id = arena_str(a, id),
        .user = u->name,
        .display = u->display,
        .role = u->role,
        .source = r->source,
        .agent = r->agent,
        .created = r->created,
        .last_seen = r->seen,
        .expires = now + seconds_left(au, r, now),
    };
}

static err_t give_slot(struct auth *au, struct arena *a, str user, str id)
{
    int64_t made;
    str old;

    TRY(kv_incr(au->kv, arena_fmt(a, "slots:%.*s", STR_ARG(user)), 1, 0, &made));
    str key = slot_key(a, user, made % SESSIONS_MAX);
    err_t e = kv_get(au->kv, a, key, &old);
    if (e == ERR_OK)
        e = kv_del(au->kv, session_key(a, old));
    if (e && e != ERR_NOT_FOUND)
        return e;
    return kv_set(au->kv, key, id, absolute_s(au));
}

static str clip(str s)
{
    return str_sub(s, 0, TEXT_MAX_N);
}

static err_t start(struct auth *au, struct arena *a, const struct sign_in *in, const struct user *u,
                   int64_t now, str *token, struct session *out, struct why *why)
{
    struct record r = { .user = u->name,
                        .source = arena_str(a, clip(in->source)),
                        .agent = arena_str(a, clip(in->agent)),
                        .generation = u->generation,
                        .created = now,
                        .seen = now };
    str id = new_id(a);

    TRY(put_record(au, a, id, &r, now));
    TRY(give_slot(au, a, u->name, id));
    TRY(token_make(
        au->keys, a,
        &(struct token_claims){
            .user = u->name, .session = id, .issued = now, .expires = now + absolute_s(au) },
        token, why));
    *out = session_of(au, a, id, &r, u, now);
    return ERR_OK;
}

static err_t refuse(struct sign_in *in, struct why *why, const char *reason)
{
    in->reason = reason;
    return why_fail(why, ERR_UNAUTHENTICATED, "the user name or the password is wrong");
}

static err_t limited(struct sign_in *in, struct why *why, const char *reason, unsigned wait_s)
{
    in->reason = reason;
    in->retry_after_s = wait_s;
    return why_fail(why, ERR_LIMITED, "too many attempts to sign in; try again in %u minutes",
                    (wait_s + 59) / 60);
}

/* The password is checked for an unknown or disabled user too: the time taken
 * must not tell them apart. */
static err_t check_password(struct auth *au, struct arena *a, struct sign_in *in, struct user *u,
                            struct why *why)
{
    err_t e = users_find(au->users, a, in->username, u);

    if (e && e != ERR_NOT_FOUND)
        return e;
    bool right = in->password.n <= PASSWORD_MAX &&
                 password_verify(e ? STR("") : u->hash, in->password);
    if (e)
        return refuse(in, why, "unknown user");
    if (!right)
        return refuse(in, why, "wrong password");
    if (u->disabled)
        return refuse(in, why, "the user is disabled");
    return ERR_OK;
}

static err_t check_login_quota(struct auth *au, struct sign_in *in, const struct user *u,
                               int64_t now, struct why *why)
{
    struct quota q;

    if (!au->logins_per_hour)
        return ERR_OK;
    err_t e = quota_take(au->kv, "login", u->name, au->logins_per_hour(au->ctx, u->role), HOUR_S,
                         now, &q);
    return e == ERR_LIMITED ? limited(in, why, "sign-ins an hour used up", q.retry_after_s) : e;
}

static err_t note_sign_in(struct auth *au, struct arena *a, const struct sign_in *in,
                          const struct user *u, int64_t now, struct why *why)
{
    str hash = STR("");

    if (password_is_stale(u->hash))
        TRY(password_hash(a, in->password, &hash, why));
    return users_signed_in(au->users, u->name, hash, now, why);
}

err_t auth_sign_in(struct auth *au, struct arena *a, struct sign_in *in, int64_t now, str *token,
                   struct session *out, struct why *why)
{
    struct user u;
    str name;

    in->reason = NULL;
    in->retry_after_s = 0;
    if (user_name(a, in->username, &name, NULL) != ERR_OK)
        name = STR("?");
    err_t e = throttle_enter(au->kv, name, in->source, &in->retry_after_s);
    if (e == ERR_LIMITED)
        return limited(in, why, "too many failures", in->retry_after_s);
    if (e)
        return e;
    TRY(check_password(au, a, in, &u, why));
    TRY(throttle_passed(au->kv, u.name, in->source));
    TRY(check_login_quota(au, in, &u, now, why));
    TRY(note_sign_in(au, a, in, &u, now, why));
    return start(au, a, in, &u, now, token, out, why);
}

static err_t over(struct why *why, const char *reason)
{
    return why_fail(why, ERR_UNAUTHENTICATED, "%s", reason);
}

/* The session as it stands, and its user, if both are still good. */
static err_t look(struct auth *au, struct arena *a, str id, str user, int64_t now, struct record *r,
                  struct user *u, struct why *why)
{
    err_t e = get_record(au, a, id, r);

    if (e == ERR_NOT_FOUND)
        return over(why, "the session has ended");
    if (e)
        return e;
    if (!str_eq(r->user, user) || seconds_left(au, r, now) == 0 ||
        r->created > now + TOKEN_CLOCK_SKEW_S)
        return over(why, "the session has ended");
    e = users_find(au->users, a, r->user, u);
    if (e == ERR_NOT_FOUND)
        return over(why, "the user is gone");
    if (e)
        return e;
    if (u->disabled || u->generation != r->generation)
        return over(why, "the user was changed; the session has ended");
    return ERR_OK;
}

/* Written back now and then only: at thousands of requests a second every one
 * would be a write for a time-out counted in minutes. */
static err_t touch(struct auth *au, struct arena *a, str id, struct record *r, int64_t now)
{
    if (now < r->seen + TOUCH_EVERY_S)
        return ERR_OK;
    r->seen = now;
    return put_record(au, a, id, r, now);
}

err_t auth_check(struct auth *au, struct arena *a, str token, int64_t now, struct session *out,
                 struct why *why)
{
    struct token_claims c;
    struct record r;
    struct user u;

    TRY(token_check(au->keys, a, token, now, &c, why));
    TRY(look(au, a, c.session, c.user, now, &r, &u, why));
    TRY(touch(au, a, c.session, &r, now));
    *out = session_of(au, a, c.session, &r, &u, now);
    return ERR_OK;
}

err_t auth_still(struct auth *au, const struct session *s, int64_t now)
{
    struct arena *a = arena_new();
    struct record r;
    struct user u;
    err_t e = look(au, a, s->id, s->user, now, &r, &u, NULL);

    arena_free(a);
    return e;
}

static err_t end(struct auth *au, str id)
{
    struct arena *a = arena_new();
    err_t e = kv_del(au->kv, session_key(a, id));

    arena_free(a);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t auth_sign_out(struct auth *au, const struct session *s)
{
    return end(au, s->id);
}

static int newest_first(const void *x, const void *y)
{
    const struct session *a = x, *b = y;

    if (a->created != b->created)
        return a->created < b->created ? 1 : -1;
    return str_cmp(a->id, b->id);
}

err_t auth_sessions(struct auth *au, struct arena *a, str user, int64_t now, struct session **out,
                    size_t *n)
{
    struct session *all = NEW_N(a, struct session, SESSIONS_MAX);
    size_t found = 0;

    for (int64_t slot = 0; slot < SESSIONS_MAX; slot++) {
        struct record r;
        struct user u;
        str id;
        err_t e = kv_get(au->kv, a, slot_key(a, user, slot), &id);
        if (!e)
            e = look(au, a, id, user, now, &r, &u, NULL);
        if (e == ERR_OK)
            all[found++] = session_of(au, a, id, &r, &u, now);
        else if (e != ERR_NOT_FOUND && e != ERR_UNAUTHENTICATED)
            return e;
    }
    qsort(all, found, sizeof *all, newest_first);
    *out = all;
    *n = found;
    return ERR_OK;
}

err_t auth_end_session(struct auth *au, str user, str session_id, int64_t now)
{
    struct arena *a = arena_new();
    struct session *all;
    size_t n = 0;
    err_t e = auth_sessions(au, a, user, now, &all, &n);
    bool own = false;

    for (size_t i = 0; i < n; i++)
        own |= str_eq(all[i].id, session_id);
    if (!e)
        e = own ? end(au, session_id) : ERR_NOT_FOUND;
    arena_free(a);
    return e;
}

str auth_csrf(const struct auth *au, struct arena *a, const struct session *s)
{
    return token_mac(au->keys, a, STR("csrf"), s->id);
}

bool auth_csrf_fits(const struct auth *au, const struct session *s, str given, int64_t now)
{
    return token_mac_fits(au->keys, STR("csrf"), s->id, given, now);
}
