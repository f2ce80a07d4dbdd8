/* child.h - a program of our own beside us: the local hub of --demo and of
 * `auric eval`, which is only ever reached over HTTP.
 *
 * The child dies with us.  It tells its address in the first line that it
 * prints, "address http://127.0.0.1:PORT".
 */
#ifndef APP_CHILD_H
#define APP_CHILD_H

#include "base/arena.h"
#include "base/err.h"

#include <sys/types.h>

struct child {
    pid_t pid;
    char url[128];
};

/* argv[0] is not read: the program is the one that is running. */
MUST_CHECK err_t child_start(struct child *out, const char *const *argv, struct why *why);
void child_stop(struct child *c);

/* Run to its end; ERR_IO when it failed, with what it said last on stderr. */
MUST_CHECK err_t child_run(const char *const *argv, struct why *why);

#endif
