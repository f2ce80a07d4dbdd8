/* values_impl.h - the inside of the value index, shared by its two files.
 *
 * Nothing normalised is stored: an entry keeps a hash of its normal form, and
 * a hit is proved by normalising the original again.
 */
#ifndef CATALOG_VALUES_IMPL_H
#define CATALOG_VALUES_IMPL_H

#include "catalog/values.h"

struct entry {
    uint32_t uid, at, hash, records;
    uint16_t n;
};

/* One distinct word by values_word_hash(); its postings run from `first` to the next word's. */
struct word {
    uint32_t hash, first;
};

struct values {
    char *bytes;
    size_t bytes_n, bytes_cap;
    struct entry *entries; /* by field */
    size_t entries_n, entries_cap;
    uint32_t *slots; /* entry + 1 by hash of the whole value; power of two */
    size_t slots_cap;
    uint32_t *postings; /* entries by word */
    size_t postings_n;
    struct word *tokens; /* by hash */
    uint32_t *letters;   /* of tokens[i]: which letters, and its length in the top bits; apart,
                            because a search for misspellings reads all of them */
    size_t tokens_n;
    uint32_t *field_first; /* uids + 1 */
    uint32_t uids;
    unsigned char *partial;
    size_t partial_cap;
    bool finished;
};

uint32_t values_hash(str s);

/* Of one word: its first letter and half its length, then 23 bits of hash, so
 * that words in the order of their hashes stand beside those that they are
 * likely misspellings of. */
enum { WORD_HASH_BITS = 23, LETTER_BITS = 5 };
uint32_t values_word_hash(str word);
uint32_t values_word_bucket(char first, size_t length);

uint32_t values_letters(str w);

/* The word with this hash in the normal form of an entry; `norm` is the
 * caller's room of NORM_BYTES_MAX. */
str values_word(const struct values *v, uint32_t entry, uint32_t hash, char *norm);

#endif
