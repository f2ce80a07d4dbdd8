#include "lang/gloss_parts.h"

/* "plus" and "cher": "more expensive"; Spanish "mas caro" is the most, when
 * nothing is compared. */
static void join_adjectives(struct glosser *g)
{
    for (size_t i = 0; i + 1 < g->pieces; i++) {
        struct piece *p = &g->piece[i], *next = &g->piece[i + 1];
        if (p->kind != '%' || next->kind != 'a')
            continue;
        bool most = str_eq(p->english, STR("most")) || str_eq(p->english, STR("least"));
        bool less = str_eq(p->english, STR("less")) || str_eq(p->english, STR("least"));
        bool than = i + 2 < g->pieces && (str_eq(g->piece[i + 2].english, STR("than")) ||
                                          str_eq(g->piece[i + 2].english, STR("which")));
        if (than)
            g->piece[i + 2].english = STR("than");
        most |= g->tongue == TONGUE_ES && !than;
        str base = next->english;
        for (size_t k = 0; k < lexicon_adjectives_n; k++) {
            const struct lexicon_adjective *adj = &lexicon_adjectives[k];
            if (!str_eq(base, str_c(adj->base)) ||
                (less && !str_starts(str_c(adj->more), STR("less"))))
                continue;
            next->english = str_c(most ? adj->most : adj->more);
            break;
        }
        if (str_eq(next->english, base))
            next->english = arena_fmt(g->r->a, "%s %.*s",
                                      less   ? most ? "least" : "less"
                                      : most ? "most"
                                             : "more",
                                      STR_ARG(base));
        next->said = (str){ p->said.p, (size_t)(next->said.p + next->said.n - p->said.p) };
        next->is_post = most;
        p->english = (str){ 0 };
    }
}

static void move_adjectives(struct glosser *g)
{
    for (size_t i = 1; i < g->pieces; i++) {
        size_t to = i;
        if (!g->piece[i].is_post)
            continue;
        while (to > 0 && (strchr("ap", g->piece[to - 1].kind) || g->piece[to - 1].english.n == 0))
            to--;
        if (to == 0 || !strchr("nv", g->piece[to - 1].kind))
            continue;
        struct piece moved = g->piece[i];
        memmove(&g->piece[to], &g->piece[to - 1], (i - to + 1) * sizeof moved);
        g->piece[to - 1] = moved;
    }
}

void gloss_arrange(struct glosser *g)
{
    join_adjectives(g);
    move_adjectives(g);
}
