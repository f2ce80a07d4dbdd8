/* match.h - which golden records an entity is, by the match rules of a model:
 * the first rule that any record satisfies decides (boomi-datahub-api.md, 2.4
 * and 3.6).
 *
 * What has to be equal is looked up by index; a rule that only compares
 * alike reads every record.
 *
 * Limits:  HUB_MATCH_MAX records a rule; so many are no answer.  A field that
 *          repeats cannot be compared.
 */
#ifndef LOCALHUB_MATCH_H
#define LOCALHUB_MATCH_H

#include "localhub/entity.h"

enum { HUB_MATCH_MAX = 10, HUB_RULE_DEPTH = 16 };

/* What an IS_SIMILAR_TO of the rule measured. */
struct hub_likeness {
    str field, first, second;
    const char *method;
    double strength, threshold;
};

struct hub_likenesses {
    struct hub_likeness *p;
    size_t n, cap;
};

struct hub_match {
    str id;
    struct hub_likenesses alike;
};

struct hub_matches {
    struct hub_match *p;
    size_t n, cap;
    int rule;      /* from 1; 0: none was satisfied */
    bool too_many; /* then p holds the first of them */
    str missing;   /* uniqueId of a reference that is matched by and names no record */
};

/* References of the entity are resolved already. */
MUST_CHECK err_t hub_match_find(struct hub_session *s, struct arena *a, const struct hub_model *m,
                                const struct hub_entity *e, struct hub_matches *out,
                                struct why *why);

/* The rule in words. */
str hub_match_rule_text(struct arena *a, const struct hub_model *m, int rule);

#endif
