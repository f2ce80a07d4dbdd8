/* demo.h - how the demo data is made: the models as tables, records row by
 * row, and a random source that is the same in every run.
 */
#ifndef LOCALHUB_DEMO_H
#define LOCALHUB_DEMO_H

#include "localhub/writer.h"

struct demo_field {
    const char *name;
    const char *unique_id, *element; /* NULL: from the name */
    enum hub_type type;
    const char *more; /* REFERENCE: the model; ENUMERATION: values with '|' between */
    int parent;       /* place of the group from 1; 0: none */
    bool required, repeatable;
    enum hub_mask mask;
    int mask_first, mask_last;
};

struct demo_model {
    const char *name;
    int version; /* 0: a draft only */
    bool deployed;
    const char *sources, *key; /* sources with '|' between; the first made the records */
    const char *title[3];      /* display names; " " is a constant */
    const struct demo_field *fields;
    size_t fields_n;
};

enum demo_model_id {
    DEMO_BRAND,
    DEMO_CATEGORY,
    DEMO_REGION,
    DEMO_EMPLOYEE,
    DEMO_SUPPLIER,
    DEMO_PRODUCT,
    DEMO_RETAILER,
    DEMO_CUSTOMER,
    DEMO_LAUNCH,
    DEMO_CAMPAIGN,
    DEMO_SALE,
    DEMO_ADVERTISEMENTS,
    DEMO_OPPORTUNITY,
    DEMO_ENGAGEMENTS,
    DEMO_USERS,
    DEMO_PLATFORM_USERS,
    DEMO_HUB_OPPORTUNITY,
    DEMO_PRICE_LIST,
    DEMO_MODELS
};

extern const struct demo_model demo_models[DEMO_MODELS];

struct demo {
    struct arena *arena;
    struct db *db;
    int64_t today; /* days */
    uint64_t seed, random;
    struct hub_model *models[DEMO_MODELS];
    struct hub_writer writer; /* of the model being filled */
    struct why *why;
};

struct demo_row {
    struct value cells[64];
    int n;
};

enum {
    DEMO_BRANDS = 30,
    DEMO_REGIONS = 8,
    DEMO_EMPLOYEES = 180,
    DEMO_SUPPLIERS = 60,
    DEMO_PRODUCTS = 2400,
    DEMO_RETAILERS = 90,
    DEMO_CUSTOMERS = 1200,
    DEMO_CAMPAIGNS = 420,
    DEMO_SALES = 6000
};

/* 0 ... n - 1; and from 0 to below 1. */
uint64_t demo_below(struct demo *d, uint64_t n);
double demo_unit(struct demo *d);
bool demo_chance(struct demo *d, unsigned percent);

void demo_null(struct demo_row *r);
void demo_text(struct demo_row *r, str s);
void demo_word(struct demo_row *r, const char *s);
void demo_int(struct demo_row *r, int64_t v);
void demo_float(struct demo_row *r, double v);
void demo_bool(struct demo_row *r, bool v);
void demo_date(struct demo_row *r, int64_t days);
void demo_instant(struct demo_row *r, int64_t seconds);
/* The id of the n-th record of another model, from 0. */
void demo_ref(struct demo *d, struct demo_row *r, enum demo_model_id m, size_t n);

/* The key of the n-th record: "PRD-00042". */
str demo_key(struct demo *d, enum demo_model_id m, size_t n);

MUST_CHECK err_t demo_put(struct demo *d, enum demo_model_id m, size_t n, int64_t created,
                          const struct demo_row *r);

/* Each fills the models it is named after; the writer is open for one. */
typedef err_t demo_fill_fn(struct demo *d);
demo_fill_fn demo_fill_brands, demo_fill_categories, demo_fill_regions, demo_fill_employees,
    demo_fill_suppliers, demo_fill_products, demo_fill_retailers, demo_fill_customers,
    demo_fill_launches, demo_fill_campaigns, demo_fill_sales;
demo_fill_fn demo_fill_advertisements, demo_fill_opportunities, demo_fill_engagements,
    demo_fill_users, demo_fill_platform_users;

/* Versions, links, end-dated records and quarantine, when all is filled. */
MUST_CHECK err_t demo_fill_past(struct demo *d);

/* What one table has to know of another, recomputed instead of kept. */
struct demo_product {
    size_t brand, category;
    double price;
    int64_t launch; /* days */
    bool discontinued;
};
struct demo_product demo_product_of(const struct demo *d, size_t n);
const char *demo_brand_name(size_t n);
str demo_product_name(struct demo *d, size_t n);

/* People and places that exist nowhere. */
const char *demo_first_name(struct demo *d);
const char *demo_last_name(struct demo *d);
struct demo_place {
    const char *city, *country;
    size_t region;
};
const struct demo_place *demo_place(struct demo *d);
const char *demo_region_name(size_t n);
/* The first day of the quarter that `days` is in. */
int64_t demo_quarter(int64_t days);

#endif
