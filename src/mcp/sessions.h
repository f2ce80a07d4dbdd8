/* sessions.h - the sessions of the MCP server over HTTP: an unguessable id each,
 * forgotten after an hour without use, the oldest first when there are too many.
 *
 * Threads: any.
 */
#ifndef MCP_SESSIONS_H
#define MCP_SESSIONS_H

#include "base/str.h"

enum { SESSION_ID_N = 32, SESSIONS_MAX = 20000, SESSION_IDLE_S = 3600 };

struct sessions;

struct sessions *sessions_new(void);
void sessions_free(struct sessions *s);

/* `now` in seconds; `id` gets SESSION_ID_N hexadecimal digits and a NUL. */
void sessions_add(struct sessions *s, str user, int64_t now, char id[SESSION_ID_N + 1]);

/* Is it alive and of this user?  Keeps it alive. */
bool sessions_touch(struct sessions *s, str id, str user, int64_t now);
bool sessions_end(struct sessions *s, str id, str user);
size_t sessions_count(struct sessions *s);

#endif
