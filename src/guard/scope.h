/* scope.h - what people ask a machine for, but not this one: the weather, the
 * news, their mail, a program.  Such a question is no attack; it is answered
 * with what auric can do.
 *
 * A topic is recognised by whole phrases of a request for it, never by a word
 * that could be a product, a campaign or a column.
 */
#ifndef GUARD_SCOPE_H
#define GUARD_SCOPE_H

struct scope_topic {
    const char *id;      /* "weather" */
    const char *explain; /* "I do not know the weather." */
    const char *phrases; /* as in rules.h */
};

extern const struct scope_topic scope_topics[];
extern const int scope_topics_n;

#endif
