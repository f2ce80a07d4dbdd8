/* test_llm.c - the client against servers that answer as the two APIs do, and
 * as they do when something is wrong. */
#include "codec/json.h"
#include "llm/llm.h"
#include "net/raw.h"
#include "net/server.h"
#include "t.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <time.h>

#define KEY "sk-ant-secret-0001"

static struct server *server;
static char base[64];
static atomic_bool release;

/* What came last. */
static struct {
    char body[16384], key[128], version[64], type[64], bearer[128];
    atomic_uint calls;
} got;

/* clang-format off */
#define START "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":null,\"cache_read_input_tokens\":90,\"output_tokens\":1}}}\n\n"
#define PING  "event: ping\ndata: {\"type\":\"ping\"}\n\n"
#define BLOCK(i, type) "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" #i ",\"content_block\":{\"type\":\"" type "\",\"text\":\"\"}}\n\n"
#define TEXT(i, t) "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" #i ",\"delta\":{\"type\":\"text_delta\",\"text\":\"" t "\"}}\n\n"
#define END(i) "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":" #i "}\n\n"
#define STOP(why) "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" why "\"},\"usage\":{\"output_tokens\":25,\"input_tokens\":null}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
#define ERROR(type) "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" type "\",\"message\":\"it is too much\"},\"request_id\":\"req_7\"}\n\n"
#define SAY(t) START BLOCK(0, "text") TEXT(0, t) END(0) STOP("end_turn")

static const char hello[] =
    START PING
    BLOCK(0, "thinking")
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\n"
    TEXT(0, "never shown")
    END(0)
    "event: brand_new\ndata: {\"type\":\"brand_new\",\"delta\":{\"type\":\"text_delta\",\"text\":\"no\"}}\n\n"
    "event: noise\ndata: not json\n\n"
    ": a comment\n"
    BLOCK(1, "text") TEXT(1, "Hi ") PING TEXT(1, "th\\u00e9re \xe2\x9c\x93") END(1)
    BLOCK(2, "text") TEXT(2, "!") END(2)
    STOP("end_turn") TEXT(3, "after the end");

#define CHUNK(delta, finish) "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{" delta "},\"finish_reason\":" finish "}],\"usage\":null}\n\n"
#define USAGE "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":7,\"total_tokens\":47}}\n\n"
#define DONE "data: [DONE]\n\n"

#define H(name, value) { STR_INIT(name), STR_INIT(value) }
#define NONE H("", "")

/* What is answered to a prompt that ends with the name: each reply in turn,
 * the last one for ever. */
