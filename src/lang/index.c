#include "lang/index.h"

#include "catalog/norm.h"
#include "lang/gloss.h"
#include "lang/index_names.h"
#include "lang/index_vocab.h"

#include <stdlib.h>

static double word_weight(str w)
{
    static const struct {
        const char *w;
        double weight;
    } light[] = {
        { "of", 0.1 },        { "the", 0.1 },  { "at", 0.15 },   { "on", 0.15 },  { "in", 0.1 },
        { "is", 0.1 },        { "has", 0.1 },  { "flag", 0.15 }, { "id", 0.6 },   { "code", 0.6 },
        { "number", 0.7 },    { "date", 0.5 }, { "time", 0.5 },  { "name", 0.7 }, { "text", 0.2 },
        { "indicator", 0.2 }, { "eur", 0.2 },  { "usd", 0.2 },   { "to", 0.2 },   { "for", 0.1 },
    };
    for (size_t i = 0; i < sizeof light / sizeof *light; i++)
        if (str_eq(w, str_c(light[i].w)))
            return light[i].weight;
    return 1;
}

static bool is_model_echo(const struct lang_index *x, int model, uint64_t stem)
{
    for (size_t i = 0; i < x->names.n; i++) {
        const struct name *n = &x->names.p[i];
        if (n->kind != NAME_MODEL || n->model != model || n->quality < 0.9)
            continue;
        for (unsigned k = 0; k < n->n; k++)
            if (n->stem[k] == stem)
                return true;
    }
    return false;
}

static bool same_name(const struct name *p, const struct name *q)
{
    return p->kind == q->kind && p->model == q->model && p->field == q->field && p->n == q->n &&
           str_eq(p->value, q->value) && memcmp(p->hash, q->hash, q->n * sizeof *q->hash) == 0;
}

static void add_words(struct lang_index *x, struct name n, const struct name_words *w)
{
    const struct field *f = n.kind == NAME_FIELD ? &index_model(x, n.model)->fields[n.field] : NULL;
    n.n = w->n;
    n.total = 0;
    for (unsigned i = 0; i < w->n; i++) {
        n.stem[i] = stem_hash(x->stemmer, w->w[i]);
        n.hash[i] = str_hash(w->w[i]);
        n.word[i] = w->w[i];
        n.weight[i] = w->in_brackets[i] ? 0.1 : word_weight(w->w[i]);
        if (f && f->type == FIELD_REF && i > 0 && str_eq(w->w[i], STR("id")))
            n.weight[i] = 0.1;
        if (n.kind == NAME_FIELD && w->n > 1 && is_model_echo(x, n.model, n.stem[i]) &&
            !(f && f->type == FIELD_REF))
            n.weight[i] *= 0.35;
        n.total += n.weight[i];
    }
    if (n.n == 0 || n.total <= 0)
        return;
    for (size_t i = x->names.n; i-- > 0 && x->names.p[i].model == n.model;)
        if (same_name(&x->names.p[i], &n))
            return;
    *vec_push(x->a, &x->names) = n;
}

/* Members of a synonym group beside the one that was found: as names of their
 * own when one of the two has several words (single words are looked up when
 * the question is read). */
static void add_synonyms(struct lang_index *x, struct name n, const struct name_words *w)
{
    char text[NORM_BYTES_MAX];
    size_t len = 0;
    for (unsigned i = 0; i < w->n && len + w->w[i].n + 1 < sizeof text; i++) {
        if (w->in_brackets[i])
            continue;
        if (len)
            text[len++] = ' ';
        memcpy(text + len, w->w[i].p, w->w[i].n);
        len += w->w[i].n;
    }
    str whole = { text, len };
    bool several = str_find_byte(whole, ' ') < len;
    for (size_t g = 0; g < lexicon_synonyms_n; g++) {
        bool hit = false;
        for (str rest = str_c(lexicon_synonyms[g]); rest.n && !hit;)
            hit = str_eq(str_cut(&rest, '|'), whole);
        for (str rest = str_c(lexicon_synonyms[g]); rest.n && hit;) {
            str member = str_cut(&rest, '|');
            if (member.p[0] == '>' || (!several && str_find_byte(member, ' ') == member.n))
                continue;
            struct name_words words;
            name_cut(x->a, member, &words);
            struct name s = n;
            s.quality = n.quality * 0.8;
            add_words(x, s, &words);
        }
    }
}

static void add_name(struct lang_index *x, enum name_kind kind, int model, int field, str text,
                     double quality)
{
    struct name_words raw, full;
    struct name n = { .kind = kind, .model = model, .field = field, .quality = quality };
    name_cut(x->a, text, &raw);
    bool expanded = name_expand(x->a, x, &raw, &full);
    add_words(x, n, &raw);
    add_synonyms(x, n, &raw);
    if (expanded) {
        add_words(x, n, &full);
        add_synonyms(x, n, &full);
    }
}

