/* audit.h - the record that cannot be altered unnoticed: appending to it.
 *
 * audit_append() comes back when the entry is on the disk.  If it cannot be
 * written, it says so, and the caller gives no answer: no audit, no answer.
 *
 * Many threads may append at once; what waits together is written in one
 * transaction by the first of them, so sixteen sessions cost one fsync.
 * Several processes may append to one file.
 *
 * Beside the file, FILE.head notes the last entry and its hash at most a
 * second late; a copy of it somewhere else shows a tail that was cut off.
 *
 * Layer:   audit; the time is in the event.
 * Errors:  ERR_IO with what the database said; the entry was not written.
 * Threads: any.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "audit/chain.h"

struct audit;

MUST_CHECK err_t audit_open(struct audit **out, const char *path, struct why *why);
void audit_close(struct audit *au);

/* `e->seq` is ignored; *seq is the number that the entry got. */
MUST_CHECK err_t audit_append(struct audit *au, const struct audit_event *e, int64_t *seq,
                              struct why *why);

/* The last entry that this process knows of. */
struct audit_head audit_head(struct audit *au);

/* The note beside the file; ERR_NOT_FOUND when there is none. */
MUST_CHECK err_t audit_head_read(const char *path, struct audit_head *out);

#endif
