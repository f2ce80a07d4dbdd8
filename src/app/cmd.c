#include "app/cmd.h"

#include <stdio.h>

err_t cmd_usage(struct cmd *c, struct why *why, const char *text)
{
    c->usage = true;
    return why_fail(why, ERR_BAD_INPUT, "%s", text);
}

int cmd_run(int argc, char **argv, err_t (*body)(struct cmd *c, struct why *why))
{
    struct cmd c = { .arena = arena_new(), .usage = true };
    struct why why = { "" };
    err_t e = settings_read(c.arena, argc - 1, argv + 1, &c.settings, &why);

    if (e == ERR_OK && c.settings.help) {
        settings_help();
    } else if (e == ERR_OK) {
        c.usage = false;
        e = body(&c, &why);
    }
    if (e != ERR_OK)
        fprintf(stderr, "auric: %s\n", why_text(&why, e));
    int status = e == ERR_OK ? 0 : c.usage ? 2 : 1;
    arena_free(c.arena);
    return status;
}
