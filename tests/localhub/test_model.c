/* test_model.c - a model's life over HTTP: made, refused, published, deployed
 * with its records, matched by its rules, changed, undeployed, deleted. */
#include "fixture.h"
#include "t.h"

static struct arena *arena;

#define P "/mdm/api/rest/v1/auric-local"
#define MDM "xmlns:mdm=\"http://mdm.api.platform.boomi.com/\""
#define CREATE(inner) "<mdm:CreateModelRequest " MDM ">" inner "</mdm:CreateModelRequest>"
#define UPDATE(inner) "<mdm:UpdateModelRequest " MDM ">" inner "</mdm:UpdateModelRequest>"
#define F(name, id, more)                                                                          \
    "<mdm:field name=\"" name "\" uniqueId=\"" id                                                  \
    "\" type=\"STRING\" required=\"false\" repeatable=\"false\" " more "/>"
#define SOURCES                                                                                    \
    "<mdm:sources><mdm:source id=\"SF\" type=\"Both\" allowMultipleLinks=\"false\" "               \
    "default=\"true\"/><mdm:source id=\"WEB\" "                                                    \
    "type=\"Contribute\"><mdm:inbound><mdm:createApproval "                                        \
    "required=\"true\"/></mdm:inbound></mdm:source><mdm:source id=\"DWH\" "                        \
    "type=\"Accept\"/></mdm:sources>"
#define ADVANCED(op, way, field)                                                                   \
    "<mdm:advancedExpression><mdm:ruleOperator>" op                                                \
    "</mdm:ruleOperator><mdm:similarityAlgorithm>" way                                             \
    "</mdm:similarityAlgorithm><mdm:tolerance>0.85</"                                              \
    "mdm:tolerance><mdm:firstInput><mdm:inputType>INCOMING</"                                      \
    "mdm:inputType><mdm:fieldUniqueId>" field                                                      \
    "</mdm:fieldUniqueId></mdm:firstInput><mdm:secondInput><mdm:inputType>EXISTING</"              \
    "mdm:inputType><mdm:fieldUniqueId>" field                                                      \
    "</mdm:fieldUniqueId></mdm:secondInput></mdm:advancedExpression>"
#define RULES                                                                                      \
    "<mdm:matchRules><mdm:matchRule "                                                              \
    "topLevelOperator=\"AND\"><mdm:simpleExpression><mdm:fieldUniqueId>MAIL</mdm:fieldUniqueId></" \
    "mdm:simpleExpression></mdm:matchRule><mdm:matchRule topLevelOperator=\"AND\">" ADVANCED(      \
        "IS_SIMILAR_TO", "Jaro-Winkler",                                                           \
        "NAME") "<mdm:expressionGroup operator=\"NOT\">" ADVANCED("EQUALS", "",                    \
                                                                  "CITY") "</"                     \
                                                                          "mdm:expressionGroup></" \
                                                                          "mdm:matchRule></"       \
                                                                          "mdm:matchRules>"
#define CONTACT(extra, rules)                                                                      \
    "<mdm:name>Contact Point</mdm:name><mdm:fields>" F("Name", "NAME", "")                         \
        F("Mail", "MAIL", "minLength=\"5\" maxLength=\"40\" regex=\"[^@]+@.+\"")                   \
            F("City", "CITY", "") extra                                                            \
        "<mdm:fieldGroup name=\"Phone\" uniqueId=\"PHONE\" repeatable=\"true\" "                   \
        "required=\"false\" identifyBy=\"KEY\" collectionTag=\"phones\" "                          \
        "collectionUniqueId=\"PHONES\" collectionKeys=\"KIND\">" F("Kind", "KIND", "")             \
            F("Number", "NUMBER",                                                                  \
              "") "</mdm:fieldGroup></mdm:fields>" SOURCES                                         \
                  "<mdm:recordTitle><mdm:titleParameters><mdm:parameter "                          \
                  "uniqueId=\"NAME\"/></mdm:titleParameters></mdm:recordTitle>" rules
#define U "/mdm/universes/{it}"
#define NOW U "/records?async=false&returnEntities=true"
#define SF(fields) "<batch src=\"SF\"><contactpoint>" fields "</contactpoint></batch>"

