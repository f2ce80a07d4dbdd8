/* catalogs.h - the current catalog, how it is got over MCP, and when it is got
 * again.
 *
 * The schema is looked for in memory, in Redis (when there is one), on disk,
 * then on the server; each level that lacked it is filled.  A thread refreshes
 * it; a question never waits for a refresh, only for the very first build.
 *
 * Threads: any.
 */
#ifndef AGENTS_CATALOGS_H
#define AGENTS_CATALOGS_H

#include "agents/services.h"

struct catalogs_options {
    struct mcp_client *mcp;
    struct kv *kv;
    const char *semantics_path; /* NULL: none */
    const char *cache_dir;      /* NULL: no disk level */
    unsigned refresh_s;         /* 0: never on its own */
    size_t values_max;
};

struct catalogs *catalogs_new(const struct catalogs_options *o);
/* Start the thread that refreshes every refresh_s. */
void catalogs_start(struct catalogs *cs);
void catalogs_free(struct catalogs *cs);

/* Build now, in this thread.  `fresh` passes over the caches. */
MUST_CHECK err_t catalogs_refresh(struct catalogs *cs, bool fresh, struct why *why);

/* clang-format off */
#define CACHE_LEVEL_LIST(X) \
    X(MEMORY, "memory")     \
    X(REDIS,  "redis")      \
    X(DISK,   "disk")       \
    X(SERVER, "server")
/* clang-format on */

enum cache_level {
#define X(name, text) CACHE_##name,
    CACHE_LEVEL_LIST(X)
#undef X
        CACHE_LEVELS
};

/* How often metadata was found at each level since the start. */
struct catalogs_stats {
    uint64_t found[CACHE_LEVELS];
    uint64_t values;
    int64_t as_of;
};
struct catalogs_stats catalogs_stats(struct catalogs *cs);
const char *cache_level_name(enum cache_level l);

#endif
