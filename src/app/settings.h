/* settings.h - everything that can be set, with its documentation.
 *
 * One row a setting: its name in a configuration file, its environment name,
 * its option on the command line, its default.  The command line wins over the
 * environment, the environment over the file.  Nothing else in the program
 * reads the environment.
 *
 * The file has a line `name = value` for each setting; # begins a comment.
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

/* clang-format off */
/*    name                environment               option            default                     secret  what it is */
#define SETTING_LIST(X)                                                                                                      \
    X(listen,             "AURIC_LISTEN",           "--listen",       "127.0.0.1:8501",           false, "address and port of the page and the API") \
    X(data,               "AURIC_DATA",             "--data",         "data",                     false, "folder for everything that is kept") \
    X(brain,              "AURIC_BRAIN",            "--brain",        "auto",                     false, "who reads a question: local, auto, claude, openai") \
    X(mcp,                "AURIC_MCP",              "--mcp",          "inproc",                   false, "where the MCP server is: inproc, stdio:COMMAND, http://HOST/mcp") \
    X(mcp_token,          "AURIC_MCP_TOKEN",        "",               "",                         true,  "bearer token for an MCP server elsewhere") \
    X(mcp_access,         "AURIC_MCP_ACCESS_TOKEN", "",               "",                         true,  "bearer token that `auric mcp --http` asks for") \
    X(base_url,           "BOOMI_BASE_URL",         "--hub",          "https://api.boomi.com",    false, "Boomi's Platform API, or a local hub") \
    X(repository_url,     "BOOMI_DATAHUB_URL",      "",               "",                         false, "the hub cloud of the repository; found by itself when empty") \
    X(account,            "BOOMI_ACCOUNT_ID",       "--account",      "",                         false, "Boomi account id") \
    X(user,               "BOOMI_USERNAME",         "",               "",                         false, "Platform API user") \
    X(password,           "BOOMI_PASSWORD",         "",               "",                         true,  "Platform API password or token") \
    X(datahub_user,       "BOOMI_DATAHUB_USERNAME", "",               "",                         false, "Repository API user") \
    X(datahub_password,   "BOOMI_DATAHUB_PASSWORD", "",               "",                         true,  "Repository API token") \
    X(source,             "AURIC_SOURCE",           "",               "",                         true,  "a database to answer over instead of a hub: postgres://USER:PASSWORD@HOST/DATABASE") \
    X(datahub_auth,       "BOOMI_DATAHUB_AUTH",     "",               "basic",                    false, "how the Repository API is signed in to: basic, or jwt, with tokens that the Platform user gets") \
    X(repository,         "BOOMI_REPOSITORY_ID",    "",               "",                         false, "id of the repository; jwt needs it") \
    X(hub_hosts,          "BOOMI_HOSTS",            "",               "",                         false, "hosts that may be called for Boomi, with commas, *.example.com for all below; those of the addresses above when empty") \
    X(hub_proxy,          "BOOMI_PROXY",            "",               "",                         false, "proxy on the way to Boomi, http://HOST:PORT; what HTTPS_PROXY says when empty") \
    X(hub_ca,             "BOOMI_CA_FILE",          "",               "",                         false, "certificates to trust for Boomi, PEM; those of the system when empty") \
    X(counts_twice,       "BOOMI_COUNTS_TWICE",     "",               "no",                       false, "yes: a count is asked until two answers in a row agree") \
    X(mirror,             "AURIC_MIRROR",           "",               "",                         false, "models to keep a local copy of, with commas, or all; none when empty") \
    X(mirror_at,          "AURIC_MIRROR_AT",        "",               "",                         true,  "where: a file or postgres://...; mirror.db in the data folder when empty") \
    X(mirror_refresh_s,   "AURIC_MIRROR_REFRESH_S", "",               "60",                       false, "the copy is brought up to date after so many seconds") \
    X(mirror_stale_s,     "AURIC_MIRROR_STALE_S",   "",               "900",                      false, "an older copy is not asked, the hub is; 0: however old") \
    X(redis_url,          "REDIS_URL",              "",               "",                         true,  "shared state in Redis; in a file of the data folder when empty") \
    X(anthropic_key,      "ANTHROPIC_API_KEY",      "",               "",                         true,  "key for Claude; without it no language model is used") \
    X(anthropic_url,      "ANTHROPIC_BASE_URL",     "",               "https://api.anthropic.com", false, "Claude's API") \
    X(anthropic_model,    "ANTHROPIC_MODEL",        "",               "claude-haiku-5-5",         false, "which Claude") \
    X(openai_key,         "OPENAI_API_KEY",         "",               "",                         true,  "key for an OpenAI-compatible API") \
    X(openai_url,         "OPENAI_BASE_URL",        "",               "",                         false, "an OpenAI-compatible API") \
    X(openai_model,       "OPENAI_MODEL",           "",               "",                         false, "which model of it") \
    X(prose,              "AURIC_PROSE",            "",               "no",                       false, "yes: the language model phrases the answer") \
    X(semantics,          "AURIC_SEMANTICS",        "--semantics",    "",                         false, "semantic layer file") \
    X(week_start,         "AURIC_WEEK_START",       "",               "1",                        false, "first day of the week: 1 Monday to 7 Sunday") \
    X(idle_s,             "AURIC_IDLE_S",           "",               "1800",                     false, "a session ends after so many seconds without use") \
    X(absolute_s,         "AURIC_ABSOLUTE_S",       "",               "43200",                    false, "a session ends so many seconds after the sign-in") \
    X(refresh_s,          "AURIC_REFRESH_S",        "",               "900",                      false, "models and values are read again after so many seconds") \
    X(values_max,         "AURIC_VALUES_MAX",       "",               "50000",                    false, "distinct values indexed a field") \
    X(rows_max,           "AURIC_ROWS_MAX",         "",               "1000",                     false, "rows of an answer; the rest is counted and said") \
    X(https,              "AURIC_HTTPS",            "",               "no",                       false, "yes: a proxy in front speaks TLS, so cookies are Secure") \
    X(proxies,            "AURIC_PROXIES",          "",               "",                         false, "addresses of proxies, with commas: their X-Forwarded-For names the client") \
    X(ui_dir,             "AURIC_UI_DIR",           "",               "",                         false, "serve the page from this folder, while working on it")
