/* auric user: who may sign in.  Every change is in the audit record. */
#include "app/commands.h"
#include "app/options.h"
#include "app/settings.h"
#include "app/wire.h"
#include "audit/audit.h"
#include "auth/password.h"
#include "auth/users.h"
#include "base/clock.h"
#include "codec/json.h"
#include "policy/policy.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

static const char help[] =
    "usage: auric user COMMAND [options]\n"
    "\n"
    "  add NAME --role R [--display \"First Last\"]   with a new password, which is printed once\n"
    "  passwd NAME                                  the same for a user who is there\n"
    "  set-role NAME ROLE\n"
    "  disable NAME | enable NAME\n"
    "  sign-out NAME                                ends all sessions of the user\n"
    "  list [--json]\n"
    "\n"
    "  --password-stdin  take the password from standard input instead of making one\n"
    "  --data DIR        where the users are\n"
    "A change of role, password or state ends the user's sessions at once.\n";

struct task {
    struct arena *a;
    struct settings settings;
    const char *role, *display;
    bool from_stdin, usage;
    struct users *users;
    struct audit *audit;
    str name, argument;
};

static err_t misused(struct task *t, struct why *why, const char *text)
{
    t->usage = true;
    return why_fail(why, ERR_BAD_INPUT, "%s", text);
}

static err_t known_role(struct task *t, str role, struct why *why)
{
    if (role.n == 0)
        return misused(t, why,
                       "which role?  --role executive, manager, clerk, admin, or one of "
                       "the semantic layer");
    if (!policy_role(policy_default(t->a), role))
        fprintf(stderr,
                "auric user: \"%.*s\" is not a built-in role; until the semantic layer has it, "
                "the user may do nothing\n",
                STR_ARG(role));
    return ERR_OK;
}

static err_t get_password(struct task *t, str *out, struct why *why)
{
    char line[PASSWORD_MAX + 3];

    if (!t->from_stdin) {
        *out = password_make(t->a);
        return ERR_OK;
    }
    if (!fgets(line, sizeof line, stdin))
        return why_fail(why, ERR_BAD_INPUT, "no password came in on standard input");
    str s = str_c(line);
    while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
        s.n--;
    *out = arena_str(t->a, s);
    return ERR_OK;
}

static void tell_password(const struct task *t, str password)
{
    if (!t->from_stdin)
        printf("password of %.*s, shown only now: %.*s\n", STR_ARG(t->name), STR_ARG(password));
}

static err_t note(struct task *t, str change, struct why *why)
{
    const struct passwd *me = getpwuid(getuid());
    struct audit_event e = AUDIT_EVENT_NONE;
    int64_t seq;

    e.ts_ms = clock_now_ms();
    e.event = STR("admin_change");
    e.actor = arena_fmt(t->a, "os:%s", me ? me->pw_name : "unknown");
    e.action = STR("ALLOWED");
    e.decision = STR("allow");
    e.target = t->name;
    e.change = change;
    return audit_append(t->audit, &e, &seq, why);
}

static err_t add(struct task *t, struct why *why)
{
    str role = str_c(t->role), password;

    TRY(known_role(t, role, why));
    TRY(get_password(t, &password, why));
    struct user u = { .name = t->name, .display = str_c(t->display), .role = role };
    TRY(users_add(t->users, &u, password, clock_now_s(), why));
    TRY(note(t, arena_fmt(t->a, "added as %.*s", STR_ARG(role)), why));
    tell_password(t, password);
    return ERR_OK;
}

static err_t new_password(struct task *t, struct why *why)
{
    str password;

    TRY(get_password(t, &password, why));
    TRY(users_set_password(t->users, t->name, password, clock_now_s(), why));
    TRY(note(t, STR("password"), why));
    tell_password(t, password);
    return ERR_OK;
}

static err_t set_role(struct task *t, struct why *why)
{
    str role = t->argument.n ? t->argument : str_c(t->role);
    struct user was;

    TRY(known_role(t, role, why));
    if (users_find(t->users, t->a, t->name, &was) != ERR_OK)
        return why_fail(why, ERR_NOT_FOUND, "there is no user %.*s", STR_ARG(t->name));
    TRY(users_set_role(t->users, t->name, role, clock_now_s(), why));
    return note(t, arena_fmt(t->a, "role: %.*s -> %.*s", STR_ARG(was.role), STR_ARG(role)), why);
}

