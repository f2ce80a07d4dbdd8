/* demo_past.c - what came before: versions by several sources, records that
 * are end-dated, entities in quarantine.  The records in force stay as they
 * are; their past is written backwards from them. */
#include "localhub/demo.h"
#include "localhub/history.h"
#include "localhub/names.h"
#include "localhub/quarantine.h"
#include "localhub/source_link.h"

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { CHANGES_MAX = 8, PRICED = 400, PRICED_STEP = 7 };

/* clang-format off */
/* Of one record from the newest change on: who changed which field, from what. */
static const struct change {
    enum demo_model_id model;
    size_t n;
    const char *source, *entity, *field, *before;
} changes[] = {
    { DEMO_BRAND,    0, "MKT", "sony-corp",  "Website",       "https://www.sony.net" },
    { DEMO_BRAND,    0, "ERP", "V-1001",     "Country",       "Netherlands" },
    { DEMO_BRAND,    0, "PIM", NULL,         "Founded Year",  "1958" },
    { DEMO_BRAND,    1, "ERP", "V-1002",     "Premium",       "false" },
    { DEMO_REGION,   0, "CRM", "emea-1",     "Headquarters",  "Amsterdam" },
    { DEMO_REGION,   1, "CRM", "apac-1",     "Headquarters",  "Singapore" },
    { DEMO_REGION,   1, "ERP", NULL,         "Headquarters",  "Hong Kong" },
    { DEMO_PRODUCT,  0, "ERP", "MAT-770001", "Price",         "1099.99" },
    { DEMO_PRODUCT,  0, "MKT", "zv-e10-ii",  "Product Name",  "Sony ZV-E10 Mark II" },
    { DEMO_PRODUCT,  0, "PIM", NULL,         "Status",        "Planned" },
    { DEMO_PRODUCT,  1, "ERP", "MAT-770002", "Cost",          "312.5" },
    { DEMO_PRODUCT,  1, "PIM", NULL,         "Warranty Months", "6" },
    { DEMO_SUPPLIER, 0, "CRM", "SUPP-0001",  "Status",        "Onboarding" },
    { DEMO_SUPPLIER, 1, "ERP", NULL,         "Lead Time Days", "60" },
    { DEMO_EMPLOYEE, 0, "ERP", "P-000001",   "Office City",   "Geneva" },
    { DEMO_EMPLOYEE, 3, "HR",  NULL,         "Job Title",     "Trainee" },
    { DEMO_CUSTOMER, 0, "WEB", "user-88121", "Email",         "old.address@mail.example" },
    { DEMO_CUSTOMER, 0, "ERP", "C-40001",    "Segment",       "Consumer" },
    { DEMO_CUSTOMER, 0, "CRM", NULL,         "Loyalty Points", "0" },
    { DEMO_CUSTOMER, 1, "WEB", "user-88122", "Newsletter",    "false" },
};

static const struct ended {
    enum demo_model_id model;
    size_t like, n; /* its fields are those of another one, but for key and name */
    const char *name_field, *name, *source;
    int created, ended; /* days ago */
} ended[] = {
    { DEMO_BRAND,    7,  DEMO_BRANDS,        "Brand Name",    "Aiwavision",          "PIM", 1500, 400 },
    { DEMO_BRAND,    9,  DEMO_BRANDS + 1,    "Brand Name",    "Orbital Audio",       "ERP", 1300, 33 },
    { DEMO_SUPPLIER, 4,  DEMO_SUPPLIERS,     "Supplier Name", "Polar Optics",        "ERP", 1400, 210 },
    { DEMO_PRODUCT,  20, DEMO_PRODUCTS,      "Product Name",  "Sony WH-1000X",       "PIM", 1390, 620 },
    { DEMO_PRODUCT,  21, DEMO_PRODUCTS + 1,  "Product Name",  "Sony HT-Z9F",         "PIM", 1200, 45 },
    { DEMO_PRODUCT,  22, DEMO_PRODUCTS + 2,  "Product Name",  "Duplicate of PRD-00023", HUB_STEWARD, 90, 20 },
    { DEMO_CUSTOMER, 30, DEMO_CUSTOMERS,     "Customer Name", "Nils Holm (closed)",  "CRM", 800, 61 },
    { DEMO_CUSTOMER, 31, DEMO_CUSTOMERS + 1, "Customer Name", "Rosa Vidal (merged)", HUB_STEWARD, 700, 5 },
};

