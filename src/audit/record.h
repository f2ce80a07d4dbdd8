/* record.h - one line of the audit record.
 *
 * A line is one JSON object: members sorted by name, no white space, ASCII
 * only (everything else as \u escapes), so that no name, question or address
 * can break or disguise a line, and the same event always gives the same
 * bytes.  Empty members are left out.  `prev` is the SHA-256, in hexadecimal,
 * of the line before without its line end, 64 zeros for the first:
 *
 *     sha256(line of seq 7)  ==  "prev" in the line of seq 8
 *
 * which sha256sum can check as well as we can (chain.h).
 *
 * Layer:   audit; pure.  Passwords, tokens and values of masked fields never
 *          come here: that is the caller's promise.
 * Limits:  a text of more than AUDIT_TEXT_MAX bytes is cut at a character and
 *          ends in "...[N bytes]"; lists hold AUDIT_LIST_MAX.
 */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include "base/arena.h"
#include "base/err.h"

enum { AUDIT_TEXT_MAX = 4096, AUDIT_LIST_MAX = 256, AUDIT_LINE_MAX = 1 << 20 };

struct audit_list {
    const str *p;
    size_t n;
};

struct audit_event {
    int64_t seq;   /* given by the writer */
    int64_t ts_ms; /* since 1970, UTC; shown as RFC 3339 with milliseconds */
    str event;     /* what kind: "question", "sign_in", "sign_out", "user_change", "export",
                        "tool_call", "start", "stop", ... */
    str actor;     /* user name */
    str role, session, ip;
    str action;                       /* ALLOWED, BLOCKED, SECURITY_VIOLATION */
    str question;                     /* as it was asked */
    str reading;                      /* as it was understood, in words */
    struct audit_list models, fields; /* "Product", "Product.price" */
    str decision;                     /* "allow", "deny" */
    str rule;          /* which rule decided: "role:clerk", "quota", "guard:override" */
    str outcome;       /* "answer", "clarify", "refused", "failed" */
    str reason;        /* why not, in words */
    str guard_verdict; /* empty: the guard was not asked */
    double guard_score;
    struct audit_list guard_rules;
    str request_id;
    str error;                  /* code of err.h */
    str target;                 /* of an administrative change: which user, which role */
    str change;                 /* "role: clerk -> manager" */
    int64_t rows, requests, us; /* rows answered, requests to the hub, microseconds; -1: none */
};

#define AUDIT_EVENT_NONE ((struct audit_event){ .rows = -1, .requests = -1, .us = -1 })

/* In the arena; `prev` is 64 hexadecimal digits. */
str audit_line(struct arena *a, const struct audit_event *e, str prev);

/* The line read back; ERR_BAD_INPUT when it is not one that audit_line()
 * writes, byte for byte. */
MUST_CHECK err_t audit_parse(struct arena *a, str line, struct audit_event *out, str *prev,
                             struct why *why);

/* "2025-06-18T10:00:00.123Z" and back. */
str audit_time(struct arena *a, int64_t ms);
bool audit_time_parse(str text, int64_t *ms);

#endif
