/* train_guard.c - learns the weights of the guard's classifier.
 *
 *     train_guard cv FILE.jsonl...         how good is it on sources it has not seen?
 *     train_guard write FILE.jsonl... > src/guard/weights.c
 *
 * A line of a file is {"text","label":0|1,"source"} or, for questions that are
 * nothing but questions, {"question"}.  Texts stay where they are: only what is
 * learned from them goes into the program.
 *
 * Logistic regression, AdaGrad, over the features of guard/features.h.  A
 * source counts by the square root of its size, so that no large one drowns
 * the others.  `cv` leaves each source out in turn, also every text of it that
 * another source has, and scores it by what was learned from the rest.
 */
#include "codec/json.h"
#include "guard/features.h"
#include "guard/match.h"
#include "guard/normal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { EPOCHS = 6, SOURCES_MAX = 64, TEXT_MAX_N = 1 << 20 };

/* The trainer makes these; features_score() is not called here. */
const signed char guard_weights[FEATURES_N] = { 0 };
const double guard_weight_unit = 0, guard_bias = 0;

struct example {
    struct features f;
    uint64_t hash, rules;
    int source, label;
    double weight, score;
};

struct source {
    char name[64];
    size_t n[2];
};

static struct example *examples;
static size_t examples_n, examples_cap;
static struct source sources[SOURCES_MAX];
static int sources_n;
static double w[FEATURES_N + 1], g2[FEATURES_N + 1];

static int source_of(str name)
{
    for (int i = 0; i < sources_n; i++)
        if (str_eq(name, str_c(sources[i].name)))
            return i;
    if (sources_n == SOURCES_MAX)
        exit(1);
    snprintf(sources[sources_n].name, sizeof sources[0].name, "%.*s", STR_ARG(name));
    return sources_n++;
}

static void add(struct arena *keep, const struct lexicon *lex, str text, int label, int source)
{
    struct arena *a = arena_new();
    unsigned signs;
    int scope;
    str normal = guard_normal(a, text, &signs);
    uint64_t rules = lexicon_match(lex, a, normal, &scope);

    if (examples_n == examples_cap) {
        examples_cap = examples_cap ? examples_cap * 2 : 1024;
        examples = realloc(examples, examples_cap * sizeof *examples);
        if (!examples)
            exit(1);
    }
    examples[examples_n++] = (struct example){ .f = features_of(keep, normal),
                                               .rules = rules,
                                               .hash = str_hash(normal),
                                               .source = source,
                                               .label = label };
    sources[source].n[label]++;
    arena_free(a);
}

static void read_file(struct arena *keep, const struct lexicon *lex, const char *path)
{
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    str base = str_c(strrchr(path, '/') ? strrchr(path, '/') + 1 : path);

    if (!f) {
        perror(path);
        exit(1);
    }
    while ((n = getline(&line, &room, f)) > 0) {
        struct arena *a = arena_new();
        json_t *o;
        if (json_read(a, (str){ line, (size_t)n }, TEXT_MAX_N, &o, NULL) == ERR_OK) {
            str text = json_member_str(o, "text"), name = json_member_str(o, "source");
            if (text.n == 0)
                text = json_member_str(o, "question");
            add(keep, lex, text, (int)json_member_int(o, "label", 0),
                source_of(name.n ? name : base));
        }
        arena_free(a);
    }
    free(line);
    fclose(f);
}

static double margin(const struct example *e)
{
    double words = 0, pieces = 0;
    const uint16_t *at = e->f.at;

    for (size_t i = 0; i < e->f.words; i++)
        words += w[*at++];
    for (size_t i = 0; i < e->f.pieces; i++)
        pieces += w[*at++];
    return w[FEATURES_N] + words * e->f.word_value + pieces * e->f.piece_value + w[*at] +
           rules_odds(e->rules);
}

static void step(size_t at, double gradient)
{
    static const double rate = 0.15, keep = 2e-6;

    gradient += keep * w[at];
    g2[at] += gradient * gradient;
    w[at] -= rate * gradient / (sqrt(g2[at]) + 1e-6);
}

static void learn(const struct example *e)
{
    double p = 1 / (1 + exp(-margin(e)));
    double g = (p - e->label) * e->weight;
    const uint16_t *at = e->f.at;

    for (size_t i = 0; i < e->f.words; i++)
        step(*at++, g * e->f.word_value);
    for (size_t i = 0; i < e->f.pieces; i++)
        step(*at++, g * e->f.piece_value);
    step(*at, g);
    step(FEATURES_N, g);
}

static size_t next_random(uint64_t *state, size_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*state >> 33) % n;
}

static void shuffle(size_t *order, size_t n, uint64_t *state)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = next_random(state, i), t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
}

