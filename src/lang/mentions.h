/* mentions.h - every stretch of a question that may mean something: a model, a
 * field, a value, a number, a time, an operator.  They overlap; assign.h
 * chooses.
 *
 * Layer:   lang; pure.
 * Memory:  in the arena of the reader.
 */
#ifndef LANG_MENTIONS_H
#define LANG_MENTIONS_H

#include "lang/index.h"
#include "lang/timex.h"
#include "lang/tokens.h"
#include "lang/tongue.h"

enum mention_kind {
    MENTION_MODEL,
    MENTION_FIELD,
    MENTION_MEASURE,
    MENTION_VALUE,
    MENTION_EMPTY, /* a field that holds nothing: "unpaid" */
    MENTION_NUMBER,
    MENTION_TIME,
    MENTION_OP,
};

enum { VALUES_MAX = 8 };

struct mention {
    enum mention_kind kind;
    uint16_t from, to; /* tokens */
    int16_t model, field;
    double quality;  /* of the link, 0..1 */
    double score;    /* what it adds to an assignment, before context */
    bool is_whole;   /* all words of the name are there */
    bool is_verb;    /* the field by what happened: "signed" */
    bool is_part;    /* VALUE: only a part of what is stored */
    bool is_near;    /* VALUE: misspelt */
    bool is_place;   /* VALUE: by way of "German" */
    bool is_literal; /* VALUE: in quotes, in no field's index */
    const struct lexicon_op *op;
    double number;
    bool is_percent, is_ordinal;
    const struct time_span *time;
    str values[VALUES_MAX];
    unsigned values_n, values_all; /* kept, found */
    unsigned fields_n;             /* VALUE: fields that hold it */
};

struct reader {
    struct arena *a;
    const struct lang_env *env;
    const struct lang_index *x;
    struct sb_stemmer *stemmer;
    str asked;    /* as written */
    str question; /* the same, or its English */
    enum tongue tongue;
    struct tokens tokens;
    VEC(struct mention) mentions;    /* by first token */
    unsigned *first;                 /* tokens.n + 1 */
    double *model_prior;             /* how surely a model is named, by model */
    bool names_model;                /* some model is named */
    double *spoken;                  /* by model: it was spoken of before; NULL: nothing was */
    struct field_place filtered[16]; /* fields that the question before filtered */
    size_t filtered_n;
    struct strs mended; /* "plnats read as plants" */
    struct strs mended_words;
};

void mentions_find(struct reader *r);

/* Misspelt words of the lexicon and the schema, put right in the tokens. */
void mentions_mend(struct reader *r);

/* Notes that `text` was taken for a misspelt `word`. */
void reader_mended(struct reader *r, str text, str word);

/* Parts of mentions_find(). */
void mention_names(struct reader *r);
void mention_values(struct reader *r);
void mention_numbers(struct reader *r);
void mention_times(struct reader *r);
void mention_ops(struct reader *r);

struct mention *mention_add(struct reader *r, enum mention_kind kind, size_t from, size_t to,
                            double quality);

static inline const struct field *mention_field(const struct reader *r, const struct mention *m)
{
    return m->field >= 0 && m->kind != MENTION_MEASURE
               ? &index_model(r->x, m->model)->fields[m->field]
               : NULL;
}

#endif
