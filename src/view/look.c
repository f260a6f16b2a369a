#include "view/look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cell.h"
#include "base/buffer.h"

struct cell look_at(enum quantity quantity, int layer, int row, int column)
{
    return (struct cell){quantity, layer, row, column};
}

struct ink cell_ink(const struct session *session, struct cell cell)
{
    const struct tape *tape = &session->tape;
    enum knowledge knowledge = tape_knows(tape, cell);
    if (knowledge != KNOWN)
        return ink(knowledge == STALE ? ROLE_STALE : ROLE_UNKNOWN);
    double value = *network_cell(tape->network, cell);
    if (!isfinite(value))
        return ink(ROLE_ERROR);
    if (quantity_is_parameter(cell.quantity))
        return ink(value > 0 ? ROLE_POSITIVE : value < 0 ? ROLE_NEGATIVE : ROLE_TEXT);
    if (cell.quantity == QUANTITY_Y)
        return ink(ROLE_TARGET);
    if (cell.quantity == QUANTITY_LOSS)
        return ink(ROLE_LOSS);
    return ink(quantity_is_gradient(cell.quantity) ? ROLE_BACKWARD : ROLE_FORWARD);
}

const struct explanation *look_step(const struct session *session)
{
    if (!session->tape.network)
        return NULL;
    if (session->prediction.is_open)
        return &session->prediction.explanation;
    return session->last.lines > 0 && session->tape.operation > 0 ? &session->last : NULL;
}

static bool are_equal(const double *a, const double *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a[i] < b[i] || a[i] > b[i])
            return false;
    return true;
}

static bool is_sample(const struct tape *tape, size_t sample)
{
    const struct dataset *data = tape->feed.data;
    return are_equal(dataset_x(data, sample), tape->network->x, data->inputs) &&
           are_equal(dataset_y(data, sample), tape->network->y, data->outputs);
}

size_t look_sample(const struct session *session)
{
    const struct tape *tape = &session->tape;
    if (!tape->network || !tape_is_fed(tape) || !tape->has_x || !tape->has_y)
        return LOOK_NO_SAMPLE;
    if (tape->operation > 0) { /* of equal ones the one under way */
        size_t sample = tape_sample(tape, tape_at(tape, tape->operation - 1).sample);
        if (is_sample(tape, sample))
            return sample;
    }
    for (size_t i = 0; i < tape->feed.data->count; i++)
        if (is_sample(tape, i))
            return i;
    return LOOK_NO_SAMPLE;
}

int look_digits(const struct session *session)
{
    int digits = session->view.is_presenting ? LOOK_DIGITS_PRESENTING : LOOK_DIGITS;
    return session->notation.precision < digits ? session->notation.precision : digits;
}

void look_number(char out[LOOK_NUMBER_SIZE], double value, int digits)
{
    if (isnan(value))
        snprintf(out, LOOK_NUMBER_SIZE, "nan");
    else
        snprintf(out, LOOK_NUMBER_SIZE, "%.*g", digits, value == 0 ? 0 : value);
}

void look_shorten(char number[LOOK_NUMBER_SIZE])
{
    char *power = strchr(number, 'e');
    if (!power)
        return;
    char *to = power + 1, *from = to;
    if (*from == '-')
        to++;
    from += strspn(from, "+-");
    from += strspn(from, "0");
    memmove(to, from, strlen(from) + 1);
}

void look_cell(const struct session *session, struct cell cell, int digits, char out[LOOK_NUMBER_SIZE])
{
    out[0] = '\0';
    if (tape_knows(&session->tape, cell) != UNKNOWN)
        look_number(out, *network_cell(session->tape.network, cell), digits);
}

static void copy_name(char out[LOOK_NAME_SIZE], struct buffer *name)
{
    snprintf(out, LOOK_NAME_SIZE, "%s", buffer_text(name));
    buffer_finish(name);
}

void look_name(struct cell cell, char out[LOOK_NAME_SIZE])
{
    struct buffer name = BUFFER_EMPTY;
    cell_text(&name, cell, false);
    copy_name(out, &name);
}

