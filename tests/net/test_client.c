/* test_client.c - the client against our own server, and against sockets that
 * do what no server should. */
#include "t.h"
#include "net/client.h"
#include "net/server.h"
#include "raw.h"

#include <pthread.h>
#include <time.h>

static struct server *server;
static char base[64];
static atomic_bool release;

static void h_echo(struct request *r)
{
    str text = arena_fmt(
        r->arena, "%.*s %.*s?%.*s auth=%.*s type=%.*s x=%.*s expect=%.*s body=%.*s",
        STR_ARG(r->method), STR_ARG(r->path), STR_ARG(r->query),
        STR_ARG(request_header(r, STR("Authorization"))),
        STR_ARG(request_header(r, STR("Content-Type"))), STR_ARG(request_header(r, STR("X-Test"))),
        STR_ARG(request_header(r, STR("Expect"))), STR_ARG(r->body));
    const struct header extra[] = { { STR("Mcp-Session-Id"), STR("s-1") },
                                    { STR("request-id"), STR("req_9") } };

    server_reply(r, 200, STR("text/plain; charset=utf-8"), text, extra, 2);
}

static void h_busy(struct request *r)
{
    struct header later = { STR("Retry-After"), STR("7") };

    server_reply(r, 503, STR("text/plain"), STR("come back later"), &later, 1);
}

static void h_moved(struct request *r)
{
    struct header to = { STR("Location"), STR("/echo") };

    server_reply(r, 302, STR(""), STR(""), &to, 1);
}

static void h_big(struct request *r)
{
    size_t n = 1 << 20;
    char *p = arena_alloc(r->arena, n);

    memset(p, 'b', n);
    server_reply(r, 200, STR("text/plain"), (str){ p, n }, NULL, 0);
}

static void h_slow(struct request *r)
{
    for (int i = 0; i < 500 && !atomic_load(&release); i++)
        usleep(10000);
    server_reply(r, 200, STR("text/plain"), STR("late"), NULL, 0);
}

static void h_events(struct request *r)
{
    stream_id id = stream_sse(r, &(struct stream_events){ 0 });

    stream_send_event(server, id, STR(""), STR("first"));
    for (int i = 0; i < 500 && !atomic_load(&release); i++)
        usleep(10000);
    stream_send_event(server, id, STR(""), STR("second"));
    stream_close(server, id);
}

static const struct route ROUTES[] = {
    { "GET", "/echo", INLINE, 0, h_echo, NULL },
    { "POST", "/echo", INLINE, 4 << 20, h_echo, NULL },
    { "PUT", "/echo", POOL, 1000, h_echo, NULL },
    { "DELETE", "/echo", INLINE, 1000, h_echo, NULL },
    { "GET", "/busy", INLINE, 0, h_busy, NULL },
    { "GET", "/moved", INLINE, 0, h_moved, NULL },
    { "GET", "/big", INLINE, 0, h_big, NULL },
    { "GET", "/slow", POOL, 0, h_slow, NULL },
    { "GET", "/events", POOL, 0, h_events, NULL },
};

static const char *url(struct arena *a, const char *path)
{
    return arena_fmt(a, "%s%s", base, path).p;
}

static unsigned now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (unsigned)t.tv_sec * 1000 + (unsigned)t.tv_nsec / 1000000;
}

