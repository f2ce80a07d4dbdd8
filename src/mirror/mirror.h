/* mirror.h - a local copy of chosen universes, so that questions over many
 * records need not read them from the hub.
 *
 * One process fills and refreshes it, in a thread; any number ask it.  A
 * question is answered from the copy when it holds all that the question
 * touches and is younger than `stale_s`, and sees one state of all tables.
 * The copy is made with the rights of the hub's user and asked like the hub
 * beneath a role's view, so a role sees no more of it than of the hub.
 *
 * Errors:  a mirror that cannot be asked is never the end of a question:
 *          whoever asks goes on to the hub.
 * Threads: any.
 */
#ifndef MIRROR_MIRROR_H
#define MIRROR_MIRROR_H

#include "datahub/client.h"
#include "exec/source.h"

struct mirror;

struct mirror_options {
    const char *where;  /* a file, or postgres://... */
    const char *models; /* "all", or names with commas */
    unsigned refresh_s; /* from the end of a round to the next one */
    unsigned stale_s;   /* older is not asked */
    void *ctx;
    /* The hub's models with all fields, and a connection until `a` dies. */
    err_t (*schema)(void *ctx, struct arena *a, struct schema **out, struct why *why);
    err_t (*hub)(void *ctx, struct arena *a, struct datahub **out, struct why *why);
};

/* The texts are copied. */
struct mirror *mirror_new(const struct mirror_options *o);
void mirror_free(struct mirror *m); /* stops the thread; NULL is fine */

/* Start the thread that fills and refreshes. */
void mirror_start(struct mirror *m);
/* One round of it, here: fills what is not filled, refreshes what is. */
MUST_CHECK err_t mirror_round(struct mirror *m, struct why *why);

/* For one question.  ERR_NOT_FOUND: it is not (yet) in the mirror;
 * ERR_UNAVAILABLE: the mirror is too old or cannot be read, and `why` says so. */
MUST_CHECK err_t mirror_source(struct mirror *m, struct arena *a, const struct plan *p,
                               const atomic_bool *cancelled, struct source **out, struct why *why);

struct mirror_stats {
    unsigned models, ready;  /* chosen, and complete */
    uint64_t records;        /* in those that are complete */
    int64_t as_of;           /* of the oldest of them; 0: none */
    uint64_t rounds, failed; /* of this process */
    uint64_t answered, passed_on;
    char error[300]; /* of the last round; empty: none */
};
void mirror_stats(struct mirror *m, struct mirror_stats *out);
/* Models, records and time as the database has them now, whoever filled it. */
MUST_CHECK err_t mirror_look(struct mirror *m, struct mirror_stats *out, struct why *why);

#endif
