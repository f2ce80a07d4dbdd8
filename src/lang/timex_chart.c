/* A chart parser with one pass from right to left, so that when token i is
 * read everything that can stand behind it is known.  NODES_MAX bounds what
 * one token can be, rules have at most RULE_ELS_MAX elements: linear time. */
#include "lang/timex_parse.h"

enum { NODES_MAX = 40 };

static bool is_whole(double d)
{
    return d >= 0 && d < 1e9 && d == (double)(int)d;
}

static bool is_day_number(const struct node *n)
{
    return is_whole(n->number) && n->number >= 1 && n->number <= 31 && n->digits <= 2;
}

static bool is_year_number(const struct node *n)
{
    return is_whole(n->number) && n->number >= (n->digits ? 1500 : 1900) && n->number < 2200 &&
           (n->digits == 4 || n->digits == 0);
}

static bool is_unit_period(const struct node *n, enum unit u, enum unit fiscal)
{
    return n->el == EL_PERIOD && (n->unit == u || n->unit == fiscal);
}

static bool matches(const struct node *n, enum el e)
{
    if (n->is_set)
        return false;
    switch (e) {
    case EL_D31:
        return n->el == EL_NUM && is_day_number(n);
    case EL_O31:
        return (n->el == EL_NUM || n->el == EL_ORD) && is_day_number(n);
    case EL_M12:
        return n->el == EL_NUM && is_day_number(n) && n->number <= 12;
    case EL_YEAR4:
        return n->el == EL_NUM && is_year_number(n);
    case EL_YEAR2:
        return n->el == EL_NUM && n->digits == 2;
    case EL_P_DAY:
        return is_unit_period(n, UNIT_DAY, UNIT_DAY);
    case EL_P_WEEK:
        return is_unit_period(n, UNIT_WEEK, UNIT_WEEK);
    case EL_P_MONTH:
        return is_unit_period(n, UNIT_MONTH, UNIT_FISCAL_MONTH);
    case EL_P_QUARTER:
        return is_unit_period(n, UNIT_QUARTER, UNIT_FISCAL_QUARTER);
    case EL_P_YEAR:
        return is_unit_period(n, UNIT_YEAR, UNIT_FISCAL_YEAR);
    case EL_P_PART:
        return n->el == EL_PERIOD && n->part.form != PART_NONE;
    default:
        return n->el == e;
    }
}

static bool same(const struct node *x, const struct node *y)
{
    return x->el == y->el && x->to_tok == y->to_tok && x->t.from == y->t.from &&
           x->t.to == y->t.to && x->unit == y->unit && x->v == y->v && x->is_set == y->is_set &&
           x->number == y->number && x->part.form == y->part.form && x->shaky == y->shaky &&
           x->is_range == y->is_range && x->time_from == y->time_from && x->time_to == y->time_to &&
           x->days == y->days && x->months == y->months && x->seconds == y->seconds;
}

/* Append to the nodes of its first token, so that they are a queue. */
static void put(struct chart *c, const struct node *n)
{
    struct node **end = &c->at[n->from_tok];
    int count = 0;

    for (; *end; end = &(*end)->next, count++)
        if (same(*end, n))
            return;
    if (count >= NODES_MAX)
        return;
    *end = NEW(c->a, struct node);
    **end = *n;
    (*end)->next = NULL;
}

static void finish(struct chart *c, const struct rule *r, const struct node *const *m, size_t end)
{
    const struct node *first = m[0];
    struct node out = { 0 };

    if (!r->make(c, m, &out))
        return;
    out.from_tok = first->from_tok;
    out.to_tok = end;
    put(c, &out);
}

static void try_from(struct chart *c, const struct rule *r, size_t el, size_t tok,
                     const struct node **m)
{
    uint16_t e = r->el[el];

    if (e == EL_END) {
        finish(c, r, m, tok);
        return;
    }
    m[el] = NULL;
    if (e & EL_OPT)
        try_from(c, r, el + 1, tok, m);
    if (tok >= c->toks.n || ((e & EL_GLUED) && !c->toks.p[tok].glued))
        return;
    for (const struct node *n = c->at[tok]; n; n = n->next) {
        if (!matches(n, (enum el)(e & 0x7f)))
            continue;
        m[el] = n;
        try_from(c, r, el + 1, n->to_tok, m);
    }
    m[el] = NULL;
}

static void apply(struct chart *c, const struct node *n, enum el first)
{
    struct rules rules = timex_rules(first);

    for (size_t i = 0; i < rules.n; i++) {
        const struct node *m[RULE_ELS_MAX + 1] = { n };
        try_from(c, &rules.p[i], 1, n->to_tok, m);
    }
}

