/* synthesizer.c - the response synthesizer: from rows to what an executive
 * reads. */
#include "agents/consult.h"
#include "agents/run.h"
#include "codec/json.h"

/* A small table of text (questions about the models) as a result. */
static const struct result *text_table(struct arena *a, const struct readings *rs)
{
    struct result *r = NEW(a, struct result);
    size_t w = rs->table_columns.n;

    r->columns = NEW_N(a, struct result_column, w);
    r->columns_n = w;
    for (size_t i = 0; i < w; i++)
        r->columns[i] = (struct result_column){ .name = rs->table_columns.p[i],
                                                .label = rs->table_columns.p[i],
                                                .kind = VALUE_TEXT };
    r->rows_n = r->total = rs->table_rows_n;
    r->cells = NEW_N(a, struct value, w * rs->table_rows_n);
    for (size_t i = 0; i < rs->table_rows_n; i++)
        for (size_t j = 0; j < w && j < rs->table_rows[i].n; j++) {
            int64_t n;
            str s = rs->table_rows[i].p[j];
            r->cells[i * w + j] = str_to_i64(s, &n) ? value_int(n) : value_text(s);
        }
    return r;
}

static void without_plan(struct run *r)
{
    static const enum answer_status how[] = {
        [READ_ANSWER] = ANSWER_ANSWER,
        [READ_CLARIFY] = ANSWER_CLARIFY,
        [READ_ABSTAIN] = ANSWER_ABSTAIN,
        [READ_META] = ANSWER_ANSWER,
    };

    r->outcome = r->answer.status = how[r->readings.verdict];
    r->answer.text = r->readings.message;
    r->answer.followups = r->readings.suggestions;
    if (r->answer.followups.n > FOLLOWUPS_MAX)
        r->answer.followups.n = FOLLOWUPS_MAX;
    if (r->readings.table_columns.n)
        r->answer.result = text_table(r->arena, &r->readings);
}

/* Warnings of the reading stand before those of the result. */
static struct strs join(struct arena *a, struct strs x, struct strs y)
{
    struct strs all = { NEW_N(a, str, x.n + y.n), x.n + y.n };

    for (size_t i = 0; i < all.n; i++)
        all.p[i] = i < x.n ? x.p[i] : y.p[i - x.n];
    return all;
}

static err_t act(struct run *r, struct why *why)
{
    const struct reading *best = &r->readings.best;

    (void)why;
    if (!r->plan) {
        without_plan(r);
    } else {
        answer_make(r->arena, r->plan, &r->result, r->implicit_compare, &r->answer);
        r->answer.warnings = join(r->arena, best->assumptions, r->answer.warnings);
        if (r->services->llm && r->services->llm_prose)
            consult_prose(r);
    }
    r->answer.confidence = best->confidence;
    r->answer.not_understood = best->unused;
    if (!r->told && r->events && r->events->on_delta)
        r->events->on_delta(r->events->ctx, r, r->answer.text);
    return ERR_OK;
}

static json_t *show(const struct run *r)
{
    json_t *o = json_object();

    json_object_set_new(o, "text", json_of_str(r->answer.text));
    json_object_set_new(o, "chart", json_string(chart_name(r->answer.chart.kind)));
    json_object_set_new(o, "confidence", json_real(r->answer.confidence));
    json_object_set_new(o, "written_by", json_string(r->voice ? r->voice : "local"));
    if (r->voice_note.n)
        json_object_set_new(o, "note", json_of_str(r->voice_note));
    return o;
}

const struct agent agent_synthesizer = { "response synthesizer", act, show, NULL, NULL };
