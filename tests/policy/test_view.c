/* test_view.c - what a role may not see is nowhere in its view.
 *
 * Every model and field of a random schema carries a word of its own in all
 * its texts, and texts name other models' and fields'.  Who may see what is
 * drawn first, the rules are made from that, and the view must hold the word
 * of all that is visible and of nothing that is not. */
#include "policy/policy.h"
#include "t.h"

#include <stdlib.h>

enum { MODELS_MAX = 6, FIELDS_MAX = 8, SEEDS = 400 };

static uint64_t seed;

static unsigned draw(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

struct world {
    struct arena *a;
    struct schema full;
    bool model_hidden[MODELS_MAX];
    bool field_hidden[MODELS_MAX][FIELDS_MAX];
};

static str word_of(struct world *w, int m, int f)
{
    return f < 0 ? arena_fmt(w->a, "mzq%d", m) : arena_fmt(w->a, "fzq%dx%d", m, f);
}

static struct strs list2(struct arena *a, str x, str y)
{
    struct strs s = { .p = NEW_N(a, str, 2), .n = 2 };

    s.p[0] = x;
    s.p[1] = y;
    return s;
}

/* A sentence that names some other model or field. */
static str gossip(struct world *w)
{
    int m = (int)draw((unsigned)w->full.models_n);
    str name = word_of(w, m, (int)draw(FIELDS_MAX + 1) - 1);

    return draw(3) ? arena_fmt(w->a, "see also name %.*s, please", STR_ARG(name)) : STR("plain");
}

static void make_field(struct world *w, int m, int i)
{
    struct field *f = &w->full.models[m].fields[i];
    str word = word_of(w, m, i);

    *f = (struct field){
        .id = arena_fmt(w->a, "%.*s_id", STR_ARG(word)),
        .element = arena_fmt(w->a, "%.*s_element", STR_ARG(word)),
        .path = arena_fmt(w->a, "%.*s_path", STR_ARG(word)),
        .name = arena_fmt(w->a, "name %.*s", STR_ARG(word)),
        .label = arena_fmt(w->a, "label %.*s", STR_ARG(word)),
        .description = gossip(w),
        .synonyms = list2(w->a, arena_fmt(w->a, "%.*s_synonym", STR_ARG(word)), gossip(w)),
        .enum_values = list2(w->a, word, STR("x")),
        .collection_id = arena_fmt(w->a, "%.*s_collection", STR_ARG(word)),
        .sensitive = draw(8) == 0,
        .ref_model = -1,
        .uid = w->full.uids++,
    };
    if (draw(4) == 0) {
        f->type = FIELD_REF;
        f->ref_model = (int)draw((unsigned)w->full.models_n);
        f->ref_model_id = arena_fmt(w->a, "%.*s_uid", STR_ARG(word_of(w, f->ref_model, -1)));
    }
}

static void make_measures(struct world *w, int mi)
{
    struct model *m = &w->full.models[mi];

    m->measures_n = 3;
    m->measures = NEW_N(w->a, struct measure, 3);
    for (size_t i = 0; i < 3; i++) {
        int x = (int)draw((unsigned)m->fields_n), y = (int)draw((unsigned)m->fields_n);
        str fx = m->fields[x].name, fy = m->fields[y].id;
        m->measures[i] = (struct measure){
            .name = arena_fmt(w->a, "measure%zu", i),
            .label = arena_fmt(w->a, "Measure %zu", i),
            .formula = arena_fmt(w->a, "m%zu = (%.*s*%.*s) / 100", i, STR_ARG(fx), STR_ARG(fy)),
            .synonyms = list2(w->a, STR("turnover"), gossip(w)),
        };
    }
}

static void make_model(struct world *w, int mi)
{
    struct model *m = &w->full.models[mi];
    str word = word_of(w, mi, -1);

    *m = (struct model){
        .id = arena_fmt(w->a, "%.*s_uid", STR_ARG(word)),
        .name = arena_fmt(w->a, "name %.*s", STR_ARG(word)),
        .root = arena_fmt(w->a, "%.*s_root", STR_ARG(word)),
        .label = arena_fmt(w->a, "label %.*s", STR_ARG(word)),
        .description = gossip(w),
        .synonyms = list2(w->a, arena_fmt(w->a, "%.*s_synonym", STR_ARG(word)), gossip(w)),
        .fields_n = 1 + draw(FIELDS_MAX),
        .key_fields = NEW_N(w->a, int, 2),
        .key_fields_n = 2,
        .records = draw(1000),
    };
    m->fields = NEW_N(w->a, struct field, m->fields_n);
    for (size_t i = 0; i < m->fields_n; i++)
        make_field(w, mi, (int)i);
    for (size_t i = 0; i < 2; i++)
        m->key_fields[i] = (int)draw((unsigned)m->fields_n);
    m->display_field = (int)draw((unsigned)m->fields_n + 1) - 1;
    m->default_date = (int)draw((unsigned)m->fields_n + 1) - 1;
    make_measures(w, mi);
}

/* Draw who is hidden; return the role that says so in a name of its choice. */
static struct role make_role(struct world *w)
{
    struct role r = { .features = draw(2) ? 1u << FEATURE_SENSITIVE : 0 };
    size_t most = MODELS_MAX * (FIELDS_MAX + 1);

    r.allow_models.p = NEW_N(w->a, str, most);
    r.deny_models.p = NEW_N(w->a, str, most);
    r.deny_fields.p = NEW_N(w->a, str, most);
    bool star = draw(2);
    if (star)
        r.allow_models.p[r.allow_models.n++] = STR("*");
    for (size_t i = 0; i < w->full.models_n; i++) {
        struct model *m = &w->full.models[i];
        w->model_hidden[i] = draw(3) == 0;
        if (star && w->model_hidden[i])
            r.deny_models.p[r.deny_models.n++] = draw(2) ? m->id : m->root;
        if (!star && !w->model_hidden[i])
            r.allow_models.p[r.allow_models.n++] = draw(2) ? m->id : m->name;
        for (size_t j = 0; j < m->fields_n; j++) {
            struct field *f = &m->fields[j];
            bool denied = draw(5) == 0;
            if (denied)
                r.deny_fields.p[r.deny_fields.n++] =
                    draw(2) ? arena_fmt(w->a, "%.*s.%.*s", STR_ARG(m->name), STR_ARG(f->id))
                            : arena_fmt(w->a, "*.%.*s", STR_ARG(f->name));
            w->field_hidden[i][j] = denied || (f->sensitive && !r.features);
        }
    }
    for (size_t i = 0; i < w->full.models_n; i++)
        for (size_t j = 0; j < w->full.models[i].fields_n; j++) {
            int to = w->full.models[i].fields[j].ref_model;
            w->field_hidden[i][j] |= w->model_hidden[i] || (to >= 0 && w->model_hidden[to]);
        }
    return r;
}

static void dump_strs(struct buf *b, struct strs s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_fmt(b, "%.*s\n", STR_ARG(s.p[i]));
}

static void dump_field(struct buf *b, const struct field *f)
{
    const str all[] = { f->id,    f->element,     f->path,          f->name,
                        f->label, f->description, f->collection_id, f->ref_model_id };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_fmt(b, "%.*s\n", STR_ARG(all[i]));
    dump_strs(b, f->synonyms);
    dump_strs(b, f->enum_values);
}

static void dump_model(struct buf *b, const struct model *m)
{
    const str all[] = { m->id, m->name, m->root, m->label, m->description };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_fmt(b, "%.*s\n", STR_ARG(all[i]));
    dump_strs(b, m->synonyms);
    for (size_t i = 0; i < m->fields_n; i++)
        dump_field(b, &m->fields[i]);
    for (size_t i = 0; i < m->measures_n; i++) {
        const struct measure *x = &m->measures[i];
        buf_fmt(b, "%.*s\n%.*s\n%.*s\n", STR_ARG(x->name), STR_ARG(x->label), STR_ARG(x->formula));
        dump_strs(b, x->synonyms);
    }
}

/* "fzq1x1" is not in "fzq1x11": a word ends where no digit follows. */
static bool holds(str text, str word)
{
    for (size_t at = 0; at < text.n;) {
        str rest = str_sub(text, at, text.n);
        size_t i = str_find(rest, word);
        if (i == rest.n)
            return false;
        char next = i + word.n < rest.n ? rest.p[i + word.n] : ' ';
        if ((next < '0' || next > '9') && next != 'x')
            return true;
        at += i + 1;
    }
    return false;
}

static const struct model *same_model(const struct schema *s, str id)
{
    for (size_t i = 0; i < s->models_n; i++)
        if (str_eq(s->models[i].id, id))
            return &s->models[i];
    return NULL;
}

static void check_index(const struct model *full, const struct model *m, int was, int is,
                        const bool *hidden)
{
    if (was < 0 || hidden[was])
        CHECK(is == -1, "a hidden field leaves no index");
    else
        CHECK(is >= 0 && (size_t)is < m->fields_n && str_eq(full->fields[was].id, m->fields[is].id),
              "the index moved with its field");
}

static void check_fields(const struct world *w, const struct schema *v, size_t i,
                         const struct model *m)
{
    const struct model *full = &w->full.models[i];
    size_t seen = 0;

    for (size_t j = 0; j < full->fields_n; j++) {
        if (w->field_hidden[i][j])
            continue;
        const struct field *f = &m->fields[seen++];
        CHECK(f->uid == full->fields[j].uid, "uids stay");
        int to = full->fields[j].ref_model;
        CHECK(to < 0 ? f->ref_model == -1
                     : str_eq(v->models[f->ref_model].id, w->full.models[to].id),
              "references lead to the same model");
    }
    CHECK(seen == m->fields_n, "model %zu: %zu fields, not %zu", i, m->fields_n, seen);
    check_index(full, m, full->display_field, m->display_field, w->field_hidden[i]);
    check_index(full, m, full->default_date, m->default_date, w->field_hidden[i]);
}

static void check_world(uint64_t n)
{
    struct world w = { .a = arena_new() };
    struct arena *a = arena_new();
    struct buf b;

    seed = n;
    w.full.models_n = 1 + draw(MODELS_MAX);
    w.full.models = NEW_N(w.a, struct model, w.full.models_n);
    for (size_t i = 0; i < w.full.models_n; i++)
        make_model(&w, (int)i);
    struct role r = make_role(&w);
    struct schema *v = policy_view(a, &w.full, &r);

    buf_init(&b, a);
    for (size_t i = 0; i < v->models_n; i++)
        dump_model(&b, &v->models[i]);
    for (size_t i = 0; i < w.full.models_n; i++) {
        const struct model *m = same_model(v, w.full.models[i].id);
        CHECK(!m == w.model_hidden[i], "seed %d: model %zu", (int)n, i);
        CHECK(!w.model_hidden[i] || !holds(buf_str(&b), word_of(&w, (int)i, -1)),
              "seed %d: model %zu shows through", (int)n, i);
        for (size_t j = 0; j < w.full.models[i].fields_n; j++)
            CHECK(holds(buf_str(&b), word_of(&w, (int)i, (int)j)) == !w.field_hidden[i][j],
                  "seed %d: field %zu.%zu", (int)n, i, j);
        if (m)
            check_fields(&w, v, i, m);
    }
    arena_free(w.a);
    CHECK(b.n == 0 || buf_str(&b).p[0], "the view outlives what it was made from");
    for (size_t i = 0; i < v->models_n; i++)
        dump_model(&b, &v->models[i]);
    arena_free(a);
}

/* The built-in roles over models of the demo, field by field. */
static const struct {
    const char *role, *model, *field;
    bool seen;
} rows[] = {
    { "executive", "Product", "name", true },    { "executive", "Product", "cost", true },
    { "executive", "Customer", "name", true },   { "executive", "users", "email", true },
    { "manager", "Product", "name", true },      { "manager", "Product", "cost", false },
    { "manager", "opportunity", "name", true },  { "manager", "Customer", "name", false },
    { "manager", "users", "email", false },      { "manager", "platform-users", "name", false },
    { "manager", "Product", "customer", false }, { "manager", "Product", "brand", true },
    { "clerk", "Product", "name", false },       { "clerk", "Customer", "name", false },
    { "admin", "Product", "cost", true },        { "admin", "users", "email", true },
    { "nobody", "Product", "name", false },
};

static void check_built_in(void)
{
    struct arena *a = arena_new();
    static struct field product[] = {
        { .id = { "NAME_1", 6 }, .name = { "name", 4 }, .ref_model = -1 },
        { .id = { "COST", 4 }, .name = { "cost", 4 }, .sensitive = true, .ref_model = -1 },
        { .id = { "CUST", 4 }, .name = { "customer", 8 }, .type = FIELD_REF, .ref_model = 1 },
        { .id = { "BRAND", 5 }, .name = { "brand", 5 }, .type = FIELD_REF, .ref_model = 2 },
    };
    static struct field other[] = {
        { .id = { "NAME", 4 }, .name = { "name", 4 }, .ref_model = -1 },
        { .id = { "EMAIL", 5 }, .name = { "email", 5 }, .ref_model = -1 },
    };
    static const char *const names[] = { "Product", "Customer",       "Brand",
                                         "users",   "platform-users", "opportunity" };
    struct model models[6] = { 0 };
    struct schema full = { .models = models, .models_n = 6 };

    for (size_t i = 0; i < 6; i++)
        models[i] = (struct model){ .name = str_c(names[i]),
                                    .id = arena_fmt(a, "id-%zu", i),
                                    .fields = i ? other : product,
                                    .fields_n = i ? 2 : 4 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct role *r = policy_role(policy_default(a), str_c(rows[i].role));
        struct schema *v = policy_view(a, &full, r);
        bool seen = false;
        for (size_t m = 0; m < v->models_n; m++)
            for (size_t f = 0; f < v->models[m].fields_n; f++)
                seen |= str_eq(v->models[m].name, str_c(rows[i].model)) &&
                        str_eq(v->models[m].fields[f].name, str_c(rows[i].field));
        CHECK(seen == rows[i].seen, "%s %s.%s", rows[i].role, rows[i].model, rows[i].field);
    }
    arena_free(a);
}

int main(void)
{
    check_built_in();
    for (uint64_t n = 1; n <= SEEDS; n++)
        check_world(n);
    return T_DONE();
}
