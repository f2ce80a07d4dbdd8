#include "catalog/suggest.h"

#include "base/vec.h"
#include "catalog/norm.h"
#include "codec/json.h"

#include <stdlib.h>

typedef VEC(struct suggestion) suggestions;

static str normed(struct arena *a, str text)
{
    char norm[NORM_BYTES_MAX];

    return arena_str(a, (str){ norm, norm_text(text, norm, sizeof norm) });
}

/* Whole words only; both in the form of norm_text(). */
static bool has_phrase(str text, str phrase)
{
    for (str rest = text; phrase.n && rest.n >= phrase.n;) {
        size_t at = str_find(rest, phrase), end = at + phrase.n;
        if (end > rest.n)
            return false;
        if ((at == 0 || rest.p[at - 1] == ' ') && (end == rest.n || rest.p[end] == ' '))
            return true;
        rest = str_sub(rest, at + 1, rest.n);
    }
    return false;
}

/* Looks at every name of the schema; keeps the best by `score`. */
struct search {
    struct arena *a;
    str word, question, next; /* normed */
    const struct model *model;
    const struct field *field;
    size_t score;
};

typedef size_t score_fn(const struct search *s, str name);

/* The longest name that only the second question has; of equal ones the model's. */
static size_t by_next(const struct search *s, str name)
{
    return has_phrase(s->next, name) && !has_phrase(s->question, name) ? name.n : 0;
}

static size_t by_spelling(const struct search *s, str name)
{
    unsigned max = s->word.n >= 7 ? 2 : 1;
    unsigned edits = s->word.n >= 4 ? norm_edits(s->word, name, max) : max + 1;

    /* Spelt the same it is a name already: hidden from whoever asked. */
    return edits > 0 && edits <= max ? 10 - edits : 0;
}

static void look(struct search *s, score_fn *score, str name, const struct model *m,
                 const struct field *f)
{
    size_t n = score(s, normed(s->a, name));

    if (n > s->score || (n && n == s->score && s->field && !f)) {
        s->score = n;
        s->model = m;
        s->field = f;
    }
}

static void look_all(struct search *s, score_fn *score, str label, struct strs synonyms,
                     const struct model *m, const struct field *f)
{
    look(s, score, label, m, f);
    for (size_t i = 0; i < synonyms.n; i++)
        look(s, score, synonyms.p[i], m, f);
}

static bool place(struct search *s, const struct schema *schema, score_fn *score)
{
    for (size_t i = 0; i < schema->models_n; i++) {
        const struct model *m = &schema->models[i];
        look_all(s, score, m->label, m->synonyms, m, NULL);
        for (size_t k = 0; k < m->fields_n; k++)
            look_all(s, score, m->fields[k].label, m->fields[k].synonyms, m, &m->fields[k]);
    }
    return s->score > 0;
}

static struct suggestion *find(suggestions *all, struct arena *a, str word)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(normed(a, all->p[i].word), normed(a, word)))
            return &all->p[i];
    return NULL;
}

static void add(struct arena *a, const struct schema *schema, const struct suggest_miss *miss,
                str word, suggestions *all)
{
    struct search s = {
        a, normed(a, word), normed(a, miss->question), normed(a, miss->next), NULL, NULL, 0
    };
    struct suggestion *known = find(all, a, word);

    if (!known) {
        known = vec_push(a, all);
        *known = (struct suggestion){ .word = word, .example = miss->question };
    }
    known->times++;
    if (known->asked_again)
        return;
    known->asked_again = miss->next.n > 0 && place(&s, schema, by_next);
    if (!known->asked_again)
        (void)place(&s, schema, by_spelling);
    if (s.score) {
        known->model = s.model;
        known->field = s.field;
    }
}

static int by_times(const void *x, const void *y)
{
    const struct suggestion *a = x, *b = y;

    if (a->times != b->times)
        return a->times < b->times ? 1 : -1;
    return str_cmp(a->word, b->word);
}

void suggest_words(struct arena *a, const struct schema *s, const struct suggest_miss *misses,
                   size_t n, struct suggestion **out, size_t *out_n)
{
    suggestions all = { 0 };

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < misses[i].words.n; k++)
            if (misses[i].words.p[k].n)
                add(a, s, &misses[i], misses[i].words.p[k], &all);
    if (all.n)
        qsort(all.p, all.n, sizeof *all.p, by_times);
    *out = all.p;
    *out_n = all.n;
}

/* The words proposed for one model or field; NULL for none. */
static json_t *words_for(const struct suggestion *all, size_t n, const struct model *m,
                         const struct field *f)
{
    json_t *words = json_array();

    for (size_t i = 0; i < n; i++)
        if (all[i].model == m && all[i].field == f)
            json_array_append_new(words, json_of_str(all[i].word));
    if (json_array_size(words))
        return words;
    json_decref(words);
    return NULL;
}

static json_t *named(str name, json_t *words)
{
    json_t *o = json_object();

    json_object_set_new(o, "name", json_of_str(name));
    if (words)
        json_object_set_new(o, "synonyms", words);
    return o;
}

static json_t *model_layer(const struct model *m, const struct suggestion *all, size_t n)
{
    json_t *words = words_for(all, n, m, NULL), *fields = json_array();

    for (size_t k = 0; k < m->fields_n; k++) {
        json_t *of_field = words_for(all, n, m, &m->fields[k]);
        if (of_field)
            json_array_append_new(fields, named(m->fields[k].name, of_field));
    }
    if (!words && json_array_size(fields) == 0) {
        json_decref(fields);
        return NULL;
    }
    json_t *o = named(m->name, words);
    if (json_array_size(fields))
        json_object_set(o, "fields", fields);
    json_decref(fields);
    return o;
}

str suggest_layer(struct arena *a, const struct schema *s, const struct suggestion *all, size_t n)
{
    json_t *o = json_keep(a, json_object()), *models = json_array();

    json_object_set_new(o, "models", models);
    for (size_t i = 0; i < s->models_n; i++) {
        json_t *m = model_layer(&s->models[i], all, n);
        if (m)
            json_array_append_new(models, m);
    }
    char *text = json_dumps(o, JSON_INDENT(2));
    str out = arena_str(a, str_c(text ? text : "{}"));
    free(text);
    return out;
}
