#include "base/xdg.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"

bool xdg_path(struct buffer *out, const char *variable, const char *fallback, const char *name)
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    if (folder && folder[0] == '/')
        buffer_printf(out, "%s/nabla/%s", folder, name);
    else if (home && home[0] == '/')
        buffer_printf(out, "%s/%s/nabla/%s", home, fallback, name);
    else
        return false;
    return true;
}

bool xdg_make_folders(const char *path)
{
    char *folder = memory_string(path);
    bool is_made = true;
    for (char *c = folder + 1; *folder && *c && is_made; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        is_made = mkdir(folder, 0700) == 0 || errno == EEXIST;
        *c = '/';
    }
    memory_free(folder);
    return is_made;
}
