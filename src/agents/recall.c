#include "agents/recall.h"

#include "codec/json.h"
#include "lang/timex.h"
#include "plan/check.h"
#include "plan/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLAN_JSON_MAX = 1 << 20, DATES_MAX = 256 };

/* The ways in which the engine may have read the times of a question. */
static const struct style {
    const char *lang;
    bool ahead;
} styles[] = { { "en", false }, { "en", true }, { "de", false }, { "fr", false },
               { "es", false }, { "de", true }, { "fr", true },  { "es", true } };

enum { STYLES = sizeof styles / sizeof *styles };

/* A date is a side of a span, of the period before it or a year earlier. */
enum variant { THE_SPAN, BEFORE, YEAR_BEFORE, VARIANTS };

struct times {
    struct arena *a;
    str question;
    struct timex_env env;
    timex_vec spans[STYLES];
    bool known[STYLES];
};

static struct times times_of(struct arena *a, const struct lang_env *lang, str question,
                             int64_t now)
{
    return (struct times){
        .a = a,
        .question = question,
        .env = { .now = now,
                 .fiscal_month = lang->schema->fiscal_month,
                 .fiscal_day = lang->schema->fiscal_day,
                 .week_start = lang->week_start ? lang->week_start : 1 },
    };
}

static const timex_vec *spans_of(struct times *t, size_t style)
{
    if (!t->known[style]) {
        struct timex_env env = t->env;
        env.lang = str_c(styles[style].lang);
        env.ahead = styles[style].ahead;
        timex_find(t->a, &env, t->question, &t->spans[style]);
        t->known[style] = true;
    }
    return &t->spans[style];
}

static struct time_span variant_of(const struct times *t, const struct time_span *s, enum variant v)
{
    struct time_span out = *s;

    if (v == BEFORE)
        timex_before(&t->env, s, &out);
    if (v == YEAR_BEFORE)
        timex_year_before(&t->env, s, &out);
    return out;
}

/* Both forms that a plan's JSON has: a day, and a day with a time. */
static bool date_of(str text, int64_t *seconds, bool *is_day)
{
    int64_t days;

    *is_day = civil_parse_date(text, &days);
    if (*is_day)
        *seconds = days * DAY_S;
    return *is_day || (text.n >= 19 && text.p[10] == 'T' && civil_parse_instant(text, seconds));
}

static json_t *date_text(struct arena *a, int64_t seconds, bool is_day)
{
    struct buf b;

    buf_init(&b, a);
    if (is_day)
        civil_print_date(&b, seconds >= 0 ? seconds / DAY_S : (seconds - DAY_S + 1) / DAY_S);
    else
        civil_print_instant(&b, seconds);
    return json_of_str(buf_str(&b));
}

static int64_t today(const struct times *t)
{
    return t->env.now - t->env.now % DAY_S;
}

/* The place of a date in the question: "@STYLE.SPAN.VARIANT.SIDE.FORM", or
 * "@today.DAYS.FORM"; empty when it has none. */
static str place_of(struct times *t, int64_t seconds, bool is_day)
{
    for (size_t style = 0; style < STYLES; style++) {
        const timex_vec *spans = spans_of(t, style);
        for (size_t i = 0; i < spans->n; i++)
            for (enum variant v = 0; v < VARIANTS; v++) {
                struct time_span s = variant_of(t, &spans->p[i], v);
                if ((s.has_from && s.from == seconds) || (s.has_to && s.to == seconds))
                    return arena_fmt(t->a, "@%zu.%zu.%d.%d.%d", style, i, (int)v,
                                     !(s.has_from && s.from == seconds), is_day);
            }
    }
    for (int days = 0; days <= 1; days++)
        if (seconds == today(t) + days * DAY_S)
            return arena_fmt(t->a, "@today.%d.%d", days, is_day);
    return STR("");
}

static bool place_fill(struct times *t, const char *place, json_t **out)
{
    int style, span, v, side, is_day, days;

    if (sscanf(place, "@today.%d.%d", &days, &is_day) == 2) {
        *out = date_text(t->a, today(t) + days * DAY_S, is_day);
        return true;
    }
    if (sscanf(place, "@%d.%d.%d.%d.%d", &style, &span, &v, &side, &is_day) != 5 || style < 0 ||
        style >= STYLES || v < 0 || v >= VARIANTS || span < 0)
        return false;
    const timex_vec *spans = spans_of(t, (size_t)style);
    if ((size_t)span >= spans->n)
        return false;
    struct time_span s = variant_of(t, &spans->p[span], (enum variant)v);
    if (side ? !s.has_to : !s.has_from)
        return false;
    *out = date_text(t->a, side ? s.to : s.from, is_day);
    return true;
}

/* What to make of a text in the tree: *out, or NULL to leave it; false ends it. */
typedef bool text_fn(struct times *t, const char *text, json_t **out);

static bool to_place(struct times *t, const char *text, json_t **out)
{
    int64_t seconds;
    bool is_day;

    if (!date_of(str_c(text), &seconds, &is_day))
        return true;
    str place = place_of(t, seconds, is_day);
    *out = place.n ? json_of_str(place) : NULL;
    return place.n > 0;
}

static bool from_place(struct times *t, const char *text, json_t **out)
{
    return text[0] != '@' || place_fill(t, text, out);
}