/* clang-format on */

struct settings {
#define X(name, env, option, otherwise, secret, what) const char *name;
    SETTING_LIST(X)
#undef X
    bool demo;    /* --demo: with the local hub and its demo data */
    bool json;    /* --json */
    bool explain; /* --explain: how an answer is found */
    bool help;    /* --help: then nothing else is looked at */
    const char *now, *user_option, *server, *config;
    const char **rest; /* what is no option, in order */
    size_t rest_n;
};

/* Of the command line behind the command's name.  ERR_BAD_INPUT names the
 * option or the line that is wrong. */
MUST_CHECK err_t settings_read(struct arena *a, int argc, char **argv, struct settings *out,
                               struct why *why);

/* "Setting, environment, default, meaning" for --help and `auric config`. */
void settings_help(void);
/* The values in force; secrets as "(set)". */
void settings_print(const struct settings *s);

/* "yes" or "no", and what else means that; anything else is ERR_BAD_INPUT. */
MUST_CHECK err_t settings_bool(const char *name, const char *value, bool *out, struct why *why);
/* A whole number within bounds; ERR_BAD_INPUT names the setting. */
MUST_CHECK err_t settings_number(const char *name, const char *value, int64_t min, int64_t max,
                                 int64_t *out, struct why *why);
/* "127.0.0.1:8501", ":8501", "8501", "[::1]:8501". */
MUST_CHECK err_t settings_address(struct arena *a, const char *value, const char **host,
                                  uint16_t *port, struct why *why);

#endif
