#include "app/options.h"

#include <string.h>

static void take_out(int *argc, char **argv, int at, int n)
{
    for (int i = at; i + n <= *argc; i++)
        argv[i] = argv[i + n];
    *argc -= n;
}

const char *option_take(int *argc, char **argv, const char *name)
{
    size_t n = strlen(name);

    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            const char *value = i + 1 < *argc ? argv[i + 1] : "";
            take_out(argc, argv, i, i + 1 < *argc ? 2 : 1);
            return value;
        }
        if (strncmp(argv[i], name, n) == 0 && argv[i][n] == '=') {
            const char *value = argv[i] + n + 1;
            take_out(argc, argv, i, 1);
            return value;
        }
    }
    return NULL;
}

bool option_flag(int *argc, char **argv, const char *name)
{
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], name) == 0) {
            take_out(argc, argv, i, 1);
            return true;
        }
    return false;
}
