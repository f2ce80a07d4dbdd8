/* demo_models.c - the models of the demo: a launch business in consumer
 * electronics, and the five models of a live account with their quirks. */
#include "localhub/demo.h"

/* clang-format off */
#define T(label)         { .name = label, .type = HUB_STRING }
#define KEY(label)       { .name = label, .type = HUB_STRING, .required = true }
#define I(label)         { .name = label, .type = HUB_INTEGER }
#define N(label)         { .name = label, .type = HUB_FLOAT }
#define B(label)         { .name = label, .type = HUB_BOOLEAN }
#define D(label)         { .name = label, .type = HUB_DATE }
#define DT(label)        { .name = label, .type = HUB_DATETIME }
#define L(label)         { .name = label, .type = HUB_CLOB }
#define E(label, values) { .name = label, .type = HUB_ENUMERATION, .more = values }
#define R(label, model)  { .name = label, .type = HUB_REFERENCE, .more = model }
#define GROUP(label)     { .name = label, .type = HUB_CONTAINER }
#define IN(group, label) { .name = label, .type = HUB_STRING, .parent = group }

static const struct demo_field brand[] = {
    KEY("Brand ID"), T("Brand Name"), T("Country"), I("Founded Year"), B("Premium"),
    T("Website"), L("Description"),
};

static const struct demo_field category[] = {
    KEY("Category ID"), T("Category Name"), R("Parent Category", "Category"),
    E("Department", "Audio|Computing|Gaming|Imaging|Mobile|Smart Home|TV & Video"),
};

static const struct demo_field region[] = {
    KEY("Region ID"), T("Region Name"), T("Headquarters"),
    { .name = "Country Code", .type = HUB_STRING, .repeatable = true },
};

static const struct demo_field employee[] = {
    KEY("Employee ID"), T("First Name"), T("Last Name"), T("Email"),
    E("Department", "Engineering|Finance|Legal|Marketing|Operations|Product|Sales|Support"),
    T("Job Title"), R("Manager", "Employee"), R("Region", "Region"), D("Hire Date"),
    N("Salary"), T("Office City"),
};

static const struct demo_field supplier[] = {
    KEY("Supplier ID"), T("Supplier Name"), T("Country"),
    E("Status", "Active|Blocked|Onboarding"), I("Lead Time Days"), B("Preferred"),
    D("Onboarded On"), N("Quality Score"),
};

static const struct demo_field product[] = {
    KEY("Product ID"), T("Product Name"), T("SKU"), R("Brand", "Brand"),
    R("Category", "Category"), R("Supplier", "Supplier"), N("Price"), N("Cost"),
    D("Launch Date"), E("Status", "Announced|Available|Discontinued|Planned"),
    { .name = "Rating", .unique_id = "CUST_SCORE_AVG", .type = HUB_FLOAT },
    B("Discontinued"), I("Warranty Months"), N("Weight Kg"), DT("Last Reviewed"),
    L("Description"),
    { .name = "Color", .type = HUB_STRING, .repeatable = true },
};

static const struct demo_field retailer[] = {
    KEY("Retailer ID"), T("Retailer Name"), E("Type", "Chain|Department Store|Online|Specialist"),
    T("Country"), R("Region", "Region"), I("Stores"), D("Partner Since"),
    GROUP("Address"), IN(8, "Street"), IN(8, "City"), IN(8, "Postal Code"),
};

static const struct demo_field customer[] = {
    KEY("Customer ID"), T("Customer Name"), T("Email"), T("Country"),
    E("Segment", "Business|Consumer|Education|Government"),
    { .name = "Customer Since", .unique_id = "ONBRD_DT", .element = "customersince", .type = HUB_DATE },
    I("Loyalty Points"), B("Newsletter"),
    { .name = "Tax Number", .type = HUB_STRING, .mask = HUB_MASK_SHOW, .mask_last = 3 },
    GROUP("Address"), IN(10, "Street"), IN(10, "City"), IN(10, "Postal Code"),
    { .name = "Phone", .type = HUB_CONTAINER, .repeatable = true },
    IN(14, "Phone Type"), IN(14, "Phone Number"),
    { .name = "Interest", .type = HUB_STRING, .repeatable = true },
    L("Notes"),
};

static const struct demo_field launch[] = {
    KEY("Launch ID"), T("Launch Name"), R("Product", "Product"), R("Region", "Region"),
    R("Launch Manager", "Employee"), D("Launch Date"), I("Units Planned"), N("Budget"),
    E("Status", "Cancelled|Confirmed|Delayed|Launched|Planned"),
};

static const struct demo_field campaign[] = {
    KEY("Campaign ID"), T("Campaign Name"), R("Brand", "Brand"), R("Product", "Product"),
    E("Channel", "Email|Events|Influencer|Outdoor|Search|Social Media|TV"),
    E("Status", "Active|Completed|Paused|Planned"), D("Start Date"), D("End Date"),
    N("Budget"), N("Spend"), I("Impressions"), T("Target Audience"),
};

static const struct demo_field sale[] = {
    KEY("Sale ID"), D("Sale Date"), R("Product", "Product"), R("Customer", "Customer"),
    R("Retailer", "Retailer"), I("Quantity"), N("Unit Price"), N("Discount Percent"),
    N("Revenue"), E("Channel", "Direct|Online|Retail"),
    E("Status", "Delivered|Open|Returned|Shipped"), D("Delivered On"),
};

static const struct demo_field advertisements[] = {
    KEY("AD_ID"), T("ADVERTISER"), T("PRODUCT"), T("CAMPAIGN"), T("CATEGORY"),
    T("TARGET_MARKET_BRIEF"), D("START_DATE"), D("END_DATE"), N("BUDGET"), T("CHANNEL"),
};

