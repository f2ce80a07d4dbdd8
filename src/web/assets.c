#include "web/assets.h"

#include <stdio.h>
#include <stdlib.h>

struct web_asset {
    str name, bytes, type;
    char etag[20];
};

static const struct {
    const char *ending, *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },   { ".svg", "image/svg+xml" },
    { ".json", "application/json" },         { ".png", "image/png" },
    { ".webmanifest", "application/json" },  { ".txt", "text/plain; charset=utf-8" },
};

static str type_of(str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(name, str_c(types[i].ending)))
            return str_c(types[i].type);
    return STR("application/octet-stream");
}

static size_t count(const struct embedded *e)
{
    size_t n = 0;

    while (e && e[n].name)
        n++;
    return n;
}

void assets_open(struct web *w)
{
    size_t n = count(w->assets);

    w->asset_table = calloc(n + 1, sizeof *w->asset_table);
    if (!w->asset_table)
        abort();
    for (size_t i = 0; i < n; i++) {
        struct web_asset *a = &w->asset_table[i];
        a->name = str_c(w->assets[i].name);
        a->bytes = (str){ w->assets[i].bytes, w->assets[i].n };
        a->type = type_of(a->name);
        snprintf(a->etag, sizeof a->etag, "\"%016llx\"", (unsigned long long)str_hash(a->bytes));
    }
}

void assets_close(struct web *w)
{
    free(w->asset_table);
}

static const struct web_asset *find(const struct web *w, str name)
{
    for (const struct web_asset *a = w->asset_table; a->name.n; a++)
        if (str_eq(a->name, name))
            return a;
    return NULL;
}

/* While the page is being worked on: read from the folder, never cached. */
static err_t from_folder(struct call *c, str name)
{
    char path[1024];
    struct buf b;
    char piece[8192];
    size_t n;

    if (str_find(name, STR("..")) < name.n ||
        snprintf(path, sizeof path, "%s/%.*s", c->web->ui_dir, STR_ARG(name)) >= (int)sizeof path)
        return ERR_NOT_FOUND;
    FILE *f = fopen(path, "rb");
    if (!f)
        return ERR_NOT_FOUND;
    buf_init(&b, c->arena);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, (str){ piece, n });
    fclose(f);
    call_reply(c, type_of(name), buf_str(&b), NULL, 0);
    return ERR_OK;
}

static err_t serve(struct call *c, str name, struct why *why)
{
    if (c->web->ui_dir && from_folder(c, name) == ERR_OK)
        return ERR_OK;
    const struct web_asset *a = find(c->web, name);
    if (!a)
        return why_fail(why, ERR_NOT_FOUND, "there is no such file");
    struct header extra[] = {
        { STR("ETag"), str_c(a->etag) },
        { STR("Cache-Control"), STR("no-cache") },
    };
    if (str_eq(request_header(c->req, STR("If-None-Match")), extra[0].value))
        server_reply(c->req, 304, a->type, STR(""), extra, 2);
    else
        call_reply(c, a->type, a->bytes, extra, 2);
    return ERR_OK;
}

err_t web_page(struct call *c, struct why *why)
{
    return serve(c, STR("index.html"), why);
}

err_t web_favicon(struct call *c, struct why *why)
{
    return serve(c, STR("icon.svg"), why);
}

err_t web_asset(struct call *c, struct why *why)
{
    return serve(c, str_sub(c->req->path, 4, c->req->path.n), why);
}
