/* demo_live.c - the few records of the models that came from a live account. */
#include "localhub/demo.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int64_t created(const struct demo *d, size_t n)
{
    return (d->today - 90 + (int64_t)n * 3) * DAY_S + 36000;
}

err_t demo_fill_advertisements(struct demo *d)
{
    static const struct {
        const char *advertiser, *product, *campaign, *category, *brief, *channel;
        double budget;
    } ads[] = {
        { "Sony", "Sony ZV-E10 II", "Create Every Day", "Cameras", "Vloggers & creators, 18 to 34",
          "Social Media", 250000 },
        { "Sony", "Sony WH-1000XM6", "Silence, Perfected", "Headphones",
          "Commuters and frequent travellers", "TV", 410000 },
        { "Apple", "MacBook Air", "Light. Years Ahead.", "Laptops", "Students and professionals",
          "Search", 530000 },
        { "Microsoft", "Surface Pro", "Work Anywhere", "Tablets", "Mobile professionals", "Search",
          320000 },
        { "Samsung", "Galaxy S Ultra", "Epic Nights", "Smartphones", "Early adopters, night owls",
          "Outdoor", 610000 },
        { "Amazon", "Echo Studio", "Ask the Room", "Smart Speakers", "Families", "TV", 180000 },
    };

    for (size_t i = 0; i < COUNT(ads); i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_ADVERTISEMENTS, i));
        demo_word(&r, ads[i].advertiser);
        demo_word(&r, ads[i].product);
        demo_word(&r, ads[i].campaign);
        demo_word(&r, ads[i].category);
        demo_word(&r, ads[i].brief);
        demo_date(&r, d->today - 60 + (int64_t)i * 12);
        demo_date(&r, d->today - 10 + (int64_t)i * 14);
        demo_float(&r, ads[i].budget);
        demo_word(&r, ads[i].channel);
        TRY(demo_put(d, DEMO_ADVERTISEMENTS, i, created(d, i), &r));
    }
    return ERR_OK;
}

static void put_opportunity_people(struct demo *d, struct demo_row *r, size_t n)
{
    demo_text(r, arena_fmt(d->arena, "005-%04zu", n % 3));
    demo_instant(r, created(d, n));
    demo_text(r, arena_fmt(d->arena, "005-%04zu", n % 2));
    demo_instant(r, created(d, n) + 86400);
    demo_text(r, arena_fmt(d->arena, "005-%04zu", n % 3));
    demo_instant(r, created(d, n) + 90000);
    if (n % 2)
        demo_null(r);
    else
        demo_date(r, d->today - (int64_t)n);
}

