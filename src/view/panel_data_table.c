/* The data panel's table: its columns, their widths, and the rows of the page. */
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/panel_axes.h"
#include "view/panel_data.h"
#include "view/panel_net.h"

enum { COLUMNS_MAX = 40, INPUTS_LEAST = 2 };

#define LINE 1.6          /* height of a row, in sizes of its type */
#define LARGEST 1.8       /* times the usual type, where there is room */
#define LARGEST_ALONE 2.4 /* in a panel that has the window for itself */
#define SPREAD_MOST 3.0   /* sizes of type that a column may be wider than it needs */
#define WIDEST "-0.0000"  /* a number with more letters is written with fewer digits */
#define NARROW "-0.00"    /* the same where room is scarce */

enum column_kind {
    COLUMN_NUMBER,
    COLUMN_PART,
    COLUMN_X,
    COLUMN_FOLD,
    COLUMN_Y,
    COLUMN_YHAT,
    COLUMN_LOSS,
    COLUMN_VERDICT
};

struct column {
    enum column_kind kind;
    int index;    /* of x, y, yhat: from 1; 0: the class that they mean. Of a fold: how many it hides */
    double width; /* the space before it included */
};

/* Beside x, y and whether it is right: what goes first where x has no room comes last. */
enum detail { DETAIL_NONE, DETAIL_ANSWER, DETAIL_LOSS, DETAIL_NUMBERS };

struct table {
    struct samples *samples;
    struct box box;
    double size, line;
    enum detail detail;
    double x_ems, y_ems; /* of the widest x, y on the page, in sizes of its type */
    struct column columns[COLUMNS_MAX];
    int column_count;
};

/* ---- columns ---- */

static double width_of(const struct table *table, const char *text)
{
    return drawlist_text_width(table->samples->place->list, text, table->size, false);
}

static void write_number(const struct table *table, double value, double room, char text[LOOK_NUMBER_SIZE])
{
    text[0] = '\0';
    for (int digits = look_digits(table->samples->session); digits > 0; digits--) {
        look_number(text, value, digits);
        if (width_of(table, text) <= room)
            return;
    }
}

static double add_column(struct table *table, enum column_kind kind, int index, double width)
{
    if (table->column_count < COLUMNS_MAX)
        table->columns[table->column_count++] = (struct column){kind, index, width};
    return width;
}

static double class_width(const struct table *table)
{
    const struct samples *samples = table->samples;
    double width = fmax(width_of(table, _("target")), width_of(table, _("output")));
    for (int k = 0; k < samples->data->classes && k < 100; k++) {
        char text[DATA_CLASS_SIZE];
        samples_class_text(samples, k, text);
        width = fmax(width, width_of(table, text));
    }
    return fmin(width, 9 * table->size) + 2.4 * table->size;
}

static bool is_narrow(const struct table *table)
{
    return table->detail < DETAIL_NUMBERS;
}

static double gap_of(const struct table *table)
{
    return (is_narrow(table) ? 0.9 : 1.2) * table->size;
}

/* Of a number that changes as the network learns. */
static double cell_width(const struct table *table)
{
    return width_of(table, is_narrow(table) ? NARROW : WIDEST) + gap_of(table);
}

/* Of one that stays as it is: no wider than it needs. */
static double given_width(const struct table *table, double ems)
{
    double needed = fmax(1.03 * ems * table->size, width_of(table, "x[1]"));
    return fmin(needed, width_of(table, table->detail == DETAIL_NONE ? NARROW : WIDEST)) + gap_of(table);
}

/* y or yhat: one column for the class, or the first few numbers. */
static double add_numbers(struct table *table, enum column_kind kind)
{
    const struct samples *samples = table->samples;
    double cell = kind == COLUMN_Y ? given_width(table, table->y_ems) : cell_width(table), width = 0;
    if (samples_have_classes(samples) && samples->outputs > 1)
        return add_column(table, kind, 0,
                          class_width(table) +
                              (kind == COLUMN_YHAT ? cell - gap_of(table) + 0.4 * table->size : 0));
    int shown = table->detail == DETAIL_NUMBERS ? SAMPLES_NUMBERS : 1;
    for (int k = 1; k <= samples->outputs && k <= shown; k++)
        width += add_column(table, kind, k, cell);
    if (samples->outputs > shown)
        width += add_column(table, COLUMN_FOLD, samples->outputs - shown, 3 * table->size);
    return width;
}

