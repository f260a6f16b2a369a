/* The values panel's parts: its table, and what of it there is room for. */
#ifndef NABLA_VIEW_PANEL_VALUES_H
#define NABLA_VIEW_PANEL_VALUES_H

#include "view/look.h"
#include "view/panel.h"
#include "view/panel_net.h"

enum { VALUES_EXTRAS_MAX = 5 };

#define VALUES_LINE 1.4    /* height of a line, in sizes of its type */
#define VALUES_BETWEEN 0.5 /* lines between two layers */

struct values {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    const struct explanation *step; /* or NULL */
    struct box box;
    double size, line, cell, label; /* of the type, a line's height, the columns' widths */
    int focus, from, to;            /* the layers: what must be seen, what is shown */

    bool has_hovered;
    struct cell hovered;
    double hovered_x, hovered_y;
};

/* Finds size, line, cell, label, focus, from and to; the members before them are given. */
void values_choose(struct values *values);

/* What stands behind w: how many, and which. */
int values_extras(const struct values *values, int k, enum quantity extras[VALUES_EXTRAS_MAX]);

/* Which rows of layer k have a place, of so many; which columns of its w. How many slots those fill. */
int values_rows(const struct values *values, int k, int places, struct net_slot slots[NET_SLOTS_MAX]);
int values_columns(const struct values *values, int k, struct net_slot slots[NET_SLOTS_MAX]);

/* Lines above the first row: names, the numbers that come in, and for layer 1 their gradients. */
int values_header_lines(int k);

/* "w1[2,·]" */
void values_row_name(int k, int row, char text[48]);

#endif
