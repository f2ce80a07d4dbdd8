/* address.h - where the two APIs of an account are, and which hosts a client
 * may be made to call.
 *
 * A configured address is trusted as it is.  One that an answer brings - the
 * base URL of a repository - must be of an allowed host, or the answer could
 * send our credentials anywhere.
 *
 * Memory:  results live in `a`.
 */
#ifndef DATAHUB_ADDRESS_H
#define DATAHUB_ADDRESS_H

#include "datahub/client.h"

/* ".../mdm/api/rest/v1/ACCOUNT" */
const char *address_platform(struct arena *a, str url, str account);
/* ".../mdm" */
const char *address_repository(struct arena *a, str url);
/* "https://HOST/auth/jwt/generate/ACCOUNT" */
const char *address_tokens(struct arena *a, str platform_url, str account);

struct address_hosts {
    const char **p;
    size_t n;
};

/* Those of the settings, else the hosts of its addresses; a repository that is
 * still to be found may then be anywhere below boomi.com, if the platform is. */
MUST_CHECK err_t address_hosts(struct arena *a, const struct datahub_settings *s,
                               struct address_hosts *out, struct why *why);

#endif
