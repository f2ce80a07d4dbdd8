#include "audit/chain.h"

#include <sodium.h>
#include <stdio.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

const struct audit_head audit_head_none = { .hash = ZEROS };

void audit_hash(str line, char hex[static AUDIT_HASH_N + 1])
{
    unsigned char raw[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(raw, (const unsigned char *)line.p, line.n);
    sodium_bin2hex(hex, AUDIT_HASH_N + 1, raw, sizeof raw);
}

void chain_init(struct chain *c, bool whole)
{
    *c = (struct chain){ .head = audit_head_none, .whole = whole };
}

static bool bad(struct chain *c, int64_t seq, const char *reason)
{
    c->bad_seq = seq > 0 ? seq : c->head.seq + 1;
    snprintf(c->bad, sizeof c->bad, "%s", reason);
    return false;
}

static bool fits(struct chain *c, const struct audit_event *e, str prev)
{
    bool first = c->entries == 0;

    if (first && c->whole && e->seq != 1)
        return bad(c, 1, "the entries before the first one that is here are missing");
    if (!first && e->seq <= c->head.seq)
        return bad(c, c->head.seq + 1, "an entry is repeated or out of order");
    if (!first && e->seq != c->head.seq + 1)
        return bad(c, c->head.seq + 1, "the entry is missing");
    if ((!first || c->whole) && !str_eq(prev, str_c(c->head.hash)))
        return bad(c, first ? e->seq : c->head.seq,
                   "its hash is not the one that the next entry holds: it was changed");
    return true;
}

bool chain_feed(struct chain *c, struct arena *a, str line, struct audit_event *e_out)
{
    struct audit_event e;
    struct why why = { "" };
    str prev;

    if (c->bad_seq)
        return false;
    if (audit_parse(a, line, &e, &prev, &why) != ERR_OK)
        return bad(c, 0, why.text);
    if (!fits(c, &e, prev))
        return false;
    if (c->entries++ == 0)
        c->first_seq = e.seq;
    if (e.ts_ms < c->head.ts_ms && c->clock_steps++ == 0)
        c->first_step = e.seq;
    c->head.seq = e.seq;
    c->head.ts_ms = e.ts_ms;
    audit_hash(line, c->head.hash);
    if (e_out)
        *e_out = e;
    return true;
}