static void check_calls(struct http *h, struct arena *a)
{
    static const char *const HEADERS[] = { "X-Test: a b", "Content-Type: text/xml" };
    static const struct {
        struct http_call call;
        const char *path;
        int status;
        const char *body;
    } cases[] = {
        { { .method = "GET" }, "/echo?a=1", 200, "GET /echo?a=1 auth= type= x= expect= body=" },
        { { .method = "POST", .body = { "hi", 2 } },
          "/echo",
          200,
          "POST /echo? auth= type= x= expect= body=hi" },
        { { .method = "POST" }, "/echo", 200, "POST /echo? auth= type= x= expect= body=" },
        { { .method = "PUT", .body = { "x", 1 }, .headers = HEADERS, .headers_n = 2 },
          "/echo",
          200,
          "PUT /echo? auth= type=text/xml x=a b expect= body=x" },
        { { .method = "DELETE" }, "/echo", 200, "DELETE /echo? auth= type= x= expect= body=" },
        { { .method = "GET", .user = "Aladdin", .password = "open sesame" },
          "/echo",
          200,
          "GET /echo? auth=Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== type= x= expect= body=" },
        { { .method = "GET", .bearer = "tok" },
          "/echo",
          200,
          "GET /echo? auth=Bearer tok type= x= expect= body=" },
        { { .method = "GET" }, "/echo", 200, "GET /echo? auth= type= x= expect= body=" },
        { { .method = "HEAD" }, "/echo", 200, "" },
        { { .method = "GET" }, "/busy", 503, "come back later" },
        { { .method = "GET" }, "/moved", 302, "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_call call = cases[i].call;
        struct http_reply reply = { 0 };
        struct why why = { "" };
        call.url = url(a, cases[i].path);
        CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK, "case %zu: %s", i, why.text);
        CHECK(reply.status == cases[i].status, "case %zu: %d", i, reply.status);
        CHECK(str_eq(reply.body, str_c(cases[i].body)), "case %zu: %.*s", i, STR_ARG(reply.body));
        CHECK(reply.bytes == reply.body.n, "case %zu", i);
        if (strcmp(cases[i].path, "/echo") == 0)
            CHECK(str_eq(reply.session_id, STR("s-1")) && str_eq(reply.request_id, STR("req_9")) &&
                      str_eq(reply.content_type, STR("text/plain; charset=utf-8")) &&
                      reply.retry_after.n == 0,
                  "case %zu: headers", i);
        if (cases[i].status == 503)
            CHECK(str_eq(reply.retry_after, STR("7")) && reply.session_id.n == 0, "Retry-After");
    }
    CHECK(server_stats(server).connections_open == 1, "one connection for all of them: %zu",
          (size_t)server_stats(server).connections_open);
}

struct seen {
    size_t n, calls;
    err_t stop_with;
    unsigned first_ms;
};

static err_t count(void *ctx, str piece)
{
    struct seen *s = ctx;

    s->n += piece.n;
    s->calls++;
    if (s->calls == 1)
        s->first_ms = now_ms();
    atomic_store(&release, true);
    return s->stop_with;
}

static void check_pieces(struct http *h, struct arena *a)
{
    struct seen seen = { 0 };
    struct http_reply reply = { 0 };
    struct why why = { "" };
    struct http_call call = { .method = "GET", .on_body = count, .ctx = &seen };

    call.url = url(a, "/big");
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && seen.n == 1 << 20 && seen.calls > 1, "%s",
          why.text);
    CHECK(reply.body.n == 0 && reply.bytes == 1 << 20, "counted, not kept");
    seen = (struct seen){ .stop_with = ERR_CONFLICT };
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_CONFLICT && seen.calls == 1, "stopped");
    seen = (struct seen){ 0 };
    call.url = url(a, "/busy");
    call.body_only_on_2xx = true;
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && seen.calls == 0 &&
              str_eq(reply.body, STR("come back later")),
          "a refusal is collected");
    call.body_only_on_2xx = false;
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && seen.calls == 1 && reply.body.n == 0,
          "or not");
    seen = (struct seen){ 0 };
    atomic_store(&release, false); /* the server waits for the first piece to be seen */
    call.url = url(a, "/events");
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && seen.calls >= 2 &&
              str_eq(reply.content_type, STR("text/event-stream")),
          "events come one by one: %zu %s", seen.calls, why.text);
    CHECK(now_ms() - seen.first_ms < 2000, "at once");
}

static void check_body_max(struct http *h, struct arena *a)
{
    struct http_reply reply = { 0 };
    struct why why = { "" };
    struct http_call call = { .method = "GET", .url = url(a, "/big"), .body_max = 1 << 20 };

    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && reply.body.n == 1 << 20, "just fits");
    call.body_max = (1 << 20) - 1;
    reply.status = 0;
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_TOO_LARGE && reply.status == 0, "too large");
    CHECK(strstr(why.text, "larger than 1048575 bytes"), "%s", why.text);
    struct seen seen = { 0 };
    call.on_body = count;
    call.ctx = &seen;
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_TOO_LARGE && seen.n < 1 << 20, "by pieces");
    call = (struct http_call){ .method = "POST", .url = url(a, "/echo") };
    call.body = arena_fmt(a, "%0*d", 3 << 20, 0);
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK && reply.body.n > 3 << 20, "a large upload");
}

