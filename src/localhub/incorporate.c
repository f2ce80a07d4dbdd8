#include "localhub/incorporate.h"

#include "localhub/channel.h"
#include "localhub/collection.h"
#include "localhub/names.h"
#include "localhub/source_link.h"

#include <sodium.h>

static const char *const outcomes[] = {
#define X(name) #name,
    HUB_OUTCOME_LIST(X)
#undef X
};

/* A golden record as it is stored. */
struct record {
    struct hub_head head;
    struct value *cells;
    struct hub_item_values items;
};

static str new_guid(struct arena *a)
{
    unsigned char bytes[16];
    char *text = arena_alloc(a, 37);

    randombytes_buf(bytes, sizeof bytes);
    hub_guid_write(text, bytes);
    return (str){ text, 36 };
}

err_t hub_incorporate_open(struct hub_incorporator *w, struct why *why)
{
    return hub_writer_open(&w->writer, w->session->db, w->arena, w->model, why);
}

static err_t read_items(struct hub_incorporator *w, struct record *r, struct why *why)
{
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(w->session,
                            arena_fmt(w->arena,
                                      "SELECT field, item, value FROM %.*s_items WHERE record = ?1",
                                      STR_ARG(w->model->table)),
                            &q, why));
    stmt_bind_int(q, 1, r->head.rid);
    while ((e = stmt_step(q, why)) == ERR_OK)
        *vec_push(w->arena, &r->items) = (struct hub_item_value){
            (int)stmt_int(q, 0), (int)stmt_int(q, 1), value_keep(w->arena, stmt_value(q, 2)), false
        };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t read_record(struct hub_incorporator *w, struct record *r, struct why *why)
{
    struct stmt *q;
    struct buf b;

    buf_init(&b, w->arena);
    buf_lit(&b, "SELECT rid");
    for (int i = 0; i < w->model->columns_n; i++)
        buf_fmt(&b, ", c%d", i);
    buf_fmt(&b, " FROM %.*s WHERE rid = ?1", STR_ARG(w->model->table));
    TRY(hub_session_prepare(w->session, str_c(buf_cstr(&b)), &q, why));
    stmt_bind_int(q, 1, r->head.rid);
    TRY(stmt_step(q, why));
    r->cells = NEW_N(w->arena, struct value, (size_t)w->model->columns_n);
    for (int i = 0; i < w->model->columns_n; i++)
        r->cells[i] = value_keep(w->arena, stmt_value(q, i + 1));
    stmt_reset(q);
    return read_items(w, r, why);
}

static err_t delete_row(struct hub_incorporator *w, int64_t rid, struct why *why)
{
    const str sql[] = {
        arena_fmt(w->arena, "DELETE FROM %.*s WHERE rid = ?1", STR_ARG(w->model->table)),
        arena_fmt(w->arena, "DELETE FROM %.*s_items WHERE record = ?1", STR_ARG(w->model->table)),
    };

    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        struct stmt *q;
        TRY(hub_session_prepare(w->session, sql[i], &q, why));
        stmt_bind_int(q, 1, rid);
        TRY(stmt_run(q, why));
    }
    return ERR_OK;
}

static int64_t seconds_of(str instant)
{
    int64_t t = 0;

    (void)civil_parse_instant(instant, &t);
    return t;
}

static err_t write_record(struct hub_incorporator *w, const struct record *r, struct why *why)
{
    w->writer.rid = r->head.rid - 1;
    TRY(hub_writer_put(&w->writer,
                       &(struct hub_record){ .id = r->head.id,
                                             .source = r->head.source,
                                             .entity = r->head.entity,
                                             .created = seconds_of(r->head.created),
                                             .updated = seconds_of(r->head.updated),
                                             .cells = r->cells },
                       why));
    for (size_t i = 0; i < r->items.n; i++)
        TRY(hub_writer_item(&w->writer, r->items.p[i].field, r->items.p[i].item,
                            r->items.p[i].value, why));
    return ERR_OK;
}

