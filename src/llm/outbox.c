#include "llm/outbox.h"

#include "base/civil.h"
#include "codec/json.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

err_t outbox_open(int *out, const char *path, struct why *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        return why_fail(why, ERR_IO, "cannot write the log of what leaves, %s: %s", path,
                        strerror(errno));
    *out = fd;
    return ERR_OK;
}

str outbox_hide(struct arena *a, str s, const char *key)
{
    str needle = str_c(key);
    struct buf b;

    if (!needle.n || str_find(s, needle) == s.n)
        return s;
    buf_init(&b, a);
    for (size_t at; (at = str_find(s, needle)) < s.n; s = str_sub(s, at + needle.n, s.n)) {
        buf_add(&b, str_sub(s, 0, at));
        buf_lit(&b, "[key]");
    }
    buf_add(&b, s);
    return buf_str(&b);
}

/* One write to a file opened for appending, so lines of several threads never
 * mix. */
err_t outbox_write(int fd, struct arena *a, const char *to, str body, const char *key,
                   int64_t utc_s, struct why *why)
{
    json_t *o = json_object();
    struct buf at, line;

    buf_init(&at, a);
    buf_init(&line, a);
    civil_print_instant(&at, utc_s);
    json_object_set_new(o, "at", json_of_str(buf_str(&at)));
    json_object_set_new(o, "to", json_string(to));
    json_object_set_new(o, "bytes", json_integer((json_int_t)body.n));
    json_object_set_new(o, "body", json_of_str(outbox_hide(a, body, key)));
    buf_add(&line, json_text_take(a, o));
    buf_byte(&line, '\n');
    if (write(fd, line.p, line.n) != (ssize_t)line.n)
        return why_fail(why, ERR_IO,
                        "nothing was sent to the language model: the log of what leaves cannot be "
                        "written: %s",
                        strerror(errno));
    return ERR_OK;
}
