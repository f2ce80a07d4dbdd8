/* retry.h - may this be asked again, and when?  The rules of Anthropic's own
 * clients: x-should-retry wins; else 408, 409, 5xx, a broken connection, and
 * 429 when it says until when (a spent budget does not).
 *
 * Layer: llm; pure.
 */
#ifndef LLM_RETRY_H
#define LLM_RETRY_H

#include "base/err.h"
#include "net/client.h"

enum { RETRIES_MAX = 2, RETRY_WAIT_MAX_MS = 8000 };

/* What HTTP status is which error of ours. */
err_t retry_error(int status);

/* The pause that the reply asks for in ms, -1 when it asks for none. */
double retry_asked_ms(const struct http_reply *r, int64_t utc_s);

/* May a reply with this status be asked for again? */
bool retry_may(int status, const struct http_reply *r, double asked_ms);

/* How long to wait before retry `n` (0, 1); `dice` is 0..1. */
double retry_wait_ms(unsigned n, double asked_ms, double dice);

#endif
