/* demo_world.c - names, places, brands: the words of the demo data.  Nobody
 * in it exists. */
#include "localhub/demo.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

const char *demo_first_name(struct demo *d)
{
    static const char *const names[] = {
        "Aino",   "Amara",  "Anselm", "Bianca",  "Caspar", "Dagny",    "Dmitri",  "Elif",
        "Emeka",  "Farida", "Fionn",  "Greta",   "Hana",   "Idris",    "Ilse",    "Jorge",
        "Kaito",  "Leonie", "Lucía",  "Malik",   "Marek",  "Mireille", "Nadia",   "Noé",
        "Oksana", "Pia",    "Priya",  "Quentin", "Ravi",   "Rosalind", "Saoirse", "Sören",
        "Tamsin", "Tomás",  "Ulla",   "Viktor",  "Wen",    "Xenia",    "Yusuf",   "Zofia",
    };

    return names[demo_below(d, COUNT(names))];
}

const char *demo_last_name(struct demo *d)
{
    static const char *const names[] = {
        "Abernethy", "Almqvist",    "Bäckström",    "Baptiste",    "Çelik",    "Castellanos",
        "Dahlgren",  "Devereux",    "Eskildsen",    "Fairweather", "Ferreira", "Gallagher",
        "Grünwald",  "Haddad",      "Hollander",    "Ibekwe",      "Jaworski", "Kowalczyk",
        "Lindqvist", "Marchetti",   "Mbeki",        "Nakagawa",    "Novotný",  "O'Hara",
        "Okonkwo",   "Papadakis",   "Quillfeather", "Rasmussen",   "Sandoval", "Sørensen",
        "Takahashi", "Thistlewood", "Ueno",         "Vandermeer",  "Vasquez",  "Weatherby",
        "Xu",        "Yilmaz",      "Zielinski",    "d'Arcy",
    };

    return names[demo_below(d, COUNT(names))];
}

static const char *const regions[DEMO_REGIONS] = {
    "North America",   "Latin America",        "Western Europe", "Northern Europe",
    "Southern Europe", "Middle East & Africa", "Asia Pacific",   "Japan",
};

const char *demo_region_name(size_t n)
{
    return regions[n % DEMO_REGIONS];
}

const struct demo_place *demo_place(struct demo *d)
{
    static const struct demo_place places[] = {
        { "New York", "United States", 0 },
        { "Chicago", "United States", 0 },
        { "Seattle", "United States", 0 },
        { "Austin", "United States", 0 },
        { "Toronto", "Canada", 0 },
        { "Montréal", "Canada", 0 },
        { "São Paulo", "Brazil", 1 },
        { "Ciudad de México", "Mexico", 1 },
        { "Bogotá", "Colombia", 1 },
        { "Berlin", "Germany", 2 },
        { "München", "Germany", 2 },
        { "Köln", "Germany", 2 },
        { "Paris", "France", 2 },
        { "Lyon", "France", 2 },
        { "London", "United Kingdom", 2 },
        { "Manchester", "United Kingdom", 2 },
        { "Amsterdam", "Netherlands", 2 },
        { "Zürich", "Switzerland", 2 },
        { "Stockholm", "Sweden", 3 },
        { "København", "Denmark", 3 },
        { "Oslo", "Norway", 3 },
        { "Madrid", "Spain", 4 },
        { "Barcelona", "Spain", 4 },
        { "Milano", "Italy", 4 },
        { "Lisboa", "Portugal", 4 },
        { "Dubai", "United Arab Emirates", 5 },
        { "Cape Town", "South Africa", 5 },
        { "Nairobi", "Kenya", 5 },
        { "Sydney", "Australia", 6 },
        { "Singapore", "Singapore", 6 },
        { "Seoul", "South Korea", 6 },
        { "Mumbai", "India", 6 },
        { "Tokyo", "Japan", 7 },
        { "Osaka", "Japan", 7 },
    };
    double u = demo_unit(d);

    return &places[(size_t)(u * u * (double)COUNT(places))]; /* the first ones more often */
}

static const struct {
    const char *name, *country;
    int founded;
    bool premium;
} brands[DEMO_BRANDS] = {
    { "Sony", "Japan", 1946, true },
    { "Samsung", "South Korea", 1938, false },
    { "Apple", "United States", 1976, true },
    { "LG", "South Korea", 1958, false },
    { "Microsoft", "United States", 1975, false },
    { "Philips", "Netherlands", 1891, false },
    { "Panasonic", "Japan", 1918, false },
    { "Amazon", "United States", 1994, false },
    { "Bose", "United States", 1964, true },
    { "Google", "United States", 1998, false },
    { "Canon", "Japan", 1937, false },
    { "Dell", "United States", 1984, false },
    { "Lenovo", "China", 1984, false },
    { "JBL", "United States", 1946, false },
    { "Xiaomi", "China", 2010, false },
    { "Nikon", "Japan", 1917, true },
    { "Bang & Olufsen", "Denmark", 1925, true },
    { "Sony Professional", "Japan", 1975, true },
    { "Sony Music", "Japan", 1968, false },
    { "Sennheiser", "Germany", 1945, true },
    { "Müller & Söhne", "Germany", 1922, true },
    { "L'Aurore", "France", 1909, true },
    { "Béyond Café", "France", 2014, false },
    { "O'Rourke Audio", "Ireland", 1983, false },
    { "Señal", "Spain", 2003, false },
    { "Nébuleuse", "Canada", 2016, true },
    { "Åkerlund", "Sweden", 1998, true },
    { "7 Waves", "United Kingdom", 2019, false },
    { "R&D <Labs>", "United States", 2021, false },
    { "Łódź Electronics", "Poland", 1991, false },
};