static const struct reply {
    const char *name;
    struct {
        int status;
        const char *body;
        struct header header;
    } turns[3];
} replies[] = {
    { "hello", { { 200, hello, NONE } } },
    { "plan", { { 200, SAY("{\\\"intent\\\":\\\"count\\\"}"), NONE } } },
    { "prose for plan", { { 200, SAY("I would rather talk"), NONE } } },
    { "busy once", { { 429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}", H("Retry-After-Ms", "30") }, { 200, SAY("now"), NONE } } },
    { "spent", { { 429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"spend limit\"}}", NONE } } },
    { "later", { { 429, "{}", H("Retry-After", "30") } } },
    { "up again", { { 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", H("Retry-After-Ms", "5") }, { 500, "oops", H("Retry-After-Ms", "5") }, { 200, SAY("third"), NONE } } },
    { "down", { { 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", H("Retry-After-Ms", "5") } } },
    { "not again", { { 500, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"bug\"}}", H("X-Should-Retry", "false") } } },
    { "key", { { 401, "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"no such key " KEY "\"}}", H("Request-Id", "req_42") } } },
    { "bad", { { 400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"what?\"}}", NONE } } },
    { "model", { { 404, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}", NONE } } },
    { "refuse", { { 200, START BLOCK(0, "text") END(0) STOP("refusal"), H("Request-Id", "req_43") } } },
    { "cut", { { 200, START BLOCK(0, "text") TEXT(0, "half a sen") END(0) STOP("max_tokens"), NONE } } },
    { "pause", { { 200, START STOP("pause_turn"), NONE } } },
    { "error midway", { { 200, START BLOCK(0, "text") TEXT(0, "So") ERROR("overloaded_error") TEXT(0, "no"), NONE } } },
    { "error at once", { { 200, START ERROR("overloaded_error"), NONE }, { 200, START ERROR("api_error"), NONE }, { 200, SAY("fine"), NONE } } },
    { "bad midway", { { 200, START ERROR("invalid_request_error"), NONE } } },
    { "broken", { { 200, START BLOCK(0, "text") TEXT(0, "So"), NONE }, { 200, SAY("whole"), NONE } } },
    { "o hello", { { 200, CHUNK("\"role\":\"assistant\",\"content\":\"\"", "null") CHUNK("\"reasoning_content\":\"hm\"", "null") CHUNK("\"content\":\"Hi \"", "null") CHUNK("\"content\":\"you\"", "null") CHUNK("", "\"stop\"") USAGE DONE CHUNK("\"content\":\"x\"", "null"), NONE } } },
    { "o plan", { { 200, CHUNK("\"content\":\"{\\\"a\\\":1}\"", "null") CHUNK("", "\"stop\"") DONE, NONE } } },
    { "o cut", { { 200, CHUNK("\"content\":\"hal\"", "null") CHUNK("", "\"length\"") DONE, NONE } } },
    { "o filter", { { 200, CHUNK("", "\"content_filter\"") DONE, NONE } } },
    { "o refusal", { { 200, CHUNK("\"refusal\":\"I cannot\"", "null") CHUNK("", "\"stop\"") DONE, NONE } } },
    { "o error", { { 200, "data: {\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\",\"code\":503}}\n\n", NONE }, { 200, CHUNK("\"content\":\"ok\"", "\"stop\"") DONE, NONE } } },
    { "o broken", { { 200, CHUNK("\"content\":\"hal\"", "\"stop\""), NONE } } },
    { "o 401", { { 401, "{\"error\":{\"message\":\"Incorrect API key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}", NONE } } },
};
/* clang-format on */

static void keep(char *to, size_t n, str s)
{
    snprintf(to, n, "%.*s", STR_ARG(s));
}

static const struct reply *find_reply(str body)
{
    const struct reply *best = NULL;

    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        char end[64];
        snprintf(end, sizeof end, "say: %s\"", replies[i].name);
        if (str_find(body, str_c(end)) < body.n)
            best = &replies[i];
    }
    return best;
}

static void h_api(struct request *r)
{
    const struct reply *to = find_reply(r->body);
    unsigned n = atomic_fetch_add(&got.calls, 1);

    keep(got.body, sizeof got.body, r->body);
    keep(got.key, sizeof got.key, request_header(r, STR("x-api-key")));
    keep(got.version, sizeof got.version, request_header(r, STR("anthropic-version")));
    keep(got.type, sizeof got.type, request_header(r, STR("content-type")));
    keep(got.bearer, sizeof got.bearer, request_header(r, STR("authorization")));
    if (!to) {
        server_reply(r, 500, STR("text/plain"), STR("no such reply"), NULL, 0);
        return;
    }
    n = n > 2 ? 2 : n;
    while (!to->turns[n].status)
        n--;
    server_reply(r, to->turns[n].status,
                 to->turns[n].status == 200 ? STR("text/event-stream") : STR("application/json"),
                 str_c(to->turns[n].body), &to->turns[n].header, to->turns[n].header.name.n > 0);
}

/* Says something, then nothing more until it is let go. */
static void h_slow(struct request *r)
{
    stream_id id = stream_sse(r, &(struct stream_events){ 0 });

    stream_send_event(
        server, id, STR("content_block_start"),
        STR("{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\"}}"));
    stream_send_event(server, id, STR("content_block_delta"),
                      STR("{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\","
                          "\"text\":\"one \"}}"));
    for (int i = 0; i < 500 && !atomic_load(&release); i++)
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    stream_close(server, id);
}

static const struct route ROUTES[] = {
    { "POST", "/v1/messages", POOL, 1 << 20, h_api, NULL },
    { "POST", "/v1/chat/completions", POOL, 1 << 20, h_api, NULL },
    { "POST", "/slow/v1/messages", POOL, 1 << 20, h_slow, NULL },
};

static struct llm *make(enum llm_kind kind, const char *path, struct llm_options o)
{
    static char url[128];
    struct llm *l = NULL;
    struct why why = { .text = "" };

    snprintf(url, sizeof url, "%s%s", base, path);
    o.anthropic_key = o.openai_key = KEY;
    o.anthropic_url = o.openai_url = url;
    if (!o.anthropic_model)
        o.anthropic_model = o.openai_model = "claude-haiku-5-5";
    CHECK(llm_new(&l, kind, &o, &why) == ERR_OK, "%s", why.text);
    return l;
}

static void gather(void *ctx, str piece)
{
    buf_add(ctx, piece);
}

/* Asks for the reply of this name; what was told goes to `heard`. */
static err_t ask(struct llm *l, struct arena *a, const char *name, bool json, struct buf *heard,
                 struct llm_reply *out, struct why *why)
{
    json_error_t e;
    json_t *schema = json_keep(
        a, json_loads("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}", 0,
                      &e));
    struct llm_request q = { .system = STR("You are terse."),
                             .user = arena_fmt(a, "say: %s", name),
                             .schema = json ? schema : NULL,
                             .schema_name = "thing",
                             .on_delta = heard ? gather : NULL,
                             .ctx = heard };

    atomic_store(&got.calls, 0);
    return llm_ask(l, a, &q, out, why);
}

static void check_replies(struct arena *a)
{
    static const struct {
        const char *name;
        bool json, listen;
        enum llm_kind kind;
        err_t error;
        unsigned calls;
        const char *text; /* of the reply, or within the reason */
    } cases[] = {
        { "hello", false, true, LLM_ANTHROPIC, ERR_OK, 1, "Hi th\xc3\xa9re \xe2\x9c\x93!" },
        { "plan", true, false, LLM_ANTHROPIC, ERR_OK, 1, "{\"intent\":\"count\"}" },
        { "prose for plan", true, false, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "in the form" },
        { "busy once", false, true, LLM_ANTHROPIC, ERR_OK, 2, "now" },
        { "spent", false, false, LLM_ANTHROPIC, ERR_LIMITED, 1, "rate_limit_error: spend limit" },
        { "later", false, false, LLM_ANTHROPIC, ERR_LIMITED, 1, "HTTP 429" },
        { "up again", false, true, LLM_ANTHROPIC, ERR_OK, 3, "third" },
        { "down", false, false, LLM_ANTHROPIC, ERR_UNAVAILABLE, 3, "overloaded_error: Overloaded" },
        { "not again", false, false, LLM_ANTHROPIC, ERR_UNAVAILABLE, 1, "api_error: bug" },
        { "key", false, false, LLM_ANTHROPIC, ERR_UPSTREAM_AUTH, 1,
          "no such key [key]; check the key (request req_42)" },
        { "bad", false, false, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "invalid_request_error: what?" },
        { "model", false, false, LLM_ANTHROPIC, ERR_UPSTREAM, 1,
          "check the address and the model" },
        { "refuse", false, true, LLM_ANTHROPIC, ERR_UPSTREAM, 1,
          "refuses to answer this (request "
          "req_43)" },
        { "cut", false, true, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "cut short" },
        { "pause", false, false, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "not known here" },
        { "error midway", false, true, LLM_ANTHROPIC, ERR_UNAVAILABLE, 1, "it is too much" },
        { "error at once", false, true, LLM_ANTHROPIC, ERR_OK, 3, "fine" },
        { "bad midway", false, true, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "HTTP 400" },
        { "broken", false, false, LLM_ANTHROPIC, ERR_OK, 2, "whole" },
        { "broken", false, true, LLM_ANTHROPIC, ERR_UPSTREAM, 1, "broke off" },
        { "o hello", false, true, LLM_OPENAI, ERR_OK, 1, "Hi you" },
        { "o plan", true, false, LLM_OPENAI, ERR_OK, 1, "{\"a\":1}" },
        { "o cut", false, false, LLM_OPENAI, ERR_UPSTREAM, 1, "cut short" },
        { "o filter", false, false, LLM_OPENAI, ERR_UPSTREAM, 1, "refuses" },
        { "o refusal", false, false, LLM_OPENAI, ERR_UPSTREAM, 1, "refuses" },
        { "o error", false, false, LLM_OPENAI, ERR_OK, 2, "ok" },
        { "o broken", false, true, LLM_OPENAI, ERR_UPSTREAM, 1, "broke off" },
        { "o 401", false, false, LLM_OPENAI, ERR_UPSTREAM_AUTH, 1, "Incorrect API key" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool openai = cases[i].kind == LLM_OPENAI;
        struct llm *l = make(cases[i].kind, openai ? "/v1" : "", (struct llm_options){ 0 });
        struct llm_reply out = { .text = STR("") };
        struct why why = { .text = "" };
        struct buf heard;
        buf_init(&heard, a);
        err_t e = ask(l, a, cases[i].name, cases[i].json, cases[i].listen ? &heard : NULL, &out,
                      &why);
        CHECK(e == cases[i].error, "%s: %s: %s", cases[i].name, err_info(e)->name, why.text);
        CHECK(atomic_load(&got.calls) == cases[i].calls, "%s: %u calls", cases[i].name,
              atomic_load(&got.calls));
        if (e)
            CHECK(strstr(why.text, cases[i].text), "%s: %s", cases[i].name, why.text);
        else
            CHECK(str_eq(out.text, str_c(cases[i].text)), "%s: %.*s", cases[i].name,
                  STR_ARG(out.text));
        if (!e && cases[i].listen)
            CHECK(str_eq(buf_str(&heard), out.text), "%s: heard %.*s", cases[i].name,
                  STR_ARG(buf_str(&heard)));
        CHECK(!strstr(why.text, KEY), "%s: the key is told", cases[i].name);
        llm_free(l);
    }
}

static void check_tokens(struct arena *a)
{
    struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ .tokens_per_day = 200 });
    struct llm *o = make(LLM_OPENAI, "/v1", (struct llm_options){ 0 });
    struct llm_reply out;
    struct why why;

    CHECK(ask(l, a, "hello", false, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(out.tokens_in == 100 && out.tokens_out == 25, "%d %d", (int)out.tokens_in,
          (int)out.tokens_out);
    CHECK(ask(l, a, "refuse", false, NULL, &out, &why) == ERR_UPSTREAM, "%s", why.text);
    CHECK(ask(l, a, "hello", false, NULL, &out, &why) == ERR_LIMITED, "a refusal costs too");
    CHECK(atomic_load(&got.calls) == 0, "asked beyond the budget");
    CHECK(ask(o, a, "o hello", false, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(out.tokens_in == 40 && out.tokens_out == 7, "openai's usage");
    llm_free(l);
    llm_free(o);
}

static void check_pauses(struct arena *a)
{
    struct llm_reply out;
    struct why why;
    static const struct {
        const char *name;
        err_t then;
    } cases[] = { { "later", ERR_LIMITED }, { "down", ERR_UNAVAILABLE } };

    for (size_t i = 0; i < 2; i++) {
        struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ 0 });
        (void)!ask(l, a, cases[i].name, false, NULL, &out, NULL);
        err_t e = ask(l, a, "hello", false, NULL, &out, &why);
        CHECK(e == cases[i].then && atomic_load(&got.calls) == 0, "%s: %s, %u calls", cases[i].name,
              err_info(e)->name, atomic_load(&got.calls));
        llm_free(l);
    }
    struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ .calls_per_minute = 1 });
    CHECK(ask(l, a, "hello", false, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(ask(l, a, "hello", false, NULL, &out, &why) == ERR_LIMITED, "the second in a minute");
    CHECK(strstr(why.text, "more than 1 calls a minute"), "%s", why.text);
    llm_free(l);
}

/* The very bytes: members in this order, no temperature, no prefill, no tools. */
static void check_requests(struct arena *a)
{
    struct llm *old = make(LLM_ANTHROPIC, "/",
                           (struct llm_options){ .anthropic_model = "claude-haiku-4-5" });
    struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ 0 });
    struct llm *o = make(LLM_OPENAI, "/v1/", (struct llm_options){ 0 });
    struct llm_reply out;
    struct why why;

    CHECK(ask(l, a, "plan", true, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(strcmp(got.body,
                 "{\"model\":\"claude-haiku-5-5\",\"max_tokens\":2048,\"stream\":true,\"system\":[{"
                 "\"type\":\"text\",\"text\":\"You are terse.\",\"cache_control\":{\"type\":"
                 "\"ephemeral\",\"ttl\":\"1h\"}}],\"messages\":[{\"role\":\"user\",\"content\":[{"
                 "\"type\":\"text\",\"text\":\"say: plan\"}]}],\"output_config\":{\"effort\":"
                 "\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\","
                 "\"properties\":{},\"additionalProperties\":false}}}}") == 0,
          "%s", got.body);
    CHECK(strcmp(got.version, "2026-10-21") == 0 && strcmp(got.key, KEY) == 0 &&
              strcmp(got.type, "application/json") == 0 && !got.bearer[0],
          "%s %s", got.version, got.type);
    CHECK(ask(old, a, "hello", false, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(!strstr(got.body, "output_config"), "an older model knows no effort: %s", got.body);
    CHECK(ask(o, a, "o plan", true, NULL, &out, &why) == ERR_OK, "%s", why.text);
    CHECK(strcmp(got.body,
                 "{\"model\":\"claude-haiku-5-5\",\"max_tokens\":2048,\"stream\":true,"
                 "\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"system\","
                 "\"content\":\"You are terse.\"},{\"role\":\"user\",\"content\":\"say: o plan\"}],"
                 "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
                 "\"thing\",\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{},"
                 "\"additionalProperties\":false}}}}") == 0,
          "%s", got.body);
    CHECK(strcmp(got.bearer, "Bearer " KEY) == 0 && !got.key[0], "%s", got.bearer);
    llm_free(l);
    llm_free(old);
    llm_free(o);
}

static void check_log(struct arena *a)
{
    char path[] = "/tmp/auric-llm-XXXXXX", text[8192];
    int fd = mkstemp(path);
    struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ .log_path = path });
    struct llm_reply out;
    json_t *line;

    CHECK(ask(l, a, "up again", false, NULL, &out, NULL) == ERR_OK, "asked");
    CHECK(ask(l, a, "hello", false, NULL, &out, NULL) == ERR_OK, "asked");
    llm_free(l);
    ssize_t n = read(fd, text, sizeof text);
    str rest = { text, n > 0 ? (size_t)n : 0 };
    CHECK(str_find(rest, STR(KEY)) == rest.n, "the key is in the log");
    size_t lines = 0;
    for (str s; (s = str_cut(&rest, '\n')).n; lines++) {
        CHECK(json_read(a, s, s.n, &line, NULL) == ERR_OK, "%.*s", STR_ARG(s));
        str body = json_member_str(line, "body");
        CHECK(json_member_int(line, "bytes", 0) == (int64_t)body.n, "bytes");
        if (lines == 3)
            CHECK(str_eq(body, str_c(got.body)), "what was logged is what came: %.*s",
                  STR_ARG(body));
    }
    CHECK(lines == 4, "%zu lines for four attempts", lines);
    close(fd);
    unlink(path);
}

static void *cancel_soon(void *flag)
{
    nanosleep(&(struct timespec){ .tv_nsec = 150000000 }, NULL);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void check_stopping(struct arena *a)
{
    struct llm *l = make(LLM_ANTHROPIC, "/slow", (struct llm_options){ 0 });
    atomic_bool cancelled = false;
    struct llm_reply out;
    struct why why;
    struct buf heard;
    pthread_t t;

    buf_init(&heard, a);
    struct llm_request q = {
        .user = STR("x"), .cancelled = &cancelled, .on_delta = gather, .ctx = &heard
    };
    pthread_create(&t, NULL, cancel_soon, &cancelled);
    double began = now_ms();
    CHECK(llm_ask(l, a, &q, &out, &why) == ERR_CANCELLED, "%s", why.text);
    CHECK(now_ms() - began < 1000, "stopped after %.0f ms", now_ms() - began);
    CHECK(str_eq(buf_str(&heard), STR("one ")), "heard %.*s", STR_ARG(buf_str(&heard)));
    pthread_join(t, NULL);
    q.cancelled = NULL;
    q.timeout_ms = 200;
    began = now_ms();
    CHECK(llm_ask(l, a, &q, &out, &why) == ERR_TIMEOUT, "%s", why.text);
    CHECK(now_ms() - began < 1500, "gave up after %.0f ms", now_ms() - began);
    llm_free(l);
}

/* A server that sends `hello` in pieces of so many bytes, and hangs up. */
static void *chop(void *ctx)
{
    const size_t sizes[] = { 1, 2, 3, 7, 64 };
    int listener = *(int *)ctx, on = 1;
    static const char head[] =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int fd = accept(listener, NULL, NULL);
        struct buf in;
        buf_init(&in, NULL);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        raw_until(fd, &in, STR("\"say: hello\""));
        raw_send(fd, str_c(head));
        for (str rest = str_c(hello); rest.n; rest = str_sub(rest, sizes[i], rest.n))
            raw_send(fd, str_sub(rest, 0, sizes[i]));
        close(fd);
        buf_fini(&in);
    }
    return NULL;
}

static void check_pieces(struct arena *a)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char url[64];
    struct llm *l = NULL;
    struct llm_reply out;
    struct why why;
    pthread_t t;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 8) == 0 &&
              getsockname(fd, (struct sockaddr *)&at, &n) == 0,
          "listening");
    pthread_create(&t, NULL, chop, &fd);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    struct llm_options o = { .anthropic_key = KEY, .anthropic_url = url, .anthropic_model = "m" };
    CHECK(llm_new(&l, LLM_ANTHROPIC, &o, NULL) == ERR_OK, "new");
    for (int i = 0; i < 5; i++) {
        err_t e = ask(l, a, "hello", false, NULL, &out, &why);
        CHECK(e == ERR_OK, "%s", why.text);
        CHECK(e || str_eq(out.text, STR("Hi th\xc3\xa9re \xe2\x9c\x93!")), "%.*s",
              STR_ARG(out.text));
    }
    pthread_join(t, NULL);
    close(fd);
    CHECK(ask(l, a, "hello", false, NULL, &out, &why) == ERR_UNAVAILABLE, "%s", why.text);
    llm_free(l);
}

static void *ask_often(void *l)
{
    size_t good = 0;

    for (int i = 0; i < 10; i++) {
        struct arena *a = arena_new();
        struct llm_request q = { .user = STR("say: hello") };
        struct llm_reply out;
        good += llm_ask(l, a, &q, &out, NULL) == ERR_OK && out.tokens_in == 100;
        arena_free(a);
    }
    return (void *)good;
}

static void check_threads(void)
{
    struct llm *l = make(LLM_ANTHROPIC, "", (struct llm_options){ .calls_per_minute = 100 });
    pthread_t t[12];
    size_t good = 0;
    void *n;

    for (size_t i = 0; i < 12; i++)
        pthread_create(&t[i], NULL, ask_often, l);
    for (size_t i = 0; i < 12; i++) {
        pthread_join(t[i], &n);
        good += (size_t)n;
    }
    CHECK(good == 100, "%zu of 120 calls were let through", good);
    llm_free(l);
}

static void check_options(void)
{
    static const struct {
        enum llm_kind kind;
        struct llm_options o;
        const char *wrong; /* NULL: it is good */
    } cases[] = {
        { LLM_ANTHROPIC,
          { .anthropic_url = "http://x", .anthropic_model = "m" },
          "ANTHROPIC_API_KEY" },
        { LLM_ANTHROPIC, { .anthropic_key = "k", .anthropic_model = "m" }, "ANTHROPIC_BASE_URL" },
        { LLM_OPENAI, { .openai_key = "k", .openai_model = "m" }, "OPENAI_BASE_URL" },
        { LLM_OPENAI, { .openai_url = "http://x/v1" }, "OPENAI_MODEL" },
        { LLM_OPENAI, { .openai_url = "http://x/v1", .openai_model = "m" }, NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct llm *l = NULL;
        struct why why = { .text = "" };
        err_t e = llm_new(&l, cases[i].kind, &cases[i].o, &why);
        CHECK(e == (cases[i].wrong ? ERR_BAD_INPUT : ERR_OK), "case %zu", i);
        CHECK(!cases[i].wrong || strstr(why.text, cases[i].wrong), "%s", why.text);
        llm_free(l);
    }
    llm_free(NULL);
}

int main(void)
{
    struct arena *a = arena_new();
    struct server_options o = { .address = "127.0.0.1" };

    if (server_new(&server, &o, ROUTES, sizeof ROUTES / sizeof *ROUTES, NULL) != ERR_OK ||
        server_start(server, NULL) != ERR_OK)
        return 1;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", server_port(server));
    check_options();
    check_replies(a);
    check_tokens(a);
    check_pauses(a);
    check_requests(a);
    check_log(a);
    check_stopping(a);
    check_pieces(a);
    check_threads();
    atomic_store(&release, true);
    server_stop(server);
    server_free(server);
    arena_free(a);
    return T_DONE();
}
