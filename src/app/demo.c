#include "app/demo.h"

#include "app/wire.h"
#include "base/clock.h"
#include "base/embed.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern const struct embedded demo_files[];

/* What `auric hub serve` takes when it is told nothing else. */
static void point_at(struct arena *a, struct settings *s, const struct child *hub)
{
    s->base_url = s->repository_url = arena_cstr(a, str_c(hub->url));
    s->account = s->datahub_user = "auric-local";
    s->user = "admin@auric.local";
    s->password = "platform";
    s->datahub_password = "repository";
    s->datahub_auth = "basic";
    s->hub_hosts = s->repository = "";
}

err_t demo_serve(struct arena *a, const char *db, struct settings *s, struct child *hub,
                 struct why *why)
{
    const char *argv[] = { "auric", "hub", "serve", "--db", db, "--listen", "127.0.0.1:0", NULL };

    TRY(child_start(hub, argv, why));
    point_at(a, s, hub);
    return ERR_OK;
}

/* Dates in the demo data are relative to the day it was made. */
static bool is_of_today(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_mtime / DAY_S == time(NULL) / DAY_S;
}

/* The demo data comes with its semantic layer, unless another one is named. */
static err_t lay_semantics(struct arena *a, struct settings *s, struct why *why)
{
    const char *path;

    if (s->semantics[0])
        return ERR_OK;
    TRY(data_path(a, s, "demo-semantics.json", &path, why));
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(demo_files[0].bytes, 1, demo_files[0].n, f) == demo_files[0].n;
    ok = f && fclose(f) == 0 && ok;
    if (!ok)
        return why_fail(why, ERR_IO, "cannot write %s", path);
    s->semantics = path;
    return ERR_OK;
}

err_t demo_start(struct arena *a, struct settings *s, struct child *hub, struct why *why)
{
    const char *db, *fresh;

    TRY(data_path(a, s, "demo-hub.db", &db, why));
    TRY(data_path(a, s, "demo-hub.made", &fresh, why));
    if (!is_of_today(fresh) || access(db, R_OK) != 0) {
        const char *argv[] = { "auric", "hub", "demo", "--db", db, NULL };
        unlink(db);
        unlink(arena_fmt(a, "%s-wal", db).p);
        unlink(arena_fmt(a, "%s-shm", db).p);
        TRY(child_run(argv, why));
        FILE *f = fopen(fresh, "w");
        if (f)
            fclose(f);
    }
    TRY(lay_semantics(a, s, why));
    return demo_serve(a, db, s, hub, why);
}
