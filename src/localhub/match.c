#include "localhub/match.h"

#include "localhub/names.h"
#include "localhub/record.h"
#include "localhub/similar.h"
#include "localhub/where.h"

enum expr_kind { ALL_OF, ANY_OF, NONE_OF, EQUAL, STRICTLY_EQUAL, ALIKE };
enum side { EXISTING, INCOMING, STATIC };

struct input {
    enum side side;
    int field; /* -1: none that can be compared */
    str text;
};

struct expr {
    enum expr_kind kind;
    struct expr *first, *next; /* children, sibling */
    struct input inputs[2];
    enum hub_similar way;
    double tolerance;
};

struct rules {
    struct arena *arena;
    const struct hub_model *model;
    const struct hub_entity *entity;
};

static int column_field(const struct hub_model *m, str unique_id)
{
    int at = hub_field_find(m, unique_id);

    return at >= 0 && m->fields.p[at].column >= 0 ? at : -1;
}

static struct expr *equal_expr(const struct rules *r, str unique_id)
{
    struct expr *e = NEW(r->arena, struct expr);
    int at = column_field(r->model, unique_id);

    *e = (struct expr){ .kind = EQUAL,
                        .inputs = { { INCOMING, at, STR("") }, { EXISTING, at, STR("") } } };
    return e;
}

static struct input input_of(const struct rules *r, const struct xml_node *n)
{
    str type = xml_child_text(n, STR("inputType"));

    return (struct input){
        .side = str_eq(type, STR("STATIC"))     ? STATIC
                : str_eq(type, STR("EXISTING")) ? EXISTING
                                                : INCOMING,
        .field = column_field(r->model, xml_child_text(n, STR("fieldUniqueId"))),
        .text = xml_child_text(n, STR("value")),
    };
}

static struct expr *advanced_expr(const struct rules *r, const struct xml_node *n)
{
    struct expr *e = NEW(r->arena, struct expr);
    str op = xml_child_text(n, STR("ruleOperator"));
    str tolerance = xml_child_text(n, STR("tolerance"));

    e->kind = str_eq(op, STR("IS_SIMILAR_TO"))   ? ALIKE
              : str_eq(op, STR("STRICT_EQUALS")) ? STRICTLY_EQUAL
                                                 : EQUAL;
    (void)hub_similar_of(xml_child_text(n, STR("similarityAlgorithm")), &e->way);
    e->tolerance = hub_similar_default(e->way);
    (void)str_to_f64(tolerance, &e->tolerance);
    e->inputs[0] = input_of(r, xml_child(n, STR("firstInput")));
    e->inputs[1] = input_of(r, xml_child(n, STR("secondInput")));
    return e;
}

static enum expr_kind group_kind(str op)
{
    return str_eq(op, STR("OR")) ? ANY_OF : str_eq(op, STR("NOT")) ? NONE_OF : ALL_OF;
}

static struct expr *group_expr(const struct rules *r, const struct xml_node *n, str op, int depth)
{
    struct expr *group = NEW(r->arena, struct expr), **last = &group->first;

    group->kind = group_kind(op);
    for (const struct xml_node *c = n->first; c && depth < HUB_RULE_DEPTH; c = c->next) {
        if (str_eq(c->name, STR("simpleExpression")))
            *last = equal_expr(r, xml_child_text(c, STR("fieldUniqueId")));
        else if (str_eq(c->name, STR("advancedExpression")))
            *last = advanced_expr(r, c);
        else if (str_eq(c->name, STR("expressionGroup")))
            *last = group_expr(r, c, xml_node_attr(c, STR("operator")), depth + 1);
        else
            continue;
        last = &(*last)->next;
    }
    return group;
}

static str cell_text(struct arena *a, const struct hub_field *f, struct value v)
{
    struct buf b;

    if (v.kind == VALUE_TEXT)
        return v.s;
    buf_init(&b, a);
    if (f->type == HUB_BOOLEAN && v.kind != VALUE_NULL)
        return v.i ? STR("true") : STR("false");
    if (f->type == HUB_FLOAT && v.kind == VALUE_FLOAT)
        hub_print_float(&b, v.f);
    else
        value_print(&b, v);
    return buf_str(&b);
}

/* A record that is compared: its texts by field. */
struct candidate {
    const struct rules *rules;
    const str *texts;
    struct hub_match *match;
};

static str input_text(const struct candidate *c, const struct input *in)
{
    const struct hub_model *m = c->rules->model;

    if (in->side == STATIC)
        return in->text;
    if (in->field < 0)
        return STR("");
    const struct hub_field *f = &m->fields.p[in->field];
    return in->side == EXISTING ? c->texts[in->field]
                                : cell_text(c->rules->arena, f, c->rules->entity->cells[f->column]);
}

static bool is_alike(const struct candidate *c, const struct expr *e, str x, str y)
{
    double strength = hub_similarity(e->way, x, y);
    int at = e->inputs[0].field >= 0 ? e->inputs[0].field : e->inputs[1].field;

    if (strength < e->tolerance)
        return false;
    *vec_push(c->rules->arena, &c->match->alike) = (struct hub_likeness){
        .field = at >= 0 ? c->rules->model->fields.p[at].unique_id : STR(""),
        .first = x,
        .second = y,
        .method = hub_similar_name(e->way),
        .strength = strength,
        .threshold = e->tolerance,
    };
    return true;
}

