#include "guard/match.h"

#include "base/vec.h"
#include "guard/normal.h"
#include "guard/rules.h"
#include "guard/scope.h"

#include <assert.h>
#include <stdlib.h>

enum {
    SCOPE_MAX = 16,
    BYTES_MAX_IN_PHRASE = 96,
    EDGES = 1 << 16,
    WORD_UNITS =
        4, /* what a word weighs in a gap; a character of a script without blanks weighs 1 */
};

/* The trie: an edge is (node, byte) -> node, all of them in one hash table, so
 * that a step costs one look into memory. */
struct edge {
    uint32_t key; /* node << 8 | byte, plus 1; 0: free */
    uint32_t to;
};

struct node {
    uint64_t whole, prefix; /* classes of a phrase that ends here, or may go on inside the word */
    int8_t scope;           /* topic + 1 */
    bool scope_prefix;      /* the same for a topic */
};

struct step {
    uint8_t rule, at;
};

struct lexicon {
    struct arena *arena;
    struct edge *edges;
    VEC(struct node) nodes;
    VEC(struct step) steps[CLASS_COUNT];
};

struct token {
    uint32_t from;   /* byte */
    uint32_t before; /* units of what counts before it */
};

static uint32_t slot_of(const struct lexicon *l, uint32_t key)
{
    uint32_t i = (uint32_t)(key * 2654435761u) >> 16;

    while (l->edges[i].key && l->edges[i].key != key)
        i = (i + 1) & (EDGES - 1);
    return i;
}

static uint32_t child(const struct lexicon *l, uint32_t node, unsigned char c)
{
    const struct edge *e = &l->edges[slot_of(l, (node << 8 | c) + 1)];

    return e->key ? e->to : 0;
}

static uint32_t child_put(struct lexicon *l, uint32_t node, unsigned char c)
{
    struct edge *e = &l->edges[slot_of(l, (node << 8 | c) + 1)];

    if (!e->key) {
        assert(l->nodes.n < EDGES / 2);
        e->key = (node << 8 | c) + 1;
        e->to = (uint32_t)l->nodes.n;
        (void)vec_push(l->arena, &l->nodes);
    }
    return e->to;
}

static void add_phrase(struct lexicon *l, str phrase, int cls, int scope)
{
    unsigned signs;
    bool prefix = phrase.n > 1 && phrase.p[phrase.n - 1] == '*';
    str s = guard_normal(l->arena, str_sub(phrase, 0, phrase.n - prefix), &signs);
    uint32_t at = 0;

    if (s.n == 0 || s.n > BYTES_MAX_IN_PHRASE)
        return;
    for (size_t i = 0; i < s.n; i++)
        at = child_put(l, at, (unsigned char)s.p[i]);
    struct node *n = &l->nodes.p[at];
    if (scope >= 0) {
        n->scope = (int8_t)(scope + 1);
        n->scope_prefix = prefix;
    } else if (prefix) {
        n->prefix |= 1ull << cls;
    } else {
        n->whole |= 1ull << cls;
    }
}

static void add_phrases(struct lexicon *l, const char *phrases, int cls, int scope)
{
    for (str rest = str_c(phrases); rest.n;)
        add_phrase(l, str_cut(&rest, '|'), cls, scope);
}

struct lexicon *lexicon_new(void)
{
    struct lexicon *l = calloc(1, sizeof *l);

