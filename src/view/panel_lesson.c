/* The card of a lesson under way: where it is, and the question with its choices, for those who look at the wall
 * and not at the prompt. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/lesson_run.h"
#include "app/prose.h"
#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"

#define ROW 1.4     /* height of a row, of its letters' size */
#define PADDING 0.6 /* above and below, of the type's space */

#define USUAL_SHARE 0.4 /* of the window's height; more only where the choices wouldn't be whole */
#define LARGEST_SHARE 0.5

/* Where the next word goes. Measuring and drawing are the same walk. */
struct pen {
    const struct panel_place *place;
    double size, left, indent, right, x;
    int row, rows; /* the one it is in; those that there is room for */
    bool is_drawing, is_code, is_bold;
    bool is_inline; /* choices stand beside each other */
};

static double middle_of(const struct pen *pen)
{
    const struct panel_place *place = pen->place;
    return place->box.y + PADDING * place->type.space + 1.35 * place->type.label +
           ((double)pen->row + 0.5) * ROW * pen->size;
}

static void put_piece(struct pen *pen, const char *text, double width)
{
    if (pen->is_drawing && *text && pen->row < pen->rows)
        drawlist_text(pen->place->list, pen->x, middle_of(pen), text,
                      (struct text_style){.size = pen->size,
                                          .ink = ink(pen->is_code ? ROLE_ACCENT_TEXT : ROLE_TEXT),
                                          .bold = pen->is_bold,
                                          .middle = true,
                                          .fit = fmax(1, pen->right - pen->x)});
    pen->x += width;
}

static void break_row(struct pen *pen)
{
    pen->row++;
    pen->x = pen->left + pen->indent;
}

/* Up to the next mark. */
static size_t piece_length(const char *word, size_t length)
{
    size_t taken = 0;
    while (taken < length && word[taken] != PROSE_BOLD && word[taken] != PROSE_CODE_MARK)
        taken++;
    return taken;
}

static double word_width(const struct pen *pen, const char *word, size_t length)
{
    struct buffer plain = BUFFER_EMPTY;
    char *copy = memory_text(word, length);
    prose_plain(copy, &plain);
    double width = drawlist_text_width(pen->place->list, buffer_text(&plain), pen->size, pen->is_bold);
    buffer_finish(&plain);
    memory_free(copy);
    return width;
}

static void put_word(struct pen *pen, const char *word, size_t length)
{
    bool is_first = pen->x <= pen->left + pen->indent + 0.01;
    double blank = 0.3 * pen->size, width = word_width(pen, word, length);
    if (!is_first && pen->x + blank + width > pen->right)
        break_row(pen);
    else if (!is_first)
        pen->x += blank;
    while (length > 0) {
        size_t taken = piece_length(word, length);
        char *piece = memory_text(word, taken);
        put_piece(pen, piece, drawlist_text_width(pen->place->list, piece, pen->size, pen->is_bold));
        memory_free(piece);
        if (taken < length) {
            if (word[taken] == PROSE_CODE_MARK)
                pen->is_code = !pen->is_code;
            else
                pen->is_bold = !pen->is_bold;
            taken++;
        }
        word += taken;
        length -= taken;
    }
}

/* A paragraph with `code` and **bold**, from where the pen is. */
static void put_words(struct pen *pen, const char *first, const char *text)
{
    struct buffer marked = BUFFER_EMPTY;
    pen->indent = 0;
    pen->is_code = pen->is_bold = false;
    if (*first) {
        pen->indent = 1.6 * pen->size;
        put_piece(pen, first, pen->indent);
    }
    prose_mark(text, &marked);
    for (const char *c = buffer_text(&marked); *c;) {
        size_t length = strcspn(c, " \n");
        if (length > 0)
            put_word(pen, c, length);
        c += length;
        if (*c == '\n')
            break_row(pen);
        c += *c != '\0';
    }
    buffer_finish(&marked);
}

/* The same in rows of its own. */
static void put_text(struct pen *pen, const char *first, const char *text)
{
    pen->x = pen->left;
    put_words(pen, first, text);
    break_row(pen);
}

