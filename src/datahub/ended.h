/* ended.h - the records that a universe has end-dated: one page of their ids.
 *
 * Memory:  the answer lives in `a`.
 */
#ifndef DATAHUB_ENDED_H
#define DATAHUB_ENDED_H

#include "datahub/client.h"
#include "schema/schema.h"

struct ended_page {
    struct strs ids;
    uint64_t total;
    str token; /* of the next page; empty at the end */
};

MUST_CHECK err_t datahub_ended(struct datahub *d, struct arena *a, str universe_id, str token,
                               struct ended_page *out, struct why *why);

#endif
