/* normal.h - one spelling for texts that look alike.
 *
 * Small letters without marks (NFKC_Casefold and stripped accents); letters of
 * other scripts that look Latin become Latin; zero-width, bidirectional and
 * other invisible characters go; percent, HTML and backslash escapes are
 * decoded as often as they are nested; "1gn0r3" is "ignore" and so is
 * "i g n o r e"; white space is one space.
 *
 * Only for judging a text: never for answering it.
 *
 * Layer:   guard; pure, linear in the length.
 * Promise: guard_normal(guard_normal(x)) is guard_normal(x) unless it says
 *          NORMAL_DEEP (nested deeper than NORMAL_PASSES_MAX).
 */
#ifndef GUARD_NORMAL_H
#define GUARD_NORMAL_H

#include "base/arena.h"

enum { NORMAL_PASSES_MAX = 8 };

enum normal_sign {
    NORMAL_DECODED = 1, /* an escape was decoded */
    NORMAL_JOINED = 2,  /* letters stood apart */
    NORMAL_LEET = 4,    /* digits stood for letters */
    NORMAL_DEEP = 8,
};

/* In the arena. `signs` gets a set of enum normal_sign. */
str guard_normal(struct arena *a, str text, unsigned *signs);

/* The Latin letter that `c` looks like, or `c`. */
uint32_t guard_look_alike(uint32_t c);

#endif