/* Behind every record there ever was, so that one may come back to its place. */
static err_t next_rid(struct hub_incorporator *w, int64_t *out, struct why *why)
{
    str sql = arena_fmt(w->arena,
                        "SELECT 1 + max(coalesce((SELECT max(rid) FROM %.*s), 0), coalesce((SELECT"
                        " max(rid) FROM hub_ended WHERE model = ?1), 0))",
                        STR_ARG(w->model->table));

    return hub_session_count(w->session, sql, w->model->id, out, why);
}

struct work {
    struct hub_incorporator *w;
    struct hub_entity *e;
    struct hub_incorporated *out;
    struct why *why;
};

static void flaw(struct work *k, enum hub_cause cause, const char *text)
{
    hub_entity_flaw(k->w->arena, k->e, cause, STR(""), "%s", text);
}

static void check_required(struct work *k, const struct record *r)
{
    const struct hub_model *m = k->w->model;

    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->required && f->column >= 0 && r->cells[f->column].kind == VALUE_NULL)
            hub_entity_flaw(k->w->arena, k->e, HUB_CAUSE_REQUIRED_FIELD, f->unique_id,
                            "The required field %.*s has no value.", STR_ARG(f->name));
    }
}

static err_t resolve_one(struct hub_incorporator *w, struct hub_entity *e,
                         const struct hub_field *f, struct value *cell, struct why *why)
{
    const struct hub_model *to = hub_session_universe(w->session, f->ref_model_id);
    struct hub_head head;
    str id;

    if (cell->kind != VALUE_TEXT || !to)
        return ERR_OK;
    err_t err = hub_is_guid(cell->s) ? hub_head_find(w->session, w->arena, to, cell->s, &head, why)
                                     : ERR_NOT_FOUND;
    if (!err)
        return ERR_OK;
    if (err == ERR_NOT_FOUND)
        err = hub_source_link_find(w->session, w->arena, to, w->source, cell->s, &id, why);
    if (!err)
        *cell = value_text(id);
    else if (err == ERR_NOT_FOUND && f->integrity)
        hub_entity_flaw(w->arena, e, HUB_CAUSE_REFERENCE_UNKNOWN, f->unique_id,
                        "Field %.*s refers to entity %.*s of source %.*s, which no golden record"
                        " of %.*s is linked to.",
                        STR_ARG(f->name), STR_ARG(cell->s), STR_ARG(w->source), STR_ARG(to->name));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

err_t hub_references_resolve(struct hub_incorporator *w, struct hub_entity *e, struct why *why)
{
    const struct hub_model *m = w->model;

    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->type == HUB_REFERENCE && f->column >= 0)
            TRY(resolve_one(w, e, f, &e->cells[f->column], why));
    }
    for (size_t i = 0; i < e->items.n; i++) {
        const struct hub_field *f = &m->fields.p[e->items.p[i].field];
        if (f->type == HUB_REFERENCE)
            TRY(resolve_one(w, e, f, &e->items.p[i].value, why));
    }
    return ERR_OK;
}

static bool is_linked_to(const struct hub_source_links *links, str source)
{
    for (size_t i = 0; i < links->n; i++)
        if (str_eq(links->p[i].source, source))
            return true;
    return false;
}

static err_t tell_channels(struct hub_incorporator *w, const struct hub_head *h, const char *op,
                           struct why *why)
{
    struct hub_source_links links;

    TRY(hub_source_links_read(w->session, w->arena, w->model, h, &links, why));
    for (size_t i = 0; i < w->model->sources.n; i++) {
        const struct hub_model_source *s = &w->model->sources.p[i];
        bool linked = is_linked_to(&links, s->id), end = *op == 'D';
        if (!s->accepts || str_eq(s->id, w->source) || (end && !linked))
            continue;
        bool news = !linked && *op != 'R';
        TRY(hub_channel_put(w->session, w->model->id, s->id, h->id, news ? "CREATE" : op, w->now,
                            why));
    }
    return ERR_OK;
}

/* The version in force is over; the next one begins. */
static err_t next_version(struct hub_incorporator *w, const struct hub_head *h, str tx,
                          struct why *why)
{
    struct hub_version v;
    str content = STR("");

    TRY(hub_version_last(w->session, w->arena, w->model, h, &v, why));
    if (!v.ended.n) {
        TRY(hub_content(w->session, w->arena, w->model, h->id, &content, why));
        v.ended = w->now;
        v.end_source = w->source;
        v.content = content;
        TRY(hub_version_put(w->session, w->model, h->id, &v, why));
    }
    return hub_version_put(
        w->session, w->model, h->id,
        &(struct hub_version){
            .version = v.version + 1, .source = w->source, .started = w->now, .tx = tx },
        why);
}

