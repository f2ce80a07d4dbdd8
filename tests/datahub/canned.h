/* canned.h - what a hub with a few models answers, in Boomi's forms: names that
 * differ from ids, a group, a collection, an enumeration, a reference, a draft. */
#ifndef TESTS_CANNED_H
#define TESTS_CANNED_H

#define MDM " xmlns:mdm=\"http://mdm.api.platform.boomi.com/\""

static const char canned_models[] =
    "<mdm:Models" MDM ">"
    "<mdm:Model><mdm:name>Contact</mdm:name><mdm:id>c-1</mdm:id>"
    "<mdm:publicationStatus>true</mdm:publicationStatus><mdm:latestVersion>4</mdm:latestVersion>"
    "</mdm:Model>"
    "<mdm:Model><mdm:name>Contact</mdm:name><mdm:id>c-1</mdm:id>"
    "<mdm:publicationStatus>false</mdm:publicationStatus></mdm:Model>"
    "<mdm:Model><mdm:name>Gone</mdm:name><mdm:id>gone</mdm:id>"
    "<mdm:publicationStatus>true</mdm:publicationStatus><mdm:latestVersion>1</mdm:latestVersion>"
    "</mdm:Model>"
    "<mdm:Model><mdm:name>Hub-Opportunity</mdm:name><mdm:id>d-1</mdm:id>"
    "<mdm:publicationStatus>false</mdm:publicationStatus></mdm:Model>"
    "</mdm:Models>";

static const char canned_contact[] =
    "<mdm:GetModelResponse" MDM "><mdm:name>Contact</mdm:name><mdm:fields>"
    "<mdm:field name=\"Full Name\" uniqueId=\"NAME\" type=\"STRING\" required=\"true\"/>"
    "<mdm:field name=\"segment\" uniqueId=\"SEG\" type=\"ENUMERATION\" masked=\"ALL\">"
    "<mdm:value>A</mdm:value><mdm:value>B</mdm:value></mdm:field>"
    "</mdm:fields><mdm:sources><mdm:source id=\"SF\" type=\"Both\"/></mdm:sources>"
    "<mdm:dataQualitySteps/><mdm:recordTitle><mdm:titleParameters>"
    "<mdm:parameter uniqueId=\"NAME\"/><mdm:parameter staticConstant=\", \"/>"
    "</mdm:titleParameters></mdm:recordTitle>"
    "<mdm:matchRules><mdm:matchRule topLevelOperator=\"AND\"><mdm:simpleExpression>"
    "<mdm:fieldUniqueId>CITY_1</mdm:fieldUniqueId></mdm:simpleExpression>"
    "<mdm:expressionGroup operator=\"OR\"><mdm:simpleExpression>"
    "<mdm:fieldUniqueId>NAME</mdm:fieldUniqueId></mdm:simpleExpression></mdm:expressionGroup>"
    "</mdm:matchRule><mdm:matchRule topLevelOperator=\"AND\"><mdm:simpleExpression>"
    "<mdm:fieldUniqueId>SEG</mdm:fieldUniqueId></mdm:simpleExpression></mdm:matchRule>"
    "</mdm:matchRules><mdm:tags/><mdm:version>4</mdm:version><mdm:id>c-1</mdm:id>"
    "</mdm:GetModelResponse>";

static const char canned_draft[] =
    "<mdm:GetModelResponse" MDM "><mdm:name>Hub-Opportunity</mdm:name><mdm:fields>"
    "<mdm:field name=\"Account Name\" uniqueId=\"ACCOUNT\" type=\"STRING\"/>"
    "<mdm:fieldGroup name=\"Address\" uniqueId=\"ADDR\" repeatable=\"false\">"
    "<mdm:field name=\"city\" uniqueId=\"CITY\" type=\"STRING\"/></mdm:fieldGroup>"
    "<mdm:fieldGroup name=\"phone\" uniqueId=\"PHONE\" repeatable=\"true\" "
    "collectionTag=\"phones\" collectionUniqueId=\"PHONES\">"
    "<mdm:field name=\"number\" uniqueId=\"NUMBER\" type=\"STRING\"/></mdm:fieldGroup>"
    "</mdm:fields><mdm:matchRules/><mdm:id>d-1</mdm:id></mdm:GetModelResponse>";