static struct hit hit_of(enum hit_kind kind, int layer, int row, int column)
{
    return (struct hit){.kind = kind, .layer = layer, .row = row, .column = column};
}

struct hit look_hit(const struct session *session, struct cell cell, char text[LOOK_NAME_SIZE])
{
    const struct network *network = session->tape.network;
    if (quantity_is_gradient(cell.quantity)) /* it is shown where its quantity is */
        cell.quantity = quantity_of_gradient(cell.quantity);
    if (cell.quantity == QUANTITY_YHAT && !session->tape.settings.has_softmax)
        cell = look_at(QUANTITY_A, network->depth, cell.row, 0);
    if (cell.quantity == QUANTITY_W)
        return hit_of(HIT_WEIGHT, cell.layer, cell.row, cell.column);
    if (cell.quantity == QUANTITY_B)
        return hit_of(HIT_BIAS, cell.layer, cell.row, 0);
    if (cell.quantity == QUANTITY_X)
        return hit_of(HIT_NODE, 0, cell.row, 0);
    if (cell.quantity == QUANTITY_A)
        return hit_of(HIT_NODE, cell.layer, cell.row, 0);
    if (cell.quantity == QUANTITY_Z)
        return hit_of(HIT_NODE, cell.layer, (cell.row - 1) / network->layers[cell.layer].pieces + 1, 0);
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, cell);
    copy_name(text, &name);
    return (struct hit){.kind = HIT_QUANTITY, .text = text};
}

void look_plane(char text[LOOK_NAME_SIZE], double left, double right, double bottom, double top)
{
    snprintf(text, LOOK_NAME_SIZE, "%.7g %.7g %.7g %.7g", left, right, bottom, top);
}

bool look_plane_read(const char *text, double *left, double *right, double *bottom, double *top)
{
    return text && sscanf(text, "%lf %lf %lf %lf", left, right, bottom, top) == 4;
}

bool look_is_hovered(const struct scene_hover *hover, const struct hit *hit)
{
    return hover->is_on && hover->hit.kind == hit->kind && hover->hit.layer == hit->layer &&
           hover->hit.row == hit->row && hover->hit.column == hit->column &&
           strcmp(hover->text, hit->text ? hit->text : "") == 0;
}

void look_octagon(struct drawlist *list, double x, double y, double radius, struct ink fill,
                  struct stroke outline)
{
    enum { CORNERS = 8 };
    const double pi = 3.14159265358979;
    double xy[2 * CORNERS];
    for (int i = 0; i < CORNERS; i++) {
        xy[2 * i] = x + radius * cos((i + 0.5) * 2 * pi / CORNERS);
        xy[2 * i + 1] = y + radius * sin((i + 0.5) * 2 * pi / CORNERS);
    }
    drawlist_polygon(list, xy, CORNERS, fill, outline);
}

double look_row_width(const struct drawlist *list, const struct look_piece *pieces, size_t count, double size)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += drawlist_text_width(list, pieces[i].text, size, pieces[i].bold);
    return width;
}

void look_row(struct drawlist *list, double x, double y, const struct look_piece *pieces, size_t count,
              double size, enum text_align align)
{
    if (align != ALIGN_LEFT)
        x -= look_row_width(list, pieces, count, size) / (align == ALIGN_CENTRE ? 2 : 1);
    for (size_t i = 0; i < count; i++)
        x += drawlist_text(
            list, x, y, pieces[i].text,
            (struct text_style){.size = size, .ink = pieces[i].ink, .bold = pieces[i].bold, .middle = true});
}

void look_line_put(struct look_line *line, const char *text, struct ink colour, bool is_bold)
{
    if (line->count == LOOK_LINE_PIECES)
        return;
    snprintf(line->texts[line->count], sizeof line->texts[0], "%s", text);
    line->pieces[line->count] = (struct look_piece){line->texts[line->count], colour, is_bold};
    line->count++;
}
