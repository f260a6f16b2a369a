/* Changing a number with the mouse: the wheel over it, or a drag up and down. While it lasts only the scene shows
 * what the number will be; at its end it is one assignment, as if it had been typed. */
#ifndef NABLA_UI_GESTURE_H
#define NABLA_UI_GESTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/buffer.h"
#include "view/scene.h"

enum { GESTURE_REST_MS = 400 }; /* a wheel that stands still so long has ended */

enum gesture_kind { GESTURE_NONE, GESTURE_WHEEL, GESTURE_DRAG };

enum gesture_pace { PACE_USUAL, PACE_FINE, PACE_COARSE };

struct gesture {
    enum gesture_kind kind;
    struct cell cell;
    double before, value;
    uint64_t due_ms; /* WHEEL: when it ends */
};

/* Whether the cell is one that can be changed so: a weight, a bias, an input or a target. */
bool gesture_can(const struct session *session, struct cell cell);

/* Turns the wheel over a cell; another one than before begins anew, so end that first. notches: up is more. */
void gesture_turn(struct gesture *gesture, const struct session *session, struct cell cell, int notches,
                  enum gesture_pace pace, uint64_t now_ms);

/* Begins a drag, or says how many steps up from its start it is. */
void gesture_grab(struct gesture *gesture, const struct session *session, struct cell cell);
void gesture_drag(struct gesture *gesture, int steps, enum gesture_pace pace);

/* Whether the gesture is about this cell. */
bool gesture_is_of(const struct gesture *gesture, struct cell cell);

/* Ends it: writes the assignment, or returns false where nothing has changed. */
bool gesture_end(struct gesture *gesture, struct buffer *command);

/* What the scene shows of it. */
struct scene_change gesture_shown(const struct gesture *gesture);

#endif
