#include "lang/command.h"

/* The question starts, but for politeness, with a verb that changes records
 * and something after it; "change in revenue" and "set of" are nouns. */
bool command_is(const struct tokens *t)
{
    static const char *const verbs[] = {
        "set",     "update",  "delete", "remove", "insert", "create", "drop", "rename",    "modify",
        "cancel",  "approve", "assign", "send",   "email",  "change", "add",  "archive",   "block",
        "unblock", "move",    "merge",  "reject", "book",   "fix",    "edit", "overwrite", "raise"
    };
    static const char *const nouns[] = {
        "in", "of", "from", "compared", "over", "vs", "by", "since"
    };
    size_t i = 0;
    while (i < t->n && (t->p[i].kind == TOKEN_MARK || t->p[i].is_stop))
        i++;
    if (i + 1 >= t->n)
        return false;
    for (size_t k = 0; k < i; k++) /* "how", "what", "who" ask */
        if (t->p[k].kind == TOKEN_WORD && !token_is(&t->p[k], "please") &&
            !token_is(&t->p[k], "can") && !token_is(&t->p[k], "could") &&
            !token_is(&t->p[k], "you") && !token_is(&t->p[k], "hi") && !token_is(&t->p[k], "hello"))
            return false;
    for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++)
        if (token_is(&t->p[i + 1], nouns[k]))
            return false;
    static const char *const drawn[] = { "bar",     "pie",       "line",    "scatter", "chart",
                                         "stacked", "histogram", "grouped", "plot",    "graph" };
    size_t object = i + 1; /* "create a bar chart" changes nothing */
    while (object + 1 < t->n && t->p[object].is_stop)
        object++;
    for (size_t k = 0; k < sizeof drawn / sizeof *drawn; k++)
        if (token_is(&t->p[object], drawn[k]))
            return false;
    for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
        if (token_is(&t->p[i], verbs[k]))
            return true;
    return false;
}
