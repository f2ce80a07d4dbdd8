/* test_roles.c - the table of roles, and rules that allow and deny. */
#include "policy/match.h"
#include "policy/policy.h"
#include "t.h"

#define F(name) (1u << FEATURE_##name)

static const struct {
    const char *role;
    uint32_t may, may_not;
    unsigned requests, logins;
} roles[] = {
    { "executive", F(ASK) | F(EXPORT) | F(AUDIT) | F(SENSITIVE) | F(CROSS_MODEL), F(ADMIN), 100,
      20 },
    { "manager", F(ASK) | F(METADATA) | F(LIST) | F(AGGREGATE) | F(EXPORT),
      F(ADMIN) | F(AUDIT) | F(SENSITIVE), 50, 20 },
    { "clerk", 0, ~0u, 0, 10 },
    { "admin", F(ADMIN) | F(AUDIT) | F(ASK) | F(SENSITIVE), 0, 1000, 20 },
};

static const struct {
    const char *allow, *deny, *deny_field; /* one rule each, or NULL */
    const char *model, *field;
    bool sensitive, sees_model, sees_field;
} rules[] = {
    { NULL, NULL, NULL, "Product", "price", false, false, true },
    { "*", NULL, NULL, "Product", "price", false, true, true },
    { "product", NULL, NULL, "Product", "price", false, true, true },
    { "Products", NULL, NULL, "Product", "price", false, false, true },
    { "u-Product", NULL, NULL, "Product", "price", false, true, true },
    { "U-PRODUCT", NULL, NULL, "Product", "price", false, false, true },
    { "*", "Product", NULL, "Product", "price", false, false, true },
    { "*", "label of product", NULL, "Product", "price", false, false, true },
    { "*", "u-product", NULL, "Product", "price", false, false, true },
    { "*", "*", NULL, "Product", "price", false, false, true },
    { "*", NULL, "Product.price", "Product", "price", false, true, false },
    { "*", NULL, "product.PRICE_ID", "Product", "price", false, true, false },
    { "*", NULL, " Product . price ", "Product", "price", false, true, false },
    { "*", NULL, "Brand.price", "Product", "price", false, true, true },
    { "*", NULL, "*.price", "Product", "price", false, true, false },
    { "*", NULL, "price", "Product", "price", false, true, false },
    { "*", NULL, "Product.*", "Product", "price", false, true, false },
    { "*", NULL, "Product.group", "Product", "price", false, true, false },
    { "*", NULL, "Product.gro", "Product", "price", false, true, true },
    { "*", NULL, "u.k.Sales.tax", "u.k.Sales", "tax", false, true, false },
    { "*", NULL, "Sales.net.price", "Sales", "net.price", false, true, false },
    { "*", NULL, NULL, "Product", "salary", true, true, false },
};

static struct strs one(const char *s, str *place)
{
    *place = str_c(s);
    return s ? (struct strs){ place, 1 } : (struct strs){ 0 };
}

static void check_rule(struct arena *a, size_t i)
{
    str s[3];
    struct role r = {
        .allow_models = one(rules[i].allow, &s[0]),
        .deny_models = one(rules[i].deny, &s[1]),
        .deny_fields = one(rules[i].deny_field, &s[2]),
    };
    struct model m = { .id = arena_fmt(a, "u-%s", rules[i].model),
                       .name = str_c(rules[i].model),
                       .root = arena_fmt(a, "%sroot", rules[i].model),
                       .label = arena_fmt(a, "Label of %s", rules[i].model) };
    struct field f = { .id = arena_fmt(a, "%s_id", rules[i].field),
                       .name = str_c(rules[i].field),
                       .path = arena_fmt(a, "group/%s", rules[i].field),
                       .sensitive = rules[i].sensitive };

    CHECK(role_sees_model(&r, &m) == rules[i].sees_model, "rule %zu: model", i);
    CHECK(role_sees_field(&r, &m, &f) == rules[i].sees_field, "rule %zu: field", i);
    CHECK(!role_sees_model(NULL, &m) && !role_sees_field(NULL, &m, &f), "nobody sees nothing");
}

static void check_add(struct arena *a)
{
    struct policy *p = policy_default(a);
    size_t before = p->roles_n;
    char name[] = "analyst";

    policy_add(a, p, &(struct role){ .name = str_c(name), .requests_per_hour = 7 });
    name[0] = 'x';
    const struct role *r = policy_role(p, STR("ANALYST"));
    CHECK(p->roles_n == before + 1 && r && r->requests_per_hour == 7, "added, copied");
    policy_add(a, p, &(struct role){ .name = STR("Clerk"), .requests_per_hour = 9 });
    CHECK(p->roles_n == before + 1, "the namesake is replaced");
    CHECK(policy_role(p, STR("clerk"))->requests_per_hour == 9, "by the new one");
    CHECK(!policy_role(p, STR("")) && !policy_role(p, STR("root")), "no such role");
    CHECK(!role_may(NULL, FEATURE_ASK), "no role, no feature");
}

int main(void)
{
    struct arena *a = arena_new();
    const struct policy *p = policy_default(a);

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct role *r = policy_role(p, str_c(roles[i].role));
        CHECK(r, "%s", roles[i].role);
        for (enum feature f = 0; r && f < FEATURE_COUNT; f++) {
            CHECK(!(roles[i].may >> f & 1u) || role_may(r, f), "%s may %d", roles[i].role, f);
            CHECK(!(roles[i].may_not >> f & 1u) || !role_may(r, f), "%s may not %d", roles[i].role,
                  f);
        }
        CHECK(r && r->requests_per_hour == roles[i].requests, "%s", roles[i].role);
        CHECK(r && r->logins_per_hour == roles[i].logins, "%s", roles[i].role);
        CHECK(r && r->contact.n, "%s says whom to ask", roles[i].role);
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        check_rule(a, i);
    check_add(a);
    arena_free(a);
    return T_DONE();
}
