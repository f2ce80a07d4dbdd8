#include "lang/told.h"

#include "plan/check.h"
#include "plan/words.h"

/* How such a question is opened.  All words of a phrase are explained by it. */
static const struct cue {
    enum tell tell;
    bool first; /* only at the beginning */
    const char *phrase;
} cues[] = {
    { TELL_QUARANTINE, false, "in quarantine" },
    { TELL_QUARANTINE, false, "quarantined" },
    { TELL_QUARANTINE, false, "quarantine" },
    { TELL_SOURCES, false, "come from" },
    { TELL_SOURCES, false, "comes from" },
    { TELL_SOURCES, false, "came from" },
    { TELL_SOURCES, false, "which sources" },
    { TELL_SOURCES, false, "which source" },
    { TELL_SOURCES, false, "what sources" },
    { TELL_SOURCES, false, "which systems" },
    { TELL_SOURCES, false, "which system" },
    { TELL_SOURCES, false, "source systems" },
    { TELL_SOURCES, false, "sources of" },
    { TELL_SOURCES, false, "sources for" },
    { TELL_SOURCES, false, "sources behind" },
    { TELL_SOURCES, false, "contributing sources" },
    { TELL_SOURCES, false, "who contributed" },
    { TELL_SOURCES, false, "who contributes" },
    { TELL_SOURCES, false, "contributes to" },
    { TELL_SOURCES, false, "contribute to" },
    { TELL_HISTORY, true, "why is" },
    { TELL_HISTORY, true, "why are" },
    { TELL_HISTORY, true, "why was" },
    { TELL_HISTORY, true, "why were" },
    { TELL_HISTORY, true, "why does" },
    { TELL_HISTORY, true, "why do" },
    { TELL_HISTORY, true, "why did" },
    { TELL_HISTORY, true, "why has" },
    { TELL_HISTORY, true, "why have" },
    { TELL_HISTORY, false, "what changed" },
    { TELL_HISTORY, false, "what has changed" },
    { TELL_HISTORY, false, "what was changed" },
    { TELL_HISTORY, false, "what have changed" },
    { TELL_HISTORY, false, "who changed" },
    { TELL_HISTORY, false, "who last changed" },
    { TELL_HISTORY, false, "who set" },
    { TELL_HISTORY, false, "who updated" },
    { TELL_HISTORY, false, "who last updated" },
    { TELL_HISTORY, false, "who modified" },
    { TELL_HISTORY, false, "who edited" },
    { TELL_HISTORY, false, "changes to" },
    { TELL_HISTORY, false, "changes of" },
    { TELL_HISTORY, false, "changes in" },
    { TELL_HISTORY, false, "changes made to" },
    { TELL_HISTORY, false, "change history" },
    { TELL_HISTORY, false, "version history" },
    { TELL_HISTORY, false, "history of" },
    { TELL_HISTORY, false, "history for" },
    { TELL_HISTORY, false, "versions of" },
    { TELL_HISTORY, false, "previous value of" },
    { TELL_HISTORY, false, "previous values of" },
    { TELL_HISTORY, false, "former value of" },
    { TELL_HISTORY, false, "old value of" },
};

/* Words that such a question may hold besides. */
static const char *const fillers[] = {
    "what",        "which",       "why",     "who",     "where",    "when",    "how",
    "changed",     "change",      "changes", "made",    "last",     "updated", "modified",
    "edited",      "record",      "records", "entity",  "entities", "golden",  "data",
    "value",       "values",      "source",  "sources", "system",   "systems", "contribute",
    "contributes", "contributed", "history", "there",   "reason",   "reasons", "cause",
    "causes",      "stuck",       "held",    "many",    "number",   "contain", "sit",
    "sitting",     "currently",   "right",   "now",     "list",     "show",    "all",
    "any",         "field",       "fields",  "set",     "from",     "say",     "says",
};

