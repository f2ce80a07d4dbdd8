/* test_past.c - over HTTP: where records of the demo come from, what they were
 * before, which are end-dated, and what is in quarantine. */
#include "t.h"
#include "fixture.h"

static struct arena *arena;

#define U "/mdm/universes/"
#define SONY U "{Brand}/records/{Brand/BRD-00001}"
#define ENDED U "{Brand}/records/{Brand/BRD-00031}"
#define QUARANTINE U "{Product}/quarantine/query"
#define CAMERA U "{Product}/records/{Product/PRD-00001}"

/* clang-format off */
static const struct asked rows[] = {
    { "r", "GET", SONY "/meta", "", 200, "<Record recordId=\"{Brand/BRD-00001}\"><links><link source=\"PIM\" entityId=\"BRD-00001\" establishedDate=\"" },
    { "r", "GET", SONY "/meta", "", 200, "<link source=\"ERP\" entityId=\"V-1001\" establishedDate=\"" },
    { "r", "GET", SONY "/meta", "", 200, "<link source=\"MKT\" entityId=\"sony-corp\"" },
    { "r", "GET", U "{Brand}/records/{Brand/BRD-00005}/meta", "", 200, "<links><link source=\"PIM\" entityId=\"BRD-00005\"" },
    { "r", "GET", U "{Brand}/records/nobody/meta", "", 404, "<errors><error>" },
    { "r", "GET", U "{Price List}/records/nobody/meta", "", 404, "</message><message>" },
    { "r", "GET", ENDED "/meta", "", 200, "<Record recordId=\"{Brand/BRD-00031}\" endDate=\"2024-05-14T14:30:00Z\"><links>" },

    { "r", "GET", SONY "/history", "", 200, "<RecordHistoryResponse grid=\"{Brand/BRD-00001}\" resultCount=\"4\" totalCount=\"4\"><brand grid=\"{Brand/BRD-00001}\" version=\"1\" source=\"PIM\" startdate=\"" },
    { "r", "GET", SONY "/history", "", 200, "<founded_year>1958</founded_year>" },
    { "r", "GET", SONY "/history?latestFirst=true&limit=1", "", 200, "resultCount=\"1\" totalCount=\"4\" offsetToken=\"MQ==\"><brand grid=\"{Brand/BRD-00001}\" version=\"4\" source=\"MKT\"" },
    { "r", "GET", SONY "/history?latestFirst=true&limit=1", "", 200, "!enddate" },
    { "r", "GET", SONY "/history?latestFirst=true&limit=1&offsetToken=MQ%3D%3D", "", 200, "offsetToken=\"Mg==\"><brand grid=\"{Brand/BRD-00001}\" version=\"3\" source=\"ERP\"" },
    { "r", "GET", SONY "/history?latestFirst=true&limit=1&offsetToken=MQ%3D%3D", "", 200, "enddatesource=\"MKT\"" },
    { "r", "GET", SONY "/history?latestFirst=true&limit=1&offsetToken=MQ%3D%3D", "", 200, "<website>https://www.sony.net</website>" },
    { "r", "GET", SONY "/history?offsetToken=Mw%3D%3D", "", 200, "resultCount=\"1\" totalCount=\"4\"><brand" },
    { "r", "GET", SONY "/history?offsetToken=MQ%3D%3D", "", 200, "version=\"2\" source=\"PIM\"" },
    { "r", "GET", SONY "/history?limit=0", "", 400, "<error><message>" },
    { "r", "GET", SONY "/history?limit=x", "", 400, "<error><message>" },
    { "r", "GET", SONY "/history?offsetToken=0", "", 400, "<error><message>" },
    { "r", "GET", U "{Brand}/records/nobody/history", "", 404, "<errors><error>" },
    { "r", "GET", U "{Sale}/records/{Sale/SAL-00001}/history", "", 200, "resultCount=\"1\" totalCount=\"1\"><sale grid=\"{Sale/SAL-00001}\" version=\"1\" source=\"ERP\"" },
    { "r", "GET", U "{Customer}/records/{Customer/CUS-00001}/history", "", 200, "<email>old.address@mail.example</email>" },
    { "r", "GET", U "{Customer}/records/{Customer/CUS-00001}/history", "", 200, "!<tax_number>***" },
    { "t", "GET", U "{Customer}/records/{Customer/CUS-00001}/history?repositoryId={repository}", "", 200, "<tax_number>***" },
    { "t", "GET", U "{Customer}/records/{Customer/CUS-00001}/history", "", 400, "<error><message>" },
    { "r", "GET", CAMERA "/history", "", 200, "totalCount=\"4\"><product " },
    { "r", "GET", CAMERA "/history?limit=1", "", 200, "<product_name>Sony ZV-E10 Mark II</product_name>" },
    { "r", "GET", CAMERA "/history?limit=1", "", 200, "<price>1099.99</price>" },
    { "r", "GET", ENDED "/history", "", 200, "version=\"1\" source=\"PIM\" startdate=\"05-10-2021T10:00:00.000+0000\" enddate=\"05-14-2024T14:30:00.000+0000\" enddatesource=\"PIM\" transactionId=\"" },

    { "r", "GET", ENDED, "", 200, "<brand grid=\"{Brand/BRD-00031}\" version=\"1\" source=\"PIM\" startdate=\"05-10-2021T10:00:00.000+0000\" enddate=\"05-14-2024T14:30:00.000+0000\" enddatesource=\"PIM\" transactionId=\"" },
    { "r", "GET", ENDED, "", 200, "<id>{Brand/BRD-00031}</id><brand_id>BRD-00031</brand_id><brand_name>Aiwavision</brand_name>" },
    { "r", "POST", U "{Brand}/records/enddated", "", 200, "<RecordQueryResponse resultCount=\"2\" totalCount=\"2\"><Record recordId=\"{Brand/BRD-00031}\"/><Record recordId=\"{Brand/BRD-00032}\"/>" },
    { "r", "POST", U "{Brand}/records/enddated?limit=1", "", 200, "resultCount=\"1\" totalCount=\"2\" offsetToken=\"MQ==\"><Record recordId=\"{Brand/BRD-00031}\"/></" },
    { "r", "POST", U "{Brand}/records/enddated?limit=1&offsetToken=MQ%3D%3D", "", 200, "resultCount=\"1\" totalCount=\"2\"><Record recordId=\"{Brand/BRD-00032}\"/></" },
    { "r", "POST", U "{Brand}/records/enddated?limit=-1", "", 400, "<error><message>" },
    { "r", "POST", U "{Sale}/records/enddated", "", 200, "totalCount=\"0\"/>" },
    { "r", "GET", U "{Brand}/records/sources/ERP/entities/V-1001", "", 200, "<brand grid=\"{Brand/BRD-00001}\" createddate=" },
    { "r", "GET", U "{Brand}/records/sources/PIM/entities/BRD-00001", "", 200, "<brand grid=\"{Brand/BRD-00001}\"" },
    { "r", "GET", U "{Brand}/records/sources/PIM/entities/BRD-00031", "", 200, "enddatesource=\"PIM\"" },
    { "r", "GET", U "{Brand}/records/sources/ERP/entities/BRD-00001", "", 404, "<error><message>" },
    { "r", "GET", U "{Brand}", "", 200, " activeRecords=\"30\" enddatedRecords=\"2\" quarantinedRecords=\"1\"" },
    { "p", "GET", "/mdm/api/rest/v1/auric-local/repositories/{repository}", "", 200, "<mdm:endDatedRecords>8<" },
    { "p", "GET", "/mdm/api/rest/v1/auric-local/repositories/{repository}/universes/{Brand}", "", 200, "<mdm:goldenRecords>30</mdm:goldenRecords><mdm:quarantinedRecords>1<" },

    { "r", "POST", U "{Brand}/records/query", "<RecordQueryRequest limit=\"1\" includeSourceLinks=\"true\"><filter><fieldValue><fieldId>BRAND_ID</fieldId><operator>EQUALS</operator><value>BRD-00001</value></fieldValue></filter></RecordQueryRequest>", 200, "<link source=\"ERP\" entityId=\"V-1001\"" },
    { "r", "POST", U "{Brand}/records/query", "<RecordQueryRequest><filter><sourceLink><sourceId>ERP</sourceId><linkType>LINKED</linkType></sourceLink></filter></RecordQueryRequest>", 200, "totalCount=\"2\"" },
    { "r", "POST", U "{Brand}/records/query", "<RecordQueryRequest><filter><sourceLink><sourceId>ERP</sourceId><linkType>NOT_LINKED</linkType></sourceLink></filter></RecordQueryRequest>", 200, "totalCount=\"28\"" },
    { "r", "POST", U "{Brand}/records/query", "<RecordQueryRequest><filter><sourceLink><sourceId>PIM</sourceId><linkType>LINKED</linkType></sourceLink></filter></RecordQueryRequest>", 200, "totalCount=\"30\"" },

    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest/>", 200, "<QuarantineQueryResponse resultCount=\"4\" totalCount=\"4\"><QuarantineEntry transactionId=\"" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest/>", 200, "sourceId=\"ERP\" sourceEntityId=\"MAT-779001\" createdDate=\"2025-06-15T08:30:00Z\"><cause>REQUIRED_FIELD</cause><reason>The required field Product ID has no value.</reason><fields><field>PRODUCT_ID</field></fields><entity><product><id>MAT-779001</id><product_name>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest/>", 200, "<matchRule>1</matchRule>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest includeData=\"false\"/>", 200, "!<entity>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"ALL\" limit=\"2\"/>", 200, "resultCount=\"2\" totalCount=\"5\" offsetToken=\"Mg==\">" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"ALL\" limit=\"3\" offsetToken=\"Mg==\"/>", 200, "resultCount=\"3\" totalCount=\"5\"><Quar" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"RESOLVED\"/>", 200, "endDate=\"2025-05-06T12:00:00Z\"><cause>FIELD_FORMAT_ERROR</cause>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"RESOLVED\"><filter><resolution>SUPERSEDED</resolution></filter></QuarantineQueryRequest>", 200, "<resolution>SUPERSEDED</resolution>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"RESOLVED\"><filter><resolution>RESTORED</resolution></filter></QuarantineQueryRequest>", 200, "totalCount=\"0\">" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><cause>FIELD_FORMAT_ERROR</cause><cause>POSSIBLE_DUPLICATE</cause></filter></QuarantineQueryRequest>", 200, "totalCount=\"2\"" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><sourceId>PIM</sourceId></filter></QuarantineQueryRequest>", 200, "totalCount=\"1\"><QuarantineEntry" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><sourceId>PIM</sourceId><sourceEntityId>PRD-09003</sourceEntityId></filter></QuarantineQueryRequest>", 200, "<cause>REFERENCE_UNKNOWN</cause>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><createdDate><from>2025-06-09T00:00:00Z</from><to>2025-06-15T08:30:00Z</to></createdDate></filter></QuarantineQueryRequest>", 200, "totalCount=\"3\"" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><field name=\"PRODUCT_NAME\" value=\"sony z\"/></filter></QuarantineQueryRequest>", 200, "totalCount=\"1\"" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><field name=\"NOPE\" value=\"x\"/></filter></QuarantineQueryRequest>", 400, "Field NOPE" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><sourceEntityId>x</sourceEntityId></filter></QuarantineQueryRequest>", 400, "<error><message>A sourceEntityId" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><resolution>RESTORED</resolution></filter></QuarantineQueryRequest>", 400, "RESOLVED only" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><cause>BAD_LUCK</cause></filter></QuarantineQueryRequest>", 400, "BAD_LUCK" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest type=\"SOME\" limit=\"0\"/>", 400, "</message><message>" },
    { "r", "POST", QUARANTINE, "<QuarantineQueryRequest><filter><createdDate><from>yesterday</from></createdDate></filter></QuarantineQueryRequest>", 400, "yesterday" },
    { "r", "POST", QUARANTINE, "<RecordQueryRequest/>", 400, "<error><message>" },
    { "r", "POST", QUARANTINE, "<Quarantine", 400, "<error><message>" },
    { "r", "POST", QUARANTINE, "", 400, "<error><message>" },
    { "r", "POST", U "{Price List}/quarantine/query", "<QuarantineQueryRequest/>", 404, "</message><message>" },
    { "r", "GET", U "{Customer}/quarantine/sources/WEB/entities/user-90312", "", 200, "<QuarantineEntry transactionId=\"" },
    { "r", "GET", U "{Customer}/quarantine/sources/WEB/entities/user-90312", "", 200, "<nickname>Jo</nickname>" },
    { "r", "GET", U "{Customer}/quarantine/sources/WEB/entities/user-90312?includeData=false", "", 200, "!<nickname>" },
    { "r", "GET", U "{Customer}/quarantine/sources/WEB/entities/nobody", "", 404, "<error><message>" },
    { "r", "GET", U "{Product}/quarantine/sources/PIM/entities/PRD-09010", "", 404, "<error><message>" }, /* resolved */
    { "p", "GET", "/mdm/api/rest/v1/auric-local/repositories/{repository}/universes/{Customer}/quarantine/{Customer/WEB/user-90312}", "", 200, "<mdm:QuarantineEntry xmlns:mdm=\"http://mdm.api.platform.boomi.com/\" transactionId=\"{Customer/WEB/user-90312}\"" },
    { "p", "GET", "/mdm/api/rest/v1/auric-local/repositories/{repository}/universes/{Customer}/quarantine/nope", "", 400, "<error><message>" },
};
/* clang-format on */

int main(void)
{
    struct why why = { "" };
    struct hub *hub;

    arena = arena_new();
    const char *db = path_of(arena, "past.db");
    MUST(hub_demo(db, civil_days(2025, 6, 18), 1, &why));
    MUST(hub_start(&hub, &(struct hub_options){ .db = db }, &why));
    struct askers all = askers_of(arena, hub_port(hub));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str wrong = ask_row(&all, &rows[i]);
        CHECK(wrong.n == 0, "%.*s", STR_ARG(wrong));
    }
    http_free(all.platform.http);
    hub_free(hub);
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
