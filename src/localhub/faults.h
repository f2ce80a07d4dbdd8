/* faults.h - failures on demand, so that a client's answers to them can be
 * tried: "latency_ms=20..200,fail=503@5%,token=again@only:3,seed=7".
 *
 * A part is a fault, its value, and when it happens: `@5%` of the requests by
 * chance, `@every:10`, `@only:3` the third request alone; without it always.
 * Chance follows from the seed and the number of the request: the same seed
 * gives the same failures.
 *
 * Memory:  the faults hold nothing of the specification.
 * Limits:  HUB_FAULTS_MAX parts.
 * Errors:  ERR_BAD_INPUT names the part that is wrong.
 * Threads: hub_faults_next() any, the others one.
 */
#ifndef LOCALHUB_FAULTS_H
#define LOCALHUB_FAULTS_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>

/* clang-format off */
/*    fault        name          example         what it does */
#define HUB_FAULT_LIST(X)                                                                          \
    X(LATENCY,     "latency_ms", "p50:20/p99:400", "milliseconds more: `50` always so many, `20..200` evenly between, `p50:20/p99:400` log-normal with these percentiles") \
    X(FAIL,        "fail",       "503@5%",      "a status from 400 to 599 in the shape that Boomi gives it: 401 as a page of HTML, 403 as a `UserMessage`")                  \
    X(RESET,       "reset",      "@2%",         "the connection is reset in the middle of the answer, or before it")                                                         \
    X(TRUNCATE,    "truncate",   "@2%",         "the answer says that it is complete and breaks off")                                                                        \
    X(MALFORMED,   "malformed",  "@every:50",   "an end tag that nobody opened, somewhere")                                                                                  \
    X(TRICKLE,     "trickle_ms", "300@5%",      "the answer comes in pieces, over so many milliseconds")                                                                     \
    X(PREFIX,      "prefix",     "@10%",        "every element is called `mdm:...`")                                                                                         \
    X(NO_SECONDS,  "no_seconds", "",            "timestamps on the full minute come without seconds")                                                                        \
    X(PAGE,        "page",       "50",          "at most so many records a page, whatever was asked")                                                                        \
    X(TOTAL,       "total",      "100@1%",      "`totalCount` is wrong by up to so many, either way")                                                                        \
    X(TOKEN_AGAIN, "token_again", "@only:3",    "`offsetToken` is that of the same page once more")                                                                          \
    X(TOKEN_LOST,  "token_lost", "@1%",         "`offsetToken` is missing, as if nothing came after")
/* clang-format on */

enum hub_fault_kind {
#define X(kind, name, example, what) HUB_FAULT_##kind,
    HUB_FAULT_LIST(X)
#undef X
        HUB_FAULT_COUNT
};

struct hub_fault_info {
    const char *name, *example, *what;
};

const struct hub_fault_info *hub_fault_info(enum hub_fault_kind kind);

enum { HUB_FAULTS_MAX = 32 };

enum hub_fault_when { HUB_ALWAYS, HUB_BY_CHANCE, HUB_EVERY, HUB_ONLY };

struct hub_fault {
    enum hub_fault_kind kind;
    enum hub_fault_when when;
    double chance;    /* HUB_BY_CHANCE: from 0 to 1 */
    uint64_t nth;     /* HUB_EVERY, HUB_ONLY */
    double low, high; /* the value; equal when it is one number */
    bool by_percentiles;
};

struct hub_faults {
    struct hub_fault p[HUB_FAULTS_MAX];
    size_t n;
    uint64_t seed;
    atomic_uint_fast64_t requests;
};

/* What happens to one request: a number for each fault, 0: not this one. */
struct hub_mishap {
    double value[HUB_FAULT_COUNT];
    uint64_t random; /* where in the answer */
};

/* `out` is zeroed by the caller; nothing in `spec` is no fault. */
MUST_CHECK err_t hub_faults_parse(str spec, struct hub_faults *out, struct why *why);

void hub_faults_next(struct hub_faults *f, struct hub_mishap *out);

static inline bool hub_mishap_has(const struct hub_mishap *m, enum hub_fault_kind kind)
{
    return m->value[kind] != 0;
}

#endif
