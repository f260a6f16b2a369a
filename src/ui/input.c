#include "ui/input.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/new_sample.h"
#include "ui/keys.h"
#include "view/look.h"

enum { WAITING_BYTES_MAX = 4096, DRAG_STEP_PX = 8 };

/* ---- commands ---- */

void input_finish(struct input *input)
{
    buffer_finish(&input->commands);
}

/* Nothing waits for long work to end: that would come as a surprise. */
static void ask_for(struct input *input, const struct input_place *place, const char *command)
{
    if (!place->session->job.slice && input->commands.length < WAITING_BYTES_MAX)
        buffer_printf(&input->commands, "%s\n", command);
}

bool input_take(struct input *input, struct buffer *command)
{
    const char *text = buffer_text(&input->commands), *end = strchr(text, '\n');
    if (!end)
        return false;
    buffer_clear(command);
    buffer_put_n(command, text, (size_t)(end - text));
    struct buffer rest = BUFFER_EMPTY;
    buffer_put(&rest, end + 1);
    buffer_finish(&input->commands);
    input->commands = rest;
    return true;
}

/* ---- changing a number ---- */

static bool show_change(struct input *input, const struct input_place *place)
{
    struct scene_change before = place->options->change;
    place->options->change = gesture_shown(&input->gesture);
    return before.is_on || place->options->change.is_on;
}

static bool end_gesture(struct input *input, const struct input_place *place)
{
    struct buffer command = BUFFER_EMPTY;
    if (gesture_end(&input->gesture, &command))
        ask_for(input, place, buffer_text(&command));
    buffer_finish(&command);
    return show_change(input, place);
}

static bool hit_at_mouse(const struct input *input, const struct input_place *place, struct hit *hit)
{
    return input->is_in && place->list && drawlist_hit(place->list, input->x_px, input->y_px, hit);
}

/* The number under the mouse, if it is one that can be changed. */
static bool changeable(const struct input *input, const struct input_place *place, struct cell *cell)
{
    struct hit hit;
    return !place->session->job.slice && hit_at_mouse(input, place, &hit) &&
           scene_hit_cell(place->session, &hit, cell) && gesture_can(place->session, *cell);
}

bool input_wheel(struct input *input, const struct input_place *place, int notches)
{
    struct cell cell;
    if (notches == 0 || input->is_down || !changeable(input, place, &cell))
        return false;
    bool is_new = false;
    if (!gesture_is_of(&input->gesture, cell))
        is_new = end_gesture(input, place);
    gesture_turn(&input->gesture, place->session, cell, notches, place->pace, place->now_ms);
    return show_change(input, place) || is_new;
}

bool input_pass(struct input *input, const struct input_place *place)
{
    bool is_over = input->gesture.kind == GESTURE_WHEEL && place->now_ms >= input->gesture.due_ms;
    return is_over && end_gesture(input, place);
}

int input_wait_ms(const struct input *input, uint64_t now_ms)
{
    if (input->commands.length > 0)
        return 0;
    if (input->gesture.kind != GESTURE_WHEEL)
        return -1;
    return now_ms < input->gesture.due_ms ? (int)(input->gesture.due_ms - now_ms) : 0;
}

/* ---- the mouse ---- */

static bool look(const struct input *input, const struct input_place *place)
{
    return input->is_in && place->list && !input->is_down &&
           scene_hover_at(&place->options->hover, place->list, input->x_px, input->y_px);
}

bool input_settle(struct input *input, const struct input_place *place)
{
    bool was_on = place->options->hover.is_on;
    if (!look(input, place))
        return false;
    place->options->hover.is_on = false;
    return was_on;
}

bool input_move(struct input *input, const struct input_place *place, double x_px, double y_px)
{
    input->is_in = true;
    input->x_px = x_px;
    input->y_px = y_px;
    if (!input->is_down)
        return look(input, place);
    gesture_drag(&input->gesture, (int)trunc((input->down_y_px - y_px) / DRAG_STEP_PX), place->pace);
    return show_change(input, place);
}

