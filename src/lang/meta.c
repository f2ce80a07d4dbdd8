#include "lang/meta.h"

#include "lang/explain.h"
#include "lang/meta_impl.h"

static bool has_word(const struct reader *r, const char *const *words)
{
    for (size_t i = 0; i < r->tokens.n; i++)
        for (const char *const *w = words; *w; w++)
            if (r->tokens.p[i].norm.n && token_is(&r->tokens.p[i], *w))
                return true;
    return false;
}

static bool has_phrase(const struct reader *r, const char *phrase)
{
    return tokens_have(&r->tokens, phrase, NULL);
}

bool meta_says(const struct reader *r, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (has_phrase(r, *phrases))
            return true;
    return false;
}

/* "Question" and "information" mean no model where they are a way of asking. */
static bool is_way_of_asking(const struct reader *r, const struct mention *m)
{
    static const char *const words[] = { "question",    "questions", "data", "answer", "records",
                                         "information", "record",    "rows", NULL };
    for (const char *const *w = words; *w && m->to == m->from + 1; w++)
        if (token_is(&r->tokens.p[m->from], *w))
            return true;
    return false;
}

/* The model that the question names best; -1. */
static int named_model(const struct reader *r, bool asking)
{
    int best = -1;
    double q = 0.7;
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        if (asking && is_way_of_asking(r, m))
            continue;
        if (m->kind == MENTION_MODEL && m->quality > q) {
            best = m->model;
            q = m->quality;
        }
    }
    return best;
}

/* "Customer" is the model before it is the reference to it. */
static bool is_named_model(const struct reader *r, const struct mention *m)
{
    if (mention_field(r, m)->type != FIELD_REF)
        return false;
    for (size_t i = 0; i < r->mentions.n; i++)
        if (r->mentions.p[i].kind == MENTION_MODEL && r->mentions.p[i].from == m->from &&
            r->mentions.p[i].quality > 0.8)
            return true;
    return false;
}

static const struct mention *named_field(const struct reader *r)
{
    const struct mention *best = NULL;
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        if (m->kind == MENTION_FIELD && !is_named_model(r, m) &&
            (!best || m->score + 0.3 * r->model_prior[m->model] >
                          best->score + 0.3 * r->model_prior[best->model]))
            best = m;
    }
    return best;
}

void meta_table(struct arena *a, struct readings *out, size_t rows, size_t columns)
{
    out->table_rows = NEW_N(a, struct strs, rows + 1);
    out->table_rows_n = 0;
    out->table_columns = (struct strs){ NEW_N(a, str, columns), 0 };
}

void meta_row(struct arena *a, struct readings *out, str x, str y, str z)
{
    struct strs *row = &out->table_rows[out->table_rows_n++];
    str cells[3] = { x, y, z };
    row->p = NEW_N(a, str, 3);
    for (size_t i = 0; i < out->table_columns.n; i++)
        row->p[row->n++] = cells[i];
}

void meta_columns(struct readings *out, const char *x, const char *y, const char *z)
{
    const char *names[3] = { x, y, z };
    for (size_t i = 0; i < 3; i++)
        if (names[i])
            out->table_columns.p[out->table_columns.n++] = str_c(names[i]);
}

static void tell_models(struct reader *r, struct readings *out)
{
    const struct schema *s = r->env->schema;
    struct buf b;
    buf_init(&b, r->a);
    meta_table(r->a, out, s->models_n, 3);
    meta_columns(out, "Model", "Records", "Description");
    buf_fmt(&b, "I know %zu %s: ", s->models_n, s->models_n == 1 ? "model" : "models");
    for (size_t m = 0; m < s->models_n; m++) {
        const struct model *mo = &s->models[m];
        buf_fmt(&b, "%s%.*s", m ? ", " : "", STR_ARG(mo->label));
        meta_row(r->a, out, mo->label, arena_fmt(r->a, "%llu", (unsigned long long)mo->records),
                 mo->description);
    }
    buf_byte(&b, '.');
    out->message = buf_str(&b);
    suggest_questions(r->a, s, &out->suggestions);
}

