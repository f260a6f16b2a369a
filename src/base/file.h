/* Reading and writing whole files, with errors that a user can mend. */
#ifndef NABLA_BASE_FILE_H
#define NABLA_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends the file's bytes to *buffer. False, with *error filled and *buffer as it was, when it is not
 * there, is a folder, may not be read or holds more than max_bytes. */
bool file_read(const char *path, size_t max_bytes, struct buffer *buffer, struct error *error);

/* Puts length bytes at path so that a reader sees the old file or the new one, never half of it: they
 * go to a new file in the same folder, which then takes the name. A link is followed, and an old
 * file's permissions are kept. What is no plain file (/dev/stdout, a pipe) is written straight. The bytes
 * are on the disk before they take the name, so a power cut leaves one of the two, too. */
bool file_write_atomic(const char *path, const void *data, size_t length, struct error *error);

/* Adds length bytes to the end of the file, which is made if need be. False, with *error filled and the file as it was, where there is no room for all of them. */
bool file_append(const char *path, const void *data, size_t length, struct error *error);

/* Waits until what was written to the file is on the disk, as far as the disk can tell. */
void file_sync(const char *path);

#endif
