#include "ui/history_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/xdg.h"

enum { READ_BYTES_MAX = 4 << 20, LINES_SLACK = 1000 };

/* The file's last READ_BYTES_MAX bytes, from the start of a line. */
static void read_tail(const char *path, struct buffer *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (file < 0)
        return;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        off_t start = status.st_size > READ_BYTES_MAX ? status.st_size - READ_BYTES_MAX : 0;
        char *bytes = memory_new(READ_BYTES_MAX, 1);
        ssize_t got = pread(file, bytes, READ_BYTES_MAX, start);
        char *line = got > 0 && start > 0 ? memchr(bytes, '\n', (size_t)got) : NULL;
        size_t cut = line ? (size_t)(line + 1 - bytes) : 0;
        for (char *c = bytes; got > 0 && (c = memchr(c, '\0', (size_t)(bytes + got - c)));)
            *c = ' '; /* a damaged file */
        if (got > 0)
            buffer_put_n(out, bytes + cut, (size_t)got - cut);
        memory_free(bytes);
    }
    close(file);
}

static size_t count_lines(const struct buffer *text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++)
        lines += text->data[i] == '\n';
    return lines;
}

void history_file_open(struct history_file *file, const char *path,
                       void (*emit)(void *context, const char *line), void *context)
{
    *file = (struct history_file){.path = path ? memory_string(path) : NULL};
    struct buffer text = BUFFER_EMPTY;
    if (path)
        read_tail(path, &text);
    size_t lines = count_lines(&text), skipped = lines > HISTORY_LINES_MAX ? lines - HISTORY_LINES_MAX : 0;
    char *line = text.length ? text.data : NULL, *end;
    for (size_t i = 0; line && i < skipped; i++)
        line = strchr(line, '\n') + 1;
    if (line && skipped > LINES_SLACK) /* not at every start */
        file_write_atomic(path, line, strlen(line), NULL);
    for (; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (!*line)
            continue;
        emit(context, line);
        buffer_clear(&file->last);
        buffer_put(&file->last, line);
    }
    buffer_finish(&text);
}

/* Half a line, unless another program has written behind it meanwhile. */
static bool take_back(int target, ssize_t put)
{
    off_t end = lseek(target, 0, SEEK_CUR); /* behind what was put */
    struct stat status;
    return put > 0 && fstat(target, &status) == 0 && status.st_size == end && ftruncate(target, end - put) == 0;
}

bool history_file_append(struct history_file *file, const char *line)
{
    size_t length = strlen(line);
    if (length > HISTORY_LINE_BYTES_MAX || strchr(line, '\n') || line[strspn(line, " \t")] == '\0')
        return false;
    if (strcmp(buffer_text(&file->last), line) == 0)
        return false;
    buffer_clear(&file->last);
    buffer_put(&file->last, line);
    int target = -1;
    if (file->path && xdg_make_folders(file->path))
        target = open(file->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (target < 0)
        return true;
    struct buffer whole = BUFFER_EMPTY;
    buffer_printf(&whole, "%s\n", line);
    ssize_t put = write(target, whole.data, whole.length);
    if (put != (ssize_t)whole.length) {
        take_back(target, put);
        memory_free(file->path); /* a full disk: nothing more is tried */
        file->path = NULL;
    }
    buffer_finish(&whole);
    close(target);
    return true;
}

void history_file_close(struct history_file *file)
{
    memory_free(file->path);
    buffer_finish(&file->last);
    *file = (struct history_file){0};
}
