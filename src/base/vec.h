/* vec.h - a growing array in an arena.
 *
 *     VEC(struct span) spans = { 0 };
 *     *vec_push(a, &spans) = (struct span){ ... };
 *     for (size_t i = 0; i < spans.n; i++) use(&spans.p[i]);
 *
 * Growing copies, so a pointer to an element lives until the next push.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *p;                                                                                      \
        size_t n, cap;                                                                             \
    }

/* A zeroed new last element. */
#define vec_push(a, v)                                                                             \
    ((v)->n == (v)->cap ? (void)((v)->p = vec_grow(a, (v)->p, (v)->n, &(v)->cap, sizeof *(v)->p))  \
                        : (void)0,                                                                 \
     &(v)->p[(v)->n++])

/* For vec_push only: a larger zeroed copy. */
void *vec_grow(struct arena *a, const void *p, size_t n, size_t *cap, size_t size);

#endif