/* The special readings first: of two of one length the earlier one stays. */
static void apply_all(struct chart *c, const struct node *n)
{
    static const enum el number_els[] = { EL_D31, EL_O31, EL_M12, EL_YEAR4, EL_YEAR2 };
    static const enum el period_els[] = { EL_P_DAY,     EL_P_WEEK, EL_P_MONTH,
                                          EL_P_QUARTER, EL_P_YEAR, EL_P_PART };

    if (n->is_set)
        return;
    if (n->el == EL_NUM || n->el == EL_ORD)
        for (size_t i = 0; i < sizeof number_els / sizeof *number_els; i++)
            if (matches(n, number_els[i]))
                apply(c, n, number_els[i]);
    if (n->el == EL_PERIOD)
        for (size_t i = 0; i < sizeof period_els / sizeof *period_els; i++)
            if (matches(n, period_els[i]))
                apply(c, n, period_els[i]);
    apply(c, n, n->el);
}

/* First entry whose text is not before `word`. */
static size_t lower_bound(const struct date_lang *l, str word)
{
    size_t low = 0, high = l->words_n;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (strncmp(l->words[mid].s, word.p, word.n) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void put_words(struct chart *c, const struct date_lang *l, size_t i)
{
    str word = c->toks.p[i].s;

    for (size_t w = lower_bound(l, word); w < l->words_n; w++) {
        const struct date_word *e = &l->words[w];
        if (strncmp(e->s, word.p, word.n) != 0)
            break;
        if (e->s[word.n] != '\0' && e->s[word.n] != ' ')
            continue;
        size_t n = lex_phrase_at(&c->toks, i, e->s);
        if (n)
            put(c, &(struct node){ .from_tok = i, .to_tok = i + n, .el = e->el, .v = e->v });
    }
}

static void put_number(struct chart *c, size_t i, size_t toks, enum el el, double value, int digits)
{
    if (value < 1e9)
        put(c,
            &(struct node){
                .from_tok = i, .to_tok = i + toks, .el = el, .number = value, .digits = digits });
}

static const struct tok *glued_at(const struct chart *c, size_t i)
{
    return i < c->toks.n && c->toks.p[i].glued ? &c->toks.p[i] : NULL;
}

static bool is_ordinal_ending(const struct chart *c, const struct tok *t)
{
    static const char *const endings[] = { "st", "nd", "rd",  "th", "er", "ere",
                                           "re", "e",  "eme", "o",  "a" };

    if (t->kind == TOK_MARK)
        return c->lang == &date_lang_de && tok_is_mark(t, '.');
    bool english = c->lang == &date_lang_en;
    for (size_t i = english ? 0 : 4; i < (english ? 4 : sizeof endings / sizeof *endings); i++)
        if (tok_is(t, endings[i]))
            return true;
    return false;
}

static void put_digits(struct chart *c, size_t i)
{
    const struct tok *t = &c->toks.p[i], *next = glued_at(c, i + 1), *after = glued_at(c, i + 2);

    if (t->value < 0 || t->s.n > 9)
        return;
    put_number(c, i, 1, EL_NUM, (double)t->value, (int)t->s.n);
    if (next && is_ordinal_ending(c, next))
        put_number(c, i, 2, EL_ORD, (double)t->value, (int)t->s.n);
    if (next && after && c->lang == &date_lang_es && tok_is_mark(next, '.') &&
        is_ordinal_ending(c, after))
        put_number(c, i, 3, EL_ORD, (double)t->value, (int)t->s.n);
    if (!next || !after || after->kind != TOK_DIGITS || after->s.n > 6 || after->value < 0)
        return;
    double scale = 1;
    for (size_t d = 0; d < after->s.n; d++)
        scale *= 10;
    if (tok_is_mark(next, c->lang->numbers->point))
        put_number(c, i, 3, EL_NUM, (double)t->value + (double)after->value / scale, 9);
    if (tok_is_mark(next, '/') && after->value > 0 && after->value <= 10 && t->value < after->value)
        put_number(c, i, 3, EL_NUM, (double)t->value / (double)after->value, 9);
}

static void put_marks(struct chart *c, size_t i)
{
    static const struct {
        char mark;
        enum el el;
    } marks[] = { { ',', EL_COMMA }, { '-', EL_DASH },  { '/', EL_SLASH },
                  { '.', EL_DOT },   { ':', EL_COLON }, { '\'', EL_QUOTE } };

    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        if (tok_is_mark(&c->toks.p[i], marks[m].mark))
            put(c, &(struct node){ .from_tok = i, .to_tok = i + 1, .el = marks[m].el });
}

static void read_at(struct chart *c, size_t i)
{
    struct number_run run;

    put_words(c, c->lang, i);
    put_words(c, &date_lang_feasts, i);
    if (c->toks.p[i].kind == TOK_DIGITS)
        put_digits(c, i);
    else if (c->toks.p[i].kind == TOK_MARK)
        put_marks(c, i);
    else if (number_run_at(c->lang->numbers, &c->toks, i, &run))
        put_number(c, i, run.toks, run.is_ordinal ? EL_ORD : EL_NUM, run.value, 0);
    for (struct node *n = c->at[i]; n; n = n->next)
        apply_all(c, n);
}

void chart_read(struct chart *c, str text)
{
    c->toks = lex_text(c->a, text);
    c->at = NEW_N(c->a, struct node *, c->toks.n + 1);
    c->today = day_of(c->env->now);
    for (size_t i = c->toks.n; i-- > 0;)
        read_at(c, i);
}
