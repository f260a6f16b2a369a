/* The list of all keys. */
#ifndef NABLA_VIEW_SCENE_KEYS_H
#define NABLA_VIEW_SCENE_KEYS_H

#include "view/panel.h"

/* Draws options->keys over what the list holds, in smaller type where the window is small. */
void scene_keys_draw(const struct scene_options *options, const struct type *type, struct drawlist *list);

#endif
