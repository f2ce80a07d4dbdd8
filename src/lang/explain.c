#include "lang/explain.h"

static str capitals(struct arena *a, str s)
{
    char *p = arena_cstr(a, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 32);
    return (str){ p, s.n };
}

static enum entity_kind kind_of(const struct item *it)
{
    switch (it->kind) {
    case ITEM_OP:
        return ENTITY_OPERATOR;
    case ITEM_NUMBER:
        return ENTITY_NUMBER;
    case ITEM_TIME:
        return ENTITY_TIME;
    case ITEM_LINK:
        return it->m->kind == MENTION_MODEL   ? ENTITY_OBJECT
               : it->m->kind == MENTION_VALUE ? ENTITY_VALUE
                                              : ENTITY_FIELD;
    default:
        return ENTITY_UNUSED;
    }
}

void explain_entities(const struct build *b, struct reading *out)
{
    out->entities = NEW_N(b->r->a, struct entity, b->n + 1);
    out->unused.p = NEW_N(b->r->a, str, b->n + 1);
    for (size_t i = 0; i < b->n; i++) {
        const struct item *it = &b->it[i];
        if (it->kind == ITEM_STOP || it->kind == ITEM_MARK)
            continue;
        if (it->kind == ITEM_WORD && b->r->tokens.p[it->from].is_weak)
            continue;
        struct entity *e = &out->entities[out->entities_n++];
        *e = (struct entity){ .kind = kind_of(it),
                              .text = tokens_said(&b->r->tokens, it->from, it->to) };
        if (it->kind == ITEM_WORD) {
            out->unused.p[out->unused.n++] = e->text;
            continue;
        }
        e->confidence = it->m->quality;
        if (it->kind != ITEM_LINK || it->node.model < 0)
            continue;
        e->model = index_model(b->r->x, it->node.model);
        e->field = node_field(b->r, it->node);
        if (it->m->kind == MENTION_VALUE) {
            e->value = it->m->values_n ? it->m->values[0] : (str){ 0 };
            e->type = e->field ? capitals(b->r->a, e->field->label) : (str){ 0 };
        }
    }
}

void explain_models(const struct build *b, struct readings *out)
{
    size_t n = b->r->x->schema->models_n;
    double *best = NEW_N(b->r->a, double, n + 1);
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && b->it[i].node.model >= 0 &&
            b->it[i].m->quality > best[b->it[i].node.model])
            best[b->it[i].node.model] = b->it[i].m->quality;
    out->models = NEW_N(b->r->a, struct model_rank, n + 1);
    for (size_t m = 0; m < n; m++) {
        if (best[m] <= 0)
            continue;
        bool main_one = (int)m == b->f.subject;
        struct model_rank *r = &out->models[out->models_n++];
        *r = (struct model_rank){ index_model(b->r->x, (int)m), best[m] > 1 ? 1 : best[m],
                                  main_one ? "primary" : "secondary" };
        for (struct model_rank *p = r; main_one && p > out->models; p--) {
            struct model_rank t = *p;
            *p = p[-1];
            p[-1] = t;
        }
    }
}

enum intent explain_intent(const struct frame *f, const struct plan *p)
{
    if (!p)
        return INTENT_UNKNOWN;
    if (p->compare || f->compare != COMPARE_NONE)
        return INTENT_COMPARE;
    if (f->share)
        return INTENT_SHARE;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].is_share)
            return INTENT_SHARE;
    if (f->rank.is_set && f->rank.limit)
        return INTENT_TOP;
    for (size_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].has_grain)
            return INTENT_TREND;
    if (p->groups_n)
        return INTENT_GROUP;
    if (f->targets_n && f->targets[0].has_agg)
        return f->targets[0].agg == AGG_COUNT || f->targets[0].agg == AGG_COUNT_DISTINCT
                   ? INTENT_COUNT
                   : INTENT_AGGREGATE;
    if (p->distinct)
        return INTENT_DISTINCT;
    for (size_t i = 0; i < f->filters_n; i++)
        if (f->filters[i].is_name)
            return INTENT_LOOKUP;
    return INTENT_LIST;
}

/* Questions that work here: of the largest models, one of each kind. */
void suggest_questions(struct arena *a, const struct schema *s, struct strs *out)
{
    enum { SUGGESTIONS = 3 };
    out->p = NEW_N(a, str, SUGGESTIONS);
    out->n = 0;
    for (size_t m = 0; m < s->models_n && out->n < SUGGESTIONS; m++) {
        const struct model *mo = &s->models[m];
        const struct field *group = NULL;
        for (size_t f = 0; f < mo->fields_n && !group; f++)
            if (mo->fields[f].type == FIELD_ENUM)
                group = &mo->fields[f];
        if (out->n == 1 && group)
            out->p[out->n++] = arena_fmt(a, "Number of %.*s per %.*s", STR_ARG(mo->label),
                                         STR_ARG(group->label));
        else if (out->n == 2 && mo->default_date >= 0)
            out->p[out->n++] = arena_fmt(a, "How many %.*s this year?", STR_ARG(mo->label));
        else
            out->p[out->n++] = arena_fmt(a, "How many %.*s are there?", STR_ARG(mo->label));
    }
}

static void list_words(struct buf *b, const struct strs *w)
{
    for (size_t i = 0; i < w->n && i < 3; i++) {
        if (i)
            buf_add(b, i + 1 == w->n || i == 2 ? STR(" and ") : STR(", "));
        buf_fmt(b, "\"%.*s\"", STR_ARG(w->p[i]));
    }
}

void explain_abstain(struct reader *r, const struct build *b, struct readings *out)
{
    struct buf text;
    struct strs content = { NEW_N(r->a, str, r->tokens.n + 1), 0 };
    for (size_t i = 0; b && i < b->n; i++)
        if (b->it[i].kind == ITEM_WORD && !r->tokens.p[b->it[i].from].is_weak)
            content.p[content.n++] = tokens_said(&r->tokens, b->it[i].from, b->it[i].to);
    buf_init(&text, r->a);
    if (content.n) {
        buf_lit(&text, "I do not know what ");
        list_words(&text, &content);
        buf_add(&text, content.n > 1 ? STR(" mean here.") : STR(" means here."));
    } else {
        buf_lit(&text, "I am not sure enough what is asked to give a number.");
    }
    if (r->x->schema->models_n) {
        buf_lit(&text, " I know about ");
        for (size_t m = 0; m < r->x->schema->models_n && m < 8; m++)
            buf_fmt(&text, "%s%.*s", m ? ", " : "", STR_ARG(r->x->schema->models[m].label));
        buf_lit(&text, ".");
    }
    out->message = buf_str(&text);
    out->best.unused = content;
    suggest_questions(r->a, r->x->schema, &out->suggestions);
}

void explain_tongue(struct reader *r, struct readings *out)
{
    out->message = arena_fmt(r->a,
                             "This looks like %s. I read questions in English, German, French "
                             "and Spanish; please ask in one of them.",
                             tongue_info(r->tongue)->name);
    suggest_questions(r->a, r->env->schema, &out->suggestions);
}
