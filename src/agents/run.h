/* run.h - one question on its way: the typed state that the agents fill.
 *
 * A run is made by flow/, walked through the steps below, and dies with its
 * arena.  Each step is one agent: a plain function on the run.  What an agent
 * gave is shown as JSON (the trace), and that same JSON is what is kept in the
 * store, so that a run whose process died goes on from its last good step.
 *
 * Memory:  everything hangs on run->arena; the catalog is held until it dies.
 * Threads: one thread a run.
 */
#ifndef AGENTS_RUN_H
#define AGENTS_RUN_H

#include "agents/services.h"
#include "answer/answer.h"
#include "guard/guard.h"
#include "lang/lang.h"

/* clang-format off */
/*    step                name in JSON          told to the user while it runs       */
#define STEP_LIST(X)                                                                   \
    X(SECURITY_CHECK,     "security_check",     "Checking the question")               \
    X(QUERY_ANALYSIS,     "query_analysis",     "Understanding the question")          \
    X(MODEL_DISCOVERY,    "model_discovery",    "Choosing the model")                  \
    X(FIELD_ANALYSIS,     "field_analysis",     "Mapping the fields")                  \
    X(QUERY_CONSTRUCTION, "query_construction", "Building the query")                  \
    X(DATA_RETRIEVAL,     "data_retrieval",     "Fetching the records")                \
    X(RESPONSE_SYNTHESIS, "response_synthesis", "Writing the answer")                  \
    X(AUDIT_LOG,          "audit_log",          "Writing the audit record")
/* clang-format on */

enum step_id {
#define X(name, json, told) STEP_##name,
    STEP_LIST(X)
#undef X
        STEP_COUNT
};

const char *step_name(enum step_id s);
const char *step_told(enum step_id s);

struct actor {
    str user, role, session, ip;
};

struct run;

/* What whoever asked hears while it runs; all members may be NULL. */
struct run_events {
    void *ctx;
    void (*on_begin)(void *ctx, const struct run *r); /* it has its id and conversation */
    void (*on_step)(void *ctx, const struct run *r, enum step_id s, const char *state);
    void (*on_delta)(void *ctx, const struct run *r, str text);
};

struct trace {
    double ms;
    json_t *detail; /* the agent's output; released with the arena */
    bool done;
};

struct run {
    struct arena *arena;
    struct services *services;
    str id, question, conversation_id, request_id;
    str node; /* of the process that runs it */
    struct actor actor;
    int64_t now; /* seconds on the hub's wall clock */
    const struct turn *history;
    size_t history_n;
    str instructions;
    const struct run_events *events;
    const atomic_bool *cancelled;

    struct catalog *catalog;         /* held */
    const struct catalog_view *view; /* what the role may see; NULL until checked */

    enum step_id step; /* the next to do */
    bool finished;
    enum answer_status outcome; /* decided so far; ANSWER while nothing stands against it */
    err_t error;
    struct why why;

    struct guard_result guard;
    struct readings readings;
    struct plan *plan;
    bool implicit_compare; /* plan->compare was our idea */
    const char *brain;     /* who made the plan: "local", "claude", "verified" */
    str brain_note;        /* what came of asking a language model; may be empty */
    const char *voice;     /* who phrased the answer; NULL: we did */
    str voice_note;        /* why a language model's wording was not used */
    bool told;             /* the text of the answer went out while it was written */
    struct result result;
    struct answer answer;
    str rule; /* which rule refused, for the audit record */
    uint64_t audit_seq;
    uint64_t tokens;          /* spent on a language model */
    unsigned retry_after_s;   /* with ERR_LIMITED */
    bool resumed;             /* taken up from an earlier process */
    bool conversation_is_new; /* this question is its first */
    str answer_text;          /* flow_answer_text(), once it was asked for */
    struct trace trace[STEP_COUNT];
};

/* An agent: does one step.  An error it returns ends the run as outcome ERROR;
 * a refusal is no error, it sets `outcome`. */
typedef err_t agent_fn(struct run *r, struct why *why);
/* Its output as JSON; a new reference. */
typedef json_t *agent_show_fn(const struct run *r);
/* Takes the output kept by an earlier process, so that the step need not be
 * done again. */
typedef err_t agent_restore_fn(struct run *r, const json_t *kept, struct why *why);

struct agent {
    const char *name; /* "query analyzer" */
    agent_fn *act;
    agent_show_fn *show;       /* for people: the trace */
    agent_show_fn *keep;       /* for the store; NULL: nothing needs to be kept */
    agent_restore_fn *restore; /* NULL: the step is pure, so it is simply done again */
};

extern const struct agent agent_security, agent_analyzer, agent_discovery, agent_fields,
    agent_constructor, agent_retrieval, agent_synthesizer, agent_auditor;

/* For catalog_view(): the language engine's index of a view. */
void *lang_index_make(struct arena *a, const struct schema *view);

/* Four questions that work on this view, for an empty page. */
struct strs starters_of(struct arena *a, const struct schema *view);

bool run_is_cancelled(const struct run *r);

/* End the run without computing: text for the user, and what kind of no. */
void run_refuse(struct run *r, enum answer_status how, str text);

#endif
