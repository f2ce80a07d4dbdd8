/* line.h - what all handles to one hub have in common: its token, its circuit
 * breaker, its pace, where its repository is, and what was counted.
 *
 * The breaker of an API opens after so many requests in a row that the hub did
 * not answer, or answered with a failure of its own.  While it is open nothing
 * is sent; after a rest one request is, as a probe: its answer closes the
 * breaker, its failure begins another rest.
 *
 * The pace is a window: of any second, no more than so many requests to the
 * Platform API begin in it.  Boomi answers more than 10 with 503.
 *
 * Threads: any.
 */
#ifndef DATAHUB_LINE_H
#define DATAHUB_LINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct line;

enum datahub_api { PLATFORM_API, REPOSITORY_API, DATAHUB_APIS };

struct line_settings {
    unsigned failures_max;       /* in a row, 0: 10 */
    unsigned rest_ms;            /* 0: 5000 */
    unsigned platform_per_s_max; /* 0: no pace is kept; 64 at most */
};

struct line *line_new(const struct line_settings *s);
void line_free(struct line *l);

/* May a request go out?  ERR_UNAVAILABLE while the breaker is open.  After
 * ERR_OK comes exactly one line_end(). */
MUST_CHECK err_t line_begin(struct line *l, enum datahub_api api, struct why *why);

enum line_outcome { LINE_ANSWERED, LINE_FAILED, LINE_STOPPED /* by us: tells nothing */ };

void line_end(struct line *l, enum datahub_api api, enum line_outcome outcome);

/* Takes a place in the window; milliseconds until it begins. */
unsigned line_pace(struct line *l);

/* The token in `a`, empty when there is none younger than `age_max_ms`. */
str line_token(struct line *l, struct arena *a, uint64_t age_max_ms);
void line_keep_token(struct line *l, str token);
/* It was refused; one that came meanwhile is kept. */
void line_drop_token(struct line *l, str token);

/* The repository's base address in `a`, empty when not known yet. */
str line_repository(struct line *l, struct arena *a);
void line_keep_repository(struct line *l, str base);

/* Requests were repeated, connections were opened. */
void line_count(struct line *l, unsigned repeats, unsigned connects);

/* Is the breaker open? */
bool line_is_open(struct line *l, enum datahub_api api);

struct line_stats {
    uint64_t requests[DATAHUB_APIS], failures[DATAHUB_APIS], opened[DATAHUB_APIS];
    bool is_open[DATAHUB_APIS];         /* the breaker: nothing but a probe is sent */
    uint64_t repeats, connects, tokens; /* tokens: asked for */
};

struct line_stats line_stats(struct line *l);

const char *datahub_api_name(enum datahub_api api); /* "platform" */

#endif
