/* build.h - from an assignment to a frame: small rules, each of which consumes
 * the words it explains; what is left over counts as doubt.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_BUILD_H
#define LANG_BUILD_H

#include "lang/assign.h"
#include "lang/frame.h"

enum item_kind { ITEM_LINK, ITEM_OP, ITEM_NUMBER, ITEM_TIME, ITEM_WORD, ITEM_STOP, ITEM_MARK };

struct item {
    enum item_kind kind;
    size_t from, to;
    const struct mention *m; /* LINK, OP, NUMBER, TIME */
    enum op op;
    int arg;
    struct node node; /* LINK: what it means, its role included */
    bool used, negated;
    bool is_target;   /* shown or counted */
    bool is_modifier; /* only says whose the next one is */
};

enum { PARTS_MAX = 4 };

struct build {
    struct reader *r;
    struct item *it;
    size_t n;
    struct frame f;
    struct doubts d;
    struct strs notes;       /* assumptions */
    bool in_money;           /* a currency was named as a unit */
    size_t more;             /* item: "more" of "more this year than last"; NOWHERE */
    size_t parts[PARTS_MAX]; /* tokens where "how many ... and how many" starts anew */
    size_t parts_n;
};

void build_frame(struct reader *r, const struct assignment *a, struct build *out);

/* The rules, in their order. */
void rule_units(struct build *b);
void rule_cut(struct build *b);
void rule_roles(struct build *b);
void rule_subject(struct build *b);
void rule_not(struct build *b);
void rule_compared(struct build *b);
void rule_days(struct build *b);
void rule_average_of(struct build *b);
void rule_numbers(struct build *b);
void rule_ranges(struct build *b);
void rule_rank(struct build *b);
void rule_order(struct build *b);
void rule_contains(struct build *b);
void rule_states(struct build *b);
void rule_times(struct build *b);
void rule_values(struct build *b);
void rule_groups(struct build *b);
void rule_counts(struct build *b);
void rule_grew(struct build *b);
void rule_combined(struct build *b);
void rule_ratio(struct build *b);
void rule_parts(struct build *b);
void rule_averages(struct build *b);
void rule_aggregates(struct build *b);
void rule_outputs(struct build *b);
void rule_scopes(struct build *b);
void rule_rates(struct build *b);
void rule_share(struct build *b);
void rule_shapes(struct build *b);
void rule_finish(struct build *b);

/* Helpers over items; NOWHERE when there is none. */
#define NOWHERE ((size_t)-1)
size_t item_next(const struct build *b, size_t i); /* the next that is not grammar */
size_t item_prev(const struct build *b, size_t i);
size_t item_op(const struct build *b, enum op op); /* first unused */
bool item_is_op(const struct build *b, size_t i, enum op op);
bool item_is_link(const struct build *b, size_t i, enum mention_kind kind);
bool item_is_model(const struct build *b, size_t i); /* a model, or a reference to one */
bool item_is_number_field(const struct build *b, size_t i);
bool item_is_date_field(const struct build *b, size_t i);
bool item_is_flag(const struct build *b, size_t i);
bool item_word(const struct build *b, size_t i, const char *w); /* one token, this word */
bool item_has_word(const struct build *b, size_t i, size_t j, const char *w);

const struct field *node_field(const struct reader *r, struct node n);
struct node node_of_field(int model, int field);
bool node_is_number(const struct reader *r, struct node n);
bool node_is_rate(const struct reader *r, struct node n);
bool node_is_amount(const struct reader *r, struct node n); /* adds up: money, pieces */
enum agg node_agg(const struct reader *r, struct node n);   /* how it is put together unsaid */
struct filter *frame_filter(struct frame *f, struct node n, enum cond_op op);
struct target *frame_target(struct frame *f, struct node n, size_t at);
bool frame_has_aggregate(const struct frame *f);
void frame_count(struct frame *f, int model); /* adds the number of its records */
struct value value_for_field(const struct field *f, double number);

/* The field of `model` that an adjective, verb or word list means ("+age|-birth"):
 * -1 when none; `sign` says which way "more" is. */
int field_by_words(const struct reader *r, int model, const char *words, int *sign);
int field_by_words_but(const struct reader *r, int model, const char *words, int but, int *sign);
/* A measure of money or of pieces; -1. */
int field_amount(const struct reader *r, int model);
int field_quantity(const struct reader *r, int model);

/* Which of the figures asked for the token stands in, from 0. */
int build_part(const struct build *b, size_t token);

/* Do many records of the one point at one of the other? */
bool build_is_below(const struct build *b, int model, int top);

/* What a "how many" or "the most" before it counts; NOWHERE. */
size_t counted_item(const struct build *b, size_t i);

/* Is the field computed or a key already? */
bool build_is_computed(const struct build *b, struct node n);

/* What is ranked by (build_rank_by.c): the first order, else a further one. */
bool build_set_rank(struct build *b, struct node by, bool desc, uint64_t limit, size_t at);
void build_rank_by_count(struct build *b, struct node of, bool desc, uint64_t limit, size_t at);
size_t build_by_measure(struct build *b, size_t i); /* "by order value" behind i; NOWHERE */
void build_rank_by(struct build *b, size_t by, bool desc, uint64_t limit, size_t at);

/* build_rank_change.c: true when the superlative at i was one of those. */
bool build_rank_share(struct build *b, size_t i, int dir);
bool build_rank_growth(struct build *b, size_t i);
/* "the five biggest", "the second biggest"; 0: none. */
uint64_t build_number_beside(struct build *b, size_t i);

/* An aggregate said right before the field that is ranked by. */
void build_rank_aggregate(struct build *b, size_t field);

void build_note(struct build *b, str text);

#endif
