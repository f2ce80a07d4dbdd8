#include "lang/make.h"

#include "lang/build.h"
#include "lang/formula.h"
#include "lang/index_names.h"
#include "lang/paths.h"
#include "plan/phrases.h"

void make_note(struct maker *m, const char *text)
{
    enum { NOTES_MAX = 12 };
    if (!m->notes->p)
        m->notes->p = NEW_N(m->a, str, NOTES_MAX);
    if (m->notes->n < NOTES_MAX)
        m->notes->p[m->notes->n++] = arena_str(m->a, str_c(text));
}

struct expr *formula_of(struct maker *m, const struct model *model, const struct path *p,
                        int measure)
{
    return formula_read(m->a, model, p, model->measures[measure].formula);
}

bool frame_is_grouped(const struct frame *f)
{
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].has_agg)
            return true;
    return f->keys_n > 0;
}

struct wanted {
    int models[TARGETS_MAX + KEYS_MAX + 4];
    size_t n;
};

static void want(struct wanted *w, int model)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->models[i] == model)
            return;
    if (model >= 0)
        w->models[w->n++] = model;
}

/* The model whose records are the rows: what is added up, else what is listed;
 * below that, whatever leads to all of it. */
static int choose_root(struct maker *m)
{
    const struct frame *f = m->f;
    struct wanted w = { .n = 0 };
    int prefer = f->subject;
    bool agg = false;
    for (size_t i = 0; i < f->targets_n; i++) {
        const struct target *t = &f->targets[i];
        want(&w, t->node.via_field >= 0 ? t->node.via_model : t->node.model);
        want(&w, t->node.model);
        if (t->has_agg && !agg) {
            prefer = t->node.model;
            agg = true;
        }
    }
    for (size_t i = 0; i < f->keys_n; i++) {
        want(&w, f->keys[i].node.model);
        if (f->keys[i].node.via_field >= 0)
            want(&w, f->keys[i].node.via_model);
    }
    if (f->rank.is_set && node_is_set(f->rank.by.node)) {
        want(&w, f->rank.by.node.model);
        if (f->rank.by_count && f->rank.by.node.model != f->subject)
            prefer = f->rank.by.node.model;
    }
    if (!agg && (f->targets_n == 0 || !f->keys_n))
        want(&w, f->targets_n && !f->rank.is_set && !f->keys_n ? -1 : f->subject);
    if (w.n == 0)
        return f->subject;
    return path_root(m->r->x, w.models, w.n, prefer);
}

static struct expr *days_expr(struct maker *m, const struct target *t)
{
    struct expr *to = make_expr(m, m->root, t->node), *from = make_expr(m, m->root, t->since);
    return to && from ? expr_op2(m->a, EXPR_DAYS, to, from) : NULL;
}

struct expr *make_target(struct maker *m, const struct target *t)
{
    bool record = t->node.field < 0 && t->node.measure < 0;
    if (node_is_set(t->since)) {
        struct expr *d = days_expr(m, t);
        return d && t->has_agg ? expr_agg(m->a, t->agg, d) : d;
    }
    if (!t->has_agg)
        return make_expr(m, m->root, t->node);
    if (record && t->agg == AGG_COUNT && (t->node.model == m->root || t->node.model < 0))
        return expr_agg(m->a, AGG_COUNT, NULL);
    if (record) {
        struct expr *rec = make_record(m, m->root, t->node);
        return rec ? expr_agg(m->a, AGG_COUNT_DISTINCT, rec) : NULL;
    }
    struct expr *e = make_expr(m, m->root, t->node);
    if (e && t->node.measure >= 0 && expr_has_agg(e))
        return e;
    return e ? expr_agg(m->a, t->agg, e) : NULL;
}

str make_label(struct maker *m, const struct target *t)
{
    const struct field *f = node_field(m->r, t->node);
    const struct model *model = t->node.model >= 0 ? index_model(m->r->x, t->node.model) : NULL;
    str what = f                      ? f->label
               : t->node.measure >= 0 ? model->measures[t->node.measure].label.n
                                            ? model->measures[t->node.measure].label
                                            : model->measures[t->node.measure].name
               : model                ? phrase_plural(m->a, model->label)
                                      : STR("records");
    static const char *const words[AGG_NUM] = {
        [AGG_COUNT] = "Number of", [AGG_COUNT_DISTINCT] = "Different",
        [AGG_SUM] = "Total",       [AGG_AVG] = "Average",
        [AGG_MIN] = "Lowest",      [AGG_MAX] = "Highest",
        [AGG_MEDIAN] = "Median"
    };
    if (node_is_set(t->since))
        return STR("Days");
    if (!t->has_agg)
        return what;
    return arena_fmt(m->a, "%s %.*s", words[t->agg], STR_ARG(what));
}