err_t demo_fill_opportunities(struct demo *d)
{
    static const struct {
        const char *name, *stage, *type, *source;
        double amount, probability;
    } rows[] = {
        { "Grand Hotel generators", "Closed Won", "New Customer", "Web", 235000, 100 },
        { "Express Logistics standby generator", "Closed Won", "Existing Customer - Upgrade",
          "Partner", 220000, 100 },
        { "University AC installations", "Proposal", "New Customer", "Phone Inquiry", 90000, 60 },
        { "Pyramid emergency generators", "Prospecting", "", "Purchased List", 100000, 10 },
        { "Burlington weaving plant", "Closed Lost", "New Customer", "Web", 235000, 0 },
        { "Edge SLA", "Negotiation", "Existing Customer - Replacement", "Word of mouth", 60000,
          90 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct demo_row r = { .n = 0 };
        struct civil close = civil_from_days(d->today - 40 + (int64_t)i * 25);
        bool won = rows[i].probability >= 100, closed = won || rows[i].probability <= 0;

        demo_text(&r, demo_key(d, DEMO_OPPORTUNITY, i));
        demo_text(&r, arena_fmt(d->arena, "001-%04zu", i));
        demo_word(&r, rows[i].name);
        demo_text(&r, i % 2 ? STR("") : STR("Quote <v2> agreed – see “terms & conditions”."));
        demo_word(&r, rows[i].type);
        demo_word(&r, rows[i].stage);
        demo_float(&r, rows[i].amount);
        demo_float(&r, rows[i].probability);
        demo_float(&r, rows[i].amount * rows[i].probability / 100);
        demo_null(&r);
        demo_date(&r, d->today - 40 + (int64_t)i * 25);
        demo_word(&r, closed ? "" : "Call back");
        demo_word(&r, rows[i].source);
        demo_bool(&r, closed);
        demo_bool(&r, won);
        demo_word(&r, closed ? "Closed" : "Pipeline");
        demo_null(&r);
        demo_bool(&r, i % 2 == 0);
        demo_word(&r, "01s-0001");
        put_opportunity_people(d, &r, i);
        demo_int(&r, (close.month - 1) / 3 + 1);
        demo_int(&r, close.year);
        demo_text(&r, arena_fmt(d->arena, "%d %d", close.year, (close.month - 1) / 3 + 1));
        demo_null(&r);
        demo_text(&r, arena_fmt(d->arena, "%06zu", 645612 + i * 11));
        demo_word(&r, won ? "Completed" : "In progress");
        demo_text(&r, arena_fmt(d->arena, "83016%04zu", i * 157));
        demo_word(&r, i % 3 ? "John Deere, Hawkpower" : "");
        demo_word(&r, i % 2 ? "Fujitsu" : "John Deere");
        TRY(demo_put(d, DEMO_OPPORTUNITY, i, created(d, i), &r));
    }
    return ERR_OK;
}

err_t demo_fill_engagements(struct demo *d)
{
    static const char *const rows[][2] = {
        { "Sony ZV-E10 II", "Sony" },        { "MacBook Air", "Apple" },
        { "Surface Pro", "Microsoft" },      { "Galaxy S Ultra", "Samsung" },
        { "Echo Studio", "Amazon" },         { "Sony WH-1000XM6", "Sony" },
        { "BeoSound A9", "Bang & Olufsen" }, { "Légende Ω", "L'Aurore" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_ENGAGEMENTS, i));
        demo_word(&r, rows[i][0]);
        demo_text(&r, arena_fmt(d->arena, "V-%03zu", i % 6 + 1));
        demo_word(&r, rows[i][1]);
        demo_int(&r, 120 + (int64_t)demo_below(d, 9000));
        TRY(demo_put(d, DEMO_ENGAGEMENTS, i, created(d, i), &r));
    }
    return ERR_OK;
}

err_t demo_fill_users(struct demo *d)
{
    for (size_t i = 0; i < 6; i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_USERS, i));
        demo_word(&r, demo_first_name(d));
        demo_word(&r, demo_last_name(d));
        demo_text(&r, i == 4 ? STR("") : arena_fmt(d->arena, "LC-%06zu", 100200 + i * 731));
        demo_text(&r, arena_fmt(d->arena, "user%zu@mail.example", i + 1));
        TRY(demo_put(d, DEMO_USERS, i, created(d, i), &r));
    }
    return ERR_OK;
}

err_t demo_fill_platform_users(struct demo *d)
{
    static const char *const roles[] = { "Administrator", "Data Steward", "Developer", "Viewer" };

    for (size_t i = 0; i < 9; i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_PLATFORM_USERS, i));
        demo_text(&r, arena_fmt(d->arena, "platform%zu@launch.example", i + 1));
        demo_word(&r, demo_first_name(d));
        demo_word(&r, demo_last_name(d));
        demo_word(&r, roles[i % COUNT(roles)]);
        demo_word(&r, i % 2 ? "Marketing" : "Product");
        demo_word(&r, demo_place(d)->country);
        demo_word(&r, i % 3 ? "en" : "de");
        demo_word(&r, i % 3 ? "Europe/London" : "Europe/Berlin");
        demo_word(&r, i == 7 ? "Locked" : "Active");
        demo_date(&r, d->today - 400 + (int64_t)i * 31);
        if (i == 8)
            demo_null(&r); /* never logged in */
        else
            demo_instant(&r, (d->today - (int64_t)i) * DAY_S + 30000 + (int64_t)i * 777);
        demo_bool(&r, i % 4 != 3);
        demo_text(&r, i % 2 ? STR("") : arena_fmt(d->arena, "+00 555 01%02zu", i));
        demo_text(&r, i ? STR("platform1@launch.example") : STR(""));
        demo_int(&r, i == 8 ? 0 : 12 + (int64_t)demo_below(d, 300));
        TRY(demo_put(d, DEMO_PLATFORM_USERS, i, created(d, i), &r));
    }
    return ERR_OK;
}
