#include "localhub/intake.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sqlite_magic[16] = "SQLite format 3";

static err_t no_file(str path, struct why *why)
{
    return why_fail(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot read %.*s: %s",
                    STR_ARG(path), strerror(errno));
}

static err_t read_all(int fd, char *p, size_t n, str path, struct why *why)
{
    for (size_t got = 0; got < n;) {
        ssize_t k = read(fd, p + got, n - got);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return k < 0 ? no_file(path, why)
                         : why_fail(why, ERR_IO, "%.*s became shorter while it was read",
                                    STR_ARG(path));
        got += (size_t)k;
    }
    return ERR_OK;
}

err_t hub_file_read(struct arena *a, str path, str *out, struct why *why)
{
    struct stat st;
    int fd = open(arena_cstr(a, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return no_file(path, why);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return why_fail(why, ERR_BAD_INPUT, "%.*s is not a file", STR_ARG(path));
    }
    char *p = malloc((size_t)st.st_size + 1);
    if (!p)
        abort();
    arena_defer(a, free, p);
    err_t e = read_all(fd, p, (size_t)st.st_size, path, why);
    close(fd);
    if (e)
        return e;
    p[st.st_size] = '\0';
    *out = (str){ p, (size_t)st.st_size };
    return ERR_OK;
}

static str base_name(str path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/')
            return str_sub(path, i, path.n);
    return path;
}

static bool has_suffix(str path, const char *suffix)
{
    str end = str_c(suffix);

    return path.n > end.n && str_eq_nocase(str_sub(path, path.n - end.n, path.n), end);
}

bool hub_intake_is_xml(str path)
{
    return has_suffix(path, ".xml");
}

static str stem(str path)
{
    str name = base_name(path);
    size_t dot = name.n;

    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    return dot > 1 ? str_sub(name, 0, dot - 1) : name;
}

static bool is_sqlite(struct arena *a, str path)
{
    char head[sizeof sqlite_magic] = { 0 };
    int fd = open(arena_cstr(a, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    return n == (ssize_t)sizeof head && memcmp(head, sqlite_magic, sizeof head) == 0;
}

static bool is_jsonl(str path)
{
    return has_suffix(path, ".jsonl") || has_suffix(path, ".ndjson") || has_suffix(path, ".json");
}

static bool is_table_file(str path)
{
    return has_suffix(path, ".csv") || has_suffix(path, ".tsv") || has_suffix(path, ".jsonl") ||
           has_suffix(path, ".ndjson");
}

static err_t open_file(struct arena *a, str path, str only, struct hub_intakes *out,
                       struct why *why)
{
    str name = arena_str(a, stem(path));

    if (is_sqlite(a, path))
        return hub_intake_sqlite(a, path, only, out, why);
    if (only.n && !str_eq_nocase(only, name))
        return why_fail(why, ERR_NOT_FOUND, "%.*s holds no table \"%.*s\"", STR_ARG(path),
                        STR_ARG(only));
    if (is_jsonl(path))
        return hub_intake_jsonl(a, path, name, out, why);
    return hub_intake_csv(a, path, name, out, why);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static err_t open_folder(struct arena *a, DIR *dir, str path, str only, struct hub_intakes *out,
                         struct why *why)
{
    VEC(str) names = { 0 };

    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        str name = str_c(d->d_name);
        if (is_table_file(name) && (!only.n || str_eq_nocase(only, stem(name))))
            *vec_push(a, &names) = arena_str(a, name);
    }
    if (!names.n)
        return why_fail(why, ERR_NOT_FOUND, "the folder %.*s holds no %s", STR_ARG(path),
                        only.n ? "file of that table" : ".csv, .tsv or .jsonl file");
    qsort(names.p, names.n, sizeof *names.p, by_name);
    for (size_t i = 0; i < names.n; i++)
        TRY(open_file(a, arena_fmt(a, "%.*s/%.*s", STR_ARG(path), STR_ARG(names.p[i])), STR(""),
                      out, why));
    return ERR_OK;
}

err_t hub_intake_open(struct arena *a, str path, str only, struct hub_intakes *out, struct why *why)
{
    struct stat st;

    if (stat(arena_cstr(a, path), &st) != 0)
        return no_file(path, why);
    if (!S_ISDIR(st.st_mode))
        return open_file(a, path, only, out, why);
    DIR *dir = opendir(arena_cstr(a, path));
    if (!dir)
        return no_file(path, why);
    err_t e = open_folder(a, dir, path, only, out, why);
    closedir(dir);
    return e;
}
