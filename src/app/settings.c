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

enum { ROWS = sizeof rows / sizeof *rows, LINE_BYTES = 4096 };

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

/* "name = value", a comment, or nothing. */
static err_t read_line(struct arena *a, const char *path, int at, str line, struct settings *s,
                       struct why *why)
{
    str rest = str_trim(line);
    bool has_value = str_find_byte(rest, '=') < rest.n;

    if (rest.n == 0 || rest.p[0] == '#')
        return ERR_OK;
    if (line.n == LINE_BYTES - 1 || !has_value)
        return why_fail(why, ERR_BAD_INPUT, "%s, line %d: write name = value in at most %d bytes",
                        path, at, LINE_BYTES - 2);
    str name = str_trim(str_cut(&rest, '='));
    const struct row *r = by_name(name);
    if (!r)
        return why_fail(why, ERR_BAD_INPUT,
                        "%s, line %d: there is no setting \"%.*s\"; `auric config` lists them",
                        path, at, STR_ARG(name));
    *slot(s, r) = arena_cstr(a, str_trim(rest));
    return ERR_OK;
}

static err_t read_config(struct arena *a, const char *path, struct settings *s, struct why *why)
{
    FILE *f = fopen(path, "rb");
    char line[LINE_BYTES];
    err_t e = ERR_OK;

    for (int at = 1; f && e == ERR_OK && fgets(line, sizeof line, f); at++)
        e = read_line(a, path, at, str_c(line), s, why);
    if (!f || (e == ERR_OK && ferror(f)))
        e = why_fail(why, ERR_BAD_INPUT, "cannot read the configuration file %s: %s", path,
                     strerror(errno));
    if (f)
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
    { "--config", offsetof(struct settings, config) },
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
    if (str_eq(option, STR("--explain")))
        return &s->explain;
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

static err_t read_arguments(struct arena *a, int argc, char **argv, struct settings *s,
                            struct why *why)
{
    VEC(const char *) rest = { 0 };

    for (int i = 0; i < argc; i++)
        if (argv[i][0] == '-' && argv[i][1])
            TRY(take_option(a, s, argc, argv, &i, why));
        else
            *vec_push(a, &rest) = argv[i];
    s->rest = rest.p;
    s->rest_n = rest.n;
    return ERR_OK;
}

err_t settings_read(struct arena *a, int argc, char **argv, struct settings *out, struct why *why)
{
    struct settings s = { .config = getenv("AURIC_CONFIG") };
    struct settings first = s;

    TRY(read_arguments(a, argc, argv, &first, why)); /* for --config alone */
    for (size_t i = 0; i < ROWS; i++)
        *slot(&s, &rows[i]) = rows[i].otherwise;
    if (first.config)
        TRY(read_config(a, first.config, &s, why));
    for (size_t i = 0; i < ROWS; i++)
        if (getenv(rows[i].env))
            *slot(&s, &rows[i]) = getenv(rows[i].env);
    TRY(read_arguments(a, argc, argv, &s, why));
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

err_t settings_bool(const char *name, const char *value, bool *out, struct why *why)
{
    static const char *const words[][3] = { { "no", "false", "0" }, { "yes", "true", "1" } };

    for (int yes = 0; yes < 2; yes++)
        for (int i = 0; i < 3; i++)
            if (strcmp(value, words[yes][i]) == 0) {
                *out = yes;
                return ERR_OK;
            }
    return why_fail(why, ERR_BAD_INPUT, "%s must be yes or no, not \"%s\"", name, value);
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