/* Nothing is equal to nothing: a missing value never matches. */
static bool holds(const struct candidate *c, const struct expr *e)
{
    if (e->kind >= EQUAL) {
        str x = input_text(c, &e->inputs[0]), y = input_text(c, &e->inputs[1]);
        if (!x.n || !y.n)
            return false;
        return e->kind == EQUAL            ? str_eq_nocase(x, y)
               : e->kind == STRICTLY_EQUAL ? str_eq(x, y)
                                           : is_alike(c, e, x, y);
    }
    for (const struct expr *child = e->first; child; child = child->next) {
        bool is = holds(c, child);
        if (e->kind == ALL_OF ? !is : is)
            return e->kind == ANY_OF;
    }
    return e->first && e->kind != ANY_OF;
}

static bool is_lookup(const struct expr *e)
{
    bool across = e->inputs[0].side != e->inputs[1].side && e->inputs[0].side != STATIC &&
                  e->inputs[1].side != STATIC;

    return (e->kind == EQUAL || e->kind == STRICTLY_EQUAL) && across && e->inputs[0].field >= 0 &&
           e->inputs[1].field >= 0;
}

/* A reference that was not resolved is no id. */
static void check_reference(const struct rules *r, const struct hub_field *f,
                            struct hub_matches *out)
{
    struct value v = r->entity->cells[f->column];

    if (f->type == HUB_REFERENCE && v.kind == VALUE_TEXT && !hub_is_guid(v.s))
        out->missing = f->unique_id;
}

/* What the rule asks to be equal, as SQL; false: no record can satisfy it. */
static bool add_lookups(const struct rules *r, const struct expr *rule, struct hub_sql *sql,
                        struct hub_matches *out)
{
    const char *glue = " WHERE ";

    for (const struct expr *e = rule->first; e && rule->kind == ALL_OF; e = e->next) {
        if (!is_lookup(e))
            continue;
        bool swapped = e->inputs[0].side == EXISTING;
        const struct hub_field *in = &r->model->fields.p[e->inputs[swapped].field];
        const struct hub_field *old = &r->model->fields.p[e->inputs[!swapped].field];
        struct value v = r->entity->cells[in->column];
        check_reference(r, in, out);
        if (v.kind == VALUE_NULL || out->missing.n)
            return false;
        buf_fmt(&sql->text, "%sc%d = ", glue, old->column);
        hub_sql_put(sql, v);
        glue = " AND ";
    }
    return true;
}

static str select_all(const struct rules *r)
{
    struct buf b;

    buf_init(&b, r->arena);
    buf_lit(&b, "SELECT id");
    for (size_t i = 0; i < r->model->fields.n; i++)
        if (r->model->fields.p[i].column >= 0)
            buf_fmt(&b, ", c%d", r->model->fields.p[i].column);
    buf_fmt(&b, " FROM %.*s", STR_ARG(r->model->table));
    return buf_str(&b);
}

static void read_texts(const struct rules *r, struct arena *a, struct stmt *row, str *texts)
{
    struct buf scratch;
    int col = 0;

    buf_init(&scratch, a);
    for (size_t i = 0; i < r->model->fields.n; i++) {
        const struct hub_field *f = &r->model->fields.p[i];
        texts[i] = STR("");
        if (f->column >= 0 && !stmt_is_null(row, ++col))
            texts[i] = arena_str(a, hub_value_text(&scratch, f->type, row, col));
    }
}

static err_t run_rule(struct hub_session *s, const struct rules *r, const struct expr *rule,
                      struct hub_matches *out, struct why *why)
{
    struct arena *scratch = arena_new();
    str *texts = NEW_N(r->arena, str, r->model->fields.n);
    struct hub_sql sql;
    struct stmt *rows;
    err_t e;

    hub_sql_init(&sql, r->arena);
    buf_add(&sql.text, select_all(r));
    bool possible = add_lookups(r, rule, &sql, out);
    e = possible ? hub_session_prepare(s, str_c(buf_cstr(&sql.text)), &rows, why) : ERR_NOT_FOUND;
    if (!e)
        hub_sql_bind(&sql, rows);
    while (!e && !out->too_many && (e = stmt_step(rows, why)) == ERR_OK) {
        struct hub_match match = { .id = STR("") };
        arena_reset(scratch);
        read_texts(r, scratch, rows, texts);
        if (!holds(&(struct candidate){ r, texts, &match }, rule))
            continue;
        for (size_t i = 0; i < match.alike.n; i++) { /* views of the scratch */
            match.alike.p[i].first = arena_str(r->arena, match.alike.p[i].first);
            match.alike.p[i].second = arena_str(r->arena, match.alike.p[i].second);
        }
        match.id = arena_str(r->arena, stmt_text(rows, 0));
        *vec_push(r->arena, out) = match;
        out->too_many = out->n == HUB_MATCH_MAX;
    }
    if (!e)
        stmt_reset(rows);
    arena_free(scratch);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t run_rules(struct hub_session *s, const struct rules *r, const struct xml_node *rules,
                       struct hub_matches *out, struct why *why)
{
    int number = 0;

