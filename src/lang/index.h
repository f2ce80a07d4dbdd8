/* index.h - what a schema and the lexicon look like from a question's side,
 * computed once: every way to call a model, a field, a measure or a coded
 * value by the stems of its words; distances over references; operators by
 * their first word.
 *
 * Layer:   lang; pure.
 * Memory:  its own arena; borrows the schema, which must outlive it.
 * Threads: read-only after lang_index_new(): any.
 */
#ifndef LANG_INDEX_H
#define LANG_INDEX_H

#include "base/vec.h"
#include "catalog/values.h"
#include "lang/lang.h"
#include "lang/lexicon.h"
#include "lang/stem.h"
#include "plan/plan.h"

enum name_kind {
    NAME_MODEL,
    NAME_FIELD,
    NAME_MEASURE,
    NAME_CODED, /* "raw material": the value RAW of a field */
    NAME_EMPTY, /* "unpaid": the field holds nothing */
};

enum { NAME_WORDS_MAX = 8 };

struct name {
    enum name_kind kind;
    int model, field; /* field: of MEASURE, the measure */
    double quality;   /* 1: what it is called; less: a synonym */
    unsigned n;
    uint64_t stem[NAME_WORDS_MAX], hash[NAME_WORDS_MAX];
    str word[NAME_WORDS_MAX];
    double weight[NAME_WORDS_MAX]; /* how much of the name the word is */
    double total;
    str value;   /* CODED */
    bool is_act; /* a reference by what its target does: "manage" for a manager */
};

struct name_posting {
    uint64_t stem;
    uint32_t name;
    uint16_t at;
};

struct phrase_op {
    uint64_t first; /* hash of its first word */
    const struct lexicon_op *op;
    uint64_t words[10];
    unsigned n;
};

struct synonym {
    uint64_t stem;
    const char *group;
    str word; /* the member */
};

struct field_place {
    int model, field; /* -1: not in this schema */
};

/* Where a word is from; a misspelling is rather one of the later. */
enum vocab_rank { VOCAB_LEXICON, VOCAB_GRAMMAR, VOCAB_SCHEMA };

struct vocab {
    str word;
    uint32_t letters;
    enum vocab_rank rank;
};

struct glossary;

struct lang_index {
    struct arena *a;
    const struct schema *schema;
    struct sb_stemmer *stemmer; /* of the building only: it is not thread-safe */
    VEC(struct name) names;
    VEC(struct name_posting) postings; /* by stem */
    VEC(struct phrase_op) ops;         /* by first word, longer ones first */
    VEC(struct synonym) synonyms;      /* by stem */
    VEC(struct vocab) vocab;           /* words a misspelling may have meant, by length */
    struct glossary *glossary;         /* other languages: lang/gloss.h */
    struct field_place *places;        /* by uid */
    unsigned char *has_uid;
    uint32_t uids;
    uint8_t *forward;     /* models_n x models_n: steps along references; 255: none */
    uint8_t *any;         /* in both directions */
    uint64_t *verb_stems; /* of lexicon_verbs, in their order */
    bool **is_flag;       /* [model][field]: says yes or no */
    bool **is_mixed;      /* an amount in several currencies, its sum in one stands beside it */
};

static inline struct uid_set index_uids(const struct lang_index *x)
{
    return (struct uid_set){ x->has_uid, x->uids };
}

/* First posting of a stem; walk on while `stem` stays the same. */
const struct name_posting *index_postings(const struct lang_index *x, uint64_t stem);
const struct phrase_op *index_ops(const struct lang_index *x, uint64_t first);

static inline unsigned index_forward(const struct lang_index *x, int from, int to)
{
    return x->forward[(size_t)from * x->schema->models_n + (size_t)to];
}
static inline unsigned index_distance(const struct lang_index *x, int from, int to)
{
    return x->any[(size_t)from * x->schema->models_n + (size_t)to];
}
static inline const struct model *index_model(const struct lang_index *x, int m)
{
    return &x->schema->models[m];
}

#endif
