/* analyzer.c - the query analyzer: what is asked, in which words.
 *
 * The language engine reads the question; a language model is asked for a plan
 * when the settings say so (agents/consult.h), and what it proposes is checked
 * like any other. */
#include "agents/consult.h"
#include "agents/recall.h"
#include "agents/run.h"
#include "codec/json.h"
#include "plan/check.h"
#include "plan/json.h"

static err_t read_locally(struct run *r, struct why *why)
{
    struct lang_env env = {
        .schema = r->view->schema,
        .values = r->catalog->values,
        .index = r->view->extra,
        .now = r->now,
        .week_start = r->services->week_start,
        .history = r->history,
        .history_n = r->history_n,
        .instructions = r->instructions,
        .is_forced = r->services->forced,
    };

    r->brain = "local";
    return lang_read(r->arena, &env, r->question, &r->readings, why);
}

static bool wants_model(const struct run *r)
{
    const struct services *s = r->services;

    if (!s->llm || s->brain == BRAIN_LOCAL || r->readings.verdict == READ_META)
        return false;
    return s->brain != BRAIN_AUTO || r->readings.verdict != READ_ANSWER;
}

static err_t act(struct run *r, struct why *why)
{
    TRY(read_locally(r, why));
    if (!recall_take(r) && wants_model(r))
        consult_plan(r);
    r->plan = r->readings.verdict == READ_ANSWER ? r->readings.best.plan : NULL;
    return ERR_OK;
}

static const char *query_type(const struct run *r)
{
    switch (r->readings.verdict) {
    case READ_META:
        return "METADATA";
    case READ_ABSTAIN:
        return "NOT_UNDERSTOOD";
    case READ_ANSWER:
    case READ_CLARIFY:
        break;
    }
    return "BUSINESS_INTELLIGENCE";
}

static bool walks(const struct expr *e)
{
    return e && (e->path.n > 0 || walks(e->a[0]) || walks(e->a[1]));
}

static const char *complexity(const struct plan *p)
{
    int points = 0;

    if (!p)
        return "SIMPLE";
    points += p->compare + (p->groups_n > 0) + (p->having != NULL) + (p->period.date != NULL);
    for (size_t i = 0; i < p->columns_n; i++)
        points += walks(p->columns[i].expr);
    points += p->where && p->where->kids_n > 1;
    return points > 3 ? "COMPLEX" : points > 1 ? "MEDIUM" : "SIMPLE";
}

static json_t *entity_json(const struct entity *e)
{
    json_t *o = json_object();

    json_object_set_new(o, "text", json_of_str(e->text));
    json_object_set_new(o, "type",
                        e->type.n ? json_of_str(e->type) : json_string(entity_kind_name(e->kind)));
    json_object_set_new(o, "confidence", json_real(e->confidence));
    if (e->value.n)
        json_object_set_new(o, "value", json_of_str(e->value));
    return o;
}

static json_t *show(const struct run *r)
{
    const struct reading *best = &r->readings.best;
    json_t *o = json_object(), *entities = json_array();

    for (size_t i = 0; i < best->entities_n; i++)
        json_array_append_new(entities, entity_json(&best->entities[i]));
    json_object_set_new(o, "intent", json_string(intent_name(best->intent)));
    json_object_set_new(o, "entities", entities);
    json_object_set_new(o, "query_type", json_string(query_type(r)));
    json_object_set_new(o, "complexity", json_string(complexity(best->plan)));
    json_object_set_new(o, "confidence", json_real(best->confidence));
    json_object_set_new(o, "follow_up", json_boolean(r->readings.is_followup));
    if (r->readings.language.n)
        json_object_set_new(o, "language", json_of_str(r->readings.language));
    json_object_set_new(o, "read_by", json_string(r->brain ? r->brain : "local"));
    if (r->brain_note.n)
        json_object_set_new(o, "note", json_of_str(r->brain_note));
    return o;
}

/* A plan that a language model made, or a person verified, is worth keeping: the
 * engine gives its own reading again in less time than it takes to load one. */
static json_t *keep(const struct run *r)
{
    json_t *o;

    if (!r->plan || strcmp(r->brain, "local") == 0)
        return NULL;
    o = json_object();
    json_object_set_new(o, "brain", json_string(r->brain));
    json_object_set_new(o, "confidence", json_real(r->readings.best.confidence));
    json_object_set_new(o, "plan", plan_to_json(r->plan));
    return o;
}

static err_t restore(struct run *r, const json_t *kept, struct why *why)
{
    struct plan *p;

    TRY(read_locally(r, why));
    TRY(plan_from_json(r->arena, r->view->schema, json_object_get(kept, "plan"), &p, why));
    TRY(plan_check(r->view->schema, p, why));
    r->brain = json_string_value(json_object_get(kept, "brain"));
    r->readings.verdict = READ_ANSWER;
    r->readings.best.plan = p;
    r->readings.best.confidence = json_number_value(json_object_get(kept, "confidence"));
    r->plan = p;
    return ERR_OK;
}

const struct agent agent_analyzer = { "query analyzer", act, show, keep, restore };