/* The parts of a name that stand in two fields: "first name", "last name". */
static int name_part(struct maker *m, int model, const char *part)
{
    const struct model *mo = index_model(m->r->x, model);
    for (int f = 0; f < (int)mo->fields_n; f++) {
        struct name_words raw, full;
        name_cut(m->a, mo->fields[f].name, &raw);
        name_expand(m->a, m->r->x, &raw, &full);
        bool has_part = false, has_name = false;
        for (unsigned i = 0; i < full.n; i++) {
            has_part |= str_eq(full.w[i], str_c(part));
            has_name |= str_eq(full.w[i], STR("name"));
        }
        if (has_part && has_name && field_is_text(&mo->fields[f]))
            return f;
    }
    return -1;
}

static bool column_exists(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_equal(p->columns[i].expr, e))
            return true;
    return false;
}

void make_column(struct maker *m, struct expr *e, str label)
{
    if (e && !column_exists(m->plan, e))
        plan_column(m->a, m->plan, e, label);
}

void make_shown(struct maker *m, struct node n)
{
    const struct model *mo = index_model(m->r->x, n.model);
    if (n.field >= 0 || n.measure >= 0) {
        struct target t = { .node = n, .since = NODE_NONE };
        make_column(m, make_expr(m, m->root, n), make_label(m, &t));
        return;
    }
    int first = name_part(m, n.model, "first"), last = name_part(m, n.model, "last");
    int show[2] = { mo->display_field, -1 };
    if (first >= 0 && last >= 0 &&
        (mo->display_field < 0 || mo->display_field == first || mo->display_field == last)) {
        show[0] = first;
        show[1] = last;
    }
    if (show[0] < 0 && mo->key_fields_n)
        show[0] = mo->key_fields[0];
    if (show[0] < 0 && mo->fields_n)
        show[0] = 0;
    for (int k = 0; k < 2; k++) {
        if (show[k] < 0)
            continue;
        n.field = show[k];
        make_column(m, make_expr(m, m->root, n), mo->fields[show[k]].label);
    }
}

static void put_all_fields(struct maker *m, int model)
{
    const struct model *mo = index_model(m->r->x, model);
    for (int f = 0; f < (int)mo->fields_n; f++) {
        struct node n = node_of_field(model, f);
        const struct field *field = &mo->fields[f];
        if (field->type == FIELD_REF && field->ref_model >= 0) {
            const struct model *to = index_model(m->r->x, field->ref_model);
            int key = to->key_fields_n ? to->key_fields[0] : to->display_field;
            if (key < 0)
                continue;
            n = (struct node){ field->ref_model, key, -1, model, f };
        }
        make_column(m, make_expr(m, m->root, n), field->label);
    }
}

static bool put_key(struct maker *m, const struct key *k)
{
    struct expr *e;
    if (k->has_grain) {
        struct when w = { .date = k->node };
        if (node_is_set(k->node) || m->f->periods_n == 0)
            e = make_date(m, m->root, &w);
        else
            e = make_date(m, m->root, &m->f->periods[0]);
        if (!e)
            return false;
        if (node_is_set(k->node) && m->f->periods_n == 0 && /* what has not happened has no year */
            index_model(m->r->x, k->node.model)->default_date != k->node.field)
            m->not_null = cond_join(m->a, COND_AND, m->not_null, cond_null(m->a, COND_NOT_NULL, e));
        e = expr_bucket(m->a, k->grain, e);
        plan_group(m->a, m->plan, e);
        make_column(m, e, str_c(grain_name(k->grain)));
        return true;
    }
    if (k->is_record || (k->node.field < 0 && k->node.measure < 0)) {
        e = make_record(m, m->root, k->node);
        if (!e)
            return false;
        plan_group(m->a, m->plan, e);
        for (size_t i = 0; i < m->f->targets_n; i++) /* its fields were asked for by name */
            if (!m->f->targets[i].has_agg && m->f->targets[i].node.model == k->node.model &&
                m->f->targets[i].node.field >= 0)
                return true;
        make_shown(m, k->node);
        return true;
    }
    e = make_expr(m, m->root, k->node);
    if (!e)
        return false;
    plan_group(m->a, m->plan, e);
    make_shown(m, k->node);
    return true;
}

