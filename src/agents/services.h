/* services.h - what the agents work with: made once in app/, lent to every run. */
#ifndef AGENTS_SERVICES_H
#define AGENTS_SERVICES_H

#include "audit/audit.h"
#include "catalog/catalog.h"
#include "mcp/client.h"
#include "store/kv.h"

struct llm;
struct verified;

/* clang-format off */
/*    brain     in --brain   who reads the question                                  */
#define BRAIN_LIST(X)                                                                  \
    X(LOCAL,    "local")     /* the language engine, nothing else                   */ \
    X(AUTO,     "auto")      /* the engine; a language model when it is unsure       */ \
    X(CLAUDE,   "claude")    /* Claude always proposes the plan                      */ \
    X(OPENAI,   "openai")    /* a model behind an OpenAI-compatible API always does  */
/* clang-format on */

enum brain {
#define X(name, text) BRAIN_##name,
    BRAIN_LIST(X)
#undef X
        BRAIN_COUNT
};

const char *brain_name(enum brain b);
bool brain_of_name(str s, enum brain *out);

struct catalogs;

struct services {
    struct catalogs *catalogs; /* the current snapshot */
    struct mcp_client *mcp;
    struct kv *kv;
    struct audit *audit;       /* NULL only in `auric eval`, which has no users */
    struct verified *verified; /* NULL: no questions are verified here */
    struct llm *llm;           /* NULL: no language model */
    enum brain brain;
    bool compare_before; /* add the comparison with the period before on our own */
    bool llm_prose;      /* let the language model phrase the answer */
    bool quotas;         /* enforce requests an hour */
    int week_start;
    bool forced;       /* answers whatever the confidence: `auric eval --forced` */
    uint64_t rows_max; /* rows of an answer; the rest is counted and said */
};

/* The current catalog, with a reference.  The first caller builds it, and those
 * who wait for that share what came of it. */
MUST_CHECK err_t catalogs_hold(struct catalogs *cs, struct catalog **out, struct why *why);
/* The same for who must not wait: NULL while there is none. */
struct catalog *catalogs_find(struct catalogs *cs);

#endif
