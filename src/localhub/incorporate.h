/* incorporate.h - what becomes of one entity of a source: a new golden record,
 * a new version of one, the end of one, or an entry in quarantine
 * (boomi-datahub-api.md, 2.4 and 3.5).
 *
 *     link of the source's key, else match rules -> the record
 *     references by the source's keys -> ids
 *     approvals of the source, required fields, changes -> a version
 *
 * Layer:   works in a session that may write.
 * Errors:  only of the database; what is wrong with an entity is an outcome.
 */
#ifndef LOCALHUB_INCORPORATE_H
#define LOCALHUB_INCORPORATE_H

#include "localhub/history.h"
#include "localhub/match.h"
#include "localhub/writer.h"

struct hub_incorporator {
    struct hub_session *session;
    struct arena *arena;
    const struct hub_model *model;
    str source, now;
    int64_t batch; /* 0: none */
    bool approved; /* a steward said yes: approvals are not asked again */
    bool create;   /* and that it is a record of its own */
    struct hub_writer writer;
};

/* clang-format off */
#define HUB_OUTCOME_LIST(X)                                                \
    X(CREATED) X(UPDATED) X(DELETED) X(LINKED) X(LINKED_WITH_UPDATE)        \
    X(NOOP) X(QUARANTINED)
/* clang-format on */

enum hub_outcome {
#define X(name) HUB_OUTCOME_##name,
    HUB_OUTCOME_LIST(X)
#undef X
        HUB_OUTCOME_COUNT
};

struct hub_incorporated {
    enum hub_outcome outcome;
    str record, tx;
    const char *state, *detail; /* "COMPLETED", "CREATED"; "QUARANTINED", a cause */
};

MUST_CHECK err_t hub_incorporate_open(struct hub_incorporator *w, struct why *why);
/* The entity's references are replaced by ids. */
MUST_CHECK err_t hub_incorporate(struct hub_incorporator *w, struct hub_entity *e,
                                 struct hub_incorporated *out, struct why *why);
/* The source's keys in reference fields as ids of records. */
MUST_CHECK err_t hub_references_resolve(struct hub_incorporator *w, struct hub_entity *e,
                                        struct why *why);

/* An active record leaves; ERR_NOT_FOUND when there is none. */
MUST_CHECK err_t hub_record_end(struct hub_incorporator *w, str id, struct why *why);
/* And comes back with the fields it had. */
MUST_CHECK err_t hub_record_restore(struct hub_incorporator *w, str id, struct why *why);

#endif
