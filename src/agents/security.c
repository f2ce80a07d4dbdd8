/* security.c - the security agent: may this person ask, and is this a
 * question?  Everything here happens before anything is looked up. */
#include "agents/run.h"
#include "auth/quota.h"
#include "base/clock.h"
#include "codec/json.h"

#include <utf8proc.h>

static bool is_utf8(str s)
{
    for (size_t at = 0; at < s.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at,
                                              (utf8proc_ssize_t)(s.n - at), &c);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

static err_t check_text(const struct run *r, struct why *why)
{
    if (r->question.n == 0)
        return why_fail(why, ERR_BAD_INPUT,
                        "the question is empty; ask something like \"How many products do we "
                        "have?\"");
    if (r->question.n > QUESTION_BYTES_MAX)
        return why_fail(why, ERR_TOO_LARGE, "the question is %zu bytes long; ask it in at most %d",
                        r->question.n, (int)QUESTION_BYTES_MAX);
    if (!is_utf8(r->question))
        return why_fail(why, ERR_BAD_INPUT, "the question is not valid UTF-8 text");
    return ERR_OK;
}

static bool is_one_of(str word, const char *const *list)
{
    for (; *list; list++)
        if (str_eq_nocase(word, str_c(*list)))
            return true;
    return false;
}

/* "Set the price of ...", "Cancel all ...": a list in reply would look as if it
 * had been done. */
static bool asks_for_change(str question)
{
    static const char *const verbs[] = { "set",    "update", "change", "modify", "delete",
                                         "remove", "cancel", "rename", "add",    "insert",
                                         "create", "assign", "move",   "merge",  NULL };
    static const char *const objects[] = { "the", "all", "every", "this", "that", "these", "those",
                                           "my",  "our", "a",     "an",   "new",  NULL };
    str rest = question, first = str_cut(&rest, ' ');

    if (str_eq_nocase(first, STR("please")))
        first = str_cut(&rest, ' ');
    if (!is_one_of(first, verbs) || !is_one_of(str_cut(&rest, ' '), objects))
        return false;
    static const char *const drawn[] = { "bar",     "pie",   "line",    "scatter",
                                         "chart",   "graph", "stacked", "histogram",
                                         "grouped", "plot",  NULL };
    return !is_one_of(str_cut(&rest, ' '), drawn); /* "create a bar chart" is a question */
}

static err_t take_quota(struct run *r, struct why *why)
{
    struct quota q = { 0 };

    if (!r->services->quotas)
        return ERR_OK;
    err_t e = quota_take(r->services->kv, "ask", r->actor.user, r->view->role->requests_per_hour,
                         3600, clock_now_s(), &q); /* r->now is whatever the asker says */
    if (e != ERR_LIMITED)
        return e;
    r->retry_after_s = q.retry_after_s;
    r->rule = STR("quota");
    return why_fail(why, e,
                    "you have asked %u questions within an hour, which is what your role allows; "
                    "the next one is free in %u minutes",
                    q.limit, (q.retry_after_s + 59) / 60);
}

/* Judged in the light of what was asked before: some attacks come in turns. */
static void check_guard(struct run *r)
{
    str *turns = NEW_N(r->arena, str, r->history_n + 1);

    for (size_t i = 0; i < r->history_n; i++)
        turns[i] = r->history[i].question;
    turns[r->history_n] = r->question;
    guard_check_turns(r->arena, turns, r->history_n + 1, &r->guard);
}

static err_t act(struct run *r, struct why *why)
{
    const struct role *role = r->view->role;

    TRY(check_text(r, why));
    if (!role_may(role, FEATURE_ASK)) {
        r->rule = arena_fmt(r->arena, "role:%.*s", STR_ARG(role->name));
        run_refuse(r, ANSWER_DENIED,
                   arena_fmt(r->arena,
                             "Your role (%.*s) does not include access to business data. If you "
                             "need it, please ask %.*s.",
                             STR_ARG(role->name), STR_ARG(role->contact)));
        return ERR_OK;
    }
    TRY(take_quota(r, why));
    check_guard(r);
    if (r->guard.verdict == GUARD_BLOCK) {
        r->rule = STR("guard");
        run_refuse(r, ANSWER_BLOCKED,
                   STR("This looks like an attempt to change how auric works rather than a "
                       "question about your data, so it was not processed. It has been recorded. "
                       "If it was meant as a question, please put it in plain business words."));
    } else if (asks_for_change(r->question)) {
        r->rule = STR("scope");
        run_refuse(r, ANSWER_ABSTAIN,
                   STR("I only read: I cannot change, add or delete records. Ask me what is there, "
                       "and change it in Boomi DataHub."));
    } else if (r->guard.scope) {
        r->rule = STR("scope");
        run_refuse(r, ANSWER_ABSTAIN,
                   arena_fmt(r->arena,
                             "%s I answer questions about your company's master data: how many, "
                             "which, totals, comparisons and trends.",
                             r->guard.scope->explain));
        r->answer.followups.p = NEW(r->arena, str);
        r->answer.followups.p[0] = STR("What can I ask?");
        r->answer.followups.n = 1;
    }
    return ERR_OK;
}

static json_t *show(const struct run *r)
{
    json_t *o = json_object();

    json_object_set_new(o, "security_status",
                        json_string(r->outcome == ANSWER_ANSWER ? "APPROVED" : "REFUSED"));
    json_object_set_new(o, "role", json_of_str(r->actor.role));
    json_object_set_new(o, "risk_score", json_real(r->guard.score));
    return o;
}

/* The quota of a resumed question was taken by the process that died. */
static json_t *keep(const struct run *r)
{
    return r->outcome == ANSWER_ANSWER ? json_object() : NULL;
}

static err_t restore(struct run *r, const json_t *kept, struct why *why)
{
    (void)r;
    (void)kept;
    (void)why;
    return ERR_OK;
}

const struct agent agent_security = { "security", act, show, keep, restore };
