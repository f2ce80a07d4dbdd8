/* demo_trade.c - retailers, customers, launches, campaigns and sales. */
#include "localhub/demo.h"

#include <math.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *pick(struct demo *d, const char *const *words, size_t n)
{
    return words[demo_below(d, n)];
}

static void put_address(struct demo *d, struct demo_row *r, const struct demo_place *place)
{
    static const char *const streets[] = { "Harbour Road", "Rue de l'Étoile", "Lindenstraße",
                                           "Mill Lane",    "Calle Mayor",     "King's Parade" };

    if (demo_chance(d, 10)) { /* a group without any value */
        demo_null(r);
        demo_null(r);
        demo_null(r);
        return;
    }
    demo_text(r, arena_fmt(d->arena, "%s %d", pick(d, streets, COUNT(streets)),
                           1 + (int)demo_below(d, 180)));
    demo_word(r, place->city);
    demo_text(r, arena_fmt(d->arena, "%05d", (int)demo_below(d, 99999)));
}

err_t demo_fill_retailers(struct demo *d)
{
    static const char *const heads[] = { "Bright", "Urban", "Central", "Volt",  "Pixel",
                                         "Family", "Grand", "Corner",  "Metro", "Echo" };
    static const char *const tails[] = { "Electronics", "Media Store", "& Co",
                                         "Outlet",      "Digital",     "Sound & Vision" };
    static const char *const types[] = { "Chain", "Online", "Specialist", "Department Store" };

    for (size_t i = 0; i < DEMO_RETAILERS; i++) {
        struct demo_row r = { .n = 0 };
        const struct demo_place *place = demo_place(d);
        const char *type = pick(d, types, COUNT(types));

        demo_text(&r, demo_key(d, DEMO_RETAILER, i));
        demo_text(&r, arena_fmt(d->arena, "%s %s%s", heads[i % 10], tails[i / 10 % 6],
                                i >= 60 ? " Express" : ""));
        demo_word(&r, type);
        demo_word(&r, place->country);
        demo_ref(d, &r, DEMO_REGION, place->region);
        if (str_eq(str_c(type), STR("Online")))
            demo_null(&r);
        else
            demo_int(&r, 1 + (int64_t)(300 * pow(demo_unit(d), 3)));
        demo_date(&r, d->today - 10 - (int64_t)demo_below(d, 4000));
        put_address(d, &r, place);
        TRY(demo_put(d, DEMO_RETAILER, i, (d->today - 1300 + (int64_t)i * 9) * DAY_S, &r));
    }
    return ERR_OK;
}

static err_t put_customer_items(struct demo *d, size_t n)
{
    static const char *const interests[] = { "Music", "Photography", "Gaming", "Home Cinema" };
    static const char *const types[] = { "Mobile", "Work", "Home" };
    const struct hub_model *m = d->models[DEMO_CUSTOMER];
    int type = hub_field_find(m, STR("PHONE_TYPE")),
        number = hub_field_find(m, STR("PHONE_NUMBER"));
    int interest = hub_field_find(m, STR("INTEREST"));

    for (int i = 0; i < (int)(n % 3); i++) {
        str phone = arena_fmt(d->arena, "+00 555 %04d", (int)demo_below(d, 10000));
        TRY(hub_writer_item(&d->writer, type, i, value_text(str_c(types[i])), d->why));
        TRY(hub_writer_item(&d->writer, number, i, value_text(phone), d->why));
    }
    for (int i = 0; i < (int)(n % 4); i++)
        TRY(hub_writer_item(&d->writer, interest, i,
                            value_text(str_c(interests[(n + (size_t)i) % 4])), d->why));
    return ERR_OK;
}

