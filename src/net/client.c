#include "net/rules.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>

enum {
    CONNECT_MS = 5000,
    TOTAL_MS = 60000,
    CANCEL_LOOK_MS = 50, /* how late a cancel may be noticed */
    WAIT_MS = 1000,
    PIECE = 64 << 10,
};

static const size_t BODY_MAX = (size_t)64 << 20;

/* A multi handle of our own rather than curl_easy_perform(), whose progress
 * callback comes once a second when nothing moves. */
struct http {
    CURLM *multi;
    CURL *easy;
    struct http_rules rules;
    char error[CURL_ERROR_SIZE];
};

/* One call while it runs. */
struct transfer {
    struct http *h;
    struct arena *arena;
    const struct http_call *call;
    struct http_reply reply;
    struct buf body;
    size_t body_max;
    err_t failed; /* why a callback stopped it */
};

static long status_of(const struct transfer *t)
{
    long status = 0;

    curl_easy_getinfo(t->h->easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static bool is_collected(const struct transfer *t)
{
    if (!t->call->on_body)
        return true;
    return t->call->body_only_on_2xx && status_of(t) / 100 != 2;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    str piece = { p, size * n };

    if (piece.n > t->body_max - t->reply.bytes) {
        t->failed = ERR_TOO_LARGE;
        return 0;
    }
    t->reply.bytes += piece.n;
    if (is_collected(t))
        buf_add(&t->body, piece);
    else
        t->failed = t->call->on_body(t->call->ctx, piece);
    return t->failed ? 0 : piece.n;
}

/* Every answer begins with a status line, also one that only says 100. */
static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    str value = { p, size * n };
    const struct {
        str name;
        str *to;
    } kept[] = {
        { STR("Retry-After"), &t->reply.retry_after },
        { STR("Retry-After-Ms"), &t->reply.retry_after_ms },
        { STR("X-Should-Retry"), &t->reply.should_retry },
        { STR("Mcp-Session-Id"), &t->reply.session_id },
        { STR("Request-Id"), &t->reply.request_id },
    };

    if (str_starts(value, STR("HTTP/")))
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            *kept[i].to = STR("");
    str name = str_cut(&value, ':');
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (str_eq_nocase(name, kept[i].name))
            *kept[i].to = arena_str(t->arena, str_trim(value));
    return size * n;
}

static void init_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort();
}

/* What is the same for every call, and stays. */
static void set_always(struct http *h)
{
    CURL *c = h->easy;

    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "auric/" AURIC_VERSION);
    curl_easy_setopt(c, CURLOPT_BUFFERSIZE, (long)PIECE);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->error);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
}

struct http *http_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct http *h = calloc(1, sizeof *h);

    pthread_once(&once, init_curl);
    if (!h)
        abort();
    h->multi = curl_multi_init();
    h->easy = curl_easy_init();
    if (!h->multi || !h->easy)
        abort();
    set_always(h);
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->easy);
    curl_multi_cleanup(h->multi);
    free(h);
}

void http_set_rules(struct http *h, const struct http_rules *rules)
{
    h->rules = *rules;
}

err_t http_check_url(const struct http *h, const char *url, struct why *why)
{
    struct arena *a = arena_new();
    struct http_address at;
    err_t e = http_read_address(a, url, &at, why);

    if (!e)
        e = http_check_address(&h->rules, &at, why);
    arena_free(a);
    return e;
}

static bool is_line(const char *s)
{
    for (; *s; s++)
        if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f)
            return false;
    return true;
}

static void free_list(void *list)
{
    curl_slist_free_all(list);
}

static void add(struct curl_slist **list, const char *line)
{
    struct curl_slist *more = curl_slist_append(*list, line);

    if (!more)
        abort();
    *list = more;
}

/* No waiting for "100 Continue", and no form type that nobody asked for. */
static err_t set_headers(struct transfer *t, struct why *why)
{
    struct curl_slist *list = NULL;
    bool has_type = false;
    err_t e = ERR_OK;

    for (size_t i = 0; i < t->call->headers_n; i++) {
        const char *line = t->call->headers[i];
        if (!is_line(line))
            e = why_fail(why, ERR_BAD_INPUT, "a header to be sent holds a control character");
        has_type |= str_eq_nocase(str_sub(str_c(line), 0, 13), STR("Content-Type:"));
        add(&list, line);
    }
    add(&list, "Expect:");
    if (!has_type)
        add(&list, "Content-Type:");
    arena_defer(t->arena, free_list, list);
    curl_easy_setopt(t->h->easy, CURLOPT_HTTPHEADER, list);
    return e;
}

static void set_method(CURL *c, const struct http_call *call)
{
    str method = str_c(call->method);

    curl_easy_setopt(c, CURLOPT_HTTPGET, 1L); /* also ends what a HEAD or a body before it set */
    if (str_eq(method, STR("HEAD"))) {
        curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
        return;
    }
    if (call->body.n || !str_eq(method, STR("GET"))) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, call->body.n ? call->body.p : "");
    }
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, call->method);
}

static void set_credentials(CURL *c, const struct http_call *call)
{
    if (call->bearer) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, call->bearer);
    } else if (call->user) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, call->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, call->password ? call->password : "");
    }
}

