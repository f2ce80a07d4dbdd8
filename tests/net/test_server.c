/* test_server.c - a real server, and bytes on real sockets. */
#include "net/server.h"
#include "raw.h"
#include "t.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

static struct server *server;
static uint16_t port;

/* What the handlers tell the test. */
static atomic_int closed;
static atomic_uint_fast64_t last_stream, closed_id;
static sem_t gate, entered, closed_sem;

static void h_hello(struct request *r)
{
    server_reply(r, 200, STR("text/plain"), STR("hello"), NULL, 0);
}

static void h_echo(struct request *r)
{
    str q = STR("(none)"), cookie = request_cookie(r, STR("sid"));
    request_param(r, STR("q"), &q);
    str text = arena_fmt(
        r->arena, "%.*s %.*s [%.*s][%.*s] q=%.*s sid=%.*s x=%.*s body=%.*s peer=%.*s",
        STR_ARG(r->method), STR_ARG(r->path), STR_ARG(r->params[0]), STR_ARG(r->params[1]),
        STR_ARG(q), STR_ARG(cookie), STR_ARG(request_header(r, STR("x-test"))), STR_ARG(r->body),
        STR_ARG(r->peer));
    struct header extra = { STR("X-Extra"), STR("1") };
    server_reply(r, 200, STR("text/plain"), text, &extra, 1);
}

static void h_json(struct request *r)
{
    server_reply_json(r, 201, json_pack("{s:i}", "n", 1));
}

static void h_empty(struct request *r)
{
    server_reply(r, 204, STR(""), STR(""), NULL, 0);
}

static void h_forgets(struct request *r)
{
    (void)r;
}

static void h_big(struct request *r)
{
    size_t n = 3 << 20;
    char *p = arena_alloc(r->arena, n);

    memset(p, 'x', n);
    server_reply(r, 200, STR("text/plain"), (str){ p, n }, NULL, 0);
}

/* Stays in the pool until the test opens the gate. */
static void h_gate(struct request *r)
{
    sem_post(&entered);
    sem_wait(&gate);
    server_reply(r, 200, STR("text/plain"), STR("through"), NULL, 0);
}

/* The callbacks run on the loop thread, so they note and do not CHECK. */
static void on_close(void *ctx, stream_id id)
{
    atomic_store(&closed_id, stream_is_open(server, id) ? 0 : id);
    stream_send_text(server, id, STR("dropped"));
    free(ctx);
    atomic_fetch_add(&closed, 1);
    sem_post(&closed_sem);
}

static void on_text(void *ctx, stream_id id, str text)
{
    (void)ctx;
    if (str_eq(text, STR("bye")))
        stream_close(server, id);
    else
        stream_send_text(server, id, text);
}

static void h_sse(struct request *r)
{
    stream_id id = stream_sse(r, &(struct stream_events){ NULL, on_close, malloc(1) });

    atomic_store(&last_stream, id);
    stream_send_event(server, id, STR("step"), STR("one\ntwo\r\nthree\rfour"));
    stream_send_event(server, id, STR(""), STR("plain"));
}

static void h_ws(struct request *r)
{
    void *mine = malloc(1);
    stream_id id = stream_websocket(r, &(struct stream_events){ on_text, on_close, mine });

    if (!id) {
        free(mine);
        server_reply_error(r, ERR_BAD_INPUT, "a WebSocket handshake is needed here");
        return;
    }
    atomic_store(&last_stream, id);
    stream_send_text(server, id, STR("hello"));
}

