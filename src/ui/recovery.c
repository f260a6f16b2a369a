#include "ui/recovery.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/xdg.h"

enum { BYTES_MAX = 1 << 30, NAMES_TRIED = 100 };

#define KEPT_SECONDS (30.0 * 24 * 60 * 60) /* then nobody is going to miss it */

#define LOCK_ENDING ".lock"

/* NAME.nabla holds the session, NAME.nabla.lock is locked while its program runs. */
static int lock_file(const char *path, int flags)
{
    struct buffer name = BUFFER_EMPTY;
    struct stat status;
    buffer_printf(&name, "%s" LOCK_ENDING, path);
    int lock = open(buffer_text(&name), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags, 0600);
    buffer_finish(&name);
    if (lock < 0)
        return -1;
    if (flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &status) == 0 && status.st_nlink > 0)
        return lock;
    close(lock);
    return -1;
}

static void remove_files(const char *path, int lock)
{
    struct buffer name = BUFFER_EMPTY;
    buffer_printf(&name, "%s" LOCK_ENDING, path);
    unlink(path);
    unlink(buffer_text(&name));
    close(lock);
    buffer_finish(&name);
}

/* ---- what was left ---- */

static void let_old_go(struct recovery *recovery)
{
    if (!recovery->old)
        return;
    close(recovery->old_lock);
    memory_free(recovery->old);
    recovery->old = NULL;
}

/* Where its program has ended: takes it if it is newer than what was found so far. */
static void look_at(struct recovery *recovery, const char *path)
{
    struct stat status;
    int lock = lock_file(path, 0);
    if (lock < 0)
        return;
    if (lstat(path, &status) != 0 || difftime(time(NULL), status.st_mtime) > KEPT_SECONDS) {
        remove_files(path, lock); /* nothing was typed there, or long ago */
    } else if (S_ISREG(status.st_mode) && (!recovery->old || status.st_mtime > recovery->old_time)) {
        let_old_go(recovery);
        recovery->old = memory_string(path);
        recovery->old_lock = lock;
        recovery->old_time = status.st_mtime;
    } else {
        close(lock);
    }
}

static void find_old(struct recovery *recovery)
{
    DIR *folder = opendir(recovery->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        size_t length = strlen(entry->d_name), ending = strlen(LOCK_ENDING);
        if (length <= ending || strcmp(entry->d_name + length - ending, LOCK_ENDING) != 0)
            continue;
        struct buffer path = BUFFER_EMPTY;
        buffer_printf(&path, "%s/%.*s", recovery->folder, (int)(length - ending), entry->d_name);
        look_at(recovery, buffer_text(&path));
        buffer_finish(&path);
    }
    if (folder)
        closedir(folder);
}

/* ---- our own ---- */

static void take_name(struct recovery *recovery)
{
    struct buffer path = BUFFER_EMPTY;
    for (int i = 0; i < NAMES_TRIED && !recovery->path; i++) {
        buffer_clear(&path);
        buffer_printf(&path, "%s/%ld-%d.nabla", recovery->folder, (long)getpid(), i);
        if (!xdg_make_folders(buffer_text(&path)))
            break;
        recovery->lock = lock_file(buffer_text(&path), O_CREAT | O_EXCL);
        if (recovery->lock >= 0)
            recovery->path = memory_string(buffer_text(&path));
    }
    buffer_finish(&path);
}

void recovery_open(struct recovery *recovery, const char *folder)
{
    *recovery = (struct recovery){.folder = memory_string(folder)};
    take_name(recovery);
    find_old(recovery);
}

bool recovery_read(const struct recovery *recovery, struct buffer *script, struct error *error)
{
    if (!recovery->old)
        return error_set(error, _("there is nothing to recover"));
    return file_read(recovery->old, BYTES_MAX, script, error);
}

void recovery_forget(struct recovery *recovery)
{
    if (!recovery->old)
        return;
    remove_files(recovery->old, recovery->old_lock);
    memory_free(recovery->old);
    recovery->old = NULL;
    find_old(recovery);
}

void recovery_close(struct recovery *recovery, bool is_over)
{
    let_old_go(recovery);
    if (recovery->path && (is_over || access(recovery->path, F_OK) != 0))
        remove_files(recovery->path, recovery->lock);
    else if (recovery->path)
        close(recovery->lock);
    memory_free(recovery->path);
    memory_free(recovery->folder);
    *recovery = (struct recovery){0};
}
