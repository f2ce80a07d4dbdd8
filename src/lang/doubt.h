/* doubt.h - does the plan do what the words of the question ask for?  Every
 * word that must leave a trace in a plan ("per", "without", "versus", a model's
 * name) is looked for there, and shapes that nobody asks for are noticed.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_DOUBT_H
#define LANG_DOUBT_H

#include "lang/build.h"

void doubt_plan(const struct build *b, const struct plan *p, struct doubts *d);

#endif