const char *meta_type_words(const struct field *f)
{
    static const char *const words[FIELD_TYPE_COUNT] = {
        [FIELD_TEXT] = "text",
        [FIELD_LONG_TEXT] = "long text",
        [FIELD_INT] = "whole number",
        [FIELD_FLOAT] = "number",
        [FIELD_BOOL] = "yes or no",
        [FIELD_DATE] = "date",
        [FIELD_INSTANT] = "date and time",
        [FIELD_TIME] = "time",
        [FIELD_ENUM] = "one of a list",
        [FIELD_REF] = "reference",
    };
    return words[f->type];
}

static void tell_fields(struct reader *r, int model, struct readings *out)
{
    const struct model *m = index_model(r->x, model);
    struct buf b;
    buf_init(&b, r->a);
    meta_table(r->a, out, m->fields_n, 3);
    meta_columns(out, "Field", "Kind", "Description");
    buf_fmt(&b, "%.*s has %zu fields: ", STR_ARG(m->label), m->fields_n);
    for (size_t f = 0; f < m->fields_n; f++) {
        const struct field *field = &m->fields[f];
        buf_fmt(&b, "%s%.*s", f ? ", " : "", STR_ARG(field->label));
        str kind = str_c(meta_type_words(field));
        if (field->type == FIELD_REF && field->ref_model >= 0)
            kind = arena_fmt(r->a, "reference to %.*s",
                             STR_ARG(index_model(r->x, field->ref_model)->label));
        meta_row(r->a, out, field->label, kind, field->description);
    }
    buf_byte(&b, '.');
    out->message = buf_str(&b);
    suggest_questions(r->a, r->env->schema, &out->suggestions);
}

static void tell_meaning(struct reader *r, const struct mention *of, struct readings *out)
{
    const struct model *m = index_model(r->x, of->model);
    const struct field *f = &m->fields[of->field];
    struct buf b;
    buf_init(&b, r->a);
    buf_fmt(&b, "%.*s is a field of %.*s (%s).", STR_ARG(f->label), STR_ARG(m->label),
            meta_type_words(f));
    if (f->description.n)
        buf_fmt(&b, " %.*s.", STR_ARG(f->description));
    out->message = buf_str(&b);
    meta_table(r->a, out, 1, 3);
    meta_columns(out, "Field", "Kind", "Description");
    meta_row(r->a, out, f->label, str_c(meta_type_words(f)), f->description);
}

/* What can be asked, model by model. */
static void tell_help(struct reader *r, struct readings *out)
{
    const struct schema *s = r->env->schema;
    tell_models(r, out);
    str models = out->message;
    meta_table(r->a, out, s->models_n, META_COLUMNS);
    meta_columns(out, "You can ask about", "Counted or listed", "Over time");
    for (size_t m = 0; m < s->models_n; m++) {
        str label = s->models[m].label;
        meta_row(r->a, out, label, arena_fmt(r->a, "How many %.*s are there?", STR_ARG(label)),
                 s->models[m].default_date >= 0
                     ? arena_fmt(r->a, "%.*s per month this year", STR_ARG(label))
                     : (str){ 0 });
    }
    out->message = arena_fmt(r->a,
                             "I answer questions about your records: counts, lists, totals, "
                             "rankings, trends, comparisons and shares. %.*s",
                             STR_ARG(models));
}

static bool is_help(const struct reader *r)
{
    static const char *const phrases[] = { "what can i ask",
                                           "what can you do",
                                           "what can you answer",
                                           "how does this work",
                                           "what questions can i ask",
                                           "what can you tell me",
                                           "how do i use",
                                           "what do you know",
                                           "who are you",
                                           "what are you",
                                           "what kind of questions",
                                           "help me",
                                           "what can i find out",
                                           "what could i ask",
                                           "what should i ask",
                                           "example questions",
                                           "give me an example",
                                           "give me examples",
                                           "what are your capabilities",
                                           "what are you able to",
                                           NULL };
    return meta_says(r, phrases) || (r->tokens.n <= 2 && has_phrase(r, "help"));
}

/* A word that a model or field of this schema is called is no word for models
 * and fields. */
