/* The session: everything that a person built, set and computed so far, and what the commands work on.
 * Every change of it goes through the journal, so it can be undone. */
#ifndef NABLA_APP_SESSION_H
#define NABLA_APP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/explain.h"
#include "app/learning.h"
#include "app/progress.h"
#include "app/stop_list.h"
#include "app/view_settings.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/random.h"
#include "lang/lexer.h"
#include "nn/tape.h"

enum {
    SESSION_FRAMES_MAX = 16,       /* scripts that source scripts */
    SESSION_PRECISION_DEFAULT = 6, /* significant digits */
    SESSION_ITERATIONS_MAX = 100000000,
    SESSION_PRINTED_MAX = 10000, /* values that `$` remembers; `$1` stays the first of them */
};

/* The journal's kinds of moments beside MOMENT_STEP. */
enum { MOMENT_COMMAND = 2 };

struct session;
struct job;
struct lesson_run;
struct why; /* why.h */

enum picture_kind {
    PICTURE_PNG,
    PICTURE_SVG,
    PICTURE_PIXELS, /* row by row, a uint32_t 0xFFRRGGBB each */
};

/* What only the program around the session can do; a NULL member says that it can't. */
struct host {
    void *context;
    /* Appends the window's scene to out. */
    bool (*draw)(void *context, const struct session *session, enum picture_kind picture, int width_px,
                 int height_px, struct buffer *out, struct error *error);
    bool (*show_window)(void *context, bool on, struct error *error);
    bool (*window_is_open)(void *context);
    /* Checks what the program leans on, a line each; false if anything is amiss. */
    bool (*doctor)(void *context, const struct session *session, struct buffer *out);

    /* Appends the script of a session that was cut off; once it has run and is kept again, recovered forgets it. */
    bool (*recover)(void *context, struct buffer *script, struct error *error);
    void (*recovered)(void *context);

    /* Asked now and then while commands run at once, as a lesson's do: shows how far the job is; true to stop. */
    bool (*wants_stop)(void *context, const struct job *job);
};

enum run {
    RUN_DONE,
    RUN_FAILED, /* the error says why; nothing has changed */
    RUN_BUSY,   /* the command goes on: session->job */
};

/* A long command at work: run again and again until it is no longer busy. */
struct job {
    enum run (*slice)(struct session *session, struct error *error);
    void (*end)(struct session *session); /* or NULL; called once, however the job ends */
    uint64_t done, total;
    double started;    /* seconds, of session_seconds; set by the session */
    int param;         /* the command's own */
    void *state;       /* the command's own, freed by end */
    bool is_training;  /* on the fast path */
    bool is_endless;   /* the largest count that there is: it is going to be stopped by hand */
    bool has_progress; /* done of total, or the status, is worth showing while it runs */
    char status[160];  /* a line for the user; "" shows done and total */
};

struct frame {          /* text that is being run */
    char *text;         /* owned */
    char *name;         /* the file's, owned; NULL for a typed line */
    struct lexer lexer; /* the place in text */
    int line;           /* of the command now running */
    bool is_quiet;      /* not echoed */
    bool is_silent;     /* its results aren't shown */
    bool keeps_going;   /* behind an error */
    bool is_trusted;    /* the user's own words, which may write any file (overwrite.h) */
    bool is_alias;      /* what an alias stands for: as if it had been typed in its place */
};

/* The user's own names for commands (alias.h). */
struct aliases {
    struct alias {
        char *name, *text; /* owned */
        bool is_trusted;   /* made by the user's own words, and no script's */
        bool is_lessons;   /* made in a block of a lesson: the next blocks know it */
    } * items;             /* owned */
    size_t count;
};

/* What `record` writes (record.h). */
struct recorder {
    char *path;         /* owned; NULL: nothing is recorded */
    struct buffer line; /* the command under way */
    uint64_t iteration; /* updates done when it began */
};

/* What is kept for `recover`. */
struct recovery_recorder {
    struct recorder recorder;
    bool is_due;        /* the whole state is to be written */
    bool is_unsynced;   /* a line was added that may not be on the disk yet */
    bool is_cut;        /* the file doesn't hold all that can be undone */
    bool has_undone;    /* something could be redone when the command began */
    bool is_recovering; /* `recover` is at work */
    bool
        is_unsaved; /* something was computed, and changed since `save` wrote it; the own session, not a lesson's */
    size_t moments; /* the journal's, when the command began, and those it had forgotten */
    double started; /* seconds: the command under way */
    double seconds; /* of work since the state was written */
};

/* A step whose numbers the learner is asked for (predict.h). */
struct prediction {
    bool is_on, is_open;
    int digits;                     /* that an answer must have right */
    struct explanation explanation; /* of the step that is held back */
    double *values, *before;        /* [lines] what each gives, and what was there before; owned */
    size_t line, moments;           /* which is asked for; how many moments the step takes */
    double *answers;                /* [answer_count] the first one to each line, NAN for none; kept behind */
    size_t answer_count;            /* the question's end, until the next one; owned */
    uint64_t iteration;             /* the tape's place behind the step that they are of */
    size_t operation;
    unsigned tries, asked, right; /* right at the first try, of all that were answered or revealed */
    bool is_due,
        is_told; /* the question is to be asked again; the command under way has done so, or answered it */
    size_t moments_before, printed_before; /* that command */
};

/* The question whether a file may be replaced (overwrite.h). */
struct overwrite {
    char *path, *command; /* asked about, and asking; NULL: no question is open; owned */
    bool is_allowed;      /* path may be replaced by the command under way */
};