static double part_width(const struct table *table)
{
    return is_narrow(table) ? 1.3 * table->size
                            : fmax(width_of(table, _("training")), width_of(table, _("test"))) + table->size;
}

/* What stands behind x; its width. */
static double add_results(struct table *table)
{
    const struct samples *samples = table->samples;
    double width = add_numbers(table, COLUMN_Y);
    if (!samples->is_answered)
        return width;
    if (table->detail >= DETAIL_ANSWER)
        width += add_numbers(table, COLUMN_YHAT);
    if (table->detail >= DETAIL_LOSS)
        width += add_column(table, COLUMN_LOSS, 0, cell_width(table));
    if (samples_have_classes(samples))
        width += add_column(table, COLUMN_VERDICT, 0, 2 * table->size);
    return width;
}

static void number_text(const struct table *table, size_t i, char text[24])
{
    snprintf(text, 24, table->samples->data ? "%zu" : "–", i + 1);
}

/* Room that is left goes between the columns, as long as they still read as one row. */
static void spread(struct table *table)
{
    double width = 0;
    for (int c = 0; c < table->column_count; c++)
        width += table->columns[c].width;
    double more = fmin((table->box.width - width) / table->column_count, SPREAD_MOST * table->size);
    for (int c = 1; c < table->column_count && more > 0; c++)
        table->columns[c].width += more;
}

/* The columns in this size of type; false where some of x had to be folded or left out. */
static bool choose_columns(struct table *table, double size, enum detail detail)
{
    const struct samples *samples = table->samples;
    struct net_slot slots[NET_SLOTS_MAX];
    char text[24];
    table->size = size;
    table->line = LINE * size;
    table->column_count = 0;
    table->detail = detail;
    double results = add_results(table), cell = given_width(table, table->x_ems);
    number_text(table, samples->count - 1, text);
    double width = fmax(width_of(table, text), width_of(table, "#")) + 0.6 * size;
    table->column_count = 0;
    add_column(table, COLUMN_NUMBER, 0, width);
    if (samples->is_test)
        width += add_column(table, COLUMN_PART, 0, part_width(table));
    int places = (int)fmin(fmax((table->box.width - width - results) / cell, 0), NET_SLOTS_MAX);
    int wanted[] = {1, samples->inputs};
    int count = places > 0 ? net_fold(samples->inputs, places, wanted, 2, slots) : 0;
    for (int i = 0; i < count; i++) {
        if (slots[i].node)
            add_column(table, COLUMN_X, slots[i].node, cell);
        else
            add_column(table, COLUMN_FOLD, slots[i].folded, cell);
    }
    add_results(table);
    spread(table);
    return count == samples->inputs && width + results + count * cell <= table->box.width;
}

static size_t rows_in(const struct table *table)
{
    return (size_t)fmax(1, floor(table->box.height / table->line) - 1);
}

/* How wide what is given is, on the page in the smallest type. */
static void measure(struct table *table)
{
    const struct samples *samples = table->samples;
    table->size = samples->place->type.small;
    table->line = LINE * table->size;
    size_t rows = rows_in(table), current = samples->current == DATA_NONE ? 0 : samples->current;
    size_t first = current / rows * rows, end = samples->count - first < rows ? samples->count : first + rows;
    for (size_t i = first; i < end; i++) {
        char text[LOOK_NUMBER_SIZE];
        for (int k = 0; k < samples->inputs && k < NET_SLOTS_MAX; k++) {
            write_number(table, samples_x(samples, i)[k], HUGE_VAL, text);
            table->x_ems = fmax(table->x_ems, width_of(table, text) / table->size);
        }
        for (int k = 0; k < samples->outputs && k < SAMPLES_NUMBERS; k++) {
            write_number(table, samples_y(samples, i)[k], HUGE_VAL, text);
            table->y_ems = fmax(table->y_ems, width_of(table, text) / table->size);
        }
    }
}

static int inputs_shown(const struct table *table)
{
    int count = 0;
    for (int c = 0; c < table->column_count; c++)
        count += table->columns[c].kind == COLUMN_X;
    return count;
}

static void choose_size(struct table *table)
{
    const struct type *type = &table->samples->place->type;
    double largest = panel_is_alone(table->samples->place) ? LARGEST_ALONE : LARGEST;
    measure(table);
    for (int size = (int)floor(largest * type->label); size > type->small; size--)
        if (choose_columns(table, size, DETAIL_NUMBERS) &&
            ((double)table->samples->count + 1) * table->line <= table->box.height)
            return;
    for (enum detail detail = DETAIL_NUMBERS;; detail--)
        if (choose_columns(table, type->small, detail) || inputs_shown(table) >= INPUTS_LEAST ||
            detail == DETAIL_NONE)
            return;
}