const char *demo_brand_name(size_t n)
{
    return brands[n % DEMO_BRANDS].name;
}

err_t demo_fill_brands(struct demo *d)
{
    for (size_t i = 0; i < DEMO_BRANDS; i++) {
        struct demo_row r = { .n = 0 };
        demo_text(&r, demo_key(d, DEMO_BRAND, i));
        demo_word(&r, brands[i].name);
        demo_word(&r, brands[i].country);
        demo_int(&r, brands[i].founded);
        demo_bool(&r, brands[i].premium);
        if (i % 7 == 6)
            demo_null(&r);
        else
            demo_text(&r, arena_fmt(d->arena, "https://brand-%zu.example/", i + 1));
        demo_text(&r, arena_fmt(d->arena,
                                "<p><b>%s</b> – founded in %d in %s. “Électronique” & more…</p>",
                                brands[i].name, brands[i].founded, brands[i].country));
        TRY(demo_put(d, DEMO_BRAND, i, (d->today - 1500 + (int64_t)i) * DAY_S + 32400, &r));
    }
    return ERR_OK;
}

err_t demo_fill_regions(struct demo *d)
{
    static const char *const offices[DEMO_REGIONS] = {
        "New York", "São Paulo", "Paris", "Oslo", "Milano", "Dubai", "Singapore", "Tokyo"
    };
    static const char *const codes[DEMO_REGIONS] = { "US CA",       "BR MX CO", "DE FR GB NL CH",
                                                     "SE DK NO",    "ES IT PT", "AE ZA KE",
                                                     "AU SG KR IN", "JP" };

    for (size_t i = 0; i < DEMO_REGIONS; i++) {
        struct demo_row r = { .n = 0 };
        str rest = str_c(codes[i]);
        demo_text(&r, demo_key(d, DEMO_REGION, i));
        demo_word(&r, regions[i]);
        demo_word(&r, offices[i]);
        TRY(demo_put(d, DEMO_REGION, i, (d->today - 1600) * DAY_S, &r));
        for (int item = 0; rest.n; item++)
            TRY(hub_writer_item(&d->writer, 3, item, value_text(str_cut(&rest, ' ')), d->why));
    }
    return ERR_OK;
}

int64_t demo_quarter(int64_t days)
{
    struct civil c = civil_from_days(days);

    return civil_days(c.year, (c.month - 1) / 3 * 3 + 1, 1);
}

/* The first is the chief; everybody else reports to somebody before them. */
err_t demo_fill_employees(struct demo *d)
{
    static const char *const departments[] = { "Engineering", "Sales",   "Marketing", "Product",
                                               "Operations",  "Support", "Finance",   "Legal" };
    static const char *const titles[] = { "Analyst", "Specialist", "Manager", "Senior Manager" };

    for (size_t i = 0; i < DEMO_EMPLOYEES; i++) {
        struct demo_row r = { .n = 0 };
        const char *first = demo_first_name(d), *last = demo_last_name(d);
        const char *department = departments[demo_below(d, COUNT(departments))];
        size_t rank = i < 9 ? 3 : i < 40 ? 2 : demo_below(d, 2);
        const struct demo_place *place = demo_place(d);
        int64_t hired = d->today - 20 - (int64_t)(demo_unit(d) * 4200);

        demo_text(&r, demo_key(d, DEMO_EMPLOYEE, i));
        demo_word(&r, first);
        demo_word(&r, last);
        demo_text(&r, arena_fmt(d->arena, "employee%zu@launch.example", i + 1));
        demo_word(&r, department);
        demo_text(&r, i == 0 ? STR("Chief Executive")
                             : arena_fmt(d->arena, "%s %s", department, titles[rank]));
        if (i == 0)
            demo_null(&r);
        else
            demo_ref(d, &r, DEMO_EMPLOYEE, i < 9 ? 0 : i < 40 ? 1 + i % 8 : 9 + i % 31);
        demo_ref(d, &r, DEMO_REGION, place->region);
        demo_date(&r, hired);
        demo_float(&r, 100 * (double)(int64_t)(380 + 220 * (double)rank + 300 * demo_unit(d)));
        demo_word(&r, place->city);
        TRY(demo_put(d, DEMO_EMPLOYEE, i, (d->today - 1400 + (int64_t)i * 7) * DAY_S + 28800, &r));
    }
    return ERR_OK;
}
