/* search.h - a checked request as SQL: how many records fit, and those of one
 * page, printed.
 *
 * Reading a universe to its end costs the same a page wherever the page is:
 * a page of everything is found by its place, a later page of a filter or an
 * order by the list of rids, which is made once and kept for a while.
 */
#ifndef LOCALHUB_SEARCH_H
#define LOCALHUB_SEARCH_H

#include "base/buf.h"
#include "localhub/query.h"
#include "localhub/session.h"

struct hub_search {
    const struct hub_model *model;
    const struct hub_query *query;
    bool masked;           /* the caller may not see masked values */
    bool reference_titles; /* includeReferenceTitle */
};

/* A RecordQueryResponse. */
MUST_CHECK err_t hub_search_run(struct hub_session *s, struct arena *a,
                                const struct hub_search *what, struct buf *out, struct why *why);

/* One record as GET .../records/{id} shows it; ERR_NOT_FOUND. */
MUST_CHECK err_t hub_record_get(struct hub_session *s, struct arena *a,
                                const struct hub_search *what, str id, struct buf *out,
                                struct why *why);

#endif
