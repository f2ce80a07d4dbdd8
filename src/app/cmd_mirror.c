/* cmd_mirror.c - auric mirror: the local copy, from the shell.  `auric serve`
 * keeps it fresh by itself. */
#include "app/cmd.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "base/clock.h"

#include <stdio.h>

static void print_stats(const struct mirror_stats *s)
{
    printf("models: %u of %u complete, %llu records\n", s->ready, s->models,
           (unsigned long long)s->records);
    if (s->as_of)
        printf("as of: %lld seconds ago\n", (long long)(clock_now_s() - s->as_of));
}

static err_t work(struct cmd *c, struct child *hub, struct backend **backend, struct why *why)
{
    struct mirror_stats stats;
    bool refresh = c->settings.rest_n == 1 && strcmp(c->settings.rest[0], "refresh") == 0;

    if (!refresh && (c->settings.rest_n != 1 || strcmp(c->settings.rest[0], "status") != 0))
        return cmd_usage(c, why, "mirror takes \"refresh\" or \"status\"");
    if (!c->settings.mirror[0])
        return cmd_usage(c, why, "set AURIC_MIRROR to the models to copy, or to all");
    if (c->settings.demo)
        TRY(demo_start(c->arena, &c->settings, hub, why));
    TRY(wire_backend(&c->settings, backend, why));
    struct mirror *m = backend_mirror(*backend);
    if (!m)
        return why_fail(why, ERR_BAD_INPUT, "a database (AURIC_SOURCE) needs no mirror");
    err_t e = refresh ? mirror_round(m, why) : ERR_OK;
    if (e == ERR_OK)
        e = mirror_look(m, &stats, why);
    if (e == ERR_OK)
        print_stats(&stats);
    return e;
}

static err_t body(struct cmd *c, struct why *why)
{
    struct child hub = { 0 };
    struct backend *backend = NULL;
    err_t e = work(c, &hub, &backend, why);

    backend_free(backend);
    child_stop(&hub);
    return e;
}

int cmd_mirror(int argc, char **argv)
{
    return cmd_run(argc, argv, body);
}
