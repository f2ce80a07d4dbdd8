/* test_limit.c - the parts of the llm room that need no server: limits, when to
 * ask again, slots of prompts, what is hidden in the log. */
#include "t.h"
#include "llm/limit.h"
#include "llm/outbox.h"
#include "llm/prompt.h"
#include "llm/retry.h"

static void check_bucket(void)
{
    struct limit_now at = { 1000, 86400 * 5 };
    struct limit l;

    limit_init(&l, 2, 100, at);
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "first");
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "second");
    CHECK(limit_take(&l, at, NULL) == ERR_LIMITED, "third in a minute of two");
    at.mono_ms += 29000;
    CHECK(limit_take(&l, at, NULL) == ERR_LIMITED, "half a minute is not there yet");
    at.mono_ms += 2000;
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "half a minute later");
    at.mono_ms += 3600000;
    CHECK(limit_take(&l, at, NULL) == ERR_OK && limit_take(&l, at, NULL) == ERR_OK, "refilled");
    CHECK(limit_take(&l, at, NULL) == ERR_LIMITED, "an hour saves up no more than a minute");
}

static void check_budget(void)
{
    struct limit_now at = { 0, 86400 * 5 + 80000 };
    struct limit l;

    limit_init(&l, 1000, 100, at);
    limit_spend(&l, 99, at);
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "one token left");
    limit_spend(&l, 1, at);
    CHECK(limit_take(&l, at, NULL) == ERR_LIMITED, "used up");
    at.utc_s += 6400;
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "the next day");
}

static void check_pause(void)
{
    struct limit_now at = { 5000, 0 };
    struct why why;
    struct limit l;

    limit_init(&l, 1000, 100, at);
    limit_pause(&l, ERR_LIMITED, 30000, at);
    limit_pause(&l, ERR_UNAVAILABLE, 10, at);
    CHECK(limit_take(&l, at, &why) == ERR_LIMITED, "the longer pause stands");
    CHECK(strcmp(why.text, "the language model is busy; it is asked again in 31 s") == 0, "%s",
          why.text);
    at.mono_ms += 30000;
    CHECK(limit_take(&l, at, NULL) == ERR_OK, "over");
}

static void check_retry(void)
{
    static const struct {
        int status;
        const char *after, *after_ms, *should;
        double asked_ms;
        bool may;
    } cases[] = {
        { 429, "3", "", "", 3000, true },
        { 429, "1.5", "", "", 1500, true },
        { 429, "3", "250", "", 250, true },
        { 429, "", "", "", -1, false }, /* a budget is spent: no time brings it back */
        { 429, "", "", "true", -1, true },
        { 429, "Sun, 06 Nov 1994 08:49:37 GMT", "", "", 37000, true },
        { 429, "Sun, 06 Nov 1994 08:48:00 GMT", "", "", 0, true },
        { 429, "Sun, 06 Nvo 1994 08:49:37 GMT", "", "", -1, false },
        { 429, "-5", "", "", -1, false },
        { 529, "", "", "", -1, true },
        { 529, "", "", "false", -1, false },
        { 500, "", "", "", -1, true },
        { 408, "", "", "", -1, true },
        { 409, "", "", "", -1, true },
        { 400, "", "", "", -1, false },
        { 401, "", "", "", -1, false },
        { 404, "2", "", "", 2000, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_reply r = { .retry_after = str_c(cases[i].after),
                                .retry_after_ms = str_c(cases[i].after_ms),
                                .should_retry = str_c(cases[i].should) };
        double ms = retry_asked_ms(&r, 784111740); /* 08:49:00 on that day */
        CHECK(ms == cases[i].asked_ms, "case %zu: %f", i, ms);
        CHECK(retry_may(cases[i].status, &r, ms) == cases[i].may, "case %zu", i);
    }
    CHECK(retry_wait_ms(0, -1, 0) == 500 && retry_wait_ms(1, -1, 0) == 1000 &&
              retry_wait_ms(1, -1, 1) == 750 && retry_wait_ms(1, 20, 1) == 20,
          "the pauses");
}

static void check_prompt(struct arena *a)
{
    static const struct {
        const char *prompt, *filled;
    } cases[] = {
        { "", "" },
        { "no slots", "no slots" },
        { "{{q}}", "Why {{b}}?" },
        { "<{{q}}{{b}}>", "<Why {{b}}?2>" },
        { "{{unknown}} {{b}}", "{{unknown}} 2" },
        { "{{b", "{{b" },
        { "{{{{b}}", "{{2" },
        { "}}{{b}}}}", "}}2}}" },
    };
    const struct slot slots[] = { { STR("q"), STR("Why {{b}}?") }, { STR("b"), STR("2") } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str s = prompt_fill(a, str_c(cases[i].prompt), slots, 2);
        CHECK(str_eq(s, str_c(cases[i].filled)), "\"%s\" became \"%.*s\"", cases[i].prompt,
              STR_ARG(s));
    }
    CHECK(str_starts(prompt_text("plan_user"), STR("Today is {{today}}")), "a built-in prompt");
}

static void check_hide(struct arena *a)
{
    static const struct {
        const char *text, *key, *out;
    } cases[] = {
        { "", "k", "" },
        { "my key is sk-1, sk-1!", "sk-1", "my key is [key], [key]!" },
        { "sk-1sk-1", "sk-1", "[key][key]" },
        { "sk-", "sk-1", "sk-" },
        { "anything", "", "anything" },
        { "anything", NULL, "anything" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str s = outbox_hide(a, str_c(cases[i].text), cases[i].key);
        CHECK(str_eq(s, str_c(cases[i].out)), "%.*s", STR_ARG(s));
    }
}

int main(void)
{
    struct arena *a = arena_new();

    check_bucket();
    check_budget();
    check_pause();
    check_retry();
    check_prompt(a);
    check_hide(a);
    arena_free(a);
    return T_DONE();
}
