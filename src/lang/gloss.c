#include "lang/gloss.h"

#include "catalog/norm.h"
#include "lang/gloss_choose.h"
#include "lang/gloss_parts.h"
#include "lang/gloss_words.h"

static void set_norm(struct glosser *g, struct word *w, str norm)
{
    w->norm = norm;
    w->hash = str_hash(norm);
    w->stem = stem_native(g->stemmer, norm);
}

static void add_word(struct glosser *g, const struct token *t, str text)
{
    if (text.n == 0 || g->n == WORDS_MAX)
        return;
    struct word *w = &g->w[g->n++];
    *w = (struct word){ .text = text, .is_mark = t->kind == TOKEN_MARK, .is_kept = t->quote > 0 };
    w->is_glued = t->is_glued && text.p == t->text.p;
    w->is_upper = t->is_upper;
    set_norm(g, w, gloss_fold(g->r->a, text));
}

static void cut_words(struct glosser *g)
{
    const struct tokens *t = &g->r->tokens;
    g->w = NEW_N(g->r->a, struct word, WORDS_MAX);
    for (size_t i = 0; i < t->n; i++) {
        str text = t->p[i].text;
        if (str_starts(text, STR("\xC2\xBF")) || str_starts(text, STR("\xC2\xA1"))) /* "¿", "¡" */
            text = str_sub(text, 2, text.n);
        size_t cut = g->tongue == TONGUE_FR && t->p[i].kind == TOKEN_WORD ? gloss_elided(text) : 0;
        add_word(g, &t->p[i], str_sub(text, 0, cut));
        add_word(g, &t->p[i], str_sub(text, cut, text.n));
    }
}

static bool is_hyphen(const struct word *w)
{
    return w->is_mark && w->text.n == 1 && w->text.p[0] == '-';
}

/* Where the entry's words end when they start at i; 0: they do not. */
static size_t entry_end(const struct glosser *g, const struct gloss_entry *e, size_t i, bool stems)
{
    size_t j = i;
    for (unsigned k = 0; k < e->n; k++, j++) {
        while (k && j < g->n && is_hyphen(&g->w[j]))
            j++;
        if (j >= g->n || g->w[j].is_kept || g->w[j].is_mark ||
            (stems ? g->w[j].stem : g->w[j].hash) != e->words[k])
            return 0;
    }
    return j;
}

struct found {
    const struct gloss_entry *e;
    size_t end;
    double fit;
};

static void look(const struct glosser *g, const gloss_entries *in, size_t i, struct found *best)
{
    bool stems = in == &g->g->terms[g->tongue];
    uint64_t first = stems ? g->w[i].stem : g->w[i].hash;
    const struct gloss_entry *end = in->p + in->n;
    for (const struct gloss_entry *e = glossary_find(in, first);
         e && e < end && e->words[0] == first; e++) {
        size_t to = entry_end(g, e, i, stems);
        if (to == 0 || to < best->end)
            continue;
        double fit = e->kind == 'f' ? 2 : gloss_fit(g->r, str_c(e->english), g->about);
        if (e->kind == 'n' && str_starts(g->w[i].norm, str_c(e->english)))
            fit += 1; /* the same word in both languages */
        if (e->kind != 'f' && str_starts(g->w[i].norm, e->word))
            fit += 0.4; /* not only the same stem: "lance", not "lancement" */
        if (to > best->end || fit > best->fit)
            *best = (struct found){ e, to, fit };
    }
}

static struct found find(const struct glosser *g, size_t i)
{
    struct found best = { 0 };
    look(g, &g->g->phrases[g->tongue], i, &best);
    look(g, &g->g->terms[g->tongue], i, &best);
    return best;
}

static str said_of(const struct glosser *g, size_t i, size_t j)
{
    const char *end = g->w[j - 1].text.p + g->w[j - 1].text.n;
    return (str){ g->w[i].text.p, (size_t)(end - g->w[i].text.p) };
}

