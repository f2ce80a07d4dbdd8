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
};

/* <error><message>...</message></error>; a 404 of the Repository API has two. */
void hub_refuse(struct request *r, int status, const struct hub_strs *messages);
void hub_refuse_one(struct request *r, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void hub_refuse_login(struct request *r);            /* Platform: 403 UserMessage */
void hub_refuse_basic(struct request *r);            /* Repository: 401, a page of HTML */
void hub_refuse_universe(struct request *r, str id); /* 404, two messages */
void hub_refuse_record(struct request *r, str id);   /* 404 <errors><error> */
void hub_refuse_by_fault(struct request *r, int status);

/* 200 with the body of the call. */
void hub_reply(struct hub_call *c);

/* Checks faults and rights, takes a session, calls, gives the session back. */
typedef err_t hub_handler_fn(struct hub_call *c, struct why *why);
void hub_platform_call(struct request *r, hub_handler_fn *fn);
void hub_repository_call(struct request *r, hub_handler_fn *fn);

/* The handlers, by API. */
extern const struct route hub_platform_routes[];
extern const size_t hub_platform_routes_n;
extern const struct route hub_repository_routes[];
extern const size_t hub_repository_routes_n;

#endif
