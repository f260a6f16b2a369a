/* A command is one row: its name, typed arguments, help and function. The body begins with its arguments
 * already right. Rows live in cmd_TOPIC.c, beside their functions. */
#ifndef NABLA_APP_COMMAND_H
#define NABLA_APP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"
#include "base/error.h"

enum argument_kind {
    ARGUMENT_INTEGER, /* within min..max */
    ARGUMENT_NUMBER,  /* a real number within min..max */
    ARGUMENT_WORD,    /* any word without blanks */
    ARGUMENT_CHOICE,  /* one of choices, or a unique prefix of it */
    ARGUMENT_CELL,    /* a quantity of this net: w1[2,1], b2 */
    ARGUMENT_FILE,    /* a file's name; quotes allow blanks */
    ARGUMENT_ALIAS,   /* the name of an alias */
    ARGUMENT_TEXT,    /* all that is left of the line: the body reads it from .rest */
};

enum {
    ARGUMENT_OPTIONAL = 1,
    ARGUMENT_REPEATS = 2, /* only for the last: one or more */
    ARGUMENT_READS = 4,   /* a file; each FILE says which, and for WRITES its body asks overwrite_may */
    ARGUMENT_WRITES = 8,
};

struct argument_spec {
    const char *name; /* as in the usage line: "N", "FILE" */
    enum argument_kind kind;
    unsigned flags;
    double min, max; /* INTEGER, NUMBER; both 0: no bounds */
    /* CHOICE: its words, ended by NULL; for WORD: what completion offers. */
    const char *const *choices;
    const char *(*choice_at)(size_t i); /* or one by one, NULL past the end: the rows of a registry */
};

struct argument {
    char *text;        /* as typed, without quotes */
    struct lexer rest; /* TEXT: its place in the line */
    double number;     /* INTEGER, NUMBER */
    struct cell cell;  /* CELL */
};

struct arguments {
    size_t count;            /* arguments given */
    struct argument *values; /* [count] */
};

enum { COMMAND_ARGUMENTS_MAX = 4 };

enum {
    COMMAND_NEEDS_NET = 1,  /* refused before `net` */
    COMMAND_REPEATS = 2,    /* an empty line at the prompt runs it again */
    COMMAND_WALKS = 8,      /* moves along the tape: displays are shown behind it */
    COMMAND_KEEPS_WHY = 16, /* leaves the paths of the last `why` lit, and an open question of `predict` open */
    COMMAND_ASKS = 32,      /* asks such a question, or the open one again */
    COMMAND_CHANGES = 4,    /* opens a moment of the journal, which a failure takes back */
};

struct command {
    const char *name;
    const char *aliases; /* other names, blanks between them, that are matched exactly; or NULL */
    unsigned flags;
    struct argument_spec arguments[COMMAND_ARGUMENTS_MAX];
    const char *summary; /* N_("one line") */
    const char *details; /* N_("a few lines more"), or NULL */
    const char
        *without; /* N_("what to write"): the error where the first argument is missing; NULL: the usage line */
    const char *example; /* commands that work in a fresh session, `;` between them */
    enum run (*run)(struct session *session, const struct arguments *arguments, struct error *error);
    /* Whether numbers that are read by `run` itself can be read and are as many as they should be; changes
     * nothing. NULL: there are none. Where it is false, and wouldn't be with points for commas, the error
     * says so. */
    bool (*fits)(struct session *session, const struct arguments *arguments);
};

struct command_topic {
    const char *name;  /* "build" */
    const char *title; /* N_("Building a network") */
    const struct command *commands;
    size_t count;
};

/* How to add a command: a row and its function in the cmd_TOPIC.c that it belongs to. A new topic also needs
 * its line in command.c's list. */
extern const struct command_topic cmd_build, cmd_edit, cmd_set, cmd_data, cmd_step, cmd_stop, cmd_train,
    cmd_measure, cmd_see, cmd_view, cmd_why, cmd_collapse, cmd_learn, cmd_export, cmd_progress, cmd_shell,
    cmd_restore;

size_t command_topic_count(void);
const struct command_topic *command_topic_at(size_t i);

/* All commands, one after the other; NULL past the end. */
const struct command *command_at(size_t i);

/* By name, alias or unique prefix. */
const struct command *command_find(const char *name, size_t length, struct error *error);

/* The i-th of a command's aliases, and its length; NULL past the end. Borrowed, and no string of its own. */
const char *command_alias(const struct command *command, size_t i, size_t *length);

/* True if it is a command's whole name or alias. */
bool command_is_exact(const char *name, size_t length);

/* Whether the line begins as a command, an assignment or an expression does; else the error says what it isn't. */
bool command_is_known(const struct lexer *line, struct error *error);

/* "step [N] [op|node|layer|pass]" */
void command_usage(const struct command *command, struct buffer *out);

/* Runs one command as lexer_next_command gave it: a command row, an assignment, or an expression to print. */
enum run command_run(struct session *session, const struct lexer *command, struct error *error);

/* The choices of an argument, i-th of them, NULL past the end. */
const char *argument_choice(const struct argument_spec *spec, size_t i);

#endif
