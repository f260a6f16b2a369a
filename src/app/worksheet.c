#include "app/worksheet.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/lesson_check.h"
#include "app/lesson_draw.h"
#include "app/lesson_judge.h"
#include "app/save.h"
#include "app/scope.h"
#include "app/world.h"
#include "base/memory.h"
#include "base/translate.h"

enum { OPERATIONS_MAX = 400, PICTURE_WIDTH = 900, PICTURE_HEIGHT = 460, PARAMETERS_SHOWN_MAX = 40 };

struct sheet {
    bool is_html;
    struct buffer body, key;
    int number;          /* of the last task */
    struct buffer given; /* the numbers that stand there last, */
    int given_at;        /* with this task; 0: none */
};

static const char blank[] = " ________";

static const char style[] = "<style>\n"
                            "body { font: 12pt/1.5 sans-serif; max-width: 46em; margin: 2em auto; }\n"
                            "code, pre { font: 11pt/1.6 monospace; white-space: pre-wrap; }\n"
                            "p, pre, .task { break-inside: avoid; }\n"
                            "h1, h2, h3 { break-after: avoid; }\n"
                            "svg { width: 100%; height: auto; border: 1px solid #ccc; }\n"
                            ".key { break-before: page; }\n"
                            "</style>\n";

/* ---- writing ---- */

/* As HTML: **bold** and `code` are marked; as Markdown they are already. */
static void put(const struct sheet *sheet, struct buffer *out, const char *text)
{
    bool is_bold = false, is_code = false;
    if (!sheet->is_html) {
        buffer_put(out, text);
        return;
    }
    for (const char *c = text; *c; c++) {
        if (*c == '<') {
            buffer_put(out, "&lt;");
        } else if (*c == '&') {
            buffer_put(out, "&amp;");
        } else if (*c == '`') {
            is_code = !is_code;
            buffer_put(out, is_code ? "<code>" : "</code>");
        } else if (!is_code && strncmp(c, "**", 2) == 0) {
            is_bold = !is_bold;
            buffer_put(out, is_bold ? "<b>" : "</b>");
            c++;
        } else {
            buffer_put_char(out, *c);
        }
    }
    buffer_put(out, is_code ? "</code>" : "");
    buffer_put(out, is_bold ? "</b>" : "");
}

static void put_heading(const struct sheet *sheet, struct buffer *out, int level, const char *text)
{
    if (sheet->is_html)
        buffer_printf(out, "<h%d>", level);
    else
        buffer_printf(out, "%.*s ", level, "###");
    put(sheet, out, text);
    if (sheet->is_html)
        buffer_printf(out, "</h%d>\n", level);
    else
        buffer_put(out, "\n\n");
}

static void put_code(const struct sheet *sheet, struct buffer *out, const char *text)
{
    buffer_put(out, sheet->is_html ? "<pre>" : "```text\n");
    put(sheet, out, text);
    buffer_put(out, sheet->is_html ? "</pre>\n" : "```\n\n");
}

static void put_paragraph(const struct sheet *sheet, struct buffer *out, const char *text)
{
    buffer_put(out, sheet->is_html ? "<p>" : "");
    put(sheet, out, text);
    buffer_put(out, sheet->is_html ? "</p>\n" : "\n\n");
}

static void put_numbered(const struct sheet *sheet, struct buffer *out, const char *text, const char *behind)
{
    struct buffer line = BUFFER_EMPTY;
    buffer_printf(&line, "(%d) %s%s", sheet->number, text, behind);
    put_paragraph(sheet, out, buffer_text(&line));
    buffer_finish(&line);
}

/* ---- the net ---- */

static void put_value(const struct session *session, const char *name, struct cell cell, struct buffer *out)
{
    int rows, columns;
    const double *values = network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns);
    struct value value = quantity_indices(cell.quantity) == 2 ? value_borrow(values, rows, columns)
                                                              : value_borrow(values, 1, rows);
    buffer_printf(out, "%s = ", name);
    value_print(out, &value, session->notation.precision);
    buffer_put_char(out, '\n');
}

