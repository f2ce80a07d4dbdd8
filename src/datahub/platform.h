/* platform.h - what the Platform API knows: models, and repositories with
 * their counts.
 *
 * Memory:  answers live in `a`.
 */
#ifndef DATAHUB_PLATFORM_H
#define DATAHUB_PLATFORM_H

#include "datahub/client.h"
#include "schema/schema.h"

struct platform_model {
    str id, name;
    bool published; /* false: only a draft exists */
    int version;    /* latest published, 0 for a draft */
};

struct platform_models {
    struct platform_model *p;
    size_t n;
};

/* Every model once; one that is published and has a newer draft is published. */
MUST_CHECK err_t platform_models(struct datahub *d, struct arena *a, struct platform_models *out,
                                 struct why *why);

struct model_source {
    str id, type; /* "Accept", "Contribute", "Both" */
};

struct model_detail {
    str id, name;
    int version;
    struct field *fields; /* flat, groups included; labels and uids are not set */
    size_t fields_n;
    struct strs key_ids;   /* fields of the first match rule */
    struct strs title_ids; /* fields of the record title */
    struct model_source *sources;
    size_t sources_n, match_rules_n;
};

MUST_CHECK err_t platform_model(struct datahub *d, struct arena *a, str id, bool draft,
                                struct model_detail *out, struct why *why);

struct repository_universe {
    str id, name;
    uint64_t records;
};

struct repository {
    str id, name, base_url;
    struct repository_universe *universes;
    size_t universes_n;
};

struct repositories {
    struct repository *p;
    size_t n;
};

MUST_CHECK err_t platform_repositories(struct datahub *d, struct arena *a, struct repositories *out,
                                       struct why *why);

#endif
