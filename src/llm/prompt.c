#include "llm/prompt.h"

#include "base/buf.h"
#include "base/embed.h"

#include <assert.h>

extern const struct embedded prompt_files[];

str prompt_text(const char *name)
{
    const struct embedded *f = prompt_files;

    while (f->name && strcmp(f->name, name) != 0)
        f++;
    assert(f->name);
    return str_trim((str){ f->bytes, f->n });
}

static const struct slot *find(const struct slot *slots, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(slots[i].name, name))
            return &slots[i];
    return NULL;
}

str prompt_fill(struct arena *a, str prompt, const struct slot *slots, size_t n)
{
    struct buf out;

    buf_init(&out, a);
    while (prompt.n) {
        size_t at = str_find(prompt, STR("{{"));
        str rest = str_sub(prompt, at + 2, prompt.n);
        size_t end = str_find(rest, STR("}}"));
        const struct slot *s = end < rest.n ? find(slots, n, str_sub(rest, 0, end)) : NULL;

        buf_add(&out, str_sub(prompt, 0, at));
        if (s)
            buf_add(&out, s->text);
        else
            buf_add(&out, str_sub(prompt, at, at + 2));
        prompt = s ? str_sub(rest, end + 2, rest.n) : rest;
    }
    return buf_str(&out);
}
