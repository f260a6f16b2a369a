/* A lesson under way: its pages, its questions, and how they go together with the session.
 *
 * While a lesson runs, the learner's own world (world.h) waits on the shelf and comes back when the lesson is
 * left. Each page begins with what the ```nabla blocks before it made, each question with its own setup, in a clean
 * world with a journal of its own: `back` and `undo` end at that clean world's beginning, and `reset` brings the
 * question's start back. */
#ifndef NABLA_APP_LESSON_RUN_H
#define NABLA_APP_LESSON_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "app/lesson.h"
#include "app/lesson_judge.h"
#include "app/session.h"
#include "app/world.h"

struct lesson_run {
    struct lesson *lesson;
    struct world *home; /* the learner's own */
    struct view home_view;
    const char *view;       /* the panels that a page asked for last; NULL: none; borrowed */
    uint64_t seed;          /* what is drawn, is drawn by it */
    uint64_t next_seed;     /* the same once a lesson is begun again: `seed` was typed */
    size_t page, item;      /* the next item to be shown; while a question is open, the question's */
    const struct ask *ask;  /* the question; NULL: none is before the learner */
    bool is_over;           /* it is answered, or its answer was shown */
    bool is_playing;        /* free play */
    struct world *played;   /* what waits meanwhile */
    unsigned introduced;    /* a bit for each enum ask_kind: how to answer such was said */
    bool has_said_unjudged; /* that an expression is no answer by itself */
    unsigned wrong, hints;  /* answers to this question, hints taken */
    struct expected expected;
    bool has_expected;
    bool *left_out;        /* [items of the page]: a question that another of its pool stands for; owned */
    struct buffer pending; /* text that didn't fit on the screen */
    struct buffer told;    /* what a state lacked when it was said last */
    bool has_tried;        /* the line being run has computed or set something */
    bool says_enter;       /* the last remark promised that Enter goes on */
    size_t offered;        /* commands that the page offers to type, and that were not typed yet */
    bool has_offered;      /* it offers some; Enter goes on behind the last */
};

/* Starts a lesson at a page (from 0), in the place of one that runs. */
bool lesson_begin(struct session *session, const struct lesson_entry *entry, size_t page, struct error *error);

/* Ends it; the learner's own world and panels are back. Harmless where none runs. */
void lesson_end(struct session *session);

/* On: more of the text, the next part, the next page. Leaves an open question open. */
bool lesson_next(struct session *session, struct error *error);

/* Whether all of the lesson has been shown. */
bool lesson_is_at_end(const struct session *session);

bool lesson_previous(struct session *session, struct error *error);

/* The page again, from its top. */
bool lesson_again(struct session *session, struct error *error);

/* The empty line: as lesson_next, but an open question isn't left. */
bool lesson_enter(struct session *session, struct error *error);

/* Free play, and back to where the lesson was. */
bool lesson_play(struct session *session, struct error *error);
bool lesson_resume(struct session *session, struct error *error);

/* Whether a question waits for an answer. */
bool lesson_is_asking(const struct session *session);

/* In front of the prompt: "lesson 3.2 "; nothing where no lesson runs. */
void lesson_prompt(const struct session *session, struct buffer *out);

/* ---- the question (lesson_question.c) ---- */

/* Its start again, and then the question. */
bool lesson_ask(struct session *session, struct error *error);

/* Whether a line typed is an answer to the open question: a number or a fraction, where a letter is asked for, too,
 * or a letter; also a number with a name that nothing can be assigned to in front: "z1[1] = 0.5". */
bool lesson_is_answer(const struct session *session, const struct lexer *line);

/* Judges an answer: an expression, "NAME = NUMBER" or a letter; "" for a question about the state. */
bool lesson_answer(struct session *session, const char *text, struct error *error);

/* After a command that computes or sets something has begun. */
void lesson_note_attempt(struct session *session);

/* After an expression was printed: says once in a lesson that it isn't judged, where a number is asked for. */
void lesson_note_expression(struct session *session, const struct lexer *line);

/* Adds to the error about a line that is no command what the question that is open wants, if one is. */
void lesson_say_what_is_asked(const struct session *session, struct error *error);

/* A command begins that isn't an answer. */
void lesson_note_command(struct session *session);

/* After an assignment: an attempt, too; says so where it was meant as the answer. */
void lesson_note_assignment(struct session *session, const struct lexer *line);

/* After a command: looks whether it led to the state that is asked for. Behind the last one of a line says what is
 * still missing, if it got that far, and what Enter does now. */
void lesson_notice(struct session *session, bool is_line_over);

bool lesson_hint(struct session *session, struct error *error);
bool lesson_skip(struct session *session, struct error *error);
bool lesson_solution(struct session *session, struct error *error);

/* The question again, and what is still missing. */
bool lesson_goal(struct session *session, struct error *error);

/* ---- its texts, in the language of the moment (lesson_tell.c) ---- */

/* The pieces in the language of the moment; the English piece where there is no other. */
const char *lesson_title(const struct lesson_run *run);
const char *lesson_page_title(const struct lesson_run *run);
const char *lesson_question_text(const struct lesson_run *run);
const char *lesson_explanation(const struct lesson_run *run);      /* may be NULL */
const char *lesson_choice(const struct lesson_run *run, size_t i); /* NULL where there is none */
const char *lesson_wrong(const struct lesson_run *run, size_t i);  /* NULL where there is none */
const char *lesson_near(const struct lesson_run *run, size_t i);
const char *lesson_hint_text(const struct lesson_run *run, size_t i);

/* Writes an item's prose or commands, the question with its choices. */
void lesson_tell_prose(const struct session *session, size_t k, struct buffer *out);
void lesson_tell_try(const struct session *session, const struct lesson_item *item, struct buffer *out);
void lesson_tell_question(const struct session *session, struct buffer *out);
void lesson_tell_how_to_answer(const struct session *session, struct buffer *out);
void lesson_tell_page_title(const struct session *session, struct buffer *out);

/* How it goes on behind the parts shown so far. */
void lesson_tell_remark(struct session *session, struct buffer *out);

/* "Enter goes on" is about to be said, and so it does. */
void lesson_promise_enter(struct session *session);

/* A text with `code` and **bold**, wrapped; printed at once. */
void lesson_say(struct session *session, const char *first, const char *text);

/* The page so far once more, in the language of the moment; nothing runs. */
void lesson_retell(struct session *session);

/* Shows a text, at a terminal as much of it as fits the screen; the rest waits for lesson_next. */
void lesson_show(struct session *session, const char *text);

#endif
