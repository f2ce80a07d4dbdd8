/* transaction.h - what was done with each entity, oldest first
 * (boomi-datahub-api.md, 3.9).
 */
#ifndef LOCALHUB_TRANSACTION_H
#define LOCALHUB_TRANSACTION_H

#include "localhub/page.h"
#include "localhub/session.h"

struct hub_transaction_query {
    struct hub_page page;
    bool events;
    str source, entity;
    str start[2], end[2]; /* from, to; empty: open */
};

/* The offset is a plain row number here. */
MUST_CHECK err_t hub_transaction_query_read(struct arena *a, str body,
                                            struct hub_transaction_query *out,
                                            struct hub_strs *errors);
MUST_CHECK err_t hub_transactions_print(struct hub_session *s, struct arena *a,
                                        const struct hub_model *m,
                                        const struct hub_transaction_query *q, struct buf *out,
                                        struct why *why);

#endif
