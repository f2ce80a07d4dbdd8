/* payload.h - texts hidden in a text: runs of base64 or hexadecimal digits
 * that decode to words, and Unicode tag characters, which nobody sees.
 *
 * Layer:   guard; pure, linear.
 */
#ifndef GUARD_PAYLOAD_H
#define GUARD_PAYLOAD_H

#include "base/arena.h"

enum { PAYLOADS_MAX = 16 };

/* What was found, decoded, in the arena; at most PAYLOADS_MAX. */
size_t guard_payloads(struct arena *a, str text, str out[static PAYLOADS_MAX]);

#endif
