/* consult_prose.c - the answer's sentences, phrased by a language model that
 * sees none of their values (agents/mask.h). */
#include "agents/consult.h"
#include "agents/mask.h"
#include "agents/proposal.h"
#include "agents/senses.h"
#include "codec/json.h"
#include "llm/llm.h"
#include "llm/prompt.h"

enum { PROSE_MS = 15000, PROSE_TOKENS = 1024, PROSE_MAX = 1500 };

/* Its text while it comes: whole sentences are checked, then told. */
struct telling {
    struct run *r;
    struct mask mask;
    unsigned senses; /* of our own sentences */
    struct buf text; /* as it came */
    size_t told_n;   /* how much of it was told */
    const char *wrong;
};

/* Nothing but what our own sentences say, so far as a program can tell. */
static const char *check(struct telling *t, str text, str *filled)
{
    const char *wrong = mask_fill(&t->mask, text, filled);

    if (wrong)
        return wrong;
    if (senses_of(text) & ~t->senses)
        return "it says something that the result does not";
    if (str_find(text, STR("://")) < text.n || str_find(text, STR("www.")) < text.n)
        return "it holds a link";
    if (!prose_is_true(t->mask.a, *filled, &t->r->answer))
        return "it holds a number that is not in the result";
    return NULL;
}

static void tell(struct telling *t, size_t end)
{
    const struct run_events *ev = t->r->events;
    str filled;

    t->wrong = check(t, str_sub(buf_str(&t->text), t->told_n, end), &filled);
    if (t->wrong)
        return;
    t->told_n = end;
    if (!ev || !ev->on_delta)
        return;
    ev->on_delta(ev->ctx, t->r, filled);
    t->r->told = true;
}

/* Behind the last sentence that is complete; where telling stopped if none is. */
static size_t sentence_end(const struct telling *t)
{
    for (size_t i = t->text.n; i > t->told_n + 1; i--)
        if (t->text.p[i - 1] == ' ' && memchr(".!?", t->text.p[i - 2], 3))
            return i;
    return t->told_n;
}

static void on_delta(void *ctx, str piece)
{
    struct telling *t = ctx;

    if (t->wrong)
        return;
    for (size_t i = 0; i < piece.n; i++)
        buf_byte(&t->text, piece.p[i] == '\n' ? ' ' : piece.p[i]);
    if (t->text.n > PROSE_MAX)
        t->wrong = "it is too long";
    size_t end = sentence_end(t);
    if (!t->wrong && end > t->told_n)
        tell(t, end);
}

static str columns(struct telling *t)
{
    const struct result *res = &t->r->result;
    struct buf b;

    buf_init(&b, t->mask.a);
    for (size_t i = 0; i < res->columns_n && i < 12; i++) {
        buf_add(&b, i ? STR(", ") : STR(""));
        buf_add(&b, res->columns[i].label);
    }
    /* A label may tell a condition, and so hold a value. */
    struct mask copy = t->mask;
    return mask_text(&copy, b.n ? buf_str(&b) : STR(""));
}

static void accept(struct telling *t)
{
    str whole = buf_str(&t->text), filled;
    const struct mask_slot *missing = mask_missing(&t->mask, whole);

    if (!t->wrong && missing)
        t->wrong = "it leaves out a figure";
    if (!t->wrong)
        t->wrong = check(t, whole, &filled);
    if (!t->wrong && t->told_n < t->text.n)
        tell(t, t->text.n);
    if (!t->wrong && filled.n)
        t->r->answer.text = str_trim(filled);
}

void consult_prose(struct run *r)
{
    struct arena *a = r->arena;
    struct telling t = { .r = r };
    struct llm_reply reply;
    struct why why = { .text = "" };

    mask_init(&t.mask, a, r->plan, &r->result);
    buf_init(&t.text, a);
    str sentences = mask_text(&t.mask, r->answer.text);
    const struct slot slots[] = {
        { STR("question"), proposal_quote(a, json_of_str(r->question)) },
        { STR("columns"), columns(&t) },
        { STR("sentences"), sentences },
    };
    struct llm_request q = {
        .system = prompt_text("prose_system"),
        .user = prompt_fill(a, prompt_text("prose_user"), slots, 3),
        .max_tokens = PROSE_TOKENS,
        .timeout_ms = PROSE_MS,
        .cancelled = r->cancelled,
        .on_delta = on_delta,
        .ctx = &t,
    };

    t.senses = senses_of(sentences);
    err_t e = llm_ask(r->services->llm, a, &q, &reply, &why);
    if (e) {
        r->voice_note = arena_str(a, str_c(why_text(&why, e)));
        return;
    }
    r->tokens += reply.tokens_in + reply.tokens_out;
    accept(&t);
    if (t.wrong)
        r->voice_note = arena_fmt(a, "%s's wording was not used: %s", llm_name(r->services->llm),
                                  t.wrong);
    else
        r->voice = llm_name(r->services->llm);
}