static const struct route ROUTES[] = {
    { "GET", "/hello", INLINE, 0, h_hello, NULL },
    { "GET", "/pool", POOL, 0, h_hello, NULL },
    { "POST", "/echo", INLINE, 1000, h_echo, NULL },
    { "GET", "/echo/{a}/x/{b}", INLINE, 0, h_echo, NULL },
    { "GET", "/echo-pool/{a}", POOL, 0, h_echo, NULL },
    { "POST", "/echo-pool/{a}", POOL, 100000, h_echo, NULL },
    { "GET", "/files/*", INLINE, 0, h_echo, NULL },
    { "GET", "/json", INLINE, 0, h_json, NULL },
    { "DELETE", "/json", POOL, 0, h_empty, NULL },
    { "GET", "/forgets", INLINE, 0, h_forgets, NULL },
    { "GET", "/forgets-pool", POOL, 0, h_forgets, NULL },
    { "GET", "/big", INLINE, 0, h_big, NULL },
    { "GET", "/big-pool", POOL, 0, h_big, NULL },
    { "GET", "/gate", POOL, 0, h_gate, NULL },
    { "GET", "/sse", INLINE, 0, h_sse, NULL },
    { "GET", "/sse-pool", POOL, 0, h_sse, NULL },
    { "GET", "/ws", INLINE, 0, h_ws, NULL },
    { "GET", "/ws-pool", POOL, 0, h_ws, NULL },
};

static const struct header COMMON[] = { { { "X-Common", 8 }, { "yes", 3 } } };

static struct server *must_start(struct server_limits limits)
{
    struct server *s = NULL;
    struct why why = { "" };
    struct server_options o = {
        .address = "127.0.0.1", .limits = limits, .headers = COMMON, .headers_n = 1
    };

    if (server_new(&s, &o, ROUTES, sizeof ROUTES / sizeof *ROUTES, &why) || server_start(s, &why)) {
        fprintf(stderr, "cannot go on: %s\n", why.text);
        exit(1);
    }
    return s;
}

#define H " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
#define GET(path) "GET " path H "\r\n"

