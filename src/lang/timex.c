#include "lang/timex.h"

#include "lang/timex_parse.h"

const struct date_lang *date_lang(str code)
{
    static const struct date_lang *const all[] = { &date_lang_de, &date_lang_fr, &date_lang_es };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (code.n >= 2 && str_eq_nocase(str_sub(code, 0, 2), str_c(all[i]->code)))
            return all[i];
    return &date_lang_en;
}

/* What stands glued to a span makes it a piece of something else: a part
 * number, a price, an address. */
static bool is_torn(const struct chart *c, const struct node *n)
{
    const struct tok *first = &c->toks.p[n->from_tok];

    if (first->glued && n->from_tok > 0) {
        const struct tok *before = first - 1;
        if (before->kind != TOK_MARK || !strchr("([{\"',;!?>=~", before->s.p[0]))
            return true;
    }
    if (n->to_tok >= c->toks.n || !c->toks.p[n->to_tok].glued)
        return false;
    const struct tok *after = &c->toks.p[n->to_tok];
    if (after->kind != TOK_MARK)
        return !tok_is(after, "'s");
    bool more = n->to_tok + 1 < c->toks.n && c->toks.p[n->to_tok + 1].glued;
    if (more && after[1].kind == TOK_DIGITS && strchr(".,:", after->s.p[0]))
        return true;
    return !strchr(")]},;!?\".:'<", after->s.p[0]) && (more || strchr("%$/#", after->s.p[0]));
}

/* A bare year is a year only where a number would be odd. */
static bool is_amount(const struct chart *c, const struct node *n)
{
    static const char *const before[] = { "over", "above", "under",  "below", "than",   "least",
                                          "most", "top",   "exceed", "id",    "number", "no",
                                          "#",    "$",     "usd",    "eur",   "gbp",    "worth" };
    static const char *const after[] = { "eur",    "euro",     "euros",   "usd",    "dollars",
                                         "units",  "%",        "percent", "pieces", "items",
                                         "people", "gbp",      "pounds",  "km",     "kg",
                                         "times",  "students", "records" };

    if (n->to_tok - n->from_tok != 1 || c->toks.p[n->from_tok].kind != TOK_DIGITS)
        return false;
    for (size_t i = 0; n->from_tok > 0 && i < sizeof before / sizeof *before; i++)
        if (tok_is(&c->toks.p[n->from_tok - 1], before[i]))
            return true;
    for (size_t i = 0; n->to_tok < c->toks.n && i < sizeof after / sizeof *after; i++)
        if (tok_is(&c->toks.p[n->to_tok], after[i]))
            return true;
    int year = civil_from_days(day_of(n->t.from)).year;
    return year < 1950 || year > 2059;
}

static bool is_sane(const struct time_span *t)
{
    int64_t min = civil_days(1, 1, 1) * DAY_S, max = civil_days(9999, 1, 1) * DAY_S;

    return (t->has_from || t->has_to) && (!t->has_from || (t->from > min && t->from < max)) &&
           (!t->has_to || (t->to > min && t->to < max)) &&
           (!t->has_from || !t->has_to || t->from < t->to);
}

static bool may_stand(const struct chart *c, const struct node *n)
{
    if (n->is_set)
        return true;
    if ((n->el != EL_PERIOD && n->el != EL_P_OPEN) || !is_sane(&n->t) || is_torn(c, n))
        return false;
    bool is_all = n->from_tok == 0 && n->to_tok == c->toks.n;
    return is_all || (!n->shaky && !is_amount(c, n));
}

static const struct node *longest(const struct chart *c, size_t tok)
{
    const struct node *best = NULL;

    for (const struct node *n = c->at[tok]; n; n = n->next)
        if (may_stand(c, n) && (!best || n->to_tok > best->to_tok))
            best = n;
    return best;
}

/* "January and February 2025", "Q1 vs Q2 2026": the year is meant for both. */
static bool joins(const struct chart *c, const struct node *x, const struct node *y)
{
    static const char *const words[] = { "and", "or",   ",",    "vs",       "versus",   "&",
                                         "to",  "with", "/",    "und",      "oder",     "et",
                                         "ou",  "y",    "o",    "gegen",    "compared", "against",
                                         ".",   "in",   "than", "gegenuber" };

    if (y->from_tok - x->to_tok > 3 || !x->part.form || y->was != x->part.form)
        return false;
    for (size_t i = x->to_tok; i < y->from_tok; i++) {
        bool known = false;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            known |= tok_is(&c->toks.p[i], words[w]);
        if (!known)
            return false;
    }
    return y->from_tok > x->to_tok;
}

static bool share_year(const struct chart *c, const struct node *x, const struct node *y, int year,
                       struct time_span *of_x)
{
    struct node n = { 0 };
    size_t at = of_x->at, length = of_x->n;

    if (!joins(c, x, y) || !part_in_year(c, x->part, year, &n))
        return false;
    *of_x = n.t;
    of_x->at = at;
    of_x->n = length;
    return true;
}

/* Spans found so far, with the nodes that they are of. */
struct found {
    const struct node **nodes;
    timex_vec *spans;
};

/* "Jan, Feb and March 2025": back through the list. */
static void share_years(const struct chart *c, const struct found *f, const struct node *y)
{
    int year = civil_from_days(day_of(y->t.from)).year;
    struct node placed = { 0 };

    for (size_t i = f->spans->n; i-- > 0;) {
        if (!share_year(c, f->nodes[i], y, year, &f->spans->p[i]))
            return;
        placed = *f->nodes[i];
        placed.was = placed.part.form;
        y = &placed;
    }
}

void timex_find(struct arena *a, const struct timex_env *env, str text, timex_vec *out)
{
    struct chart c = { .a = a, .env = env, .lang = date_lang(env->lang) };
    struct found found = { .spans = out };

    chart_read(&c, text);
    found.nodes = NEW_N(a, const struct node *, c.toks.n + 1);
    for (size_t i = 0; i < c.toks.n;) {
        const struct node *n = longest(&c, i);
        if (!n) {
            i++;
            continue;
        }
        if (!n->is_set) {
            const struct tok *first = &c.toks.p[i], *last = &c.toks.p[n->to_tok - 1];
            share_years(&c, &found, n);
            found.nodes[out->n] = n;
            struct time_span *t = vec_push(a, out);
            *t = n->t;
            t->at = first->at;
            t->n = last->at + last->n - first->at;
        }
        i = n->to_tok;
    }
}