bool input_leave(struct input *input, const struct input_place *place)
{
    bool was_on = place->options->hover.is_on;
    if (input->is_down) /* the button holds it */
        return false;
    input->is_in = false;
    place->options->hover = (struct scene_hover){.is_on = false};
    return end_gesture(input, place) || was_on;
}

/* A sample where the mouse is, of the class chosen, or with the other button of the next one. */
static void add_sample(struct input *input, const struct input_place *place, enum input_button button)
{
    double left, right, bottom, top, across, down;
    struct hit plane;
    struct buffer command = BUFFER_EMPTY;
    int classes = new_sample_classes(place->session), class = place->session->view.chosen_class;
    if (!drawlist_hit_rectangle_at(place->list, input->x_px, input->y_px, HIT_PLANE, &plane, &across, &down) ||
        !look_plane_read(plane.text, &left, &right, &bottom, &top))
        return;
    if (class > classes)
        class = 1;
    if (button == BUTTON_RIGHT && classes > 0)
        class = class % classes + 1;
    if (new_sample_put(place->session, plane.row, left + across * (right - left), top + down * (bottom - top),
                       class, &command))
        ask_for(input, place, buffer_text(&command));
    buffer_finish(&command);
}

/* What a click on it stands for. */
static void click(struct input *input, const struct input_place *place, const struct hit *hit)
{
    struct cell cell;
    struct buffer command = BUFFER_EMPTY;
    if (hit->kind == HIT_COMMAND) {
        buffer_put(&command, hit->text);
    } else if (hit->kind == HIT_SAMPLE) {
        buffer_printf(&command, "sample %d", hit->row);
    } else if (scene_hit_cell(place->session, hit, &cell)) {
        buffer_put(&command, "select ");
        cell_typed(&command, cell);
    }
    if (command.length > 0)
        ask_for(input, place, buffer_text(&command));
    buffer_finish(&command);
}

static bool hide_keys(const struct input_place *place)
{
    bool was_shown = place->options->keys != NULL;
    place->options->keys = NULL;
    return was_shown;
}

bool input_press(struct input *input, const struct input_place *place, enum input_button button)
{
    struct hit hit;
    struct cell cell;
    if (hide_keys(place))
        return true;
    bool is_new = end_gesture(input, place);
    if (!hit_at_mouse(input, place, &hit))
        return is_new;
    if (hit.kind == HIT_PLANE) {
        add_sample(input, place, button);
    } else if (button == BUTTON_LEFT) {
        input->is_down =
            changeable(input, place, &cell) && (cell.quantity == QUANTITY_X || cell.quantity == QUANTITY_Y);
        if (input->is_down)
            gesture_grab(&input->gesture, place->session, cell);
        else
            click(input, place, &hit);
    }
    input->down_y_px = input->y_px;
    return is_new;
}

bool input_release(struct input *input, const struct input_place *place)
{
    struct hit hit;
    if (!input->is_down)
        return false;
    input->is_down = false;
    bool is_click = fabs(input->y_px - input->down_y_px) < DRAG_STEP_PX;
    bool is_new = end_gesture(input, place);
    if (is_click && hit_at_mouse(input, place, &hit))
        click(input, place, &hit);
    return look(input, place) || is_new;
}

/* ---- keys ---- */

bool input_key(struct input *input, const struct input_place *place, int key, bool is_repeated)
{
    if (is_repeated && input->commands.length > 0)
        return false;
    struct buffer command = BUFFER_EMPTY;
    if (key == KEYS_ESCAPE)
        input->gesture = (struct gesture){.kind = GESTURE_NONE};
    bool is_new = end_gesture(input, place);
    input->is_down = false;
    switch (keys_press(place->session, key, &command)) {
    case KEYS_COMMAND:
        is_new |= hide_keys(place);
        ask_for(input, place, buffer_text(&command));
        break;
    case KEYS_STOP:
        input->wants_stop = true;
        break;
    case KEYS_HELP:
        if (hide_keys(place))
            return true;
        place->options->key_count = keys_list(input->keys);
        place->options->keys = input->keys;
        is_new = true;
        break;
    case KEYS_ESCAPED:
        is_new |= hide_keys(place);
        break;
    case KEYS_NOTHING:
        break;
    }
    buffer_finish(&command);
    return is_new;
}