struct telling {
    struct reader *r;
    enum tell tell;
    bool *used; /* by token */
    const struct mention *record, *field, *claim, *model;
};

static void use(struct telling *t, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < t->r->tokens.n; i++)
        t->used[i] = true;
}

static size_t words_in(const char *phrase)
{
    size_t n = 1;

    for (; *phrase; phrase++)
        n += *phrase == ' ';
    return n;
}

/* The word has a meaning of its own in this schema: "which source did this
 * lead come from" where leads have a source. */
static bool is_taken(const struct telling *t, size_t from, size_t to)
{
    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if ((m->kind == MENTION_FIELD || m->kind == MENTION_MODEL) && m->from >= from &&
            m->to <= to && m->quality > 0.8)
            return true;
    }
    return false;
}

static bool find_cue(struct telling *t)
{
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++) {
        size_t at, n = words_in(cues[i].phrase);
        if (!tokens_have(&t->r->tokens, cues[i].phrase, &at) || (cues[i].first && at > 0) ||
            is_taken(t, at, at + n))
            continue;
        t->tell = cues[i].tell;
        use(t, at, at + n);
        return true;
    }
    return false;
}

static bool overlaps(const struct mention *m, const struct mention *with)
{
    return with && m->from < with->to && with->from < m->to;
}

static bool names_record(const struct telling *t, const struct mention *m)
{
    const struct model *model = index_model(t->r->x, m->model);

    if (m->kind != MENTION_VALUE || m->field < 0 || m->values_n == 0 ||
        m->values_n != m->values_all)
        return false;
    if (m->field == model->display_field)
        return true;
    for (size_t i = 0; i < model->key_fields_n; i++)
        if (model->key_fields[i] == m->field)
            return true;
    return false;
}

static double rank_record(const struct telling *t, const struct mention *m)
{
    double rank = m->to - m->from + m->quality - (m->is_part ? 0.4 : 0) - (m->is_near ? 0.4 : 0);

    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *f = &t->r->mentions.p[i];
        if ((f->kind == MENTION_FIELD || f->kind == MENTION_MODEL) && f->model == m->model &&
            f->quality > 0.6 && !overlaps(f, m))
            rank += f->kind == MENTION_MODEL ? 0.8 : 0.7;
    }
    return rank;
}

static void find_record(struct telling *t)
{
    double best = 0;

    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if (!names_record(t, m))
            continue;
        double rank = rank_record(t, m);
        if (rank > best) {
            best = rank;
            t->record = m;
        }
    }
    if (t->record)
        use(t, t->record->from, t->record->to);
}

static void find_model(struct telling *t)
{
    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if (m->kind == MENTION_MODEL && m->quality > 0.7 &&
            (!t->record || (m->model == t->record->model && !overlaps(m, t->record))) &&
            (!t->model || m->quality > t->model->quality))
            t->model = m;
    }
    if (t->model)
        use(t, t->model->from, t->model->to);
}

/* A field of the record's own model. */
static void find_field(struct telling *t)
{
    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if (m->kind == MENTION_FIELD && m->model == t->record->model && m->quality > 0.4 &&
            !overlaps(m, t->record) && !overlaps(m, t->model) &&
            (!t->field || m->to - m->from > t->field->to - t->field->from ||
             (m->to - m->from == t->field->to - t->field->from && m->quality > t->field->quality)))
            t->field = m;
    }
    if (t->field)
        use(t, t->field->from, t->field->to);
}

/* What the field is said to be: a value of it, or of what it refers to. */
static void find_claim(struct telling *t)
{
    for (size_t i = 0; i < t->r->mentions.n && t->field; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if (m->kind == MENTION_VALUE && m->values_n && m->from >= t->field->to &&
            !overlaps(m, t->record) && (!t->claim || m->quality > t->claim->quality))
            t->claim = m;
    }
    if (t->claim)
        use(t, t->claim->from, t->claim->to);
}

