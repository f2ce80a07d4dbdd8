/* rules.h - what the guard looks for, as tables.
 *
 * A class is a set of words and phrases that do the same work in a sentence,
 * in several languages.  A rule is a sequence of classes with at most so many
 * words between them.  Words such as "the" and "of" do not count.  Everything
 * is written in normal form (normal.h); "." stands at the end of every text.
 *
 * In a class, phrases are separated by "|"; a word that ends in "*" also means
 * all words that begin with it.
 */
#ifndef GUARD_RULES_H
#define GUARD_RULES_H

#include <stdint.h>

/* clang-format off */
#define GUARD_CLASS_LIST(X)                                                                      \
    X(STOP) X(IGNORE) X(PREVIOUS) X(INSTRUCTIONS) X(POLICY) X(YOUR_INSTRUCTIONS) X(REVEAL)         \
    X(YOU_ARE) X(YOU_NOW) X(PERSONA) X(UNLIMITED) X(MODE) X(ANSWER_ONLY) X(BYPASS) X(SAFETY)       \
    X(MAKE_ME) X(ADMIN) X(RIGHTS) X(FULL) X(I_AM) X(ENV_FILE) X(FILE_PATH) X(FILE_WORD)            \
    X(READ) X(RUN) X(COMMAND) X(SHELL) X(SQL) X(SECRET) X(SEND) X(OUTSIDE) X(URGENT)               \
    X(DELETE) X(AUDIT_LOG) X(DATABASE_ALL) X(FORBIDDEN) X(DECODE) X(DELIMITER) X(TREAT_ME)         \
    X(NEW_TASK) X(APPROVAL) X(BACKWARDS) X(DIRECTORY) X(LIFTED) X(TOOL_ABUSE)
/* clang-format on */

enum guard_class {
#define X(name) CLASS_##name,
    GUARD_CLASS_LIST(X)
#undef X
        CLASS_COUNT
};

enum { RULE_STEPS_MAX = 4 };

struct guard_rule {
    const char *id;      /* "override.ignore" */
    const char *explain; /* for the user and the security officer */
    double strength;     /* how sure it is alone: 0.9 blocks, 0.5 is flagged, less only adds up */
    struct {
        uint8_t cls; /* enum guard_class + 1; 0 ends the steps */
        uint8_t gap; /* words that may stand before this step */
    } steps[RULE_STEPS_MAX];
};

extern const char *const guard_class_words[CLASS_COUNT];
extern const struct guard_rule guard_rules[];
extern const int guard_rules_n;

#endif