static err_t put_customer(struct demo *d, size_t n)
{
    static const char *const firms[] = { "Studios", "School",    "Clinic & Partners",
                                         "Hotel",   "Logistics", "Agency" };
    const char *segment = demo_chance(d, 70)   ? "Consumer"
                          : demo_chance(d, 70) ? "Business"
                          : demo_chance(d, 60) ? "Education"
                                               : "Government";
    bool person = str_eq(str_c(segment), STR("Consumer"));
    const struct demo_place *place = demo_place(d);
    struct demo_row r = { .n = 0 };
    double u = (double)n / DEMO_CUSTOMERS;
    int64_t since = d->today - (int64_t)(1800 * pow(1 - u, 1.4));

    demo_text(&r, demo_key(d, DEMO_CUSTOMER, n));
    demo_text(
        &r, person ? arena_fmt(d->arena, "%s %s", demo_first_name(d), demo_last_name(d))
                   : arena_fmt(d->arena, "%s %s", demo_last_name(d), pick(d, firms, COUNT(firms))));
    if (demo_chance(d, 5))
        demo_null(&r);
    else
        demo_text(&r, arena_fmt(d->arena, "customer%zu@mail.example", n + 1));
    demo_word(&r, place->country);
    demo_word(&r, segment);
    demo_date(&r, since);
    demo_int(&r, (int64_t)(12000 * pow(demo_unit(d), 3)));
    demo_bool(&r, demo_chance(d, 45));
    if (demo_chance(d, 40))
        demo_null(&r);
    else
        demo_text(&r, arena_fmt(d->arena, "TX-%04d-%03d", (int)demo_below(d, 10000),
                                (int)demo_below(d, 1000)));
    put_address(d, &r, place);
    demo_text(&r, n % 9 ? STR("")
                        : arena_fmt(d->arena, "Prefers <e-mail> & calls after 17:00 – n°%zu", n));
    TRY(demo_put(d, DEMO_CUSTOMER, n, since * DAY_S + (int64_t)n, &r));
    return put_customer_items(d, n);
}

err_t demo_fill_customers(struct demo *d)
{
    for (size_t n = 0; n < DEMO_CUSTOMERS; n++)
        TRY(put_customer(d, n));
    return ERR_OK;
}

static const char *launch_status(struct demo *d, int64_t day)
{
    if (day <= d->today)
        return demo_chance(d, 95) ? "Launched" : "Cancelled";
    return demo_chance(d, 50) ? "Planned" : demo_chance(d, 70) ? "Confirmed" : "Delayed";
}

static err_t put_launch(struct demo *d, size_t product, size_t region, size_t n)
{
    struct demo_product p = demo_product_of(d, product);
    struct demo_row r = { .n = 0 };
    int64_t day = p.launch + (region ? (int64_t)demo_below(d, 45) : 0);

    demo_text(&r, demo_key(d, DEMO_LAUNCH, n));
    demo_text(&r, arena_fmt(d->arena, "%.*s – %s", STR_ARG(demo_product_name(d, product)),
                            demo_region_name(region)));
    demo_ref(d, &r, DEMO_PRODUCT, product);
    demo_ref(d, &r, DEMO_REGION, region);
    demo_ref(d, &r, DEMO_EMPLOYEE, 9 + demo_below(d, 31));
    demo_date(&r, day);
    demo_int(&r, 100 * (1 + (int64_t)(400 * pow(demo_unit(d), 2))));
    demo_float(&r, 1000 * floor(5 + 400 * pow(demo_unit(d), 2)));
    demo_word(&r, launch_status(d, day));
    return demo_put(d, DEMO_LAUNCH, n,
                    (d->today - 1400 + (int64_t)(product * 1400 / DEMO_PRODUCTS)) * DAY_S + 60, &r);
}

err_t demo_fill_launches(struct demo *d)
{
    size_t n = 0;

    for (size_t product = 0; product < DEMO_PRODUCTS; product++) {
        size_t markets = product < 9 ? 2 : demo_below(d, 3); /* some are sold, never launched */
        for (size_t i = 0; i < markets; i++)
            TRY(put_launch(d, product, i ? 1 + (product + i * 3) % (DEMO_REGIONS - 1) : 0, n++));
    }
    return ERR_OK;
}

