/* read.h - the readings of one question, best first, before anybody asks what
 * was said earlier.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_READ_H
#define LANG_READ_H

#include "lang/build.h"
#include "plan/words.h"

enum { CANDIDATES_MAX = 12 };

#define ANSWER_BAR 0.80
#define DOUBT_BAR 0.55
#define WARN_BAR 0.42 /* from here on an answer goes out, its doubt said aloud */
#define CLARIFY_BAR 0.25
#define SHAPE_GAP 0.3
#define EQUAL_GAP 0.035 /* in score: nothing sets the readings apart */

struct candidate {
    struct build build;
    struct plan *plan;
    double score;
    double confidence;
    struct doubts doubts;
    struct strs notes;
};

struct candidates {
    struct candidate *p;
    size_t n;
    struct build first; /* of the best assignment, also when it gives no plan */
    size_t first_n;
};

struct reader *reader_new(struct arena *a, const struct lang_env *env, str question);

/* Assign, build, make, rate; different plans only. */
void read_candidates(struct reader *r, struct candidates *out);
/* The same from frames that somebody else changed. */
void rate_candidates(struct reader *r, struct candidates *c);

void reading_of(struct reader *r, const struct candidate *c, struct reading *out);
/* One name, several records: asks which, and says true. */
bool clarify_values(struct reader *r, const struct candidate *c, struct readings *out);
/* Money that several models hold: asks which. */
bool clarify_measures(struct reader *r, const struct candidate *c, struct readings *out);
/* Two readings that nothing sets apart: asks which. */
bool clarify_equals(struct reader *r, struct candidates *c, struct readings *out);
/* Below the bar: a question back or an abstention. */
void clarify(struct reader *r, struct candidates *c, struct readings *out);

#endif
