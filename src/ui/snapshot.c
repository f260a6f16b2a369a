#include "ui/snapshot.h"

#include "ui/image.h"
#include "ui/raster.h"
#include "ui/surface.h"
#include "ui/vector.h"
#include "view/drawlist.h"
#include "view/scene.h"

static void put_pixels(struct buffer *out, const struct surface *surface)
{
    for (int y = 0; y < surface->height; y++)
        buffer_put_n(out, (const char *)(surface->pixels + (ptrdiff_t)y * surface->stride),
                     (size_t)surface->width * sizeof *surface->pixels);
}

static bool put_raster(struct buffer *out, const struct drawlist *list, struct text *fonts,
                       enum picture_kind picture, struct error *error)
{
    struct surface surface;
    bool is_put = true;
    surface_init(&surface, list->width_px, list->height_px);
    raster_draw(&surface, list, fonts);
    if (picture == PICTURE_PIXELS)
        put_pixels(out, &surface);
    else
        is_put = image_put(out, &surface, error);
    surface_finish(&surface);
    return is_put;
}

bool snapshot_put(struct buffer *out, const struct session *session, struct text *fonts, double zoom,
                  enum picture_kind picture, int width_px, int height_px, struct error *error)
{
    struct drawlist list;
    struct text_measure measure = text_measure(fonts);
    double scale = zoom * session->view.zoom;
    struct scene_options options = {.width = width_px / scale, .height = height_px / scale};
    drawlist_init(&list);
    drawlist_begin(&list, scene_theme(session), &measure, options.width, options.height, scale);
    scene_draw(session, &options, &list);
    bool is_put = true;
    if (picture == PICTURE_SVG)
        vector_put(out, &list);
    else
        is_put = put_raster(out, &list, fonts, picture, error);
    drawlist_finish(&list);
    return is_put;
}
