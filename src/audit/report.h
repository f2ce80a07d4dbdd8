/* report.h - the compliance report of a period: who asked for what, what was
 * refused, what the guard saw, who signed in, what was administered; on page
 * one the head of the chain and whether it verifies.
 *
 * HTML is one file without scripts or anything from elsewhere, readable by a
 * screen reader and on paper; CSV has the same figures.  Every table adds up
 * to the number of entries on page one.  The same record and options give the
 * same bytes.
 *
 * Errors:  ERR_IO.  A record that does not verify is reported, not refused.
 */
#ifndef AUDIT_REPORT_H
#define AUDIT_REPORT_H

#include "audit/reader.h"

#include <stdio.h>

struct audit_report {
    int64_t from_ms, to_ms; /* half open */
    int64_t generated_ms;
    str generated_by;
    bool csv; /* else HTML */
};

MUST_CHECK err_t audit_report(const char *path, const struct audit_report *what, FILE *out,
                              struct why *why);

#endif
