/* What keys do in a window that has the focus: each stands for a command, as if it had been typed. */
#ifndef NABLA_UI_KEYS_H
#define NABLA_UI_KEYS_H

#include "app/session.h"
#include "base/buffer.h"
#include "view/scene.h"

enum { KEYS_BACKSPACE = '\b', KEYS_ESCAPE = 27 };

enum keys_answer {
    KEYS_NOTHING,
    KEYS_COMMAND, /* the line that is put into command */
    KEYS_STOP,    /* what is at work is to end, as by Ctrl-C */
    KEYS_HELP,    /* show the list of all keys, or take it away */
    KEYS_ESCAPED  /* take it away */
};

/* key: a printable character, or one of the above. While something is at work, it can only be stopped. */
enum keys_answer keys_press(const struct session *session, int key, struct buffer *command);

/* All keys, for the scene; returns how many. */
size_t keys_list(struct scene_key list[SCENE_KEYS_MAX]);

#endif
