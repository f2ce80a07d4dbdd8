/* outbox.h - what left the house, byte for byte: JSON Lines,
 *
 *     {"at":"2026-11-22T10:00:00","to":"https://api...","bytes":512,"body":"{...}"}
 *
 * one for each attempt, written before it is sent.  Should the key stand in a
 * body, because somebody typed it, it is shown as [key].
 *
 * Safety:  the file is readable by its owner only; headers are not written.
 * Threads: any.
 */
#ifndef LLM_OUTBOX_H
#define LLM_OUTBOX_H

#include "base/arena.h"
#include "base/err.h"

/* A descriptor. */
MUST_CHECK err_t outbox_open(int *out, const char *path, struct why *why);
MUST_CHECK err_t outbox_write(int fd, struct arena *a, const char *to, str body, const char *key,
                              int64_t utc_s, struct why *why);

/* `s` with every `key` in it replaced; a NULL or empty key changes nothing. */
str outbox_hide(struct arena *a, str s, const char *key);

#endif
