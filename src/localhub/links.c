#include "localhub/links.h"

#include <ctype.h>

enum { SCORE_NONE = 0, SCORE_WEAK = 10, SCORE_TAIL = 20, SCORE_NAME = 30, SCORE_EXACT = 40 };

/* Letters and digits only, in lower case: "Template_Type_Code" -> templatetypecode. */
static str plain(struct arena *a, str name)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (isalnum(c) || c >= 0x80)
            buf_byte(&b, (char)tolower(c));
    }
    return buf_str(&b);
}

/* "cities" -> city, "classes" -> class, "models" -> model. */
static str singular(struct arena *a, str s)
{
    if (s.n > 4 && str_ends(s, STR("ies")))
        return arena_fmt(a, "%.*sy", (int)s.n - 3, s.p);
    if (s.n > 4 && (str_ends(s, STR("sses")) || str_ends(s, STR("xes")) ||
                    str_ends(s, STR("ches")) || str_ends(s, STR("shes"))))
        return str_sub(s, 0, s.n - 2);
    if (s.n > 2 && str_ends(s, STR("s")) && !str_ends(s, STR("ss")))
        return str_sub(s, 0, s.n - 1);
    return s;
}

static bool is_among(str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_c(*words)))
            return true;
    return false;
}

static const char *const key_words[] = { "id", "code", "key", "no", "nr", "num", "number", NULL };

static bool ends_like_key(str plain_name)
{
    for (size_t i = 0; key_words[i]; i++)
        if (str_ends(plain_name, str_c(key_words[i])))
            return true;
    return false;
}

/* The last word of a name in snake_case or CamelCase. */
static str last_word(struct arena *a, str name)
{
    size_t at = name.n;

    while (at > 0 && name.p[at - 1] != '_' && name.p[at - 1] != ' ' && name.p[at - 1] != '-' &&
           !(at < name.n && isupper((unsigned char)name.p[at]) &&
             islower((unsigned char)name.p[at - 1])))
        at--;
    return plain(a, str_sub(name, at, name.n));
}

static bool is_key_type(const struct hub_profile *p)
{
    bool date = p->texts && !p->ints && (p->reads & (HUB_READS_DATE | HUB_READS_INSTANT));

    return !p->bools && !p->fractions && !date && p->chars_max <= 100;
}

static int key_rank(struct arena *a, const struct hub_table *t, size_t column)
{
    str name = plain(a, t->in->columns[column].name), table = plain(a, t->in->name);
    str one = singular(a, table);

    if (str_eq(name, STR("id")))
        return 6;
    for (size_t i = 0; key_words[i]; i++)
        if (str_eq(name, arena_fmt(a, "%.*s%s", STR_ARG(one), key_words[i])) ||
            str_eq(name, arena_fmt(a, "%.*s%s", STR_ARG(table), key_words[i])))
            return 5;
    if (str_ends(name, STR("id")) && column == 0)
        return 4;
    if (ends_like_key(name))
        return 3;
    return t->columns[column].texts ? 1 : 2;
}

void hub_find_key(struct arena *a, struct hub_table *t)
{
    size_t best = 0;
    int best_rank = 0;

    t->key = NEW_N(a, size_t, t->in->columns_n);
    for (int place = 1; place <= (int)t->in->columns_n; place++)
        for (size_t c = 0; c < t->in->columns_n; c++)
            if (t->in->columns[c].key_at == place)
                t->key[t->key_n++] = c;
    if (t->key_n)
        return;
    for (size_t c = 0; c < t->in->columns_n; c++) {
        if (!hub_profile_is_unique(&t->columns[c]) || !is_key_type(&t->columns[c]))
            continue;
        int rank = key_rank(a, t, c);
        if (rank > best_rank) {
            best = c;
            best_rank = rank;
        }
    }
    if (best_rank)
        t->key[t->key_n++] = best;
}

static bool is_key(const struct hub_table *t, size_t column)
{
    return t->key_n == 1 && t->key[0] == column;
}

