#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"

static bool read_failed(const char *path, int reason, struct error *error)
{
    if (reason == ENOENT || reason == ENOTDIR)
        return error_set(error, _("there is no file '%s'; check its name and folder"), path);
    if (reason == EISDIR)
        return error_set(error, _("'%s' is a folder; give the name of a file in it"), path);
    if (reason == EACCES)
        return error_set(error, _("you may not read '%s'; change its permissions or copy it"), path);
    if (reason == EINTR)
        return error_set(error, _("reading '%s' was stopped: nothing more came from it"), path);
    if (reason == ELOOP)
        return error_set(
            error, _("cannot read '%s': it is a link that leads back to itself; give another file"), path);
    if (reason == ENAMETOOLONG)
        return error_set(error, _("cannot read '%s': no file has so long a name; check it"), path);
    return error_set(error, _("cannot read '%s': %s"), path, strerror(reason));
}

enum { STREAM_BYTES_MAX = 64 << 20 }; /* of what may be endless, as /dev/zero is */

/* Returns 0 or an errno; stops once more than max_bytes have come. Of a pipe, or a device, it waits for more, until a
 * signal comes: else nobody could stop it. */
static int read_all(int file, bool is_plain, size_t max_bytes, struct buffer *buffer)
{
    char block[16384];
    size_t start = buffer->length;
    while (buffer->length - start <= max_bytes) {
        struct pollfd more = {.fd = file, .events = POLLIN};
        if (!is_plain && poll(&more, 1, -1) < 0)
            return errno;
        ssize_t got = read(file, block, sizeof block);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return errno;
        if (got > 0)
            buffer_put_n(buffer, block, (size_t)got);
    }
    return 0;
}

static bool is_too_large(const char *path, size_t max_bytes, struct error *error)
{
    if (max_bytes >= 1 << 20)
        return error_set(error, _("'%s' is larger than %zu MB, the most that is read here; use a smaller file"),
                         path, max_bytes >> 20);
    return error_set(error, _("'%s' is larger than %zu bytes, the most that is read here; use a smaller file"),
                     path, max_bytes);
}

bool file_read(const char *path, size_t max_bytes, struct buffer *buffer, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* else opening a pipe waits */
    if (file < 0)
        return read_failed(path, errno, error);
    struct stat about; /* so that the start of a huge one isn't read for nothing */
    bool is_plain = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    bool is_huge = is_plain && (uintmax_t)about.st_size > max_bytes;
    if (!is_plain && max_bytes > STREAM_BYTES_MAX)
        max_bytes = STREAM_BYTES_MAX;
    size_t start = buffer->length;
    int reason = is_huge ? 0 : read_all(file, is_plain, max_bytes, buffer);
    close(file);
    size_t got = buffer->length - start;
    if (!reason && !is_huge && got <= max_bytes)
        return true;
    buffer_cut(buffer, start);
    return reason ? read_failed(path, reason, error) : is_too_large(path, max_bytes, error);
}

static bool write_failed(const char *path, int reason, struct error *error)
{
    if (reason == ENOENT || reason == ENOTDIR)
        return error_set(error, _("cannot write '%s': its folder does not exist; make the folder first"), path);
    if (reason == EISDIR)
        return error_set(error, _("cannot write '%s': it is a folder; add a file name"), path);
    if (reason == EACCES || reason == EPERM || reason == EROFS)
        return error_set(error, _("cannot write '%s': %s; choose another folder"), path, strerror(reason));
    if (reason == ENOSPC || reason == EDQUOT)
        return error_set(
            error, _("cannot write '%s': the disk is full; make room on it, or choose another folder"), path);
    if (reason == ELOOP)
        return error_set(
            error, _("cannot write '%s': it is a link that leads back to itself; give another name"), path);
    if (reason == ENAMETOOLONG)
        return error_set(error, _("cannot write '%s': the name is too long; give a shorter one"), path);
    if (reason == ENXIO)
        return error_set(error, _("cannot write '%s': it is a pipe that nobody reads; give the name of a file"),
                         path);
    return error_set(error, _("cannot write '%s': %s"), path, strerror(reason));
}

static int write_all(int file, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, data, length);
        if (put < 0 && errno != EINTR)
            return errno;
        if (put > 0) {
            data += put;
            length -= (size_t)put;
        }
    }
    return 0;
}

/* A pipe and the like have nothing that could be kept. */
static bool is_on_disk(int file)
{
    return fdatasync(file) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP;
}

/* A pipe that nobody reads is an error, not a wait. */
static int open_to_write(const char *path, int flags)
{
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags, 0666);
    if (file >= 0)
        fcntl(file, F_SETFL, flags);
    return file;
}

static int write_straight(const char *path, const char *data, size_t length)
{
    int file = open_to_write(path, 0);
    if (file < 0)
        return errno;
    int reason = write_all(file, data, length);
    return close(file) != 0 && !reason ? errno : reason;
}

enum { ASIDE_NAME_MAX = 200 }; /* of the file's name; the longest name that a file may have is 255 bytes */

/* Beside the file, so that it can be renamed. */
static int write_aside(const char *path, mode_t mode, const char *data, size_t length)
{
    struct buffer aside = BUFFER_EMPTY;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    buffer_put_n(&aside, path, (size_t)(name - path) + strnlen(name, ASIDE_NAME_MAX));
    buffer_put(&aside, ".XXXXXX");
    int file = mkstemp(aside.data), reason = file < 0 ? errno : 0;
    if (file >= 0) {
        reason = write_all(file, data, length);
        if (!reason && (fchmod(file, mode) != 0 || !is_on_disk(file)))
            reason = errno;
        if (close(file) != 0 && !reason)
            reason = errno;
        if (!reason && rename(aside.data, path) != 0)
            reason = errno;
        if (reason)
            unlink(aside.data);
    }
    buffer_finish(&aside);
    return reason;
}

bool file_write_atomic(const char *path, const void *data, size_t length, struct error *error)
{
    struct stat old;
    int reason;
    if (stat(path, &old) == 0) {
        char *target = realpath(path, NULL);
        if (S_ISDIR(old.st_mode))
            reason = EISDIR;
        else if (!S_ISREG(old.st_mode))
            reason = write_straight(path, data, length);
        else if (access(path, W_OK) != 0) /* renaming would get round a file that is set read-only */
            reason = errno;
        else
            reason = target ? write_aside(target, old.st_mode & 0777, data, length) : errno;
        memory_free(target);
    } else if (errno == ENOENT) {
        mode_t mask = umask(0);
        umask(mask);
        reason = path[0] ? write_aside(path, 0666 & ~mask, data, length) : ENOENT;
    } else {
        reason = errno;
    }
    return reason ? write_failed(path, reason, error) : true;
}

bool file_append(const char *path, const void *data, size_t length, struct error *error)
{
    struct stat old;
    int file = open_to_write(path, O_APPEND | O_CREAT);
    if (file < 0)
        return write_failed(path, errno, error);
    bool is_plain = fstat(file, &old) == 0 && S_ISREG(old.st_mode);
    int reason = write_all(file, data, length);
    if (reason && is_plain && ftruncate(file, old.st_size) != 0)
        reason = errno; /* half of it stays */
    if (close(file) != 0 && !reason)
        reason = errno;
    return reason ? write_failed(path, reason, error) : true;
}

void file_sync(const char *path)
{
    int file = open_to_write(path, 0);
    if (file < 0)
        return;
    is_on_disk(file);
    close(file);
}
