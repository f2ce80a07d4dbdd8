/* reader.h - looking things up in the audit record, and checking it.
 *
 * Memory:  events are in the caller's arena.
 * Errors:  ERR_IO.  A record that does not verify is no error: the result says
 *          which entry it is.
 * Threads: one a reader; readers and the writer do not disturb each other.
 */
#ifndef AUDIT_READER_H
#define AUDIT_READER_H

#include "audit/audit.h"

struct audit_reader;

MUST_CHECK err_t audit_reader_open(struct audit_reader **out, const char *path, struct why *why);
void audit_reader_close(struct audit_reader *r);

struct audit_filter {
    str actor, event, action; /* empty: any */
    int64_t from_ms, to_ms;   /* half open; to_ms 0: no end */
};

/* Newest first, those with a number below `before` (0: from the newest). */
MUST_CHECK err_t audit_list(struct audit_reader *r, struct arena *a, const struct audit_filter *f,
                            int64_t before, size_t limit, struct audit_event **out, size_t *n,
                            struct why *why);

/* Oldest first, each in an arena that is reset behind it; an error stops it. */
typedef err_t audit_each_fn(void *ctx, const struct audit_event *e, str line, struct why *why);
MUST_CHECK err_t audit_each(struct audit_reader *r, const struct audit_filter *f, audit_each_fn *fn,
                            void *ctx, struct why *why);

struct audit_check {
    struct chain chain;     /* chain.bad_seq 0: every entry fits */
    bool head_known;        /* the note beside the file was there */
    struct audit_head note; /* what it says */
    bool torn_tail;         /* of a file of lines: the last one is incomplete, nothing else */
};

static inline bool audit_intact(const struct audit_check *c)
{
    return c->chain.bad_seq == 0;
}

/* Every entry of the record, its columns, and the note beside it. */
MUST_CHECK err_t audit_verify(const char *path, struct audit_check *out, struct why *why);

/* A file of lines as audit_export_jsonl() writes it, whole or a part. */
MUST_CHECK err_t audit_verify_file(const char *path, struct audit_check *out, struct why *why);

#endif
