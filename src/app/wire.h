/* wire.h - puts the program together: every object is made here and passed on.
 *
 * Members are made in the order of the struct and freed in the reverse one.
 */
#ifndef APP_WIRE_H
#define APP_WIRE_H

#include "agents/catalogs.h"
#include "app/backend.h"
#include "app/settings.h"
#include "auth/session.h"
#include "flow/flow.h"
#include "llm/llm.h"

struct wired {
    struct kv *kv;
    struct backend *backend;   /* NULL: the MCP server is elsewhere */
    struct mcp_server *server; /* NULL likewise */
    struct mcp_client *client;
    struct catalogs *catalogs;
    struct llm *llm;
    struct services services;
    struct flow flow;
};

struct wire_options {
    const struct settings *settings;
    const char *kv_path;   /* NULL: memory only */
    const char *cache_dir; /* NULL: no disk cache */
    const char *llm_log;   /* what leaves for a language model; NULL: not kept */
};

/* Up to a flow that can be asked; no users, no audit, no conversations yet. */
MUST_CHECK err_t wire(struct wired *out, const struct wire_options *o, struct why *why);
void unwire(struct wired *w);

MUST_CHECK err_t wire_datahub(const struct settings *s, struct datahub_settings *out,
                              struct why *why);

/* The hub's models as they are now, without a semantic layer. */
MUST_CHECK err_t wire_schema(struct arena *a, const struct settings *s, struct schema **out,
                             struct why *why);

/* What stands behind the MCP server: a hub, or the database of `source`. */
MUST_CHECK err_t wire_backend(const struct settings *s, struct backend **out, struct why *why);

/* DIR/NAME in the arena; makes DIR. */
MUST_CHECK err_t data_path(struct arena *a, const struct settings *s, const char *name,
                           const char **out, struct why *why);

#endif
