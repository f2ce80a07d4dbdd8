/* flow.h - takes a question through the seven agents.
 *
 * The state of a run is kept after every step.  A process that dies leaves its
 * runs where they were; flow_resume() of the next one takes them up from their
 * last good step and files the answers in their conversations.
 *
 * Threads: flow_ask: any, one thread a question; blocking.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "agents/run.h"
#include "flow/history.h"

struct flow {
    struct services *services;
    struct history *history; /* NULL: no conversations are kept (auric eval) */
    str node;                /* names this process among those that share the store */
    atomic_bool stopping;
};

/* A process that has not said so for NODE_TTL_S counts as dead. */
enum { NODE_TTL_S = 6 };
void flow_alive(struct flow *f);

struct flow_question {
    str question, conversation_id; /* empty: a new conversation */
    struct actor actor;
    str request_id;
    int64_t now;        /* 0: the clock */
    const str *earlier; /* questions before this one, when there is no conversation */
    size_t earlier_n;
    str instructions;
    const struct run_events *events;
    const atomic_bool *cancelled;
};

/* Always gives a run, whose answer is what to send: a failure is an answer of
 * status ERROR with run->error set. */
struct run *flow_ask(struct flow *f, struct arena *a, const struct flow_question *q);

/* The Answer object of docs/api.md: a new reference, and its text, which is
 * made once however often it is sent and stored. */
json_t *flow_answer_json(const struct run *r);
str flow_answer_text(struct run *r);

/* Take up what dead processes left behind; returns how many.  Of several that
 * try, one gets a run. */
size_t flow_resume(struct flow *f);

#endif
