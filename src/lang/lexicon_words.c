#include "lang/lexicon.h"

#include <stdlib.h>

/* clang-format off */
static const char *const stop_words[] = {
    "a", "about", "actually", "ah", "all", "also", "am", "an", "and", "any", "appreciate", "are",
    "as", "ask", "at", "be", "been", "being", "but", "by", "can", "cheers", "could", "curious",
    "dear", "did", "do", "does", "doing", "else", "er", "etc", "ever", "first", "for", "from",
    "go", "going", "good", "got", "had", "has", "have", "having", "hello", "hey", "hi", "his",
    "her", "how", "i", "if", "in", "instead", "interested", "into", "is", "it", "its", "just",
    "kind", "kindly", "know", "let", "like", "look", "looking", "many", "may", "me", "mean",
    "might", "morning", "much", "my", "need", "now", "of", "off", "oh", "ok", "okay", "on", "one",
    "ones", "or", "our", "ours", "out", "please", "pls", "plz", "quick", "quickly", "really",
    "right", "s", "see", "shall", "she", "he", "should", "so", "some", "sorry", "still", "such",
    "sure", "tell", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there",
    "these", "they", "think", "this", "those", "thx", "to", "too", "um", "up", "something", "someone", "through", "via", "kg", "km", "cm", "mm", "dr", "mr", "mrs", "ms", "prof", "here", "us", "versus", "very", "vs",
    "want", "wanted", "wants", "was", "we", "well", "were", "what", "when", "where", "whether",
    "which", "while", "who", "whom", "whose", "why", "will", "wish", "with", "wonder",
    "wondering", "would", "yes", "you", "your",
};

/* Words that carry little on their own: uncovered, they cost a little. */
static const char *const weak_words[] = {
    "again", "already", "altogether", "appear", "appears", "available", "base", "based", "become",
    "been", "belong", "belonging", "belongs", "bring", "came", "come", "comes", "coming",
    "company", "contain", "containing", "contains", "correspond", "corresponding", "currently",
    "data", "database", "different", "done", "entries", "entry", "euros", "exactly", "exist",
    "existing", "exists", "find", "full", "get", "give", "given", "gets", "happen", "happened",
    "held", "hold", "holds", "include", "included", "includes", "including", "info",
    "information", "involved", "item", "items", "keep", "kept", "listed", "located", "made",
    "make", "makes", "named", "number", "numbers", "own", "owned", "owns", "per", "place",
    "placed", "plus", "present", "produce", "produced", "provide", "put", "raised", "record",
    "recorded", "records", "related", "respective", "respectively", "result", "results", "row",
    "rows", "run", "single", "stored", "system", "table", "take", "taken", "takes", "together",
    "totally", "type", "types", "under", "use", "used", "using", "value", "values", "various",
    "within", "work", "working", "works", "each", "every", "both", "either", "other", "others",
    "participate", "participated", "appeared", "associated", "called", "possible", "overall",
    "scheduled", "time", "times", "way", "whole", "year", "month", "side", "base", "go", "went",
    "gone", "registered", "maintain", "managed", "part", "parts", "details", "detail", "live",
    "lives", "living", "offer", "offered", "receive", "received", "ordered", "order", "supply",
    "caused", "created", "built", "designed", "developed", "conducted", "directed", "sung",
    "performed", "wrote", "written", "taught", "attended", "played", "hosted", "manufactured",
    "assigned", "occurred", "sing", "teach", "teaches", "attend", "play", "visit", "study",
    "studied", "host", "lead", "led", "perform", "direct", "conduct", "cause", "create", "build",
    "among", "amongst", "costing", "priced", "file", "occur", "occurring", "ever", "serving", "distinguish", "differentiate", "perform", "enough", "say", "carry", "stock", "feature", "handled", "handle", "handles", "distinctive", "particular", "specific", "certain", "corresponding", "situation", "situations",
    "generate", "generates", "generated", "generating", "brings", "brought",
    "achieve", "achieved", "achieves", "account", "accounts", "contribute", "contributes",
    "contributed", "performs", "performing", "selling", "stems", "originates",
    "supplied", "buy", "bought", "sold", "sell", "set", "across", "during", "only", "even",
};

static const char *const rate_words[] = {
    "score", "age", "rate", "rating", "percent", "percentage", "pct", "price", "discount",
    "margin", "height", "weight", "temperature", "lead", "days", "duration", "length", "ratio",
    "probability", "grade", "rank", "level", "terms", "humidity", "speed", "share", "salary", "gpa", "latitude", "longitude", "year", "capacity_pct", "index",
    "satisfaction", "csat", "nps", "wage", "interest", "utilization", "utilisation", "occupancy",
    "efficiency", "wait", "waiting", "delay", "latency", "stars",
};

