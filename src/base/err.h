/* err.h - the one error type.
 *
 * A function that can fail returns err_t, and 0 means success.  Each code
 * carries, in one row, everything an edge needs to answer for it, so HTTP,
 * JSON-RPC, the exit status and the audit log can never disagree about what
 * went wrong.  The public text is the fallback; what exactly is wrong, and
 * what to do about it, travels beside the code in a struct why.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

/* clang-format off */
/*    name          http  jsonrpc  public text                                 */
#define ERR_LIST(X)                                                              \
    X(OK,            200,      0, "ok")                                          \
    X(BAD_INPUT,     400, -32602, "the request could not be understood")         \
    X(UNAUTHENTICATED, 401, -32001, "sign in first")                             \
    X(DENIED,        403, -32001, "not allowed")                                 \
    X(NOT_FOUND,     404, -32002, "not found")                                   \
    X(CONFLICT,      409, -32003, "it was changed meanwhile; try again")         \
    X(TOO_LARGE,     413, -32602, "the request is too large")                    \
    X(LIMITED,       429, -32004, "too many requests; wait and try again")       \
    X(CANCELLED,     499, -32800, "stopped")                                     \
    X(INTERNAL,      500, -32603, "internal error")                              \
    X(UNSUPPORTED,   501, -32601, "this cannot be done here")                    \
    X(UPSTREAM,      502, -32005, "an upstream service failed")                  \
    X(UPSTREAM_AUTH, 502, -32006, "an upstream service refused our credentials") \
    X(UNAVAILABLE,   503, -32007, "a service is down; try again")                \
    X(TIMEOUT,       504, -32008, "an upstream service took too long")           \
    X(IO,            500, -32603, "reading or writing failed")
/* clang-format on */

typedef enum err {
#define X(name, http, rpc, text) ERR_##name,
    ERR_LIST(X)
#undef X
        ERR_COUNT
} err_t;

struct err_info {
    const char *name; /* "BAD_INPUT" */
    const char *code; /* "bad_input", what the HTTP API shows */
    int http_status;
    int rpc_code;
    const char *public_text;
};

const struct err_info *err_info(err_t e);

/* What exactly went wrong and what to do, for a person.  The caller lends it;
 * NULL means "nobody wants to know".  Never holds a secret. */
struct why {
    char text[600];
};

/* Fills `w` (if any) and returns `e`: `return why_fail(w, ERR_BAD_INPUT, ...)`. */
err_t why_fail(struct why *w, err_t e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The text of `w`, or the public text of `e` when nothing was said. */
const char *why_text(const struct why *w, err_t e);

#define MUST_CHECK __attribute__((warn_unused_result))

/* Pass a failure straight up.  For use where there is nothing to undo:
 * memory belongs to the arena, so there seldom is. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        err_t try_err_ = (expr);                                                                   \
        if (try_err_ != ERR_OK)                                                                    \
            return try_err_;                                                                       \
    } while (0)

#endif