static struct piece *add_piece(struct glosser *g, char kind, str english, size_t i, size_t j)
{
    struct piece *p = &g->piece[g->pieces++];
    *p = (struct piece){ .kind = kind, .english = english, .said = said_of(g, i, j) };
    p->is_glued = g->w[i].is_glued;
    return p;
}

/* "Kunden" is more than "Kunde". */
static str plural(struct arena *a, str english)
{
    char last = english.p[english.n - 1], before = english.n > 1 ? english.p[english.n - 2] : ' ';
    if (last == 's' || str_eq(english, STR("staff")) || str_eq(english, STR("data")))
        return english;
    if (last == 'y' && !strchr("aeiou", before))
        return arena_fmt(a, "%.*sies", (int)english.n - 1, english.p);
    bool hissing = last == 'x' || (last == 'h' && (before == 'c' || before == 's'));
    return arena_fmt(a, "%.*s%s", STR_ARG(english), hissing ? "es" : "s");
}

/* "der" is "of the" behind a noun; "des produits" are just products elsewhere. */
static str genitive(const struct glosser *g, size_t i, str english)
{
    bool after = g->pieces && strchr("nv", g->piece[g->pieces - 1].kind);
    if (g->tongue == TONGUE_DE && after && str_eq(g->w[i].norm, STR("der")))
        return STR("of the");
    bool some = g->pieces == 0 || g->piece[g->pieces - 1].kind == 'f';
    if (g->tongue == TONGUE_FR && some && str_eq(english, STR("of the")))
        return STR("");
    return english;
}

static void add_found(struct glosser *g, size_t i, const struct found *f)
{
    str english = genitive(g, i, str_c(f->e->english));
    char mark = english.n ? english.p[0] : ' ';
    if (strchr("<%#", mark))
        english = str_sub(english, 1, english.n);
    str rest = english;
    english = str_cut(&rest, '>');
    bool inflected = f->e->n == 1 && !str_eq(g->w[i].norm, f->e->word);
    if (f->e->kind == 'n' && inflected)
        english = plural(g->r->a, english);
    char kind = mark == '%' ? '%' : mark == '#' ? 'n' : f->e->kind;
    struct piece *p = add_piece(g, kind, english, i, f->end);
    p->is_post = mark == '<';
    if (rest.n) {
        g->later = (struct piece){ .english = rest, .said = p->said, .kind = 'f' };
    } else if (kind == 'n' && g->later.english.n) {
        g->piece[g->pieces++] = g->later;
        g->later = (struct piece){ 0 };
    }
}

/* Parts of German compounds: the last one is the thing. */
static const struct gloss_entry *part(const struct glosser *g, str w)
{
    const gloss_entries *terms = &g->g->terms[TONGUE_DE];
    const struct gloss_entry *best = NULL;
    double most = -1;
    uint64_t stem = w.n >= 3 ? stem_native(g->stemmer, w) : 0;
    for (const struct gloss_entry *e = stem ? glossary_find(terms, stem) : NULL;
         e && e < terms->p + terms->n && e->words[0] == stem; e++) {
        double fit = e->n == 1 ? gloss_fit(g->r, str_c(e->english), g->about) : -1;
        if (fit > most) {
            most = fit;
            best = e;
        }
    }
    return best;
}

static const char *first_part(const struct glosser *g, str w)
{
    static const char *const links[] = { "", "s", "es", "n", "en", "er", "e" };
    for (size_t i = 0; i < gloss_de_firsts_n; i++)
        if (str_eq(w, str_c(gloss_de_firsts[i].said)))
            return gloss_de_firsts[i].english;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        str link = str_c(links[i]);
        const struct gloss_entry *e = str_ends(w, link) && w.n > link.n + 2
                                          ? part(g, str_sub(w, 0, w.n - link.n))
                                          : NULL;
        if (e)
            return e->english;
    }
    return NULL;
}

