#include "audit/reader.h"
#include "store/db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void bad(struct chain *c, int64_t seq, const char *reason)
{
    if (c->bad_seq)
        return;
    c->bad_seq = seq > 0 ? seq : 1;
    snprintf(c->bad, sizeof c->bad, "%s", reason);
}

/* The columns are there for looking things up; they must say what the line does. */
static bool columns_fit(struct stmt *s, const struct audit_event *e)
{
    return stmt_int(s, 0) == e->seq && stmt_int(s, 1) == e->ts_ms &&
           str_eq(stmt_text(s, 2), e->event) && str_eq(stmt_text(s, 3), e->actor) &&
           str_eq(stmt_text(s, 4), e->action);
}

static void check_row(struct stmt *s, struct arena *a, struct audit_check *out)
{
    struct audit_event e;
    struct chain *c = &out->chain;
    char hash[AUDIT_HASH_N + 1];

    /* Before the chain is asked: that could only tell at the next entry. */
    audit_hash(stmt_text(s, 5), hash);
    if (!str_eq(stmt_text(s, 6), str_c(hash)))
        bad(c, stmt_int(s, 0), "it was changed: its hash is another one");
    if (!chain_feed(c, a, stmt_text(s, 5), &e))
        return;
    if (!columns_fit(s, &e))
        bad(c, e.seq, "what it is looked up by is not what the entry says");
    if (out->head_known && out->note.seq == e.seq &&
        !str_eq(str_c(out->note.hash), str_c(c->head.hash)))
        bad(c, e.seq, "its hash is not the one noted in the head file");
}

static err_t check_rows(struct db *db, struct audit_check *out, struct why *why)
{
    struct arena *a = arena_new();
    struct why why_step = { "" };
    struct stmt *s = db_prepare(
        db, "SELECT seq, ts, event, actor, action, line, hash FROM entry ORDER BY seq", why);
    err_t e = s ? ERR_OK : ERR_IO;

    while (s && out->chain.bad_seq == 0 && (e = stmt_step(s, &why_step)) == ERR_OK) {
        check_row(s, a, out);
        arena_reset(a);
    }
    if (s)
        stmt_reset(s);
    arena_free(a);
    if (s && e && e != ERR_NOT_FOUND) {
        bad(&out->chain, out->chain.head.seq + 1, why_step.text);
        return ERR_OK;
    }
    return s ? ERR_OK : e;
}

err_t audit_verify(const char *path, struct audit_check *out, struct why *why)
{
    struct audit_check c = { 0 };
    struct db *db;

    TRY(db_open(&db, path, true, why));
    chain_init(&c.chain, true);
    c.head_known = audit_head_read(path, &c.note) == ERR_OK;
    err_t e = check_rows(db, &c, why);
    db_close(db);
    if (e)
        return e;
    if (c.head_known && c.note.seq > c.chain.head.seq)
        bad(&c.chain, c.chain.head.seq + 1,
            "it and what followed are missing: the head file knows of later entries");
    *out = c;
    return ERR_OK;
}

static err_t check_lines(FILE *f, struct audit_check *c)
{
    struct arena *a = arena_new();
    char *line = NULL;
    size_t room = 0;
    ssize_t n;

    while (c->chain.bad_seq == 0 && (n = getline(&line, &room, f)) > 0) {
        bool ended = line[n - 1] == '\n';
        struct chain before = c->chain;
        if (!chain_feed(&c->chain, a, (str){ line, (size_t)n - ended }, NULL) && !ended) {
            c->chain = before;
            c->torn_tail = true;
            break;
        }
        arena_reset(a);
    }
    free(line);
    arena_free(a);
    return ferror(f) ? ERR_IO : ERR_OK;
}

err_t audit_verify_file(const char *path, struct audit_check *out, struct why *why)
{
    struct audit_check c = { 0 };
    FILE *f = fopen(path, "re");

    if (!f)
        return why_fail(why, ERR_IO, "cannot read %s: %s", path, strerror(errno));
    chain_init(&c.chain, false);
    err_t e = check_lines(f, &c);
    fclose(f);
    if (e)
        return why_fail(why, e, "cannot read %s: %s", path, strerror(errno));
    *out = c;
    return ERR_OK;
}
