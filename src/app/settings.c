#include "app/settings.h"

#include "base/buf.h"
#include "base/vec.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static const struct row {
    const char *name, *env, *option, *otherwise;
    bool secret;
    const char *what;
    size_t at;
} rows[] = {
#define X(name, env, option, otherwise, secret, what)                                              \
    { #name, env, option, otherwise, secret, what, offsetof(struct settings, name) },
    SETTING_LIST(X)
#undef X
};

enum { ROWS = sizeof rows / sizeof *rows, CONFIG_MAX = 1 << 20 };

static const char **slot(struct settings *s, const struct row *r)
{
    return (const char **)(void *)((char *)s + r->at);
}

static const char *get(const struct settings *s, const struct row *r)
{
    return *(const char *const *)(const void *)((const char *)s + r->at);
}

static const struct row *by_name(str name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (str_eq(str_c(rows[i].name), name))
            return &rows[i];
    return NULL;
}

static const struct row *by_option(str option)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].option[0] && str_eq(str_c(rows[i].option), option))
            return &rows[i];
    return NULL;
}

static err_t read_config(struct arena *a, const char *path, struct settings *s, struct why *why)
{
    FILE *f = fopen(path, "rb");
    char line[4096];
    int at = 0;
    err_t e = ERR_OK;

    if (!f)
        return why_fail(why, ERR_BAD_INPUT, "cannot read the configuration file %s: %s", path,
                        strerror(errno));
    while (e == ERR_OK && fgets(line, sizeof line, f)) {
        str rest = str_trim(str_c(line));
        at++;
        if (rest.n == 0 || rest.p[0] == '#')
            continue;
        str name = str_trim(str_cut(&rest, '='));
        const struct row *r = by_name(name);
        if (!r)
            e = why_fail(why, ERR_BAD_INPUT,
                         "%s, line %d: there is no setting \"%.*s\"; `auric config` lists them",
                         path, at, STR_ARG(name));
        else
            *slot(s, r) = arena_cstr(a, str_trim(rest));
    }
    fclose(f);
    return e;
}

/* Options that are no settings. */
static const struct {
    const char *option;
    size_t at;
} texts[] = {
    { "--now", offsetof(struct settings, now) },
    { "--user", offsetof(struct settings, user_option) },
    { "--server", offsetof(struct settings, server) },
};

static const char **text_slot(struct settings *s, str option)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_eq(str_c(texts[i].option), option))
            return (const char **)(void *)((char *)s + texts[i].at);
    return NULL;
}

static bool *flag_slot(struct settings *s, str option)
{
    if (str_eq(option, STR("--demo")))
        return &s->demo;
    if (str_eq(option, STR("--json")))
        return &s->json;
    if (str_eq(option, STR("--help")) || str_eq(option, STR("-h")))
        return &s->help;
    return NULL;
}

/* --option VALUE or --option=VALUE. */
static err_t take_option(struct arena *a, struct settings *s, int argc, char **argv, int *i,
                         struct why *why)
{
    str rest = str_c(argv[*i]);
    str option = str_cut(&rest, '=');
    const struct row *r = by_option(option);
    const char **to = r ? slot(s, r) : text_slot(s, option);

    if (flag_slot(s, option)) {
        *flag_slot(s, option) = true;
        return ERR_OK;
    }
    if (!to)
        return why_fail(why, ERR_BAD_INPUT, "unknown option %.*s; --help lists them",
                        STR_ARG(option));
    if (option.n < strlen(argv[*i]))
        *to = arena_cstr(a, rest);
    else if (*i + 1 < argc)
        *to = argv[++*i];
    else
        return why_fail(why, ERR_BAD_INPUT, "%.*s wants a value", STR_ARG(option));
    return ERR_OK;
}

static const char *config_path(int argc, char **argv)
{
    for (int i = 0; i + 1 < argc; i++)
        if (strcmp(argv[i], "--config") == 0)
            return argv[i + 1];
    return getenv("AURIC_CONFIG");
}

err_t settings_read(struct arena *a, int argc, char **argv, struct settings *out, struct why *why)
{
    struct settings s = { .demo = false };
    VEC(const char *) rest = { 0 };
    const char *config = config_path(argc, argv);

    for (size_t i = 0; i < ROWS; i++)
        *slot(&s, &rows[i]) = rows[i].otherwise;
    if (config)
        TRY(read_config(a, config, &s, why));
    for (size_t i = 0; i < ROWS; i++)
        if (getenv(rows[i].env))
            *slot(&s, &rows[i]) = getenv(rows[i].env);
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--config") == 0)
            i++;
        else if (argv[i][0] == '-' && argv[i][1])
            TRY(take_option(a, &s, argc, argv, &i, why));
        else
            *vec_push(a, &rest) = argv[i];
    }
    s.rest = rest.p;
    s.rest_n = rest.n;
    *out = s;
    return ERR_OK;
}

void settings_help(void)
{
    for (size_t i = 0; i < ROWS; i++)
        printf("  %-17s %-23s %-12s %s%s%s%s\n", rows[i].name, rows[i].env, rows[i].option,
               rows[i].what, rows[i].otherwise[0] ? " (" : "", rows[i].otherwise,
               rows[i].otherwise[0] ? ")" : "");
}

void settings_print(const struct settings *s)
{
    for (size_t i = 0; i < ROWS; i++) {
        const char *v = get(s, &rows[i]);
        printf("%s = %s\n", rows[i].name, rows[i].secret && v[0] ? "(set)" : v);
    }
}

bool settings_yes(const char *v)
{
    return strcmp(v, "yes") == 0 || strcmp(v, "true") == 0 || strcmp(v, "1") == 0;
}

err_t settings_number(const char *name, const char *value, int64_t min, int64_t max, int64_t *out,
                      struct why *why)
{
    int64_t v;

    if (!str_to_i64(str_c(value), &v) || v < min || v > max)
        return why_fail(why, ERR_BAD_INPUT, "%s must be a whole number from %lld to %lld, not %s",
                        name, (long long)min, (long long)max, value);
    *out = v;
    return ERR_OK;
}

err_t settings_address(struct arena *a, const char *value, const char **host, uint16_t *port,
                       struct why *why)
{
    const char *colon = strrchr(value, ':');
    const char *digits = colon ? colon + 1 : value;
    str h = colon ? (str){ value, (size_t)(colon - value) } : STR("");
    int64_t n;

    if (h.n >= 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
        h = str_sub(h, 1, h.n - 1);
    if (!str_to_i64(str_c(digits), &n) || n < 0 || n > 65535)
        return why_fail(why, ERR_BAD_INPUT,
                        "\"%s\" is no address to listen on; write it like 127.0.0.1:8501", value);
    *host = h.n ? arena_cstr(a, h) : "127.0.0.1";
    *port = (uint16_t)n;
    return ERR_OK;
}