static void add_model(struct lang_index *x, int m)
{
    const struct model *model = index_model(x, m);
    add_name(x, NAME_MODEL, m, -1, model->label, 1);
    add_name(x, NAME_MODEL, m, -1, model->name, 1);
    for (size_t i = 0; i < model->synonyms.n; i++)
        add_name(x, NAME_MODEL, m, -1, model->synonyms.p[i], 0.97);
}

static void add_codes(struct lang_index *x, int m, int f)
{
    enum { CODES_MAX = 40 };
    struct coded codes[CODES_MAX];
    const struct field *field = &index_model(x, m)->fields[f];
    size_t n = name_codes(field->description, codes, CODES_MAX);
    for (size_t i = 0; i < n; i++) {
        struct name_words words;
        bool empty = str_eq_nocase(codes[i].code, STR("empty")) ||
                     str_eq_nocase(codes[i].code, STR("null"));
        if (!empty && !field_is_text(field))
            continue;
        name_cut(x->a, codes[i].words, &words);
        struct name name = { .kind = empty ? NAME_EMPTY : NAME_CODED,
                             .model = m,
                             .field = f,
                             .quality = 0.97,
                             .value = codes[i].code };
        add_words(x, name, &words);
    }
}

/* A reference called after who acts is found by the act: "owned", "assessed". */
static void add_act(struct lang_index *x, int m, int f, str label)
{
    struct name_words w;
    name_cut(x->a, label, &w);
    if (w.n == 0 || w.n > 2 || w.w[0].n < 5 ||
        !(str_ends(w.w[0], STR("er")) || str_ends(w.w[0], STR("or"))))
        return;
    struct name n = { .kind = NAME_FIELD, .model = m, .field = f, .quality = 0.86 };
    struct name_words act = { .n = 1 };
    for (size_t cut = 1; cut <= 2; cut++) { /* manage-r, assess-or */
        act.w[0] = str_sub(w.w[0], 0, w.w[0].n - cut);
        n.is_act = true;
        add_words(x, n, &act);
    }
}

static void add_field(struct lang_index *x, int m, int f)
{
    const struct field *field = &index_model(x, m)->fields[f];
    if (field->type == FIELD_REF) {
        add_act(x, m, f, field->label);
        add_act(x, m, f, field->name);
    }
    add_name(x, NAME_FIELD, m, f, field->label, 1);
    add_name(x, NAME_FIELD, m, f, field->name, 1);
    add_name(x, NAME_FIELD, m, f, field->element, 0.98);
    for (size_t i = 0; i < field->synonyms.n; i++)
        add_name(x, NAME_FIELD, m, f, field->synonyms.p[i], 0.97);
    add_codes(x, m, f);
}

static bool has_any_word(const struct name_words *w, const char *const *words)
{
    for (unsigned i = 0; i < w->n; i++)
        for (const char *const *p = words; *p; p++)
            if (str_eq(w->w[i], str_c(*p)))
                return true;
    return false;
}

/* Says yes or no: by its type, or a whole number that is called like one. */
static bool looks_like_flag(struct lang_index *x, const struct field *f)
{
    static const char *const words[] = { "is", "has", "flag", "flg", "ind", "yn", "bool", NULL };
    struct name_words w;
    if (f->type == FIELD_BOOL)
        return true;
    if (f->type != FIELD_INT && f->type != FIELD_TEXT)
        return false;
    name_cut(x->a, f->name, &w);
    static const char *const figures[] = {
        /* a year or how many, in whole numbers */
        "founded",  "established", "opened",   "launched", "built",   "released", "created",
        "started",  "published",   "killed",   "injured",  "wounded", "scored",   "played",
        "produced", "attended",    "conceded", "finished", "ranked",  "worked",   NULL
    };
    if (f->type == FIELD_INT && w.n == 1 && w.w[w.n - 1].n > 4 && !has_any_word(&w, figures) &&
        (str_ends(w.w[w.n - 1], STR("ed")) || str_ends(w.w[w.n - 1], STR("able")) ||
         str_ends(w.w[w.n - 1], STR("ous"))))
        return true;
    if (has_any_word(&w, words) && (f->type == FIELD_INT || w.n < 4))
        return true;
    return f->type == FIELD_INT && str_find(f->description, STR("1 = yes")) < f->description.n;
}