static bool add_compound(struct glosser *g, size_t i)
{
    str w = g->w[i].norm;
    for (size_t cut = 3; cut + 3 <= w.n && g->tongue == TONGUE_DE; cut++) {
        str left = str_sub(w, 0, cut), right = str_sub(w, cut, w.n);
        const char *first = first_part(g, left);
        if (!first)
            continue;
        for (size_t h = 0; h < gloss_de_heads_n; h++)
            if (str_eq(right, str_c(gloss_de_heads[h].said))) {
                str said = arena_fmt(g->r->a, "%s %.*s", gloss_de_heads[h].english,
                                     STR_ARG(plural(g->r->a, str_c(first))));
                add_piece(g, 'n', said, i, i + 1);
                return true;
            }
        const struct gloss_entry *last = part(g, right);
        if (!last || last->kind == 'p')
            continue;
        str thing = str_c(last->english);
        if (last->kind == 'n' && !str_eq(right, last->word))
            thing = plural(g->r->a, thing);
        add_piece(g, last->kind, arena_fmt(g->r->a, "%s %.*s", first, STR_ARG(thing)), i, i + 1);
        return true;
    }
    return false;
}

/* "fuer", "groesste": umlauts without the key for them. */
static bool respell(struct glosser *g, size_t i)
{
    char text[NORM_BYTES_MAX];
    size_t n = 0;
    str w = g->w[i].norm;
    for (size_t k = 0; k < w.n; k++) {
        text[n++] = w.p[k];
        k += k + 1 < w.n && strchr("aou", w.p[k]) && w.p[k + 1] == 'e';
    }
    if (n == w.n || g->tongue != TONGUE_DE)
        return false;
    set_norm(g, &g->w[i], arena_str(g->r->a, (str){ text, n }));
    if (find(g, i).e)
        return true;
    set_norm(g, &g->w[i], w);
    return false;
}

struct near {
    str word;
    unsigned edits;
};

static void nearest(const gloss_entries *in, str w, struct near *best)
{
    for (size_t i = 0; i < in->n && best->edits; i++) {
        const struct gloss_entry *e = &in->p[i];
        unsigned most = best->edits - 1;
        size_t gap = e->word.n > w.n ? e->word.n - w.n : w.n - e->word.n;
        if (e->n > 1 || e->word.n < 4 || gap > most || e->word.p[0] != w.p[0])
            continue;
        unsigned d = norm_edits(w, e->word, most);
        if (d <= most)
            *best = (struct near){ e->word, d };
    }
}

/* "Kunnden": the tables have no plurals. */
static str nearest_form(const struct glosser *g, str w)
{
    static const char *const endings[] = { "", "s", "n", "en", "es" };
    struct near best = { .edits = w.n >= 9 ? 3 : 2 };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        str cut = str_sub(w, 0, w.n - strlen(endings[i]));
        if (!str_ends(w, str_c(endings[i])) || cut.n < 4)
            continue;
        nearest(&g->g->phrases[g->tongue], cut, &best);
        nearest(&g->g->terms[g->tongue], cut, &best);
    }
    return best.word;
}

/* A misspelt word of the language; a name of the schema or a value is none. */
static bool mend(struct glosser *g, size_t i)
{
    struct word *w = &g->w[i];
    struct reader *r = g->r;
    str as;
    if (w->norm.n < 4 || w->is_mark || strchr("0123456789", w->norm.p[0]) ||
        index_postings(r->x, stem_hash(r->stemmer, w->norm)) || index_ops(r->x, w->hash) ||
        gloss_is_name(r, w->norm, &as) ||
        (r->env->values && values_has_word(r->env->values, index_uids(r->x), w->norm)))
        return false;
    as = nearest_form(g, w->norm);
    if (as.n == 0)
        return false;
    set_norm(g, w, as);
    reader_mended(r, w->text, as);
    return true;
}

static bool is_in_phrase(const struct glosser *g, uint64_t hash)
{
    const gloss_entries *in = &g->g->phrases[g->tongue];
    for (size_t i = 0; i < in->n; i++)
        for (unsigned k = 0; k < in->p[i].n; k++)
            if (in->p[i].words[k] == hash)
                return true;
    return false;
}