static const struct refused {
    enum demo_model_id model;
    const char *source, *entity;
    enum hub_cause cause;
    const char *fields, *rule, *reason, *content;
    int days; /* ago */
    const char *resolution;
} refused[] = {
    { DEMO_PRODUCT, "ERP", "MAT-779001", HUB_CAUSE_REQUIRED_FIELD, "PRODUCT_ID", NULL,
      "The required field Product ID has no value.",
      "<product_name>Sony XR-55 Prototype</product_name><price>2499</price>", 3, NULL },
    { DEMO_PRODUCT, "ERP", "MAT-779002", HUB_CAUSE_FIELD_FORMAT_ERROR, "PRICE,LAUNCH_DATE", NULL,
      "The value \"12,5O\" is no FLOAT in field Price; the value \"31.02.2026\" is no DATE in field Launch Date.",
      "<product_id>PRD-09002</product_id><product_name>Sony SRS-900</product_name><price>12,5O</price><launch_date>31.02.2026</launch_date>", 3, NULL },
    { DEMO_PRODUCT, "PIM", "PRD-09003", HUB_CAUSE_REFERENCE_UNKNOWN, "BRAND", NULL,
      "Field Brand refers to entity BRD-00999 of source PIM, which no golden record of Brand is linked to.",
      "<product_id>PRD-09003</product_id><product_name>Nonesuch Player</product_name><brand>BRD-00999</brand>", 9, NULL },
    { DEMO_PRODUCT, "MKT", "zv-e10-2", HUB_CAUSE_POSSIBLE_DUPLICATE, NULL, "1",
      "The entity matches a golden record that is linked to another entity of source MKT.",
      "<product_id>PRD-00001</product_id><product_name>Sony ZV-E10 II kit</product_name>", 14, NULL },
    { DEMO_CUSTOMER, "WEB", "user-90311", HUB_CAUSE_MULTIPLE_MATCHES, NULL, "1",
      "The entity matches 2 golden records.",
      "<customer_name>Ada Moreau</customer_name><email>ada.moreau@mail.example</email>", 2, NULL },
    { DEMO_CUSTOMER, "WEB", "user-90312", HUB_CAUSE_PARSE_FAILURE, NULL, NULL,
      "The entity has an element nickname that model Customer does not know.",
      "<customer_id>CUS-09312</customer_id><nickname>Jo</nickname>", 2, NULL },
    { DEMO_CUSTOMER, "CRM", "CUS-09400", HUB_CAUSE_DUPLICATE_KEY, "PHONES", NULL,
      "Two items of the collection phones have the same key.",
      "<customer_id>CUS-09400</customer_id><customer_name>Iris Falk</customer_name>", 30, NULL },
    { DEMO_CUSTOMER, "ERP", "C-40777", HUB_CAUSE_RECORD_ALREADY_ENDDATED, NULL, NULL,
      "The golden record of the entity is end-dated.",
      "<customer_id>CUS-01201</customer_id><customer_name>Nils Holm</customer_name>", 12, NULL },
    { DEMO_SUPPLIER, "CRM", "SUPP-0077", HUB_CAUSE_REQUIRES_APPROVAL, NULL, NULL,
      "Source CRM needs an approval to create a golden record.",
      "<supplier_id>SUP-00077</supplier_id><supplier_name>Cobalt Robotics</supplier_name><country>Norway</country>", 1, NULL },
    { DEMO_BRAND, "MKT", "sonny", HUB_CAUSE_AMBIGUOUS_MATCH, "BRAND_NAME", "1",
      "More than 10 golden records are candidates.",
      "<brand_name>S</brand_name>", 50, NULL },
    { DEMO_PRODUCT, "PIM", "PRD-09010", HUB_CAUSE_FIELD_FORMAT_ERROR, "WARRANTY_MONTHS", NULL,
      "The value \"two years\" is no INTEGER in field Warranty Months.",
      "<product_id>PRD-00010</product_id><warranty_months>two years</warranty_months>", 44, "SUPERSEDED" },
    { DEMO_BRAND, "ERP", "V-1990", HUB_CAUSE_POSSIBLE_DUPLICATE, NULL, "1",
      "The entity matches a golden record that is linked to another entity of source ERP.",
      "<brand_id>BRD-00002</brand_id><brand_name>Apple Inc.</brand_name>", 80, "USER_MATCHED" },
};
/* clang-format on */

