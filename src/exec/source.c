#include "exec/source.h"

static const struct {
    const char *name;
    int operands;
} ops[OP_COUNT] = {
#define X(name, operands) [OP_##name] = { #name, operands },
    SOURCE_OP_LIST(X)
#undef X
};

const char *source_op_name(enum source_op op)
{
    return ops[op].name;
}

int source_op_operands(enum source_op op)
{
    return ops[op].operands;
}

/* boomi-datahub-api.md, section 3.2: a bit per operator, by type of field. */
enum {
    BIT_EQUAL = 1 << OP_EQUALS,
    BITS_NULL = 1 << OP_NOT_EQUALS | 1 << OP_IS_NULL | 1 << OP_IS_NOT_NULL,
    BITS_TEXT = 1 << OP_CONTAINS | 1 << OP_STARTS_WITH | 1 << OP_ENDS_WITH,
    BITS_ORDER = 1 << OP_GREATER_THAN | 1 << OP_GREATER_THAN_EQUAL | 1 << OP_LESS_THAN |
                 1 << OP_LESS_THAN_EQUAL,
};

static const unsigned fits[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = BIT_EQUAL | BITS_NULL | BITS_TEXT,
    [FIELD_LONG_TEXT] = BIT_EQUAL | BITS_NULL | BITS_TEXT,
    [FIELD_INT] = BIT_EQUAL | BITS_NULL | BITS_ORDER,
    [FIELD_FLOAT] = BIT_EQUAL | BITS_NULL | BITS_ORDER,
    [FIELD_BOOL] = BIT_EQUAL | BITS_NULL,
    [FIELD_DATE] = BIT_EQUAL | BITS_NULL | 1 << OP_BETWEEN,
    [FIELD_INSTANT] = BIT_EQUAL | BITS_NULL | 1 << OP_BETWEEN,
    [FIELD_TIME] = BIT_EQUAL | BITS_NULL | 1 << OP_BETWEEN,
    [FIELD_ENUM] = BIT_EQUAL | BITS_NULL | 1 << OP_IS_INVALID,
    [FIELD_REF] = BIT_EQUAL,
};

bool source_op_fits(enum source_op op, const struct field *f)
{
    if (f->repeatable)
        return op == OP_EQUALS;
    return fits[f->type] >> op & 1u;
}
