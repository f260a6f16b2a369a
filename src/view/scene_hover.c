/* What the mouse is over. */
#include "view/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/look.h"

bool scene_hover_at(struct scene_hover *hover, const struct drawlist *list, double x_px, double y_px)
{
    struct scene_hover before = *hover;
    struct hit hit, panel;
    double across, down;
    *hover = (struct scene_hover){.is_on = drawlist_hit(list, x_px, y_px, &hit)};
    if (drawlist_hit_rectangle_at(list, x_px, y_px, HIT_PANEL, &panel, &across, &down) && panel.text)
        snprintf(hover->panel, sizeof hover->panel, "%s", panel.text);
    if (hover->is_on) {
        snprintf(hover->text, sizeof hover->text, "%s", hit.text ? hit.text : "");
        hit.text = NULL;
        hover->hit = hit;
    }
    hit = before.hit;
    hit.text = before.text;
    return before.is_on != hover->is_on || (hover->is_on && !look_is_hovered(hover, &hit));
}

/* Reads "y[2]", "L". */
static bool read_quantity(const char *text, struct cell *cell)
{
    const char *bracket = strchr(text, '[');
    *cell = (struct cell){.row = bracket ? atoi(bracket + 1) : 0};
    return quantity_find(text, bracket ? (size_t)(bracket - text) : strlen(text), &cell->quantity);
}

static bool exists(const struct session *session, struct cell cell)
{
    int rows, columns;
    return session->tape.network &&
           network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns) &&
           cell.row <= rows && cell.column <= columns;
}

bool scene_hit_cell(const struct session *session, const struct hit *hit, struct cell *cell)
{
    struct cell found = {0};
    switch (hit->kind) {
    case HIT_NODE:
        found = hit->layer ? look_at(QUANTITY_A, hit->layer, hit->row, 0) : look_at(QUANTITY_X, 0, hit->row, 0);
        break;
    case HIT_WEIGHT:
        found = look_at(QUANTITY_W, hit->layer, hit->row, hit->column);
        break;
    case HIT_BIAS:
        found = look_at(QUANTITY_B, hit->layer, hit->row, 0);
        break;
    case HIT_QUANTITY:
        if (!hit->text || !read_quantity(hit->text, &found))
            return false;
        break;
    case HIT_PANEL:
    case HIT_SAMPLE:
    case HIT_POINT:
    case HIT_COMMAND:
    case HIT_PLANE:
        return false;
    }
    if (!exists(session, found))
        return false;
    *cell = found;
    return true;
}
