/* query.h - a flat query as Boomi's RecordQueryRequest.
 *
 * Nothing is left out: a condition that the API cannot express is
 * ERR_BAD_INPUT, and `why` names its field and operator.
 */
#ifndef DATAHUB_QUERY_H
#define DATAHUB_QUERY_H

#include "exec/source.h"

enum { QUERY_PAGE_MAX = 200, QUERY_IDS_MAX = 100 };

/* `token` of the page before, empty for the first one. */
MUST_CHECK err_t query_to_xml(struct arena *a, const struct source_query *q, uint64_t limit,
                              str token, str *out, struct why *why);

/* What it asks for, for a person: "Brand EQUALS Sony and Price GREATER_THAN 5". */
str query_words(struct arena *a, const struct source_query *q);

#endif