/* An amount in mixed currencies beside the same one in a single currency. */
static bool is_mixed(struct lang_index *x, const struct model *model, int f)
{
    static const char *const codes[] = { "eur", "usd", "gbp", "chf", "lc", NULL };
    struct name_words own, other;
    name_cut(x->a, model->fields[f].name, &own);
    if (!field_is_number(&model->fields[f]) || has_any_word(&own, codes))
        return false;
    for (size_t k = 0; k < model->fields_n; k++) {
        if ((int)k == f || !field_is_number(&model->fields[k]))
            continue;
        name_cut(x->a, model->fields[k].name, &other);
        unsigned same = 0;
        for (unsigned i = 0; i < own.n && i < other.n; i++)
            same += str_eq(own.w[i], other.w[i]);
        if (same == own.n && other.n == own.n + 1 && has_any_word(&other, codes))
            return true;
    }
    return false;
}

static bool is_called(const struct lang_index *x, int m, int f, str word)
{
    uint64_t h = str_hash(word);
    for (size_t i = 0; i < x->names.n; i++) {
        const struct name *n = &x->names.p[i];
        if (n->kind != NAME_FIELD || n->model != m || (f >= 0 && n->field != f))
            continue;
        for (unsigned k = 0; k < n->n; k++)
            if (n->hash[k] == h)
                return true;
    }
    return false;
}

/* Everything has a name and an id to people, whatever the fields are called. */
static void add_common_names(struct lang_index *x, int m)
{
    const struct model *model = index_model(x, m);
    if (model->display_field >= 0 && !is_called(x, m, -1, STR("name")))
        add_name(x, NAME_FIELD, m, model->display_field, STR("name"), 0.9);
    if (model->key_fields_n && !is_called(x, m, model->key_fields[0], STR("id")))
        add_name(x, NAME_FIELD, m, model->key_fields[0], STR("id"), 0.9);
}

static void index_model_parts(struct lang_index *x, int m)
{
    const struct model *model = index_model(x, m);
    x->is_flag[m] = NEW_N(x->a, bool, model->fields_n + 1);
    x->is_mixed[m] = NEW_N(x->a, bool, model->fields_n + 1);
    for (int f = 0; f < (int)model->fields_n; f++) {
        add_field(x, m, f);
        x->is_flag[m][f] = looks_like_flag(x, &model->fields[f]);
        x->is_mixed[m][f] = is_mixed(x, model, f);
        x->places[model->fields[f].uid] = (struct field_place){ m, f };
        x->has_uid[model->fields[f].uid] = 1;
    }
    add_common_names(x, m);
    for (int k = 0; k < (int)model->measures_n; k++) {
        add_name(x, NAME_MEASURE, m, k, model->measures[k].name, 1);
        if (model->measures[k].label.n)
            add_name(x, NAME_MEASURE, m, k, model->measures[k].label, 1);
        for (size_t i = 0; i < model->measures[k].synonyms.n; i++)
            add_name(x, NAME_MEASURE, m, k, model->measures[k].synonyms.p[i], 0.97);
    }
}

static int by_stem(const void *p, const void *q)
{
    const struct name_posting *a = p, *b = q;
    if (a->stem != b->stem)
        return a->stem < b->stem ? -1 : 1;
    return a->name < b->name ? -1 : a->name > b->name;
}

static void post_names(struct lang_index *x)
{
    for (size_t i = 0; i < x->names.n; i++)
        for (unsigned k = 0; k < x->names.p[i].n; k++)
            *vec_push(x->a, &x->postings) = (struct name_posting){ x->names.p[i].stem[k],
                                                                   (uint32_t)i, (uint16_t)k };
    if (x->postings.n)
        qsort(x->postings.p, x->postings.n, sizeof *x->postings.p, by_stem);
}

const struct name_posting *index_postings(const struct lang_index *x, uint64_t stem)
{
    size_t lo = 0, hi = x->postings.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (x->postings.p[mid].stem < stem)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < x->postings.n && x->postings.p[lo].stem == stem ? &x->postings.p[lo] : NULL;
}

static int by_first(const void *p, const void *q)
{
    const struct phrase_op *a = p, *b = q;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return a->op < b->op ? -1 : a->op > b->op;
}

static void add_op(struct lang_index *x, const struct lexicon_op *op)
{
    struct phrase_op *p = vec_push(x->a, &x->ops);
    p->op = op;
    for (str rest = str_c(op->phrase); rest.n && p->n < 10;) {
        str w = str_cut(&rest, ' ');
        p->words[p->n++] = str_hash(w);
        vocab_add(x, w);
    }
    p->first = p->words[0];
}

const struct phrase_op *index_ops(const struct lang_index *x, uint64_t first)
{
    size_t lo = 0, hi = x->ops.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (x->ops.p[mid].first < first)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < x->ops.n && x->ops.p[lo].first == first ? &x->ops.p[lo] : NULL;
}

