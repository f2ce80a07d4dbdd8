/* backend.h - what stands behind our MCP server: the hub's schema with the
 * semantic layer over it, views by role, and DataHub connections kept open.
 *
 * A database (app/database.h) can stand in the hub's place.
 *
 * The schema is read at first need and again when it is older than
 * `refresh_s`; meanwhile, and when the hub does not answer, the last one
 * serves.
 *
 * Threads: any.
 */
#ifndef APP_BACKEND_H
#define APP_BACKEND_H

#include "datahub/client.h"
#include "mcp/server.h"
#include "mirror/mirror.h"

struct backend;

struct backend_options {
    struct datahub_settings hub;
    const char *database;         /* asked instead of the hub; empty: none */
    const char *semantics_path;   /* empty: none */
    struct mirror_options mirror; /* models: which, empty: none; `where` and times */
    unsigned refresh_s;
};

MUST_CHECK err_t backend_new(struct backend **out, const struct backend_options *o,
                             struct why *why);
void backend_free(struct backend *b);
/* How the hub has been; NULL for a database. */
struct line *backend_line(struct backend *b);
/* NULL: there is none.  Somebody starts it, or makes a round. */
struct mirror *backend_mirror(struct backend *b);
struct mcp_backend backend_of(struct backend *b);

#endif
