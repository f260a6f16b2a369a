/* The recorded steps as an animation, for slides. */
#include <string.h>

#include "app/export.h"
#include "base/gif.h"
#include "base/memory.h"
#include "base/translate.h"

static bool begin_gif(struct session *session, struct export *export, struct error *error)
{
    size_t count = 0;
    if (!export_read_picture(session, export, &count, error) ||
        !recorded_find(&export->recorded, session, count, error))
        return false;
    export->own = memory_new(1, sizeof(struct gif));
    gif_begin(export->own, &export->out, export->width_px, export->height_px);
    return true;
}

static bool add_frame(struct session *session, struct export *export, size_t i, struct error *error)
{
    struct buffer pixels = BUFFER_EMPTY;
    bool is_drawn = export_draw(session, export, PICTURE_PIXELS, &pixels, error);
    if (is_drawn) { /* copied, because a buffer of bytes isn't meant for numbers */
        uint32_t *copy = memory_new(pixels.length / sizeof *copy, sizeof *copy);
        memcpy(copy, pixels.data, pixels.length);
        int hundredths = 100 * export->seconds; /* the last one twice as long, before it begins anew */
        gif_frame(export->own, &export->out, copy,
                  i + 1 < export->recorded.count ? hundredths : 2 * hundredths);
        memory_free(copy);
    }
    buffer_finish(&pixels);
    return is_drawn;
}

static bool finish_gif(struct session *session, struct export *export, struct error *error)
{
    (void)session, (void)error;
    gif_end(&export->out);
    return true;
}

static void end_gif(struct export *export)
{
    if (export->own)
        gif_finish(export->own);
    memory_free(export->own);
}

const struct export_format export_gif = {
    .name = "gif",
    .endings = {".gif"},
    .title = N_("the steps of this iteration, or the last N, as an animation: for slides"),
    .options = "[N] [WIDTHxHEIGHT] [3s] [PANEL ...]",
    .needs = EXPORT_NEEDS_NET,
    .begin = begin_gif,
    .step = add_frame,
    .finish = finish_gif,
    .end = end_gif};