static bool is_in_key(const struct hub_table *t, size_t column)
{
    for (size_t i = 0; i < t->key_n; i++)
        if (t->key[i] == column)
            return true;
    return false;
}

/* Of the distinct values of `p`, how many in a thousand `target` holds. */
static size_t containment(const struct hub_profile *p, const struct hub_profile *target)
{
    size_t hits = 0;

    for (size_t i = 0; i < p->distinct.cap; i++)
        hits += p->distinct.slots[i] && hub_set_has(&target->distinct, p->distinct.slots[i]);
    return p->distinct.n ? hits * 1000 / p->distinct.n : 0;
}

/* "city", "city_id", "cityCode" for a table of cities. */
static bool names_table(struct arena *a, str column, str table)
{
    str names[2] = { table, singular(a, table) };

    for (size_t n = 0; n < 2; n++) {
        if (str_eq(column, names[n]) || str_eq(singular(a, column), names[n]))
            return true;
        for (size_t i = 0; key_words[i]; i++)
            if (str_eq(column, arena_fmt(a, "%.*s%s", STR_ARG(names[n]), key_words[i])))
                return true;
    }
    return false;
}

/* "home_team_id", "winner_team" for a table of teams. */
static bool ends_in_table(struct arena *a, str column, str table)
{
    str one = singular(a, table);

    if (one.n < 3)
        return false;
    if (str_ends(column, one) || str_ends(column, table))
        return true;
    for (size_t i = 0; key_words[i]; i++)
        if (str_ends(column, arena_fmt(a, "%.*s%s", STR_ARG(one), key_words[i])))
            return true;
    return false;
}

static bool points_to_own_kind(str column)
{
    static const char *const words[] = { "managerid",  "manager",    "reportsto",   "supervisorid",
                                         "parentid",   "supervisor", "parent",      "bossid",
                                         "parentcode", "managedby",  "reportstoid", NULL };

    return is_among(column, words);
}

/* What the names of a column and of a target say about a link. */
static int name_score(struct arena *a, const struct hub_table *t, size_t column,
                      const struct hub_table *u, size_t target)
{
    str c = plain(a, t->in->columns[column].name), k = plain(a, u->in->columns[target].name);
    str table = plain(a, u->in->name), own = plain(a, t->in->name);
    bool whole_key = is_key(u, target), generic = is_among(k, key_words);

    if (t == u)
        return whole_key && points_to_own_kind(c) ? SCORE_NAME : SCORE_NONE;
    if (is_key(t, column) && names_table(a, c, own))
        return SCORE_NONE; /* it is the owner of that name */
    int score = SCORE_NONE;
    if (str_eq(c, k) && !generic &&
        (whole_key ? ends_like_key(c) || names_table(a, c, table) : ends_like_key(c)))
        score = SCORE_NAME;
    if (whole_key && names_table(a, c, table))
        score = SCORE_EXACT;
    else if (str_eq(c, k) && !generic && names_table(a, k, table))
        score = SCORE_EXACT;
    else if (str_eq(c, k) && str_eq(c, last_word(a, u->in->name)))
        score = SCORE_NAME;
    else if (str_eq(c, k) && whole_key &&
             str_eq(k, arena_fmt(a, "%.*sname", STR_ARG(singular(a, table)))))
        score = SCORE_NAME; /* "state_name" of a city, where states go by it */
    else if (str_eq(c, k) && !generic && str_starts(table, c) && c.n > 3)
        score = SCORE_NAME;
    else if (whole_key && c.n > 3 && str_eq(c, singular(a, last_word(a, u->in->name))))
        score = score > SCORE_TAIL ? score : SCORE_TAIL + 5;
    else if (whole_key && score == SCORE_NONE && ends_in_table(a, c, table))
        score = SCORE_TAIL;
    return score;
}

/* Many words that are all keys of one other table: "border" holds states,
 * though nothing is called so.  Numbers prove nothing by that. */
