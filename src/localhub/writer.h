/* writer.h - records into the table of a deployed model, many at a time.
 *
 * Inside one transaction of the caller: hub_writer_open after
 * hub_model_write, records in the order of their creation, hub_writer_close
 * makes the indexes.
 */
#ifndef LOCALHUB_WRITER_H
#define LOCALHUB_WRITER_H

#include "localhub/model.h"

struct hub_writer {
    struct db *db;
    const struct hub_model *model;
    struct stmt *insert, *insert_item;
    int64_t rid; /* of the last record */
};

struct hub_record {
    str id, source, entity;
    int64_t created, updated;  /* seconds */
    const struct value *cells; /* by column */
};

MUST_CHECK err_t hub_writer_open(struct hub_writer *w, struct db *db, struct arena *a,
                                 const struct hub_model *m, struct why *why);
MUST_CHECK err_t hub_writer_put(struct hub_writer *w, const struct hub_record *r, struct why *why);
/* Of the record put last: the value of a field that repeats or is in a group
 * that does. */
MUST_CHECK err_t hub_writer_item(struct hub_writer *w, int field, int item, struct value v,
                                 struct why *why);
MUST_CHECK err_t hub_writer_close(struct hub_writer *w, struct arena *a, struct why *why);

#endif