    for (const struct xml_node *n = xml_child(rules, STR("matchRule")); n && !out->n;
         n = xml_next(n)) {
        const struct expr *rule = group_expr(r, n, xml_node_attr(n, STR("topLevelOperator")), 0);
        number++;
        TRY(run_rule(s, r, rule, out, why));
    }
    out->rule = out->n ? number : 0;
    return ERR_OK;
}

static err_t run_key(struct hub_session *s, const struct rules *r, struct hub_matches *out,
                     struct why *why)
{
    struct expr rule = { .kind = ALL_OF }, **last = &rule.first;

    for (size_t i = 0; i < r->model->key.n; i++) {
        *last = equal_expr(r, r->model->key.p[i]);
        last = &(*last)->next;
    }
    if (rule.first)
        TRY(run_rule(s, r, &rule, out, why));
    out->rule = out->n ? 1 : 0;
    return ERR_OK;
}

err_t hub_match_find(struct hub_session *s, struct arena *a, const struct hub_model *m,
                     const struct hub_entity *e, struct hub_matches *out, struct why *why)
{
    const struct rules r = { a, m, e };
    struct xml_node *root;

    *out = (struct hub_matches){ 0 };
    if (!m->rules.n)
        return run_key(s, &r, out, why);
    TRY(xml_read(a, m->rules, m->rules.n + 1, &root, why));
    return run_rules(s, &r, root, out, why);
}

static void add_field(struct buf *b, const struct hub_model *m, str unique_id)
{
    int at = hub_field_find(m, unique_id);

    buf_add(b, at >= 0 ? m->fields.p[at].name : unique_id);
}

static void add_side(struct buf *b, const struct hub_model *m, const struct xml_node *n)
{
    str type = xml_child_text(n, STR("inputType"));

    if (str_eq(type, STR("STATIC"))) {
        buf_fmt(b, "\"%.*s\"", STR_ARG(xml_child_text(n, STR("value"))));
        return;
    }
    buf_add(b, str_eq(type, STR("EXISTING")) ? STR("Existing ") : STR("Incoming "));
    add_field(b, m, xml_child_text(n, STR("fieldUniqueId")));
}

static void add_advanced(struct buf *b, const struct hub_model *m, const struct xml_node *n)
{
    str op = xml_child_text(n, STR("ruleOperator"));

    add_side(b, m, xml_child(n, STR("firstInput")));
    if (str_eq(op, STR("IS_SIMILAR_TO")))
        buf_fmt(b, " is similar to (%.*s) ",
                STR_ARG(xml_child_text(n, STR("similarityAlgorithm"))));
    else
        buf_add(b, str_eq(op, STR("STRICT_EQUALS")) ? STR(" strictly equals ") : STR(" equals "));
    add_side(b, m, xml_child(n, STR("secondInput")));
}

static void add_group(struct buf *b, const struct hub_model *m, const struct xml_node *group,
                      str op, int depth)
{
    const char *glue = str_eq(op, STR("AND")) || !op.n ? " and " : " or ";
    bool any = false;

    if (str_eq(op, STR("NOT")))
        buf_lit(b, "not (");
    for (const struct xml_node *n = group->first; n && depth < HUB_RULE_DEPTH; n = n->next) {
        buf_add(b, any ? str_c(glue) : STR(""));
        any = true;
        if (str_eq(n->name, STR("simpleExpression"))) {
            buf_lit(b, "Incoming ");
            add_field(b, m, xml_child_text(n, STR("fieldUniqueId")));
            buf_lit(b, " equals Existing ");
            add_field(b, m, xml_child_text(n, STR("fieldUniqueId")));
        } else if (str_eq(n->name, STR("advancedExpression"))) {
            add_advanced(b, m, n);
        } else {
            add_group(b, m, n, xml_node_attr(n, STR("operator")), depth + 1);
        }
    }
    if (str_eq(op, STR("NOT")))
        buf_byte(b, ')');
}

static str key_text(struct arena *a, const struct hub_model *m)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < m->key.n; i++) {
        buf_add(&b, i ? STR(" and Incoming ") : STR("Incoming "));
        add_field(&b, m, m->key.p[i]);
        buf_lit(&b, " equals Existing ");
        add_field(&b, m, m->key.p[i]);
    }
    return buf_str(&b);
}

str hub_match_rule_text(struct arena *a, const struct hub_model *m, int rule)
{
    struct xml_node *root;
    struct buf b;

    if (!m->rules.n)
        return key_text(a, m);
    if (xml_read(a, m->rules, m->rules.n + 1, &root, NULL))
        return STR("");
    const struct xml_node *n = xml_child(root, STR("matchRule"));
    while (n && --rule > 0)
        n = xml_next(n);
    buf_init(&b, a);
    if (n)
        add_group(&b, m, n, xml_node_attr(n, STR("topLevelOperator")), 0);
    return buf_str(&b);
}
