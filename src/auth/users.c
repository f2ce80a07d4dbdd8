#include "auth/users.h"

#include "auth/password.h"
#include "base/vec.h"
#include "store/db.h"

#include <pthread.h>
#include <stdlib.h>

enum { NAME_MAX_N = 64, DISPLAY_MAX_N = 200 };

struct users {
    pthread_mutex_t lock; /* one connection for all threads */
    struct db *db;
};

static const struct migration migrations[] = {
    { 1, "CREATE TABLE user ("
         " name TEXT PRIMARY KEY, display TEXT NOT NULL, role TEXT NOT NULL,"
         " hash TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0,"
         " generation INTEGER NOT NULL DEFAULT 1, created INTEGER NOT NULL,"
         " changed INTEGER NOT NULL, last_login INTEGER NOT NULL DEFAULT 0"
         ") WITHOUT ROWID" },
};

err_t users_open(struct users **out, const char *path, struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, false, why));
    err_t e = db_migrate(db, migrations, sizeof migrations / sizeof *migrations, why);
    if (e) {
        db_close(db);
        return e;
    }
    struct users *u = calloc(1, sizeof *u);
    if (!u)
        abort();
    u->db = db;
    pthread_mutex_init(&u->lock, NULL);
    *out = u;
    return ERR_OK;
}

void users_close(struct users *u)
{
    if (!u)
        return;
    db_close(u->db);
    pthread_mutex_destroy(&u->lock);
    free(u);
}

err_t user_name(struct arena *a, str given, str *out, struct why *why)
{
    str s = str_trim(given);
    char *p = arena_alloc(a, s.n + 1);

    if (s.n == 0 || s.n > NAME_MAX_N)
        return why_fail(why, ERR_BAD_INPUT, "a user name has 1 to %d characters", NAME_MAX_N);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789._-@", p[i]) || !p[i])
            return why_fail(why, ERR_BAD_INPUT,
                            "a user name is made of letters a to z, digits and . _ - @");
    }
    *out = (str){ p, s.n };
    return ERR_OK;
}

static void read_user(struct stmt *s, struct arena *a, bool with_hash, struct user *out)
{
    *out = (struct user){
        .name = arena_str(a, stmt_text(s, 0)),
        .display = arena_str(a, stmt_text(s, 1)),
        .role = arena_str(a, stmt_text(s, 2)),
        .disabled = stmt_int(s, 3) != 0,
        .generation = stmt_int(s, 4),
        .created = stmt_int(s, 5),
        .changed = stmt_int(s, 6),
        .last_login = stmt_int(s, 7),
        .hash = with_hash ? arena_str(a, stmt_text(s, 8)) : STR(""),
    };
}

#define COLUMNS "name, display, role, disabled, generation, created, changed, last_login, hash"

static err_t find_locked(struct users *u, struct arena *a, str name, struct user *out)
{
    struct stmt *s = db_prepare(u->db, "SELECT " COLUMNS " FROM user WHERE name = ?1", NULL);

    if (!s)
        return ERR_IO;
    stmt_bind_text(s, 1, name);
    err_t e = stmt_step(s, NULL);
    if (!e)
        read_user(s, a, true, out);
    stmt_reset(s);
    return e;
}

err_t users_find(struct users *u, struct arena *a, str name, struct user *out)
{
    str normal;

    if (user_name(a, name, &normal, NULL) != ERR_OK)
        return ERR_NOT_FOUND;
    pthread_mutex_lock(&u->lock);
    err_t e = find_locked(u, a, normal, out);
    pthread_mutex_unlock(&u->lock);
    return e;
}

static err_t list_locked(struct users *u, struct arena *a, struct user **out, size_t *n,
                         struct why *why)
{
    VEC(struct user) all = { 0 };
    struct stmt *s = db_prepare(u->db, "SELECT " COLUMNS " FROM user ORDER BY name", why);
    err_t e;

    if (!s)
        return ERR_IO;
    while ((e = stmt_step(s, why)) == ERR_OK)
        read_user(s, a, false, vec_push(a, &all));
    stmt_reset(s);
    if (e != ERR_NOT_FOUND)
        return e;
    *out = all.p;
    *n = all.n;
    return ERR_OK;
}

err_t users_list(struct users *u, struct arena *a, struct user **out, size_t *n, struct why *why)
{
    pthread_mutex_lock(&u->lock);
    err_t e = list_locked(u, a, out, n, why);
    pthread_mutex_unlock(&u->lock);
    return e;
}