static const struct demo_field opportunity[] = {
    KEY("Id"), T("ACCOUNTID"), T("NAME"), L("DESCRIPTION"), T("TYPE"), T("STAGENAME"),
    N("AMOUNT"), N("PROBABILITY"), N("EXPECTEDREVENUE"), N("TOTALOPPORTUNITYQUANTITY"),
    D("CLOSEDATE"), T("NEXTSTEP"), T("LEADSOURCE"), B("ISCLOSED"), B("ISWON"),
    T("FORECASTCATEGORY"), T("CAMPAIGNID"), B("HASOPPORTUNITYLINEITEM"), T("PRICEBOOK2ID"),
    T("OWNERID"), DT("CREATEDDATE"), T("CREATEDBYID"), DT("LASTMODIFIEDDATE"),
    T("LASTMODIFIEDBYID"), DT("SYSTEMMODSTAMP"), D("LASTACTIVITYDATE"), I("FISCALQUARTER"),
    I("FISCALYEAR"), T("FISCAL"), T("CONTACTID"), T("ORDERNUMBER__C"),
    T("DELIVERYINSTALLATIONSTATUS__C"), T("TRACKINGNUMBER__C"), T("CURRENTGENERATORS__C"),
    T("MAINCOMPETITORS__C"),
};

static const struct demo_field engagements[] = {
    KEY("PRODUCT_ID"), T("PRODUCT_NAME"), T("VENDOR_ID"), T("VENDOR_NAME"), I("ENGAGEMENT_COUNT"),
};

static const struct demo_field users[] = {
    KEY("USERID"), T("FIRSTNAME"), T("LASTNAME"), T("LOYALTYCARDNO"), T("EMAIL"),
};

static const struct demo_field platform_users[] = {
    KEY("USERID"), T("EMAIL"), T("FIRSTNAME"), T("LASTNAME"), T("ROLE"), T("DEPARTMENT"),
    T("COUNTRY"), T("LANGUAGE"), T("TIMEZONE"), T("STATUS"), D("CREATED_ON"), DT("LAST_LOGIN"),
    B("MFA_ENABLED"), T("PHONE"), T("MANAGER_EMAIL"), I("LOGIN_COUNT"),
};

static const struct demo_field hub_opportunity[] = {
    KEY("Opportunity Number"), T("Account Name"), N("Amount"), D("Close Date"),
};

static const struct demo_field price_list[] = {
    KEY("Price List ID"), R("Product", "Product"), N("List Price"), D("Valid From"), D("Valid To"),
};

#define M(id, name_, version_, deployed_, source_, key_, fields_, ...)                            \
    [id] = { .name = name_, .version = version_, .deployed = deployed_, .sources = source_,         \
             .key = key_, .title = { __VA_ARGS__ }, .fields = fields_,                             \
             .fields_n = sizeof fields_ / sizeof *fields_ },

const struct demo_model demo_models[DEMO_MODELS] = {
    M(DEMO_BRAND,           "Brand",           2, true,  "PIM|ERP|MKT",   "Brand ID",      brand,          "Brand Name")
    M(DEMO_CATEGORY,        "Category",        1, true,  "PIM",   "Category ID",   category,       "Category Name")
    M(DEMO_REGION,          "Region",          1, true,  "ERP|CRM",   "Region ID",     region,         "Region Name")
    M(DEMO_EMPLOYEE,        "Employee",        2, true,  "HR|ERP",    "Employee ID",   employee,       "First Name", " ", "Last Name")
    M(DEMO_SUPPLIER,        "Supplier",        1, true,  "ERP|CRM",   "Supplier ID",   supplier,       "Supplier Name")
    M(DEMO_PRODUCT,         "Product",         3, true,  "PIM|ERP|MKT",   "Product ID",    product,        "Product Name")
    M(DEMO_RETAILER,        "Retailer",        1, true,  "CRM",   "Retailer ID",   retailer,       "Retailer Name")
    M(DEMO_CUSTOMER,        "Customer",        2, true,  "CRM|ERP|WEB",   "Customer ID",   customer,       "Customer Name")
    M(DEMO_LAUNCH,          "Launch",          2, true,  "PIM",   "Launch ID",     launch,         "Launch Name")
    M(DEMO_CAMPAIGN,        "Campaign",        1, true,  "MKT",   "Campaign ID",   campaign,       "Campaign Name")
    M(DEMO_SALE,            "Sale",            2, true,  "ERP",   "Sale ID",       sale,           NULL)
    M(DEMO_ADVERTISEMENTS,  "Advertisements",  4, true,  "ADS",   "AD_ID",         advertisements, "CAMPAIGN")
    M(DEMO_OPPORTUNITY,     "opportunity",     2, true,  "SF",    "Id",            opportunity,    "NAME")
    M(DEMO_ENGAGEMENTS,     "Engagements",     6, true,  "WEB",   "PRODUCT_ID",    engagements,    "PRODUCT_NAME")
    M(DEMO_USERS,           "users",           5, true,  "WEB",   "USERID",        users,          "FIRSTNAME", " ", "LASTNAME")
    M(DEMO_PLATFORM_USERS,  "platform-users",  1, true,  "WEB",   "USERID",        platform_users, "FIRSTNAME", " ", "LASTNAME")
    M(DEMO_HUB_OPPORTUNITY, "Hub-Opportunity", 0, false, "SF",    "Opportunity Number", hub_opportunity, NULL)
    M(DEMO_PRICE_LIST,      "Price List",      1, false, "ERP",   "Price List ID", price_list,     NULL)
};
/* clang-format on */
