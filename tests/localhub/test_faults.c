/* test_faults.c - every fault of the table is read, told, and happens over a
 * socket as the table says; a mistake names the part that is wrong. */
#include "fixture.h"

#include "localhub/faults.h"
#include "localhub/hub.h"
#include "localhub/names.h"
#include "t.h"

static struct arena *arena;
static const char *db;
static const char *universe;

/* clang-format off */
static const struct {
    const char *spec, *said; /* said: NULL when it is right */
} specs[] = {
    { "", NULL },
    { "latency_ms=5", NULL },
    { " fail=503@every:3 , latency_ms=1..4@50% ,seed=9", NULL },
    { "fail=401@1%,fail=503@2.5%", NULL },
    { "gremlins", "part 1, \"gremlins\": unknown fault; known are latency_ms fail reset" },
    { "reset,", NULL },
    { "reset,,reset", "part 2, \"\": unknown fault" },
    { "reset, fail=99", "part 2, \"fail=99\": fail must be from 400 to 599, like fail=503@5%" },
    { "fail=3:503", "must be from 400 to 599" },
    { "fail", "must be from 400 to 599" },
    { "fail=5e2", "must be from 400 to 599" },
    { "latency_ms=x", "must be from 0 to 600000" },
    { "latency_ms=9..2", "must be from 0 to 600000" },
    { "latency_ms=p50:0/p99:4", "must be from 0 to 600000" },
    { "latency_ms=p50:4", "must be from 0 to 600000" },
    { "latency_ms=-1", "must be from 0 to 600000" },
    { "page=0", "must be from 1 to 200" },
    { "prefix=yes", "prefix takes no value" },
    { "reset@", "5% of the requests" },
    { "reset@101%", "5% of the requests" },
    { "reset@every:0", "5% of the requests" },
    { "reset@sometimes", "5% of the requests" },
    { "seed=x", "seed must be a whole number" },
    { "seed=1@5%", "seed must be a whole number" },
};
/* clang-format on */

static void test_specs(void)
{
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct hub_faults f = { .n = 0 };
        struct why why = { "" };
        err_t e = hub_faults_parse(str_c(specs[i].spec), &f, &why);
        CHECK(e == (specs[i].said ? ERR_BAD_INPUT : ERR_OK), "%s: %s", specs[i].spec, why.text);
        CHECK(!specs[i].said || strstr(why.text, specs[i].said), "%s: %s", specs[i].spec, why.text);
    }
    struct buf many;
    buf_init(&many, arena);
    for (int i = 0; i <= HUB_FAULTS_MAX; i++)
        buf_lit(&many, "reset@1%,");
    struct hub_faults f = { .n = 0 };
    struct why why = { "" };
    CHECK(hub_faults_parse(buf_str(&many), &f, &why) == ERR_BAD_INPUT &&
              strstr(why.text, "part 33"),
          "%s", why.text);
}

static str spec_of(enum hub_fault_kind kind, const char *rest)
{
    const struct hub_fault_info *info = hub_fault_info(kind);
    bool valued = info->example[0] && info->example[0] != '@';

    return arena_fmt(arena, "%s%s%s%s", info->name, valued ? "=" : "", info->example, rest);
}

/* The examples of the table are right, and happen. */
static void test_table(void)
{
    for (int kind = 0; kind < HUB_FAULT_COUNT; kind++) {
        struct hub_faults f = { .n = 0 };
        struct hub_mishap m;
        struct why why = { "" };
        str spec = spec_of((enum hub_fault_kind)kind, ",seed=5");
        unsigned n = 0;
        MUST(hub_faults_parse(spec, &f, &why));
        CHECK(f.n == 1 && (int)f.p[0].kind == kind && f.seed == 5, "%s", spec.p);
        for (int i = 0; i < 1000; i++) {
            hub_faults_next(&f, &m);
            for (int k = 0; k < HUB_FAULT_COUNT; k++)
                CHECK(k == kind || m.value[k] == 0, "%s gave fault %d", spec.p, k);
            n += hub_mishap_has(&m, (enum hub_fault_kind)kind);
        }
        unsigned want = f.p[0].when == HUB_ALWAYS      ? 1000
                        : f.p[0].when == HUB_EVERY     ? (unsigned)(1000 / f.p[0].nth)
                        : f.p[0].when == HUB_BY_CHANCE ? (unsigned)(1000 * f.p[0].chance)
                                                       : 1;
        unsigned off = f.p[0].when == HUB_BY_CHANCE ? want / 2 + 5 : 0;
        CHECK(n + off >= want && n <= want + off, "%s happened %u times of %u", spec.p, n, want);
    }
}

/* Values are where they are said to be, and follow from the seed. */
static void test_latency(void)
{
    struct hub_faults even = { .n = 0 }, skewed = { .n = 0 }, again = { .n = 0 };
    struct hub_mishap m, m2;
    struct why why;
    unsigned below = 0, rare = 0;

    MUST(hub_faults_parse(STR("latency_ms=20..200"), &even, &why));
    MUST(hub_faults_parse(STR("latency_ms=p50:20/p99:400,seed=3"), &skewed, &why));
    MUST(hub_faults_parse(STR("latency_ms=p50:20/p99:400,seed=3"), &again, &why));
    for (int i = 0; i < 10000; i++) {
        hub_faults_next(&even, &m);
        double ms = m.value[HUB_FAULT_LATENCY];
        CHECK(ms >= 20 && ms <= 200, "%f", ms);
        hub_faults_next(&skewed, &m);
        hub_faults_next(&again, &m2);
        CHECK(m.value[HUB_FAULT_LATENCY] == m2.value[HUB_FAULT_LATENCY] && m.random == m2.random,
              "the same seed");
        below += m.value[HUB_FAULT_LATENCY] < 20;
        rare += m.value[HUB_FAULT_LATENCY] > 400;
    }
    CHECK(below > 4700 && below < 5300, "%u of 10000 below the middle", below);
    CHECK(rare > 60 && rare < 140, "%u of 10000 above the 99th percentile", rare);
}

