/* demo_catalog.c - categories, suppliers and products. */
#include "localhub/demo.h"

#include <math.h>

static const struct {
    const char *name, *department, *code;
    int parent; /* -1: none */
    double low, high;
} categories[] = {
    { "Audio", "Audio", "AU", -1, 50, 500 },
    { "TV & Video", "TV & Video", "TV", -1, 200, 2000 },
    { "Imaging", "Imaging", "IM", -1, 100, 1000 },
    { "Mobile", "Mobile", "MO", -1, 100, 1000 },
    { "Computing", "Computing", "PC", -1, 100, 1000 },
    { "Gaming", "Gaming", "GA", -1, 50, 500 },
    { "Smart Home", "Smart Home", "SH", -1, 30, 300 },
    { "Headphones", "Audio", "WH", 0, 29, 650 },
    { "Wireless Earbuds", "Audio", "WF", 0, 25, 380 },
    { "Soundbars", "Audio", "HT", 0, 99, 1800 },
    { "Portable Speakers", "Audio", "SRS", 0, 19, 499 },
    { "Turntables", "Audio", "PS", 0, 99, 2400 },
    { "Televisions", "TV & Video", "XR", 1, 249, 5999 },
    { "Projectors", "TV & Video", "VPL", 1, 299, 7999 },
    { "Streaming Players", "TV & Video", "SP", 1, 29, 199 },
    { "Cameras", "Imaging", "ILCE", 2, 349, 6499 },
    { "Lenses", "Imaging", "SEL", 2, 149, 2999 },
    { "Camcorders", "Imaging", "FDR", 2, 249, 2499 },
    { "Drones", "Imaging", "DR", 2, 199, 2199 },
    { "Smartphones", "Mobile", "XP", 3, 149, 1599 },
    { "Tablets", "Mobile", "TB", 3, 129, 1499 },
    { "Smartwatches", "Mobile", "SW", 3, 79, 899 },
    { "Laptops", "Computing", "NB", 4, 349, 3999 },
    { "Monitors", "Computing", "MD", 4, 119, 1999 },
    { "Printers", "Computing", "PR", 4, 59, 799 },
    { "Game Consoles", "Gaming", "GC", 5, 199, 699 },
    { "Game Accessories", "Gaming", "GX", 5, 15, 249 },
    { "Smart Speakers", "Smart Home", "SS", 6, 29, 399 },
    { "Security Cameras", "Smart Home", "SC", 6, 35, 349 },
    { "Robot Vacuums", "Smart Home", "RV", 6, 149, 1299 },
};

enum { CATEGORIES = sizeof categories / sizeof *categories, GROUPS = 7, CAMERAS = 15 };

/* The first products are Sony's: five launch in this quarter, four in the last. */
enum { SONY_NOW = 5, SONY_BEFORE = 4, DAYS_PAST = 2200, DAYS_AHEAD = 270 };

err_t demo_fill_categories(struct demo *d)
{
    for (size_t i = 0; i < CATEGORIES; i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_CATEGORY, i));
        demo_word(&r, categories[i].name);
        if (categories[i].parent < 0)
            demo_null(&r);
        else
            demo_ref(d, &r, DEMO_CATEGORY, (size_t)categories[i].parent);
        demo_word(&r, categories[i].department);
        TRY(demo_put(d, DEMO_CATEGORY, i, (d->today - 1550) * DAY_S + (int64_t)i * 60, &r));
    }
    return ERR_OK;
}

err_t demo_fill_suppliers(struct demo *d)
{
    static const char *const heads[] = { "Pacific", "Nordic",   "Alpine", "Delta",   "Orion",
                                         "Cobalt",  "Meridian", "Zenith", "Kestrel", "Harbour" };
    static const char *const tails[] = { "Components",     "Optics",           "Displays",
                                         "Semiconductors", "Acoustics & Sons", "Assembly" };

    for (size_t i = 0; i < DEMO_SUPPLIERS; i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_SUPPLIER, i));
        demo_text(&r, arena_fmt(d->arena, "%s %s", heads[i % 10], tails[i / 10 % 6]));
        demo_word(&r, demo_place(d)->country);
        demo_word(&r, demo_chance(d, 82)   ? "Active"
                      : demo_chance(d, 60) ? "Onboarding"
                                           : "Blocked");
        demo_int(&r, 5 + (int64_t)demo_below(d, 80));
        demo_bool(&r, demo_chance(d, 25));
        demo_date(&r, d->today - 30 - (int64_t)demo_below(d, 3000));
        if (demo_chance(d, 15))
            demo_null(&r);
        else
            demo_float(&r, 50 + 50 * demo_unit(d));
        TRY(demo_put(d, DEMO_SUPPLIER, i, (d->today - 1500 + (int64_t)i) * DAY_S, &r));
    }
    return ERR_OK;
}

static int64_t launch_day(struct demo *d, size_t n)
{
    int64_t quarter = demo_quarter(d->today);

    if (n < SONY_NOW)
        return quarter + 3 + (int64_t)n * 19;
    if (n < SONY_NOW + SONY_BEFORE)
        return demo_quarter(quarter - 1) + 8 + (int64_t)(n - SONY_NOW) * 23;
    if (demo_chance(d, 12))
        return d->today + 1 + (int64_t)demo_below(d, DAYS_AHEAD);
    return d->today - (int64_t)(DAYS_PAST * pow(demo_unit(d), 1.2));
}

