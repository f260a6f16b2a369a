/* The formula panel's parts. */
#ifndef NABLA_VIEW_PANEL_FORMULA_H
#define NABLA_VIEW_PANEL_FORMULA_H

#include "view/panel.h"

/* What there is to show at present, numbers and answers as they are shown; no lines before the first step. The caller
 * frees its tokens. */
struct explanation formula_shown(const struct session *session);

#endif