/* Depth is bounded by the reader of the JSON. */
static bool walk(struct times *t, json_t *v, text_fn *fn)
{
    const char *key;
    json_t *kid, *made;
    size_t i;
    void *next;

    if (json_is_object(v)) {
        json_object_foreach_safe(v, next, key, kid)
        {
            made = NULL;
            if (!(json_is_string(kid) ? fn(t, json_string_value(kid), &made) : walk(t, kid, fn)))
                return false;
            if (made)
                json_object_set_new(v, key, made);
        }
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, kid)
        {
            made = NULL;
            if (!(json_is_string(kid) ? fn(t, json_string_value(kid), &made) : walk(t, kid, fn)))
                return false;
            if (made)
                json_array_set_new(v, i, made);
        }
    }
    return true;
}

/* Labels are words, not dates to compute with; a text value that looks like a
 * date is one to us, and then it has to come from the question as well. */
static bool template_of(struct times *t, json_t *plan, str *out)
{
    if (!walk(t, plan, to_place))
        return false;
    char *text = json_dumps(plan, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text)
        return false;
    *out = arena_str(t->a, str_c(text));
    free(text);
    return true;
}

static err_t fill(struct times *t, const struct schema *schema, str template, struct plan **out,
                  struct why *why)
{
    json_t *v;

    TRY(json_read(t->a, template, PLAN_JSON_MAX, &v, why));
    if (!walk(t, v, from_place))
        return why_fail(why, ERR_NOT_FOUND,
                        "the period of the verified question is not in this "
                        "wording");
    TRY(plan_from_json(t->a, schema, v, out, why));
    return plan_check(schema, *out, why);
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

/* The engine's reading with the words it could not use: two questions that give
 * the same are the same to the engine.  Empty for one that it could not read. */
static str heard_of(struct times *t, const struct readings *rs)
{
    const struct reading *best = &rs->best;
    struct strs unused = { NEW_N(t->a, str, best->unused.n), best->unused.n };
    struct buf b;
    str text;

    if (!best->plan || rs->verdict == READ_META || rs->is_followup ||
        !template_of(t, json_keep(t->a, plan_to_json(best->plan)), &text))
        return STR("");
    for (size_t i = 0; i < unused.n; i++)
        unused.p[i] = verified_words(t->a, best->unused.p[i]);
    if (unused.n)
        qsort(unused.p, unused.n, sizeof *unused.p, by_text);
    buf_init(&b, t->a);
    buf_add(&b, text);
    for (size_t i = 0; i < unused.n; i++) {
        buf_byte(&b, '\n');
        buf_add(&b, unused.p[i]);
    }
    return buf_str(&b);
}

static void take(struct run *r, struct plan *p, const struct verified_entry *e)
{
    struct buf day;

    buf_init(&day, r->arena);
    civil_print_date(&day, e->at / DAY_S);
    r->brain = "verified";
    r->brain_note = arena_fmt(r->arena, "verified by %.*s on %.*s as \"%.*s\"", STR_ARG(e->by),
                              STR_ARG(buf_str(&day)), STR_ARG(e->question));
    r->readings.verdict = READ_ANSWER;
    r->readings.is_followup = false;
    r->readings.best.plan = p;
    r->readings.best.confidence = 1;
    r->readings.best.unused = (struct strs){ NULL, 0 };
    r->readings.best.assumptions = (struct strs){ NULL, 0 };
}

bool recall_take(struct run *r)
{
    struct verified *v = r->services->verified;
    struct lang_env lang = { .schema = r->view->schema, .week_start = r->services->week_start };
    struct verified_entry e;
    struct plan *p;

    if (!v || verified_is_empty(v))
        return false;
    struct times t = times_of(r->arena, &lang, r->question, r->now);
    if (verified_find(v, r->arena, verified_words(r->arena, r->question),
                      heard_of(&t, &r->readings), &e, NULL) != ERR_OK ||
        fill(&t, r->view->schema, e.plan, &p, NULL) != ERR_OK)
        return false;
    take(r, p, &e);
    return true;
}

/* Alone, without the conversation it stood in. */
static err_t read_alone(struct arena *a, const struct lang_env *lang, str question, int64_t now,
                        struct readings *out, struct why *why)
{
    struct lang_env alone = *lang;

    alone.now = now;
    alone.history_n = 0;
    return lang_read(a, &alone, question, out, why);
}

err_t recall_make(struct arena *a, const struct recall_env *env, str wording,
                  const struct recall_source *from, struct verified_entry *out, struct why *why)
{
    struct times then = times_of(a, env->lang, from->question, from->now);
    struct times now = times_of(a, env->lang, wording, env->lang->now);
    struct readings rs = { .verdict = READ_ABSTAIN };
    struct plan *p;
    json_t *v;
    str plan;

    TRY(json_read(a, from->plan_json, PLAN_JSON_MAX, &v, why));
    if (!template_of(&then, v, &plan))
        return why_fail(why, ERR_BAD_INPUT,
                        "the plan holds a date that the question does not say, so it would be "
                        "wrong another day; ask again with the period in words");
    if (fill(&now, env->lang->schema, plan, &p, why) != ERR_OK)
        return why_fail(why, ERR_BAD_INPUT,
                        "the wording must name the same kind of period as the question that was "
                        "answered");
    TRY(read_alone(a, env->lang, wording, env->lang->now, &rs, why));
    str heard = heard_of(&now, &rs);
    if (!from->is_first && str_eq(wording, from->question) && !str_eq(heard, plan))
        return why_fail(why, ERR_BAD_INPUT,
                        "this question may lean on the one before it; give its whole wording as "
                        "\"question\"");
    *out = (struct verified_entry){
        .question = wording,
        .words = verified_words(a, wording),
        .heard = heard,
        .plan = plan,
        .by = env->user,
        .at = env->at,
    };
    return ERR_OK;
}
