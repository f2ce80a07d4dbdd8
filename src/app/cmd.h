/* cmd.h - the frame around a command that works with settings. */
#ifndef APP_CMD_H
#define APP_CMD_H

#include "app/settings.h"

/* Exit statuses; a command's body gives ERR_BAD_INPUT with CMD_USAGE set for a
 * mistake on the command line. */
struct cmd {
    struct arena *arena;
    struct settings settings;
    bool usage; /* the mistake is on the command line: exit status 2 */
};

/* Reads the settings, runs `body`, prints what went wrong, gives the status. */
int cmd_run(int argc, char **argv, err_t (*body)(struct cmd *c, struct why *why));

/* For bodies: a mistake on the command line. */
err_t cmd_usage(struct cmd *c, struct why *why, const char *text);

#endif
