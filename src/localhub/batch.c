#include "localhub/batch.h"

static void collect(struct arena *a, const struct hub_model *m, const struct xml_node *root,
                    struct hub_batch *out, struct hub_strs *errors)
{
    size_t n = 0;

    for (const struct xml_node *e = root->first; e; e = e->next)
        n++;
    out->entities = NEW_N(a, const struct xml_node *, n);
    if (n == 0)
        hub_complain(a, errors, "The batch did not contain any entities.");
    if (n > HUB_BATCH_MAX)
        hub_complain(a, errors, "The batch has %zu entities; at most %d are allowed.", n,
                     HUB_BATCH_MAX);
    for (const struct xml_node *e = root->first; e && !errors->n; e = e->next) {
        if (!str_eq(e->name, m->root))
            hub_complain(a, errors,
                         "The batch has an element '%.*s'; entities of this universe are '%.*s'.",
                         STR_ARG(e->name), STR_ARG(m->root));
        out->entities[out->n++] = e;
    }
}

err_t hub_batch_read(struct arena *a, const struct hub_model *m, str body, struct hub_batch *out,
                     struct hub_strs *errors)
{
    struct xml_node *root;
    struct why why = { "" };

    *out = (struct hub_batch){ .n = 0 };
    if (xml_read(a, body, HUB_BATCH_BYTES, &root, &why)) {
        hub_complain(a, errors, "When trying to parse a batch update for universe with id '%.*s'.",
                     STR_ARG(m->id));
        hub_complain(a, errors, "%s", why.text);
        return ERR_BAD_INPUT;
    }
    out->source = xml_node_attr(root, STR("src"));
    if (!str_eq(root->name, STR("batch")))
        hub_complain(a, errors, "The batch starts with a '%.*s' tag instead of a 'batch' tag.",
                     STR_ARG(root->name));
    else if (!out->source.n)
        hub_complain(a, errors, "The batch does not contain a source ('src') attribute.");
    if (errors->n)
        return ERR_BAD_INPUT;
    const struct hub_model_source *s = hub_model_source_find(m, out->source);
    if (!s)
        return ERR_NOT_FOUND;
    if (!s->contributes)
        hub_complain(a, errors, "Source '%.*s' does not contribute to this universe.",
                     STR_ARG(s->id));
    else
        collect(a, m, root, out, errors);
    return errors->n ? ERR_BAD_INPUT : ERR_OK;
}

err_t hub_batch_keep(struct hub_session *s, const struct hub_model *m, const struct hub_batch *b,
                     str body, str now, int64_t *id, struct why *why)
{
    const str texts[] = { m->id, b->source, now, body };
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("INSERT INTO hub_batch(model, source, state, created, updated,"
                                " body, entities) VALUES(?1, ?2, 'CREATED', ?3, ?3, ?4, ?5)"),
                            &q, why));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(q, (int)i + 1, texts[i]);
    stmt_bind_int(q, 5, (int64_t)b->n);
    TRY(stmt_run(q, why));
    *id = db_last_id(s->db);
    return ERR_OK;
}

struct counts {
    int64_t of[HUB_OUTCOME_COUNT];
};

static err_t process_entities(struct hub_incorporator *w, const struct hub_batch *b,
                              struct counts *n, struct why *why)
{
    TRY(hub_incorporate_open(w, why));
    for (size_t i = 0; i < b->n; i++) {
        struct hub_incorporated done;
        struct hub_entity e;
        hub_entity_read(w->arena, w->model, b->entities[i], &e);
        TRY(hub_incorporate(w, &e, &done, why));
        n->of[done.outcome]++;
    }
    return ERR_OK;
}

static err_t finish(struct hub_session *s, int64_t id, const char *state, str now,
                    const struct counts *n, struct why *why)
{
    const int64_t *of = n->of;
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("UPDATE hub_batch SET state = ?2, updated = ?3, ended = ?3, made ="
                                " ?4, changed = ?5, deleted = ?6, quarantined = ?7, body = NULL"
                                " WHERE id = ?1"),
                            &q, why));
    stmt_bind_int(q, 1, id);
    stmt_bind_text(q, 2, str_c(state));
    stmt_bind_text(q, 3, now);
    stmt_bind_int(q, 4, of[HUB_OUTCOME_CREATED]);
    stmt_bind_int(q, 5,
                  of[HUB_OUTCOME_UPDATED] + of[HUB_OUTCOME_LINKED_WITH_UPDATE] +
                      of[HUB_OUTCOME_LINKED]);
    stmt_bind_int(q, 6, of[HUB_OUTCOME_DELETED]);
    stmt_bind_int(q, 7, of[HUB_OUTCOME_QUARANTINED]);
    return stmt_run(q, why);
}

static err_t process(struct hub_session *s, struct arena *a, int64_t id, str model, str body,
                     str now, struct why *why)
{
    struct hub_incorporator w = {
        .session = s, .arena = a, .model = hub_session_universe(s, model), .now = now, .batch = id
    };
    struct counts n = { 0 };
    struct hub_strs errors = { 0 };
    struct hub_batch b;

    /* the universe may have been replaced while the batch waited */
    if (!w.model || hub_batch_read(a, w.model, body, &b, &errors))
        return finish(s, id, "ERRORED", now, &n, why);
    w.source = b.source;
    TRY(process_entities(&w, &b, &n, why));
    bool flawed = n.of[HUB_OUTCOME_QUARANTINED] > 0;
    return finish(s, id, flawed ? "COMPLETED_ERRORS" : "COMPLETED", now, &n, why);
}

err_t hub_batch_process_next(struct hub_session *s, str now, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("SELECT id, model, body FROM hub_batch WHERE state = 'CREATED'"
                                " ORDER BY id LIMIT 1"),
                            &q, why));
    TRY(stmt_step(q, why));
    struct arena *a = arena_new();
    int64_t id = stmt_int(q, 0);
    str model = arena_str(a, stmt_text(q, 1)), body = arena_str(a, stmt_text(q, 2));
    stmt_reset(q);
    err_t e = process(s, a, id, model, body, now, why);
    arena_free(a);
    return e;
}

err_t hub_batch_give_up(struct hub_session *s, str now, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s,
                            STR("UPDATE hub_batch SET state = 'ERRORED', updated = ?1, ended = ?1"
                                " WHERE id = (SELECT min(id) FROM hub_batch WHERE state ="
                                " 'CREATED')"),
                            &q, why));
    stmt_bind_text(q, 1, now);
    return stmt_run(q, why);
}
