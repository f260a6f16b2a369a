/* A file of the program's, in a folder that isn't there yet. */
#ifndef NABLA_TESTS_UI_PLACE_H
#define NABLA_TESTS_UI_PLACE_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "near.h"

struct place {
    char folder[32];
    struct buffer path; /* FOLDER/nabla/NAME */
};

static inline int make_place_of(void **state, const char *name)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    strcpy(place->folder, "/tmp/nabla-place-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    buffer_printf(&place->path, "%s/nabla/%s", place->folder, name);
    *state = place;
    return 0;
}

static inline int remove_place(void **state)
{
    struct place *place = *state;
    unlink(buffer_text(&place->path));
    buffer_cut(&place->path, (size_t)(strrchr(buffer_text(&place->path), '/') - buffer_text(&place->path)));
    rmdir(buffer_text(&place->path));
    rmdir(place->folder);
    buffer_finish(&place->path);
    free(place);
    return 0;
}

#endif