    _Static_assert(CLASS_COUNT <= 64, "classes fit a word");
    assert(l && guard_rules_n <= 64 && scope_topics_n <= SCOPE_MAX);
    l->arena = arena_new();
    l->edges = NEW_N(l->arena, struct edge, EDGES);
    (void)vec_push(l->arena, &l->nodes);
    for (int c = 0; c < CLASS_COUNT; c++)
        add_phrases(l, guard_class_words[c], c, -1);
    for (int t = 0; t < scope_topics_n; t++)
        add_phrases(l, scope_topics[t].phrases, -1, t);
    for (int r = 0; r < guard_rules_n; r++)
        for (int i = 0; i < RULE_STEPS_MAX && guard_rules[r].steps[i].cls; i++)
            *vec_push(l->arena, &l->steps[guard_rules[r].steps[i].cls - 1]) =
                (struct step){ (uint8_t)r, (uint8_t)i };
    return l;
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    arena_free(l->arena);
    free(l);
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Scripts written without blanks, where a word may begin at any character:
 * Thai, Lao, Khmer, Chinese, Japanese, and Hangul, whose particles cling. */
static size_t unspaced(str s, size_t i)
{
    if (i + 2 >= s.n || (unsigned char)s.p[i] < 0xe0 || (unsigned char)s.p[i] >= 0xf0)
        return 0;
    unsigned c = (unsigned)(s.p[i] & 15) << 12 | (unsigned)(s.p[i + 1] & 63) << 6 |
                 (unsigned)(s.p[i + 2] & 63);
    bool is = (c >= 0xe00 && c <= 0xeff) || (c >= 0x1100 && c <= 0x11ff) ||
              (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
              (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7ff);
    return is ? 3 : 0;
}

static size_t token_end(str s, size_t i)
{
    if (unspaced(s, i))
        return i + 3;
    if (!is_word_byte(s.p[i]))
        return i + 1;
    while (i < s.n && is_word_byte(s.p[i]) && !unspaced(s, i))
        i++;
    return i;
}

struct walk {
    const struct lexicon *l;
    str text;
    struct token *tokens;
    size_t tokens_n;
    /* Where each rule's steps so far ended, as the number of the token behind; 0: not met. */
    uint32_t met[64][RULE_STEPS_MAX];
    uint64_t hits;
    int scope;
};

static bool step_fits(const struct walk *w, const struct guard_rule *r, struct step s, size_t first)
{
    uint32_t behind = w->met[s.rule][s.at - 1];

    return behind && first >= behind &&
           w->tokens[first].before - w->tokens[behind].before <=
               (uint32_t)r->steps[s.at].gap * WORD_UNITS;
}

/* Phrase of class `cls` in the tokens from `first` up to `behind`. */
static void occurs(struct walk *w, int cls, size_t first, size_t behind)
{
    for (size_t i = w->l->steps[cls].n; i-- > 0;) {
        struct step s = w->l->steps[cls].p[i];
        const struct guard_rule *r = &guard_rules[s.rule];
        bool last = s.at + 1 == RULE_STEPS_MAX || !r->steps[s.at + 1].cls;
        if (s.at && !step_fits(w, r, s, first))
            continue;
        if (last)
            w->hits |= 1ull << s.rule;
        else
            w->met[s.rule][s.at] = (uint32_t)behind;
    }
}

static size_t token_behind(const struct walk *w, size_t first, size_t byte)
{
    size_t t = first + 1;

    while (t < w->tokens_n && w->tokens[t].from < byte)
        t++;
    return t;
}

/* All phrases that begin at token `t`. */
static void look_at(struct walk *w, size_t t)
{
    size_t i = w->tokens[t].from;
    uint32_t at = 0;

    while (i < w->text.n && (at = child(w->l, at, (unsigned char)w->text.p[i])) != 0) {
        const struct node *n = &w->l->nodes.p[at];
        char last = w->text.p[i++];
        bool border = i >= w->text.n || !is_word_byte(last) || !is_word_byte(w->text.p[i]) ||
                      (i >= 3 && unspaced(w->text, i - 3));
        uint64_t found = n->prefix | (border ? n->whole : 0);
        if (n->scope && (border || n->scope_prefix) && w->scope < 0)
            w->scope = n->scope - 1;
        if (!found)
            continue;
        size_t behind = token_behind(w, t, i);
        for (; found; found &= found - 1)
            occurs(w, __builtin_ctzll(found), t, behind);
    }
}

static bool is_stop(const struct lexicon *l, str token)
{
    uint32_t at = 0;

    for (size_t i = 0; i < token.n; i++)
        if ((at = child(l, at, (unsigned char)token.p[i])) == 0)
            return false;
    return l->nodes.p[at].whole >> CLASS_STOP & 1;
}

static void cut(struct walk *w)
{
    uint32_t units = 0;

    for (size_t i = 0; i < w->text.n;) {
        if (w->text.p[i] == ' ') {
            i++;
            continue;
        }
        size_t end = token_end(w->text, i);
        w->tokens[w->tokens_n++] = (struct token){ (uint32_t)i, units };
        if (!is_stop(w->l, str_sub(w->text, i, end)))
            units += unspaced(w->text, i) ? 1 : WORD_UNITS;
        i = end;
    }
    w->tokens[w->tokens_n] = (struct token){ (uint32_t)w->text.n, units };
}

uint64_t lexicon_match(const struct lexicon *l, struct arena *a, str normal, int *scope)
{
    struct walk *w = NEW(a, struct walk);

    w->l = l;
    w->scope = -1;
    w->text = arena_fmt(a, "%.*s .", STR_ARG(normal));
    w->tokens = NEW_N(a, struct token, w->text.n + 1);
    cut(w);
    for (size_t t = 0; t < w->tokens_n; t++)
        look_at(w, t);
    *scope = w->scope;
    return w->hits;
}
