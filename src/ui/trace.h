/* When something was shown, for those who measure how fast the program is: the environment's NABLA_TRACE names a file
 * (or pipe), which gets a line "WHAT SECONDS TOOK" each time, by the monotonic clock. */
#ifndef NABLA_UI_TRACE_H
#define NABLA_UI_TRACE_H

/* The file that NABLA_TRACE names, opened for appending; -1 where it names none. */
int trace_open(void);

/* took: the seconds that it took to get there. */
void trace_mark(int file, const char *what, double took);

#endif
