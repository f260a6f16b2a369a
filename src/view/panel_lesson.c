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

enum { ROWS_MAX = 7 };

/* Where the next word goes. Measuring and drawing are the same walk. */
struct pen {
    const struct panel_place *place;
    double size, left, indent, right, x;
    int row;
    bool is_drawing, is_code, is_bold;
};

static double middle_of(const struct pen *pen)
{
    const struct panel_place *place = pen->place;
    return place->box.y + PADDING * place->type.space + 1.35 * place->type.label +
           ((double)pen->row + 0.5) * ROW * pen->size;
}

static void put_piece(struct pen *pen, const char *text, double width)
{
    if (pen->is_drawing && *text && pen->row < ROWS_MAX)
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

/* A paragraph with `code` and **bold**, in rows of its own. */
static void put_text(struct pen *pen, const char *first, const char *text)
{
    struct buffer marked = BUFFER_EMPTY;
    pen->indent = 0;
    pen->x = pen->left;
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
    break_row(pen);
    buffer_finish(&marked);
}

static void put_choices(struct pen *pen)
{
    const struct lesson_run *run = pen->place->session->lesson;
    for (size_t i = 0; i < ASK_CHOICES_MAX && lesson_choice(run, i); i++) {
        char first[] = {(char)('a' + (int)i), ')', '\0'};
        put_text(pen, first, lesson_choice(run, i));
    }
}

static struct pen pen_for(const struct panel_place *place, bool is_drawing)
{
    double space = place->type.space, left = place->box.x + space;
    return (struct pen){.place = place,
                        .size = place->type.label,
                        .left = left,
                        .right = place->box.x + place->box.width - space,
                        .x = left,
                        .is_drawing = is_drawing};
}

static int walk(const struct panel_place *place, bool is_drawing)
{
    const struct session *session = place->session;
    const struct lesson_run *run = session->lesson;
    struct pen pen = pen_for(place, is_drawing);
    if (run->is_playing) {
        put_text(&pen, "", _("Free play: try what you like. 'resume' brings the lesson back as it was."));
    } else if (run->ask) {
        put_text(&pen, "?", lesson_question_text(run));
        put_choices(&pen);
    }
    return pen.row < ROWS_MAX ? pen.row : ROWS_MAX;
}

double panel_lesson_height(const struct panel_place *place)
{
    const struct type *type = &place->type;
    int rows = walk(place, false);
    return 2 * PADDING * type->space + 1.35 * type->label + rows * ROW * type->label;
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
    walk(place, true);
}
