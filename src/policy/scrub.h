/* scrub.h - does a text name something hidden?
 *
 * A description may say "salary is in the field next to this one".  Names of
 * what is hidden are looked up in windows of whole words, without case; a name
 * that something visible bears too gives nothing away and does not count.
 *
 * Layer: policy; pure.  Names are borrowed from the schema.
 */
#ifndef POLICY_SCRUB_H
#define POLICY_SCRUB_H

#include "base/map.h"

struct scrub {
    struct arena *a;
    struct map visible, hidden;
};

void scrub_init(struct scrub *s, struct arena *a);
void scrub_show(struct scrub *s, str name); /* all of these first */
void scrub_hide(struct scrub *s, str name);
bool scrub_names_hidden(const struct scrub *s, str text);

#endif
