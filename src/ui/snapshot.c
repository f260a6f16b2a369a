#include "ui/snapshot.h"

#include <string.h>
#include <strings.h>

#include "base/translate.h"
#include "ui/image.h"
#include "ui/raster.h"
#include "ui/surface.h"
#include "ui/vector.h"
#include "view/drawlist.h"
#include "view/scene.h"

static bool write_png(const struct drawlist *list, struct text *fonts, const char *path, struct error *error)
{
    struct surface surface;
    surface_init(&surface, list->width_px, list->height_px);
    raster_draw(&surface, list, fonts);
    bool is_written = image_write(path, &surface, error);
    surface_finish(&surface);
    return is_written;
}

/* "" where the file's name has no ending. */
static const char *ending(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return dot && dot > name ? dot : "";
}

bool snapshot_write(const struct session *session, struct text *fonts, double zoom, const char *path,
                    int width_px, int height_px, struct error *error)
{
    bool is_svg = strcasecmp(ending(path), ".svg") == 0;
    if (!is_svg && *ending(path) && strcasecmp(ending(path), ".png") != 0)
        return error_set(error, _("'%s': the name of a picture ends in .png or .svg"), path);
    struct drawlist list;
    struct text_measure measure = text_measure(fonts);
    double scale = zoom * session->view.zoom;
    struct scene_options options = {.width = width_px / scale, .height = height_px / scale};
    drawlist_init(&list);
    drawlist_begin(&list, scene_theme(session), &measure, options.width, options.height, scale);
    scene_draw(session, &options, &list);
    bool is_written = is_svg ? vector_write(path, &list, error) : write_png(&list, fonts, path, error);
    drawlist_finish(&list);
    return is_written;
}