/* Beside the one before if it is whole there. */
static void put_inline(struct pen *pen, const char *first, const char *text)
{
    struct pen trial = *pen;
    trial.is_drawing = false;
    put_words(&trial, first, text);
    if (trial.row > pen->row && pen->x > pen->left) {
        break_row(pen);
        pen->x = pen->left;
    }
    int row = pen->row;
    put_words(pen, first, text);
    pen->x += 2 * pen->size;
    if (pen->row > row) { /* nothing stands behind one of several rows */
        break_row(pen);
        pen->x = pen->left;
    }
}

static void put_choices(struct pen *pen)
{
    const struct lesson_run *run = pen->place->session->lesson;
    pen->x = pen->left;
    for (size_t i = 0; i < ASK_CHOICES_MAX && lesson_choice(run, i); i++) {
        char first[] = {(char)('a' + (int)i), ')', '\0'};
        if (pen->is_inline)
            put_inline(pen, first, lesson_choice(run, i));
        else
            put_text(pen, first, lesson_choice(run, i));
    }
    if (pen->is_inline && pen->x > pen->left)
        break_row(pen);
}

static void walk(struct pen *pen)
{
    const struct session *session = pen->place->session;
    const struct lesson_run *run = session->lesson;
    pen->x = pen->left;
    pen->row = 0;
    if (run->is_playing) {
        put_text(pen, "", _("Free play: try what you like. 'resume' brings the lesson back as it was."));
    } else if (run->ask) {
        put_text(pen, "?", lesson_question_text(run));
        put_choices(pen);
    }
}

static double height_of(const struct panel_place *place, double rows)
{
    return 2 * PADDING * place->type.space + 1.35 * place->type.label + rows;
}

/* The choices one beneath the other in the usual size if there is room, else in small type, else side by side; all of
 * that in a larger share of the window before anything is cut. */
static struct pen pen_for(const struct panel_place *place)
{
    double space = place->type.space, left = place->box.x + space;
    struct pen pen = {.place = place, .left = left, .right = place->box.x + place->box.width - space};
    double room = 0;
    for (int larger = 0; larger < 2; larger++)
        for (int is_inline = 0; is_inline < 2; is_inline++)
            for (pen.size = place->type.label; pen.size >= place->type.small; pen.size--) {
                pen.is_inline = is_inline;
                walk(&pen);
                pen.rows = pen.row;
                room = (larger ? LARGEST_SHARE : USUAL_SHARE) * place->options->height;
                if (height_of(place, pen.rows * ROW * pen.size) <= room)
                    return pen;
            }
    pen.size = place->type.small;
    pen.rows = (int)fmax(0, floor((room - height_of(place, 0)) / (ROW * pen.size)));
    return pen;
}

double panel_lesson_height(const struct panel_place *place)
{
    struct pen pen = pen_for(place);
    return height_of(place, pen.rows * ROW * pen.size);
}

void panel_lesson_draw(const struct panel_place *place)
{
    const struct lesson_run *run = place->session->lesson;
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    double y = box->y + PADDING * type->space + 0.6 * type->label, right = box->x + box->width - type->space;
    struct buffer where = BUFFER_EMPTY;
    lesson_prompt(place->session, &where);
    if (run->ask && run->is_over)
        buffer_put(&where, _("· answered"));
    double remark = drawlist_text_width(place->list, buffer_text(&where), type->small, false);
    drawlist_text(place->list, box->x + type->space, y, lesson_page_title(run),
                  (struct text_style){.size = type->label,
                                      .ink = ink(ROLE_TEXT),
                                      .bold = true,
                                      .middle = true,
                                      .fit = fmax(1, right - box->x - 2 * type->space - remark)});
    drawlist_text(place->list, right, y, buffer_text(&where),
                  (struct text_style){
                      .size = type->small, .ink = ink(ROLE_TEXT_DIM), .align = ALIGN_RIGHT, .middle = true});
    buffer_finish(&where);
    struct pen pen = pen_for(place);
    pen.is_drawing = true;
    walk(&pen);
    if (pen.row > pen.rows && pen.rows > 0) { /* the prompt shows it whole */
        double size = pen.size,
               middle = middle_of(&(struct pen){.place = place, .size = size, .row = pen.rows - 1});
        drawlist_rectangle(place->list, pen.right - 1.2 * size, middle - 0.6 * size, 1.2 * size, 1.2 * size, 0,
                           ink(ROLE_PANEL), STROKE_NONE);
        drawlist_text(
            place->list, pen.right, middle, "…",
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .align = ALIGN_RIGHT, .middle = true});
    }
}
