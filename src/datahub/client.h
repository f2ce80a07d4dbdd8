/* client.h - a connection to one Boomi DataHub: its Platform API (models,
 * repositories) and its Repository API (universes, records).  Both speak XML;
 * boomi-datahub-api.md in the reference says what they answer.
 *
 * Everything here only reads, so a call is repeated, a bounded number of times
 * with growing pauses, after a 503, another 5xx or a broken connection; after
 * a 401 once, with a new token, when tokens (JWT) are used.
 *
 * Memory:  the handle copies its settings; answers live in the caller's arena.
 * Errors:  those of datahub/errors.h.  Passwords and tokens appear in none.
 * Threads: one call at a time per handle; make one per thread and keep it, it
 *          keeps its HTTP connections.
 */
#ifndef DATAHUB_CLIENT_H
#define DATAHUB_CLIENT_H

#include "net/client.h"

struct datahub;

struct datahub_settings {
    const char *platform_url; /* NULL: https://api.boomi.com */
    const char *hub_url;      /* the repository's base URL; /mdm is appended if absent;
                               * NULL: asked of the Platform API at first use */
    const char *account_id;
    const char *user, *password;         /* of the Platform API */
    const char *hub_user, *hub_password; /* of the Repository API; NULL: the same */
    const char *repository_id;           /* NULL: not sent; tokens need it */
    bool use_jwt;                        /* tokens instead of the Repository API's Basic */
    const char *const *allowed_hosts;    /* hosts that may be called; none: the two above */
    size_t allowed_hosts_n;
    unsigned timeout_ms; /* of one call, 0: 60000 */
    unsigned retries;    /* 0: 4 */
    unsigned pause_ms;   /* before the first repetition, 0: 100 */
};

MUST_CHECK err_t datahub_new(struct datahub **out, const struct datahub_settings *s,
                             struct why *why);
void datahub_free(struct datahub *d);

/* The flag that stops calls of this handle, until the next one is set; may be NULL. */
void datahub_cancel_by(struct datahub *d, const atomic_bool *cancelled);

const char *datahub_repository_id(const struct datahub *d); /* "" when not known */
bool datahub_has_platform(const struct datahub *d);         /* is there a Platform user? */

enum datahub_api { PLATFORM_API, REPOSITORY_API };

struct datahub_call {
    enum datahub_api api;
    const char *method;
    const char *path; /* below the account or below /mdm: "/models" */
    str body;
    /* The body of a 2xx reply as it comes; NULL: all of it in reply.body. */
    err_t (*on_body)(void *ctx, str piece);
    /* After its last piece: is it complete? */
    err_t (*on_end)(void *ctx);
    /* Before a repetition, whose body starts anew. */
    void (*on_again)(void *ctx);
    void *ctx;
};

/* ERR_OK only for a 2xx reply.  `reply` is filled with whatever came last. */
MUST_CHECK err_t datahub_do(struct datahub *d, struct arena *a, const struct datahub_call *call,
                            struct http_reply *reply, struct why *why);

#endif
