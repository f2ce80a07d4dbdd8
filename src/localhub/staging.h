/* staging.h - what would become of entities, without it becoming so: they are
 * incorporated in a savepoint that is given back, and what happened is kept
 * as their state (boomi-datahub-api.md, 3.9).
 */
#ifndef LOCALHUB_STAGING_H
#define LOCALHUB_STAGING_H

#include "localhub/batch.h"

/* Tries the entities and keeps them in `area`. */
MUST_CHECK err_t hub_stage(struct hub_session *s, struct arena *a, const struct hub_model *m,
                           const struct hub_batch *b, str area, str now, struct why *why);

struct hub_staging_query {
    struct hub_page page;
    bool summary, records;
    str source, area;
    bool any; /* op="OR" */
    struct hub_strs states, entities, ids;
    str from, to;
};

/* `now` in seconds, for createDateRelative. */
MUST_CHECK err_t hub_staging_query_read(struct arena *a, str body, int64_t now,
                                        struct hub_staging_query *out, struct hub_strs *errors);
/* <StagingQueryResponse>, newest first. */
MUST_CHECK err_t hub_staging_print(struct hub_session *s, struct arena *a,
                                   const struct hub_model *m, const struct hub_staging_query *q,
                                   bool masked, struct buf *out, struct why *why);

/* What a commit, a second try and a deletion have in common: the entities that
 * fit are taken out of the area, as bodies of batches by source. */
struct hub_staged {
    int64_t id;
    str source, area, body;
};
struct hub_staged_list {
    struct hub_staged *p;
    size_t n, cap;
};
MUST_CHECK err_t hub_staging_take(struct hub_session *s, struct arena *a, const struct hub_model *m,
                                  const struct hub_staging_query *q, struct hub_staged_list *out,
                                  struct why *why);

#endif
