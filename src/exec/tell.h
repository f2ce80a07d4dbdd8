/* tell.h - a plan that asks for what is behind records: how they came to be,
 * which sources they stand for, what is in quarantine.
 *
 *     HISTORY     record, changed at, version, source, field, before, after
 *     SOURCES     record, source, key in the source, linked at
 *     QUARANTINE  model, source, key in the source, cause, reason, since
 *
 * Newest first.  Of a history only changes are told: a field asked for by name
 * also has a row for its first value; without names the first version is one
 * row.  References are told by the names of what they refer to.
 *
 * Rights:  fields are those of the schema given; where it lacks fields of a
 *          model, reasons (which quote values) are left out.
 * Limits:  TELL_RECORDS_MAX records, TELL_FACTS_MAX versions or entries.
 */
#ifndef EXEC_TELL_H
#define EXEC_TELL_H

#include "exec/job.h"

enum { TELL_RECORDS_MAX = 5, TELL_FACTS_MAX = 5000 };

struct told_column {
    const char *label;
    enum value_kind kind;
};

const struct told_column *tell_columns(enum tell t, size_t *n);

MUST_CHECK err_t tell_run(struct run *r, const struct plan *p, struct relation *out);

#endif
