/* test_names.c - labels for people, tags and roots as Boomi makes them. */
#include "datahub/names.h"
#include "t.h"

static const struct {
    const char *name, *label, *element, *root;
} rows[] = {
    { "launch_date", "Launch date", "launch_date", "launchdate" },
    { "fullName", "Full name", "fullname", "fullname" },
    { "cust_seg_cd", "Cust seg cd", "cust_seg_cd", "custsegcd" },
    { "AD_ID", "Ad ID", "ad_id", "adid" },
    { "ADVERTISER", "Advertiser", "advertiser", "advertiser" },
    { "SKU", "SKU", "sku", "sku" },
    { "vendorURL", "Vendor URL", "vendorurl", "vendorurl" },
    { "HTMLPage", "HTML page", "htmlpage", "htmlpage" },
    { "ORDERNUMBER__C", "Ordernumber c", "ordernumber__c", "ordernumberc" },
    { "Unit Price (EUR)", "Unit Price (EUR)", "unit_price__eur_", "unitpriceeur" },
    { "unit price", "Unit price", "unit_price", "unitprice" },
    { "Product Launch", "Product Launch", "product_launch", "productlaunch" },
    { "platform-users", "Platform users", "platform_users", "platformusers" },
    { "2nd Address", "2nd Address", "2nd_address", "ndaddress" },
    { "address2", "Address2", "address2", "address2" },
    { "Stra\xc3\x9f"
      "e",
      "Stra\xc3\x9f"
      "e",
      "stra\xc3\x9f"
      "e",
      "stra\xc3\x9f"
      "e" },
    { "___", "___", "___", "" },
};

int main(void)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str name = str_c(rows[i].name);
        str label = datahub_label(a, name), element = datahub_element(a, name);
        str root = datahub_root(a, name);
        CHECK(str_eq(label, str_c(rows[i].label)), "%s: %.*s", rows[i].name, STR_ARG(label));
        CHECK(str_eq(element, str_c(rows[i].element)), "%s: %.*s", rows[i].name, STR_ARG(element));
        CHECK(str_eq(root, str_c(rows[i].root)), "%s: %.*s", rows[i].name, STR_ARG(root));
    }
    arena_free(a);
    return T_DONE();
}
