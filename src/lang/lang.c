#include "lang/lang.h"

#include "lang/assign.h"
#include "lang/build.h"
#include "lang/clarify.h"
#include "lang/command.h"
#include "lang/explain.h"
#include "lang/follow.h"
#include "lang/make.h"
#include "lang/meta.h"
#include "lang/read.h"
#include "lang/score.h"
#include "lang/told.h"

#include <stdlib.h>

const char *intent_name(enum intent i)
{
    static const char *const names[] = {
#define X(name, text) text,
        INTENT_LIST(X)
#undef X
    };
    return names[i];
}

const char *entity_kind_name(enum entity_kind k)
{
    static const char *const names[] = {
#define X(name, text) text,
        ENTITY_LIST(X)
#undef X
    };
    return names[k];
}

/* Doubtful, yet every word is explained and nothing else is close. */
static bool may_warn(const struct candidate *c)
{
    if (c->confidence >= DOUBT_BAR)
        return true;
    return c->confidence >= WARN_BAR && c->doubts.uncovered <= 0 && !c->doubts.unused_ops &&
           !c->doubts.remote && !c->doubts.unjoined && c->doubts.gap >= 0.25;
}

/* What stands in quotes and is in none of the field's values. */
static const struct filter *unknown_name(const struct reader *r, const struct candidate *c)
{
    for (size_t i = 0; i < c->build.f.filters_n && r->env->values; i++) {
        const struct filter *x = &c->build.f.filters[i];
        const struct field *f = node_field(r, x->node);
        if (x->mention && x->mention->is_literal && x->op == COND_EQ && f &&
            !values_is_partial(r->env->values, f))
            return x;
    }
    return NULL;
}

static bool refuse_unknown(struct reader *r, const struct candidate *c, struct readings *out)
{
    const struct filter *x = unknown_name(r, c);
    if (!x)
        return false;
    explain_abstain(r, &c->build, out);
    out->message = arena_fmt(r->a, "I find no %.*s whose %.*s is \"%.*s\".",
                             STR_ARG(index_model(r->x, x->node.model)->label),
                             STR_ARG(node_field(r, x->node)->label),
                             STR_ARG(x->mention->values[0]));
    return true;
}

static void answer(struct reader *r, struct candidates *c, struct readings *out)
{
    reading_of(r, &c->p[0], &out->best);
    explain_models(&c->p[0].build, out);
    if (r->env->is_forced) {
        out->verdict = READ_ANSWER;
        return;
    }
    if (refuse_unknown(r, &c->p[0], out))
        return;
    if (c->p[0].doubts.uncovered <= 0 && clarify_values(r, &c->p[0], out))
        return;
    if (clarify_vague(r, &c->p[0], out))
        return;
    if (c->p[0].doubts.uncovered < 1 && clarify_measures(r, &c->p[0], out))
        return;
    if (clarify_equals(r, c, out))
        return;
    double confidence = out->best.confidence;
    if (confidence >= ANSWER_BAR) {
        out->verdict = READ_ANSWER;
        return;
    }
    if (may_warn(&c->p[0])) {
        struct strs *notes = &out->best.assumptions;
        notes->p[notes->n++] = STR(
            "I am not certain that this is what you meant; please check the reading.");
        out->verdict = READ_ANSWER;
        return;
    }
    clarify(r, c, out);
}

err_t lang_read(struct arena *a, const struct lang_env *env, str question, struct readings *out,
                struct why *why)
{
    struct readings res = { .verdict = READ_ABSTAIN };
    struct candidates c;
    if (question.n > QUESTION_BYTES_MAX)
        return why_fail(why, ERR_TOO_LARGE, "the question is longer than %d bytes",
                        QUESTION_BYTES_MAX);
    struct reader *r = reader_new(a, env, question);
    res.language = str_c(tongue_info(r->tongue)->code);
    if (!tongue_is_read(r->tongue)) {
        res.best.intent = INTENT_UNKNOWN;
        explain_tongue(r, &res);
        *out = res;
        return ERR_OK;
    }
    if (meta_read(r, &res) || told_read(r, &res)) {
        *out = res;
        return ERR_OK;
    }
    if (command_is(&r->tokens)) {
        res.best.intent = INTENT_UNKNOWN;
        res.message = STR("I only read records; I cannot change anything.");
        suggest_questions(a, env->schema, &res.suggestions);
        *out = res;
        return ERR_OK;
    }
    read_candidates(r, &c);
    if (env->history_n)
        follow(r, &c, &res);
    if (c.n == 0) {
        res.best.intent = INTENT_UNKNOWN;
        explain_abstain(r, c.first_n ? &c.first : NULL, &res);
    } else {
        answer(r, &c, &res);
    }
    *out = res;
    return ERR_OK;
}