static void *cancel_soon(void *flag)
{
    usleep(100000);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

static void check_cancel(struct http *h, struct arena *a)
{
    atomic_bool cancelled = false;
    pthread_t thread;
    struct http_reply reply = { 0 };
    struct why why = { "" };
    struct http_call call = { .method = "GET", .url = url(a, "/slow"), .cancelled = &cancelled };

    atomic_store(&release, false);
    pthread_create(&thread, NULL, cancel_soon, &cancelled);
    unsigned start = now_ms();
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_CANCELLED, "cancelled");
    CHECK(now_ms() - start < 1000, "soon: %u ms", now_ms() - start);
    pthread_join(thread, NULL);
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_CANCELLED, "from the start");
    call.cancelled = NULL;
    call.total_ms = 100;
    start = now_ms();
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_TIMEOUT, "timeout: %s", why.text);
    CHECK(now_ms() - start < 1500, "in time: %u ms", now_ms() - start);
    atomic_store(&release, true);
    call.url = url(a, "/echo");
    call.total_ms = 0;
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_OK, "and it works again: %s", why.text);
}

static void check_refused(struct arena *a)
{
    static const char *const ALLOWED[] = { "Hub.example.com" };
    static const char *const BAD[] = { "X-A: 1\r\nX-B: 2" };
    static const char *const CASES[][3] = {
        { "http://127.0.0.1:1/", "UNAVAILABLE", "127.0.0.1:1: " },
        { "http://user:secret@127.0.0.1:1/?key=secret", "UNAVAILABLE", "127.0.0.1:1: " },
        { "http://nobody.invalid/", "UNAVAILABLE", "nobody.invalid: " },
        { "ftp://127.0.0.1/", "BAD_INPUT", "ftp:// is not spoken" },
        { "file:///etc/passwd", "BAD_INPUT", "" },
        { "127.0.0.1/x", "BAD_INPUT", "must begin with http://" },
        { "", "BAD_INPUT", "must begin with http://" },
    };
    struct http *h = http_new();
    struct http_reply reply = { 0 };
    struct why why = { "" };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct http_call call = { .method = "GET", .url = CASES[i][0] };
        err_t e = http_do(h, a, &call, &reply, &why);
        CHECK(strcmp(err_info(e)->name, CASES[i][1]) == 0, "%s: %s", CASES[i][0],
              err_info(e)->name);
        CHECK(strstr(why.text, CASES[i][2]) && !strstr(why.text, "secret"), "%s: %s", CASES[i][0],
              why.text);
    }
    struct http_call call = {
        .method = "GET", .url = url(a, "/echo"), .headers = BAD, .headers_n = 1
    };
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_BAD_INPUT, "no header in a header");
    call.headers_n = 0;
    http_set_rules(h, &(struct http_rules){ .hosts = ALLOWED, .hosts_n = 1 });
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_DENIED && strstr(why.text, "127.0.0.1"), "%s",
          why.text);
    call.url = "http://hub.EXAMPLE.com.evil.invalid/";
    CHECK(http_do(h, a, &call, &reply, &why) == ERR_DENIED, "%s", why.text);
    http_free(h);
    http_free(NULL);
}

/* clang-format off */
static const struct {
    const char *hosts[2];
    bool https_only;
    const char *url;
    err_t err;
} rules[] = {
    { { NULL }, false, "http://anything.example/", ERR_OK },
    { { NULL }, true, "http://anything.example/", ERR_DENIED },
    { { NULL }, true, "https://anything.example/", ERR_OK },
    { { NULL }, true, "http://127.0.0.1:81/", ERR_OK },
    { { NULL }, true, "http://127.99.0.1/", ERR_OK },
    { { NULL }, true, "http://[::1]:81/", ERR_OK },
    { { NULL }, true, "http://localhost/", ERR_OK },
    { { NULL }, true, "http://127.evil.example/", ERR_DENIED },
    { { NULL }, true, "http://localhost.evil.example/", ERR_DENIED },
    { { NULL }, true, "http://128.0.0.1/", ERR_DENIED },
    { { "hub.example" }, true, "https://HUB.example:8443/x?y", ERR_OK },
    { { "hub.example" }, true, "https://evil.example/hub.example", ERR_DENIED },
    { { "hub.example" }, true, "https://hub.example.evil.example/", ERR_DENIED },
    { { "hub.example" }, true, "https://hub.example@evil.example/", ERR_DENIED },
    { { "hub.example" }, true, "https://evil.example@hub.example/", ERR_DENIED },
    { { "hub.example" }, true, "https://evil.example#@hub.example/", ERR_DENIED },
    { { "hub.example" }, true, "https://a.hub.example/", ERR_DENIED },
    { { "*.boomi.com", "hub.example" }, true, "https://c01-usa-east.hub.boomi.com/mdm", ERR_OK },
    { { "*.boomi.com", "hub.example" }, true, "https://boomi.com/", ERR_DENIED },
    { { "*.boomi.com", "hub.example" }, true, "https://evilboomi.com/", ERR_DENIED },
    { { "*.boomi.com", "hub.example" }, true, "https://.boomi.com/", ERR_DENIED },
    { { "*.boomi.com", "hub.example" }, true, "https://hub.example/", ERR_OK },
    { { "*.boomi.com", "hub.example" }, true, "file:///etc/passwd", ERR_BAD_INPUT },
};
/* clang-format on */