static bool values_say_so(struct hub_tables *all, size_t t, size_t column, size_t u, size_t target)
{
    enum { WORDS_MIN = 12 };
    const struct hub_profile *p = &all->p[t].columns[column];

    return t != u && is_key(&all->p[u], target) && !is_in_key(&all->p[t], column) && p->texts &&
           !p->ints && p->distinct.n >= WORDS_MIN && !(p->reads & HUB_READS_FLOAT) &&
           containment(p, &all->p[u].columns[target]) >= 980;
}

/* A cheap no: of the first few values most are not there. */
static bool looks_contained(const struct hub_profile *p, const struct hub_profile *target)
{
    unsigned seen = 0, hits = 0;

    for (size_t i = 0; i < p->distinct.cap && seen < 8; i++)
        if (p->distinct.slots[i]) {
            seen++;
            hits += hub_set_has(&target->distinct, p->distinct.slots[i]);
        }
    return hits * 2 >= seen;
}

static void consider(struct arena *a, struct hub_tables *all, size_t t, size_t column, size_t u,
                     size_t target)
{
    struct hub_table *from = &all->p[t], *to = &all->p[u];
    struct hub_link *best = &from->links[column];

    if ((t == u && column == target) || !hub_profile_is_unique(&to->columns[target]) ||
        !looks_contained(&from->columns[column], &to->columns[target]))
        return;
    int score = name_score(a, from, column, to, target);
    if (!score && values_say_so(all, t, column, u, target))
        score = SCORE_WEAK;
    bool declared_key = is_key(from, column) && from->in->columns[column].key_at;
    if (!score || (declared_key && score < SCORE_NAME))
        return;
    score += is_key(to, target);
    if (score <= best->score || containment(&from->columns[column], &to->columns[target]) < 900)
        return;
    *best = (struct hub_link){ (int)u, (int)target, score, false };
}

static int table_named(const struct hub_tables *all, str name, str file)
{
    int other = -1;

    for (size_t i = 0; i < all->n; i++)
        if (str_eq_nocase(all->p[i].in->name, name)) {
            if (str_eq(all->p[i].in->file, file))
                return (int)i;
            other = (int)i;
        }
    return other;
}

static int target_column(const struct hub_table *t, str name)
{
    if (!name.n)
        return t->key_n == 1 ? (int)t->key[0] : -1;
    for (size_t i = 0; i < t->in->columns_n; i++)
        if (str_eq_nocase(t->in->columns[i].name, name))
            return (int)i;
    return -1;
}

static void take_declared(struct hub_tables *all, struct hub_table *t)
{
    for (size_t i = 0; i < t->in->links_n; i++) {
        const struct hub_intake_link *l = &t->in->links[i];
        int table = table_named(all, l->table, t->in->file);
        int column = table < 0 ? -1 : target_column(&all->p[table], l->target);
        if (column >= 0 && !(&all->p[table] == t && (size_t)column == l->column))
            t->links[l->column] = (struct hub_link){ table, column, 100, true };
    }
}

static bool share_a_word(struct arena *a, str x, str y)
{
    str word = plain(a, x), other = plain(a, y);
    size_t n = 0;

    while (n < word.n && n < other.n && word.p[n] == other.p[n])
        n++;
    return n >= 3;
}

/* Two halves of one thing: the same key values, a common start of the name,
 * and nothing better.  Only the later one refers to the earlier. */
static void join_halves(struct arena *a, struct hub_tables *all, size_t t)
{
    struct hub_table *from = &all->p[t];

    if (from->key_n != 1 || from->links[from->key[0]].table >= 0 || from->columns->rows < 10)
        return;
    struct hub_profile *p = &from->columns[from->key[0]];
    for (size_t u = 0; u < all->n; u++) {
        struct hub_table *to = &all->p[u];
        if (u == t || to->key_n != 1 || to->links[to->key[0]].table >= 0 ||
            !share_a_word(a, from->in->name, to->in->name))
            continue;
        struct hub_profile *q = &to->columns[to->key[0]];
        bool plainer = str_eq(plain(a, from->in->columns[from->key[0]].name), STR("id"));
        if (plainer && p->distinct.n == q->distinct.n && containment(p, q) == 1000)
            from->links[from->key[0]] = (struct hub_link){ (int)u, (int)to->key[0], SCORE_WEAK,
                                                           false };
    }
}