/* Whether anyone calculates with all its numbers. */
static bool is_small(const struct session *session)
{
    return session->tape.network && session->tape.network->param_count <= PARAMETERS_SHOWN_MAX;
}

/* What is given: the numbers to calculate with; of a network that isn't for the hand, what it is like. */
static void put_given(struct sheet *sheet, const struct session *session, bool is_by_hand, struct buffer *out)
{
    const struct network *network = session->tape.network;
    struct buffer text = BUFFER_EMPTY;
    char name[32];
    if (!network)
        return;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        if (!is_by_hand) {
            buffer_printf(&text, _("layer %d: %s, nodes: %d\n"), k, layer->activation->name, layer->nodes);
            continue;
        }
        snprintf(name, sizeof name, "w%d", k);
        put_value(session, name, (struct cell){QUANTITY_W, k, 0, 0}, &text);
        snprintf(name, sizeof name, "b%d", k);
        put_value(session, name, (struct cell){QUANTITY_B, k, 0, 0}, &text);
        buffer_printf(&text, _("layer %d: %s\n"), k, layer->activation->name);
    }
    if (session->tape.has_x)
        put_value(session, "x", (struct cell){QUANTITY_X, 0, 0, 0}, &text);
    if (session->tape.has_y)
        put_value(session, "y", (struct cell){QUANTITY_Y, 0, 0, 0}, &text);
    if (session->tape.has_y) /* there is something to learn */
        buffer_printf(&text, "loss %s\nrate %g\n", session->tape.settings.loss->name,
                      session->tape.settings.rate);
    if (sheet->given_at > 0 && strcmp(buffer_text(&text), buffer_text(&sheet->given)) == 0) {
        struct buffer same = BUFFER_EMPTY;
        buffer_printf(&same, _("The network is that of question %d."), sheet->given_at);
        put_paragraph(sheet, out, buffer_text(&same));
        buffer_finish(&same);
        buffer_finish(&text);
        return;
    }
    put_code(sheet, out, buffer_text(&text));
    buffer_finish(&sheet->given);
    sheet->given = text;
    sheet->given_at = sheet->number;
}

static bool put_picture(const struct sheet *sheet, struct session *session, struct buffer *out,
                        struct error *error)
{
    if (!sheet->is_html || !session->host.draw)
        return true;
    struct buffer picture = BUFFER_EMPTY;
    session->view.theme = "light";
    bool is_drawn = view_pick(&session->view, "net", error) &&
                    session->host.draw(session->host.context, session, PICTURE_SVG, PICTURE_WIDTH,
                                       PICTURE_HEIGHT, &picture, error);
    const char *svg = strstr(buffer_text(&picture), "<svg"); /* behind what only a file of its own needs */
    buffer_put(out, svg ? svg : "");
    buffer_finish(&picture);
    return is_drawn;
}

/* Other numbers, in tenths: good for calculation by hand. */
static bool draw_numbers(struct session *session, uint64_t seed, struct error *error)
{
    struct buffer script = BUFFER_EMPTY;
    struct random random;
    const struct network *network = session->tape.network;
    random_seed(&random, seed);
    for (int k = 1; k <= network->depth; k++)
        for (int row = 1; row <= network->layers[k].rows; row++) {
            for (int column = 1; column <= network->layers[k].inputs; column++)
                buffer_printf(&script, "w%d[%d,%d] = %.1f\n", k, row, column,
                              0.1 * (double)random_below(&random, 19) - 0.9);
            buffer_printf(&script, "b%d[%d] = %.1f\n", k, row, 0.1 * (double)random_below(&random, 11) - 0.5);
        }
    buffer_put(&script, "input");
    for (int i = 0; i < network_inputs(network); i++)
        buffer_printf(&script, " %.1f", 0.1 * (double)(1 + random_below(&random, 20)));
    buffer_put(&script, "\n");
    bool is_drawn = world_run(session, buffer_text(&script), "worksheet", false, NULL, error);
    buffer_finish(&script);
    return is_drawn;
}