static bool is_called(const struct reader *r, size_t token)
{
    for (unsigned i = r->first[token]; i < r->first[token + 1]; i++) {
        const struct mention *m = &r->mentions.p[i];
        if ((m->kind == MENTION_MODEL || m->kind == MENTION_FIELD) && m->to == token + 1 &&
            m->is_whole && m->quality > 0.9)
            return true;
    }
    return false;
}

static bool has_thing(const struct reader *r, const char *const *words)
{
    for (; *words; words++)
        for (size_t i = 0; i < r->tokens.n; i++)
            if (token_is(&r->tokens.p[i], *words) && !is_called(r, i))
                return true;
    return false;
}

/* Words for the things themselves, not for what they hold. */
static bool asks_models(const struct reader *r)
{
    static const char *const things[] = { "models",   "tables",    "entities", "objects",
                                          "datasets", "universes", NULL };
    static const char *const phrases[] = { "what data do you have",
                                           "what data is there",
                                           "which data do you have",
                                           "what data is available",
                                           "what data do we have",
                                           "which data is available",
                                           "what information do you have",
                                           "what data can i",
                                           "what do you have",
                                           "what can i query",
                                           "what is in the hub",
                                           "what is in here",
                                           "what is available",
                                           "what topics",
                                           "which areas do you cover",
                                           "what areas do you cover",
                                           NULL };
    static const char *const how[] = { "which",     "what",  "list", "show",
                                       "available", "exist", "how",  NULL };
    return meta_says(r, phrases) || (has_thing(r, things) && has_word(r, how));
}

static bool asks_fields(const struct reader *r)
{
    static const char *const things[] = { "fields",    "columns",   "attributes", "properties",
                                          "field",     "attribute", "column",     "schema",
                                          "structure", NULL };
    static const char *const phrases[] = { "what do you know about",
                                           "what information do you have about",
                                           "what do we know about",
                                           "what data do you have about",
                                           "what data do we have about",
                                           "what data is there about",
                                           "what data do you have on",
                                           "what data do we have on",
                                           "which columns describe",
                                           "what is stored about",
                                           "what is recorded",
                                           "what do we store",
                                           "what do we record",
                                           "what details do",
                                           "describe the",
                                           NULL };
    static const char *const how[] = { "which",    "what",      "list", "show",
                                       "describe", "available", NULL };
    return meta_says(r, phrases) || (has_thing(r, things) && has_word(r, how));
}

/* "What is an ABC class?" and no more than that. */
static bool asks_what_is(const struct reader *r, const struct mention *field)
{
    static const char *const phrases[] = { "what is a", "what is an", "what are", NULL };
    return meta_says(r, phrases) && field->from == 3 && field->is_whole &&
           r->tokens.n <= (size_t)field->to + 1 && !token_is(&r->tokens.p[2], "the") &&
           !token_is(&r->tokens.p[1], "are");
}

static bool is_about_records(const struct reader *r)
{
    static const char *const data[] = { "how", "number", "count", "average", "total", NULL };
    return has_word(r, data);
}

bool meta_read(struct reader *r, struct readings *out)
{
    int model = named_model(r, false);
    const struct mention *field = named_field(r);
    static const char *const about[] = { "about", "on", "regarding", NULL };
    if (is_help(r) && (named_model(r, true) < 0 || !has_word(r, about))) {
        tell_help(r, out);
        out->best.intent = INTENT_HELP;
    } else if (meta_terms(r, model, out)) {
        out->best.intent = INTENT_META;
    } else if (field && field->quality > 0.6 && (meta_asks_meaning(r) || asks_what_is(r, field))) {
        tell_meaning(r, field, out);
        out->best.intent = INTENT_META;
    } else if (asks_fields(r) && model >= 0 && !is_about_records(r)) {
        tell_fields(r, model, out);
        out->best.intent = INTENT_META;
    } else if (asks_models(r) && model < 0 && (!field || field->quality < 0.8) &&
               !r->env->history_n) {
        tell_models(r, out);
        out->best.intent = INTENT_META;
    } else {
        return false;
    }
    out->verdict = READ_META;
    out->best.confidence = 0.95;
    return true;
}