static err_t create(struct work *k)
{
    struct hub_incorporator *w = k->w;
    const struct hub_model_source *s = hub_model_source_find(w->model, w->source);
    struct record r = { .cells = k->e->cells };
    const struct hub_item_values none = { 0 };

    check_required(k, &r);
    if (!k->e->flawed && s && s->create_approval && !w->approved)
        flaw(k, HUB_CAUSE_REQUIRES_APPROVAL, "The source needs an approval to create a record.");
    if (k->e->flawed)
        return ERR_OK;
    hub_collections_merge(w->arena, w->model, &none, k->e, &r.items);
    r.head = (struct hub_head){ .id = new_guid(w->arena),
                                .created = w->now,
                                .updated = w->now,
                                .source = w->source,
                                .entity = k->e->id };
    TRY(next_rid(w, &r.head.rid, k->why));
    TRY(write_record(w, &r, k->why));
    TRY(hub_version_put(
        w->session, w->model, r.head.id,
        &(struct hub_version){
            .version = 1, .source = w->source, .started = w->now, .tx = k->out->tx },
        k->why));
    k->out->outcome = HUB_OUTCOME_CREATED;
    k->out->record = r.head.id;
    return tell_channels(w, &r.head, "UPDATE", k->why);
}

static bool merge(struct work *k, struct record *r)
{
    const struct hub_model *m = k->w->model;
    struct hub_item_values items;
    bool changed = false;

    for (size_t i = 0; i < m->fields.n; i++) {
        int column = m->fields.p[i].column;
        if (column < 0 || !k->e->given[i] || value_eq(r->cells[column], k->e->cells[column]))
            continue;
        r->cells[column] = k->e->cells[column];
        changed = true;
    }
    hub_collections_merge(k->w->arena, m, &r->items, k->e, &items);
    changed |= !hub_items_equal(&items, &r->items);
    r->items = items;
    return changed;
}

static err_t update(struct work *k, struct hub_head *head, bool linked_now)
{
    struct hub_incorporator *w = k->w;
    const struct hub_model_source *s = hub_model_source_find(w->model, w->source);
    struct record r = { .head = *head };

    TRY(read_record(w, &r, k->why));
    bool changed = merge(k, &r);
    check_required(k, &r);
    if (!k->e->flawed && changed && s && s->update_approval && !w->approved)
        flaw(k, HUB_CAUSE_REQUIRES_UPDATE_APPROVAL,
             "The source needs an approval to change a record.");
    if (k->e->flawed)
        return ERR_OK;
    if (linked_now)
        TRY(hub_source_link_add(w->session, w->arena, w->model, head,
                                &(struct hub_source_link){ w->source, k->e->id, w->now }, k->why));
    k->out->outcome = linked_now ? (changed ? HUB_OUTCOME_LINKED_WITH_UPDATE : HUB_OUTCOME_LINKED)
                                 : (changed ? HUB_OUTCOME_UPDATED : HUB_OUTCOME_NOOP);
    k->out->record = head->id;
    if (!changed)
        return ERR_OK;
    TRY(next_version(w, head, k->out->tx, k->why));
    r.head.updated = w->now;
    TRY(delete_row(w, head->rid, k->why));
    TRY(write_record(w, &r, k->why));
    return tell_channels(w, head, "UPDATE", k->why);
}

static err_t end_by_entity(struct work *k, const struct hub_head *head)
{
    const struct hub_model_source *s = hub_model_source_find(k->w->model, k->w->source);

    if (s && s->end_approval && !k->w->approved) {
        flaw(k, HUB_CAUSE_REQUIRES_END_DATE_APPROVAL,
             "The source needs an approval to end a record.");
        return ERR_OK;
    }
    k->out->outcome = HUB_OUTCOME_DELETED;
    k->out->record = head->id;
    return hub_record_end(k->w, head->id, k->why);
}