static void put_line(struct sheet *sheet, const struct explanation *explanation, size_t line)
{
    struct buffer parts[PART_RESULT + 1] = {BUFFER_EMPTY}, asked = BUFFER_EMPTY, answer = BUFFER_EMPTY;
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->tokens[i].line == line)
            buffer_put(&parts[explanation->tokens[i].part], explanation->tokens[i].text);
    if (parts[PART_RESULT].length > 0) {
        bool has_names = parts[PART_NAMES].length > 0;
        buffer_printf(&asked, "%s%s%s", buffer_text(&parts[PART_TARGET]), has_names ? " = " : "",
                      buffer_text(&parts[PART_NAMES]));
        buffer_printf(&answer, "%s = %s%s%s", buffer_text(&parts[PART_TARGET]),
                      buffer_text(&parts[PART_NUMBERS]), parts[PART_NUMBERS].length > 0 ? " = " : "",
                      buffer_text(&parts[PART_RESULT]));
        sheet->number++;
        put_numbered(sheet, &sheet->body, buffer_text(&asked), " = ________________ = ________");
        put_numbered(sheet, &sheet->key, buffer_text(&answer), "");
    }
    for (size_t i = 0; i <= PART_RESULT; i++)
        buffer_finish(&parts[i]);
    buffer_finish(&asked);
    buffer_finish(&answer);
}

static bool is_for_paper(const struct tape *tape, struct error *error)
{
    size_t operations = tape_length(tape);
    return operations <= OPERATIONS_MAX ||
           error_set(error, _("this network is too large for a sheet of paper: %zu operations; at most %d"),
                     operations, OPERATIONS_MAX);
}

static void put_sample(struct sheet *sheet, const struct session *session)
{
    struct buffer text = BUFFER_EMPTY;
    put_value(session, "x", (struct cell){QUANTITY_X, 0, 0, 0}, &text);
    put_value(session, "y", (struct cell){QUANTITY_Y, 0, 0, 0}, &text);
    put_code(sheet, &sheet->body, buffer_text(&text));
    buffer_finish(&text);
}

/* Each step of the iteration, forward and backward. */
static bool put_steps(struct sheet *sheet, struct session *session, struct error *error)
{
    const struct tape *tape = &session->tape;
    size_t sample = 0; /* the one that was given */
    while (tape->operation < tape_length(tape) && tape_next(tape).phase != PHASE_UPDATE) {
        if (!session_step(session, UNIT_NODE, error) ||
            !is_for_paper(tape, error)) /* which has its batch now */
            return false;
        const char *title = strchr(session->last.title, ']');
        title = title ? title + 1 + strspn(title + 1, " ") : session->last.title;
        put_heading(sheet, &sheet->body, 3, title);
        if (session->last.step.sample != sample)
            put_sample(sheet, session);
        sample = session->last.step.sample;
        for (size_t line = 0; line < session->last.lines; line++)
            put_line(sheet, &session->last, line);
    }
    return true;
}

/* The pass goes through the weights that it began with, and an update has moved those of now. */
static bool has_weights_of_now(const struct session *scratch, const struct session *session)
{
    const struct network *a = scratch->tape.network, *b = session->tape.network;
    for (size_t i = 0; i < a->param_count; i++)
        if (a->param[i] != b->param[i])
            return false;
    return true;
}

/* Where a pass has only to begin, the data's next sample is what it will be about. */
static void take_sample(struct session *session)
{
    struct tape *tape = &session->tape;
    if (!tape_is_fed(tape))
        return;
    journal_mark(session->journal, MOMENT_COMMAND);
    tape_load(tape, tape_sample(tape, 0));
}

