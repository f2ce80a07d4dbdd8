/* records.h - reads pages of a RecordQueryResponse as they arrive.
 *
 * One reader for one view: the tags of a record are found in a small tree made
 * of the fields' paths, in the order in which they come, and each field's text
 * becomes a value of its type.  A missing or empty element is null; of a
 * collection the first value is taken.  Prefixes, unknown elements, links and
 * timestamps without seconds do no harm.
 *
 * A page that broke off may be read again: what was given to the callback is
 * not given twice, and a page that came back different is ERR_CONFLICT.
 *
 * Memory:  independent of the number of records.  Values are valid until the
 *          callback returns; the reader dies with the arena.
 * Errors:  ERR_UPSTREAM when the answer is not what Boomi documents.  What the
 *          callback returns is kept for records_stopped(), and the rest of the
 *          page is skipped, so that the connection stays usable.
 */
#ifndef DATAHUB_RECORDS_H
#define DATAHUB_RECORDS_H

#include "exec/source.h"

struct records;

struct records_page {
    uint64_t rows;         /* in this page */
    uint64_t result_count; /* as it claims */
    uint64_t total;        /* of all pages */
    str token;             /* of the next page; valid until the page after it begins */
    str first_id, last_id; /* likewise */
};

struct records *records_new(struct arena *a, const struct field *const *view, size_t view_n,
                            source_record_fn *fn, void *ctx);

void records_begin(struct records *r); /* a new page */
void records_again(struct records *r); /* the same page once more */
MUST_CHECK err_t records_feed(struct records *r, str piece, struct why *why);
MUST_CHECK err_t records_end(struct records *r, struct why *why);

const struct records_page *records_page(const struct records *r);

/* ERR_OK, or what the callback returned. */
err_t records_stopped(const struct records *r);

#endif
