#include "view/panel.h"

#include <math.h>
#include <string.h>

/* To add a panel: see panel.h. */
static const struct panel panels[] = {
    /* name, weight, aspect, least width, least height, function */
    {"net", 6, 1.9, 20, 8, panel_net_draw},
    {"formula", 2.5, 5.5, 24, 5.4, panel_formula_draw},
    {"curve", 3.5, 1.8, 16.2, 13.5, panel_curve_draw},
    {"loss", 4, 1.7, 18, 12, panel_loss_draw},
    {"boundary", 4, 1.25, 17, 14, panel_boundary_draw},
    {"surface", 4, 1.4, 17, 14, panel_surface_draw},
    {"map", 4, 2.2, 22, 13.5, panel_map_draw},
    {"flow", 3, 1.7, 16.2, 12, panel_flow_draw},
    {"values", 3.5, 1.5, 20, 12, panel_values_draw},
    {"data", 3.5, 1.3, 16.2, 9.8, panel_data_draw},
    {"collapse", 4, 1.9, 22, 13.5, panel_collapse_draw},
};

enum { PANELS = sizeof panels / sizeof *panels };

const struct panel *panel_at(size_t i)
{
    return i < PANELS ? &panels[i] : NULL;
}

const struct panel *panel_find(const char *name)
{
    for (size_t i = 0; i < PANELS; i++)
        if (strcmp(panels[i].name, name) == 0)
            return &panels[i];
    return NULL;
}

bool panel_is_alone(const struct panel_place *place)
{
    return place->box.height > 0.5 * place->options->height && place->box.width > 0.8 * place->options->width;
}

struct box panel_heading(const struct panel_place *place, const char *text, const char *remark)
{
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    double left = box->x + type->space, right = box->x + box->width - type->space;
    double y = box->y + 0.7 * type->space + 0.5 * type->label, top = y + 0.9 * type->label;
    double width = drawlist_text(place->list, left, y, text,
                                 (struct text_style){.size = type->label,
                                                     .ink = ink(ROLE_TEXT),
                                                     .bold = true,
                                                     .middle = true,
                                                     .fit = fmax(1, right - left)});
    double room = right - left - width - type->space;
    if (remark && drawlist_text_width(place->list, remark, type->small, false) <= room) /* or it would be cut */
        drawlist_text(place->list, right, y, remark,
                      (struct text_style){.size = type->small,
                                          .ink = ink(ROLE_TEXT_DIM),
                                          .align = ALIGN_RIGHT,
                                          .middle = true,
                                          .fit = room});
    return (struct box){left, top, right - left, fmax(0, box->y + box->height - 0.8 * type->space - top)};
}