static bool write_net(struct sheet *sheet, struct session *session, bool has_seed, uint64_t seed,
                      struct error *error)
{
    if (!session_needs_network(session, error) || !is_for_paper(&session->tape, error))
        return false;
    struct session *scratch = session_new();
    struct buffer script = BUFFER_EMPTY;
    scratch->notation = session->notation;
    save_script(session, &script);
    bool is_good = world_run(scratch, buffer_text(&script), "worksheet", false, NULL, error);
    if (is_good && scratch->tape.operation > 0)
        is_good = world_run(scratch, "restart", "worksheet", false, NULL, error);
    if (is_good)
        take_sample(scratch);
    is_good = is_good && (!has_seed || draw_numbers(scratch, seed, error));
    scratch->host = session->host;
    is_good = is_good && put_picture(sheet, scratch, &sheet->body, error);
    if (is_good && !has_seed && !has_weights_of_now(scratch, session))
        put_paragraph(sheet, &sheet->body,
                      _("These are the weights from before the update, which the pass began with."));
    if (is_good)
        put_given(sheet, scratch, true, &sheet->body);
    is_good = is_good && put_steps(sheet, scratch, error);
    scratch->host = (struct host){0};
    buffer_finish(&script);
    session_free(scratch);
    return is_good;
}

/* ---- a lesson ---- */

/* Commands in one line. */
static void put_joined(const char *commands, struct buffer *out)
{
    for (const char *c = commands ? commands : ""; *c; c++)
        if (*c == '\n')
            buffer_put(out, "; ");
        else
            buffer_put_char(out, *c);
}

static void put_answer(struct sheet *sheet, const struct ask *ask, const struct ask *told, const char *start)
{
    struct buffer text = BUFFER_EMPTY;
    struct expected expected;
    if (ask->kind == ASK_NUMBER && judge_expect(ask, start, (struct host){0}, &expected, NULL))
        number_print(&text, expected.number, 6);
    else if (ask->kind == ASK_CHOICE)
        buffer_printf(&text, "%c", (char)('a' + (int)ask->right));
    else
        put_joined(ask->solution, &text);
    if (told->explain)
        buffer_printf(&text, ". %s", told->explain);
    put_numbered(sheet, &sheet->key, buffer_text(&text), "");
    buffer_finish(&text);
}

/* z1[2], L */
static bool names_quantity(const char *code, const char *end)
{
    struct reference reference;
    while (code < end) {
        size_t length = 0;
        while (code + length < end && isalnum((unsigned char)code[length]))
            length++;
        if (isalpha((unsigned char)*code) && reference_parse(code, length, &reference, NULL) &&
            scope_is_quantity(&reference))
            return true;
        code += length > 0 ? length : 1;
    }
    return false;
}

/* Or whether the network there is only what the page left behind. */
static bool is_about_network(const struct ask *ask)
{
    const char *code = strchr(ask->question, '`'), *end;
    if (ask->setup || ask->kind == ASK_STATE)
        return true;
    if (ask->expression && names_quantity(ask->expression, ask->expression + strlen(ask->expression)))
        return true;
    for (; code && (end = strchr(code + 1, '`')); code = strchr(end + 1, '`'))
        if (names_quantity(code + 1, end))
            return true;
    return false;
}

