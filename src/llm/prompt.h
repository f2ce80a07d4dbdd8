/* prompt.h - the prompts that are built into the program (llm/prompts), and the
 * filling of their slots.
 *
 * A slot is {{name}}.  What is filled in is not looked at again, so a question
 * that holds "{{question}}" stays what it is.
 */
#ifndef LLM_PROMPT_H
#define LLM_PROMPT_H

#include "base/arena.h"

struct slot {
    str name, text;
};

str prompt_text(const char *name); /* "plan_system"; it must exist */

/* A slot without a text stays as it stands. */
str prompt_fill(struct arena *a, str prompt, const struct slot *slots, size_t n);

#endif
