/* command.h - is it an order to change something?  Such things are refused:
 * the engine reads.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_COMMAND_H
#define LANG_COMMAND_H

#include "lang/tokens.h"

bool command_is(const struct tokens *t);

#endif
