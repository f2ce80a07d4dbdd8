/* test_record.c - an event is one line, always the same, whatever is in it. */
#include "audit/record.h"
#include "t.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define LINE(rest) "{" rest "\"prev\":\"" ZEROS "\",\"seq\":7,\"ts\":\"2025-06-18T10:00:00.123Z\"}"

enum { TS = 1750240800 };

static const struct {
    const char *what;
    str question;
    const char *line;
} rows[] = {
    { "plain", { "how many?", 9 }, LINE("\"event\":\"question\",") },
    { "a line break", { "a\nb\r", 4 }, "\"a\\nb\\r\"" },
    { "JSON breakers", { "\",\"seq\":8}\n{", 12 }, "\"\\\",\\\"seq\\\":8}\\n{\"" },
    { "ANSI", { "\x1b[31m", 5 }, "\"\\u001B[31m\"" },
    { "NUL", { "a\0b", 3 }, "\"a\\u0000b\"" },
    { "DEL", { "a\x7f", 2 }, "\"a\\u2421\"" },
    { "bidi",
      { "\xe2\x80\xae"
        "x",
        4 },
      "\"\\u202Ex\"" },
    { "line separator", { "\xe2\x80\xa8", 3 }, "\"\\u2028\"" },
    { "C1", { "\xc2\x85", 2 }, "\"\\u0085\"" },
    { "beyond the plane", { "\xf0\x9f\x98\x80", 4 }, "\"\\uD83D\\uDE00\"" },
    { "not UTF-8", { "\xff\xfe", 2 }, "\"\\uFFFD\\uFFFD\"" },
};

static struct audit_event event_of(str question)
{
    struct audit_event e = AUDIT_EVENT_NONE;

    e.seq = 7;
    e.ts_ms = (int64_t)TS * 1000 + 123;
    e.event = STR("question");
    e.question = question;
    return e;
}

static void check_row(struct arena *a, size_t i)
{
    struct audit_event e = event_of(rows[i].question), back;
    str line = audit_line(a, &e, STR(ZEROS)), prev;

    if (i)
        CHECK(str_find(line, str_c(rows[i].line)) < line.n, "%s: %.*s", rows[i].what,
              STR_ARG(line));
    for (size_t at = 0; at < line.n; at++)
        CHECK(line.p[at] >= 0x20 && line.p[at] < 0x7f, "%s: byte %zu", rows[i].what, at);
    CHECK(!audit_parse(a, line, &back, &prev, NULL), "%s: read back", rows[i].what);
    CHECK(str_eq(audit_line(a, &back, prev), line), "%s: and written again", rows[i].what);
}

static void check_full(struct arena *a)
{
    static const str models[] = { { "Product", 7 }, { "Brand", 5 } };
    struct audit_event e = event_of(STR("how many?")), back;
    str prev;

    e.actor = STR("sarah.chen");
    e.models = (struct audit_list){ models, 2 };
    e.guard_verdict = STR("flag");
    e.guard_score = 0.4567;
    e.guard_rules = (struct audit_list){ models, 1 };
    e.rows = 0;
    str line = audit_line(a, &e, STR(ZEROS));
    CHECK(str_eq(line, STR("{\"actor\":\"sarah.chen\",\"event\":\"question\",\"guard\":{\"rules\":["
                           "\"Product\"],\"score\":457,\"verdict\":\"flag\"},\"models\":["
                           "\"Product\",\"Brand\"],\"prev\":\"" ZEROS
                           "\",\"question\":\"how many?\",\"rows\":0,\"seq\":7,\"ts\":"
                           "\"2025-06-18T10:00:00.123Z\"}")),
          "%.*s", STR_ARG(line));
    CHECK(!audit_parse(a, line, &back, &prev, NULL) && back.models.n == 2 && back.rows == 0 &&
              back.us == -1 && back.guard_score > 0.45,
          "read back");
}

static const char *const foreign[] = {
    "",
    "{}",
    "[1]",
    "{\"prev\":\"x\",\"seq\":1,\"ts\":\"2025-06-18\"}",
    "{\"prev\":\"x\", \"seq\":1,\"ts\":\"2025-06-18T10:00:00.123Z\"}",
    "{\"seq\":1,\"prev\":\"x\",\"ts\":\"2025-06-18T10:00:00.123Z\"}",
    "{\"prev\":\"x\",\"seq\":1,\"seq\":2,\"ts\":\"2025-06-18T10:00:00.123Z\"}",
    "{\"prev\":\"x\",\"seq\":1,\"ts\":\"2025-06-18T10:00:00.123Z\"}\n",
    "{\"prev\":\"x\",\"seq\":1.0,\"ts\":\"2025-06-18T10:00:00.123Z\"}\r",
    "{\"prev\":\"\\u0078\",\"seq\":1,\"ts\":\"2025-06-18T10:00:00.123Z\"}",
};

static void check_long(struct arena *a)
{
    size_t n = 3 * AUDIT_TEXT_MAX;
    char *p = arena_alloc(a, n);
    struct audit_event e, back;
    str prev;

    for (size_t i = 0; i < n; i++)
        p[i] = "\xe2\x82\xac"[i % 3];
    e = event_of((str){ p, n });
    CHECK(!audit_parse(a, audit_line(a, &e, STR(ZEROS)), &back, &prev, NULL), "read back");
    CHECK(str_starts((str){ p, n }, str_sub(back.question, 0, 4095)), "cut at a character");
    CHECK(str_ends(back.question, STR("...[12288 bytes]")), "and says so");
    CHECK(str_find(back.question, STR("\xef\xbf\xbd")) == back.question.n, "nothing broken");
}

int main(void)
{
    struct arena *a = arena_new();
    struct audit_event e = { 0 }, plain = event_of(STR(""));
    int64_t ms;
    str prev;

    CHECK(str_eq(audit_line(a, &plain, STR(ZEROS)), str_c(rows[0].line)), "the shortest");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(a, i);
    check_full(a);
    check_long(a);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        CHECK(audit_parse(a, str_c(foreign[i]), &e, &prev, NULL) == ERR_BAD_INPUT, "%s",
              foreign[i]);
    CHECK(audit_time_parse(STR("1969-12-31T23:59:59.999Z"), &ms) && ms == -1, "before 1970");
    CHECK(str_eq(audit_time(a, -1), STR("1969-12-31T23:59:59.999Z")), "and back");
    arena_free(a);
    return T_DONE();
}
