/* batch.h - entities of a source, many at once: read, kept until they are
 * processed, and told how they fared (boomi-datahub-api.md, 3.5).
 *
 * A batch is on the disk before its 202 leaves, and one that was not
 * processed when the hub stopped is processed when it starts again.
 *
 * Limits:  HUB_BATCH_MAX entities, HUB_BATCH_BYTES.
 */
#ifndef LOCALHUB_BATCH_H
#define LOCALHUB_BATCH_H

#include "localhub/incorporate.h"

enum { HUB_BATCH_MAX = 200, HUB_BATCH_BYTES = 4 << 20 };

struct hub_batch {
    str source;
    const struct xml_node **entities;
    size_t n;
};

/* ERR_BAD_INPUT with `errors` filled; ERR_NOT_FOUND when the model does not
 * have the source, which is then in `out`. */
MUST_CHECK err_t hub_batch_read(struct arena *a, const struct hub_model *m, str body,
                                struct hub_batch *out, struct hub_strs *errors);
MUST_CHECK err_t hub_batch_keep(struct hub_session *s, const struct hub_model *m,
                                const struct hub_batch *b, str body, str now, int64_t *id,
                                struct why *why);
/* The oldest that waits, in the transaction of the session; ERR_NOT_FOUND when
 * there is none. */
MUST_CHECK err_t hub_batch_process_next(struct hub_session *s, str now, struct why *why);

/* The oldest that waits is given up: it could not be processed. */
MUST_CHECK err_t hub_batch_give_up(struct hub_session *s, str now, struct why *why);

/* <batch>; ERR_NOT_FOUND. */
MUST_CHECK err_t hub_batch_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                                 int64_t id, bool entities, struct buf *out, struct why *why);

struct hub_batch_query {
    struct hub_page page;
    str source, from, to;
    struct hub_strs states;
};

MUST_CHECK err_t hub_batch_query_read(struct arena *a, str body, struct hub_batch_query *out,
                                      struct hub_strs *errors);
/* <BatchHistoryResponse>, newest first. */
MUST_CHECK err_t hub_batch_history(struct hub_session *s, struct arena *a,
                                   const struct hub_model *m, const struct hub_batch_query *q,
                                   struct buf *out, struct why *why);

struct hub_waiting {
    int64_t batches, entities;
};
MUST_CHECK err_t hub_batch_waiting(struct hub_session *s, const struct hub_model *m,
                                   struct hub_waiting *out, struct why *why);

#endif
