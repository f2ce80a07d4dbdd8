/* quarantine.h - entities that did not become part of a golden record, why,
 * and what was done about it (boomi-datahub-api.md, 3.8).
 *
 * The rows of a load that could not be read stand here too: the source is the
 * file's, the entity its place in it.
 *
 * Memory:  a request lives in the arena it was read into.
 */
#ifndef LOCALHUB_QUARANTINE_H
#define LOCALHUB_QUARANTINE_H

#include "localhub/page.h"
#include "localhub/session.h"

/* clang-format off */
#define HUB_CAUSE_LIST(X)                                                              \
    X(AMBIGUOUS_MATCH) X(DUPLICATE_KEY) X(ENRICH_ERROR) X(FIELD_FORMAT_ERROR)          \
    X(INCORPORATE_ERROR) X(MATCH_REFERENCE_UNKNOWN) X(MULTIPLE_MATCHES)                \
    X(PARSE_FAILURE) X(POSSIBLE_DUPLICATE) X(RECORD_ALREADY_ENDDATED)                  \
    X(REFERENCE_UNKNOWN) X(REQUIRED_FIELD) X(REQUIRES_APPROVAL)                        \
    X(REQUIRES_END_DATE_APPROVAL) X(REQUIRES_UPDATE_APPROVAL)                          \
    X(REQUIRES_UPDATE_WITH_BASE_VALUE_APPROVAL)

#define HUB_RESOLUTION_LIST(X)                                                         \
    X(GRID_DELETED) X(INCORPORATE_SUCCESS) X(RESTORED) X(SUPERSEDED) X(USER_APPROVED)  \
    X(USER_IGNORE) X(USER_IGNORED_ENRICHMENT) X(USER_MATCHED) X(USER_REJECTED)         \
    X(USER_REPLAY) X(USER_REPLAY_WITH_EDITS) X(USER_RETRIED_ENRICHMENT)                \
    X(USER_SELECTIVE_MERGED)
/* clang-format on */

enum hub_cause {
#define X(name) HUB_CAUSE_##name,
    HUB_CAUSE_LIST(X)
#undef X
        HUB_CAUSE_COUNT
};

const char *hub_cause_name(enum hub_cause c);

struct hub_quarantined {
    str tx, source, entity; /* entity: its key in the source */
    str created;            /* 2025-06-18T10:00:00Z */
    enum hub_cause cause;
    str reason;
    str fields;  /* uniqueIds with commas between; may be empty */
    str rule;    /* that matched; may be empty */
    str content; /* the children of the entity, as XML */
};

MUST_CHECK err_t hub_quarantine_put(struct db *db, str model_id, const struct hub_quarantined *q,
                                    struct why *why);
/* An entry that came again is superseded. */
MUST_CHECK err_t hub_quarantine_resolve(struct db *db, str model_id, str source, str entity,
                                        const char *resolution, str when, struct why *why);
/* Entries that nobody resolved. */
MUST_CHECK err_t hub_quarantine_count(struct hub_session *s, str model_id, int64_t *out,
                                      struct why *why);

struct hub_field_prefix {
    str field, prefix;
};

struct hub_quarantine_query {
    struct hub_page page;
    bool data;             /* includeData */
    bool active, resolved; /* type */
    str source, entity;
    str created[2], ended[2]; /* from, to; empty: open */
    struct hub_strs causes, resolutions;
    VEC(struct hub_field_prefix) fields;
};

/* ERR_BAD_INPUT with `errors` filled. */
MUST_CHECK err_t hub_quarantine_read(struct arena *a, str body, struct hub_quarantine_query *out,
                                     struct hub_strs *errors);
MUST_CHECK err_t hub_quarantine_check(struct arena *a, const struct hub_model *m,
                                      const struct hub_quarantine_query *q,
                                      struct hub_strs *errors);
/* <QuarantineQueryResponse> */
MUST_CHECK err_t hub_quarantine_print(struct hub_session *s, struct arena *a,
                                      const struct hub_model *m,
                                      const struct hub_quarantine_query *q, bool masked,
                                      struct buf *out, struct why *why);

/* One entry, by transaction or by the newest active one of an entity. */
struct hub_quarantine_key {
    str tx, source, entity;
    bool data, masked, mdm; /* mdm: the Platform API's prefix */
};
/* ERR_NOT_FOUND when there is none. */
MUST_CHECK err_t hub_quarantine_get(struct hub_session *s, struct arena *a,
                                    const struct hub_model *m, const struct hub_quarantine_key *k,
                                    struct buf *out, struct why *why);

#endif
