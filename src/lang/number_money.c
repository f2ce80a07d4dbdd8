#include "lang/number_money.h"

/* What may stand before an amount as well as behind it. */
static const struct money_word signs[] = {
    { "$", "USD" },
    { "us $", "USD" },
    { "us$", "USD" },
    { "usd $", "USD" },
    { "c $", "CAD" },
    { "ca $", "CAD" },
    { "can $", "CAD" },
    { "cad $", "CAD" },
    { "a $", "AUD" },
    { "au $", "AUD" },
    { "aud $", "AUD" },
    { "nz $", "NZD" },
    { "nzd $", "NZD" },
    { "hk $", "HKD" },
    { "hkd $", "HKD" },
    { "s $", "SGD" },
    { "sgd $", "SGD" },
    { "mx $", "MXN" },
    { "r $", "BRL" },
    { "\xe2\x82\xac", "EUR" },
    { "\xc2\xa3", "GBP" },
    { "\xc2\xa5", "JPY" },
    { "\xe2\x82\xb9", "INR" },
    { "\xe2\x82\xbd", "RUB" },
    { "\xe2\x82\xa9", "KRW" },
    { "\xe2\x82\xba", "TRY" },
    { "\xe2\x82\xbf", "BTC" },
    { "\xe2\x82\xb4", "UAH" },
    { "\xe2\x82\xaa", "ILS" },
    { "rs", "INR" },
    { "rs .", "INR" },
    { "fr .", "CHF" },
    { "sfr", "CHF" },
    { "rmb", "CNY" },
    { "sen", "" },
    { "usd", "USD" },
    { "eur", "EUR" },
    { "gbp", "GBP" },
    { "jpy", "JPY" },
    { "chf", "CHF" },
    { "cad", "CAD" },
    { "aud", "AUD" },
    { "nzd", "NZD" },
    { "cny", "CNY" },
    { "inr", "INR" },
    { "sek", "SEK" },
    { "nok", "NOK" },
    { "dkk", "DKK" },
    { "pln", "PLN" },
    { "czk", "CZK" },
    { "huf", "HUF" },
    { "rub", "RUB" },
    { "brl", "BRL" },
    { "mxn", "MXN" },
    { "krw", "KRW" },
    { "sgd", "SGD" },
    { "hkd", "HKD" },
    { "zar", "ZAR" },
    { "ils", "ILS" },
    { "aed", "AED" },
    { "sar", "SAR" },
    { "thb", "THB" },
    { "idr", "IDR" },
    { "myr", "MYR" },
    { "php", "PHP" },
    { "twd", "TWD" },
    { "vnd", "VND" },
    { "clp", "CLP" },
    { "cop", "COP" },
    { "ron", "RON" },
    { "bgn", "BGN" },
    { "btc", "BTC" },
};

