/* cmd_timex.h - the command `auric timex`; argv[0] is "timex".  Returns the
 * exit status. */
#ifndef APP_CMD_TIMEX_H
#define APP_CMD_TIMEX_H

int cmd_timex(int argc, char **argv);

#endif
