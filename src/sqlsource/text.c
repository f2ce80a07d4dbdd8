#include "exec/text.h"

#include "sqlsource/write.h"

enum { VARIANTS_MAX = 24, VALUES_MAX = 1000 };

struct folding {
    struct text_variant variants[VARIANTS_MAX];
    size_t n;
};

/* The literals of the condition, folded unless `exact`. */
static bool list_literals(struct sql_writer *w, const struct cond *c, bool exact,
                          struct value **out, size_t *n)
{
    const struct value *in = c->op == COND_IN ? c->values : &c->right->value;

    *n = c->op == COND_IN ? c->values_n : 1;
    if (*n > VALUES_MAX || (c->op != COND_IN && c->right->op != EXPR_LITERAL))
        return false;
    *out = NEW_N(w->a, struct value, *n);
    for (size_t i = 0; i < *n; i++) {
        if (in[i].kind != VALUE_TEXT || in[i].s.n == 0)
            return false;
        (*out)[i] = exact ? in[i] : value_text(text_fold(w->a, in[i].s));
    }
    return true;
}

static bool list_variants(struct sql_writer *w, const struct value *values, size_t n, bool exact,
                          struct folding *f)
{
    struct buf all;

    buf_init(&all, w->a);
    for (size_t i = 0; i < n; i++)
        buf_add(&all, values[i].s);
    if (!text_variants(buf_str(&all), f->variants, VARIANTS_MAX, &f->n))
        return false;
    f->n = exact ? 0 : f->n;
    return true;
}

/* A-Z by the database, which knows these alone; each other letter that the
 * literals hold by its own replacement. */
static bool write_folded(struct sql_writer *w, struct buf *out, const struct expr *e, bool exact,
                         const struct folding *f)
{
    if (exact)
        return write_expr(w, out, e);
    for (size_t i = 0; i < f->n; i++)
        buf_lit(out, "replace(");
    buf_lit(out, "lower(");
    if (!write_expr(w, out, e))
        return false;
    buf_add(out, w->dialect == SQL_POSTGRES ? STR(" COLLATE \"C\")") : STR(")"));
    for (size_t i = 0; i < f->n; i++) {
        buf_lit(out, ",");
        write_param(w, out, value_text(str_c(f->variants[i].from)));
        buf_lit(out, ",");
        write_param(w, out, value_text(str_c(f->variants[i].to)));
        buf_lit(out, ")");
    }
    return true;
}

static size_t letters_of(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

/* `text` holds, begins with, ends with the part. */
static void write_part(struct sql_writer *w, struct buf *out, enum cond_op op, str text,
                       struct value part)
{
    bool pg = w->dialect == SQL_POSTGRES;
    size_t n = letters_of(part.s);

    switch (op) {
    case COND_CONTAINS:
        buf_fmt(out, "%s(%.*s,", pg ? "strpos" : "instr", STR_ARG(text));
        write_param(w, out, part);
        buf_lit(out, ") > 0");
        return;
    case COND_STARTS:
        buf_fmt(out, "substr(%.*s,1,%zu) = ", STR_ARG(text), n);
        break;
    default:
        buf_fmt(out, "%s(%.*s,%s%zu) = ", pg ? "right" : "substr", STR_ARG(text), pg ? "" : "-", n);
        break;
    }
    write_param(w, out, part);
}

static bool is_identity(const struct expr *e)
{
    return e->op == EXPR_RECORD || (e->op == EXPR_FIELD && e->field->type == FIELD_REF);
}

/* Text of two columns, by bytes. */
static bool write_both(struct sql_writer *w, struct buf *out, const struct cond *c, bool exact)
{
    if (!exact || (c->op != COND_EQ && c->op != COND_NE) || expr_kind(c->right) != VALUE_TEXT ||
        !write_expr(w, out, c->left))
        return false;
    buf_add(out, c->op == COND_EQ ? STR(" = ") : STR(" <> "));
    return write_expr(w, out, c->right);
}

static void write_values(struct sql_writer *w, struct buf *out, const struct value *values,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_lit(out, ",");
        write_param(w, out, values[i]);
    }
}

bool write_text_cond(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    bool exact = c->exact || is_identity(c->left);
    struct folding *f = NEW(w->a, struct folding); /* parameters point into it */
    struct value *values;
    struct buf text;
    size_t n;

    if (c->right && c->right->op != EXPR_LITERAL)
        return write_both(w, out, c, exact);
    buf_init(&text, w->a);
    if (!list_literals(w, c, exact, &values, &n) || !list_variants(w, values, n, exact, f) ||
        !write_folded(w, &text, c->left, exact, f))
        return false;
    switch (c->op) {
    case COND_EQ:
    case COND_NE:
    case COND_IN:
        buf_fmt(out, "%.*s%s (", STR_ARG(buf_str(&text)), c->op == COND_NE ? " NOT IN" : " IN");
        write_values(w, out, values, n);
        buf_lit(out, ")");
        return true;
    case COND_CONTAINS:
    case COND_STARTS:
    case COND_ENDS:
        write_part(w, out, c->op, buf_str(&text), values[0]);
        return true;
    default:
        return false;
    }
}
