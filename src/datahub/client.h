/* client.h - a connection to one Boomi DataHub: its Platform API (models,
 * repositories) and its Repository API (universes, records).  Both speak XML;
 * boomi-datahub-api.md in the reference says what they answer.
 *
 * Everything here only reads, so a call is repeated, a bounded number of times
 * with growing pauses, after a 503, another 5xx or a broken connection; after
 * a 401 once, with a new token, when tokens (JWT) are used.  A hub that keeps
 * failing is left alone for a while (datahub/line.h).
 *
 * Memory:  the handle copies its settings; answers live in the caller's arena.
 * Errors:  those of datahub/errors.h.  Passwords and tokens appear in none.
 * Safety:  only the allowed hosts are called, over https unless they are this
 *          machine; what an answer names as an address is held to the same.
 * Threads: one call at a time per handle; make one per thread and keep it, it
 *          keeps its HTTP connections.
 */
#ifndef DATAHUB_CLIENT_H
#define DATAHUB_CLIENT_H

#include "datahub/line.h"
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
    const char *allowed_hosts;           /* with commas, see struct http_rules; NULL, "": those of
                                          * the addresses, see datahub/address.h */
    const char *proxy, *ca_file;         /* as in struct http_rules */
    bool counts_twice;                   /* a count is asked until two answers in a row agree */
    unsigned timeout_ms;                 /* of one call, 0: 60000 */
    unsigned question_ms;                /* of all calls since datahub_begin(), 0: 120000 */
    unsigned retries;                    /* 0: 4 */
    unsigned pause_ms;                   /* before the first repetition, 0: 100 */
    unsigned platform_per_s;             /* requests, 0: 10, to this machine as many as there are */
    unsigned token_ms;                   /* a token is used so long, 0: 240000; they live 300000 */
    struct line *line; /* shared with other handles, outlives them; NULL: its own */
};

MUST_CHECK err_t datahub_new(struct datahub **out, const struct datahub_settings *s,
                             struct why *why);
void datahub_free(struct datahub *d);

/* What handles with these settings may share; line_free() after the last of them. */
struct line *datahub_line_new(const struct datahub_settings *s);

/* A question begins: the flag that stops its calls, may be NULL, and its time.
 * Before the first one calls have no end together. */
void datahub_begin(struct datahub *d, const atomic_bool *cancelled);
/* It is over; calls have no flag and no end again. */
void datahub_end(struct datahub *d);

const char *datahub_repository_id(const struct datahub *d); /* "" when not known */
bool datahub_has_platform(const struct datahub *d);         /* is there a Platform user? */
bool datahub_counts_twice(const struct datahub *d);

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
