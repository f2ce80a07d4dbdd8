/* paths.h - ways over references between models, shortest first.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_PATHS_H
#define LANG_PATHS_H

#include "lang/frame.h"

/* Forward from `from` to the node's model, through its role if it has one.
 * `ties` counts further ways of the same length. */
bool path_forward(const struct lang_index *x, int from, struct node to, struct path *out,
                  unsigned *ties);

/* A model below `root` (its records point at root's, directly or not) from
 * which the node can be reached forward: the nearest.  `out` walks from root
 * to it, backwards all the way; -1 when there is none. */
int path_reverse(const struct lang_index *x, int root, struct node to, struct path *out,
                 unsigned *ties);

/* The model from which all of `models` are reachable forward at the least
 * cost; `prefer` wins ties; -1: none. */
int path_root(const struct lang_index *x, const int *models, size_t n, int prefer);

#endif
