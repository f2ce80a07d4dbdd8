#include <stdio.h>

int main(void)
{
    puts("auric " AURIC_VERSION);
    return 0;
}