static bool is_grouped_by(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->groups_n; i++)
        if (expr_equal(p->groups[i], e))
            return true;
    return false;
}

/* Plain fields beside a figure: the record they belong to is the key, when it
 * is named by them; otherwise they are keys themselves. */
static void group_by_plain(struct maker *m)
{
    const struct frame *f = m->f;
    for (size_t i = 0; i < f->targets_n; i++) {
        const struct target *t = &f->targets[i];
        if (t->has_agg || t->node.model < 0)
            continue;
        const struct model *mo = index_model(m->r->x, t->node.model);
        bool names = t->node.field < 0 || t->node.field == mo->display_field;
        for (size_t k = 0; k < mo->key_fields_n; k++)
            names |= mo->key_fields[k] == t->node.field;
        struct expr *rec = make_record(m, m->root, t->node);
        if (rec && is_grouped_by(m->plan, rec))
            continue;
        m->d->implied_keys++;
        if (rec && names && t->node.model != m->root) {
            plan_group(m->a, m->plan, rec);
            continue;
        }
        struct expr *e = make_expr(m, m->root, t->node);
        if (e && !is_grouped_by(m->plan, e))
            plan_group(m->a, m->plan, e);
    }
}

static bool shows_share(const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (p->columns[i].expr->op == EXPR_MUL || p->columns[i].expr->op == EXPR_SHARE)
            return true;
    return false;
}

static struct expr *first_figure(const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_has_agg(p->columns[i].expr))
            return p->columns[i].expr;
    return NULL;
}

/* What rows are ranked by; groups them first when it lies below the subject. */
static struct expr *rank_expr(struct maker *m, const struct rank *k)
{
    const struct frame *f = m->f;
    bool grouped = m->plan->groups_n > 0;
    if (k->by_count) {
        struct target t = { .node = k->by.node, .since = NODE_NONE, .has_agg = true };
        t.agg = AGG_COUNT;
        if (t.node.model == f->subject && t.node.field < 0 && grouped)
            t.node = NODE_NONE;
        if (t.node.field >= 0)
            t.agg = AGG_COUNT_DISTINCT;
        return make_target(m, &t);
    }
    if (k->by_key && m->plan->columns_n)
        return m->plan->columns[0].expr;
    if (!node_is_set(k->by.node)) {
        struct expr *e = first_figure(m->plan);
        if (!e && k->by_value && m->plan->columns_n)
            return m->plan->columns[m->plan->columns_n - 1].expr;
        return e ? e : m->plan->columns_n ? m->plan->columns[0].expr : NULL;
    }
    struct expr *e = make_expr(m, m->root, k->by.node);
    if (!e || !grouped || is_grouped_by(m->plan, e) || expr_has_agg(e))
        return e;
    if (k->by.has_agg)
        return expr_agg(m->a, k->by.agg, e);
    if (!node_is_number(m->r, k->by.node))
        return e;
    return expr_agg(m->a, node_agg(m->r, k->by.node), e);
}

static bool rank_groups(const struct maker *m)
{
    const struct frame *f = m->f;
    if (!f->rank.is_set || f->keys_n || frame_is_grouped(f))
        return false;
    if (f->rank.by_count)
        return true;
    if (f->rank.by.has_agg && f->targets_n)
        return true;
    if (!f->rank.by.has_agg && !node_is_amount(m->r, f->rank.by.node))
        return false;
    return f->rank.by.node.model >= 0 && f->subject >= 0 && f->rank.by.node.model != f->subject &&
           m->root != f->subject && index_forward(m->r->x, m->root, f->subject) != 255;
}

/* Rows are ranked by what lies below: groups them first.  Gives the record that
 * must be there. */