static void index_distances(struct lang_index *x)
{
    size_t n = x->schema->models_n;
    x->forward = arena_alloc(x->a, n * n + 1);
    x->any = arena_alloc(x->a, n * n + 1);
    memset(x->forward, 255, n * n);
    memset(x->any, 255, n * n);
    for (size_t m = 0; m < n; m++) {
        x->forward[m * n + m] = x->any[m * n + m] = 0;
        for (size_t f = 0; f < x->schema->models[m].fields_n; f++) {
            int to = x->schema->models[m].fields[f].ref_model;
            if (x->schema->models[m].fields[f].type != FIELD_REF || to < 0 || (size_t)to == m)
                continue;
            x->forward[m * n + (size_t)to] = 1;
            x->any[m * n + (size_t)to] = x->any[(size_t)to * n + m] = 1;
        }
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                uint8_t *d[2] = { x->forward, x->any };
                for (int w = 0; w < 2; w++) {
                    unsigned via = (unsigned)d[w][i * n + k] + d[w][k * n + j];
                    if (via < d[w][i * n + j])
                        d[w][i * n + j] = (uint8_t)via;
                }
            }
}

static void add_adjectives(struct lang_index *x)
{
    for (size_t i = 0; i < lexicon_adjectives_n; i++) {
        const struct lexicon_adjective *adj = &lexicon_adjectives[i];
        struct lexicon_op *ops = NEW_N(x->a, struct lexicon_op, 4);
        bool has_attributes = adj->attributes[0] || strcmp(adj->base, "great") == 0;
        ops[0] = (struct lexicon_op){ adj->most, OP_ADJ_MOST, (int)i };
        ops[1] = (struct lexicon_op){ arena_fmt(x->a, "%s than", adj->more).p, OP_ADJ_MORE,
                                      (int)i };
        ops[2] = (struct lexicon_op){ arena_fmt(x->a, "how %s", adj->base).p, OP_ADJ_HOW, (int)i };
        ops[3] = (struct lexicon_op){ adj->more, OP_ADJ_MORE, (int)i };
        if (!has_attributes)
            continue;
        for (int k = 0; k < 4; k++)
            add_op(x, &ops[k]);
    }
}

static int by_synonym(const void *p, const void *q)
{
    const struct synonym *a = p, *b = q;
    if (a->stem != b->stem)
        return a->stem < b->stem ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

static void index_synonyms(struct lang_index *x)
{
    for (size_t g = 0; g < lexicon_synonyms_n; g++)
        for (str rest = str_c(lexicon_synonyms[g]); rest.n;) {
            str w = str_cut(&rest, '|');
            if (str_find_byte(w, ' ') == w.n && w.p[0] != '>')
                *vec_push(x->a, &x->synonyms) = (struct synonym){ stem_hash(x->stemmer, w),
                                                                  lexicon_synonyms[g], w };
        }
    qsort(x->synonyms.p, x->synonyms.n, sizeof *x->synonyms.p, by_synonym);
}

struct lang_index *lang_index_new(const struct schema *schema)
{
    struct arena *a = arena_new();
    struct lang_index *x = NEW(a, struct lang_index);
    x->a = a;
    x->schema = schema;
    x->stemmer = stemmer_new(a);
    x->verb_stems = NEW_N(a, uint64_t, lexicon_verbs_n);
    for (size_t v = 0; v < lexicon_verbs_n; v++)
        x->verb_stems[v] = stem_hash(x->stemmer, str_c(lexicon_verbs[v].word));
    x->uids = schema->uids;
    for (size_t m = 0; m < schema->models_n; m++)
        for (size_t f = 0; f < schema->models[m].fields_n; f++)
            if (schema->models[m].fields[f].uid >= x->uids)
                x->uids = schema->models[m].fields[f].uid + 1;
    x->places = NEW_N(a, struct field_place, x->uids + 1);
    x->has_uid = arena_alloc(a, x->uids + 1);
    for (uint32_t u = 0; u < x->uids; u++)
        x->places[u] = (struct field_place){ -1, -1 };
    x->is_flag = NEW_N(a, bool *, schema->models_n + 1);
    x->is_mixed = NEW_N(a, bool *, schema->models_n + 1);
    for (int m = 0; m < (int)schema->models_n; m++)
        add_model(x, m);
    for (int m = 0; m < (int)schema->models_n; m++)
        index_model_parts(x, m);
    post_names(x);
    for (size_t i = 0; i < lexicon_ops_n; i++)
        add_op(x, &lexicon_ops[i]);
    add_adjectives(x);
    qsort(x->ops.p, x->ops.n, sizeof *x->ops.p, by_first);
    index_synonyms(x);
    vocab_finish(x);
    index_distances(x);
    x->glossary = glossary_new(a);
    return x;
}

void lang_index_free(struct lang_index *x)
{
    if (x)
        arena_free(x->a);
}
