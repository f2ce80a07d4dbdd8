/* guard.h - is this question an attack?
 *
 * The text is brought into one spelling (normal.h), what is hidden in it is
 * decoded (payload.h), tables of rules are matched (rules.h) and a small
 * linear classifier adds its view (features.h).  The result says which rules
 * were met, in words that can be shown.
 *
 * What it says is advice to the workflow, never protection by itself: whoever
 * gets past it still has the rights of his role and no more (policy/).
 *
 * Layer:   guard; pure.  The tables are put into one shape at the first call.
 *          Linear in the length of the text.
 * Memory:  `a` is for scratch; the result refers to nothing in it.
 * Threads: any.
 */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H

#include "base/arena.h"
#include "guard/rules.h"
#include "guard/scope.h"

enum guard_verdict { GUARD_ALLOW, GUARD_FLAG, GUARD_BLOCK };

enum { GUARD_RULES_MAX = 64, GUARD_TURNS_MAX = 12, GUARD_LONG = 4096 };

struct guard_result {
    enum guard_verdict verdict;
    double score; /* 0 to 1; 0.5 and more is blocked */
    const struct guard_rule *rules[GUARD_RULES_MAX];
    str rule_ids[GUARD_RULES_MAX];
    size_t rules_n;
    bool out_of_scope;               /* no attack, but nothing that auric does: */
    const struct scope_topic *scope; /* this; else NULL */
};

void guard_check(struct arena *a, str text, struct guard_result *out);

/* The last of `turns` is judged, in the light of up to GUARD_TURNS_MAX before
 * it: an attack in small steps, or split over two of them, shows. */
void guard_check_turns(struct arena *a, const str *turns, size_t turns_n, struct guard_result *out);

const char *guard_verdict_name(enum guard_verdict v); /* "allow", "flag", "block" */

/* For the audit record; borrowed from `r`. */
void guard_describe(const struct guard_result *r, str *verdict, double *score, const str **rules,
                    size_t *rules_n);

#endif
