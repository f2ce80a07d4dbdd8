/* test_users.c - the table of users, by two connections as by two programs. */
#include "auth/password.h"
#include "auth/users.h"
#include "t.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1750000000 };

static const struct {
    const char *given, *stored; /* NULL: refused */
} names[] = {
    { "Sarah.Chen", "sarah.chen" },
    { "  bob ", "bob" },
    { "x@y.z-1_2", "x@y.z-1_2" },
    { "", NULL },
    { "   ", NULL },
    { "a b", NULL },
    { "a\nb", NULL },
    { "müller", NULL },
    { "x'; DROP TABLE user; --", NULL },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
};

static void check_changes(struct users *u, struct users *other, struct arena *a)
{
    struct user before, after;
    str name = STR("sarah.chen");

    CHECK(!users_find(other, a, name, &before), "seen by the other connection");
    CHECK(!users_set_role(u, name, STR("clerk"), NOW + 1, NULL), "role");
    CHECK(!users_find(other, a, name, &after) && str_eq(after.role, STR("clerk")), "at once");
    CHECK(after.generation == before.generation + 1 && after.changed == NOW + 1, "counted");
    CHECK(!users_set_disabled(u, name, true, NOW + 2, NULL), "disable");
    CHECK(!users_find(other, a, name, &after) && after.disabled, "disabled");
    CHECK(!users_set_disabled(u, name, false, NOW + 3, NULL), "enable");
    CHECK(!users_set_password(u, name, STR("violet tram 9"), NOW + 4, NULL), "password");
    CHECK(users_set_password(u, name, STR("short"), NOW + 4, NULL) == ERR_BAD_INPUT, "too short");
    CHECK(!users_find(other, a, name, &after) && password_verify(after.hash, STR("violet tram 9")),
          "the new one fits");
    CHECK(after.generation == before.generation + 4, "every change ends sessions");
    CHECK(!users_signed_in(u, name, STR(""), NOW + 5, NULL), "signed in");
    CHECK(!users_find(other, a, name, &after) && after.last_login == NOW + 5 &&
              after.generation == before.generation + 4,
          "which changes nothing else");
    CHECK(!users_sign_out(u, name, NOW + 6, NULL), "everywhere");
    CHECK(!users_find(other, a, name, &after) && after.generation == before.generation + 5, "out");
    CHECK(users_set_role(u, STR("nobody"), STR("clerk"), NOW, NULL) == ERR_NOT_FOUND, "nobody");
    CHECK(users_set_role(u, name, STR(""), NOW, NULL) == ERR_BAD_INPUT, "no role");
}

static void check_bootstrap(struct users *u, struct arena *a)
{
    static const char *const want[] = { "sarah.chen", "david.williams", "alex.smith" };
    struct new_user *made;
    struct user found, *all;
    size_t n;

    CHECK(!users_bootstrap(u, a, false, NOW, &made, &n, NULL) && n == 3, "three users");
    for (size_t i = 0; i < 3; i++) {
        CHECK(str_eq(made[i].name, str_c(want[i])), "%s", want[i]);
        CHECK(!users_find(u, a, made[i].name, &found), "is there");
        CHECK(str_eq(found.role, made[i].role), "with its role");
        CHECK(password_verify(found.hash, made[i].password), "and its password");
    }
    CHECK(!users_bootstrap(u, a, false, NOW, &made, &n, NULL) && n == 0, "once only");
    CHECK(!users_list(u, a, &all, &n, NULL) && n == 3, "listed");
    CHECK(str_eq(all[0].name, STR("alex.smith")) && all[0].hash.n == 0, "by name, no hashes");
}

int main(void)
{
    struct arena *a = arena_new();
    char dir[] = "/tmp/auric-users-XXXXXX";
    struct users *u, *other;
    struct user one = { .name = STR("Bob"), .role = STR("clerk") }, found;
    struct stat st;

    CHECK(mkdtemp(dir), "a folder");
    const char *path = arena_fmt(a, "%s/users.db", dir).p;
    CHECK(!users_open(&u, path, NULL) && !users_open(&other, path, NULL), "open twice");
    CHECK(!stat(path, &st) && (st.st_mode & 077) == 0, "for its owner only");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        str out = STR("");
        err_t e = user_name(a, str_c(names[i].given), &out, NULL);
        CHECK(names[i].stored ? !e && str_eq(out, str_c(names[i].stored)) : e == ERR_BAD_INPUT,
              "name %s", names[i].given);
    }
    check_bootstrap(u, a);
    check_changes(u, other, a);
    CHECK(!users_add(u, &one, STR("violet tram"), NOW, NULL), "add");
    CHECK(users_add(other, &one, STR("violet tram"), NOW, NULL) == ERR_CONFLICT, "once");
    CHECK(!users_find(u, a, STR(" BOB "), &found) && str_eq(found.display, STR("bob")), "found");
    CHECK(users_find(u, a, STR("bo%"), &found) == ERR_NOT_FOUND, "not found");
    users_close(u);
    users_close(other);
    arena_free(a);
    return T_DONE();
}