struct past {
    struct demo *demo;
    struct hub_session *session;
};

static str escaped(struct arena *a, str text)
{
    struct buf b;

    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    xml_text(&o, text);
    return buf_str(&b);
}

static str element_of(const struct hub_model *m, const char *field)
{
    for (size_t i = 0; i < m->fields.n; i++)
        if (str_eq(m->fields.p[i].name, str_c(field)))
            return m->fields.p[i].element;
    abort(); /* a table of this file names a field that is not there */
}

/* The text of a field at the root, and where it stands. */
static str text_in(struct arena *a, str content, str element, size_t *from, size_t *to)
{
    str open = arena_fmt(a, "<%.*s>", STR_ARG(element)),
        close = arena_fmt(a, "</%.*s>", STR_ARG(element));
    size_t at = str_find(content, open);

    *from = at < content.n ? at + open.n : content.n;
    *to = *from + str_find(str_sub(content, *from, content.n), close);
    return str_sub(content, *from, *to);
}

static str with_text(struct arena *a, str content, str element, str text)
{
    size_t from, to;

    (void)text_in(a, content, element, &from, &to);
    str inner = escaped(a, text);
    if (from >= content.n)
        return arena_fmt(a, "%.*s<%.*s>%.*s</%.*s>", STR_ARG(content), STR_ARG(element),
                         STR_ARG(inner), STR_ARG(element));
    return arena_fmt(a, "%.*s%.*s%.*s", (int)from, content.p, STR_ARG(inner), (int)(content.n - to),
                     content.p + to);
}

static str instant_between(struct arena *a, str created, str updated, size_t at, size_t n)
{
    int64_t from = 0, to = 0;

    (void)civil_parse_instant(created, &from);
    (void)civil_parse_instant(updated, &to);
    return hub_instant(a, from + (to - from) * (int64_t)at / (int64_t)n);
}

static err_t put_links(struct past *p, const struct hub_model *m, const struct hub_head *h,
                       const struct change *list, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        const struct change *c = &list[i - 1];
        str when = instant_between(p->demo->arena, h->created, h->updated, n - i + 1, n);
        if (c->entity)
            TRY(hub_source_link_add(
                p->session, p->demo->arena, m, h,
                &(struct hub_source_link){ str_c(c->source), str_c(c->entity), when },
                p->demo->why));
    }
    return ERR_OK;
}

/* `list` from the newest change on; the first version is the creator's, the
 * last one is in force and began when the record was updated. */
static err_t put_versions(struct past *p, enum demo_model_id id, size_t n,
                          const struct change *list, size_t changes_n)
{
    struct arena *a = p->demo->arena;
    const struct hub_model *m = p->demo->models[id];
    str record = hub_guid(a, m->id, demo_key(p->demo, id, n)), content;
    struct hub_head h;
    struct why *why = p->demo->why;

    TRY(hub_head_find(p->session, a, m, record, &h, why));
    TRY(hub_content(p->session, a, m, record, &content, why));
    TRY(put_links(p, m, &h, list, changes_n));
    for (size_t i = 0; i <= changes_n; i++) {
        bool first = i == changes_n, last = i == 0;
        int64_t number = (int64_t)(changes_n - i) + 1;
        struct hub_version v = {
            .version = number,
            .source = first ? h.source : str_c(list[i].source),
            .started = instant_between(a, h.created, h.updated, changes_n - i, changes_n),
            .tx = hub_guid(a, record, arena_fmt(a, "version %lld", (long long)number)),
        };
        if (!last) {
            content = with_text(a, content, element_of(m, list[i - 1].field),
                                str_c(list[i - 1].before));
            v.ended = instant_between(a, h.created, h.updated, changes_n - i + 1, changes_n);
            v.end_source = str_c(list[i - 1].source);
            v.content = content;
        }
        TRY(hub_version_put(p->session, m, record, &v, why));
    }
    return ERR_OK;
}

