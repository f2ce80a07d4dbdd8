/* test_settings.c - the command line wins over the environment, that over the
 * file; what is wrong is named. */
#include "app/settings.h"
#include "t.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/auric-settings-XXXXXX";

static void write_config(const char *text)
{
    FILE *f = fopen(path, "wb");

    CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0, "%s cannot be written", path);
}

static err_t read_words(struct arena *a, const char *words, struct settings *out, struct why *why)
{
    char *argv[16];
    int n = 0;

    for (str rest = str_c(words); rest.n;) {
        str w = str_cut(&rest, ' ');
        argv[n++] = str_eq(w, STR("CONFIG")) ? path : arena_cstr(a, w);
    }
    return settings_read(a, n, argv, out, why);
}

static void test_order(void)
{
    struct arena *a = arena_new();
    struct settings s;
    struct why why = { "" };

    write_config(
        "# a comment\n\n data = from-file \nlisten=file:1\nbrain = claude\npassword = a=b\n");
    setenv("AURIC_LISTEN", "environment:2", 1);
    setenv("AURIC_BRAIN", "openai", 1);
    CHECK(read_words(a, "one --brain local --config CONFIG --demo two", &s, &why) == ERR_OK, "%s",
          why.text);
    CHECK(strcmp(s.data, "from-file") == 0 && strcmp(s.listen, "environment:2") == 0 &&
              strcmp(s.brain, "local") == 0 && strcmp(s.password, "a=b") == 0 &&
              strcmp(s.week_start, "1") == 0,
          "%s %s %s %s %s", s.data, s.listen, s.brain, s.password, s.week_start);
    CHECK(s.demo && !s.json && s.rest_n == 2 && strcmp(s.rest[1], "two") == 0, "%zu", s.rest_n);
    CHECK(read_words(a, "--config=CONFIG", &s, &why) != ERR_OK, "a file of that name was read");
    unsetenv("AURIC_LISTEN");
    unsetenv("AURIC_BRAIN");
    setenv("AURIC_CONFIG", path, 1);
    CHECK(read_words(a, "--data=here", &s, &why) == ERR_OK && strcmp(s.data, "here") == 0 &&
              strcmp(s.brain, "claude") == 0,
          "%s %s %s", s.data, s.brain, why.text);
    unsetenv("AURIC_CONFIG");
    arena_free(a);
}

static const struct {
    const char *words, *config, *says;
} wrong[] = {
    { "--frob", "", "unknown option --frob" },
    { "--data", "", "--data wants a value" },
    { "--config", "", "--config wants a value" },
    { "--config /nowhere/x", "", "/nowhere/x" },
    { "--config /tmp", "", "cannot read the configuration file /tmp: Is a directory" },
    { "--config CONFIG", "data = x\nfrob = 1\n", "line 2: there is no setting \"frob\"" },
    { "--config CONFIG", "data\n", "line 1: write name = value" },
};

static void test_wrong(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct arena *a = arena_new();
        struct settings s;
        struct why why = { "" };
        write_config(wrong[i].config);
        CHECK(read_words(a, wrong[i].words, &s, &why) == ERR_BAD_INPUT, "%s was taken",
              wrong[i].words);
        CHECK(strstr(why.text, wrong[i].says), "%s gave '%s'", wrong[i].words, why.text);
        arena_free(a);
    }
    struct arena *a = arena_new();
    struct settings s;
    struct why why = { "" };
    char line[5000];
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "data = ", 7);
    line[sizeof line - 1] = '\0';
    write_config(line);
    CHECK(read_words(a, "--config CONFIG", &s, &why) == ERR_BAD_INPUT &&
              strstr(why.text, "at most 4094 bytes"),
          "%s", why.text);
    arena_free(a);
}

static void test_values(void)
{
    static const struct {
        const char *text;
        int want; /* -1: refused */
    } bools[] = { { "yes", 1 }, { "1", 1 },   { "true", 1 }, { "no", 0 },
                  { "0", 0 },   { "on", -1 }, { "", -1 },    { "YES", -1 } };
    static const struct {
        const char *text, *host; /* NULL: refused */
        unsigned port;
    } addresses[] = {
        { "127.0.0.1:8501", "127.0.0.1", 8501 },
        { ":0", "127.0.0.1", 0 },
        { "8501", "127.0.0.1", 8501 },
        { "[::1]:65535", "::1", 65535 },
        { "0.0.0.0:80", "0.0.0.0", 80 },
        { "localhost", NULL, 0 },
        { "127.0.0.1:65536", NULL, 0 },
        { "127.0.0.1:-1", NULL, 0 },
        { "127.0.0.1:", NULL, 0 },
        { "", NULL, 0 },
    };
    struct arena *a = arena_new();
    int64_t n;

    for (size_t i = 0; i < sizeof bools / sizeof *bools; i++) {
        bool got = false;
        err_t e = settings_bool("https", bools[i].text, &got, NULL);
        CHECK((e == ERR_OK ? (int)got : -1) == bools[i].want, "'%s'", bools[i].text);
    }
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        const char *host = NULL;
        uint16_t port = 0;
        err_t e = settings_address(a, addresses[i].text, &host, &port, NULL);
        const char *want = addresses[i].host;
        CHECK(want ? e == ERR_OK && strcmp(host, want) == 0 && port == addresses[i].port
                   : e == ERR_BAD_INPUT,
              "'%s' gave %s %u", addresses[i].text, host ? host : "nothing", (unsigned)port);
    }
    CHECK(settings_number("n", "7", 1, 7, &n, NULL) == ERR_OK && n == 7, "7");
    CHECK(settings_number("n", "8", 1, 7, &n, NULL) == ERR_BAD_INPUT, "8");
    CHECK(settings_number("n", "7x", 1, 7, &n, NULL) == ERR_BAD_INPUT, "7x");
    arena_free(a);
}

int main(void)
{
    int fd = mkstemp(path);

    CHECK(fd >= 0 && close(fd) == 0, "no temporary file");
    test_order();
    test_wrong();
    test_values();
    unlink(path);
    return T_DONE();
}