static void check_rules(void)
{
    struct http *h = http_new();

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        bool any = !rules[i].hosts[0];
        struct why why = { "" };
        http_set_rules(h, &(struct http_rules){ .hosts = any ? NULL : rules[i].hosts,
                                                .hosts_n = any ? 0 : 1 + !!rules[i].hosts[1],
                                                .https_only = rules[i].https_only });
        err_t e = http_check_url(h, rules[i].url, &why);
        CHECK(e == rules[i].err, "%s: %s %s", rules[i].url, err_info(e)->name, why.text);
        CHECK(!e || why.text[0], "%s: no reason", rules[i].url);
    }
    http_free(h);
}

static const char *const BROKEN[] = {
    "",
    "garbage\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
};
enum { BROKEN_N = sizeof BROKEN / sizeof *BROKEN };

static void *answer_broken(void *arg)
{
    for (size_t i = 0; i < BROKEN_N; i++) {
        char piece[4096];
        int fd = accept(*(int *)arg, NULL, NULL);
        if (fd < 0 || recv(fd, piece, sizeof piece, 0) <= 0)
            abort();
        raw_send(fd, str_c(BROKEN[i]));
        close(fd);
    }
    return NULL;
}

static void check_broken(struct http *h, struct arena *a)
{
    struct sockaddr_in addr = { .sin_family = AF_INET };
    socklen_t n = sizeof addr;
    pthread_t thread;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&addr, n) || listen(fd, 8) ||
        getsockname(fd, (struct sockaddr *)&addr, &n))
        abort();
    pthread_create(&thread, NULL, answer_broken, &fd);
    for (size_t i = 0; i < BROKEN_N; i++) {
        struct http_reply reply = { 0 };
        struct why why = { "" };
        struct http_call call = { .method = "GET" };
        call.url = arena_fmt(a, "http://127.0.0.1:%u/", ntohs(addr.sin_port)).p;
        CHECK(http_do(h, a, &call, &reply, &why) == ERR_UPSTREAM, "case %zu", i);
        CHECK(why.text[0], "case %zu says why", i);
    }
    pthread_join(thread, NULL);
    close(fd);
}

static void check_escape(struct arena *a)
{
    static const char *const CASES[][2] = {
        { "", "" },
        { "aZ09-._~", "aZ09-._~" },
        { "a b/c?d&e=f%+", "a%20b%2Fc%3Fd%26e%3Df%25%2B" },
        { "\xc3\xa4\x7f\x01", "%C3%A4%7F%01" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        str got = http_escape(a, str_c(CASES[i][0]));
        CHECK(str_eq(got, str_c(CASES[i][1])), "%.*s", STR_ARG(got));
    }
}

int main(void)
{
    struct server_options o = { .address = "127.0.0.1" };
    struct arena *a = arena_new();
    struct http *h = http_new();
    struct why why = { "" };

    setenv("http_proxy", "http://127.0.0.1:9", 1); /* not for this machine */
    if (server_new(&server, &o, ROUTES, sizeof ROUTES / sizeof *ROUTES, &why) ||
        server_start(server, &why)) {
        fprintf(stderr, "cannot go on: %s\n", why.text);
        return 1;
    }
    snprintf(base, sizeof base, "http://127.0.0.1:%u", server_port(server));
    check_calls(h, a);
    check_pieces(h, a);
    check_body_max(h, a);
    check_cancel(h, a);
    check_broken(h, a);
    unsetenv("http_proxy");
    check_refused(a);
    check_rules();
    check_escape(a);
    http_free(h);
    server_free(server);
    arena_free(a);
    return T_DONE();
}