static void put_question(struct sheet *sheet, const struct lesson *lesson, size_t page, size_t k)
{
    const struct ask *ask = lesson->english->pages[page].items[k].ask, *told = ask;
    struct buffer start = BUFFER_EMPTY;
    struct session *scratch = session_new();
    if (strcmp(translate_language(), "ko") == 0 && lesson->korean)
        told = lesson_file_ask(lesson->korean, ask->id);
    told = told ? told : ask;
    sheet->number++;
    buffer_put(&sheet->body, sheet->is_html ? "<div class=\"task\">\n" : "");
    put_numbered(sheet, &sheet->body, told->question,
                 ask->kind == ASK_NUMBER  ? blank
                 : ask->kind == ASK_STATE ? _(" (Try it in nabla.)")
                                          : "");
    lesson_start(lesson->english, page, k, &start);
    if (ask->kind != ASK_CHOICE && is_about_network(ask) &&
        world_run(scratch, buffer_text(&start), "setup", false, NULL, NULL))
        put_given(sheet, scratch, is_small(scratch), &sheet->body);
    for (size_t i = 0; i < ASK_CHOICES_MAX && ask->choices[i]; i++) {
        char first[] = {(char)('a' + (int)i), ')', ' ', '\0'};
        struct buffer choice = BUFFER_EMPTY;
        buffer_printf(&choice, "%s%s", first, told->choices[i] ? told->choices[i] : ask->choices[i]);
        put_paragraph(sheet, &sheet->body, buffer_text(&choice));
        buffer_finish(&choice);
    }
    buffer_put(&sheet->body, sheet->is_html ? "</div>\n" : "");
    put_answer(sheet, ask, told, buffer_text(&start));
    session_free(scratch);
    buffer_finish(&start);
}

static bool write_lesson(struct sheet *sheet, struct lesson *lesson, uint64_t seed, struct error *error)
{
    if (!lesson_draw(lesson, seed, error))
        return false;
    const struct lesson_file *file = lesson->english;
    const struct lesson_file *told =
        strcmp(translate_language(), "ko") == 0 && lesson->korean ? lesson->korean : file;
    for (size_t i = 0; i < file->count; i++) {
        bool has_heading = false;
        for (size_t k = 0; k < file->pages[i].count; k++) {
            if (!file->pages[i].items[k].ask || !lesson_is_drawn(&file->pages[i], k, seed + 1000 * i))
                continue;
            if (!has_heading)
                put_heading(sheet, &sheet->body, 3,
                            i < told->count ? told->pages[i].title : file->pages[i].title);
            has_heading = true;
            put_question(sheet, lesson, i, k);
        }
    }
    return true;
}

/* ---- all together ---- */

bool worksheet_write(struct session *session, struct lesson *lesson, bool has_seed, uint64_t seed, bool is_html,
                     struct buffer *out, struct error *error)
{
    struct sheet sheet = {.is_html = is_html};
    struct buffer title = BUFFER_EMPTY;
    bool is_korean = strcmp(translate_language(), "ko") == 0;
    if (!lesson)
        buffer_put(&title, _("Forward and back by hand"));
    else
        buffer_put(&title, is_korean && lesson->korean ? lesson->korean->title : lesson->english->title);
    if (has_seed)
        buffer_printf(&title, " (%s %llu)", _("sheet"), (unsigned long long)seed);
    bool is_good = true;
    if (lesson)
        is_good = write_lesson(&sheet, lesson, has_seed ? seed : 1, error);
    else
        is_good = write_net(&sheet, session, has_seed, seed, error);
    if (is_good) {
        struct buffer key = BUFFER_EMPTY;
        if (is_html)
            buffer_printf(out,
                          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta "
                          "charset=\"utf-8\"><title>nabla</title>\n%s</head>\n<body>\n",
                          translate_language(), style);
        put_heading(&sheet, out, 1, buffer_text(&title));
        put_paragraph(&sheet, out, _("Name: ______________________    Date: ____________"));
        buffer_put(out, buffer_text(&sheet.body));
        buffer_put(out, is_html ? "<div class=\"key\">\n" : "---\n\n");
        buffer_printf(&key, _("Answers: %s"), buffer_text(&title));
        put_heading(&sheet, out, 1, buffer_text(&key));
        buffer_put(out, buffer_text(&sheet.key));
        buffer_put(out, is_html ? "</div>\n</body>\n</html>\n" : "");
        buffer_finish(&key);
    }
    buffer_finish(&title);
    buffer_finish(&sheet.body);
    buffer_finish(&sheet.key);
    buffer_finish(&sheet.given);
    return is_good;
}