static double price_of(struct demo *d, size_t category)
{
    double low = categories[category].low, high = categories[category].high;
    double price = low * pow(high / low, demo_unit(d));

    return floor(price) + (demo_chance(d, 70) ? 0.99 : 0);
}

/* A function of its place alone, so that every table sees the same product. */
struct demo_product demo_product_of(const struct demo *of, size_t n)
{
    struct demo d = *of;
    struct demo_product p;

    d.random = d.seed ^ (0xe7037ed1a0b428dbu * (n + 1));
    bool sony = n < SONY_NOW + SONY_BEFORE;
    double brand = pow(demo_unit(&d), 1.8) * DEMO_BRANDS;
    p.brand = sony ? 0 : (size_t)brand;
    p.category = GROUPS + (size_t)(pow(demo_unit(&d), 1.3) * (CATEGORIES - GROUPS));
    if (n == 0)
        p.category = CAMERAS;
    p.price = n == 0 ? 999.99 : price_of(&d, p.category);
    p.launch = launch_day(&d, n);
    p.discontinued = p.launch < d.today - 1300 && demo_chance(&d, 60);
    return p;
}

str demo_product_name(struct demo *d, size_t n)
{
    static const char *const endings[] = { "", "", "", " Pro", " II", " Mini", " Max", " SE" };
    struct demo_product p = demo_product_of(d, n);

    if (n == 0)
        return STR("Sony ZV-E10 II");
    return arena_fmt(d->arena, "%s %s-%zu%s", demo_brand_name(p.brand), categories[p.category].code,
                     100 + n * 7 % 9000 + n % 7, endings[n * 5 % 8]);
}

static const char *status_of(const struct demo *d, const struct demo_product *p)
{
    if (p->discontinued)
        return "Discontinued";
    if (p->launch > d->today + 60)
        return "Planned";
    return p->launch > d->today ? "Announced" : "Available";
}

static str description(struct demo *d, const struct demo_product *p, size_t n)
{
    if (n % 3 == 2)
        return STR("");
    return arena_fmt(d->arena,
                     "<h2>%s</h2><p>Designed for everyday use – 4K, “HDR” & more. Weight < 2 kg,"
                     " café-proof, naïvely simple.</p><ul><li>%s</li><li>€%.0f RRP</li></ul>"
                     "<!-- rev %zu -->",
                     categories[p->category].name, demo_brand_name(p->brand), p->price, n);
}

/* Two in a hundred have none; a few name one that never came: pending. */
static void put_supplier(struct demo *d, struct demo_row *r)
{
    uint64_t at = demo_below(d, 100);

    if (at < 2)
        demo_null(r);
    else if (at == 2)
        demo_word(r, "LEGACY-SUPPLIER-7");
    else
        demo_ref(d, r, DEMO_SUPPLIER, demo_below(d, DEMO_SUPPLIERS));
}

static void put_rating(struct demo *d, struct demo_row *r, const struct demo_product *p)
{
    double rating = 2.4 + 2.6 * sqrt(demo_unit(d));

    if (p->launch > d->today || demo_chance(d, 12))
        demo_null(r);
    else
        demo_float(r, floor(rating * 10) / 10);
}

static err_t put_colors(struct demo *d)
{
    static const char *const colors[] = { "Black", "Silver", "White", "Midnight Blue", "Crème" };
    int n = (int)demo_below(d, 4), field = (int)d->models[DEMO_PRODUCT]->fields.n - 1;

    for (int i = 0; i < n; i++)
        TRY(hub_writer_item(&d->writer, field, i, value_text(str_c(colors[i])), d->why));
    return ERR_OK;
}

static err_t put_product(struct demo *d, size_t n)
{
    struct demo_product p = demo_product_of(d, n);
    struct demo_row r = { .n = 0 };
    int64_t created = d->today - 1400 + (int64_t)(n * 1400 / DEMO_PRODUCTS);

    demo_text(&r, demo_key(d, DEMO_PRODUCT, n));
    demo_text(&r, demo_product_name(d, n));
    demo_text(&r, arena_fmt(d->arena, "%s-%06zu", categories[p.category].code, 100000 + n * 37));
    demo_ref(d, &r, DEMO_BRAND, p.brand);
    demo_ref(d, &r, DEMO_CATEGORY, p.category);
    put_supplier(d, &r);
    demo_float(&r, p.price);
    if (demo_chance(d, 4))
        demo_null(&r);
    else
        demo_float(&r, p.price * (0.42 + 0.33 * demo_unit(d)));
    demo_date(&r, p.launch);
    demo_word(&r, status_of(d, &p));
    put_rating(d, &r, &p);
    demo_bool(&r, p.discontinued);
    demo_int(&r, 12 * (1 + (int64_t)demo_below(d, 3)));
    demo_float(&r, 0.1 + 12 * pow(demo_unit(d), 3));
    if (demo_chance(d, 30))
        demo_null(&r);
    else
        demo_instant(&r, (d->today - (int64_t)demo_below(d, 400)) * DAY_S +
                             (int64_t)demo_below(d, DAY_S));
    demo_text(&r, description(d, &p, n));
    TRY(demo_put(d, DEMO_PRODUCT, n, created * DAY_S + (int64_t)n, &r));
    return put_colors(d);
}

err_t demo_fill_products(struct demo *d)
{
    for (size_t n = 0; n < DEMO_PRODUCTS; n++)
        TRY(put_product(d, n));
    return ERR_OK;
}
