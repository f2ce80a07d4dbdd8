#include "agents/consult.h"

#include "agents/proposal.h"
#include "base/vec.h"
#include "codec/json.h"
#include "llm/llm.h"
#include "llm/prompt.h"

typedef VEC(str) str_vec;

enum {
    TRIES = 2, /* a proposal that is refused is sent back once, with the reason */
    PLAN_MS = 20000,
    PLAN_TOKENS = 4096, /* thinking counts */
    EARLIER_MAX = 5,
    CATALOGUE_MAX = 400000,
};

static str today(struct arena *a, int64_t now)
{
    struct buf b;

    buf_init(&b, a);
    civil_print_date(&b, now / DAY_S);
    return buf_str(&b);
}

static str weekday(int day)
{
    static const str names[] = { STR_INIT("Monday"),   STR_INIT("Tuesday"), STR_INIT("Wednesday"),
                                 STR_INIT("Thursday"), STR_INIT("Friday"),  STR_INIT("Saturday"),
                                 STR_INIT("Sunday") };

    return names[(day + 6) % 7];
}

/* The questions only: what was computed for them holds values. */
static json_t *earlier(const struct run *r)
{
    json_t *list = json_array();
    size_t from = r->history_n > EARLIER_MAX ? r->history_n - EARLIER_MAX : 0;

    for (size_t i = from; i < r->history_n; i++)
        json_array_append_new(list, json_of_str(r->history[i].question));
    return list;
}

static str user_prompt(const struct run *r)
{
    struct arena *a = r->arena;
    const struct schema *s = r->view->schema;
    const struct slot slots[] = {
        { STR("today"), today(a, r->now) },
        { STR("weekday"), weekday(civil_weekday(r->now / DAY_S)) },
        { STR("week_start"), weekday(r->services->week_start) },
        { STR("fiscal"), arena_fmt(a, "day %d of month %d", s->fiscal_day, s->fiscal_month) },
        { STR("definitions"), proposal_quote(a, json_of_str(r->instructions)) },
        { STR("earlier"), proposal_quote(a, earlier(r)) },
        { STR("question"), proposal_quote(a, json_of_str(r->question)) },
    };

    return prompt_fill(a, prompt_text("plan_user"), slots, sizeof slots / sizeof *slots);
}

/* What was wrong with the last proposal, so that the next one is better. */
static str repair_prompt(struct run *r, const struct llm_reply *last, const struct why *why)
{
    const struct slot slots[] = {
        { STR("first"), user_prompt(r) },
        { STR("proposal"), proposal_quote(r->arena, json_incref(last->json)) },
        { STR("refusal"), proposal_quote(r->arena, json_string(why->text)) },
    };

    return prompt_fill(r->arena, prompt_text("plan_repair"), slots, 3);
}

/* An entity for each value that a condition compares with. */
static void add_entities(struct arena *a, struct reading *best, const struct cond *c)
{
    enum { ENTITIES_MAX = 32 };

    if (!c)
        return;
    for (size_t i = 0; i < c->kids_n; i++)
        add_entities(a, best, c->kids[i]);
    if (!c->left || c->left->op != EXPR_FIELD || !c->right || c->right->op != EXPR_LITERAL ||
        c->right->value.kind != VALUE_TEXT || best->entities_n == ENTITIES_MAX)
        return;
    if (!best->entities)
        best->entities = NEW_N(a, struct entity, ENTITIES_MAX);
    best->entities[best->entities_n++] = (struct entity){
        .kind = ENTITY_VALUE,
        .text = c->right->value.s,
        .value = c->right->value.s,
        .confidence = best->confidence,
        .field = c->left->field,
        .model = path_end(best->plan->model, &c->left->path),
    };
}

/* The values of `f` that are `text` but for case, accents and plural. */
static size_t spellings(const struct run *r, const struct field *f, str text, str *out)
{
    const struct schema *s = r->view->schema;
    unsigned char *has = arena_alloc(r->arena, s->uids);
    struct value_raw hits[2];

    has[f->uid] = 1;
    size_t n = values_exact(r->catalog->values, (struct uid_set){ has, s->uids }, text, hits, 2);
    if (n)
        *out = hits[0].value;
    return n;
}

/* What is compared with exactly is written as the records have it; a value that
 * no record has is told. */
