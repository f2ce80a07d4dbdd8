/* profile.h - what is in the columns of a table: the evidence for its types,
 * its key and its references.
 *
 * Memory:  a profile's set of distinct values is on the heap until
 *          hub_profile_fini(); samples are in the arena.
 */
#ifndef LOCALHUB_PROFILE_H
#define LOCALHUB_PROFILE_H

#include "localhub/intake.h"
#include "localhub/model.h"

/* Distinct values by their 64-bit hash. */
struct hub_set {
    uint64_t *slots; /* 0: free */
    size_t n, cap;
};

bool hub_set_add(struct hub_set *s, uint64_t hash); /* true when it is new */
bool hub_set_has(const struct hub_set *s, uint64_t hash);
void hub_set_fini(struct hub_set *s);

enum { HUB_ENUM_MAX = 12, HUB_ENUM_CHARS = 40, HUB_ENUM_ROWS = 20 };

/* What every text of the column could be read as. */
enum {
    HUB_READS_INT = 1,
    HUB_READS_FLOAT = 2,
    HUB_READS_DATE = 4,
    HUB_READS_INSTANT = 8,
    HUB_READS_TIME = 16,
    HUB_READS_BOOL = 32,
    HUB_READS_ALL = 63
};

struct hub_profile {
    size_t rows, nulls; /* empty text is null */
    size_t nullish;     /* "null", "n/a": null when the rest is no text */
    size_t ints, floats, bools, texts;
    size_t fractions;        /* of the floats: those that are no whole numbers */
    unsigned reads;          /* of the texts that are not nullish */
    bool midnights;          /* every instant is at 00:00:00 */
    int64_t min, max;        /* of whole numbers, in text too */
    size_t chars_max;        /* in characters */
    struct hub_set distinct; /* of what is not null */
    str samples[HUB_ENUM_MAX];
    size_t samples_n; /* HUB_ENUM_MAX + 1: there were more */
};

/* All columns in one pass; bad rows are only counted. */
MUST_CHECK err_t hub_profile_table(struct arena *a, const struct hub_intake *t,
                                   struct hub_profile *columns, struct why *why);
void hub_profile_fini(struct hub_profile *p);

bool hub_profile_is_unique(const struct hub_profile *p); /* and nowhere null */

enum hub_type hub_profile_type(const struct hub_profile *p, str name, str declared);

/* Text without space around it, valid UTF-8: bytes that are not are read as
 * Windows-1252's letters. */
str hub_clean_text(struct arena *a, str s);
/* The text by which keys are compared: 5, 5.0 and " 5" are one. */
str hub_canonical(struct arena *a, struct value v);
bool hub_is_nullish(str s);

/* A raw cell as a value of the type; VALUE_NONE when it is none. */
struct value hub_convert(struct arena *a, enum hub_type type, struct value v);

#endif