static err_t fill_versions(struct past *p)
{
    for (size_t i = 0, n; i < COUNT(changes); i += n) {
        for (n = 1; i + n < COUNT(changes) && changes[i + n].model == changes[i].model &&
                    changes[i + n].n == changes[i].n;)
            n++;
        TRY(put_versions(p, changes[i].model, changes[i].n, &changes[i], n));
    }
    return ERR_OK;
}

/* Many products were dearer once. */
static err_t fill_prices(struct past *p)
{
    for (size_t n = 3; n < PRICED; n += PRICED_STEP) {
        struct demo_product product = demo_product_of(p->demo, n);
        str before = arena_fmt(p->demo->arena, "%.2f", product.price * 1.08 + (double)(n % 5));
        const struct change dearer = { DEMO_PRODUCT, n,       "ERP",
                                       NULL,         "Price", arena_cstr(p->demo->arena, before) };
        TRY(put_versions(p, DEMO_PRODUCT, n, &dearer, 1));
    }
    return ERR_OK;
}

static err_t put_ended(struct past *p, const struct ended *e, size_t at)
{
    struct arena *a = p->demo->arena;
    const struct hub_model *m = p->demo->models[e->model];
    str key = demo_key(p->demo, e->model, e->n), content;
    str like = hub_guid(a, m->id, demo_key(p->demo, e->model, e->like));
    struct hub_head h = {
        .rid = (int64_t)(DEMO_SALES + 1 + at), /* behind all that are in force */
        .id = hub_guid(a, m->id, key),
        .created = hub_instant(a, (p->demo->today - e->created) * DAY_S + 36000),
        .source = m->source,
        .entity = key,
        .ended = hub_instant(a, (p->demo->today - e->ended) * DAY_S + 52200),
        .end_source = str_c(e->source),
    };

    h.updated = h.created;
    TRY(hub_content(p->session, a, m, like, &content, p->demo->why));
    content = with_text(a, content, m->fields.p[0].element, key);
    content = with_text(a, content, element_of(m, e->name_field), str_c(e->name));
    TRY(hub_version_put(p->session, m, h.id,
                        &(struct hub_version){ .version = 1,
                                               .source = h.source,
                                               .started = h.created,
                                               .ended = h.ended,
                                               .end_source = h.end_source,
                                               .tx = hub_guid(a, h.id, STR("version 1")),
                                               .content = content },
                        p->demo->why));
    return hub_head_end(p->session, m, &h, p->demo->why);
}

static err_t put_refused(struct past *p, const struct refused *r)
{
    struct arena *a = p->demo->arena;
    const struct hub_model *m = p->demo->models[r->model];
    str content = arena_fmt(a, "<id>%s</id>%s", r->entity, r->content);

    TRY(hub_quarantine_put(
        p->demo->db, m->id,
        &(struct hub_quarantined){
            .tx = hub_guid(a, m->id, arena_fmt(a, "%s/%s", r->source, r->entity)),
            .source = str_c(r->source),
            .entity = str_c(r->entity),
            .created = hub_instant(a, (p->demo->today - r->days) * DAY_S + 30600),
            .cause = r->cause,
            .reason = str_c(r->reason),
            .fields = str_c(r->fields),
            .rule = str_c(r->rule),
            .content = content },
        p->demo->why));
    if (!r->resolution)
        return ERR_OK;
    return hub_quarantine_resolve(
        p->demo->db, m->id, str_c(r->source), str_c(r->entity), r->resolution,
        hub_instant(a, (p->demo->today - r->days + 1) * DAY_S + 43200), p->demo->why);
}

static err_t fill_all(struct past *p)
{
    TRY(fill_versions(p));
    TRY(fill_prices(p));
    for (size_t i = 0; i < COUNT(ended); i++)
        TRY(put_ended(p, &ended[i], i));
    for (size_t i = 0; i < COUNT(refused); i++)
        TRY(put_refused(p, &refused[i]));
    return ERR_OK;
}

err_t demo_fill_past(struct demo *d)
{
    struct past p = { .demo = d };

    TRY(hub_session_wrap(d->db, &p.session, d->why));
    err_t e = fill_all(&p);
    hub_session_unwrap(p.session);
    return e;
}