struct session {
    struct journal *journal;
    struct tape tape; /* tape.network is NULL until `net` */
    struct random random;
    uint64_t seed;
    const struct initializer *initializer;

    int threads;    /* of train */
    bool is_single; /* train counts in floats */

    struct cell selected;
    bool has_selected;

    struct value *printed; /* `$1`, `$2` ...: what print has shown; owned */
    size_t printed_count;
    struct learning *learning; /* of this task: other data begin with an empty one; owned */
    struct way way;            /* of the network */
    struct recorder recorder;
    struct recovery_recorder recovery;
    unsigned typed_flags; /* ARGUMENT_ of what was given to the typed command under way */
    struct lexer running; /* the command under way, while it begins */
    struct overwrite overwrite;

    struct prediction prediction;
    struct stops stops;
    bool has_stopped; /* the walk under way met a stop */
    bool is_walking;  /* the command now running walks the tape: displays are due behind it */
    int collecting;   /* the stop whose `commands` are being typed; 0: none */
    struct buffer collected;

    struct explanation last; /* the step shown last; 0 tokens if there is none */

    /* The gradient that `why` was asked for last, until something else is done; NULL for none. why_path is the one of
     * its paths that is lit, from 1; 0: all. */
    struct why *why;
    size_t why_path;

    /* How it is shown. */
    struct view view;
    struct notation notation;
    int columns, rows; /* of the terminal; 0: unlimited */
    bool has_color;    /* ANSI colours in what is printed */
    bool is_interactive;
    bool is_echoing;  /* each command is printed before it runs */
    bool keeps_going; /* a script goes on behind an error */

    struct lesson_run *lesson; /* under way (lesson_run.h); NULL: none; owned */
    struct progress progress;  /* in all lessons */
    const char *lessons;       /* the folder to look in; NULL: the usual one; borrowed */
    struct aliases aliases;

    struct host host;
    struct buffer out;       /* results for stdout: the caller prints and clears it */
    struct buffer history;   /* what was typed, a line each */
    struct buffer last_line; /* what the empty line repeats; empty if nothing */

    struct job job; /* slice is NULL when nothing is running */
    struct frame frames[SESSION_FRAMES_MAX];
    int frame_count;

    bool has_quit;
    int exit_code;
};

struct session *session_new(void);
void session_free(struct session *session);

/* Runs `text` (one line or a whole script; copied) when session_work is next called, before what waits. name is
 * the file's, or NULL for a typed line, which is trusted; "" for neither. False when scripts are nested too deep. */
bool session_feed(struct session *session, const char *text, size_t length, const char *name,
                  struct error *error);

/* Whether the command under way is one of the text that was fed first, by itself or by an alias in it. */
bool session_is_outermost(const struct session *session);

/* The empty line: feeds the last command again if it is one that repeats. */
bool session_repeat(struct session *session, struct error *error);

enum work { WORK_IDLE, WORK_BUSY, WORK_FAILED };

/* Works for about `seconds` (at least one command or slice). IDLE: all that was fed has run. BUSY: call again.
 * FAILED: the error, "FILE:LINE: message" for a script, is to be shown; what waited is dropped, unless
 * session->keeps_going. Output gathers in session->out. */
enum work session_work(struct session *session, double seconds, struct error *error);

/* Ctrl-C: ends the running job between two updates and drops what waits. True if there was anything. */
bool session_interrupt(struct session *session);

/* The clock that jobs go by. */
double session_seconds(void);

/* Adds to the output. */
void session_print(struct session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The rows of a matrix behind what begins the line, which is `indent` columns long; cut in the middle where it is too
 * large for the terminal. No line end. */
void session_print_rows(struct session *session, const struct value *value, size_t indent);

/* Where the tape stands, how it went there. Do the next step of this size, going on to its end; false with an
 * error if input or target is missing. The explanation of what was done is session->last. */
bool session_step(struct session *session, enum unit unit, struct error *error);

/* What the iteration has computed, once more with the numbers of now, and a line that says so. Something must be
 * stale, and no update begun. */
void session_renew(struct session *session);

/* One operation on, without an explanation; stale numbers are computed again first. True if it was done; then
 * session->has_stopped says whether a breakpoint was met. */
bool session_operation(struct session *session, struct error *error);

/* One step of this size back, or the last change that was no step; false at the start of what is kept. session->last
 * is as before: session_refresh_last is the caller's. */
bool session_back(struct session *session, enum unit unit);

/* Prints session->last; where the tape stands, in one line. */
void session_show_step(struct session *session);
void session_show_position(struct session *session);

/* Whether the command that runs was typed at a prompt, rather than read from a file: then it may say what is new, which
 * nobody wants for each line of a file. */
bool session_is_typed(const struct session *session);

/* Makes session->last what the tape did last. */
void session_refresh_last(struct session *session);

/* Puts another network in the place of this one, within the moment that is open. */
void session_set_network(struct session *session, struct network *network);

/* Whether the loss can follow this network's output: loss_can_follow, and ce has two outputs or more. */
bool session_can_lose(const struct session *session, const struct loss *loss, struct error *error);

/* Within the open moment: goes back to l2, and says so, where the loss can't follow the output any more. */
void session_keep_loss(struct session *session);

bool session_needs_network(const struct session *session, struct error *error);

#define SESSION_SAVE(session, field) journal_save((session)->journal, &(session)->field, sizeof(session)->field)

#endif
