/* service.h - what every handler of the hub has at hand, and the shapes in
 * which Boomi refuses (boomi-datahub-api.md, section 6).
 */
#ifndef LOCALHUB_SERVICE_H
#define LOCALHUB_SERVICE_H

#include "codec/xml_out.h"
#include "localhub/access.h"
#include "localhub/faults.h"
#include "localhub/session.h"
#include "net/server.h"

struct hub_service {
    struct hub_sessions sessions;
    struct hub_access access;
    struct hub_faults faults;
    str base_url; /* "http://127.0.0.1:1234" */
    str repository_id, repository_name;
};

/* A request being answered: a session, and the body of the answer. */
struct hub_call {
    struct hub_service *service;
    struct request *request;
    struct hub_session *session;
    struct arena *arena;
    struct buf body;
    enum hub_caller caller;
    const struct hub_mishap *mishap;
    int status;           /* of the answer; 0: refused already, and nothing is kept */
    str type;             /* of the body; empty: XML */
    struct header header; /* one more; an empty name: none */
    void (*then)(struct hub_service *service); /* on the pool, after the answer */
};

/* An address: who may ask, and what is done. */
enum hub_api {
    HUB_PLATFORM,
    HUB_REPOSITORY,
    HUB_REPOSITORY_WRITE, /* its session may write; kept before the answer leaves */
    HUB_PLATFORM_WRITE,
    HUB_TOKENS /* as the Platform API, without a session */
};

/* ERR_OK after hub_reply() or a refusal; anything else is answered with 500. */
typedef err_t hub_handler_fn(struct hub_call *c, struct why *why);

struct hub_endpoint {
    enum hub_api api;
    const char *method, *pattern;
    size_t body_max;
    hub_handler_fn *fn;
};

/* The lists of addresses, one a file that serves some. */
#define HUB_ENDPOINTS_LIST(X)                                                                      \
    X(platform)                                                                                    \
    X(repository) X(history) X(quarantine) X(batch) X(lifecycle) X(channel) X(model) X(staging)
#define X(name)                                                                                    \
    extern const struct hub_endpoint hub_##name##_endpoints[];                                     \
    extern const size_t hub_##name##_endpoints_n;
HUB_ENDPOINTS_LIST(X)
#undef X

/* <error><message>...</message></error>; a 404 of the Repository API has two. */
void hub_refuse(struct request *r, int status, const struct hub_strs *messages);
void hub_refuse_one(struct request *r, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void hub_refuse_body(struct request *r, int status, str xml);
void hub_refuse_login(struct request *r);            /* Platform: 403 UserMessage */
void hub_refuse_basic(struct request *r);            /* Repository: 401, a page of HTML */
void hub_refuse_universe(struct request *r, str id); /* 404, two messages */
void hub_refuse_record(struct request *r, str id);   /* 404 <errors><error> */
void hub_refuse_by_fault(struct request *r, int status);

/* With the body of the call; leaves when what was written is kept. */
void hub_reply(struct hub_call *c);
void hub_reply_status(struct hub_call *c, int status);

/* The universe of the address; NULL when it is not there, and that is answered. */
const struct hub_model *hub_call_universe(struct hub_call *c);
/* As many records a page at most as this request gets. */
int64_t hub_call_limit(const struct hub_call *c, int64_t asked);
void hub_refuse_source(struct hub_call *c, const struct hub_model *m, str source); /* 404 */
str hub_call_now(struct hub_call *c);
bool hub_call_flag(struct hub_call *c, str parameter); /* "true" */

/* What waits is processed; on the pool. */
void hub_process_batches(struct hub_service *s);

/* All addresses, as routes of the server. */
const struct route *hub_routes(struct arena *a, struct hub_service *s, size_t *n);

#endif
