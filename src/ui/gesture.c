#include "ui/gesture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/cell.h"
#include "lang/value.h"

enum { DIGITS = 9 };

bool gesture_can(const struct session *session, struct cell cell)
{
    const struct network *network = session->tape.network;
    bool is_given =
        quantity_is_parameter(cell.quantity) || cell.quantity == QUANTITY_X || cell.quantity == QUANTITY_Y;
    if (!network || !is_given || cell.row == 0)
        return false;
    return tape_knows(&session->tape, cell) == UNKNOWN || isfinite(*network_cell(network, cell));
}

/* 0.05 for numbers below 10, and so on: 5 % of the power of ten below. */
static double step_for(double value, enum gesture_pace pace)
{
    double size = fabs(value) < 10 ? 1 : pow(10, floor(log10(fabs(value))));
    return size * (pace == PACE_FINE ? 0.01 : pace == PACE_COARSE ? 0.5 : 0.05);
}

static void begin(struct gesture *gesture, const struct session *session, enum gesture_kind kind,
                  struct cell cell)
{
    bool is_known = tape_knows(&session->tape, cell) != UNKNOWN;
    *gesture = (struct gesture){.kind = kind, .cell = cell};
    gesture->before = is_known ? *network_cell(session->tape.network, cell) : 0;
    gesture->value = gesture->before;
}

/* To the grid of the steps, so that the numbers stay short: 0.1372 goes up to 0.15. */
static double move(double value, int steps, enum gesture_pace pace)
{
    char digits[32];
    double step = step_for(value, pace), place = value / step;
    double from = steps > 0 ? floor(place + 1e-9) : ceil(place - 1e-9);
    if (steps == 0)
        return value;
    snprintf(digits, sizeof digits, "%.*g", DIGITS, (from + steps) * step); /* the number that will be typed */
    return strtod(digits, NULL);
}

void gesture_turn(struct gesture *gesture, const struct session *session, struct cell cell, int notches,
                  enum gesture_pace pace, uint64_t now_ms)
{
    if (gesture->kind != GESTURE_WHEEL || !gesture_is_of(gesture, cell))
        begin(gesture, session, GESTURE_WHEEL, cell);
    gesture->value = move(gesture->value, notches, pace);
    gesture->due_ms = now_ms + GESTURE_REST_MS;
}

void gesture_grab(struct gesture *gesture, const struct session *session, struct cell cell)
{
    begin(gesture, session, GESTURE_DRAG, cell);
}

void gesture_drag(struct gesture *gesture, int steps, enum gesture_pace pace)
{
    gesture->value = move(gesture->before, steps, pace);
}

bool gesture_is_of(const struct gesture *gesture, struct cell cell)
{
    return gesture->kind != GESTURE_NONE && gesture->cell.quantity == cell.quantity &&
           gesture->cell.layer == cell.layer && gesture->cell.row == cell.row &&
           gesture->cell.column == cell.column;
}

bool gesture_end(struct gesture *gesture, struct buffer *command)
{
    struct gesture ended = *gesture;
    *gesture = (struct gesture){.kind = GESTURE_NONE};
    if (ended.kind == GESTURE_NONE || ended.value == ended.before)
        return false;
    cell_typed(command, ended.cell);
    buffer_put(command, " = ");
    number_print(command, ended.value, DIGITS);
    return true;
}

struct scene_change gesture_shown(const struct gesture *gesture)
{
    return (struct scene_change){.is_on = gesture->kind != GESTURE_NONE && gesture->value != gesture->before,
                                 .cell = gesture->cell,
                                 .value = gesture->value};
}
