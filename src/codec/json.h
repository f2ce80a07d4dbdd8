/* json.h - jansson at the edges, with our str and our arena.
 *
 * Memory:  a tree made by json_read() is released with the arena; strings got
 *          from it are borrowed from the tree.
 * Limits:  depth 64 and the size given; more is ERR_TOO_LARGE or ERR_BAD_INPUT.
 * Errors:  `why` names line, column and what was expected.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"

#include <jansson.h>

/* Refuses duplicate members, invalid UTF-8 and bytes behind the value. */
MUST_CHECK err_t json_read(struct arena *a, str text, size_t max, json_t **out, struct why *why);

/* Compact text in the arena.  Does not take the reference. */
str json_text(struct arena *a, const json_t *v);

/* The same, and the reference is dropped. */
str json_text_take(struct arena *a, json_t *v);

/* Give the reference to the arena. */
json_t *json_keep(struct arena *a, json_t *v);

json_t *json_of_str(str s);            /* invalid UTF-8 is replaced by U+FFFD */
json_t *json_of_value(struct value v); /* numbers as numbers, dates as ISO text, null as null */

/* Members of an object, borrowed; the default when absent or of another type. */
str json_member_str(const json_t *o, const char *key);
bool json_member_bool(const json_t *o, const char *key, bool otherwise);
int64_t json_member_int(const json_t *o, const char *key, int64_t otherwise);

#endif