#define N(t) (sizeof t / sizeof *t)

const struct lexicon_pair lexicon_verbs[] = {
    { "arrive", "arrival|delivered|received" }, { "assess", "assessed|assessment" },
    { "begin", "start|begin|from|effective|valid from" }, { "bill", "invoice|billing|billed" },
    { "born", "birth|born|dob" }, { "buy", "purchase|order|bought" },
    { "cancel", "cancelled|cancellation" }, { "close", "closed|closing|closure|end" },
    { "complete", "completed|completion|finished|end" },
    { "conclude", "end|signed" }, { "create", "created|creation|added|entered" },
    { "deliver", "delivered|delivery" }, { "depart", "departure" },
    { "die", "death|died" }, { "discontinue", "discontinued" }, { "due", "due" },
    { "effective", "effective|start" }, { "employ", "hire|start|joined|employment" },
    { "end", "end|finish|expiry|to|until|closed" }, { "enrol", "enrolled|enrollment|registration" },
    { "enter", "entered|entry|created" }, { "establish", "founded|established|opened" },
    { "expire", "expiry|expiration|expires|end|valid to|valid until" },
    { "finish", "finished|end|completed" }, { "found", "founded|foundation|established" },
    { "fulfil", "fulfilled|delivered" }, { "graduate", "graduation|graduated" },
    { "happen", "date" }, { "held", "date" }, { "hire", "hire|hired|start|joined" },
    { "introduce", "introduced|launch" }, { "invoice", "invoice|invoiced|billing" },
    { "issue", "issue|issued" }, { "join", "joined|join|hire|start|member since|onboarded" },
    { "launch", "launch|launched|release|start" },
    { "leave", "leaving|left|termination|end|exit|departure" },
    { "manufacture", "manufactured|production|made" }, { "modify", "modified|updated|changed" },
    { "onboard", "onboarded|joined|created" }, { "open", "opened|opening|open|start" },
    { "order", "order|ordered|purchase" }, { "pay", "paid|payment" },
    { "place", "order|placed|created" }, { "post", "posted|posting" },
    { "produce", "production|produced|manufactured" },
    { "publish", "published|publication|release" }, { "purchase", "purchase|order|bought" },
    { "raise", "raised|created|order|issued" }, { "receive", "received|receipt|arrival" },
    { "register", "registered|registration|created|signup" },
    { "release", "release|released|launch|published" }, { "renew", "renewal|renewed" },
    { "request", "requested|request" }, { "resolve", "resolved|resolution|closed" },
    { "return", "returned|return" }, { "review", "review|reviewed" },
    { "schedule", "scheduled|schedule" }, { "sell", "sold|sale|sales|order" },
    { "ship", "shipped|shipment|ship|dispatch" }, { "sign", "signed|signature|signing" },
    { "spend", "spend|amount|cost|total" }, { "start", "start|started|begin|from|effective|opened" },
    { "submit", "submitted|submission" }, { "terminate", "terminated|termination|end|leaving" },
    { "update", "updated|modified|changed" }, { "visit", "visit|visited" },
};
const size_t lexicon_verbs_n = N(lexicon_verbs);

