/* The window's picture, as `snapshot` draws it. */
#include "app/export.h"
#include "base/translate.h"

static bool write_png(struct session *session, struct export *export, struct error *error)
{
    return export_read_picture(session, export, NULL, error) &&
           export_draw(session, export, PICTURE_PNG, &export->out, error);
}

static bool write_svg(struct session *session, struct export *export, struct error *error)
{
    return export_read_picture(session, export, NULL, error) &&
           export_draw(session, export, PICTURE_SVG, &export->out, error);
}

const struct export_format export_png = {.name = "png",
                                         .endings = {".png"},
                                         .title = N_("the window's picture, in pixels"),
                                         .options = "[WIDTHxHEIGHT] [PANEL ...]",
                                         .begin = write_png};

const struct export_format export_svg = {.name = "svg",
                                         .endings = {".svg"},
                                         .title = N_("the window's picture, to be scaled without loss"),
                                         .options = "[WIDTHxHEIGHT] [PANEL ...]",
                                         .begin = write_svg};
