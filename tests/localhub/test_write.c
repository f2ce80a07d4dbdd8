/* test_write.c - what programs write over HTTP: batches and what becomes of
 * every entity, ends and returns, channels, transactions, and how each of
 * them is refused. */
#include "fixture.h"
#include "t.h"

#include <time.h>

static struct arena *arena;
static struct askers all;

#define U "/mdm/universes/{Every Thing}"
#define NOW U "/records?async=false&returnEntities=true"
#define BATCH(entities) "<batch src=\"CRM\">" entities "</batch>"
#define ONE(fields) BATCH("<everything>" fields "</everything>")
#define ENTITY(id) U "/records/sources/CRM/entities/" id
#define QUARANTINED(id) U "/quarantine/sources/CRM/entities/" id

/* In this order: each row finds what those before it left. */
/* clang-format off */
static const struct asked rows[] = {
    /* how a batch is refused */
    { "r", "POST", U "/records", "", 400, "</message><message>" },
    { "r", "POST", U "/records", "<batch", 400, "When trying to parse a batch update for universe" },
    { "r", "POST", U "/records", "<foo src=\"CRM\"/>", 400, "starts with a 'foo' tag" },
    { "r", "POST", U "/records", "<batch><everything><id>1</id></everything></batch>", 400, "('src') attribute" },
    { "r", "POST", U "/records", "<batch src=\"CRM\"/>", 400, "did not contain any entities" },
    { "r", "POST", U "/records", "<batch src=\"CRM\"><person><id>1</id></person></batch>", 400, "'person'" },
    { "r", "POST", U "/records", "<batch src=\"NOPE\"><everything><id>1</id></everything></batch>", 404, "Source with code 'NOPE' does not exist under universe '{Every Thing}'." },
    { "r", "POST", U "/records", "<batch src=\"*MDM*\"><everything><id>1</id></everything></batch>", 404, "<error><message>" },
    { "r", "POST", "/mdm/universes/{Not Deployed}/records", BATCH(""), 404, "</message><message>" },
    { "x", "POST", U "/records", BATCH(""), 401, "<html>" },
    { "t", "POST", U "/records", BATCH(""), 400, "repositoryId" },
    { "t", "POST", U "/records?repositoryId=other", BATCH(""), 404, "</message><message>" },
    { "r", "GET", U "/records/updates/77", "", 404, "A batch with id '77' does not exist." },
    { "r", "GET", U "/records/updates/x", "", 404, "<error><message>" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery><state>BAD</state></BatchHistoryQuery>", 400, "BAD" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery><fromDate>now</fromDate></BatchHistoryQuery>", 400, "now" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery/>", 200, "resultCount=\"0\" totalCount=\"0\">" },

    /* a new record, with everything in it */
    { "r", "POST", NOW, ONE("<id>E1</id><full_name> Eve &amp; co </full_name><age>007</age><score>2.50</score><active>true</active><born>1999-12-31</born><seen>2025-01-02T03:04:05.000Z</seen><wakes>06:00:00</wakes><level>gold</level><id_1>K1</id_1><address><street>Main</street><city>Oslo</city></address><phones><phone><kind>home</kind><number>5</number></phone><phone><number>6</number></phone></phones><tags><tag>a</tag><tag>b</tag></tags><secret>abcdef</secret>"),
      200, "<state>COMPLETED</state>" },
    { "r", "GET", U "/records/updates/1?includeEntities=true", "", 200, "<batch><batchId>1</batchId><source>CRM</source><createdByType>API</createdByType><state>COMPLETED</state><createdAt>" },
    { "r", "GET", U "/records/updates/1?includeEntities=true", "", 200, "<entityCount>1</entityCount><quarantinedCount>0</quarantinedCount><createdCount>1</createdCount><deletedCount>0</deletedCount><updatedCount>0</updatedCount><entities><entity id=\"1\"><state>COMPLETED</state><stateDetail>CREATED</stateDetail><sourceEntityId>E1</sourceEntityId><recordId>" },
    { "r", "GET", U "/records/updates/1", "", 200, "!<entities>" },
    { "r", "GET", ENTITY("E1"), "", 200, "<full_name>Eve &amp; co</full_name><age>7</age><score>2.5</score><active>true</active><born>1999-12-31</born><seen>2025-01-02T03:04:05Z</seen><wakes>06:00:00</wakes><level>gold</level><id_1>K1</id_1><address><street>Main</street><city>Oslo</city></address><phones><phone><kind>home</kind><number>5</number></phone><phone><number>6</number></phone></phones><tags><tag>a</tag><tag>b</tag></tags><secret>abcdef</secret>" },
    { "t", "GET", ENTITY("E1") "?repositoryId={repository}", "", 200, "<secret>abcd**</secret>" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest><filter><fieldValue><fieldId>NUMBER</fieldId><operator>EQUALS</operator><value>6</value></fieldValue></filter></RecordQueryRequest>", 200, "totalCount=\"1\"" },

    /* what is not said stays, what is empty goes, a collection is replaced */
    { "r", "POST", NOW, ONE("<id>E1</id><age>8</age><note/><score></score><tags><tag>c</tag></tags>"), 200, "<stateDetail>UPDATED</stateDetail>" },
    { "r", "GET", ENTITY("E1"), "", 200, "<full_name>Eve &amp; co</full_name><age>8</age><active>" },
    { "r", "GET", ENTITY("E1"), "", 200, "<tags><tag>c</tag></tags>" },
    { "r", "POST", NOW, ONE("<id>E1</id><age>8</age>"), 200, "<stateDetail>NOOP</stateDetail>" },
    { "r", "POST", NOW, ONE("<id>E1</id><seen>2025-01-02T03:04:05Z</seen><born>1999-12-31</born>"), 200, "<stateDetail>NOOP</stateDetail>" },

    /* the key finds the record of another source */
    { "r", "POST", NOW, "<batch src=\"ERP\"><everything><id>X1</id><id_1>k1</id_1><age>9</age></everything></batch>", 200, "<stateDetail>LINKED_WITH_UPDATE</stateDetail>" },
    { "r", "POST", NOW, "<batch src=\"ERP\"><everything><id>X2</id><id_1>K1</id_1></everything></batch>", 200, "<state>QUARANTINED</state><stateDetail>POSSIBLE_DUPLICATE</stateDetail>" },
    { "r", "GET", U "/quarantine/sources/ERP/entities/X2", "", 200, "<matchRule>Incoming id equals Existing id</matchRule>" },
    { "r", "GET", U "/records/sources/ERP/entities/X1", "", 200, "<age>9</age>" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest includeSourceLinks=\"true\"><view><fieldId>ID_1</fieldId></view><filter><fieldValue><fieldId>ID_1</fieldId><operator>EQUALS</operator><value>K1</value></fieldValue></filter></RecordQueryRequest>", 200, "<link source=\"ERP\" entityId=\"X1\" establishedDate=\"" },

    /* references by the source's own keys */
    { "r", "POST", NOW, ONE("<id>E2</id><id_1>K2</id_1><team>Red</team>"), 200, "<stateDetail>CREATED</stateDetail>" },
    { "r", "GET", ENTITY("E2") "?includeReferenceTitle=true", "", 200, "<team recordTitle=\"Red\">{Team/Red}</team>" },
    { "r", "POST", NOW, ONE("<id>E3</id><id_1>K3</id_1><team>Nowhere</team>"), 200, "<stateDetail>CREATED</stateDetail>" },
    { "r", "GET", ENTITY("E3"), "", 200, "<team>Nowhere</team>" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest><filter><unresolvedReference><fieldId>TEAM</fieldId><sourceId>CRM</sourceId></unresolvedReference></filter></RecordQueryRequest>", 200, "<team>Nowhere</team>" },

    /* quarantine, by cause */
    { "r", "POST", NOW, ONE("<id>Q1</id><nickname>x</nickname>"), 200, "<stateDetail>PARSE_FAILURE</stateDetail><message>The entity has an element nickname" },
    { "r", "GET", QUARANTINED("Q1"), "", 200, "<cause>PARSE_FAILURE</cause><reason>The entity has an element nickname that model Every Thing does not know.</reason><entity><everything><id>Q1</id><nickname>x</nickname></everything></entity>" },
    { "r", "POST", NOW, ONE("<id>Q2</id><age>12.5</age><born>31.12.1999</born><active>yes</active><level>GOLD</level>"), 200, "<stateDetail>FIELD_FORMAT_ERROR</stateDetail>" },
    { "r", "GET", QUARANTINED("Q2"), "", 200, "<fields><field>AGE</field><field>BORN</field><field>ACTIVE</field><field>LEVEL</field></fields>" },
    { "r", "POST", NOW, ONE("<id>Q3</id><age>2147483648</age>"), 200, "FIELD_FORMAT_ERROR" },
    { "r", "POST", NOW, ONE("<id>Q4</id><age>2147483647</age><wakes>6:00</wakes>"), 200, "FIELD_FORMAT_ERROR" },
    { "r", "POST", NOW, ONE("<full_name>no id</full_name>"), 200, "PARSE_FAILURE" },
    { "r", "POST", NOW, BATCH("<everything op=\"MAYBE\"><id>Q5</id></everything>"), 200, "PARSE_FAILURE" },
    { "r", "POST", NOW, BATCH("<everything op=\"DELETE\"><id>Q6</id></everything>"), 200, "INCORPORATE_ERROR" },
    { "r", "POST", NOW, BATCH("<everything grid=\"nobody\"><id>Q7</id></everything>"), 200, "INCORPORATE_ERROR" },
    { "r", "POST", NOW, ONE("<id>Q8</id><age>1</age><age>2</age>"), 200, "<stateDetail>PARSE_FAILURE</stateDetail><message>The element age is given more than once." },
    { "r", "POST", NOW, ONE("<id>Q8</id><phones><phone><kind>a</kind><kind>b</kind></phone></phones>"), 200, "The element kind is given more than once." },
    { "r", "POST", NOW, ONE("<id>Q8</id><tags><tag>a</tag></tags><tags><tag>b</tag></tags>"), 200, "The element tags is given more than once." },
    { "r", "POST", NOW, ONE("<id>Q8</id><address><city>a</city></address><address><city>b</city></address>"), 200, "The element address is given more than once." },
    { "r", "POST", NOW, ONE("<id>Q2</id><id_1>K9</id_1><age>12</age>"), 200, "<stateDetail>CREATED</stateDetail>" },
    { "r", "GET", QUARANTINED("Q2"), "", 404, "<error><message>" }, /* it came again, better */
    { "r", "POST", U "/quarantine/query", "<QuarantineQueryRequest type=\"RESOLVED\"/>", 200, "<resolution>SUPERSEDED</resolution>" },
    { "r", "POST", NOW, BATCH("<everything><id>M1</id><id_1>K11</id_1></everything><everything><id>M2</id><age>x</age></everything><everything><id>M3</id><id_1>K13</id_1></everything>"), 200, "<state>COMPLETED_ERRORS</state>" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery limit=\"1\"><state>COMPLETED_ERRORS</state></BatchHistoryQuery>", 200, "<entityCount>3</entityCount><quarantinedCount>1</quarantinedCount><createdCount>2</createdCount>" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery limit=\"2\"><sourceId>ERP</sourceId></BatchHistoryQuery>", 200, "resultCount=\"2\" totalCount=\"2\"><batch><batchId>" },
    { "r", "POST", U "/records/updates", "<BatchHistoryQuery limit=\"1\"/>", 200, "offsetToken=\"MQ==\"><batch>" },

    /* what would match */
    { "r", "POST", U "/match", BATCH("<everything><id>E1</id></everything><everything><id>N1</id><id_1>K3</id_1></everything><everything><id>N2</id><id_1>none</id_1></everything><everything><id>N3</id><bad/></everything>"), 200, "<MatchEntitiesResponse><MatchResult status=\"ALREADY_LINKED\"><entity><everything><id>E1</id></everything></entity></MatchResult><MatchResult matchRule=\"Incoming id equals Existing id\" status=\"SUCCESS\"><entity><everything><id>N1</id><id_1>K3</id_1></everything></entity><duplicate><everything><id>" },
    { "r", "POST", U "/match", BATCH("<everything><id>N2</id><id_1>none</id_1></everything>"), 200, "<MatchResult status=\"SUCCESS\"><entity><everything><id>N2</id><id_1>none</id_1></everything></entity></MatchResult></Match" },
    { "r", "POST", U "/match", BATCH("<everything><id>N3</id><bad/></everything>"), 200, "status=\"FAILED_TO_RUN\"" },
    { "r", "POST", U "/match", "<batch src=\"ERP\"><everything><id>N1</id><id_1>K3</id_1></everything></batch>", 200, "</entity><match><everything><id>" },
    { "r", "POST", U "/match", "<batch src=\"ERP\"/>", 400, "did not contain any entities" },
    { "r", "POST", U "/match", "<batch src=\"FOO\"><everything/></batch>", 404, "Source with code 'FOO'" },
    { "r", "GET", U "/records/sources/ERP/entities/N1", "", 404, "<error>" }, /* nothing was written */

    /* the end and the return */
    { "r", "POST", NOW, BATCH("<everything op=\"DELETE\"><id>M1</id></everything>"), 200, "<stateDetail>DELETED</stateDetail>" },
    { "r", "GET", ENTITY("M1"), "", 200, "enddatesource=\"CRM\"" },
    { "r", "POST", NOW, ONE("<id>M1</id><age>3</age>"), 200, "<stateDetail>RECORD_ALREADY_ENDDATED</stateDetail>" },
    { "r", "POST", U "/records/nobody/enddate", "", 200, "<RecordEndDateResponse><result><recordId>nobody</recordId><success>false</success><message>" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest><recordId>nobody</recordId><recordId>{Team/Red}</recordId></RecordEndDateRequest>", 200, "<success>false</success><message>" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest/>", 400, "neither a recordId nor a filter" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest><recordId/></RecordEndDateRequest>", 400, "blank" },
    { "r", "POST", U "/records/enddate", "<EndDate/>", 400, "is not RecordEndDateRequest" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest><filter><fieldValue><fieldId>NOPE</fieldId><operator>EQUALS</operator><value>x</value></fieldValue></filter></RecordEndDateRequest>", 400, "NOPE" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest><filter><recordIds><recordId>x</recordId></recordIds></filter></RecordEndDateRequest>", 400, "must not hold recordIds" },
    { "r", "POST", U "/records/enddate", "<RecordEndDateRequest><filter><fieldValue><fieldId>ID_1</fieldId><operator>STARTS_WITH</operator><value>K1</value></fieldValue></filter></RecordEndDateRequest>", 202, "" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest><filter><fieldValue><fieldId>ID_1</fieldId><operator>STARTS_WITH</operator><value>K1</value></fieldValue></filter></RecordQueryRequest>", 200, "totalCount=\"0\"" },
    { "r", "POST", U "/records/enddated", "", 200, "totalCount=\"3\"" },
    { "r", "GET", ENTITY("E1"), "", 200, "enddatesource=\"*MDM*\"" },
    { "r", "POST", "/mdm/universes/{Team}/records/{Team/Blue}/enddate", "", 200, "<recordId>{Team/Blue}</recordId><success>true</success>" },
    { "r", "GET", "/mdm/universes/{Team}/records/{Team/Blue}/meta", "", 200, "<Record recordId=\"{Team/Blue}\" endDate=\"" },
    { "r", "POST", "/mdm/universes/{Team}/records/query", "<RecordQueryRequest/>", 200, "totalCount=\"1\"" },
    { "r", "POST", "/mdm/universes/{Team}/records/{Team/Blue}/restore", "", 200, "" },
    { "r", "POST", "/mdm/universes/{Team}/records/{Team/Blue}/restore", "", 404, "<errors><error>" },
    { "r", "GET", "/mdm/universes/{Team}/records/{Team/Blue}", "", 200, "<id>{Team/Blue}</id><team_name>Blue</team_name>" },
    { "r", "GET", "/mdm/universes/{Team}/records/{Team/Blue}/history", "", 200, "version=\"2\" source=\"*MDM*\"" },
    { "r", "POST", "/mdm/universes/{Team}/records/query", "<RecordQueryRequest/>", 200, "totalCount=\"2\"" },
    { "r", "POST", "/mdm/universes/{Team}/records/query", "<RecordQueryRequest limit=\"1\"/>", 200, "recordId=\"{Team/Red}\"" }, /* in the old order */
    { "r", "DELETE", "/mdm/universes/{Team}/records/{Team/Blue}/sources/CRM/unlink?entityId=Blue", "", 200, "" },
    { "r", "DELETE", "/mdm/universes/{Team}/records/{Team/Blue}/sources/CRM/unlink?entityId=Blue", "", 404, "<error>" },
    { "r", "GET", "/mdm/universes/{Team}/records/{Team/Blue}/meta", "", 200, "<links/>" },
    { "r", "GET", "/mdm/universes/{Team}/records/sources/CRM/entities/Blue", "", 404, "<error>" },

    /* channels: CRM hears what ERP did, and what the steward did */
    { "r", "POST", U "/sources/NOPE/updates", "", 404, "Source with code 'NOPE'" },
    { "r", "POST", U "/sources/CRM/updates?limit=x", "", 400, "<error>" },
    { "r", "POST", U "/sources/CRM/updates", "", 200, "<batch id=\"1\" fmt=\"FULL\" src=\"CRM\"><everything " },
    { "r", "POST", U "/sources/CRM/updates", "", 200, "<batch id=\"1\"" }, /* not acknowledged: again */
    { "r", "POST", U "/sources/CRM/updates", "", 200, "op=\"DELETE\" ts=\"" },
    { "r", "POST", U "/sources/CRM/updates", "", 200, "<id>E1</id><full_name>Eve" },
    { "r", "POST", U "/sources/CRM/updates/9/acknowledge", "", 404, "A batch with id '9' does not exist." },
    { "r", "POST", U "/sources/CRM/updates/1/acknowledge", "", 200, "" },
    { "r", "POST", U "/sources/CRM/updates/1/acknowledge", "", 400, "already been acknowledged" },
    { "r", "POST", U "/sources/CRM/updates", "", 204, "" },
    { "r", "POST", U "/sources/ERP/updates?limit=2", "", 200, "op=\"CREATE\"" },
    { "r", "POST", U "/sources/ERP/updates/2", "", 200, "<batch id=\"3\"" },
    { "r", "POST", U "/sources/ERP/updates/2", "", 400, "already been acknowledged" },

    /* transactions */
    { "r", "POST", U "/transactions", "<TransactionQueryRequest limit=\"1\" includeEvents=\"true\"/>", 200, "sourceId=\"CRM\" sourceEntityId=\"E1\" startDate=\"" },
    { "r", "POST", U "/transactions", "<TransactionQueryRequest limit=\"1\" includeEvents=\"true\"/>", 200, "state=\"COMPLETED\" stateDetail=\"CREATED\"><event eventDate=\"" },
    { "r", "POST", U "/transactions", "<TransactionQueryRequest><sourceId>ERP</sourceId></TransactionQueryRequest>", 200, "resultCount=\"2\" totalCount=\"2\">" },
    { "r", "POST", U "/transactions", "<TransactionQueryRequest offsetToken=\"1\"><sourceId>ERP</sourceId></TransactionQueryRequest>", 200, "resultCount=\"1\" totalCount=\"2\"><Transaction" },
    { "r", "POST", U "/transactions", "<TransactionQueryRequest offsetToken=\"x\"/>", 400, "<error>" },
    { "r", "POST", U "/transactions", "<TransactionQueryRequest><startFromDate>x</startFromDate></TransactionQueryRequest>", 400, "startFromDate" },

    /* staging: what would be */
    { "r", "POST", U "/staging/trial", "<batch src=\"FOO\"><everything/></batch>", 404, "Source with code 'FOO'" },
    { "r", "POST", U "/staging/trial", "<batch/>", 400, "<error>" },
    { "r", "POST", U "/staging/trial", BATCH("<everything><id>S1</id><id_1>S1</id_1><secret>abcdef</secret></everything><everything><id>S2</id><age>x</age></everything><everything><id>E2</id><age>3</age></everything>"), 202, "" },
    { "r", "GET", ENTITY("S1"), "", 404, "<error>" },
    { "r", "POST", U "/staging", "<StagingQueryRequest/>", 400, "The given staging id is blank." },
    { "r", "POST", U "/staging", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId></StagingQueryRequest>", 400, "no filter" },
    { "r", "POST", U "/staging", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><createDateRelative>EVER</createDateRelative></filter></StagingQueryRequest>", 400, "EVER" },
    { "r", "POST", U "/staging", "<StagingQueryRequest includeSummary=\"true\"><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><state>COMPLETED.*</state></filter></StagingQueryRequest>", 200, "<StagingQueryResponse resultCount=\"2\" totalCount=\"2\"><StagedEntity id=\"3\" sourceEntityId=\"E2\" createdDate=\"" },
    { "r", "POST", U "/staging", "<StagingQueryRequest includeSummary=\"true\"><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><state>COMPLETED.*</state></filter></StagingQueryRequest>", 200, "<StagingAreaSummary><entityResultSummary name=\"COMPLETED.CREATED\" count=\"1\"/><entityResultSummary name=\"COMPLETED.UPDATED\" count=\"1\"/><entityResultSummary name=\"QUARANTINED.FIELD_FORMAT_ERROR\" count=\"1\"/></StagingAreaSummary>" },
    { "r", "POST", U "/staging", "<StagingQueryRequest limit=\"1\" offsetToken=\"1\"><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter op=\"OR\"><state>QUARANTINED.*</state><sourceEntityIds><sourceEntityId>S1</sourceEntityId></sourceEntityIds></filter></StagingQueryRequest>", 200, "resultCount=\"1\" totalCount=\"2\"><StagedEntity id=\"1\" sourceEntityId=\"S1\"" },
    { "r", "GET", U "/sources/CRM/staging/trial/1", "", 200, "state=\"COMPLETED.CREATED\"><entity><everything><id>S1</id><id_1>S1</id_1><secret>abcdef</secret></everything></entity>" },
    { "t", "GET", U "/sources/CRM/staging/trial/1?repositoryId={repository}", "", 200, "<secret>abcd**</secret>" },
    { "r", "GET", U "/sources/CRM/staging/trial/99", "", 404, "<error>" },
    { "r", "POST", U "/staging/resubmit", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><stagedEntryIds><stagedEntryId>3</stagedEntryId></stagedEntryIds></filter></StagingQueryRequest>", 202, "" },
    { "r", "POST", U "/staging/delete", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><state>QUARANTINED.*</state></filter></StagingQueryRequest>", 200, "" },
    { "r", "POST", U "/staging/commit", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><state>COMPLETED.*</state></filter></StagingQueryRequest>", 202, "" },
    { "r", "POST", U "/staging", "<StagingQueryRequest><sourceId>CRM</sourceId><stagingAreaId>trial</stagingAreaId><filter><createDateRelative>PAST_WEEK</createDateRelative></filter></StagingQueryRequest>", 200, "totalCount=\"0\">" },
    { "r", "POST", NOW, ONE("<id>S9</id>"), 200, "<state>" }, /* what was committed came before */
    { "r", "GET", ENTITY("S1"), "", 200, "<id_1>S1</id_1>" },

    /* what a steward does with quarantine */
    { "r", "POST", U "/quarantine/nope/approve", "", 404, "<error>" },
    { "r", "POST", U "/quarantine/sources/CRM/entities/Q1/delete", "", 200, "" },
    { "r", "POST", U "/quarantine/sources/CRM/entities/Q1/delete", "", 404, "<error>" },
    { "r", "GET", QUARANTINED("Q1"), "", 404, "<error>" },
    { "r", "POST", U "/quarantine/sources/CRM/entities/Q3/reject", "", 200, "" },
    { "r", "POST", U "/quarantine/query", "<QuarantineQueryRequest type=\"RESOLVED\"><filter><resolution>USER_REJECTED</resolution></filter></QuarantineQueryRequest>", 200, "totalCount=\"1\"" },
    { "r", "POST", NOW, "<batch src=\"ERP\"><everything><id>Y1</id><id_1>K2</id_1></everything></batch>", 200, "LINKED" },
    { "r", "POST", NOW, "<batch src=\"ERP\"><everything><id>Y2</id><id_1>K2</id_1><age>77</age></everything></batch>", 200, "POSSIBLE_DUPLICATE" },
    { "r", "POST", U "/quarantine/sources/ERP/entities/Y2/createDuplicate", "", 200, "" },
    { "r", "GET", U "/records/sources/ERP/entities/Y2", "", 200, "<age>77</age>" },

    /* the summaries know */
    { "p", "GET", "/mdm/api/rest/v1/auric-local/repositories/{repository}/universes/{Every Thing}", "", 200, "<mdm:endDatedRecords>3<" },
};
/* clang-format on */

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str wrong = ask_row(&all, &rows[i]);
        CHECK(wrong.n == 0, "row %zu: %.*s", i, STR_ARG(wrong));
    }
}

/* 202 at once, processed after; the address is in the body. */
static void test_async(void)
{
    str path = with_names(arena, "/mdm/universes/{Many}/records");
    struct buf b;

    buf_init(&b, arena);
    buf_lit(&b, "<batch src=\"CRM\">");
    for (int i = 0; i < 200; i++)
        buf_fmt(&b, "<many><id>N%d</id><no>%d</no></many>", i, 1000 + i);
    buf_lit(&b, "</batch>");
    struct http_reply r = ask(&all.repository, "POST", path.p, buf_str(&b));
    CHECK(r.status == 202, "%d %.*s", r.status, STR_ARG(r.body));
    str url = r.body;
    size_t at = str_find(url, STR("/mdm/"));
    for (int tries = 0; tries < 20000; tries++) {
        r = ask(&all.repository, "GET", arena_cstr(arena, str_sub(url, at, url.n)), STR(""));
        if (r.status != 200 || str_find(r.body, STR("<state>CREATED<")) == r.body.n)
            break;
    }
    CHECK(str_find(r.body, STR("<state>COMPLETED</state>")) < r.body.n &&
              str_find(r.body, STR("<createdCount>200</createdCount>")) < r.body.n,
          "%.*s", STR_ARG(r.body));
    b.n = 0;
    buf_lit(&b, "<batch src=\"CRM\">");
    for (int i = 0; i < 201; i++)
        buf_lit(&b, "<many/>");
    buf_lit(&b, "</batch>");
    r = ask(&all.repository, "POST", path.p, buf_str(&b));
    CHECK(r.status == 400 && str_find(r.body, STR("201 entities")) < r.body.n, "%d %.*s", r.status,
          STR_ARG(r.body));
}

static void leave_batch(const char *path, const char *before, const char *key)
{
    struct why why = { "" };
    struct db *db;

    MUST(db_open(&db, path, false, &why));
    MUST(db_exec(db, before, &why));
    MUST(db_exec(db,
                 arena_fmt(arena,
                           "INSERT INTO hub_batch(model, source, state, created, updated, body,"
                           " entities) VALUES('%.*s', 'CRM', 'CREATED', '2025-01-01T00:00:00Z',"
                           " '2025-01-01T00:00:00Z', '<batch src=\"CRM\"><many><id>%s</id><no>5"
                           "</no></many></batch>', 1)",
                           STR_ARG(model_id(arena, "Many")), key)
                     .p,
                 &why));
    db_close(db);
}

/* A batch that was taken and not processed is processed by the next start; one
 * that cannot be is given up. */
static void test_restart(const char *path)
{
    static const struct {
        const char *before, *key;
        struct asked row;
    } starts[] = {
        { "SELECT 1",
          "LATE",
          { "r", "GET", "/mdm/universes/{Many}/records/sources/CRM/entities/LATE", "", 200,
            "<no>5</no>" } },
        { "ALTER TABLE hub_tx RENAME TO gone",
          "NEVER",
          { "r", "POST", "/mdm/universes/{Many}/records/updates",
            "<BatchHistoryQuery><state>ERRORED</state></BatchHistoryQuery>", 200,
            "totalCount=\"1\"" } },
        { "ALTER TABLE gone RENAME TO hub_tx",
          "AGAIN",
          { "r", "GET", "/mdm/universes/{Many}/records/sources/CRM/entities/AGAIN", "", 200,
            "<no>5</no>" } },
    };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct why why = { "" };
        struct hub *hub;
        leave_batch(path, starts[i].before, starts[i].key);
        MUST(hub_start(&hub, &(struct hub_options){ .db = path }, &why));
        struct askers again = askers_of(arena, hub_port(hub));
        str wrong = ask_row(&again, &starts[i].row);
        CHECK(wrong.n == 0, "%.*s", STR_ARG(wrong));
        http_free(again.platform.http);
        hub_free(hub);
    }
}

int main(void)
{
    struct why why = { "" };
    struct hub *hub;

    arena = arena_new();
    const char *path = make_fixture(arena, "write.db");
    MUST(hub_start(&hub, &(struct hub_options){ .db = path }, &why));
    all = askers_of(arena, hub_port(hub));
    test_rows();
    test_async();
    http_free(all.platform.http);
    hub_free(hub);
    test_restart(path);
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