static const struct money_word words[] = {
    { "dollar", "USD" },
    { "dollars", "USD" },
    { "us dollar", "USD" },
    { "us dollars", "USD" },
    { "american dollars", "USD" },
    { "united states dollars", "USD" },
    { "u . s . dollars", "USD" },
    { "u . s . dollar", "USD" },
    { "bucks", "USD" },
    { "dolar", "USD" },
    { "dolares", "USD" },
    { "dolares estadounidenses", "USD" },
    { "dollars americains", "USD" },
    { "us - dollar", "USD" },
    { "canadian dollar", "CAD" },
    { "canadian dollars", "CAD" },
    { "dollars canadiens", "CAD" },
    { "kanadische dollar", "CAD" },
    { "australian dollar", "AUD" },
    { "australian dollars", "AUD" },
    { "dollars australiens", "AUD" },
    { "new zealand dollars", "NZD" },
    { "hong kong dollars", "HKD" },
    { "hong kong dollar", "HKD" },
    { "singapore dollars", "SGD" },
    { "singapore dollar", "SGD" },
    { "euro", "EUR" },
    { "euros", "EUR" },
    { "pound", "GBP" },
    { "pounds", "GBP" },
    { "british pounds", "GBP" },
    { "pounds sterling", "GBP" },
    { "quid", "GBP" },
    { "pfund", "GBP" },
    { "livres", "GBP" },
    { "livres sterling", "GBP" },
    { "libras", "GBP" },
    { "libras esterlinas", "GBP" },
    { "yen", "JPY" },
    { "yens", "JPY" },
    { "japanese yen", "JPY" },
    { "franc", "CHF" },
    { "francs", "CHF" },
    { "swiss franc", "CHF" },
    { "swiss francs", "CHF" },
    { "schweizer franken", "CHF" },
    { "franken", "CHF" },
    { "francs suisses", "CHF" },
    { "francos suizos", "CHF" },
    { "yuan", "CNY" },
    { "chinese yuan", "CNY" },
    { "renminbi", "CNY" },
    { "rupee", "INR" },
    { "rupees", "INR" },
    { "indian rupees", "INR" },
    { "rupien", "INR" },
    { "ruble", "RUB" },
    { "rubles", "RUB" },
    { "roubles", "RUB" },
    { "rubel", "RUB" },
    { "zloty", "PLN" },
    { "zlotys", "PLN" },
    { "polish zloty", "PLN" },
    { "krona", "SEK" },
    { "kronor", "SEK" },
    { "swedish krona", "SEK" },
    { "swedish kronor", "SEK" },
    { "kronen", "" },
    { "kroner", "" },
    { "danish kroner", "DKK" },
    { "norwegian kroner", "NOK" },
    { "won", "KRW" },
    { "peso", "" },
    { "pesos", "" },
    { "mexican pesos", "MXN" },
    { "pesos mexicanos", "MXN" },
    { "real", "BRL" },
    { "reais", "BRL" },
    { "reales", "BRL" },
    { "turkish lira", "TRY" },
    { "lira", "" },
    { "cent", "" },
    { "cents", "" },
    { "centavos", "" },
    { "centimes", "" },
    { "centimos", "" },
    { "penny", "" },
    { "pennies", "" },
    { "pence", "" },
};

static size_t longest(const struct money_word *list, size_t n, const struct toks *t, size_t i,
                      const struct money_word **out)
{
    size_t best = 0;

    for (size_t w = 0; w < n; w++) {
        if (list[w].s[0] != t->p[i].s.p[0])
            continue;
        size_t toks = lex_phrase_at(t, i, list[w].s);
        if (toks > best) {
            best = toks;
            *out = &list[w];
        }
    }
    return best;
}

size_t money_at(const struct toks *t, size_t i, bool sign, const struct money_word **out)
{
    if (i >= t->n)
        return 0;
    size_t best = longest(signs, sizeof signs / sizeof *signs, t, i, out);
    if (best || sign)
        return best;
    return longest(words, sizeof words / sizeof *words, t, i, out);
}

double multiplier_at(const struct toks *t, size_t i, size_t *toks)
{
    static const struct {
        const char *s;
        double value;
        bool glued; /* "5 m" are metres */
    } rows[] = {
        { "k", 1e3, false },     { "m", 1e6, true },      { "mm", 1e6, true },
        { "mn", 1e6, false },    { "mln", 1e6, false },   { "mio", 1e6, false },
        { "mio .", 1e6, false }, { "mrd", 1e9, false },   { "mrd .", 1e9, false },
        { "bn", 1e9, false },    { "bln", 1e9, false },   { "b", 1e9, true },
        { "g", 1e9, true },      { "t", 1e12, true },     { "tn", 1e12, false },
        { "tsd", 1e3, false },   { "tsd .", 1e3, false }, { "md", 1e9, false },
        { "mds", 1e9, false },   { "mill", 1e6, false },
    };
    double found = 0;

    *toks = 0;
    for (size_t r = 0; i < t->n && r < sizeof rows / sizeof *rows; r++) {
        bool million = t->p[i].upper && rows[r].s[0] == 'm' && !rows[r].s[1]; /* "1.5 M" */
        if (rows[r].glued && !t->p[i].glued && !million)
            continue;
        size_t n = lex_phrase_at(t, i, rows[r].s);
        if (n > *toks) {
            *toks = n;
            found = rows[r].value;
        }
    }
    return found;
}
