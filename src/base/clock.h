/* clock.h - the two clocks, for the rooms that may look at one. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_s(void);  /* seconds since 1970, UTC */
int64_t clock_now_ms(void); /* milliseconds since 1970, UTC */
double clock_mono_ms(void); /* for measuring; never goes back */

#endif
