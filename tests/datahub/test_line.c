/* test_line.c - what handles share: a breaker that opens, rests and probes; a
 * window of requests; a token that is renewed by whoever comes first. */
#include "datahub/line.h"
#include "t.h"

#include <string.h>

/* What happens to a line, letter by letter:
 *   +  a request that is answered      -  one that fails
 *   s  one that is stopped by us       x  a request is refused
 *   (  a request begins and stays      )+ )-  and ends
 *   o  the breaker is open             c  it is closed */
static const struct {
    unsigned rest_ms;
    const char *story;
} stories[] = {
    { 60000, "c--c-ox" },    /* three in a row */
    { 60000, "c--+--c+c" },  /* an answer between begins anew */
    { 60000, "--s-ox" },     /* a stop tells nothing, and takes nothing back */
    { 1, "---o(x)+c+" },     /* one probe at a time; its answer closes */
    { 1, "---o(x)-o" },      /* its failure does not */
    { 1, "---o(x)so(x)+c" }, /* a stopped probe leaves room for another */
    { 60000, "---ox" },
};

static void begin(struct line *l, bool may, const char *story)
{
    struct why why = { "" };
    err_t e = line_begin(l, REPOSITORY_API, &why);

    CHECK(e == (may ? ERR_OK : ERR_UNAVAILABLE), "%s: %s", story, why.text);
    CHECK(may || strstr(why.text, "Repository API failed"), "%s: %s", story, why.text);
}

static enum line_outcome outcome(char c)
{
    return c == '+' ? LINE_ANSWERED : c == '-' ? LINE_FAILED : LINE_STOPPED;
}

/* A rest of a millisecond is over when the clock has moved on. */
static void rest(void)
{
    struct line *l = line_new(&(struct line_settings){ .failures_max = 1, .rest_ms = 2 });

    CHECK(line_begin(l, PLATFORM_API, NULL) == ERR_OK, "begin");
    line_end(l, PLATFORM_API, LINE_FAILED);
    while (line_begin(l, PLATFORM_API, NULL) != ERR_OK)
        continue;
    line_free(l);
}

static void step(struct line *l, const char *at, const char *story)
{
    switch (*at) {
    case '(':
        rest();
        begin(l, true, story);
        break;
    case 'x':
        begin(l, false, story);
        break;
    case 'o':
    case 'c':
        CHECK(line_is_open(l, REPOSITORY_API) == (*at == 'o'), "%s at %s", story, at);
        break;
    case ')':
        break;
    default:
        if (at == story || at[-1] != ')')
            begin(l, true, story);
        line_end(l, REPOSITORY_API, outcome(*at));
    }
}

static void test_breaker(void)
{
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        struct line *l = line_new(
            &(struct line_settings){ .failures_max = 3, .rest_ms = stories[i].rest_ms });
        for (const char *at = stories[i].story; *at; at++)
            step(l, at, stories[i].story);
        CHECK(line_begin(l, PLATFORM_API, NULL) == ERR_OK, "the other API goes on");
        line_end(l, PLATFORM_API, LINE_ANSWERED);
        line_free(l);
    }
}

static void test_stats(void)
{
    struct line *l = line_new(&(struct line_settings){ .failures_max = 2 });

    for (int i = 0; i < 2; i++) {
        CHECK(line_begin(l, REPOSITORY_API, NULL) == ERR_OK, "begin");
        line_end(l, REPOSITORY_API, LINE_FAILED);
    }
    CHECK(line_begin(l, REPOSITORY_API, NULL) == ERR_UNAVAILABLE, "open");
    line_count(l, 3, 4);
    struct line_stats s = line_stats(l);
    CHECK(s.requests[REPOSITORY_API] == 2 && s.failures[REPOSITORY_API] == 2 &&
              s.opened[REPOSITORY_API] == 1 && s.is_open[REPOSITORY_API] &&
              !s.is_open[PLATFORM_API] && s.repeats == 3 && s.connects == 4 && s.tokens == 0,
          "stats");
    line_free(l);
    line_free(NULL);
}

/* Of 40 requests at 10 a second the last may begin three seconds later; and of
 * any eleven, the last one a second after the first. */
static void test_pace(void)
{
    enum { REQUESTS = 40, PER_S = 10 };
    struct line *l = line_new(&(struct line_settings){ .platform_per_s_max = PER_S });
    unsigned at[REQUESTS];

    for (int i = 0; i < REQUESTS; i++)
        at[i] = line_pace(l);
    for (int i = 0; i < PER_S; i++)
        CHECK(at[i] == 0, "%d waits %u ms", i, at[i]);
    for (int i = PER_S; i < REQUESTS; i++) /* the clock moves on meanwhile */
        CHECK(at[i] > (unsigned)(i / PER_S) * 1000 - 500 && at[i] <= (unsigned)(i / PER_S) * 1000,
              "%d waits %u ms", i, at[i]);
    line_free(l);
    l = line_new(&(struct line_settings){ .platform_per_s_max = 0 });
    for (int i = 0; i < REQUESTS; i++)
        CHECK(line_pace(l) == 0, "no pace");
    line_free(l);
}

static void test_token(struct arena *a)
{
    struct line *l = line_new(&(struct line_settings){ .failures_max = 0 });

    CHECK(line_token(l, a, 1000).n == 0, "none yet");
    line_keep_token(l, STR("one"));
    CHECK(str_eq(line_token(l, a, 240000), STR("one")), "kept");
    CHECK(line_token(l, a, 0).n == 0, "too old");
    line_keep_token(l, STR("two"));
    line_drop_token(l, STR("one"));
    CHECK(str_eq(line_token(l, a, 240000), STR("two")), "that of another handle stays");
    line_drop_token(l, STR("two"));
    CHECK(line_token(l, a, 240000).n == 0, "dropped");
    CHECK(line_repository(l, a).n == 0, "not known");
    line_keep_repository(l, STR("https://x/mdm"));
    CHECK(str_eq(line_repository(l, a), STR("https://x/mdm")), "known");
    CHECK(line_stats(l).tokens == 2, "tokens");
    line_free(l);
}

int main(void)
{
    struct arena *a = arena_new();

    test_breaker();
    test_stats();
    test_pace();
    test_token(a);
    arena_free(a);
    return T_DONE();
}