static void settle(struct run *r, str_vec *notes, const struct field *f, struct value *v)
{
    str stored = STR("");

    if (v->kind != VALUE_TEXT || !field_is_text(f) || f->type == FIELD_LONG_TEXT || f->masked ||
        values_is_partial(r->catalog->values, f))
        return;
    size_t n = spellings(r, f, v->s, &stored);
    if (n == 1)
        *v = value_text(stored);
    else if (n == 0)
        *vec_push(r->arena, notes) = arena_fmt(r->arena, "No record has the %.*s \"%.*s\".",
                                               STR_ARG(f->label), STR_ARG(v->s));
}

static void settle_cond(struct run *r, str_vec *notes, struct cond *c)
{
    if (!c || !r->catalog || !r->catalog->values)
        return;
    for (size_t i = 0; i < c->kids_n; i++)
        settle_cond(r, notes, c->kids[i]);
    if (!c->left || c->left->op != EXPR_FIELD)
        return;
    for (size_t i = 0; c->op == COND_IN && i < c->values_n; i++)
        settle(r, notes, c->left->field, &c->values[i]);
    if ((c->op == COND_EQ || c->op == COND_NE) && c->right->op == EXPR_LITERAL)
        settle(r, notes, c->left->field, &c->right->value);
}

static enum intent intent_of(const struct plan *p)
{
    const struct expr *first = p->columns[p->groups_n < p->columns_n ? p->groups_n : 0].expr;

    if (p->compare)
        return INTENT_COMPARE;
    if (!plan_is_grouped(p))
        return p->distinct ? INTENT_DISTINCT : INTENT_LIST;
    if (p->groups_n)
        return p->limit ? INTENT_TOP : INTENT_GROUP;
    return first->op == EXPR_AGG && first->agg == AGG_COUNT ? INTENT_COUNT : INTENT_AGGREGATE;
}

static void take(struct run *r, const struct proposal *p)
{
    static const double SURE_MAX = 0.9; /* its own word is not worth more */
    struct reading *best = &r->readings.best;
    str_vec notes = { 0 };

    *vec_push(r->arena, &notes) = arena_fmt(
        r->arena, "Read by %s; please check how it was understood.",
        strcmp(llm_name(r->services->llm), "claude") == 0 ? "Claude" : "a language model");
    settle_cond(r, &notes, p->plan->where);
    *best = (struct reading){
        .plan = p->plan,
        .intent = intent_of(p->plan),
        .confidence = p->confidence < SURE_MAX ? p->confidence : SURE_MAX,
        .assumptions = { notes.p, notes.n },
    };
    add_entities(r->arena, best, p->plan->where);
    r->readings.verdict = READ_ANSWER;
    r->readings.options_n = 0;
    r->readings.models_n = 0;
    r->readings.message = STR("");
    r->brain = llm_name(r->services->llm);
    r->brain_note = p->reading;
}

static err_t propose(struct run *r, struct llm_request *q, struct proposal *out, struct why *why)
{
    struct llm_reply reply;
    err_t e = ERR_BAD_INPUT;

    q->user = user_prompt(r);
    for (int i = 0; i < TRIES && e == ERR_BAD_INPUT; i++) {
        TRY(llm_ask(r->services->llm, r->arena, q, &reply, why));
        r->tokens += reply.tokens_in + reply.tokens_out;
        e = proposal_read(r->arena, r->view->schema, reply.json, out, why);
        if (e == ERR_BAD_INPUT)
            q->user = repair_prompt(r, &reply, why);
    }
    return e;
}

void consult_plan(struct run *r)
{
    const struct slot catalogue = { STR("catalogue"),
                                    proposal_catalogue(r->arena, r->view->schema) };
    struct llm_request q = {
        .system = prompt_text("plan_system"),
        .context = prompt_fill(r->arena, prompt_text("plan_context"), &catalogue, 1),
        .schema = json_keep(r->arena, proposal_schema()),
        .schema_name = "query_plan",
        .max_tokens = PLAN_TOKENS,
        .timeout_ms = PLAN_MS,
        .cancelled = r->cancelled,
    };
    struct proposal p;
    struct why why = { .text = "" };

    if (catalogue.text.n > CATALOGUE_MAX) {
        r->brain_note = STR("There are too many models to describe to a language model.");
        return;
    }
    err_t e = propose(r, &q, &p, &why);
    if (e == ERR_OK)
        take(r, &p);
    else
        r->brain_note = arena_str(r->arena, str_c(why_text(&why, e)));
}