static struct expr *group_ranked(struct maker *m)
{
    const struct frame *f = m->f;
    struct node subject = NODE_NONE;
    subject.model = f->subject;
    bool named = false;
    for (size_t i = 0; i < f->targets_n; i++)
        named |= f->targets[i].node.model >= 0;
    struct expr *rec = f->subject >= 0 ? make_record(m, m->root, subject) : NULL;
    if (named && f->targets_n == 1 && f->targets[0].node.model != f->subject)
        rec = NULL;
    const struct target *t = named ? &f->targets[0] : NULL;
    const struct model *of = t ? index_model(m->r->x, t->node.model) : NULL;
    bool by_field = t && t->node.field >= 0 &&
                    (t->node.model == m->root || t->node.field != of->display_field);
    for (size_t k = 0; t && k < of->key_fields_n; k++)
        by_field &= of->key_fields[k] != t->node.field;
    bool grouped = rec && !by_field && m->root != f->subject;
    if (grouped)
        plan_group(m->a, m->plan, rec);
    else
        group_by_plain(m);
    if (!named)
        make_shown(m, subject);
    return grouped ? rec : NULL; /* nobody is no winner */
}

static void put_rank(struct maker *m)
{
    const struct rank *ranks[2] = { &m->f->rank, &m->f->second };
    for (int i = 0; i < 2; i++) {
        const struct rank *k = ranks[i];
        if (!k->is_set)
            continue;
        struct expr *e = rank_expr(m, k);
        if (!e) {
            m->d->odd = true;
            continue;
        }
        plan_order(m->a, m->plan, e, k->desc);
        if (k->limit)
            m->plan->limit = k->limit;
        if (k->limit && m->f->offset)
            m->plan->offset = m->f->offset;
        bool several = k->limit > 1 && expr_has_agg(e);
        if (several)
            make_column(m, e, STR("Total"));
        if (k->limit && !k->desc && !expr_has_agg(e))
            m->plan->where = cond_join(m->a, COND_AND, m->plan->where,
                                       cond_null(m->a, COND_NOT_NULL, e));
    }
}

/* Rows that stand for records below what was asked appear once. */
static bool repeats(const struct maker *m)
{
    const struct frame *f = m->f;
    if (m->plan->groups_n || frame_is_grouped(f) || f->subject < 0 || m->root == f->subject)
        return false;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].node.model == m->root)
            return false;
    return true;
}

/* "more than 10 million" of what is added up in each group: after, not before. */
static void having(struct maker *m, struct frame *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->filters_n; i++) {
        const struct filter *x = &f->filters[i];
        const struct target *of = NULL;
        bool compares = x->op == COND_GT || x->op == COND_GE || x->op == COND_LT ||
                        x->op == COND_LE;
        for (size_t t = 0; t < f->targets_n && compares && f->keys_n; t++)
            if (f->targets[t].has_agg && node_eq(f->targets[t].node, x->node))
                of = &f->targets[t];
        struct expr *e = of ? make_target(m, of) : NULL;
        if (e)
            m->plan->having = cond_join(m->a, COND_AND, m->plan->having,
                                        cond_cmp(m->a, x->op, e, expr_literal(m->a, x->values[0])));
        else
            f->filters[kept++] = *x;
    }
    f->filters_n = kept;
}

static void said_having(struct maker *m)
{
    const struct frame *f = m->f;
    if (f->has_having && f->having_count) {
        struct cond *c = cond_cmp(m->a, f->having.op, expr_agg(m->a, AGG_COUNT, NULL),
                                  expr_literal(m->a, f->having.values[0]));
        m->plan->having = cond_join(m->a, COND_AND, m->plan->having, c);
        return;
    }
    bool money = false; /* is there money among the figures? */
    for (size_t i = 0; i < f->targets_n && f->having_money; i++)
        money |= f->targets[i].has_agg && node_is_amount(m->r, f->targets[i].node);
    for (size_t i = 0; i < f->targets_n && f->has_having; i++) {
        struct expr *e = f->targets[i].has_agg ? make_target(m, &f->targets[i]) : NULL;
        if (!e || (money && !node_is_amount(m->r, f->targets[i].node)))
            continue;
        m->plan->having = cond_join(
            m->a, COND_AND, m->plan->having,
            cond_cmp(m->a, f->having.op, e, expr_literal(m->a, f->having.values[0])));
        return;
    }
}