/* Before phrases are looked for: "wie vile" is one. */
static void mend_words(struct glosser *g)
{
    for (size_t i = 0; i < g->n; i++) {
        struct word *w = &g->w[i];
        if (w->is_mark || w->is_kept || is_in_phrase(g, w->hash) || find(g, i).e || respell(g, i))
            continue;
        if (!add_compound(g, i))
            mend(g, i);
        g->pieces = 0;
    }
}

/* Names keep their small words: "Bank of ..." in any language is one value. */
static void keep_values(struct glosser *g)
{
    for (size_t i = 0; i + 1 < g->n && g->r->env->values; i++) {
        size_t end = i + SPAN_WORDS_MAX < g->n ? i + SPAN_WORDS_MAX : g->n;
        for (size_t j = end; j > i + 1; j--) {
            bool plain = g->w[i].is_mark || g->w[j - 1].is_mark || !g->w[i].is_upper;
            if (plain || !gloss_is_value(g->r, gloss_fold(g->r->a, said_of(g, i, j))))
                continue;
            for (size_t k = i; k < j; k++)
                g->w[k].is_kept = true;
            break;
        }
    }
}

/* Left as it is; "produits Sony" are Sony products. */
static void add_own(struct glosser *g, size_t i)
{
    bool after = g->pieces && g->piece[g->pieces - 1].kind == 'n' && g->tongue != TONGUE_DE;
    struct piece *p = add_piece(g, g->w[i].is_mark ? 'm' : 'v', g->w[i].text, i, i + 1);
    p->is_post = after && g->w[i].is_upper && !g->w[i].is_kept;
}

static size_t add_next(struct glosser *g, size_t i)
{
    struct word *w = &g->w[i];
    str as;
    if (w->is_kept || w->is_mark) {
        add_own(g, i);
        return i + 1;
    }
    struct found f = find(g, i);
    if (!f.e && add_compound(g, i))
        return i + 1;
    bool own = (!f.e || (f.e->kind != 'f' && f.fit < 2.9)) && gloss_is_name(g->r, w->norm, &as);
    if (own) {
        add_piece(g, 'n', as, i, i + 1);
    } else if (f.e && f.e->kind != 'f' && f.fit < 1.4 && gloss_is_value(g->r, w->norm)) {
        add_own(g, i);
    } else if (f.e) {
        add_found(g, i, &f);
        return f.end;
    } else {
        add_own(g, i);
    }
    return i + 1;
}

static void write_english(struct glosser *g)
{
    struct reader *r = g->r;
    size_t *starts = NEW_N(r->a, size_t, g->pieces + 1);
    struct buf b;
    buf_init(&b, r->a);
    for (size_t i = 0; i < g->pieces; i++) {
        const struct piece *p = &g->piece[i];
        if (b.n && p->english.n && !p->is_glued)
            buf_byte(&b, ' ');
        starts[i] = b.n;
        buf_add(&b, p->english);
    }
    starts[g->pieces] = b.n;
    r->question = buf_str(&b);
    tokens_read(r->a, r->stemmer, r->question, &r->tokens);
    for (size_t i = 0, k = 0; i < r->tokens.n; i++) {
        while (k + 1 < g->pieces && starts[k + 1] <= r->tokens.p[i].at)
            k++;
        r->tokens.p[i].said = g->piece[k].said;
    }
}

void gloss(struct reader *r)
{
    struct glosser g = { .r = r,
                         .g = r->x->glossary,
                         .tongue = r->tongue,
                         .stemmer = stemmer_of(r->a, tongue_info(r->tongue)->stemmer),
                         .about = NEW_N(r->a, bool, r->x->schema->models_n + 1) };
    cut_words(&g);
    keep_values(&g);
    g.piece = NEW_N(r->a, struct piece, 2 * g.n + 1);
    mend_words(&g);
    for (size_t i = 0; i < g.n; i++) {
        struct found f = g.w[i].is_mark || g.w[i].is_kept ? (struct found){ 0 } : find(&g, i);
        if (f.e && f.e->kind == 'n')
            gloss_about(r, str_c(f.e->english), g.about);
    }
    for (size_t i = 0; i < g.n;)
        i = add_next(&g, i);
    gloss_arrange(&g);
    write_english(&g);
}
