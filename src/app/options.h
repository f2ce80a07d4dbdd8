/* options.h - options that only one command has, taken out of its arguments
 * before the settings are read from the rest. */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>

/* The value of "--name value" or "--name=value", which is taken out; NULL when
 * it is not there, "" when its value is missing. */
const char *option_take(int *argc, char **argv, const char *name);

/* Was "--name" there?  It is taken out. */
bool option_flag(int *argc, char **argv, const char *name);

#endif
