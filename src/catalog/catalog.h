/* catalog.h - everything known about the hub's models: the schema, the
 * semantic layer laid over it, and the index of values.
 *
 * A catalog is a snapshot: built as a whole, published, never changed; a
 * refresh builds the next one and readers go on with theirs until they let go.
 * What it is made of comes over MCP, through the cache levels (memory, Redis,
 * disk, server).
 *
 * Memory:  hold a reference (catalog_hold / catalog_drop) while you use it.
 * Threads: any.
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "base/err.h"
#include "catalog/values.h"
#include "policy/policy.h"
#include "schema/schema.h"

struct catalog_state;

struct catalog {
    struct schema *schema; /* unrestricted */
    struct values *values;
    struct policy *policy; /* built-in roles and those of the semantic layer */
    int64_t as_of;         /* seconds, UTC */
    struct catalog_state *state;
};

/* Where a catalog comes from; agents/catalogs.c gives one that asks over MCP. */
struct catalog_feed {
    void *ctx;
    /* A new schema in `a`. */
    err_t (*schema)(void *ctx, struct arena *a, struct schema **out, struct why *why);
    /* The distinct values of the `fields` of one model, at most `max` each,
     * into `sink`; a field with more is marked partial there. */
    err_t (*values)(void *ctx, const struct model *m, const struct field *const *fields,
                    size_t fields_n, size_t max, struct values *sink, struct why *why);
};

struct catalog_options {
    str semantics;      /* text of the semantic layer, or empty */
    size_t values_max;  /* a field; 0: 50000 */
    bool deployed_only; /* leave out models that hold no records to ask for */
    int64_t now;
};

/* Build a snapshot with one reference.  A field whose values cannot be had is
 * marked partial; a schema that cannot be had is the error. */
MUST_CHECK err_t catalog_build(struct catalog **out, const struct catalog_feed *feed,
                               const struct catalog_options *o, struct why *why);

/* What a role may see of it, and something made of that view (the language
 * engine's index), both made at first use and kept with the catalog. */
struct catalog_view {
    const struct role *role;
    const struct schema *schema;
    void *extra;
};

typedef void *catalog_extra_fn(struct arena *a, const struct schema *view);

const struct catalog_view *catalog_view(struct catalog *c, const struct role *r,
                                        catalog_extra_fn *extra);

struct catalog *catalog_hold(struct catalog *c);
void catalog_drop(struct catalog *c);

#endif
