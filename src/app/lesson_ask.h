/* A question of a lesson: what its ```ask block says. */
#ifndef NABLA_APP_LESSON_ASK_H
#define NABLA_APP_LESSON_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { ASK_CHOICES_MAX = 4, ASK_HINTS_LEAST = 2, ASK_HINTS_MOST = 4 };

/* How an answer is judged. */
enum ask_kind {
    ASK_NUMBER, /* a number is asked for: that of `expression` */
    ASK_STATE,  /* the state has to be one in which `expression` holds */
    ASK_CHOICE, /* one of the choices is right */
};

struct ask_near { /* a known wrong idea */
    char *expression, *text;
};

/* All texts are owned. What the block doesn't say is NULL. */
struct ask {
    char *id, *question, *explain, *pool;
    char *draw, *where;             /* numbers drawn anew (lesson_draw.h) */
    char *setup, *after, *solution; /* commands, a line each */
    enum ask_kind kind;
    char *expression; /* NUMBER, STATE */
    double tolerance; /* NUMBER: 0 where the block names none */
    bool is_relative; /* the tolerance is a share of the number */
    size_t right;     /* CHOICE: which of choices */
    char *choices[ASK_CHOICES_MAX], *wrong[ASK_CHOICES_MAX];
    struct ask_near *near; /* [near_count] */
    size_t near_count;
    char **hints; /* [hint_count] */
    size_t hint_count;
    char *check; /* as the block writes it */
    int line;    /* of the file, where the block begins */
};

/* Reads a block of length bytes; *line is that of its first byte. NULL, with an error and in *line the one to
 * blame, where it makes no question. Whether it can be answered is lesson_check's to say. */
struct ask *ask_read(const char *text, size_t length, int *line, struct error *error);
struct ask *ask_copy(const struct ask *ask);
void ask_free(struct ask *ask);

#endif
