/* lexicon.h - what the engine knows of English business words, as tables.
 *
 * Operator phrases ("more than", "broken down by"), adjectives and the
 * attributes they compare ("older": age, birth date), verbs and the dates they
 * name ("launched"), synonyms, abbreviations in column names, people and
 * adjectives of countries.  Written by hand; data only.
 *
 * Layer:   lang; constant.
 */
#ifndef LANG_LEXICON_H
#define LANG_LEXICON_H

#include "base/str.h"

enum op {
    OP_NONE,
    OP_COUNT,    /* how many, number of */
    OP_HOWMUCH,  /* how much */
    OP_AGG,      /* arg: enum agg */
    OP_MOST,     /* arg: +1 most, highest; -1 least, lowest */
    OP_TOP,      /* top, bottom, best, first: of an order */
    OP_LATEST,   /* by date: +1 latest, -1 earliest */
    OP_COMMON,   /* most common: by how often */
    OP_ADJ_MOST, /* arg: index of lexicon_adjectives; "oldest" */
    OP_ADJ_MORE, /* "older" */
    OP_ADJ_HOW,  /* "how old" */
    OP_CMP,      /* arg: enum cond_op; stands before its number */
    OP_CMP_TAIL, /* "or more": behind it */
    OP_BETWEEN,
    OP_GROUP, /* arg 0: by; 1: per, each */
    OP_NOT,
    OP_WITHOUT,
    OP_OR,
    OP_AND,
    OP_BOTH,
    OP_SHARE,
    OP_TREND,
    OP_VERSUS,
    OP_GROWTH,
    OP_CUMULATIVE,
    OP_RANKING, /* all of them, the most first */
    OP_MEASURE, /* in terms of */
    OP_ORDER,   /* sorted by */
    OP_ASC,
    OP_DESC,
    OP_DISTINCT,
    OP_SHOW,
    OP_WHICH,
    OP_WHO,
    OP_WHERE,
    OP_WHEN,
    OP_EXISTS,    /* is there, are there any */
    OP_GRAIN,     /* arg: enum grain */
    OP_PER_GRAIN, /* monthly, weekly */
    OP_ALLINFO,
    OP_WITH,
    OP_AVERAGE_OF, /* above average: compares with the average; arg: cond_op */
    OP_SAME,
    OP_ABOUT, /* what about */
    OP_INSTEAD,
    OP_ONLY,
    OP_THOSE,
    OP_NEW,      /* a new topic is announced */
    OP_CONTAINS, /* arg: enum cond_op */
    OP_DAYS,     /* how many days, how long */
    OP_OVERDUE,  /* due, and not done */
    OP_LATE,     /* done after it was due */
    OP_ONTIME,
    OP_UNDONE, /* open: not done yet */
    OP_ATTIME, /* now, currently */
    OP_META,
    OP_HELP,
    OP_UNIT,  /* pieces, units: a quantity */
    OP_MONEY, /* money: an amount */
    OP_RATIO,
    OP_UPDOWN,
    OP_PLACE_PREP,
    OP_BUCKET_WORD,
    OP_ATLEASTONE,
    OP_AXIS, /* of a chart: arg 0 x, 1 y */
};

struct lexicon_op {
    const char *phrase;
    enum op op;
    int arg;
};
extern const struct lexicon_op lexicon_ops[];
extern const size_t lexicon_ops_n;

/* "older"/"oldest": attributes in order of preference, "+age" when more of it
 * is older, "-birth" when less is.  dir: what "most" means where an attribute
 * is named beside it. */
struct lexicon_adjective {
    const char *base, *more, *most;
    int dir;
    const char *attributes;
};
extern const struct lexicon_adjective lexicon_adjectives[];
extern const size_t lexicon_adjectives_n;

/* word, and the words of field names it may stand for, best first. */
struct lexicon_pair {
    const char *word, *means;
};
extern const struct lexicon_pair lexicon_verbs[];
extern const size_t lexicon_verbs_n;
extern const struct lexicon_pair lexicon_abbreviations[];
extern const size_t lexicon_abbreviations_n;
extern const struct lexicon_pair lexicon_places[]; /* german: germany|deutschland */
extern const size_t lexicon_places_n;

/* Groups of words for one thing, parted by bars; ">total" is found by the rest
 * of its group and finds none of it. */
extern const char *const lexicon_synonyms[];
extern const size_t lexicon_synonyms_n;

bool lexicon_is_stop(str word);
bool lexicon_is_weak(str word);

/* Rate-like: averaged, never summed. */
bool lexicon_is_rate(str word);

#endif
