/* What mouse and keys mean in the window. Commands that they stand for wait here, a line each, until the loop takes
 * them. Knows no SDL: the window tells what has happened, in pixels of the picture. */
#ifndef NABLA_UI_INPUT_H
#define NABLA_UI_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/buffer.h"
#include "ui/gesture.h"
#include "view/drawlist.h"
#include "view/scene.h"

enum input_button { BUTTON_LEFT, BUTTON_RIGHT };

struct input {
    bool is_in; /* the mouse is in the window */
    double x_px, y_px;
    bool is_down; /* the left button, on a number that can be dragged */
    double down_y_px;
    struct gesture gesture;
    struct scene_key keys[SCENE_KEYS_MAX];
    struct buffer commands; /* that wait, each with its newline */
    bool wants_stop;        /* what is at work is to end */
};

/* Where it happens. */
struct input_place {
    const struct session *session;
    const struct drawlist *list;   /* the picture that is shown; NULL: none */
    struct scene_options *options; /* of the next one: hover, change and keys are set here */
    enum gesture_pace pace;        /* that the keys held down ask for */
    uint64_t now_ms;
};

/* All but the first two return whether the picture changes. */
void input_finish(struct input *input);
bool input_take(struct input *input, struct buffer *command); /* the first command that waits; false: none */

/* The picture has changed below a mouse at rest: what it shows goes if that lies elsewhere now, and nothing else is shown
 * in front of the picture before the mouse moves. */
bool input_settle(struct input *input, const struct input_place *place);

/* The mouse has moved; the mouse has left. */
bool input_move(struct input *input, const struct input_place *place, double x_px, double y_px);
bool input_leave(struct input *input, const struct input_place *place);

bool input_press(struct input *input, const struct input_place *place, enum input_button button);
bool input_release(struct input *input, const struct input_place *place);
bool input_wheel(struct input *input, const struct input_place *place, int notches);
/* key: as in keys.h. What a key that is held down repeats doesn't pile up. */
bool input_key(struct input *input, const struct input_place *place, int key, bool is_repeated);

/* Ends a wheel that has come to rest. Milliseconds until then, 0 as long as commands wait; -1: never. */
bool input_pass(struct input *input, const struct input_place *place);
int input_wait_ms(const struct input *input, uint64_t now_ms);

#endif
