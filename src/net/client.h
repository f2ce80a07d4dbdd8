/* client.h - outgoing HTTP over libcurl, blocking, cancellable.
 *
 * One `struct http` per thread of work; it keeps its connections open and
 * reuses them.  The body is pulled through a callback as it arrives, so a page
 * of any size needs no more memory than a piece.
 *
 * Limits:  body_max per call (ERR_TOO_LARGE), connect and total deadline.
 * Errors:  ERR_UNAVAILABLE could not connect; ERR_TIMEOUT; ERR_CANCELLED;
 *          ERR_UPSTREAM broken answer.  Any HTTP status is success here.
 * Safety:  redirects are not followed; only http and https; TLS is verified;
 *          struct http_rules says which hosts may be called, and how.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdatomic.h>

struct http;

struct http_call {
    const char *method; /* "POST" */
    const char *url;
    const char *const *headers; /* "Name: value" */
    size_t headers_n;
    const char *user, *password; /* Basic, or NULL */
    const char *bearer;          /* or NULL */
    str body;
    unsigned connect_ms, total_ms; /* 0: 5000, 60000 */
    size_t body_max;               /* 0: 64 MiB */
    const atomic_bool *cancelled;  /* or NULL */
    /* Pieces of the body as they come; NULL collects them into reply.body.
     * Not ERR_OK stops the transfer with that error. */
    err_t (*on_body)(void *ctx, str piece);
    void *ctx;
    bool body_only_on_2xx; /* other statuses are collected into reply.body */
};

struct http_reply {
    int status;
    str content_type;
    str retry_after;    /* header value or empty */
    str retry_after_ms; /* retry-after-ms, x-should-retry or empty */
    str should_retry;
    str session_id; /* Mcp-Session-Id or empty */
    str request_id; /* request-id or empty */
    str body;       /* in the arena of the call */
    uint64_t bytes;
    unsigned connects; /* connections opened for it; 0: one that was open served */
};

struct http *http_new(void);
void http_free(struct http *h);

/* What holds for every call from now on.  Everything is borrowed. */
struct http_rules {
    /* Names compared without case; "*.example.com" is every name below it.
     * NULL: any host.  A call to another one is ERR_DENIED. */
    const char *const *hosts;
    size_t hosts_n;
    bool https_only;     /* except to this machine itself; else ERR_DENIED */
    const char *proxy;   /* NULL: what the environment names; never for this machine */
    const char *ca_file; /* certificates to trust, PEM; NULL: those of the system */
};

void http_set_rules(struct http *h, const struct http_rules *rules);

/* Would a call to this address be refused by the rules? */
MUST_CHECK err_t http_check_url(const struct http *h, const char *url, struct why *why);

/* The host of an address, without port, in `a`; ERR_BAD_INPUT when it is none. */
MUST_CHECK err_t http_host(struct arena *a, const char *url, str *out, struct why *why);

/* 127.0.0.0/8, ::1, localhost. */
bool http_is_loopback(str host);

MUST_CHECK err_t http_do(struct http *h, struct arena *a, const struct http_call *call,
                         struct http_reply *out, struct why *why);

/* Percent-encoding of one path segment or query value (RFC 3986). */
str http_escape(struct arena *a, str s);

#endif
