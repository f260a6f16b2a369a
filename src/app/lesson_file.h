/* A lesson's file in one language: Markdown, its headings the pages. lessons/README.md says how to write it. */
#ifndef NABLA_APP_LESSON_FILE_H
#define NABLA_APP_LESSON_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/lesson_ask.h"
#include "app/prose.h"
#include "base/error.h"

enum lesson_item_kind {
    ITEM_PROSE,
    ITEM_RUN,     /* ```nabla: commands, run for the learner */
    ITEM_REFUSED, /* ```nabla refused: the same, and each of them must fail: its error is what is to be seen */
    ITEM_TRY,     /* ```nabla try: commands, for the learner to type */
    ITEM_ASK,
};

struct lesson_item {
    enum lesson_item_kind kind;
    struct prose prose; /* PROSE */
    char *commands;     /* RUN, REFUSED, TRY: a line each; owned */
    struct ask *ask;    /* ASK; owned */
    int line;           /* of the file */
};

struct lesson_page {
    char *title; /* plain; owned */
    char *view;  /* the panels to show, as `view` reads them; NULL: those of the page before; owned */
    struct lesson_item *items;
    size_t count;
    int line;
};

/* What a lesson forbids. */
enum { FORBID_HINT = 1, FORBID_SKIP = 2, FORBID_SOLUTION = 4 };

struct lesson_file {
    char *path, *title; /* owned */
    char *view;         /* the panels to show at first; NULL: as they are; owned */
    unsigned forbids;
    struct lesson_page
        *pages; /* [count]; the first is what stands before the first ## heading, if anything does */
    size_t count;
};

/* NULL, with an error "FILE:LINE: message", where the file can't be read or is no lesson. */
struct lesson_file *lesson_file_read(const char *path, struct error *error);
void lesson_file_free(struct lesson_file *file);

/* The question of this id; NULL where there is none. */
const struct ask *lesson_file_ask(const struct lesson_file *file, const char *id);

#endif