/* Its link, or the id that it names. */
static err_t by_link(struct work *k, struct hub_head *head, bool *linked)
{
    str id = STR("");
    err_t e = hub_source_link_find(k->w->session, k->w->arena, k->w->model, k->w->source, k->e->id,
                                   &id, k->why);

    *linked = e == ERR_OK;
    if (e == ERR_NOT_FOUND && k->e->grid.n) {
        id = k->e->grid;
        e = ERR_OK;
    }
    if (e)
        return e;
    e = hub_head_find(k->w->session, k->w->arena, k->w->model, id, head, k->why);
    if (e == ERR_NOT_FOUND)
        hub_entity_flaw(k->w->arena, k->e, HUB_CAUSE_INCORPORATE_ERROR, STR(""),
                        "There is no golden record %.*s.", STR_ARG(id));
    return e;
}

/* The one record that is not linked to another entity of the source. */
static err_t by_match(struct work *k, struct hub_head *head, int *rule)
{
    const struct hub_model_source *s = hub_model_source_find(k->w->model, k->w->source);
    struct hub_incorporator *w = k->w;
    struct hub_source_links links;
    struct hub_matches found;
    size_t duplicates = 0;

    TRY(hub_match_find(w->session, w->arena, w->model, k->e, &found, k->why));
    *rule = found.rule;
    for (size_t i = 0; i < found.n; i++) {
        TRY(hub_head_find(w->session, w->arena, w->model, found.p[i].id, head, k->why));
        TRY(hub_source_links_read(w->session, w->arena, w->model, head, &links, k->why));
        duplicates += is_linked_to(&links, w->source) && !(s && s->multiple);
    }
    if (found.missing.n)
        hub_entity_flaw(
            w->arena, k->e, HUB_CAUSE_MATCH_REFERENCE_UNKNOWN, found.missing,
            "The reference %.*s that is matched by does not resolve to a golden record.",
            STR_ARG(found.missing));
    else if (found.too_many)
        hub_entity_flaw(w->arena, k->e, HUB_CAUSE_AMBIGUOUS_MATCH, STR(""),
                        "The entity matches %d or more golden records.", HUB_MATCH_MAX);
    else if (duplicates)
        hub_entity_flaw(w->arena, k->e, HUB_CAUSE_POSSIBLE_DUPLICATE, STR(""),
                        "The entity matches a golden record that is linked to another entity of"
                        " source %.*s.",
                        STR_ARG(w->source));
    else if (found.n > 1)
        hub_entity_flaw(w->arena, k->e, HUB_CAUSE_MULTIPLE_MATCHES, STR(""),
                        "The entity matches %zu golden records.", found.n);
    return found.n == 1 ? ERR_OK : ERR_NOT_FOUND;
}

static err_t place(struct work *k, int *rule)
{
    struct hub_head head;
    bool linked = false;
    err_t e = by_link(k, &head, &linked);

    if (e == ERR_NOT_FOUND && !k->e->flawed && k->e->op == HUB_DELETE)
        flaw(k, HUB_CAUSE_INCORPORATE_ERROR, "No golden record is linked to the entity.");
    if (e == ERR_NOT_FOUND && !k->e->flawed && !k->w->create)
        e = by_match(k, &head, rule);
    if (k->e->flawed)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    if (e == ERR_NOT_FOUND)
        return create(k);
    if (e)
        return e;
    if (head.ended.n && k->e->op != HUB_DELETE)
        flaw(k, HUB_CAUSE_RECORD_ALREADY_ENDDATED, "The golden record of the entity is end-dated.");
    if (head.ended.n)
        return ERR_OK;
    return k->e->op == HUB_DELETE ? end_by_entity(k, &head) : update(k, &head, !linked);
}

static err_t quarantine(struct work *k, int rule)
{
    struct hub_incorporator *w = k->w;

    k->out->outcome = HUB_OUTCOME_QUARANTINED;
    k->out->record = STR("");
    return hub_quarantine_put(
        w->session->db, w->model->id,
        &(struct hub_quarantined){ .tx = k->out->tx,
                                   .source = w->source,
                                   .entity = k->e->id,
                                   .created = w->now,
                                   .cause = k->e->cause,
                                   .reason = k->e->reason,
                                   .fields = k->e->fields,
                                   .rule = rule ? hub_match_rule_text(w->arena, w->model, rule)
                                                : STR(""),
                                   .content = k->e->content },
        k->why);
}

