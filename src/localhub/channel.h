/* channel.h - what the sources of a universe have to be told: one queue a
 * source, handed out in batches that are acknowledged by their number.
 *
 * A batch that was not acknowledged is handed out again, with what its records
 * are now; one record is told once a batch.
 */
#ifndef LOCALHUB_CHANNEL_H
#define LOCALHUB_CHANNEL_H

#include "localhub/head.h"

/* `op`: CREATE, UPDATE, DELETE, RESTORE. */
MUST_CHECK err_t hub_channel_put(struct hub_session *s, str model_id, str source, str record,
                                 const char *op, str when, struct why *why);
/* ERR_CONFLICT: acknowledged before; ERR_NOT_FOUND: never handed out. */
MUST_CHECK err_t hub_channel_acknowledge(struct hub_session *s, const struct hub_model *m,
                                         str source, int64_t delivery, struct why *why);
/* <batch id fmt src>; ERR_NOT_FOUND when nothing waits. */
MUST_CHECK err_t hub_channel_fetch(struct hub_session *s, struct arena *a,
                                   const struct hub_model *m, str source, int64_t limit,
                                   bool masked, struct buf *out, struct why *why);
MUST_CHECK err_t hub_channel_waiting(struct hub_session *s, const struct hub_model *m, int64_t *out,
                                     struct why *why);

#endif
