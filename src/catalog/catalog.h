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

struct catalog {
    struct schema *schema; /* unrestricted */
    struct values *values; /* may be NULL until the index is built */
    struct policy *policy; /* built-in roles and those of the semantic layer */
    int64_t as_of;         /* seconds, UTC */
    uint64_t generation;
};

/* What a user may see of it; cached per role inside the catalog. */
const struct schema *catalog_view(struct catalog *c, const struct role *r);

struct catalog *catalog_hold(struct catalog *c);
void catalog_drop(struct catalog *c);

#endif