static err_t log_transaction(struct work *k)
{
    struct hub_incorporator *w = k->w;
    bool refused = k->out->outcome == HUB_OUTCOME_QUARANTINED;

    k->out->state = refused ? "QUARANTINED" : "COMPLETED";
    k->out->detail = refused ? hub_cause_name(k->e->cause) : outcomes[k->out->outcome];
    const str texts[] = {
        k->out->tx,
        w->model->id,
        w->source,
        k->e->id,
        k->out->record,
        w->now,
        str_c(k->out->state),
        str_c(k->out->detail),
        refused ? k->e->reason : STR(""),
    };
    struct stmt *q;

    TRY(hub_session_prepare(w->session,
                            STR("INSERT INTO hub_tx(id, model, source, entity, record, started,"
                                " state, detail, message, ended, batch) VALUES(?1, ?2, ?3, ?4, ?5,"
                                " ?6, ?7, ?8, ?9, ?6, ?10)"),
                            &q, k->why));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stmt_bind_text(q, (int)i + 1, texts[i]);
    stmt_bind_int(q, 10, w->batch);
    return stmt_run(q, k->why);
}

err_t hub_incorporate(struct hub_incorporator *w, struct hub_entity *e,
                      struct hub_incorporated *out, struct why *why)
{
    struct work k = { w, e, out, why };
    int rule = 0;

    *out = (struct hub_incorporated){ .outcome = HUB_OUTCOME_NOOP, .tx = new_guid(w->arena) };
    hub_collections_check(w->arena, w->model, e);
    if (!e->flawed)
        TRY(hub_references_resolve(w, e, why));
    if (!e->flawed)
        TRY(place(&k, &rule));
    TRY(hub_quarantine_resolve(w->session->db, w->model->id, w->source, e->id, "SUPERSEDED", w->now,
                               why));
    if (e->flawed)
        TRY(quarantine(&k, rule));
    return log_transaction(&k);
}

err_t hub_record_end(struct hub_incorporator *w, str id, struct why *why)
{
    struct hub_version v;
    struct hub_head head;

    TRY(hub_head_find(w->session, w->arena, w->model, id, &head, why));
    if (head.ended.n)
        return ERR_NOT_FOUND;
    TRY(hub_version_last(w->session, w->arena, w->model, &head, &v, why));
    TRY(hub_content(w->session, w->arena, w->model, id, &v.content, why));
    v.ended = head.ended = w->now;
    v.end_source = head.end_source = w->source;
    TRY(hub_version_put(w->session, w->model, id, &v, why));
    TRY(tell_channels(w, &head, "DELETE", why));
    TRY(delete_row(w, head.rid, why));
    return hub_head_end(w->session, w->model, &head, why);
}

static err_t forget_end(struct hub_incorporator *w, str id, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(w->session, STR("DELETE FROM hub_ended WHERE model = ?1 AND id = ?2"),
                            &q, why));
    stmt_bind_text(q, 1, w->model->id);
    stmt_bind_text(q, 2, id);
    return stmt_run(q, why);
}

err_t hub_record_restore(struct hub_incorporator *w, str id, struct why *why)
{
    const struct hub_item_values none = { 0 };
    struct hub_entity e;
    struct hub_version v;
    struct record r = { 0 };
    struct xml_node *root;

    TRY(hub_head_find(w->session, w->arena, w->model, id, &r.head, why));
    if (!r.head.ended.n)
        return ERR_NOT_FOUND;
    TRY(hub_version_last(w->session, w->arena, w->model, &r.head, &v, why));
    str text = arena_fmt(w->arena, "<r>%.*s</r>", STR_ARG(v.content));
    TRY(xml_read(w->arena, text, text.n + 1, &root, why));
    hub_entity_read(w->arena, w->model, root, &e);
    r.cells = e.cells;
    hub_collections_merge(w->arena, w->model, &none, &e, &r.items);
    r.head.updated = w->now;
    TRY(forget_end(w, id, why));
    TRY(write_record(w, &r, why));
    TRY(next_version(w, &r.head, new_guid(w->arena), why));
    return tell_channels(w, &r.head, "RESTORE", why);
}
