#include "lang/stem.h"

#include <libstemmer.h>

/* clang-format off */
/* form, lemma; sorted by form.  Beside irregular inflections: nouns of acts whose verb names a
 * field ("delivery date" of what was delivered). */
static const struct {
    const char *form, *lemma;
} irregular[] = {
    { "acquisition", "acquire" }, { "approval", "approve" },  { "arrival", "arrive" },
    { "began", "begin" },         { "beginning", "begin" },   { "begun", "begin" },
    { "bought", "buy" },          { "brought", "bring" },     { "built", "build" },
    { "came", "come" },           { "cancellation", "cancel" },{ "cancelled", "cancel" },
    { "cancelling", "cancel" },   { "children", "child" },    { "closure", "close" },
    { "criteria", "criterion" },  { "deliveries", "deliver" },{ "delivery", "deliver" },
    { "departure", "depart" },    { "done", "do" },           { "drove", "drive" },
    { "earnings", "earn" },       { "expiration", "expire" }, { "expiries", "expire" },
    { "expiry", "expire" },
    { "feet", "foot" },           { "flew", "fly" },          { "flights", "flight" },
    { "flown", "fly" },           { "gave", "give" },         { "geese", "goose" },
    { "given", "give" },          { "gone", "go" },           { "got", "get" },
    { "grew", "grow" },           { "grown", "grow" },        { "growth", "grow" },
    { "halves", "half" },         { "held", "hold" },         { "kept", "keep" },
    { "knew", "know" },           { "leaving", "leave" },     { "left", "leave" },
    { "lent", "lend" },           { "lives", "live" },        { "lost", "lose" },
    { "made", "make" },           { "matrices", "matrix" },   { "men", "man" },
    { "mice", "mouse" },          { "news", "news" },         { "paid", "pay" },
    { "payed", "pay" },           { "payment", "pay" },       { "payments", "pay" },
    { "people", "person" },       { "ran", "run" },           { "refusal", "refuse" },
    { "removal", "remove" },      { "renewal", "renew" },     { "sales", "sale" },
    { "sent", "send" },           { "series", "series" },     { "shelves", "shelf" },
    { "shipment", "ship" },       { "shipments", "ship" },    { "signature", "sign" },
    { "sold", "sell" },           { "spent", "spend" },       { "spoken", "speak" },
    { "staff", "staff" },         { "status", "status" },     { "statuses", "status" },
    { "taken", "take" },          { "taught", "teach" },      { "teeth", "tooth" },
    { "termination", "terminate" },{ "thought", "think" },    { "took", "take" },
    { "university", "university" },{ "went", "go" },          { "withdrawal", "withdraw" },
    { "wives", "wife" },          { "women", "woman" },       { "won", "win" },
    { "wrote", "write" },         { "written", "write" },
};
/* clang-format on */

static void delete_stemmer(void *p)
{
    sb_stemmer_delete(p);
}

struct sb_stemmer *stemmer_of(struct arena *a, const char *language)
{
    struct sb_stemmer *s = sb_stemmer_new(language, NULL);
    arena_defer(a, delete_stemmer, s);
    return s;
}

struct sb_stemmer *stemmer_new(struct arena *a)
{
    return stemmer_of(a, "english");
}

static str lemma_of(str word)
{
    size_t lo = 0, hi = sizeof irregular / sizeof *irregular;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int d = strncmp(irregular[mid].form, word.p, word.n);
        if (d == 0 && irregular[mid].form[word.n] == 0)
            return str_c(irregular[mid].lemma);
        if (d < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return word;
}

static str cut(struct sb_stemmer *s, str word)
{
    const sb_symbol *p = sb_stemmer_stem(s, (const sb_symbol *)word.p,
                                         word.n > 60 ? 60 : (int)word.n);
    return p ? (str){ (const char *)p, (size_t)sb_stemmer_length(s) } : word;
}

uint64_t stem_native(struct sb_stemmer *s, str word)
{
    return str_hash(cut(s, word));
}

static str stem(struct sb_stemmer *s, str word)
{
    return cut(s, lemma_of(word));
}

str stem_word(struct arena *a, struct sb_stemmer *s, str word)
{
    return arena_str(a, stem(s, word));
}

uint64_t stem_hash(struct sb_stemmer *s, str word)
{
    return str_hash(stem(s, word));
}
