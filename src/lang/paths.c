#include "lang/paths.h"

static bool step_to(const struct lang_index *x, int from, int to, struct path *out, unsigned *ties)
{
    const struct model *m = index_model(x, from);
    if (from == to)
        return true;
    if (out->n == PATH_MAX_STEPS || index_forward(x, from, to) == 255)
        return false;
    unsigned want = index_forward(x, from, to) - 1, ways = 0;
    const struct field *best = NULL;
    for (size_t f = 0; f < m->fields_n; f++) {
        int next = m->fields[f].ref_model;
        if (m->fields[f].type != FIELD_REF || next < 0 || next == from ||
            index_forward(x, next, to) != want)
            continue;
        ways++;
        /* Of several, the one called like what it points at, else the required one. */
        bool called = str_find(m->fields[f].label, index_model(x, next)->label) <
                      m->fields[f].label.n;
        if (!best || (called && ways > 1) || (m->fields[f].required && !best->required && !called))
            best = best && called == false && !m->fields[f].required ? best : &m->fields[f];
    }
    if (!best)
        return false;
    *ties += ways - 1;
    out->steps[out->n++] = (struct step){ .field = best, .model = index_model(x, best->ref_model) };
    return step_to(x, best->ref_model, to, out, ties);
}

bool path_forward(const struct lang_index *x, int from, struct node to, struct path *out,
                  unsigned *ties)
{
    *out = (struct path){ 0 };
    *ties = 0;
    if (to.model < 0)
        return false;
    if (to.via_field < 0)
        return step_to(x, from, to.model, out, ties);
    unsigned ignored = 0; /* the role was said */
    const struct field *f = &index_model(x, to.via_model)->fields[to.via_field];
    if (!step_to(x, from, to.via_model, out, &ignored) || out->n == PATH_MAX_STEPS)
        return false;
    out->steps[out->n++] = (struct step){ .field = f, .model = index_model(x, f->ref_model) };
    return true;
}

static void turn_round(const struct lang_index *x, int start, const struct path *p,
                       struct path *out)
{
    *out = (struct path){ .n = p->n };
    for (size_t i = 0; i < p->n; i++) {
        size_t k = p->n - 1 - i; /* the step that arrived where we stand */
        const struct model *arrive = k == 0 ? index_model(x, start) : p->steps[k - 1].model;
        out->steps[i] =
            (struct step){ .field = p->steps[k].field, .model = arrive, .reverse = true };
    }
}

int path_reverse(const struct lang_index *x, int root, struct node to, struct path *out,
                 unsigned *ties)
{
    int best = -1;
    unsigned least = 255, ways = 0;
    for (int m = 0; m < (int)x->schema->models_n; m++) {
        unsigned up = m == root ? 255 : index_forward(x, m, root);
        int target = to.via_field >= 0 ? to.via_model : to.model;
        unsigned down = index_forward(x, m, target);
        if (up == 255 || down == 255)
            continue;
        unsigned cost = 2 * up + 2 * down - (m == to.model); /* children before detours */
        if (cost < least) {
            least = cost;
            best = m;
            ways = 1;
        } else if (cost == least) {
            ways++;
        }
    }
    if (best < 0)
        return -1;
    struct path p;
    struct node top = NODE_NONE;
    top.model = root;
    if (!path_forward(x, best, top, &p, ties))
        return -1;
    *ties += ways - 1;
    turn_round(x, best, &p, out);
    return best;
}

int path_root(const struct lang_index *x, const int *models, size_t n, int prefer)
{
    int best = -1;
    unsigned least = 100000;
    for (int m = 0; m < (int)x->schema->models_n; m++) {
        unsigned cost = 0;
        bool all = true;
        for (size_t i = 0; i < n && all; i++) {
            unsigned d = index_forward(x, m, models[i]);
            all = d != 255;
            cost += 2 * d;
        }
        if (!all)
            continue;
        cost -= cost > 0 && m == prefer ? 1 : 0;
        if (cost < least || (cost == least && m == prefer)) {
            least = cost;
            best = m;
        }
    }
    return best;
}