/* Rows whose figure is the extreme among the rows of the same record. */
static void only_first_of_each(struct maker *m)
{
    struct plan *p = m->plan;
    struct expr *left = make_expr(m, m->root, m->f->rank.by.node),
                *key = make_record(m, m->root, m->f->within_key), *top = NEW(m->a, struct expr);
    if (!left || !key || key->path.n != 1) {
        m->d->odd = true;
        m->d->unused_ops += 2;
        return;
    }
    top->op = EXPR_ROLLUP;
    top->agg = m->f->rank.desc ? AGG_MAX : AGG_MIN;
    top->a[0] = left;
    top->path = key->path;
    top->path.steps[top->path.n++] =
        (struct step){ .field = key->path.steps[0].field, .model = p->model, .reverse = true };
    top->where = p->where;
    if (p->period.date) {
        struct value from = { 0 }, to = { 0 };
        bool day = expr_kind(p->period.date) == VALUE_DATE;
        if (p->period.has_from)
            from = day ? value_date(p->period.from / DAY_S) : value_instant(p->period.from);
        if (p->period.has_to)
            to = day ? value_date((p->period.to + DAY_S - 1) / DAY_S) : value_instant(p->period.to);
        top->where = cond_join(m->a, COND_AND, top->where,
                               cond_range(m->a, p->period.date, from, to));
    }
    p->where = cond_join(m->a, COND_AND, p->where, cond_cmp(m->a, COND_EQ, left, top));
}

/* A few of many, chosen by the alphabet. */
static bool ranks_by_name(const struct plan *p)
{
    const struct expr *by = p->limit && p->order_n ? p->order[0].expr : NULL;
    return by && by->op == EXPR_FIELD && field_is_text(by->field);
}

struct plan *make_plan(struct reader *r, const struct frame *given, struct doubts *d,
                       struct strs *notes)
{
    struct frame f = *given;
    struct maker m = { .r = r, .a = r->a, .f = &f, .d = d, .notes = notes };
    m.root = choose_root(&m);
    if (m.root < 0) {
        d->unjoined = true;
        return NULL;
    }
    m.plan = plan_new(m.a, index_model(r->x, m.root));
    struct node subject = NODE_NONE;
    subject.model = f.subject;
    for (size_t i = 0; i < f.keys_n; i++)
        if (!put_key(&m, &f.keys[i]))
            d->odd = true;
    bool ranked = rank_groups(&m);
    struct expr *not_null = ranked ? group_ranked(&m) : NULL;
    if (!ranked && frame_is_grouped(&f))
        group_by_plain(&m);
    having(&m, &f);
    said_having(&m);
    if (f.all_fields)
        put_all_fields(&m, f.subject);
    make_targets(&m);
    if (m.plan->columns_n == 0 && f.subject >= 0)
        make_shown(&m, subject);
    if (m.plan->columns_n == 0)
        return NULL;
    d->columns = (unsigned)m.plan->columns_n;
    d->root_unnamed = m.root != f.subject && r->model_prior[m.root] < 0.6;
    d->bare = !f.filters_n && !f.periods_n && f.scopes_n == 1 && !f.rank.is_set && !f.keys_n &&
              !frame_is_grouped(&f);
    if (f.share && !shows_share(m.plan)) { /* no share came of it: no filter may get lost */
        d->odd = true;
        d->unused_ops++;
        f.share = false;
    }
    struct cond *both = make_both(&m, &f);
    m.plan->where = cond_join(m.a, COND_AND, make_conditions(&m),
                              cond_join(m.a, COND_AND, both, m.not_null));
    make_periods(&m, &m.plan->where);
    if (not_null && not_null->path.n && f.rank.limit == 1)
        m.plan->where = cond_join(m.a, COND_AND, m.plan->where,
                                  cond_null(m.a, COND_NOT_NULL, not_null));
    if (f.within)
        only_first_of_each(&m);
    else
        put_rank(&m);
    if (ranks_by_name(m.plan)) { /* "the best products": best at what? */
        d->odd = true;
        d->unused_ops += 2;
    }
    m.plan->distinct = (f.distinct && !m.plan->groups_n && !frame_is_grouped(&f)) || repeats(&m) ||
                       both;
    if (m.plan->groups_n && f.keys_n && f.keys[0].has_grain && !f.rank.is_set)
        plan_order(m.a, m.plan, m.plan->groups[0], false);
    return m.plan;
}
