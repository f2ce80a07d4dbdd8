/* fuzz_hub_request.c - requests that ask for quarantine, batches, transactions
 * and staged entities: each is refused with a message or it is read, with a
 * page that is in bounds. */
#include "localhub/batch.h"
#include "localhub/staging.h"
#include "localhub/transaction.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(err_t e, const struct hub_strs *errors, const struct hub_page *page)
{
    if ((e != ERR_OK) != (errors->n > 0))
        abort();
    if (!e && (page->limit < 1 || page->limit > HUB_PAGE_MAX || page->offset < 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str body = { (const char *)data, n };
    struct hub_strs errors[4] = { 0 };
    struct hub_quarantine_query quarantine;
    struct hub_batch_query batches;
    struct hub_transaction_query transactions;
    struct hub_staging_query staging;

    if (sodium_init() < 0)
        abort();
    check(hub_quarantine_read(a, body, &quarantine, &errors[0]), &errors[0], &quarantine.page);
    check(hub_batch_query_read(a, body, &batches, &errors[1]), &errors[1], &batches.page);
    check(hub_transaction_query_read(a, body, &transactions, &errors[2]), &errors[2],
          &transactions.page);
    check(hub_staging_query_read(a, body, 1750000000, &staging, &errors[3]), &errors[3],
          &staging.page);
    arena_free(a);
    return 0;
}
