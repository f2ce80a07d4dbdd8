#include "lang/tongue.h"

#include "base/vec.h"

#include <stdlib.h>
#include <utf8proc.h>

/* clang-format off */
/* Words of the grammar, folded.  A word of several languages speaks for each of them a little. */
static const char *const words[TONGUE_NUM] = {
    [TONGUE_EN] =
        "the of and to in is are was were how many much what which who whose when where why for from with by per on at "
        "this that these those last next show me list give all any each every have has had do does did we our us my i "
        "not no without or as it its they their there than more most less least between before after since until over "
        "under above below only non vs compared please can could would should will be been a an about into during",
    [TONGUE_DE] =
        "der die das den dem des ein eine einen einem einer und oder wie viele wieviele wieviel viel welche welcher "
        "welches welchen was wer wo wann warum ist sind war waren wird werden wurde wurden hat haben hatte hatten mit "
        "ohne von vom zu zum zur im in am an auf aus bei nach vor seit bis fur fuer uber ueber unter zwischen pro je "
        "jede jeder jedes nicht kein keine keinen alle aller zeige zeig mir gib nenne liste anzahl mehr als weniger "
        "mindestens hochstens unsere unser unseren wir uns ich sie es gibt letzten letztes letzte letzter diesem "
        "dieses diesen diese dieser jahr monat quartal woche tage heute gestern nur auch sowie bitte durchschnittlich "
        "durchschnittliche durchschnittlicher gesamt insgesamt hoch sortiert aktuell derzeit deren davon nachsten "
        "vile meisten hier uns",
    [TONGUE_FR] =
        "le la les un une des du de d l et ou combien quel quelle quels quelles qui que quoi dont est sont etait ont a "
        "ete avec sans par pour dans en sur sous entre depuis avant apres chez nous nos notre vos mon ma mes ses leur "
        "leurs ce cet cette ces au aux pas ne aucun aucune plus moins chaque tous toutes tout toute montre montrez "
        "affiche donne donnez liste listez moi nombre moyenne moyen dernier derniere derniers annee mois trimestre "
        "semaine aujourd hui hier jusqu seulement uniquement svp selon meilleurs meilleures il y ils elles je on sauf "
        "lequel parmi mais aussi non",
    [TONGUE_ES] =
        "el la los las un una unos unas de del y o cuantos cuantas cuanto cuanta que cual cuales quien quienes donde "
        "cuando es son fue fueron hay con sin por para en entre desde hasta antes despues nuestro nuestra nuestros "
        "nuestras su sus este esta estos estas ese esa al no ningun ninguna mas menos cada todos todas todo toda "
        "muestra muestrame dame dime lista numero promedio pasado pasada ultimo ultima ultimos ultimas ano anos mes meses "
        "trimestre semana hoy ayer solo solamente segun mejores tiene tienen tenemos ha han se lo como pero y ay "
        "cuyo cuya los",
    [TONGUE_IT] =
        "il lo gli i le un uno una di del della dei delle degli e o quanti quante quanto quanta quale quali chi che dove "
        "quando sono era hanno abbiamo con senza per da dal dalla nel nella nei in tra fra dopo prima nostri nostro "
        "nostra ogni tutti tutte mostra mostrami elenca elenco numero questo questa quest anno mese settimana oggi "
        "scorso scorsa ultimo non piu meno ci quest",
    [TONGUE_PT] =
        "o a os as um uma de do da dos das e ou quantos quantas quanto quanta qual quais quem que onde quando sao foi "
        "foram temos tem com sem por para em no na nos nas entre desde ate antes depois nosso nossa nossos nossas cada "
        "todos todas mostre liste numero este esta ano mes semana hoje ontem nao mais menos ultimo passado estao pelo "
        "pela pelos",
    [TONGUE_NL] =
        "de het een en of hoeveel welke wie wat waar wanneer is zijn was waren heeft hebben met zonder van in op uit "
        "bij naar voor na sinds tot tussen per elke alle onze ons wij we ik er niet geen meer dan minder toon laat geef "
        "lijst aantal dit deze die dat jaar maand kwartaal week vandaag gisteren vorig vorige laatste afgelopen onder "
        "ook zien zitten komen omzet",
    [TONGUE_PL] =
        "ile jaki jaka jakie jakich ktory ktora ktore ktorzy kto co gdzie kiedy jest sa byl byla bylo byly mamy maja "
        "ma z ze bez w we na od do po przed miedzy przez dla i lub oraz nasz nasi nasze naszych kazdy wszystkie pokaz "
        "lista liczba ten ta to tym tego rok roku miesiac miesiacu dzis wczoraj ostatni nie wiecej mniej niz sie klientow",
    [TONGUE_SV] =
        "och eller hur manga mycket vilka vilken vilket vem vad var nar ar har hade med utan av fran till i pa fore "
        "efter sedan mellan per varje alla vara vi oss inte ingen mer an mindre visa lista antal detta denna dessa ar "
        "manad kvartal vecka idag igar forra senaste som den det ett en finns fanns kunder",
    [TONGUE_DA] =
        "og eller hvor mange meget hvilke hvilken hvilket hvem hvad hva er har havde med uden uten af av fra til i pa "
        "for efter etter siden mellem mellom per hver alle vores vi os oss ikke ingen mere mer end enn mindre vis liste "
        "antal antall dette denne disse ar aret maned kvartal uge uke dag sidste siste som den det et en findes finnes",
    [TONGUE_CS] =
        "kolik ktery ktera ktere kteri kdo co kde kdy je jsou byl byla bylo byly mame maji ma s se bez v ve na od do po "
        "pred mezi pro a nebo nas nase nasi nasich kazdy vsechny vsichni ukaz seznam pocet tento tato toto rok roce "
        "letos mesic dnes vcera posledni neni vice mene nez podle oddeleni",
    [TONGUE_TR] =
        "kac kadar hangi hangileri kim ne nerede nasil ve veya ile icin olan var yok bu su bizim her tum butun goster "
        "listele sayisi toplam ortalama yil yilda ay bugun dun gecen son degil daha fazla az en gore musteri",
    [TONGUE_FI] =
        "kuinka monta montako paljonko mika mitka mitka kuka missa milloin on ovat oli olivat ja tai ei ilman kanssa "
        "meidan joka kaikki nayta luettele lukumaara tama nama vuosi vuonna kuukausi tanaan eilen viime enemman "
        "vahemman kuin jotka meilla",
    [TONGUE_HU] =
        "hany mennyi melyik melyek ki kik mi hol mikor van vannak volt voltak es vagy nelkul nem minden osszes mutasd "
        "listazd szama ez az ezek ev honap ma tegnap mult utolso tobb kevesebb mint egy szerint ugyfel",
    [TONGUE_RO] =
        "cati cate cat cata care cine ce unde cand este sunt era erau avem au are cu fara din in la pe intre dupa "
        "inainte pana si sau nostri noastre fiecare toti toate arata lista numarul acest aceasta anul luna azi ieri "
        "trecut ultimul nu mai mult putin decat clienti",
};
/* clang-format on */

