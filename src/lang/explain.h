/* explain.h - what a reading says about itself: entities for the trace, the
 * words it did not use, the models it ranks, and why there is no answer.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_EXPLAIN_H
#define LANG_EXPLAIN_H

#include "lang/build.h"

void explain_entities(const struct build *b, struct reading *out);
void explain_models(const struct build *b, struct readings *out);
enum intent explain_intent(const struct frame *f, const struct plan *p);

/* Names the word that is not understood, what comes nearest, and questions
 * that work; only of what `env->schema` holds. */
void explain_abstain(struct reader *r, const struct build *b, struct readings *out);
void suggest_questions(struct arena *a, const struct schema *s, struct strs *out);

/* In a language that is not read. */
void explain_tongue(struct reader *r, struct readings *out);

#endif