static err_t disable(struct task *t, struct why *why)
{
    TRY(users_set_disabled(t->users, t->name, true, clock_now_s(), why));
    return note(t, STR("disabled"), why);
}

static err_t enable(struct task *t, struct why *why)
{
    TRY(users_set_disabled(t->users, t->name, false, clock_now_s(), why));
    return note(t, STR("enabled"), why);
}

static err_t sign_out(struct task *t, struct why *why)
{
    TRY(users_sign_out(t->users, t->name, clock_now_s(), why));
    return note(t, STR("signed out everywhere"), why);
}

static void print_user(const struct task *t, const struct user *u)
{
    if (t->settings.json) {
        json_t *o = json_object();
        json_object_set_new(o, "username", json_of_str(u->name));
        json_object_set_new(o, "display", json_of_str(u->display));
        json_object_set_new(o, "role", json_of_str(u->role));
        json_object_set_new(o, "disabled", json_boolean(u->disabled));
        json_object_set_new(o, "created", json_integer(u->created));
        json_object_set_new(o, "last_login", json_integer(u->last_login));
        str line = json_text_take(t->a, o);
        printf("%.*s\n", STR_ARG(line));
        return;
    }
    printf("%-24.*s %-12.*s %-9s %.*s\n", STR_ARG(u->name), STR_ARG(u->role),
           u->disabled ? "disabled" : "", STR_ARG(u->display));
}

static err_t list(struct task *t, struct why *why)
{
    struct user *all;
    size_t n;

    TRY(users_list(t->users, t->a, &all, &n, why));
    for (size_t i = 0; i < n; i++)
        print_user(t, &all[i]);
    return ERR_OK;
}

static const struct {
    const char *name;
    err_t (*run)(struct task *t, struct why *why);
    size_t arguments, most; /* behind the name */
} tasks[] = {
    { "add", add, 1, 1 },         { "passwd", new_password, 1, 1 }, { "set-role", set_role, 1, 2 },
    { "disable", disable, 1, 1 }, { "enable", enable, 1, 1 },       { "sign-out", sign_out, 1, 1 },
    { "list", list, 0, 0 },
};

static err_t open_stores(struct task *t, struct why *why)
{
    const char *users, *audit;

    TRY(data_path(t->a, &t->settings, "users.db", &users, why));
    TRY(data_path(t->a, &t->settings, "audit.db", &audit, why));
    TRY(users_open(&t->users, users, why));
    return audit_open(&t->audit, audit, why);
}

static err_t run(struct task *t, struct why *why)
{
    const struct settings *s = &t->settings;
    size_t i = 0, n = sizeof tasks / sizeof *tasks, given = s->rest_n ? s->rest_n - 1 : 0;

    while (i < n && (s->rest_n == 0 || strcmp(s->rest[0], tasks[i].name) != 0))
        i++;
    if (i == n)
        return misused(t, why,
                       "user takes one of add, passwd, set-role, disable, enable, sign-out, list");
    if (given < tasks[i].arguments || given > tasks[i].most)
        return misused(t, why, "which user?  auric user --help says more");
    if (given)
        TRY(user_name(t->a, str_c(s->rest[1]), &t->name, why));
    t->argument = given > 1 ? str_c(s->rest[2]) : STR("");
    TRY(open_stores(t, why));
    return tasks[i].run(t, why);
}

int cmd_user(int argc, char **argv)
{
    struct task t = { .a = arena_new(), .usage = true };
    struct why why = { "" };

    t.role = option_take(&argc, argv, "--role");
    t.display = option_take(&argc, argv, "--display");
    t.from_stdin = option_flag(&argc, argv, "--password-stdin");
    err_t e = settings_read(t.a, argc - 1, argv + 1, &t.settings, &why);
    if (e == ERR_OK && t.settings.help) {
        fputs(help, stdout);
    } else if (e == ERR_OK) {
        t.usage = false;
        e = run(&t, &why);
    }
    if (e)
        fprintf(stderr, "auric user: %s\n", why_text(&why, e));
    int status = e == ERR_OK ? 0 : t.usage ? 2 : 1;
    users_close(t.users);
    audit_close(t.audit);
    arena_free(t.a);
    return status;
}