const struct tongue_info *tongue_info(enum tongue t)
{
    static const struct tongue_info all[] = {
#define X(name, code, words, stemmer) { code, words, stemmer },
        TONGUE_LIST(X)
#undef X
    };
    return &all[t];
}

struct spoken {
    uint64_t hash;
    uint32_t tongues; /* bits */
};

struct tongues {
    VEC(struct spoken) words; /* by hash */
};

static int by_hash(const void *p, const void *q)
{
    const struct spoken *a = p, *b = q;
    return a->hash < b->hash ? -1 : a->hash > b->hash;
}

struct tongues *tongues_new(struct arena *a)
{
    struct tongues *x = NEW(a, struct tongues);
    for (unsigned t = 0; t < TONGUE_NUM; t++)
        for (str rest = str_c(words[t] ? words[t] : ""); rest.n;)
            *vec_push(a, &x->words) = (struct spoken){ str_hash(str_cut(&rest, ' ')), 1u << t };
    qsort(x->words.p, x->words.n, sizeof *x->words.p, by_hash);
    size_t n = 0;
    for (size_t i = 0; i < x->words.n; i++) {
        if (n && x->words.p[n - 1].hash == x->words.p[i].hash)
            x->words.p[n - 1].tongues |= x->words.p[i].tongues;
        else
            x->words.p[n++] = x->words.p[i];
    }
    x->words.n = n;
    return x;
}

