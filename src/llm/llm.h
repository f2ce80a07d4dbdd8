/* llm.h - a language model behind its API: Anthropic's Messages API, or any
 * OpenAI-compatible one.
 *
 * One call, one answer: free text that streams, or JSON that fits a schema
 * (structured output).  Retries what may be retried, keeps the rate limit the
 * API tells, counts tokens, and writes the bytes that leave to a log that an
 * administrator can read afterwards.
 *
 * Memory:  replies live in the caller's arena.
 * Limits:  `calls_per_minute`, `tokens_per_day`; beyond them ERR_LIMITED
 *          without a call.
 *          A pause that the API asked for is kept: until then ERR_LIMITED.
 *          After an outage nothing is asked for ten seconds: ERR_UNAVAILABLE.
 * Errors:  ERR_UPSTREAM_AUTH the key is refused; ERR_LIMITED; ERR_UNAVAILABLE
 *          overloaded or unreachable; ERR_TIMEOUT; ERR_CANCELLED;
 *          ERR_UPSTREAM a reply that cannot be used (refusal, cut short).
 * Safety:  the key is in no error and no log.
 * Threads: any number of calls at once.
 */
#ifndef LLM_LLM_H
#define LLM_LLM_H

#include "base/arena.h"
#include "base/err.h"

#include <jansson.h>
#include <stdatomic.h>

enum llm_kind { LLM_ANTHROPIC, LLM_OPENAI };

struct llm_options {
    const char *anthropic_key, *anthropic_url, *anthropic_model;
    const char *openai_key, *openai_url, *openai_model;
    const char *log_path;      /* outbound log, JSON Lines (llm/outbox.h); NULL: none */
    unsigned calls_per_minute; /* 0: 50 */
    uint64_t tokens_per_day;   /* 0: 2000000 */
    unsigned timeout_ms;       /* of one call, 0: 60000 */
};

struct llm;

/* ERR_BAD_INPUT when something is missing: Claude's key; the address or the model of
 * another API (local servers have no keys).  Copies what it needs of `o`. */
MUST_CHECK err_t llm_new(struct llm **out, enum llm_kind kind, const struct llm_options *o,
                         struct why *why);
void llm_free(struct llm *l);              /* NULL is fine */
const char *llm_name(const struct llm *l); /* "claude", "openai" */

struct llm_request {
    str system;           /* instructions; cached by the provider where it can be */
    str context;          /* what stays the same from call to call, cached as well; or empty */
    str user;             /* what this call is about */
    const json_t *schema; /* structured output of this JSON Schema; NULL: free text */
    const char *schema_name;
    unsigned max_tokens; /* 0: 2048 */
    unsigned timeout_ms; /* with all retries; 0: that of the options */
    const atomic_bool *cancelled;
    void (*on_delta)(void *ctx, str text); /* free text as it comes; may be NULL */
    void *ctx;
};

struct llm_reply {
    str text;
    json_t *json; /* with a schema: parsed, released with the arena */
    uint64_t tokens_in, tokens_out;
};

MUST_CHECK err_t llm_ask(struct llm *l, struct arena *a, const struct llm_request *q,
                         struct llm_reply *out, struct why *why);

#endif
