/* match.h - does a role's rule mean this model, this field?
 *
 * A rule that allows is read narrowly (id or name), a rule that denies widely
 * (id, name, element, label, path, and everything below a denied group), so a
 * rule written in the wrong one of a field's four names fails closed.
 *
 * Layer: policy; pure.
 */
#ifndef POLICY_MATCH_H
#define POLICY_MATCH_H

#include "policy/policy.h"

bool role_sees_model(const struct role *r, const struct model *m);

/* Of a model that the role sees; says nothing of the target of a reference. */
bool role_sees_field(const struct role *r, const struct model *m, const struct field *f);

#endif