void hub_find_links(struct arena *a, struct hub_tables *all)
{
    struct arena *scratch = arena_new();

    for (size_t t = 0; t < all->n; t++) {
        struct hub_table *from = &all->p[t];
        from->links = NEW_N(a, struct hub_link, from->in->columns_n);
        for (size_t c = 0; c < from->in->columns_n; c++)
            from->links[c].table = -1;
        take_declared(all, from);
    }
    for (size_t t = 0; t < all->n; t++)
        for (size_t c = 0; c < all->p[t].in->columns_n; c++) {
            const struct hub_profile *p = &all->p[t].columns[c];
            if (all->p[t].links[c].table >= 0 || !p->distinct.n || !is_key_type(p))
                continue;
            for (size_t u = 0; u < all->n; u++)
                for (size_t k = 0; k < all->p[u].in->columns_n; k++)
                    consider(scratch, all, t, c, u, k);
            arena_reset(scratch);
        }
    for (size_t t = 0; t < all->n; t++)
        join_halves(scratch, all, t);
    arena_free(scratch);
}

static int title_rank(struct arena *a, const struct hub_table *t, size_t column)
{
    static const char *const exact[] = { "name",        "title",   "fullname", "label",
                                         "displayname", "caption", NULL };
    str name = plain(a, t->in->columns[column].name);
    str one = singular(a, plain(a, t->in->name)), table = plain(a, t->in->name);
    const struct hub_profile *p = &t->columns[column];

    if (!p->texts || p->chars_max > 255 || t->links[column].table >= 0)
        return 0;
    if (is_among(name, exact))
        return 9;
    if (str_eq(name, one) || str_eq(name, table) ||
        str_eq(name, arena_fmt(a, "%.*sname", STR_ARG(one))) ||
        str_eq(name, arena_fmt(a, "%.*stitle", STR_ARG(one))))
        return 8; /* "state_name" names a state, whether or not it is the key */
    if (is_in_key(t, column))
        return 0;
    bool part = str_starts(name, STR("first")) || str_starts(name, STR("last")) ||
                str_starts(name, STR("middle")) || str_eq(name, STR("username"));
    if (!part && (str_ends(name, STR("fullname")) || str_ends(name, STR("name"))))
        return 6;
    if (str_ends(name, STR("title")) || str_ends(name, STR("description")) ||
        str_ends(name, STR("desc")))
        return 4;
    bool words = hub_profile_is_unique(p) && !(p->reads & HUB_READS_FLOAT) &&
                 !(p->reads & (HUB_READS_DATE | HUB_READS_INSTANT));
    return words ? 2 : 0;
}

static bool find_pair(struct arena *a, const struct hub_table *t, size_t out[2])
{
    static const char *const firsts[] = { "firstname", "fname", "givenname", "forename", NULL };
    static const char *const lasts[] = { "lastname", "lname", "surname", "familyname", NULL };
    bool first = false, last = false;

    for (size_t c = 0; c < t->in->columns_n; c++) {
        str name = plain(a, t->in->columns[c].name);
        if (!first && is_among(name, firsts)) {
            out[0] = c;
            first = true;
        } else if (!last && is_among(name, lasts)) {
            out[1] = c;
            last = true;
        }
    }
    return first && last;
}

size_t hub_find_title(struct arena *a, const struct hub_table *t, size_t out[2])
{
    size_t best = 0;
    int best_rank = 0;

    for (size_t c = 0; c < t->in->columns_n; c++) {
        int rank = title_rank(a, t, c);
        if (rank > best_rank) {
            best = c;
            best_rank = rank;
        }
    }
    if (best_rank < 9 && find_pair(a, t, out))
        return 2;
    out[0] = best;
    return best_rank > 0;
}
