/* shop.h - the schema and the values of tests/golden/lang/shop.txt. */
#ifndef TESTS_LANG_SHOP_H
#define TESTS_LANG_SHOP_H

#include "lang/lang.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct shop {
    struct arena *a;
    struct schema *schema;
    struct values *values;
};

static inline str shop_file(struct arena *a, const char *path)
{
    struct buf b;
    char chunk[4096];
    size_t n;
    FILE *f = fopen(path, "rb");
    assert(f && "run from the root of the project");
    buf_init(&b, a);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(&b, (str){ chunk, n });
    fclose(f);
    return buf_str(&b);
}

static inline struct strs shop_list(struct arena *a, str text)
{
    struct strs out = { NEW_N(a, str, 40), 0 };
    while (text.n && out.n < 40)
        out.p[out.n++] = str_trim(str_cut(&text, ','));
    return out;
}

/* Cuts what stands behind `mark` off the line. */
static inline str shop_tail(str *line, const char *mark)
{
    size_t at = str_find(*line, str_c(mark));
    str tail = str_trim(str_sub(*line, at + strlen(mark), line->n));
    *line = str_trim(str_sub(*line, 0, at));
    return tail;
}

static inline str shop_label(struct arena *a, str name)
{
    char *p = arena_cstr(a, name);
    for (size_t i = 0; i < name.n; i++)
        p[i] = p[i] == '_' ? ' ' : p[i];
    if (p[0] >= 'a' && p[0] <= 'z')
        p[0] = (char)(p[0] - 32);
    return (str){ p, name.n };
}

struct shop_names {
    str key, display, date, target[24];
};

static inline void shop_model(struct shop *s, str line, struct shop_names *names)
{
    struct model *m = &s->schema->models[s->schema->models_n++];
    *m = (struct model){
        .display_field = -1, .default_date = -1, .published = true, .deployed = true
    };
    m->fields = NEW_N(s->a, struct field, 24);
    m->measures = NEW_N(s->a, struct measure, 4);
    m->synonyms = shop_list(s->a, shop_tail(&line, "~"));
    m->name = m->label = m->root = m->id = arena_str(s->a, str_cut(&line, ' '));
    *names = (struct shop_names){ 0 };
    while (line.n) {
        str word = str_cut(&line, ' '), value = word;
        str what = str_cut(&value, '=');
        if (str_eq(what, STR("key")))
            names->key = value;
        else if (str_eq(what, STR("display")))
            names->display = value;
        else
            names->date = value;
    }
}

static inline void shop_field(struct shop *s, str line, struct shop_names *names)
{
    struct model *m = &s->schema->models[s->schema->models_n - 1];
    int i = (int)m->fields_n++;
    struct field *f = &m->fields[i];
    *f = (struct field){ .ref_model = -1, .uid = s->schema->uids++ };
    f->synonyms = shop_list(s->a, shop_tail(&line, "~"));
    struct strs values = shop_list(s->a, shop_tail(&line, " = "));
    names->target[i] = shop_tail(&line, "->");
    f->name = f->id = f->element = f->path = arena_str(s->a, str_cut(&line, ' '));
    f->label = shop_label(s->a, f->name);
    if (str_eq(line, STR("ref")))
        f->type = FIELD_REF;
    else if (!field_type_of_json(line, &f->type))
        assert(!"no such type");
    if (f->type == FIELD_ENUM)
        f->enum_values = values;
    for (size_t k = 0; k < values.n; k++)
        values_add(s->values, f->uid, values.p[k], 10);
    if (str_eq(f->name, names->display))
        m->display_field = i;
    if (str_eq(f->name, names->date))
        m->default_date = i;
    if (str_eq(f->name, names->key)) {
        m->key_fields = NEW(s->a, int);
        m->key_fields[0] = i;
        m->key_fields_n = 1;
    }
}

static inline void shop_measure(struct shop *s, str line)
{
    struct model *m = &s->schema->models[s->schema->models_n - 1];
    struct measure *x = &m->measures[m->measures_n++];
    x->synonyms = shop_list(s->a, shop_tail(&line, "~"));
    x->formula = shop_tail(&line, "=");
    x->name = line;
    x->label = shop_label(s->a, line);
}

static inline void shop_open(struct shop *s)
{
    struct shop_names names[16] = { 0 };
    s->a = arena_new();
    s->values = values_new();
    s->schema = NEW(s->a, struct schema);
    s->schema->arena = s->a;
    s->schema->models = NEW_N(s->a, struct model, 16);
    s->schema->fiscal_month = s->schema->fiscal_day = 1;
    for (str rest = shop_file(s->a, "tests/golden/lang/shop.txt"); rest.n;) {
        str line = str_trim(str_cut(&rest, '\n'));
        str what = str_sub(line, 0, str_find_byte(line, ' '));
        str tail = str_trim(str_sub(line, what.n, line.n));
        if (str_eq(what, STR("model")))
            shop_model(s, tail, &names[s->schema->models_n]);
        else if (str_eq(what, STR("field")))
            shop_field(s, tail, &names[s->schema->models_n - 1]);
        else if (str_eq(what, STR("measure")))
            shop_measure(s, tail);
    }
    for (size_t m = 0; m < s->schema->models_n; m++)
        for (size_t f = 0; f < s->schema->models[m].fields_n; f++)
            for (size_t t = 0; t < s->schema->models_n; t++)
                if (names[m].target[f].n && str_eq(names[m].target[f], s->schema->models[t].name)) {
                    s->schema->models[m].fields[f].ref_model = (int)t;
                    s->schema->models[m].fields[f].ref_model_id = s->schema->models[t].id;
                }
    values_finish(s->values);
}

static inline void shop_close(struct shop *s)
{
    values_free(s->values);
    arena_free(s->a);
}

#endif
