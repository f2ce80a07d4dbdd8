/* senses.h - small words that turn a sentence around: more and less, highest
 * and lowest, no, three.
 *
 * A rephrased sentence must not say in such a word what the sentence it came
 * from did not: a number checker does not see that "up" became "down".
 *
 * Layer: agents; pure, English.
 */
#ifndef AGENTS_SENSES_H
#define AGENTS_SENSES_H

#include "base/str.h"

/* clang-format off */
#define SENSE_LIST(X)                                                                           \
    X(UP,     "more higher up increase increased increases increasing rose rise rises risen "   \
              "rising grew grow grows grown growing growth gain gained gains above exceeds "    \
              "exceeded ahead jumped improved better")                                          \
    X(DOWN,   "less fewer lower down decrease decreased decreases decreasing fell fall falls "  \
              "fallen falling drop dropped drops dropping decline declined declines declining " \
              "below behind shrank shrinking lost loss worse")                                  \
    X(MOST,   "leads lead leading leader highest most top largest biggest best maximum peak "   \
              "peaked strongest")                                                               \
    X(LEAST,  "lowest least smallest bottom worst minimum weakest fewest")                      \
    X(NOT,    "no not none never without nothing neither nor zero cannot isn't aren't didn't")  \
    X(SAME,   "same unchanged equal flat stable steady")                                        \
    X(NUMBER, "one two three four five six seven eight nine ten eleven twelve thirteen "        \
              "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty " \
              "sixty seventy eighty ninety hundred hundreds thousand thousands million "        \
              "millions billion billions dozen dozens half third double doubled "    \
              "twice triple tripled several couple few majority minority all every")
/* clang-format on */

enum sense {
#define X(name, words) SENSE_##name,
    SENSE_LIST(X)
#undef X
        SENSE_NUM
};

/* A bit for each sense that some word of `text` has. */
unsigned senses_of(str text);

#endif