static err_t set_up(struct transfer *t, struct why *why)
{
    const struct http_call *call = t->call;
    CURL *c = t->h->easy;
    struct http_address at;

    TRY(http_read_address(t->arena, call->url, &at, why));
    TRY(http_check_address(&t->h->rules, &at, why));
    curl_easy_setopt(c, CURLOPT_PROXY, http_is_loopback(at.host) ? "" : t->h->rules.proxy);
    if (t->h->rules.ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, t->h->rules.ca_file);
    curl_easy_setopt(c, CURLOPT_URL, call->url);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(call->connect_ms ? call->connect_ms : CONNECT_MS));
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(call->total_ms ? call->total_ms : TOTAL_MS));
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
    set_method(c, call);
    set_credentials(c, call);
    return set_headers(t, why);
}

/* Nothing of the call stays, credentials least of all. */
static void set_down(CURL *c)
{
    curl_easy_setopt(c, CURLOPT_URL, NULL);
    curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, NULL);
    curl_easy_setopt(c, CURLOPT_USERNAME, NULL);
    curl_easy_setopt(c, CURLOPT_PASSWORD, NULL);
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, NULL);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, NULL);
}

static bool is_cancelled(const struct http_call *call)
{
    return call->cancelled && atomic_load(call->cancelled);
}

static CURLcode result(CURLM *multi)
{
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(multi, &left)))
        if (m->msg == CURLMSG_DONE)
            return m->data.result;
    return CURLE_FAILED_INIT;
}

static CURLcode perform(struct transfer *t)
{
    CURLM *multi = t->h->multi;
    int running = 1;

    if (curl_multi_add_handle(multi, t->h->easy) != CURLM_OK)
        return CURLE_FAILED_INIT;
    for (;;) {
        if (is_cancelled(t->call)) {
            t->failed = ERR_CANCELLED;
            return CURLE_ABORTED_BY_CALLBACK;
        }
        if (curl_multi_perform(multi, &running) != CURLM_OK || !running)
            return result(multi);
        curl_multi_poll(multi, NULL, 0, t->call->cancelled ? CANCEL_LOOK_MS : WAIT_MS, NULL);
    }
}

static bool was_connected(CURL *c)
{
    curl_off_t us = 0;

    return curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &us) == CURLE_OK && us > 0;
}

static err_t error_of(const struct transfer *t, CURLcode code)
{
    if (t->failed)
        return t->failed;
    switch (code) {
    case CURLE_OK:
        return t->body.overflow ? ERR_TOO_LARGE : ERR_OK;
    case CURLE_URL_MALFORMAT:
    case CURLE_SSL_CACERT_BADFILE:
        return ERR_BAD_INPUT;
    case CURLE_OPERATION_TIMEDOUT:
        return was_connected(t->h->easy) ? ERR_TIMEOUT : ERR_UNAVAILABLE;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return ERR_UNAVAILABLE;
    default:
        return ERR_UPSTREAM;
    }
}

/* The host and never the whole address: a query may hold what is secret. */
static err_t explain(const struct transfer *t, CURLcode code, err_t e, struct why *why)
{
    str rest = str_c(t->call->url);
    size_t scheme = str_find(rest, STR("://"));

    rest = str_sub(rest, scheme + 3, rest.n);
    str host = str_cut(&rest, '/');
    size_t user = str_find_byte(host, '@');
    if (user < host.n)
        host = str_sub(host, user + 1, host.n);
    if (e == ERR_TOO_LARGE)
        return why_fail(why, e, "the answer of %.*s is larger than %zu bytes", STR_ARG(host),
                        t->body_max);
    if (t->failed)
        return e; /* whoever stopped it knows why */
    return why_fail(why, e, "%.*s: %s", STR_ARG(host),
                    t->h->error[0] ? t->h->error : curl_easy_strerror(code));
}

static void finish(struct transfer *t, struct http_reply *out)
{
    const char *type = NULL;
    long connects = 0;

    curl_easy_getinfo(t->h->easy, CURLINFO_NUM_CONNECTS, &connects);
    t->reply.connects = (unsigned)connects;

    curl_easy_getinfo(t->h->easy, CURLINFO_CONTENT_TYPE, &type);
    t->reply.status = (int)status_of(t);
    t->reply.content_type = arena_str(t->arena, str_c(type));
    t->reply.body = t->body.n ? buf_str(&t->body) : STR("");
    *out = t->reply;
}

err_t http_do(struct http *h, struct arena *a, const struct http_call *call, struct http_reply *out,
              struct why *why)
{
    struct transfer t = { .h = h, .arena = a, .call = call };

    t.body_max = call->body_max ? call->body_max : BODY_MAX;
    t.reply.retry_after = t.reply.retry_after_ms = t.reply.should_retry = STR("");
    t.reply.session_id = t.reply.request_id = STR("");
    buf_init(&t.body, a);
    t.body.max = t.body_max;
    h->error[0] = '\0';
    err_t e = set_up(&t, why);
    if (!e) {
        CURLcode code = perform(&t);
        e = error_of(&t, code);
        if (e)
            e = explain(&t, code, e, why);
        else
            finish(&t, out);
        curl_multi_remove_handle(h->multi, h->easy);
    }
    set_down(h->easy);
    return e;
}

str http_escape(struct arena *a, str s)
{
    static const char HEX[] = "0123456789ABCDEF";
    char *p = arena_array(a, s.n + 1, 3);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            p[n++] = (char)c;
        } else {
            p[n++] = '%';
            p[n++] = HEX[c >> 4];
            p[n++] = HEX[c & 15];
        }
    }
    return (str){ p, n };
}
