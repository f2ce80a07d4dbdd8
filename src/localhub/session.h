/* session.h - one connection to the hub's file, with the models in it and what
 * was counted: what a request works with.
 *
 * What is remembered holds as long as nobody writes to the file; SQLite's
 * data_version tells.
 *
 * Threads: one request at a time has a session; the pool hands them out.
 */
#ifndef LOCALHUB_SESSION_H
#define LOCALHUB_SESSION_H

#include "base/map.h"
#include "localhub/model.h"

#include <pthread.h>

/* How many rows a filter gives, and the first of them once it was seen. */
struct hub_count {
    int64_t n, first; /* 0: not yet */
};

/* The rows that a filter and an order give, by their rids. */
struct hub_rows {
    str key; /* on the heap, like rids */
    int64_t *rids;
    size_t n;
    uint64_t used;
};

enum { HUB_ROWS_KEPT = 8 };

struct hub_session {
    struct db *db;
    struct arena *arena; /* of models */
    struct hub_models models;
    int64_t data_version;
    struct arena *counts_arena;
    struct map counts; /* filter and its values -> struct hub_count */
    struct hub_rows rows[HUB_ROWS_KEPT];
    uint64_t clock;
    struct map statements; /* texts prepared, in the arena */
    struct hub_session *next;
};

struct hub_sessions {
    const char *path;
    pthread_mutex_t lock;
    struct hub_session *free;
    pthread_mutex_t write_lock; /* one writer at a time */
    struct hub_session *writer; /* made when it is first needed */
};

void hub_sessions_init(struct hub_sessions *s, const char *path);
void hub_sessions_fini(struct hub_sessions *s);

/* Up to date with the file. */
MUST_CHECK err_t hub_session_take(struct hub_sessions *from, struct hub_session **out,
                                  struct why *why);
void hub_session_put(struct hub_sessions *to, struct hub_session *s);
/* After a failure, which may have left a statement open. */
void hub_session_drop(struct hub_session *s);

/* The one that may write, in a transaction of its own; every other writer of
 * this hub waits.  Given back with what became of it: kept or forgotten. */
MUST_CHECK err_t hub_session_take_write(struct hub_sessions *from, struct hub_session **out,
                                        struct why *why);
MUST_CHECK err_t hub_session_end_write(struct hub_sessions *to, bool keep, err_t e,
                                       struct why *why);

/* Over a connection of the caller, inside his transaction: what was written so
 * far is seen.  hub_session_unwrap leaves the connection open. */
MUST_CHECK err_t hub_session_wrap(struct db *db, struct hub_session **out, struct why *why);
void hub_session_unwrap(struct hub_session *s);
/* After models or records were written: what is known of them is read again. */
MUST_CHECK err_t hub_session_reread(struct hub_session *s, struct why *why);

/* Prepared once; `sql` is NUL-terminated. */
MUST_CHECK err_t hub_session_prepare(struct hub_session *s, str sql, struct stmt **out,
                                     struct why *why);

/* NULL when there is none. */
const struct hub_model *hub_session_universe(const struct hub_session *s, str id);
/* By version; 0: the draft, -1: the latest published. */
const struct hub_model *hub_session_model(const struct hub_session *s, str id, int version);

/* The one number that `sql` selects with `text` bound to ?1. */
MUST_CHECK err_t hub_session_count(struct hub_session *s, str sql, str text, int64_t *out,
                                   struct why *why);

#endif
