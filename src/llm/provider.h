/* provider.h - what differs from one API to the next: the bytes that go out
 * and the events that come back.
 *
 * llm.c carries a call through: limits, log, HTTP, retries.  A provider makes
 * the body and the headers of a request, and takes the events of the stream
 * one by one into a struct exchange.  Events, fields and kinds of blocks that
 * it does not know are ignored: the APIs promise to add some.
 *
 * Layer:   llm; no I/O of its own.
 */
#ifndef LLM_PROVIDER_H
#define LLM_PROVIDER_H

#include "codec/sse.h"
#include "llm/llm.h"

enum stop {
    STOP_NONE,    /* not told */
    STOP_END,     /* said all it wanted to */
    STOP_CUT,     /* ran into max_tokens or the end of its window */
    STOP_REFUSED, /* will not answer this */
    STOP_OTHER,
};

/* One attempt while its reply comes in. */
struct exchange {
    const struct llm_request *q;
    struct arena *scratch; /* for one event */
    struct buf text;       /* in the caller's arena */
    uint64_t tokens_in, tokens_out;
    bool in_text; /* the block being received is text for the reader */
    enum stop stop;
    bool ended;           /* the stream's own end mark came */
    bool shown;           /* on_delta was called: never ask again */
    int error_status;     /* an error inside of the stream, as the HTTP status it would be */
    char error_text[200]; /* its type and message */
};

enum { PROVIDER_HEADERS_MAX = 6 };

struct target {
    const char *key; /* NULL: none */
    const char *model;
    bool is_openai_itself; /* not one of the servers that speak like it */
};

struct provider {
    const char *name; /* "claude" */
    const char *path; /* behind the base address */
    const char *model_setting;
    json_t *(*body)(const struct target *t, const struct llm_request *q); /* a new reference */
    /* Lines for struct http_call, in `a`. */
    size_t (*headers)(const struct target *t, struct arena *a, const char **out);
    sse_event_fn *on_event; /* ctx is a struct exchange */
};

extern const struct provider provider_anthropic, provider_openai;

/* For providers: text for the reader; an error that came as JSON. */
void exchange_text(struct exchange *x, str text);
void exchange_error(struct exchange *x, int status, const json_t *error);

#endif
