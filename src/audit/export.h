/* export.h - the audit record for other programs and for people.
 *
 * JSON Lines are the lines of the chain as they are, so that who gets them can
 * verify them alone; CSV follows RFC 4180, and a cell that a spreadsheet would
 * run as a formula gets an apostrophe in front.
 *
 * Errors:  ERR_IO.
 */
#ifndef AUDIT_EXPORT_H
#define AUDIT_EXPORT_H

#include "audit/reader.h"

#include <stdio.h>

MUST_CHECK err_t audit_export_jsonl(struct audit_reader *r, const struct audit_filter *f, FILE *out,
                                    struct why *why);
MUST_CHECK err_t audit_export_csv(struct audit_reader *r, const struct audit_filter *f, FILE *out,
                                  struct why *why);

/* One cell with what follows it: ',' or, for the last one, '\n' (written CR LF). */
void csv_cell(FILE *out, str text, char end);

#endif