static err_t put_campaign(struct demo *d, size_t n)
{
    static const char *const seasons[] = { "Spring",  "Summer",       "Back to School",
                                           "Holiday", "Black Friday", "Launch" };
    static const char *const channels[] = { "Social Media", "Search", "TV",     "Email",
                                            "Influencer",   "Events", "Outdoor" };
    static const char *const audiences[] = { "Gen Z",       "Families",           "Professionals",
                                             "Audiophiles", "Gamers & Streamers", "Creators" };
    struct demo_row r = { .n = 0 };
    double u = (double)n / DEMO_CAMPAIGNS;
    int64_t start = d->today + 90 - (int64_t)(1100 * pow(1 - u, 1.3));
    int64_t end = start + 14 + (int64_t)demo_below(d, 60);
    size_t product = demo_below(d, DEMO_PRODUCTS);
    size_t brand = demo_product_of(d, product).brand;
    double budget = 1000 * floor(8 + 600 * pow(demo_unit(d), 2));
    double share = end < d->today ? 0.8 + 0.35 * demo_unit(d) : 0.6 * demo_unit(d);

    demo_text(&r, demo_key(d, DEMO_CAMPAIGN, n));
    demo_text(&r, arena_fmt(d->arena, "%s %s %d", demo_brand_name(brand),
                            pick(d, seasons, COUNT(seasons)), civil_from_days(start).year));
    demo_ref(d, &r, DEMO_BRAND, brand);
    if (n % 3 == 0)
        demo_null(&r); /* for the brand as a whole */
    else
        demo_ref(d, &r, DEMO_PRODUCT, product);
    demo_word(&r, pick(d, channels, COUNT(channels)));
    demo_word(&r, start > d->today     ? "Planned"
                  : end < d->today     ? "Completed"
                  : demo_chance(d, 90) ? "Active"
                                       : "Paused");
    demo_date(&r, start);
    demo_date(&r, end);
    demo_float(&r, budget);
    if (start > d->today) {
        demo_null(&r);
        demo_null(&r);
    } else {
        demo_float(&r, budget * share);
        demo_int(&r, (int64_t)(budget * share * (3 + 20 * demo_unit(d))));
    }
    demo_word(&r, pick(d, audiences, COUNT(audiences)));
    return demo_put(d, DEMO_CAMPAIGN, n,
                    (d->today - 1200 + (int64_t)(n * 1200 / DEMO_CAMPAIGNS)) * DAY_S + 3600, &r);
}

err_t demo_fill_campaigns(struct demo *d)
{
    for (size_t n = 0; n < DEMO_CAMPAIGNS; n++)
        TRY(put_campaign(d, n));
    return ERR_OK;
}

/* One that was on sale by then; the well-known ones sell more. */
static size_t sold_product(struct demo *d, int64_t day)
{
    size_t n = 0;

    for (int tries = 0; tries < 30; tries++) {
        n = (size_t)(pow(demo_unit(d), 1.6) * DEMO_PRODUCTS);
        struct demo_product p = demo_product_of(d, n);
        if (p.launch <= day && !(p.discontinued && day > p.launch + 1200))
            break;
    }
    return n;
}

static void put_state(struct demo *d, struct demo_row *r, int64_t day)
{
    int64_t age = d->today - day;

    if (age < 3) {
        demo_word(r, "Open");
        demo_null(r);
    } else if (age < 8 && demo_chance(d, 60)) {
        demo_word(r, "Shipped");
        demo_null(r);
    } else {
        demo_word(r, demo_chance(d, 94) ? "Delivered" : "Returned");
        demo_date(r, day + 1 + (int64_t)demo_below(d, age < 8 ? 2 : 7));
    }
}

/* In the order of their dates, ever more of them towards today. */
static err_t put_sale(struct demo *d, size_t n)
{
    double u = ((double)n + 0.5) / DEMO_SALES;
    int64_t day = d->today - (int64_t)(1095 * pow(1 - u, 1.3));
    bool season = civil_from_days(day).month >= 11, direct = demo_chance(d, 35);
    size_t product = sold_product(d, day);
    double price = demo_product_of(d, product).price * (demo_chance(d, 75) ? 1 : 0.93);
    double discount = demo_chance(d, season ? 55 : 25) ? 5 * (double)(1 + demo_below(d, 4)) : 0;
    int64_t quantity = 1 + (int64_t)((season ? 24 : 16) * pow(demo_unit(d), 5));
    struct demo_row r = { .n = 0 };

    price = floor(price * 100 + 0.5) / 100;
    demo_text(&r, demo_key(d, DEMO_SALE, n));
    demo_date(&r, day);
    demo_ref(d, &r, DEMO_PRODUCT, product);
    demo_ref(d, &r, DEMO_CUSTOMER, (size_t)(pow(demo_unit(d), 1.5) * DEMO_CUSTOMERS));
    if (direct)
        demo_null(&r);
    else
        demo_ref(d, &r, DEMO_RETAILER, (size_t)(pow(demo_unit(d), 2) * DEMO_RETAILERS));
    demo_int(&r, quantity);
    demo_float(&r, price);
    demo_float(&r, discount);
    demo_float(&r, price * (double)quantity * (1 - discount / 100));
    demo_word(&r, direct ? "Direct" : demo_chance(d, 55) ? "Online" : "Retail");
    put_state(d, &r, day);
    return demo_put(d, DEMO_SALE, n, day * DAY_S + (int64_t)n * 14, &r);
}

err_t demo_fill_sales(struct demo *d)
{
    for (size_t n = 0; n < DEMO_SALES; n++)
        TRY(put_sale(d, n));
    return ERR_OK;
}
