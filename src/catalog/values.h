/* values.h - the index over the hub's distinct text values: which fields hold
 * "Sony", what comes nearest to "Samsnug", what starts with "Sony".
 *
 * Lookups ignore case, accents, punctuation and plural; the original spelling
 * and the field come back.  Bounded: at most `values_max` a field; a field
 * with more is `partial`, and a miss in it proves nothing.
 *
 * Rights:  entries carry the field's uid; a caller passes the schema of its
 *          user's view and gets nothing of other fields.
 * Memory:  under 100 bytes a distinct value.
 * Threads: read-only after values_finish(): any.
 */
#ifndef CATALOG_VALUES_H
#define CATALOG_VALUES_H

#include "schema/schema.h"

struct values;

struct values *values_new(void);
void values_free(struct values *v);
/* `records`: how many records hold it.  Copies. */
void values_add(struct values *v, uint32_t field_uid, str value, uint64_t records);
void values_set_partial(struct values *v, uint32_t field_uid);
void values_finish(struct values *v);

struct value_hit {
    const struct field *field;
    const struct model *model;
    str value; /* as stored */
    uint64_t records;
    double score; /* 1: equal but for case and accents; less for prefix, part, typo */
};

/* Best first.  `words` is a phrase of the question. */
size_t values_find(const struct values *v, const struct schema *view, str words,
                   struct value_hit *out, size_t max);
/* Near misses, for "did you mean". */
size_t values_near(const struct values *v, const struct schema *view, str words,
                   struct value_hit *out, size_t max);
/* What the language engine asks of every phrase, without a search of the view:
 * `seen` says by uid which fields count at all, so that a hidden field's values
 * never take a visible one's place; the caller maps uids to fields. */
struct uid_set {
    const unsigned char *has; /* by uid */
    size_t n;
};
struct value_raw {
    uint32_t uid;
    str value;
    uint64_t records;
    double score;
};
/* Equal but for case, accents, punctuation and plural. */
size_t values_exact(const struct values *v, struct uid_set seen, str words, struct value_raw *out,
                    size_t max);
/* Holding all words of the phrase; with `typos` also misspelt ones. */
size_t values_part(const struct values *v, struct uid_set seen, str words, bool typos,
                   struct value_raw *out, size_t max);
/* Is `word` a word of some value?  For telling a typo from a name. */
bool values_has_word(const struct values *v, struct uid_set seen, str word);

size_t values_of_field(const struct values *v, const struct field *f, str *out, size_t max);
bool values_is_partial(const struct values *v, const struct field *f);
size_t values_count(const struct values *v);

#endif