/* ---- cells ---- */

static void draw_text(const struct table *table, double x, double y, const char *text, struct ink colour,
                      bool is_bold, enum text_align align, double room)
{
    if (room < 1)
        return;
    drawlist_text(
        table->samples->place->list, x, y, text,
        (struct text_style){
            .size = table->size, .ink = colour, .bold = is_bold, .align = align, .middle = true, .fit = room});
}

static void draw_number(const struct table *table, double right, double y, double value, double room,
                        enum role role)
{
    char text[LOOK_NUMBER_SIZE];
    write_number(table, value, room, text);
    draw_text(table, right, y, text, ink(isfinite(value) ? role : ROLE_ERROR), false, ALIGN_RIGHT, room);
    *table->samples->place->forms |= isfinite(value) ? 0 : FORM_NOT_FINITE;
}

/* In words, or a ring for the test part. */
static void draw_part(const struct table *table, const struct column *column, double right, double y,
                      bool is_test)
{
    double room = column->width - 0.75 * gap_of(table);
    if (!is_narrow(table))
        draw_text(table, right - room, y, is_test ? _("test") : _("training"),
                  ink(is_test ? ROLE_WARNING : ROLE_TEXT_DIM), false, ALIGN_LEFT, room);
    else if (is_test)
        drawlist_disc(table->samples->place->list, right - 0.4 * table->size, y, 0.36 * table->size, INK_NONE,
                      stroke_solid(ink(ROLE_WARNING), fmax(1, 0.12 * table->size)));
}

/* The class's mark and name; of an answer, how sure the network is. */
static void draw_class(const struct table *table, const struct column *column, double right, double y,
                       const double *values)
{
    const struct samples *samples = table->samples;
    double size = table->size, x = right - column->width + size, room = right - x - 1.4 * size;
    char text[DATA_CLASS_SIZE];
    int class = samples_class(samples, values);
    bool is_answer = column->kind == COLUMN_YHAT;
    if (isnan(values[class])) {
        draw_number(table, right, y, values[class], room, ROLE_TEXT);
        return;
    }
    mark_draw(samples->place->list, x + 0.5 * size, y, 0.36 * size, class, mark_ink(class), STROKE_NONE);
    samples_class_text(samples, class, text);
    if (is_answer) {
        double cell = cell_width(table) - gap_of(table);
        draw_number(table, right, y, values[class], cell, ROLE_FORWARD);
        room -= cell + 0.4 * size;
    }
    draw_text(table, x + 1.4 * size, y, text, ink(is_answer ? ROLE_TEXT : ROLE_TARGET), false, ALIGN_LEFT,
              room);
}

static void draw_cell(const struct table *table, const struct column *column, size_t i, double right, double y)
{
    const struct samples *samples = table->samples;
    double room = column->width - 0.75 * gap_of(table);
    char text[24];
    const double *values = column->kind == COLUMN_YHAT ? samples_yhat(samples, i)
                           : column->kind == COLUMN_Y  ? samples_y(samples, i)
                                                       : samples_x(samples, i);
    switch (column->kind) {
    case COLUMN_NUMBER:
        number_text(table, i, text);
        draw_text(table, right, y, text, ink(ROLE_TEXT_DIM), false, ALIGN_RIGHT, column->width);
        break;
    case COLUMN_PART:
        draw_part(table, column, right, y, samples_is_test(samples, i));
        break;
    case COLUMN_X:
        draw_number(table, right, y, values[column->index - 1], room, ROLE_FORWARD);
        break;
    case COLUMN_FOLD:
        draw_text(table, right, y, "…", ink(ROLE_TEXT_DIM), false, ALIGN_RIGHT, room);
        break;
    case COLUMN_Y:
    case COLUMN_YHAT:
        if (column->index == 0)
            draw_class(table, column, right, y, values);
        else
            draw_number(table, right, y, values[column->index - 1], room,
                        column->kind == COLUMN_Y ? ROLE_TARGET : ROLE_FORWARD);
        break;
    case COLUMN_LOSS:
        if (samples_have_loss(samples, i))
            draw_number(table, right, y, samples_loss(samples, i), room, ROLE_LOSS);
        break;
    case COLUMN_VERDICT:
        draw_text(table, right, y, verdict_sign(samples_verdict(samples, i)),
                  verdict_ink(samples_verdict(samples, i)), true, ALIGN_RIGHT, room);
        break;
    }
}