static const char canned_repositories[] =
    "<mdm:Repositories" MDM "><mdm:Repository id=\"r-0\" name=\"empty\" atomName=\"x\"/>"
    "<mdm:Repository id=\"r-1\" name=\"main\" atomName=\"x\" repositoryBaseUrl=\"%s\">"
    "<mdm:goldenRecords>450</mdm:goldenRecords><mdm:Universe id=\"c-1\" name=\"contact\">"
    "<mdm:goldenRecords>450</mdm:goldenRecords></mdm:Universe></mdm:Repository>"
    "</mdm:Repositories>";

static const char canned_universes[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><universes>"
    "<universe><id>c-1</id><version>v-guid</version><name>contact</name>"
    "<stats asOf=\"2025-01-01T00:00:00.123Z\" activeRecords=\"450\" enddatedRecords=\"2\" "
    "quarantinedRecords=\"3\"/>"
    "<sources><source code=\"SF\" componentId=\"x\" state=\"STRAPPED\"/></sources>"
    "<layout idXPath=\"/contact/id\"><model name=\"contact\">"
    "<element uniqueId=\"NAME\" name=\"full_name\" prettyName=\"Full Name\" type=\"STRING\" "
    "required=\"true\" repeatable=\"false\"/>"
    "<element uniqueId=\"ADDR\" name=\"address\" prettyName=\"Address\" type=\"CONTAINER\" "
    "repeatable=\"false\"><element uniqueId=\"CITY_1\" name=\"city\" prettyName=\"cityName\" "
    "type=\"STRING\" required=\"false\" repeatable=\"false\"/></element>"
    "<element uniqueId=\"PHONE\" name=\"phone\" prettyName=\"phone\" type=\"CONTAINER\" "
    "repeatable=\"true\" collectionTag=\"phones\" collectionUniqueId=\"PHONES\">"
    "<element uniqueId=\"NUMBER\" name=\"number\" prettyName=\"number\" "
    "type=\"INTEGER\"/></element>"
    "<element uniqueId=\"NICK\" name=\"nick\" prettyName=\"nick\" type=\"STRING\" "
    "repeatable=\"true\" collectionTag=\"nicks\" collectionUniqueId=\"NICKS\"/>"
    "<element uniqueId=\"SEG\" name=\"segment\" prettyName=\"segment\" type=\"ENUMERATION\"/>"
    "<element uniqueId=\"BOSS\" name=\"boss\" prettyName=\"boss\" type=\"REFERENCE\" "
    "referenceUniverseId=\"c-1\"/>"
    "<element uniqueId=\"BORN\" name=\"born\" prettyName=\"birth_date\" type=\"DATE\"/>"
    "</model><deletedElements><element uniqueId=\"OLD\" name=\"old\" type=\"STRING\"/>"
    "</deletedElements><xsd>&lt;xs:schema/&gt;</xsd>"
    "<field xpath=\"/contact/id\" type=\"STRING\" prettyName=\"Id\"/></layout></universe>"
    "<universe><id>u-2</id><name>extra</name><stats activeRecords=\"7\"/><layout>"
    "<model name=\"extra\"><element uniqueId=\"A\" name=\"a\" prettyName=\"a\" type=\"STRING\"/>"
    "</model><field uniqueId=\"A\" xpath=\"/extra/a\" type=\"STRING\" prettyName=\"a\" "
    "titleField=\"true\"/></layout><matchconfig><round><matchrule operator=\"AND\">"
    "<nestedExpression><input uniqueId=\"A\" type=\"INCOMING\"/></nestedExpression></matchrule>"
    "</round></matchconfig></universe></universes>";

#endif
