/* access.h - who may ask: Basic for both APIs, and short-lived tokens for the
 * Repository API (boomi-datahub-api.md, 1.1).
 *
 * A token is a JWT, HS256, good for five minutes; its key lives as long as the
 * hub does.
 */
#ifndef LOCALHUB_ACCESS_H
#define LOCALHUB_ACCESS_H

#include "base/arena.h"

enum { HUB_TOKEN_S = 300 };

struct hub_access {
    str account;
    str platform_user, platform_password;
    str repository_user, repository_token;
    bool reveal_masked;
    unsigned char key[32];
};

enum hub_caller { HUB_NOBODY, HUB_BASIC, HUB_JWT, HUB_JWT_REVEALS };

/* `authorization` is the header's value. */
bool hub_access_platform(const struct hub_access *a, struct arena *arena, str authorization);
enum hub_caller hub_access_repository(const struct hub_access *a, struct arena *arena,
                                      str authorization, int64_t now);

str hub_access_issue(const struct hub_access *a, struct arena *arena, int64_t now);

#endif