/* What comes back of a query for two of four records. */
/* clang-format off */
static const struct {
    const char *spec;
    err_t err;
    int status;
    const char *has, *lacks; /* in the body */
} answers[] = {
    { "", ERR_OK, 200, "resultCount=\"2\" totalCount=\"4\" offsetToken=\"Mg==\"", "mdm:" },
    { "latency_ms=2", ERR_OK, 200, "totalCount=\"4\"", NULL },
    { "fail=401", ERR_OK, 401, "<html>", NULL },
    { "fail=403", ERR_OK, 403, "<UserMessage", NULL },
    { "fail=500", ERR_OK, 500, "<error><message>", NULL },
    { "fail=503", ERR_OK, 503, "Service Unavailable", NULL },
    { "reset", ERR_UPSTREAM, 0, NULL, NULL },
    { "reset,seed=1", ERR_UPSTREAM, 0, NULL, NULL },
    { "reset,seed=2", ERR_UPSTREAM, 0, NULL, NULL },
    { "truncate", ERR_OK, 200, NULL, "</RecordQueryResponse>" },
    { "malformed", ERR_OK, 200, "</nobody-opened-this>", NULL },
    { "trickle_ms=20", ERR_OK, 200, "</RecordQueryResponse>", NULL },
    { "prefix", ERR_OK, 200, "<mdm:RecordQueryResponse xmlns:mdm=\"", "<Record" },
    { "prefix", ERR_OK, 200, "</mdm:Record></mdm:RecordQueryResponse>", "</Record" },
    { "page=1", ERR_OK, 200, "resultCount=\"1\" totalCount=\"4\" offsetToken=\"MQ==\"", NULL },
    { "total=1", ERR_OK, 200, "totalCount=\"", "totalCount=\"4\"" },
    { "token_again", ERR_OK, 200, "offsetToken=\"MA==\"", "Mg==" },
    { "token_lost", ERR_OK, 200, "totalCount=\"4\">", "offsetToken" },
    { "no_seconds", ERR_OK, 200, "Z\" updatedDate=\"", ":00Z\"" },
};
/* clang-format on */

static err_t query(uint16_t port, struct http *http, struct http_reply *r, struct why *why)
{
    struct http_call c = {
        .method = "POST",
        .url = arena_fmt(arena, "http://127.0.0.1:%u/mdm/universes/%s/records/query",
                         (unsigned)port, universe)
                   .p,
        .user = "auric-local",
        .password = "repository",
        .body = STR("<RecordQueryRequest limit=\"2\"/>"),
    };

    *r = (struct http_reply){ .body = STR("") };
    return http_do(http, arena, &c, r, why);
}

static bool holds(str s, const char *part)
{
    return str_find(s, str_c(part)) < s.n;
}

static void test_answers(void)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct http *http = http_new();
        struct http_reply r;
        struct why why = { "" };
        struct hub *hub;
        MUST(hub_start(&hub, &(struct hub_options){ .db = db, .faults = answers[i].spec }, &why));
        err_t e = query(hub_port(hub), http, &r, &why);
        CHECK(e == answers[i].err && (e || r.status == answers[i].status), "%s: %d %s",
              answers[i].spec, r.status, why.text);
        CHECK(!answers[i].has || holds(r.body, answers[i].has), "%s: %.*s", answers[i].spec,
              STR_ARG(r.body));
        CHECK(!answers[i].lacks || !holds(r.body, answers[i].lacks), "%s: %.*s", answers[i].spec,
              STR_ARG(r.body));
        http_free(http);
        hub_free(hub);
    }
}

/* The n-th request, whoever asks. */
static void test_when(void)
{
    static const struct {
        const char *spec, *statuses;
    } rows[] = {
        { "fail=503@every:3", "..x..x..x" },
        { "fail=429@only:2", ".x......." },
        { "fail=404@100%", "xxxxxxxxx" },
        { "fail=404@0%", "........." },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http *http = http_new();
        struct http_reply r;
        struct why why = { "" };
        struct hub *hub;
        char seen[10] = "";
        MUST(hub_start(&hub, &(struct hub_options){ .db = db, .faults = rows[i].spec }, &why));
        for (int n = 0; n < 9; n++) {
            MUST(query(hub_port(hub), http, &r, &why));
            seen[n] = r.status == 200 ? '.' : 'x';
        }
        CHECK(strcmp(seen, rows[i].statuses) == 0, "%s: %s", rows[i].spec, seen);
        http_free(http);
        hub_free(hub);
    }
    struct hub *hub;
    struct why why = { "" };
    CHECK(hub_start(&hub, &(struct hub_options){ .db = db, .faults = "x=1" }, &why) ==
                  ERR_BAD_INPUT &&
              strstr(why.text, "\"x=1\""),
          "%s", why.text);
}

int main(void)
{
    arena = arena_new();
    db = make_fixture(arena, "faults.db");
    universe = arena_cstr(arena, model_id(arena, "Every Thing"));
    test_specs();
    test_table();
    test_latency();
    test_answers();
    test_when();
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