void tongue_vote(const struct tongues *x, uint64_t hash, struct tongue_votes *v)
{
    const struct spoken key = { .hash = hash };
    const struct spoken *w = bsearch(&key, x->words.p, x->words.n, sizeof key, by_hash);
    if (!w)
        return;
    double share = 1.0 / __builtin_popcount(w->tongues);
    for (unsigned t = 0; t < TONGUE_NUM; t++)
        if (w->tongues >> t & 1u)
            v->p[t] += share;
}

/* clang-format off */
static const struct {
    utf8proc_int32_t letter;
    enum tongue tongue;
} marks[] = {
    { 0xDF, TONGUE_DE }, { 0xE4, TONGUE_DE }, { 0xF6, TONGUE_DE }, { 0xFC, TONGUE_DE }, { 0xE7, TONGUE_FR },
    { 0xE8, TONGUE_FR }, { 0xEA, TONGUE_FR }, { 0x153, TONGUE_FR }, { 0xF9, TONGUE_FR }, { 0xE9, TONGUE_FR },
    { 0xF1, TONGUE_ES }, { 0xED, TONGUE_ES }, { 0xF3, TONGUE_ES }, { 0xFA, TONGUE_ES }, { 0xE1, TONGUE_ES },
    { 0xBF, TONGUE_ES }, { 0xA1, TONGUE_ES }, { 0xE3, TONGUE_PT }, { 0xF5, TONGUE_PT }, { 0xE5, TONGUE_SV },
    { 0xF8, TONGUE_DA }, { 0x105, TONGUE_PL }, { 0x119, TONGUE_PL }, { 0x142, TONGUE_PL }, { 0x15B, TONGUE_PL },
    { 0x17C, TONGUE_PL }, { 0x11B, TONGUE_CS }, { 0x159, TONGUE_CS }, { 0x16F, TONGUE_CS }, { 0x131, TONGUE_TR },
    { 0x15F, TONGUE_TR }, { 0x11F, TONGUE_TR }, { 0x151, TONGUE_HU }, { 0x171, TONGUE_HU }, { 0x103, TONGUE_RO },
    { 0x163, TONGUE_RO }, { 0x21B, TONGUE_RO },
};
/* clang-format on */

/* Greek, Cyrillic, Hebrew, Arabic, Indic, Thai, and all of East Asia. */
static bool is_other_script(utf8proc_int32_t c)
{
    return (c >= 0x370 && c < 0x1E00) || (c >= 0x2E80 && c < 0xA640) || (c >= 0xAC00 && c < 0xD800);
}

void tongue_vote_letters(str word, struct tongue_votes *v)
{
    bool other = false;
    for (size_t i = 0; i < word.n;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)word.p + i,
                                              (utf8proc_ssize_t)(word.n - i), &c);
        i += n > 0 ? (size_t)n : 1;
        if (n < 2)
            continue;
        other |= is_other_script(c);
        c = utf8proc_tolower(c);
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            if (marks[k].letter == c)
                v->p[marks[k].tongue] += 0.3;
    }
    if (other)
        v->p[TONGUE_OTHER] += 1;
}

enum tongue tongue_of(const struct tongue_votes *v)
{
    unsigned best = TONGUE_EN;
    for (unsigned t = 1; t < TONGUE_NUM; t++)
        if (v->p[t] > v->p[best])
            best = t;
    double bar = best < TONGUES_READ ? 0.45 : 1.6;
    if (v->p[best] < bar || v->p[best] < v->p[TONGUE_EN] + 0.15)
        return TONGUE_EN;
    if (best >= TONGUES_READ) /* a language that is read is taken where it is nearly as likely */
        for (unsigned t = 1; t < TONGUES_READ; t++)
            if (v->p[t] + 0.3 > v->p[best] && v->p[t] > v->p[TONGUE_EN])
                return t;
    return best;
}
