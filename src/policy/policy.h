/* policy.h - who may do what: the one place that says yes or no.
 *
 * Roles are data: models, fields, query types, features and quotas.  Three are
 * built in (executive, manager, clerk, as in the mission) plus `admin`; a file
 * and the semantic layer's roles can add to them or narrow them.
 *
 * policy_view() makes the schema that a role may see.  Everything behind it
 * (language engine, plan check, exec, MCP tools, exports) is given that schema
 * and nothing else, so a hidden model or field cannot be named, filtered,
 * sorted, grouped, counted, or told apart from one that does not exist.
 *
 * Layer:   policy; no I/O, no clock.
 * Default: deny.  A model or field that no rule allows is not in the view.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "base/err.h"
#include "schema/schema.h"

/* clang-format off */
/*    feature      what it opens                          */
#define FEATURE_LIST(X)                                     \
    X(ASK,         "ask questions of the data")             \
    X(METADATA,    "ask what models and fields there are")  \
    X(AGGREGATE,   "counts, sums and groups")               \
    X(LIST,        "see records")                           \
    X(CROSS_MODEL, "combine several models")                \
    X(EXPORT,      "export results")                        \
    X(AUDIT,       "read the audit record and its reports") \
    X(ADMIN,       "manage users, roles and the catalog")   \
    X(SENSITIVE,   "see fields marked sensitive")
/* clang-format on */

enum feature {
#define X(name, what) FEATURE_##name,
    FEATURE_LIST(X)
#undef X
        FEATURE_COUNT
};

struct role {
    str name;                 /* "executive" */
    uint32_t features;        /* bit per enum feature */
    struct strs allow_models; /* names or ids; one "*" means all */
    struct strs deny_models;
    struct strs deny_fields; /* "Model.field", names or ids; "*.salary" in all */
    unsigned requests_per_hour;
    unsigned logins_per_hour;
    /* What one question may cost; 0: what everybody may. */
    uint64_t max_requests, max_records;
    unsigned max_seconds;
    str contact; /* whom to ask for more */
};

struct policy {
    struct role *roles;
    size_t roles_n;
};

/* The built-in roles, in `a`. */
struct policy *policy_default(struct arena *a);
/* A role from outside (a semantic file's, a configuration's); replaces its namesake. */
void policy_add(struct arena *a, struct policy *p, const struct role *r);
const struct role *policy_role(const struct policy *p, str name);

static inline bool role_may(const struct role *r, enum feature f)
{
    return r && (r->features >> f & 1u);
}

/* The part of `full` that `r` may see: a deep copy in `a`, so keep one per
 * (schema, role) rather than one per request; field uids are kept.  NULL sees
 * nothing.  A reference to a model that is not visible is not visible either,
 * a measure goes with any field it uses, and texts that name what is hidden
 * are left out. */
struct schema *policy_view(struct arena *a, const struct schema *full, const struct role *r);

#endif
