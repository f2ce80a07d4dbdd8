/* cmd_catalog.c - auric catalog: the semantic layer, and what past questions
 * say about it. */
#include "app/cmd.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "catalog/semantics.h"
#include "catalog/suggest.h"
#include "catalog/verified.h"
#include "flow/review.h"

#include <stdio.h>

static err_t read_text(struct arena *a, const char *path, str *out, struct why *why)
{
    FILE *f = fopen(path, "rb");
    char piece[16384];
    struct buf b;
    size_t n;

    if (!f)
        return why_fail(why, ERR_IO, "cannot read %s", path);
    buf_init(&b, a);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, (str){ piece, n });
    fclose(f);
    *out = buf_str(&b);
    return ERR_OK;
}

static err_t check(struct cmd *c, struct why *why)
{
    struct schema *schema;
    str text;

    TRY(read_text(c->arena, c->settings.rest[1], &text, why));
    TRY(wire_schema(c->arena, &c->settings, &schema, why));
    TRY(semantics_apply(c->arena, text, schema, policy_default(c->arena), why));
    printf("%s fits the hub's %zu models\n", c->settings.rest[1], schema->models_n);
    return ERR_OK;
}

static err_t open_history(struct cmd *c, struct history **out, struct why *why)
{
    const char *path;

    TRY(data_path(c->arena, &c->settings, "conversations.db", &path, why));
    return history_open(out, path, why);
}

static void tell_suggestion(const struct suggestion *s)
{
    fprintf(stderr, "%ux  \"%.*s\"  ", s->times, STR_ARG(s->word));
    if (!s->model)
        fprintf(stderr, "not placed");
    else if (s->field)
        fprintf(stderr, "%.*s of %.*s", STR_ARG(s->field->label), STR_ARG(s->model->label));
    else
        fprintf(stderr, "%.*s", STR_ARG(s->model->label));
    if (s->model)
        fprintf(stderr, s->asked_again ? ", asked again with that word" : ", spelt nearly alike");
    fprintf(stderr, "  in: %.*s\n", STR_ARG(s->example));
}

static err_t suggest(struct cmd *c, struct why *why)
{
    struct history *h;
    struct review_miss *misses;
    struct suggestion *all;
    struct schema *schema;
    size_t n, all_n;

    TRY(wire_schema(c->arena, &c->settings, &schema, why));
    if (c->settings.semantics[0]) {
        str text;
        TRY(read_text(c->arena, c->settings.semantics, &text, why));
        TRY(semantics_apply(c->arena, text, schema, policy_default(c->arena), why));
    }
    TRY(open_history(c, &h, why));
    err_t e = review_misses(h, c->arena, &misses, &n, why);
    history_close(h);
    TRY(e);
    struct suggest_miss *in = NEW_N(c->arena, struct suggest_miss, n);
    for (size_t i = 0; i < n; i++)
        in[i] = (struct suggest_miss){ misses[i].question, misses[i].next, misses[i].words };
    suggest_words(c->arena, schema, in, n, &all, &all_n);
    for (size_t i = 0; i < all_n; i++)
        tell_suggestion(&all[i]);
    if (all_n == 0)
        fputs("every word of the questions so far was understood\n", stderr);
    str layer = suggest_layer(c->arena, schema, all, all_n);
    printf("%.*s\n", STR_ARG(layer));
    return ERR_OK;
}

static err_t cases(struct cmd *c, struct why *why)
{
    struct history *h;
    struct strs lines;

    TRY(open_history(c, &h, why));
    err_t e = review_cases(h, c->arena, &lines, why);
    history_close(h);
    TRY(e);
    for (size_t i = 0; i < lines.n; i++)
        printf("%.*s\n", STR_ARG(lines.p[i]));
    return ERR_OK;
}

static err_t verified(struct cmd *c, struct why *why)
{
    struct verified *v;
    struct verified_entry *all;
    const char *path;
    struct buf day;
    size_t n;

    TRY(data_path(c->arena, &c->settings, "verified.db", &path, why));
    TRY(verified_open(&v, path, why));
    err_t e = verified_list(v, c->arena, &all, &n, why);
    verified_close(v);
    TRY(e);
    buf_init(&day, c->arena);
    for (size_t i = 0; i < n; i++) {
        day.n = 0;
        civil_print_date(&day, all[i].at / DAY_S);
        printf("%.*s  %s  %.*s  %.*s\n", STR_ARG(all[i].id), buf_cstr(&day), STR_ARG(all[i].by),
               STR_ARG(all[i].question));
    }
    return ERR_OK;
}

static const struct verb {
    const char *name;
    size_t args;
    bool needs_hub;
    err_t (*run)(struct cmd *c, struct why *why);
} verbs[] = {
    { "check", 1, true, check },
    { "suggest", 0, true, suggest },
    { "cases", 0, false, cases },
    { "verified", 0, false, verified },
};

static err_t catalog_body(struct cmd *c, struct why *why)
{
    struct child hub = { 0 };

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const struct verb *v = &verbs[i];
        if (c->settings.rest_n != v->args + 1 || strcmp(c->settings.rest[0], v->name) != 0)
            continue;
        err_t e = v->needs_hub && c->settings.demo ? demo_start(c->arena, &c->settings, &hub, why)
                                                   : ERR_OK;
        if (e == ERR_OK)
            e = v->run(c, why);
        child_stop(&hub);
        return e;
    }
    return cmd_usage(c, why,
                     "catalog takes \"check\" and a semantic layer file, or one of "
                     "\"suggest\", \"cases\", \"verified\"");
}

int cmd_catalog(int argc, char **argv)
{
    return cmd_run(argc, argv, catalog_body);
}