const struct lexicon_pair lexicon_abbreviations[] = {
    { "abbr", "abbreviation" }, { "acct", "account" }, { "addr", "address" }, { "adr", "address" },
    { "amt", "amount" }, { "approx", "approximate" }, { "appt", "appointment" },
    { "assoc", "association" }, { "attr", "attribute" }, { "auth", "authorization" },
    { "avg", "average" }, { "bal", "balance" }, { "bday", "birthday" }, { "bldg", "building" },
    { "bu", "business unit" }, { "calc", "calculated" }, { "cat", "category" },
    { "catg", "category" }, { "ccy", "currency" }, { "cd", "code" }, { "cls", "class" },
    { "clss", "class" }, { "cnt", "count" }, { "cntry", "country" }, { "co", "company" },
    { "comp", "company" }, { "cond", "condition" }, { "cont", "contract" }, { "coord", "coordinate" },
    { "ctry", "country" }, { "cty", "city" }, { "cur", "currency" }, { "curr", "currency" },
    { "cust", "customer" }, { "custno", "customer number" }, { "dd", "due date" },
    { "del", "delivery" }, { "deliv", "delivery" }, { "dep", "department" },
    { "dept", "department" }, { "desc", "description" }, { "descr", "description" },
    { "dest", "destination" }, { "dim", "dimension" }, { "dir", "director" }, { "disc", "discount" },
    { "dist", "distance" }, { "div", "division" }, { "dob", "date of birth" }, { "doc", "document" },
    { "dpt", "department" }, { "dt", "date" }, { "dur", "duration" }, { "emp", "employee" },
    { "eff", "effective" }, { "est", "estimated" }, { "exp", "expiry" }, { "ext", "extension" },
    { "fac", "faculty" }, { "fin", "financial" }, { "flg", "flag" }, { "fname", "first name" },
    { "freq", "frequency" }, { "fy", "fiscal year" }, { "geo", "geography" }, { "gndr", "gender" },
    { "govt", "government" }, { "grp", "group" }, { "hq", "headquarters" }, { "hrs", "hours" },
    { "ht", "height" }, { "id", "id" }, { "img", "image" }, { "ind", "indicator" },
    { "init", "initial" }, { "inst", "institution" }, { "inv", "invoice" }, { "inst", "institute" },
    { "itm", "item" }, { "lang", "language" }, { "lat", "latitude" }, { "lname", "last name" },
    { "lng", "longitude" }, { "loc", "location" }, { "lon", "longitude" }, { "lvl", "level" },
    { "mat", "material" }, { "matl", "material" }, { "max", "maximum" }, { "mfg", "manufacturing" },
    { "mfr", "manufacturer" }, { "mgr", "manager" }, { "min", "minimum" }, { "mkt", "market" },
    { "mod", "modified" }, { "mpg", "miles per gallon" }, { "msg", "message" }, { "mth", "month" },
    { "nat", "national" }, { "nbr", "number" }, { "nm", "name" }, { "no", "number" },
    { "nr", "number" }, { "num", "number" }, { "oid", "order id" }, { "opp", "opportunity" },
    { "ord", "order" }, { "org", "organization" }, { "orig", "original" }, { "pay", "pay" },
    { "pct", "percent" }, { "perf", "performance" }, { "phn", "phone" }, { "pkg", "package" },
    { "plt", "plant" }, { "pmt", "payment" }, { "po", "purchase order" }, { "pop", "population" },
    { "pos", "position" }, { "prc", "price" }, { "prd", "product" }, { "pref", "preferred" },
    { "prj", "project" }, { "prob", "probability" }, { "proc", "process" }, { "prod", "product" },
    { "prof", "professor" }, { "proj", "project" }, { "prov", "province" }, { "ptnr", "partner" },
    { "pub", "publication" }, { "purch", "purchase" }, { "qtr", "quarter" }, { "qty", "quantity" },
    { "ra", "risk assessment" }, { "rcpt", "receipt" }, { "rcvd", "received" }, { "ref", "reference" },
    { "reg", "region" }, { "rel", "release" }, { "rep", "representative" }, { "req", "request" },
    { "rev", "revenue" }, { "rgn", "region" }, { "rnk", "rank" }, { "sal", "salary" },
    { "sch", "school" }, { "seg", "segment" }, { "seq", "sequence" }, { "ser", "serial" },
    { "shpmt", "shipment" }, { "spec", "specification" }, { "sq", "square" }, { "sr", "senior" },
    { "st", "street" }, { "stat", "status" }, { "std", "standard" }, { "stu", "student" },
    { "subj", "subject" }, { "supp", "supplier" }, { "suppl", "supplier" }, { "sup", "supplier" },
    { "tel", "telephone" }, { "temp", "temperature" }, { "term", "termination" }, { "tot", "total" },
    { "tourney", "tournament" }, { "trans", "transaction" }, { "trx", "transaction" },
    { "ts", "time" }, { "txn", "transaction" }, { "txt", "text" }, { "typ", "type" },
    { "univ", "university" }, { "uom", "unit of measure" }, { "upd", "updated" }, { "usr", "user" },
    { "val", "value" }, { "veh", "vehicle" }, { "vend", "vendor" }, { "vol", "volume" },
    { "whs", "warehouse" }, { "wh", "warehouse" }, { "wk", "week" }, { "wt", "weight" },
    { "yr", "year" }, { "yrs", "years" },
};
const size_t lexicon_abbreviations_n = N(lexicon_abbreviations);
/* clang-format on */

static bool in_list(const char *const *list, size_t n, str word)
{
    for (size_t i = 0; i < n; i++)
        if (list[i][0] == word.p[0] && str_eq(word, str_c(list[i])))
            return true;
    return false;
}

bool lexicon_is_stop(str word)
{
    return word.n == 0 || in_list(stop_words, N(stop_words), word);
}

bool lexicon_is_weak(str word)
{
    return word.n && in_list(weak_words, N(weak_words), word);
}

bool lexicon_is_rate(str word)
{
    return word.n && in_list(rate_words, N(rate_words), word);
}
