/* hub.h - a local stand-in for Boomi DataHub: its Platform API and its
 * Repository API over one SQLite file, and the loaders that fill that file.
 *
 * Whoever talks to it speaks HTTP and XML, exactly as to Boomi; nothing of it
 * is linked into the client's path.  A table of the source is one published
 * and deployed model; a foreign key is a reference field.
 *
 * Layer:   localhub; uses net, store, codec, base.
 * Memory:  options are copied.
 * Threads: one hub owns its threads; hub_stop() from anywhere, also from a
 *          signal handler.  Several hubs may serve one file, and a load into
 *          a file that is being served shows at the next request.
 * Limits:  200 records a page, 1 MiB a request, 100 record ids a filter.
 */
#ifndef LOCALHUB_HUB_H
#define LOCALHUB_HUB_H

#include "base/err.h"
#include "base/str.h"

struct hub;

/* NULL and 0 mean what the comment says. */
struct hub_options {
    const char *db;                /* made by hub_load() or hub_demo(); may be empty */
    const char *address;           /* "127.0.0.1" */
    uint16_t port;                 /* any free one */
    const char *account;           /* "auric-local" */
    const char *platform_user;     /* "admin@auric.local" */
    const char *platform_password; /* "platform" */
    const char *repository_user;   /* the account */
    const char *repository_token;  /* "repository" */
    bool reveal_masked;            /* JWT callers see masked fields in clear */
    const char *faults;            /* none; "latency_ms=50,fail=503@10%": see faults.h */
    unsigned workers;              /* 2; 32 with faults */
};

MUST_CHECK err_t hub_start(struct hub **out, const struct hub_options *o, struct why *why);
uint16_t hub_port(const struct hub *h);
void hub_stop(struct hub *h);
void hub_free(struct hub *h); /* stops first; NULL is fine */

/* Serves until hub_stop(), on this thread; `on_ready` learns which hub. */
MUST_CHECK err_t hub_serve(const struct hub_options *o, void (*on_ready)(void *ctx, struct hub *h),
                           void *ctx, struct why *why);

/* A SQLite file, a folder of CSV files, a CSV or JSON Lines file, or a model's
 * XML (a GetModelResponse: the definition, without records). */
struct hub_source {
    const char *path;
    const char *only_table; /* NULL: all */
};

struct hub_load_events {
    void (*on_note)(void *ctx, str line); /* what a person should know; may be NULL */
    void *ctx;
};

struct hub_loaded {
    size_t models, records, bad_rows;
};

/* A model that is there already is replaced by its next version.  Bad rows are
 * noted with file, line and reason and are in the universe's quarantine; the
 * load goes on. */
MUST_CHECK err_t hub_load(const char *db, const struct hub_source *sources, size_t n,
                          const struct hub_load_events *events, struct hub_loaded *out,
                          struct why *why);

/* The demo data: the same for the same day and seed. */
MUST_CHECK err_t hub_demo(const char *db, int64_t today_days, uint64_t seed, struct why *why);

#endif