static err_t insert_locked(struct users *u, const struct user *who, str hash, int64_t now,
                           struct why *why)
{
    struct stmt *s = db_prepare(u->db,
                                "INSERT INTO user (name, display, role, hash, created, changed)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                                why);

    if (!s)
        return ERR_IO;
    stmt_bind_text(s, 1, who->name);
    stmt_bind_text(s, 2, who->display);
    stmt_bind_text(s, 3, who->role);
    stmt_bind_text(s, 4, hash);
    stmt_bind_int(s, 5, now);
    err_t e = stmt_run(s, why);
    if (e == ERR_CONFLICT)
        return why_fail(why, e, "there is a user %.*s already", STR_ARG(who->name));
    return e;
}

static err_t add_in(struct arena *a, struct users *u, const struct user *who, str password,
                    int64_t now, struct why *why)
{
    struct user row = *who;
    str hash;

    TRY(user_name(a, who->name, &row.name, why));
    if (row.display.n == 0)
        row.display = row.name;
    if (row.display.n > DISPLAY_MAX_N || row.role.n == 0 || row.role.n > NAME_MAX_N)
        return why_fail(why, ERR_BAD_INPUT, "the display name or the role does not fit");
    TRY(password_check(password, row.name, why));
    TRY(password_hash(a, password, &hash, why));
    pthread_mutex_lock(&u->lock);
    err_t e = insert_locked(u, &row, hash, now, why);
    pthread_mutex_unlock(&u->lock);
    return e;
}

err_t users_add(struct users *u, const struct user *who, str password, int64_t now, struct why *why)
{
    struct arena *a = arena_new();
    err_t e = add_in(a, u, who, password, now, why);

    arena_free(a);
    return e;
}

/* `sql` sets column ?1 of the user ?2 at time ?3. */
static err_t change_locked(struct users *u, const char *sql, str name, struct value v, int64_t now,
                           struct why *why)
{
    struct stmt *s = db_prepare(u->db, sql, why);

    if (!s)
        return ERR_IO;
    stmt_bind_value(s, 1, v);
    stmt_bind_text(s, 2, name);
    stmt_bind_int(s, 3, now);
    TRY(stmt_run(s, why));
    if (db_changes(u->db) == 0)
        return why_fail(why, ERR_NOT_FOUND, "there is no user %.*s", STR_ARG(name));
    return ERR_OK;
}

static err_t change(struct users *u, const char *sql, str name, struct value v, int64_t now,
                    struct why *why)
{
    struct arena *a = arena_new();
    str normal;
    err_t e = user_name(a, name, &normal, why);

    if (!e) {
        pthread_mutex_lock(&u->lock);
        e = change_locked(u, sql, normal, v, now, why);
        pthread_mutex_unlock(&u->lock);
    }
    arena_free(a);
    return e;
}

#define CHANGE(column)                                                                             \
    "UPDATE user SET " column " = ?1, changed = ?3, generation = generation + 1 WHERE name = ?2"

err_t users_set_role(struct users *u, str name, str role, int64_t now, struct why *why)
{
    if (role.n == 0 || role.n > NAME_MAX_N)
        return why_fail(why, ERR_BAD_INPUT, "a role has 1 to %d characters", NAME_MAX_N);
    return change(u, CHANGE("role"), name, value_text(role), now, why);
}

err_t users_set_disabled(struct users *u, str name, bool disabled, int64_t now, struct why *why)
{
    return change(u, CHANGE("disabled"), name, value_int(disabled), now, why);
}

err_t users_set_password(struct users *u, str name, str password, int64_t now, struct why *why)
{
    struct arena *a = arena_new();
    str normal, hash;
    err_t e = user_name(a, name, &normal, why);

    if (!e)
        e = password_check(password, normal, why);
    if (!e)
        e = password_hash(a, password, &hash, why);
    if (!e)
        e = change(u, CHANGE("hash"), normal, value_text(hash), now, why);
    arena_free(a);
    return e;
}

err_t users_sign_out(struct users *u, str name, int64_t now, struct why *why)
{
    return change(u, "UPDATE user SET generation = generation + ?1, changed = ?3 WHERE name = ?2",
                  name, value_int(1), now, why);
}

err_t users_signed_in(struct users *u, str name, str new_hash, int64_t now, struct why *why)
{
    if (new_hash.n)
        TRY(change(u, "UPDATE user SET hash = ?1, changed = ?3 WHERE name = ?2", name,
                   value_text(new_hash), now, why));
    return change(u, "UPDATE user SET last_login = max(?1, ?3) WHERE name = ?2", name,
                  value_int(now), now, why);
}

static const struct {
    const char *name, *display, *role;
} first[] = {
    { "sarah.chen", "Sarah Chen", "executive" },
    { "david.williams", "David Williams", "manager" },
    { "alex.smith", "Alex Smith", "clerk" },
    { "admin", "Administrator", "admin" },
};

err_t users_bootstrap(struct users *u, struct arena *a, bool with_admin, int64_t now,
                      struct new_user **out, size_t *n, struct why *why)
{
    size_t count = sizeof first / sizeof *first - !with_admin;
    struct new_user *made = NEW_N(a, struct new_user, count);
    struct user *there;
    size_t there_n;

    TRY(users_list(u, a, &there, &there_n, why));
    if (there_n) {
        *out = NULL;
        *n = 0;
        return ERR_OK;
    }
    for (size_t i = 0; i < count; i++) {
        made[i] = (struct new_user){ str_c(first[i].name), str_c(first[i].role), password_make(a) };
        struct user who = { .name = made[i].name,
                            .display = str_c(first[i].display),
                            .role = made[i].role };
        TRY(users_add(u, &who, made[i].password, now, why));
    }
    *out = made;
    *n = count;
    return ERR_OK;
}