static const struct {
    const char *send, *starts, *holds, *lacks;
} EXCHANGES[] = {
    { GET("/hello"), "HTTP/1.1 200 OK\r\n", "\r\nContent-Length: 5\r\n", NULL },
    { GET("/hello"), "HTTP/1.1 200 OK\r\n", "\r\nX-Common: yes\r\n", NULL },
    { GET("/hello"), "HTTP/1.1 200 OK\r\n", "\r\nContent-Type: text/plain\r\n", NULL },
    { GET("/hello"), "HTTP/1.1 200 OK\r\n", "\r\n\r\nhello", NULL },
    { GET("/pool"), "HTTP/1.1 200 OK\r\n", "\r\n\r\nhello", NULL },
    { GET("/pool"), "HTTP/1.1 200 OK\r\n", "\r\nX-Common: yes\r\n", NULL },
    { "HEAD /hello" H "\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n", "hello" },
    { "HEAD /pool" H "\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n", "hello" },
    { GET("/json"), "HTTP/1.1 201 Created\r\n", "\r\n\r\n{\"n\":1}", NULL },
    { "DELETE /json" H "\r\n", "HTTP/1.1 204 No Content\r\n", "X-Common", "Content-Length" },
    { GET("/echo/a%20b/x/%C3%A4?q=1+2%263&q=9"), "HTTP/1.1 200",
      "GET /echo/a b/x/\xc3\xa4 [a b][\xc3\xa4] q=1 2&3 ", NULL },
    { GET("/echo/a%2Fb/x/c"), "HTTP/1.1 200", "[a/b][c] q=(none)", NULL },
    { GET("/echo/a/x/c?p=1&Q=2&q"), "HTTP/1.1 200", "[a][c] q= ", NULL },
    { GET("/echo/a/x/c?%71=%zz%4"), "HTTP/1.1 200", "[a][c] q=%zz%4 ", NULL },
    { GET("/echo//x/c"), "HTTP/1.1 404", "\"not_found\"", NULL },
    { GET("/echo/a/x/c/"), "HTTP/1.1 404", "\"not_found\"", NULL },
    { GET("/echo-pool/%41?q=%C3%A4"), "HTTP/1.1 200", "GET /echo-pool/A [A][] q=\xc3\xa4 ", NULL },
    { GET("/files/a/b%2e.c"), "HTTP/1.1 200", "[a/b..c][]", NULL },
    { GET("/files/"), "HTTP/1.1 200", "[][]", NULL },
    { GET("//files/a"), "HTTP/1.1 404", "not_found", NULL },
    { GET("http://x/hello?y"), "HTTP/1.1 200", "hello", NULL },
    { "GET /echo/1/x/2" H "Cookie: a=1; sid=s3; b\r\nX-TEST:  v w \r\n\r\n", "HTTP/1.1 200",
      "sid=s3 x=v w body= peer=127.0.0.1", NULL },
    { "GET /echo-pool/1" H "Cookie: xsid=0\r\nCookie: sid=\"q\"\r\nX-Test: v\r\n\r\n",
      "HTTP/1.1 200", "sid=\"q\" x=v body= peer=127.0.0.1", NULL },
    { "POST /echo" H "Content-Length: 4\r\n\r\nabcd", "HTTP/1.1 200", "body=abcd ", NULL },
    { "POST /echo-pool/z" H "Content-Length: 4\r\n\r\nabcd", "HTTP/1.1 200", "body=abcd ", NULL },
    { "POST /echo" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
      "HTTP/1.1 200", "body=abcde ", NULL },
    { GET("/none"), "HTTP/1.1 404",
      "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\","
      "\"request_id\":\"",
      NULL },
    { GET("/none"), "HTTP/1.1 404", "\r\nX-Common: yes\r\n", NULL },
    { "POST /json" H "Content-Length: 0\r\n\r\n", "HTTP/1.1 405",
      "\r\nAllow: GET, HEAD, DELETE\r\n", NULL },
    { "PATCH /json" H "Content-Length: 0\r\n\r\n", "HTTP/1.1 405", "{\"error\":", NULL },
    { "OPTIONS /echo" H "\r\n", "HTTP/1.1 405", "\r\nAllow: POST\r\n", NULL },
    { GET("/forgets"), "HTTP/1.1 500", "\"internal\"", NULL },
    { GET("/forgets-pool"), "HTTP/1.1 500", "\"internal\"", NULL },
    { GET("/hello%"), "HTTP/1.1 400", "\"bad_input\"", NULL },
    { GET("/files/%00"), "HTTP/1.1 400", "percent-escape", NULL },
    { GET("/echo/%g1/x/1"), "HTTP/1.1 400", "percent-escape", NULL },
    { "GET /hello" H "Content-Length: 2\r\n\r\nab", "HTTP/1.1 413", "\"too_large\"", NULL },
    { GET("/ws"), "HTTP/1.1 400", "WebSocket handshake", NULL },
    { GET("/ws-pool"), "HTTP/1.1 400", "WebSocket handshake", NULL },
    { "GET /hello HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK\r\n", "Content-Length: 5", NULL },
    /* How one request is hidden in another: none of these may pass. */
    { "POST /echo" H "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 400", "", NULL },
    { "POST /echo" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400",
      "transfer encoding", NULL },
    { "POST /echo" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400",
      "transfer encoding", NULL },
    { "POST /echo" H "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400",
      "transfer encoding", NULL },
    { "POST /echo" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 400", "", NULL },
    { "POST /echo" H "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400", "", NULL },
    { "POST /echo" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", "HTTP/1.1 400",
      "more than once", NULL },
    { "POST /echo" H "Content-Length: +1\r\n\r\na", "HTTP/1.1 400", "", NULL },
    { "POST /echo" H "Content-Length: 1,1\r\n\r\na", "HTTP/1.1 400", "", NULL },
    { "POST /echo" H "Content-Length: -1\r\n\r\na", "HTTP/1.1 400", "", NULL },
    { "HEAD /hello" H "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 400", "", NULL },
    { "GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400", "Host", NULL },
    { "GET /hello" H "Host: y\r\n\r\n", "HTTP/1.1 400", "Host", NULL },
    { "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.0 400", "",
      NULL },
    { "GET /hello" H "X-A: a\x01\r\n\r\n", "HTTP/1.1 400", "malformed", NULL },
    { "GET /hello" H "X(A): a\r\n\r\n", "HTTP/1.1 400", "malformed", NULL },
    { "POST /echo" H "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 4", "",
      "body=" },
    { "BREW /hello" H "\r\n", "HTTP/1.1 501", "", NULL },
    { "nonsense\r\n\r\n", "HTTP/1.1 400", "", NULL },
};

static void check_exchanges(void)
{
    for (size_t i = 0; i < sizeof EXCHANGES / sizeof *EXCHANGES; i++) {
        struct buf b;
        int fd = raw_connect(port);
        buf_init(&b, NULL);
        raw_send(fd, str_c(EXCHANGES[i].send));
        bool ended = raw_to_end(fd, &b);
        const char *got = buf_cstr(&b);
        CHECK(ended, "case %zu closes: %s", i, EXCHANGES[i].send);
        CHECK(strncmp(got, EXCHANGES[i].starts, strlen(EXCHANGES[i].starts)) == 0,
              "case %zu: %s -> %s", i, EXCHANGES[i].send, got);
        CHECK(strstr(got, EXCHANGES[i].holds), "case %zu: %s -> %s", i, EXCHANGES[i].send, got);
        CHECK(!EXCHANGES[i].lacks || !strstr(got, EXCHANGES[i].lacks), "case %zu: %s -> %s", i,
              EXCHANGES[i].send, got);
        buf_fini(&b);
        close(fd);
    }
}

/* Bytes behind a refused request are never taken for the next one. */
static void check_smuggled(void)
{
    static const char *const SENT[] = {
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\nGET /json HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n"
        "GET /json HTTP/1.1\r\nHost: x\r\n\r\n",
        "HEAD /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n"
        "GET /json HTTP/1.1\r\nHost: x\r\n\r\n",
    };

    for (size_t i = 0; i < sizeof SENT / sizeof *SENT; i++) {
        struct buf b;
        int fd = raw_connect(port);
        buf_init(&b, NULL);
        raw_send(fd, str_c(SENT[i]));
        CHECK(raw_to_end(fd, &b), "case %zu closes", i);
        const char *got = buf_cstr(&b);
        CHECK(strstr(got, "HTTP/1.1 400") == got && !strstr(got, "{\"n\":1}"), "case %zu: %s", i,
              got);
        buf_fini(&b);
        close(fd);
    }
}

static void check_keep_alive(void)
{
    struct buf b;
    int fd = raw_connect(port);

    buf_init(&b, NULL);
    raw_send(fd, STR("GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /pool HTTP/1.1\r\nHost: x\r\n\r\n"
                     "GET /json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    CHECK(raw_to_end(fd, &b), "closes after the last");
    const char *got = buf_cstr(&b), *pool = strstr(got + 1, "HTTP/1.1 200");
    CHECK(pool && strstr(pool, "HTTP/1.1 201"), "three replies in order: %s", got);
    buf_fini(&b);
    close(fd);
}

static void check_large(void)
{
    static const char *const PATHS[] = { "/big", "/big-pool" };
    struct buf b;

    for (size_t i = 0; i < 2; i++) {
        int fd = raw_connect(port);
        buf_init(&b, NULL);
        buf_fmt(&b, "GET %s" H "\r\n", PATHS[i]);
        raw_send(fd, buf_str(&b));
        b.n = 0;
        CHECK(raw_to_end(fd, &b) && b.n > (3 << 20), "%s: %zu bytes", PATHS[i], b.n);
        CHECK(str_ends(buf_str(&b), STR("xxxx")), "to the end");
        buf_fini(&b);
        close(fd);
    }
}

static void check_limits(void)
{
    static const struct {
        const char *head;
        size_t body;
        const char *starts, *holds;
    } cases[] = {
        { "POST /echo" H "Content-Length: 1001\r\n\r\n", 1001, "HTTP/1.1 413", "\"too_large\"" },
        { "POST /echo" H "Content-Length: 1000\r\n\r\n", 1000, "HTTP/1.1 200", "body=aaaa" },
        { "POST /echo-pool/x" H "Content-Length: 100001\r\n\r\n", 100001, "HTTP/1.1 413",
          "\"too_large\"" },
        { "POST /echo-pool/x" H "Content-Length: 2000000\r\n\r\n", 2000000, "HTTP/1.1 413", "" },
        { "GET /hello" H "X-Long: ", 20000, "HTTP/1.1 400", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        int fd = raw_connect(port);
        char *body = malloc(cases[i].body);
        memset(body, 'a', cases[i].body);
        buf_init(&b, NULL);
        raw_send(fd, str_c(cases[i].head));
        raw_send(fd, (str){ body, cases[i].body });
        CHECK(raw_to_end(fd, &b), "case %zu closes", i);
        const char *got = buf_cstr(&b);
        CHECK(strncmp(got, cases[i].starts, 12) == 0 && strstr(got, cases[i].holds),
              "case %zu: %.300s", i, got);
        buf_fini(&b);
        free(body);
        close(fd);
    }
}

/* One worker, one place in the queue: the third waits outside. */
static void check_queue(void)
{
    struct server *s = must_start((struct server_limits){ .workers = 1, .queue = 1 });
    struct buf b;
    int fds[3];

    for (size_t i = 0; i < 3; i++) {
        fds[i] = raw_connect(server_port(s));
        raw_send(fds[i], STR(GET("/gate")));
        if (i == 0)
            sem_wait(&entered);
        while (i == 1 && server_stats(s).queue_depth != 1)
            usleep(1000);
    }
    buf_init(&b, NULL);
    CHECK(raw_to_end(fds[2], &b), "the third is answered");
    CHECK(strstr(buf_cstr(&b), "HTTP/1.1 429") && strstr(buf_cstr(&b), "\r\nRetry-After: 1\r\n") &&
              strstr(buf_cstr(&b), "\"limited\""),
          "%s", buf_cstr(&b));
    CHECK(server_stats(s).rejected == 1, "counted");
    sem_post(&gate);
    sem_post(&gate);
    for (size_t i = 0; i < 2; i++) {
        b.n = 0;
        CHECK(raw_to_end(fds[i], &b) && strstr(buf_cstr(&b), "through"), "%zu waits its turn", i);
    }
    sem_wait(&entered);
    buf_fini(&b);
    for (size_t i = 0; i < 3; i++)
        close(fds[i]);
    server_free(s);
}

static void check_gone_client(void)
{
    int fd = raw_connect(port);

    raw_send(fd, STR(GET("/gate")));
    sem_wait(&entered);
    struct linger now = { 1, 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
    sem_post(&gate);
    struct buf b;
    buf_init(&b, NULL);
    fd = raw_connect(port);
    raw_send(fd, STR(GET("/pool")));
    CHECK(raw_to_end(fd, &b) && strstr(buf_cstr(&b), "hello"), "nobody else notices");
    buf_fini(&b);
    close(fd);
}

static void await_closed(const char *what)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += 10;
    CHECK(sem_timedwait(&closed_sem, &t) == 0, "on_close: %s", what);
    CHECK(atomic_load(&closed_id) == atomic_load(&last_stream), "its id: %s", what);
}

static void check_sse(const char *path)
{
    static const char EVENTS[] = "event: step\ndata: one\ndata: two\ndata: three\ndata: four\n\n"
                                 "data: plain\n\n";
    struct buf b;
    int fd = raw_connect(port);

    buf_init(&b, NULL);
    buf_fmt(&b, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    raw_send(fd, buf_str(&b));
    b.n = 0;
    CHECK(raw_until(fd, &b, str_c(EVENTS)), "%s: %s", path, buf_cstr(&b));
    CHECK(strstr(buf_cstr(&b), "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"), "head");
    CHECK(strstr(buf_cstr(&b), "\r\nCache-Control: no-store\r\n"), "head");
    CHECK(strstr(buf_cstr(&b), "\r\nX-Accel-Buffering: no\r\n"), "head");
    CHECK(strstr(buf_cstr(&b), "\r\nX-Common: yes\r\n"), "head");
    stream_id id = atomic_load(&last_stream);
    CHECK(stream_is_open(server, id) && server_stats(server).streams_open == 1, "open");
    stream_send_event(server, id, STR("late"), STR(""));
    CHECK(raw_until(fd, &b, STR("event: late\ndata: \n\n")), "from another thread");
    stream_send_event(server, id, STR("last"), STR("x"));
    stream_close(server, id);
    CHECK(raw_to_end(fd, &b) && strstr(buf_cstr(&b), "event: last\ndata: x\n\n"), "then closed");
    await_closed("by the server");
    close(fd);

    fd = raw_connect(port);
    b.n = 0;
    buf_fmt(&b, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    raw_send(fd, buf_str(&b));
    b.n = 0;
    raw_until(fd, &b, str_c(EVENTS));
    close(fd);
    await_closed("by the client");
    CHECK(!stream_is_open(server, atomic_load(&last_stream)), "closed");
    buf_fini(&b);
}

/* A reader that does not read is given up, one that does gets everything. */
static void check_slow_reader(void)
{
    enum { PIECE = 64 << 10 };
    struct buf b;
    int fd = raw_connect(port), small = 4096;
    char *piece = malloc(PIECE);

    memset(piece, 'y', PIECE);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    buf_init(&b, NULL);
    raw_send(fd, STR("GET /sse HTTP/1.1\r\nHost: x\r\n\r\n"));
    raw_until(fd, &b, STR("data: plain\n\n"));
    for (int i = 0; i < 400 && stream_is_open(server, atomic_load(&last_stream)); i++) {
        stream_send_event(server, atomic_load(&last_stream), STR(""), (str){ piece, PIECE });
        usleep(1000);
    }
    await_closed("of a slow reader");
    close(fd);

    fd = raw_connect(port);
    b.n = 0;
    raw_send(fd, STR("GET /sse HTTP/1.1\r\nHost: x\r\n\r\n"));
    raw_until(fd, &b, STR("data: plain\n\n"));
    for (int i = 0; i < 10; i++) /* more than the limit, at once */
        stream_send_event(server, atomic_load(&last_stream), STR(""), (str){ piece, PIECE });
    stream_send_event(server, atomic_load(&last_stream), STR("end"), STR(""));
    CHECK(raw_until(fd, &b, STR("event: end\n")) && b.n > 10 * PIECE, "a burst passes");
    close(fd);
    await_closed("after a burst");
    buf_fini(&b);
    free(piece);
}

static void ws_frame(int fd, unsigned char first, str payload)
{
    static const unsigned char MASK[4] = { 1, 2, 3, 4 };
    struct buf b;

    buf_init(&b, NULL);
    buf_byte(&b, (char)first);
    if (payload.n < 126) {
        buf_byte(&b, (char)(0x80 | payload.n));
    } else {
        buf_byte(&b, (char)(0x80 | 127));
        for (int i = 7; i >= 0; i--)
            buf_byte(&b, (char)(payload.n >> (8 * i)));
    }
    buf_add(&b, (str){ (const char *)MASK, 4 });
    for (size_t i = 0; i < payload.n; i++)
        buf_byte(&b, (char)(payload.p[i] ^ MASK[i % 4]));
    raw_send(fd, buf_str(&b));
    buf_fini(&b);
}

static int ws_open(const char *path, struct buf *b)
{
    int fd = raw_connect(port);

    b->n = 0;
    buf_fmt(b,
            "GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\n"
            "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            path);
    raw_send(fd, buf_str(b));
    b->n = 0;
    CHECK(raw_until(fd, b, STR("\r\n\r\n\x81\x05hello")), "handshake and greeting");
    /* The accept value is the example of RFC 6455, 1.3. */
    CHECK(strstr(buf_cstr(b), "HTTP/1.1 101 ") &&
              strstr(buf_cstr(b), "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
          "%s", buf_cstr(b));
    b->n = 0;
    return fd;
}

static void check_websocket(const char *path)
{
    struct buf b;

    buf_init(&b, NULL);
    int fd = ws_open(path, &b);
    ws_frame(fd, 0x81, STR("hi"));
    CHECK(raw_until(fd, &b, STR("\x81\x02hi")), "echo");
    ws_frame(fd, 0x01, STR("he")); /* in two fragments, a ping between */
    ws_frame(fd, 0x89, STR("p"));
    ws_frame(fd, 0x80, STR("llo"));
    CHECK(raw_until(fd, &b, STR("\x8a\x01p")), "pong");
    CHECK(raw_until(fd, &b, STR("\x81\x05hello")), "put together");
    stream_send_text(server, atomic_load(&last_stream), STR("out"));
    CHECK(raw_until(fd, &b, STR("\x81\x03out")), "from another thread");
    ws_frame(fd, 0x88, STR("\x03\xe8"));
    CHECK(raw_until(fd, &b, STR("\x88\x02\x03\xe8")) && raw_to_end(fd, &b), "close is answered");
    await_closed("by a close frame");
    close(fd);

    fd = ws_open(path, &b);
    ws_frame(fd, 0x81, STR("bye"));
    CHECK(raw_until(fd, &b, STR("\x88\x02\x03\xe8")), "closed by the application");
    await_closed("by the application");
    ws_frame(fd, 0x88, STR("\x03\xe8"));
    CHECK(raw_to_end(fd, &b), "and hung up");
    close(fd);

    fd = ws_open(path, &b);
    close(fd);
    await_closed("without a word");
    buf_fini(&b);
}

/* Each broken frame gets the close code of RFC 6455, 7.4.1. */
static void check_websocket_errors(void)
{
    static char long_text[(64 << 10) + 1];
    static const struct {
        unsigned char first;
        str payload;
        unsigned code;
        const char *what;
    } cases[] = {
        { 0x82, { "bin", 3 }, 1003, "binary" },
        { 0x81, { "\xff\xfe", 2 }, 1007, "invalid UTF-8" },
        { 0x81, { long_text, sizeof long_text }, 1009, "too large" },
        { 0x83, { "x", 1 }, 1002, "unknown opcode" },
        { 0xc1, { "x", 1 }, 1002, "reserved bit" },
    };
    struct buf b;

    memset(long_text, 'a', sizeof long_text);
    buf_init(&b, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = ws_open("/ws", &b);
        ws_frame(fd, cases[i].first, cases[i].payload);
        while (b.n < 4 && raw_more(fd, &b, RAW_PATIENCE_MS))
            ;
        unsigned code = b.n < 4 ? 0 : (unsigned)(uint8_t)b.p[2] << 8 | (uint8_t)b.p[3];
        CHECK(b.n >= 4 && (uint8_t)b.p[0] == 0x88 && code == cases[i].code, "%s: %u", cases[i].what,
              code);
        await_closed(cases[i].what);
        close(fd);
    }
    int fd = ws_open("/ws", &b);
    ws_frame(fd, 0x81, (str){ long_text, sizeof long_text - 1 });
    while (b.n < sizeof long_text && raw_more(fd, &b, RAW_PATIENCE_MS))
        ;
    CHECK(b.n == sizeof long_text - 1 + 10, "the largest message: %zu", b.n);
    close(fd);
    await_closed("after the largest message");
    buf_fini(&b);
}

static void check_bind_failure(void)
{
    struct server *s = NULL;
    struct why why = { "" };
    char wanted[160];
    struct server_options o = { .address = "127.0.0.1", .port = port };

    snprintf(wanted, sizeof wanted,
             "cannot listen on 127.0.0.1:%u: address already in use; choose another port with "
             "--listen",
             port);
    CHECK(server_new(&s, &o, ROUTES, 1, &why) == ERR_IO && !s, "the port is taken");
    CHECK(strcmp(why.text, wanted) == 0, "%s", why.text);
    o.address = "not an address";
    CHECK(server_new(&s, &o, ROUTES, 1, &why) == ERR_IO && !s, "%s", why.text);
}

/* At the limit the next one is not refused, it waits. */
static void check_connections(void)
{
    struct server *s = must_start((struct server_limits){ .connections = 2, .idle_s = 1 });
    struct buf b;
    int fds[3];

    buf_init(&b, NULL);
    for (size_t i = 0; i < 3; i++) {
        fds[i] = raw_connect(server_port(s));
        raw_send(fds[i], STR("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));
        b.n = 0;
        if (i < 2)
            CHECK(raw_until(fds[i], &b, STR("hello")), "%zu is served", i);
    }
    b.n = 0;
    CHECK(!raw_more(fds[2], &b, 100), "the third is not");
    CHECK(server_stats(s).connections_open == 2, "two are open");
    close(fds[0]);
    CHECK(raw_until(fds[2], &b, STR("hello")), "but when there is room");
    b.n = 0;
    CHECK(raw_to_end(fds[1], &b) && b.n == 0, "an idle one is closed");
    CHECK(raw_to_end(fds[2], &b) && b.n == 0, "and the other");
    fds[0] = raw_connect(server_port(s));
    raw_send(fds[0], STR(GET("/gate")));
    sem_wait(&entered);
    usleep(1300000);
    sem_post(&gate);
    CHECK(raw_to_end(fds[0], &b) && strstr(buf_cstr(&b), "through"),
          "one that waits for us is not");
    for (size_t i = 0; i < 3; i++)
        close(fds[i]);
    buf_fini(&b);
    server_free(s);
}

static atomic_int ticks, posted;

static void count(void *ctx)
{
    atomic_fetch_add((atomic_int *)ctx, 1);
}

static void check_calls(void)
{
    server_every(server, 20, count, &ticks);
    CHECK(server_post(server, count, &posted) == ERR_OK, "post");
    for (int i = 0; i < 200 && (atomic_load(&ticks) < 3 || !atomic_load(&posted)); i++)
        usleep(10000);
    CHECK(atomic_load(&ticks) >= 3 && atomic_load(&posted) == 1, "%d ticks", atomic_load(&ticks));
}

/* With streams open, a request running, one waiting and idle connections. */
static void check_stop(void)
{
    struct server *old = server;
    struct buf b;
    int closed_before = atomic_load(&closed);

    server = must_start((struct server_limits){ .workers = 1 });
    port = server_port(server);
    buf_init(&b, NULL);
    int ws = ws_open("/ws", &b), idle = raw_connect(port), sse = raw_connect(port);
    int running = raw_connect(port), waiting = raw_connect(port);
    raw_send(sse, STR("GET /sse HTTP/1.1\r\nHost: x\r\n\r\n"));
    raw_until(sse, &b, STR("plain\n\n"));
    raw_send(running, STR("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n"));
    sem_wait(&entered);
    raw_send(waiting, STR("GET /pool HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (server_stats(server).queue_depth != 1)
        usleep(1000);
    CHECK(server_stats(server).connections_open == 5, "five connections");
    server_stop(server);
    b.n = 0;
    CHECK(raw_to_end(sse, &b), "the event stream ends");
    b.n = 0;
    CHECK(raw_until(ws, &b, STR("\x88\x02\x03\xe9")), "going away (1001)");
    sem_post(&gate);
    b.n = 0;
    CHECK(raw_to_end(running, &b) && strstr(buf_cstr(&b), "through"), "what runs is finished");
    b.n = 0;
    CHECK(raw_to_end(waiting, &b) && strstr(buf_cstr(&b), "hello"), "what waits too");
    close(ws);
    server_free(server);
    CHECK(atomic_load(&closed) == closed_before + 2, "both streams were told");
    b.n = 0;
    CHECK(raw_to_end(idle, &b) && b.n == 0, "idle ones are closed");
    int fds[] = { idle, sse, running, waiting };
    for (size_t i = 0; i < 4; i++)
        close(fds[i]);
    buf_fini(&b);
    server = old;
    port = server_port(server);
}

int main(void)
{
    sem_init(&gate, 0, 0);
    sem_init(&entered, 0, 0);
    sem_init(&closed_sem, 0, 0);
    server = must_start((struct server_limits){ .workers = 4 });
    port = server_port(server);
    check_exchanges();
    check_smuggled();
    check_keep_alive();
    check_large();
    check_limits();
    check_queue();
    check_gone_client();
    check_sse("/sse");
    check_sse("/sse-pool");
    check_slow_reader();
    check_websocket("/ws");
    check_websocket("/ws-pool");
    check_websocket_errors();
    check_bind_failure();
    check_connections();
    check_calls();
    check_stop();
    server_free(server);
    return T_DONE();
}
