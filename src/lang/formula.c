#include "lang/formula.h"

#include <ctype.h>

struct reading_formula {
    struct arena *a;
    const struct model *m;
    const struct path *path;
    str rest;
    int depth;
};

static struct expr *sum(struct reading_formula *f);

static char look(struct reading_formula *f)
{
    f->rest = str_trim(f->rest);
    return f->rest.n ? f->rest.p[0] : 0;
}

static str word(struct reading_formula *f)
{
    size_t n = 0;
    while (n < f->rest.n && (isalnum((unsigned char)f->rest.p[n]) || f->rest.p[n] == '_' ||
                             f->rest.p[n] == '.' || (unsigned char)f->rest.p[n] >= 128))
        n++;
    str w = str_sub(f->rest, 0, n);
    f->rest = str_sub(f->rest, n, f->rest.n);
    return w;
}

static struct expr *parenthesis(struct reading_formula *f)
{
    f->rest = str_sub(f->rest, 1, f->rest.n);
    struct expr *e = look(f) == ')' ? NULL : sum(f);
    if (look(f) != ')')
        return NULL;
    f->rest = str_sub(f->rest, 1, f->rest.n);
    return e;
}

static struct expr *atom(struct reading_formula *f)
{
    double number;
    enum agg agg;
    char c = look(f);
    if (++f->depth > 100 || !c)
        return NULL;
    if (c == '(')
        return parenthesis(f);
    str w = word(f);
    if (str_to_f64(w, &number))
        return expr_literal(f->a, value_float(number));
    if (look(f) == '(' && agg_of_name(w, &agg)) {
        struct expr *arg = parenthesis(f);
        return expr_agg(f->a, agg, arg);
    }
    const struct field *field = model_field(f->m, w);
    if (!field)
        return NULL;
    return f->path->n ? expr_walk(f->a, f->path, field) : expr_field(f->a, field);
}

static struct expr *product(struct reading_formula *f)
{
    struct expr *l = atom(f);
    for (char c = look(f); l && (c == '*' || c == '/' || c == 'x'); c = look(f)) {
        f->rest = str_sub(f->rest, 1, f->rest.n);
        struct expr *r = atom(f);
        l = r ? expr_op2(f->a, c == '/' ? EXPR_DIV : EXPR_MUL, l, r) : NULL;
    }
    return l;
}

static struct expr *sum(struct reading_formula *f)
{
    struct expr *l = product(f);
    for (char c = look(f); l && (c == '+' || c == '-'); c = look(f)) {
        f->rest = str_sub(f->rest, 1, f->rest.n);
        struct expr *r = product(f);
        l = r ? expr_op2(f->a, c == '+' ? EXPR_ADD : EXPR_SUB, l, r) : NULL;
    }
    return l;
}

struct expr *formula_read(struct arena *a, const struct model *m, const struct path *path,
                          str formula)
{
    struct reading_formula f = { a, m, path, formula, 0 };
    struct expr *e = sum(&f);
    return look(&f) ? NULL : e;
}
