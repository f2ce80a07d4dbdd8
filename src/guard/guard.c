#include "guard/guard.h"

#include "guard/features.h"
#include "guard/match.h"
#include "guard/normal.h"
#include "guard/payload.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>

/* Log-odds; chosen on sources left out of training (tools/train_guard.c). */
static const double flag_from = 1.3, block_from = 2.6;
static const double model_rule_from = 1.3;
static const double turns_share = 0.6;

struct guard {
    struct lexicon *lexicon;
    int payload, deep, gradual, model, size; /* rows of guard_rules */
};

struct view {
    uint64_t rules;
    double odds;
    int scope;
};

static int row_of(const char *id)
{
    for (int i = 0; i < guard_rules_n; i++)
        if (strcmp(guard_rules[i].id, id) == 0)
            return i;
    assert(0 && "a rule of that name");
    return 0;
}

static struct guard the_guard;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
    the_guard = (struct guard){
        .lexicon = lexicon_new(),
        .payload = row_of("encoded.payload"),
        .deep = row_of("encoded.deep"),
        .gradual = row_of("turns.gradual"),
        .model = row_of("model.score"),
        .size = row_of("input.size"),
    };
}

static uint64_t bit(int rule)
{
    return 1ull << rule;
}

static uint64_t rules_in(const struct guard *g, struct arena *a, str text, int *scope, str *normal)
{
    unsigned signs;

    *normal = guard_normal(a, text, &signs);
    uint64_t rules = lexicon_match(g->lexicon, a, *normal, scope);
    return signs & NORMAL_DEEP ? rules | bit(g->deep) : rules;
}

/* A hidden text counts when it would have been objected to in the open. */
static bool hides_attack(const struct guard *g, struct arena *a, str text)
{
    str hidden[PAYLOADS_MAX], normal;
    size_t n = guard_payloads(a, text, hidden);
    int scope;

    for (size_t i = 0; i < n; i++)
        if (rules_odds(rules_in(g, a, hidden[i], &scope, &normal)) >= flag_from)
            return true;
    return false;
}

static double model_part(struct arena *a, str normal)
{
    struct features f = features_of(a, normal);

    return features_share(features_score(&f));
}

static struct view look_at(const struct guard *g, struct arena *a, str text)
{
    struct view v = { .scope = -1 };
    str normal;

    v.rules = rules_in(g, a, text, &v.scope, &normal);
    if (hides_attack(g, a, text))
        v.rules |= bit(g->payload);
    if (text.n > GUARD_LONG)
        v.rules |= bit(g->size);
    double model = normal.n ? model_part(a, normal) : 0;
    v.odds = rules_odds(v.rules) + model;
    if (model >= model_rule_from)
        v.rules |= bit(g->model);
    return v;
}

/* Small steps add up: each turn before counts for less the longer ago it was,
 * and what was split over the last two is read in one piece. */
static void look_back(const struct guard *g, struct arena *a, const str *turns, size_t n,
                      struct view *v)
{
    size_t from = n > GUARD_TURNS_MAX ? n - GUARD_TURNS_MAX : 0;
    double before = 0;

    if (n < 2)
        return;
    for (size_t i = from; i + 1 < n; i++) {
        struct view one = look_at(g, a, turns[i]);
        before = before * turns_share + (one.odds > 0 ? one.odds : 0);
    }
    str both = arena_fmt(a, "%.*s %.*s", STR_ARG(turns[n - 2]), STR_ARG(turns[n - 1]));
    struct view pair = look_at(g, a, both);
    uint64_t added = pair.rules & ~look_at(g, a, turns[n - 2]).rules & ~v->rules;
    double more = turns_share * before;
    if (added && pair.odds > v->odds)
        more += pair.odds - v->odds;
    if (more < flag_from || v->odds + more < flag_from)
        return;
    v->odds += more;
    v->rules |= bit(g->gradual);
}

static void judge(const struct view *v, struct guard_result *out)
{
    *out = (struct guard_result){
        .verdict = v->odds >= block_from  ? GUARD_BLOCK
                   : v->odds >= flag_from ? GUARD_FLAG
                                          : GUARD_ALLOW,
        .score = 1 / (1 + exp(block_from - v->odds)),
    };
    for (uint64_t rules = v->rules; rules; rules &= rules - 1) {
        const struct guard_rule *r = &guard_rules[__builtin_ctzll(rules)];
        out->rules[out->rules_n] = r;
        out->rule_ids[out->rules_n++] = str_c(r->id);
    }
    out->out_of_scope = v->scope >= 0 && out->verdict == GUARD_ALLOW;
    out->scope = out->out_of_scope ? &scope_topics[v->scope] : NULL;
}

void guard_check_turns(struct arena *a, const str *turns, size_t turns_n, struct guard_result *out)
{
    struct view v = { .scope = -1 };

    pthread_once(&made, make);
    if (turns_n)
        v = look_at(&the_guard, a, turns[turns_n - 1]);
    look_back(&the_guard, a, turns, turns_n, &v);
    judge(&v, out);
}

void guard_check(struct arena *a, str text, struct guard_result *out)
{
    guard_check_turns(a, &text, 1, out);
}

const char *guard_verdict_name(enum guard_verdict v)
{
    static const char *const names[] = { "allow", "flag", "block" };

    return names[v];
}

void guard_describe(const struct guard_result *r, str *verdict, double *score, const str **rules,
                    size_t *rules_n)
{
    *verdict = str_c(guard_verdict_name(r->verdict));
    *score = r->score;
    *rules = r->rule_ids;
    *rules_n = r->rules_n;
}
