/* roles.c - the built-in roles, one row each. */
#include "policy/policy.h"

#define ALL_FEATURES ((1u << FEATURE_COUNT) - 1)
#define BIT(f) (1u << FEATURE_##f)
#define READER (BIT(ASK) | BIT(METADATA) | BIT(AGGREGATE) | BIT(LIST) | BIT(CROSS_MODEL))

#define MANAGER_MODELS                                                                             \
    "Product|Campaign|Launch|Brand|Category|Region|Retailer|Advertisements|Engagements|"           \
    "opportunity"

/* A clerk may sign in and do nothing else, so that a refusal can say whom to ask. */
/* clang-format off */
static const struct {
    const char *name;
    uint32_t    features;
    const char *models; /* separated by | */
    unsigned    requests, logins;
} rows[] = {
    { "executive", ALL_FEATURES & ~BIT(ADMIN), "*",            100, 20 },
    { "manager",   READER | BIT(EXPORT),       MANAGER_MODELS,  50, 20 },
    { "clerk",     0,                          "",               0, 10 },
    { "admin",     ALL_FEATURES,               "*",           1000, 20 },
};
/* clang-format on */

static struct strs split(struct arena *a, const char *text)
{
    str rest = str_c(text);
    struct strs out = { 0 };

    if (rest.n == 0)
        return out;
    out.p = NEW_N(a, str, rest.n);
    while (rest.n)
        out.p[out.n++] = str_cut(&rest, '|');
    return out;
}

static struct strs copy_strs(struct arena *a, struct strs in)
{
    struct strs out = { .p = NEW_N(a, str, in.n), .n = in.n };

    for (size_t i = 0; i < in.n; i++)
        out.p[i] = arena_str(a, in.p[i]);
    return out;
}

struct policy *policy_default(struct arena *a)
{
    struct policy *p = NEW(a, struct policy);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        policy_add(a, p,
                   &(struct role){
                       .name = str_c(rows[i].name),
                       .features = rows[i].features,
                       .allow_models = split(a, rows[i].models),
                       .requests_per_hour = rows[i].requests,
                       .logins_per_hour = rows[i].logins,
                       .contact = STR("your administrator"),
                   });
    return p;
}

static struct role *place(struct arena *a, struct policy *p, str name)
{
    for (size_t i = 0; i < p->roles_n; i++)
        if (str_eq_nocase(p->roles[i].name, name))
            return &p->roles[i];
    struct role *more = NEW_N(a, struct role, p->roles_n + 1);
    for (size_t i = 0; i < p->roles_n; i++)
        more[i] = p->roles[i];
    p->roles = more;
    return &more[p->roles_n++];
}

void policy_add(struct arena *a, struct policy *p, const struct role *r)
{
    struct role copy = *r;

    copy.name = arena_str(a, r->name);
    copy.contact = arena_str(a, r->contact);
    copy.allow_models = copy_strs(a, r->allow_models);
    copy.deny_models = copy_strs(a, r->deny_models);
    copy.deny_fields = copy_strs(a, r->deny_fields);
    *place(a, p, r->name) = copy;
}

const struct role *policy_role(const struct policy *p, str name)
{
    for (size_t i = 0; i < p->roles_n; i++)
        if (str_eq_nocase(p->roles[i].name, name))
            return &p->roles[i];
    return NULL;
}