static void draw_name(const struct table *table, const struct column *column, double right, double y)
{
    char text[LOOK_NAME_SIZE] = "";
    enum quantity quantity = column->kind == COLUMN_X   ? QUANTITY_X
                             : column->kind == COLUMN_Y ? QUANTITY_Y
                                                        : QUANTITY_YHAT;
    bool is_class = (column->kind == COLUMN_Y || column->kind == COLUMN_YHAT) && column->index == 0;
    if (is_class)
        snprintf(text, sizeof text, "%s", column->kind == COLUMN_Y ? _("target") : _("output"));
    else if (column->kind == COLUMN_X || column->kind == COLUMN_Y || column->kind == COLUMN_YHAT)
        look_name(look_at(quantity, 0, column->index, 0), text);
    else if (column->kind == COLUMN_FOLD)
        snprintf(text, sizeof text, "… %d", column->index);
    else if (column->kind == COLUMN_LOSS)
        snprintf(text, sizeof text, "L");
    else if (column->kind == COLUMN_NUMBER)
        snprintf(text, sizeof text, "#");
    double x = is_class ? right - column->width + table->size : right;
    draw_text(table, x, y, text, ink(ROLE_TEXT_DIM), false, is_class ? ALIGN_LEFT : ALIGN_RIGHT,
              column->width - 0.3 * table->size);
}

/* ---- rows ---- */

static void draw_row(struct table *table, size_t i, double y)
{
    struct samples *samples = table->samples;
    struct drawlist *list = samples->place->list;
    double right = table->box.x, reach = 0.4 * table->size;
    struct box box = {table->box.x - reach, y - table->line / 2, table->box.width + 2 * reach, table->line};
    bool is_hovered = samples_hit(samples, i, box);
    if (i == samples->current)
        drawlist_rectangle(list, box.x, box.y, box.width, box.height, 4,
                           ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.22),
                           stroke_solid(ink(ROLE_ACCENT), fmax(1, 1.5 * samples->place->type.scale)));
    else if (is_hovered)
        drawlist_rectangle(list, box.x, box.y, box.width, box.height, 4,
                           ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.22), STROKE_NONE);
    for (int c = 0; c < table->column_count; c++) {
        right += table->columns[c].width;
        if (right > table->box.x + table->box.width + 1)
            return;
        draw_cell(table, &table->columns[c], i, right, y);
    }
}

static void draw_table(struct table *table)
{
    const struct samples *samples = table->samples;
    double right = table->box.x, y = table->box.y + table->line / 2, under = table->box.y + table->line;
    for (int c = 0; c < table->column_count; c++) {
        right += table->columns[c].width;
        if (right <= table->box.x + table->box.width + 1)
            draw_name(table, &table->columns[c], right, y);
    }
    drawlist_rule(samples->place->list, table->box.x, under, table->box.x + table->box.width, under,
                  ink(ROLE_GRID));
    for (size_t i = samples->first; i < samples->first + samples->shown; i++) {
        y += table->line;
        draw_row(table, i, y);
    }
}

/* Whether the L that the pass computed, with the weights of then, is another than that of the same sample here. */
static bool has_two_losses(const struct samples *samples)
{
    size_t i = samples->current;
    if (!samples->is_answered || i < samples->first || i >= samples->first + samples->shown ||
        !samples_have_loss(samples, i) ||
        tape_knows(&samples->session->tape, look_at(QUANTITY_LOSS, 0, 0, 0)) == UNKNOWN)
        return false;
    double here = samples_loss(samples, i);
    return fabs(here - *samples->network->loss) > 1e-9 * fabs(here);
}

/* Beneath the table, where there is room. */
static void draw_note(const struct table *table)
{
    const struct samples *samples = table->samples;
    const char *text = _("L at the top is the step's; here it is that of the weights as they are now.");
    double height = panel_sentence_height(samples->place, table->box.width, text);
    double under = ((double)samples->shown + 1.5) * table->line;
    if (under + height <= table->box.height && table->detail >= DETAIL_LOSS && has_two_losses(samples))
        panel_sentence(samples->place,
                       (struct box){table->box.x, table->box.y + under, table->box.width, height}, text);
}

void samples_draw_table(struct samples *samples, struct box box, double **own)
{
    struct table table = {.samples = samples, .box = box};
    choose_size(&table);
    samples_turn_to(samples, rows_in(&table), own);
    draw_table(&table);
    draw_note(&table);
}
