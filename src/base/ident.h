/* ident.h - names that nobody can guess: 128 random bits as 26 characters of
 * Crockford's base 32, lower case. */
#ifndef BASE_IDENT_H
#define BASE_IDENT_H

#include "base/arena.h"

enum { IDENT_N = 26 };

str ident_new(struct arena *a);
bool ident_is_valid(str s);

#endif