static int by_value(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

/* All but source `out`, and but the texts that it has too; -1: all. */
static size_t choose(int out, size_t *order)
{
    uint64_t *held = calloc(examples_n + 1, sizeof *held);
    size_t held_n = 0, n = 0;

    if (!held)
        exit(1);
    for (size_t i = 0; i < examples_n; i++)
        if (examples[i].source == out)
            held[held_n++] = examples[i].hash;
    qsort(held, held_n, sizeof *held, by_value);
    for (size_t i = 0; i < examples_n; i++)
        if (examples[i].source != out &&
            !bsearch(&examples[i].hash, held, held_n, sizeof *held, by_value))
            order[n++] = i;
    free(held);
    return n;
}

static void train(int out)
{
    size_t *order = calloc(examples_n + 1, sizeof *order);
    uint64_t state = 20250618;

    if (!order)
        exit(1);
    memset(w, 0, sizeof w);
    memset(g2, 0, sizeof g2);
    size_t n = choose(out, order);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(order, n, &state);
        for (size_t i = 0; i < n; i++)
            learn(&examples[order[i]]);
    }
    free(order);
}

static void weigh(void)
{
    for (size_t i = 0; i < examples_n; i++) {
        double n = (double)sources[examples[i].source].n[examples[i].label];
        examples[i].weight = 30 * sqrt(n) / n;
        if (examples[i].weight > 3)
            examples[i].weight = 3;
    }
}

static int by_score(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a < b) - (a > b);
}

/* The score above which one in a hundred of the harmless lies. */
static double threshold(double share)
{
    double *harmless = calloc(examples_n + 1, sizeof *harmless);
    size_t n = 0;

    if (!harmless)
        exit(1);
    for (size_t i = 0; i < examples_n; i++)
        if (!examples[i].label)
            harmless[n++] = examples[i].score;
    qsort(harmless, n, sizeof *harmless, by_score);
    double t = n ? harmless[(size_t)((double)n * share)] : 0;
    free(harmless);
    return t;
}

static void report(double share)
{
    double t = threshold(share), recall = 0;
    size_t all[2] = { 0 }, over[2] = { 0 };
    int with = 0;

    printf("threshold %.2f at %.1f %% false positives over all\n", t, share * 100);
    for (int s = 0; s < sources_n; s++) {
        size_t hit[2] = { 0 };
        for (size_t i = 0; i < examples_n; i++)
            if (examples[i].source == s)
                hit[examples[i].label] += examples[i].score > t;
        for (int l = 0; l < 2; l++) {
            all[l] += sources[s].n[l];
            over[l] += hit[l];
            if (sources[s].n[l])
                printf("  %-28s %s %6zu of %6zu  %5.1f %%\n", sources[s].name,
                       l ? "attacks " : "harmless", hit[l], sources[s].n[l],
                       100.0 * (double)hit[l] / (double)sources[s].n[l]);
        }
        if (sources[s].n[1]) {
            recall += (double)hit[1] / (double)sources[s].n[1];
            with++;
        }
    }
    printf("  recall: %.1f %% of the texts, %.1f %% by source; false positives %.2f %%\n",
           100.0 * (double)over[1] / (double)all[1], 100 * recall / with,
           100.0 * (double)over[0] / (double)all[0]);
}

static void cross_validate(void)
{
    for (int s = 0; s < sources_n; s++) {
        train(s);
        for (size_t i = 0; i < examples_n; i++)
            if (examples[i].source == s)
                examples[i].score = rules_odds(examples[i].rules) +
                                    features_share(margin(&examples[i]) -
                                                   rules_odds(examples[i].rules));
    }
    report(0.01);
    report(0.001);
}

static void rules_only(void)
{
    for (size_t i = 0; i < examples_n; i++)
        examples[i].score = rules_strength(examples[i].rules);
    report(0.01);
    report(0.001);
}

static void write_weights(void)
{
    double most = 0;

    train(-1);
    for (size_t i = 0; i < FEATURES_N; i++)
        most = fabs(w[i]) > most ? fabs(w[i]) : most;
    double unit = most / 127;
    printf(
        "/* weights.c - made by tools/train_guard.c from %zu texts of %d sources; do not edit. */\n"
        "#include \"guard/features.h\"\n\n/* clang-format off */\n"
        "const double guard_weight_unit = %.8f, guard_bias = %.8f;\n\n"
        "const signed char guard_weights[FEATURES_N] = {\n",
        examples_n, sources_n, unit, w[FEATURES_N]);
    for (size_t i = 0; i < FEATURES_N; i++)
        printf("%d,%s", (int)lround(w[i] / unit), i % 40 == 39 ? "\n" : "");
    printf("\n};\n/* clang-format on */\n");
}

int main(int argc, char **argv)
{
    struct arena *keep = arena_new();
    struct lexicon *lex = lexicon_new();

    if (argc < 3 || (strcmp(argv[1], "cv") != 0 && strcmp(argv[1], "write") != 0 &&
                     strcmp(argv[1], "rules") != 0)) {
        fputs("usage: train_guard cv|rules|write FILE.jsonl...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++)
        read_file(keep, lex, argv[i]);
    weigh();
    if (argv[1][0] == 'r')
        rules_only();
    else if (argv[1][0] == 'c')
        cross_validate();
    else
        write_weights();
    free(examples);
    lexicon_free(lex);
    arena_free(keep);
    return 0;
}
