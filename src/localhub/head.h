/* head.h - what is known of a golden record beside its fields, whether it is
 * active or end-dated.
 *
 * An end-dated record has left the table of its universe, so that no query
 * meets it; hub_ended keeps what brings it back, its last version its fields.
 */
#ifndef LOCALHUB_HEAD_H
#define LOCALHUB_HEAD_H

#include "localhub/page.h"
#include "localhub/session.h"

struct hub_head {
    int64_t rid;
    str id, created, updated;
    str source, entity; /* who made it */
    str ended, end_source;
};

/* ERR_NOT_FOUND without a word when there is no such record. */
MUST_CHECK err_t hub_head_find(struct hub_session *s, struct arena *a, const struct hub_model *m,
                               str id, struct hub_head *out, struct why *why);
MUST_CHECK err_t hub_head_end(struct hub_session *s, const struct hub_model *m,
                              const struct hub_head *h, struct why *why);

/* How many records of the universe are end-dated. */
MUST_CHECK err_t hub_ended_count(struct hub_session *s, const struct hub_model *m, int64_t *out,
                                 struct why *why);
/* <RecordQueryResponse> with one empty Record each. */
MUST_CHECK err_t hub_ended_print(struct hub_session *s, struct arena *a, const struct hub_model *m,
                                 const struct hub_page *page, struct buf *out, struct why *why);

#endif