static void find_when(struct telling *t, struct period *out)
{
    for (size_t i = 0; i < t->r->mentions.n; i++) {
        const struct mention *m = &t->r->mentions.p[i];
        if (m->kind != MENTION_TIME || out->has_from || out->has_to)
            continue;
        *out = (struct period){ NULL,
                                m->time->from,
                                m->time->to,
                                m->time->has_from,
                                m->time->has_to,
                                tokens_raw(&t->r->tokens, m->from, m->to) };
        use(t, m->from, m->to);
    }
}

static bool is_filler(const struct token *k)
{
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (token_is(k, fillers[i]) || str_eq_nocase(k->text, str_c(fillers[i])))
            return true;
    return k->kind == TOKEN_MARK || k->is_stop || k->is_weak;
}

/* A number behind the field is its claim; any other word that is left over
 * means that this is another question. */
static bool all_explained(struct telling *t, struct plan *p)
{
    for (size_t i = 0; i < t->r->tokens.n; i++) {
        const struct token *k = &t->r->tokens.p[i];
        double n;
        if (t->used[i] || is_filler(k))
            continue;
        if (!t->field || t->claim || p->claim.kind != VALUE_NULL || k->kind != TOKEN_NUMBER ||
            !str_to_f64(k->text, &n))
            return false;
        p->claim = value_text(k->text);
    }
    return true;
}

static struct cond *which_record(const struct telling *t)
{
    struct arena *a = t->r->a;
    const struct mention *m = t->record;
    struct expr *field = expr_field(a, &index_model(t->r->x, m->model)->fields[m->field]);
    struct value *values = NEW_N(a, struct value, m->values_n);

    for (unsigned i = 0; i < m->values_n; i++)
        values[i] = value_text(m->values[i]);
    if (m->values_n == 1)
        return cond_cmp(a, COND_EQ, field, expr_literal(a, values[0]));
    return cond_in(a, field, values, m->values_n);
}

static struct plan *plan_of(struct telling *t)
{
    struct arena *a = t->r->a;
    int model = t->record ? t->record->model : t->model ? t->model->model : 0;
    struct plan *p = plan_new(a, index_model(t->r->x, model));

    p->tell = t->tell;
    if (t->tell == TELL_QUARANTINE) {
        p->everywhere = !t->model;
    } else {
        find_field(t);
        find_claim(t);
        p->where = which_record(t);
    }
    if (t->field && t->tell == TELL_HISTORY)
        plan_column(a, p, expr_field(a, mention_field(t->r, t->field)),
                    mention_field(t->r, t->field)->label);
    else
        plan_column(a, p, expr_record(a, NULL), p->model->label);
    if (t->claim && t->tell == TELL_HISTORY)
        p->claim = value_text(t->claim->values[0]);
    find_when(t, &p->when);
    return p;
}

static void add_models(struct telling *t, const struct plan *p, struct readings *out)
{
    out->models = NEW(t->r->a, struct model_rank);
    *out->models = (struct model_rank){ p->model, 1, "primary" };
    out->models_n = 1;
}

bool told_read(struct reader *r, struct readings *out)
{
    struct telling t = { .r = r, .used = NEW_N(r->a, bool, r->tokens.n + 1) };

    if (r->env->schema->models_n == 0 || !find_cue(&t))
        return false;
    if (t.tell != TELL_QUARANTINE)
        find_record(&t);
    find_model(&t);
    if (t.tell != TELL_QUARANTINE && !t.record)
        return false;
    struct plan *p = plan_of(&t);
    if (!all_explained(&t, p) || plan_check(r->env->schema, p, NULL) != ERR_OK)
        return false;
    out->verdict = READ_ANSWER;
    out->best = (struct reading){
        .intent = INTENT_LOOKUP, .plan = p, .confidence = 0.9, .label = plan_words(r->a, p)
    };
    add_models(&t, p, out);
    return true;
}