/* In this order: each row finds what those before it left. */
/* clang-format off */
static const struct asked rows[] = {
    { "p", "POST", P "/models", "", 400, "<error><message>" },
    { "p", "POST", P "/models", "<mdm:GetModelResponse " MDM "/>", 400, "<error><message>" },
    { "x", "POST", P "/models", CREATE(""), 403, "<UserMessage id=\"error.user.login\"" },
    { "p", "POST", P "/models", CREATE("<mdm:name>Empty</mdm:name>"), 400, "<mdm:CreateModelResponse " MDM "><mdm:errors><mdm:error>" },
    { "p", "POST", P "/models", CREATE("<mdm:name>X</mdm:name><mdm:fields>" F("A", "a", "") F("B", "B", "") F("C", "B", "") F("id", "KEY", "") "</mdm:fields>"), 400, "</mdm:error><mdm:error>" },
    { "p", "POST", P "/models", CREATE("<mdm:name>X</mdm:name><mdm:fields>" F("A", "a", "") "</mdm:fields>"), 400, "2 to 40 characters" },
    { "p", "POST", P "/models", CREATE("<mdm:name>Team</mdm:name><mdm:fields>" F("A", "A", "") "</mdm:fields>"), 400, "already exists" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields>" F("id", "KEY", "") "</mdm:fields>"), 400, "reserved" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields>" F("A", "A", "maxLength=\"300\"") "</mdm:fields>"), 400, "within 0 and 255" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields><mdm:field name=\"A\" uniqueId=\"A\" type=\"TEXT\"/></mdm:fields>"), 400, "unknown type" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields><mdm:field name=\"A\" uniqueId=\"A\" type=\"ENUMERATION\"/></mdm:fields>"), 400, "has no values" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields><mdm:field name=\"A\" uniqueId=\"A\" type=\"REFERENCE\" referenceUniverseId=\"x\"/></mdm:fields>"), 400, "does not exist" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields><mdm:field name=\"A\" uniqueId=\"A\" type=\"BOOLEAN\" masked=\"PARTIAL MASK\" firstMaskCharsCount=\"1\"/></mdm:fields>"), 400, "cannot be masked" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields>" F("A", "A", "") "</mdm:fields><mdm:recordTitle><mdm:titleParameters><mdm:parameter uniqueId=\"Z\"/></mdm:titleParameters></mdm:recordTitle>"), 400, "record title names field Z" },
    { "p", "POST", P "/models", CREATE("<mdm:name>New</mdm:name><mdm:fields>" F("A", "A", "") "</mdm:fields><mdm:matchRules><mdm:matchRule><mdm:simpleExpression><mdm:fieldUniqueId>Z</mdm:fieldUniqueId></mdm:simpleExpression></mdm:matchRule></mdm:matchRules>"), 400, "match rule names field Z" },

    { "p!", "POST", P "/models", CREATE(CONTACT("", RULES)), 200, "<mdm:CreateModelResponse " MDM "><mdm:id>" },
    { "p", "GET", P "/models/{it}", "", 400, "not a valid component ID" },
    { "p", "GET", P "/models/{it}?draft=true", "", 200, "uniqueId=\"MAIL\" type=\"STRING\" required=\"false\" repeatable=\"false\" minLength=\"5\" maxLength=\"40\" regex=\"[^@]+@.+\"/>" },
    { "p", "GET", P "/models/{it}?draft=true", "", 200, "<mdm:source id=\"WEB\" type=\"Contribute\" allowMultipleLinks=\"false\" default=\"false\"><mdm:inbound><mdm:createApproval required=\"true\"/>" },
    { "p", "GET", P "/models/{it}?draft=true", "", 200, "<mdm:expressionGroup operator=\"NOT\"><mdm:advancedExpression><mdm:ruleOperator>EQUALS</mdm:ruleOperator>" },
    { "p", "POST", P "/universe/{it}/deploy?repositoryId={repository}", "", 400, "no such published version" },
    { "p", "POST", P "/models/{it}/publish", "<mdm:PublishModelRequest " MDM "><mdm:notes>first</mdm:notes></mdm:PublishModelRequest>", 200, "<mdm:PublishModelResponse " MDM "><mdm:version>1</mdm:version><mdm:lastModifiedDate>" },
    { "p", "POST", P "/models/{it}/publish", "", 400, "no draft" },
    { "p", "GET", P "/models?name=Contact%20Point", "", 200, "<mdm:publicationStatus>true</mdm:publicationStatus><mdm:latestVersion>1</mdm:latestVersion></mdm:Model></mdm:Models>" },
    { "r", "GET", U, "", 404, "</message><message>" },
    { "p", "POST", P "/universe/{it}/deploy?repositoryId=nope", "", 400, "<error>" },
    { "p", "POST", P "/universe/{it}/deploy?repositoryId={repository}&version=7", "", 400, "<error>" },
    { "p", "POST", P "/universe/{it}/deploy?repositoryId={repository}", "", 200, "<mdm:universeId>{it}</mdm:universeId><mdm:universeVersion>1</mdm:universeVersion><mdm:status>PENDING</mdm:status><mdm:deployDate>" },
    { "p", "GET", P "/universe/{it}/deployments/nope", "", 400, "<error>" },
    { "p", "DELETE", P "/models/{it}", "", 400, "is deployed" },
    { "r", "GET", U, "", 200, "<source code=\"DWH\"" },
    { "r", "GET", U, "", 200, "<matchconfig><round><matchRule topLevelOperator=\"AND\"><simpleExpression>" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest/>", 200, "totalCount=\"0\"" },

    /* its records, its fields, its rules */
    { "r", "POST", NOW, SF("<id>1</id><name>Bobby Brown</name><mail>bobby@x.example</mail><city>Oslo</city><phones><phone><kind>home</kind><number>1</number></phone><phone><kind>work</kind><number>2</number></phone></phones>"), 200, "<stateDetail>CREATED</stateDetail>" },
    { "r", "POST", NOW, SF("<id>2</id><mail>nobody</mail>"), 200, "FIELD_FORMAT_ERROR" },
    { "r", "POST", NOW, SF("<id>2</id><mail>a@b</mail>"), 200, "FIELD_FORMAT_ERROR" },
    { "r", "POST", NOW, "<batch src=\"DWH\"><contactpoint><id>1</id></contactpoint></batch>", 400, "does not contribute" },
    { "r", "POST", NOW, "<batch src=\"WEB\"><contactpoint><id>w1</id><name>Zora Quill</name></contactpoint></batch>", 200, "REQUIRES_APPROVAL" },
    { "r", "GET", U "/records/sources/WEB/entities/w1", "", 404, "<error>" },
    { "r", "POST", U "/quarantine/sources/WEB/entities/w1/approve", "", 200, "" },
    { "r", "GET", U "/records/sources/WEB/entities/w1", "", 200, "<name>Zora Quill</name>" },
    { "r", "POST", U "/quarantine/query", "<QuarantineQueryRequest type=\"RESOLVED\"/>", 200, "<resolution>USER_APPROVED</resolution>" },
    { "r", "POST", NOW, SF("<id>1</id><phones><phone><kind>home</kind><number>9</number></phone><phone op=\"DELETE\"><kind>work</kind></phone><phone><kind>boat</kind><number>3</number></phone></phones>"), 200, "<stateDetail>UPDATED</stateDetail>" },
    { "r", "GET", U "/records/sources/SF/entities/1", "", 200, "<phones><phone><kind>home</kind><number>9</number></phone><phone><kind>boat</kind><number>3</number></phone></phones>" },
    { "r", "POST", NOW, SF("<id>1</id><phones><phone><kind>a</kind></phone><phone><kind>a</kind></phone></phones>"), 200, "DUPLICATE_KEY" },
    { "r", "POST", U "/match", "<batch src=\"WEB\"><contactpoint><id>w2</id><mail>BOBBY@x.example</mail></contactpoint></batch>", 200, "<MatchResult matchRule=\"Incoming Mail equals Existing Mail\" status=\"SUCCESS\">" },
    { "r", "POST", U "/match", "<batch src=\"WEB\"><contactpoint><id>w2</id><name>Bobby Browne</name><city>Bergen</city></contactpoint></batch>", 200, "<fuzzyMatchDetails><field>NAME</field><first>Bobby Browne</first><second>Bobby Brown</second><method>jarowinkler</method><matchStrength>0.98" },
    { "r", "POST", U "/match", "<batch src=\"WEB\"><contactpoint><id>w2</id><name>Bobby Browne</name><city>OSLO</city></contactpoint></batch>", 200, "<MatchResult status=\"SUCCESS\"><entity>" },
    { "r", "POST", U "/match", "<batch src=\"WEB\"><contactpoint><id>w2</id><name>Ygritte</name></contactpoint></batch>", 200, "!<match>" },
    { "r", "POST", NOW, "<batch src=\"WEB\"><contactpoint><id>w3</id><name>Bobby Browne</name><city>Bergen</city></contactpoint></batch>", 200, "<stateDetail>LINKED_WITH_UPDATE</stateDetail>" },
    { "r", "POST", NOW, SF("<id>3</id><name>Carl</name><mail>carl@x.example</mail>"), 200, "CREATED" },
    { "r", "POST", NOW, SF("<id>4</id><name>Karl Other</name><mail>other@x.example</mail>"), 200, "CREATED" },
    { "r", "POST", NOW, SF("<id>5</id><mail>CARL@X.example</mail>"), 200, "POSSIBLE_DUPLICATE" },
    { "r", "POST", U "/sources/DWH/updates", "", 200, "src=\"DWH\"><contactpoint grid=\"" },
    { "r", "POST", U "/sources/WEB/updates", "", 204, "" }, /* it does not accept */

    /* the next version takes the records along */
    { "p", "PUT", P "/models/{it}", UPDATE(CONTACT("<mdm:field name=\"Age\" uniqueId=\"AGE\" type=\"INTEGER\"/>", RULES)), 200, "<mdm:UpdateModelResponse " MDM "><mdm:id>{it}<" },
    { "p", "PUT", P "/models/{it}", UPDATE("<mdm:name>Contact Point</mdm:name><mdm:fields><mdm:field name=\"Name\" uniqueId=\"NAME\" type=\"INTEGER\"/></mdm:fields>"), 400, "<mdm:UpdateModelResponse " MDM "><mdm:errors><mdm:error>The type" },
    { "p", "PUT", P "/models/nope", UPDATE(""), 400, "not a valid component ID" },
    { "p", "POST", P "/models/{it}/publish", "", 200, "<mdm:version>2</mdm:version>" },
    { "p", "POST", P "/universe/{it}/deploy?repositoryId={repository}&version=2", "", 200, "<mdm:universeVersion>2<" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest/>", 200, "totalCount=\"4\"" },
    { "r", "GET", U "/records/sources/SF/entities/1", "", 200, "<phone><kind>boat</kind><number>3</number></phone>" },
    { "r", "POST", NOW, SF("<id>1</id><age>40</age>"), 200, "<stateDetail>UPDATED</stateDetail>" },
    { "r", "GET", U "/records/sources/SF/entities/1", "", 200, "<age>40</age>" },
    { "p", "DELETE", P "/repositories/nope/universe/{it}", "", 400, "<error>" },
    { "p", "DELETE", P "/repositories/{repository}/universe/{it}", "", 200, "<true/>" },
    { "p", "DELETE", P "/repositories/{repository}/universe/{it}", "", 400, "not deployed" },
    { "r", "POST", U "/records/query", "<RecordQueryRequest/>", 404, "</message><message>" },
    { "p", "DELETE", P "/models/{it}", "", 200, "true" },
    { "p", "GET", P "/models?name=Contact%20Point", "", 400, "<error>" },
    { "p", "GET", P "/sources/WEB", "", 200, "<mdm:sourceId>WEB</mdm:sourceId>" },
    { "p", "GET", P "/sources/nope", "", 400, "<error>" },
};
/* clang-format on */

int main(void)
{
    struct why why = { "" };
    struct hub *hub;

    arena = arena_new();
    const char *path = make_fixture(arena, "model.db");
    MUST(hub_start(&hub, &(struct hub_options){ .db = path }, &why));
    struct askers all = askers_of(arena, hub_port(hub));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str wrong = ask_row(&all, &rows[i]);
        CHECK(wrong.n == 0, "row %zu: %.*s", i, STR_ARG(wrong));
    }
    http_free(all.platform.http);
    hub_free(hub);
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
