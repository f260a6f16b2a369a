/* The heap. Every allocation of the program goes through here. Running out of memory ends the
 * program with one line on stderr and exit code 70 (atexit handlers restore the terminal), so no
 * caller checks for NULL; in return every size that a user can name has a stated bound. */
#ifndef NABLA_BASE_MEMORY_H
#define NABLA_BASE_MEMORY_H

#include <stddef.h>

#define MEMORY_EXIT_CODE 70

/* count * size bytes, zeroed; never NULL. The caller frees with memory_free. */
void *memory_new(size_t count, size_t size) __attribute__((returns_nonnull, malloc));

/* The block resized to count * size bytes; what is new is not zeroed. block may be NULL. */
void *memory_resize(void *block, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of length bytes of text with a 0 behind it; of a whole string. */
char *memory_text(const char *text, size_t length) __attribute__((returns_nonnull, malloc));
char *memory_string(const char *string) __attribute__((returns_nonnull, malloc));

void memory_free(void *block);

#endif
