/* lookalike.c - letters that pass for Latin ones (a choice out of the Unicode
 * security tables, TR 39, after case folding). */
#include "guard/normal.h"

/* clang-format off */
static const struct {
    uint16_t from;
    char     to;
} rows[] = { /* sorted by `from` */
    { 0x00d7, 'x' }, { 0x00df, 's' }, { 0x00e6, 'a' }, { 0x00f0, 'd' }, { 0x00f8, 'o' }, { 0x00fe, 'p' },
    { 0x0111, 'd' }, { 0x0127, 'h' }, { 0x0131, 'i' }, { 0x0142, 'l' }, { 0x014b, 'n' }, { 0x0153, 'o' },
    { 0x0180, 'b' }, { 0x0188, 'c' }, { 0x0192, 'f' }, { 0x0199, 'k' }, { 0x019e, 'n' }, { 0x01a5, 'p' },
    { 0x01ad, 't' }, { 0x01b4, 'y' }, { 0x01b6, 'z' }, { 0x0237, 'j' }, { 0x0250, 'a' }, { 0x0251, 'a' },
    { 0x0253, 'b' }, { 0x0254, 'c' }, { 0x0256, 'd' }, { 0x0257, 'd' }, { 0x0258, 'e' }, { 0x0259, 'e' },
    { 0x025b, 'e' }, { 0x025f, 'j' }, { 0x0260, 'g' }, { 0x0261, 'g' }, { 0x0262, 'g' }, { 0x0265, 'h' },
    { 0x0266, 'h' }, { 0x0268, 'i' }, { 0x0269, 'i' }, { 0x026a, 'i' }, { 0x026f, 'm' }, { 0x0274, 'n' },
    { 0x0275, 'o' }, { 0x0279, 'r' }, { 0x0280, 'r' }, { 0x0287, 't' }, { 0x0288, 't' }, { 0x0289, 'u' },
    { 0x028b, 'v' }, { 0x028c, 'v' }, { 0x028d, 'w' }, { 0x028e, 'y' }, { 0x028f, 'y' }, { 0x0290, 'z' },
    { 0x0299, 'b' }, { 0x029c, 'h' }, { 0x029e, 'k' }, { 0x029f, 'l' }, { 0x03b1, 'a' }, { 0x03b2, 'b' },
    { 0x03b3, 'y' }, { 0x03b5, 'e' }, { 0x03b6, 'z' }, { 0x03b7, 'n' }, { 0x03b9, 'i' }, { 0x03ba, 'k' },
    { 0x03bc, 'u' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c2, 's' }, { 0x03c3, 'o' },
    { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03c9, 'w' }, { 0x03f2, 'c' }, { 0x03f3, 'j' },
    { 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043a, 'k' }, { 0x043c, 'm' },
    { 0x043d, 'h' }, { 0x043e, 'o' }, { 0x043f, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' },
    { 0x0443, 'y' }, { 0x0445, 'x' }, { 0x044a, 'b' }, { 0x044c, 'b' }, { 0x0455, 's' }, { 0x0456, 'i' },
    { 0x0457, 'i' }, { 0x0458, 'j' }, { 0x045b, 'h' }, { 0x0461, 'w' }, { 0x0475, 'v' }, { 0x04af, 'y' },
    { 0x04bb, 'h' }, { 0x04cf, 'l' }, { 0x0501, 'd' }, { 0x051b, 'q' }, { 0x051d, 'w' }, { 0x0561, 'w' },
    { 0x0566, 'q' }, { 0x0570, 'h' }, { 0x0575, 'j' }, { 0x0578, 'n' }, { 0x057c, 'n' }, { 0x057d, 'u' },
    { 0x0581, 'g' }, { 0x0582, 'i' }, { 0x0584, 'f' }, { 0x0585, 'o' }, { 0x1d00, 'a' }, { 0x1d04, 'c' },
    { 0x1d05, 'd' }, { 0x1d07, 'e' }, { 0x1d0a, 'j' }, { 0x1d0b, 'k' }, { 0x1d0d, 'm' }, { 0x1d0f, 'o' },
    { 0x1d18, 'p' }, { 0x1d1b, 't' }, { 0x1d1c, 'u' }, { 0x1d20, 'v' }, { 0x1d21, 'w' }, { 0x1d22, 'z' },
    { 0x2013, '-' }, { 0x2014, '-' }, { 0x2015, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, '\'' },
    { 0x201b, '\'' }, { 0x201c, '"' }, { 0x201d, '"' }, { 0x201e, '"' }, { 0x2022, '.' }, { 0x2044, '/' },
    { 0x20ac, 'e' }, { 0x2212, '-' }, { 0x2215, '/' }, { 0x2236, ':' }, { 0xa731, 's' }, { 0xab93, 'l' },
};
/* clang-format on */

uint32_t guard_look_alike(uint32_t c)
{
    size_t low = 0, high = sizeof rows / sizeof *rows;

    if (c < rows[0].from || c > 0xffff)
        return c;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (rows[mid].from == c)
            return (uint32_t)(unsigned char)rows[mid].to;
        if (rows[mid].from < c)
            low = mid + 1;
        else
            high = mid;
    }
    return c;
}
