/* t.h - the whole test framework.  A test is a program; CHECK says where it
 * failed and in whose case; it keeps going, and T_DONE counts. */
#ifndef TESTS_T_H
#define TESTS_T_H

#include <stdio.h>

static unsigned t_checks, t_failures;

#define CHECK(cond, ...)                                                                           \
    do {                                                                                           \
        t_checks++;                                                                                \
        if (!(cond)) {                                                                             \
            t_failures++;                                                                          \
            fprintf(stderr, "%s:%d: CHECK(%s) ", __FILE__, __LINE__, #cond);                       \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fputc('\n', stderr);                                                                   \
        }                                                                                          \
    } while (0)

/* A test that checked nothing has failed. */
#define T_DONE()                                                                                   \
    (fprintf(stderr, "%u checks, %u failed\n", t_checks, t_failures),                              \
     t_failures || !t_checks ? 1 : 0)

#endif
