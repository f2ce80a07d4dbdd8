/* main.c - picks the command. */
#include "app/commands.h"
#include "app/settings.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *args, *what;
} commands[] = {
#define X(name, function, args, what) { #name, function, args, what },
    COMMAND_LIST(X)
#undef X
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *to)
{
    fprintf(to, "auric: ask your golden records in plain language\n\n"
                "usage: auric COMMAND [ARGUMENTS]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(to, "  %-8s %s\n           auric %s %s\n", commands[i].name, commands[i].what,
                commands[i].name, commands[i].args);
    fprintf(
        to,
        "\nSettings: on the command line, in the environment, or in a file given with\n"
        "--config as lines \"name = value\" (name, environment, option, meaning, default):\n\n");
    fflush(to);
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    fprintf(stderr, "auric: there is no command \"%s\"; it is one of:", name);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(stderr, " %s", commands[i].name);
    fprintf(stderr, "\n`auric --help` says more.\n");
    return 2;
}

int cmd_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("auric " AURIC_VERSION);
    return 0;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        help(stdout);
        settings_help();
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0)
        return cmd_version(0, NULL);
    const struct command *c = find(argv[1]);
    if (!c)
        return unknown(argv[1]);
    if (argc == 3 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0))
        printf("auric %s: %s\n\nusage: auric %s %s\n\n", c->name, c->what, c->name, c->args);
    return c->run(argc - 1, argv + 1);
}
