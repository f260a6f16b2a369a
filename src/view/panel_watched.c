/* A line with the values that `watch` and `display` name. */
#include <math.h>
#include <stdio.h>

#include "app/scope.h"
#include "app/watched.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"

enum { PIECES = 3 };

/* One number, or a short vector; "–" where it isn't known. */
static void write_value(const struct session *session, const struct stop *stop, struct buffer *out)
{
    enum { NUMBERS_MAX = 6 };
    struct value value = {0};
    buffer_clear(out);
    if (!watched_value(session, stop, &value)) {
        buffer_put(out, "–");
        return;
    }
    size_t count = value_count(&value);
    char number[LOOK_NUMBER_SIZE];
    for (size_t i = 0; i < count && i < NUMBERS_MAX; i++) {
        look_number(number, value_data(&value)[i], look_digits(session));
        buffer_printf(out, "%s%s", i > 0 ? "  " : "", number);
    }
    if (count > NUMBERS_MAX)
        buffer_put(out, "  …");
    value_finish(&value);
}

/* Grey, like everywhere, where a change has made it out of date. */
static enum role value_role(const struct session *session, const struct stop *stop)
{
    return scope_has_stale(session, stop->expression) ? ROLE_STALE : ROLE_ACCENT_TEXT;
}

bool panel_watched_has_any(const struct session *session)
{
    for (size_t i = 0; session->tape.network && i < session->stops.count; i++)
        if (watched_is(&session->stops.stops[i]))
            return true;
    return false;
}

void panel_watched_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    struct buffer value = BUFFER_EMPTY;
    double size = type->label, right = box->x + box->width, y = box->y + box->height / 2;
    double x =
        box->x +
        drawlist_text(place->list, box->x, y, _("watched"),
                      (struct text_style){.size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    double more = 1.4 * size;
    for (size_t i = 0; i < session->stops.count; i++) {
        const struct stop *stop = &session->stops.stops[i];
        if (!watched_is(stop))
            continue;
        write_value(session, stop, &value);
        struct look_piece pieces[PIECES] = {{stop->text, ink(ROLE_TEXT), false},
                                            {" = ", ink(ROLE_TEXT_DIM), false},
                                            {buffer_text(&value), ink(value_role(session, stop)), true}};
        double name = look_row_width(place->list, pieces, PIECES - 1, size),
               room = right - x - 1.4 * size - name;
        double width = drawlist_text_width(place->list, pieces[PIECES - 1].text, size, true);
        if (width > room - more && room < 6 * size) { /* not even the start of its value */
            drawlist_text(place->list, right, y, "…",
                          (struct text_style){
                              .size = size, .ink = ink(ROLE_TEXT_DIM), .align = ALIGN_RIGHT, .middle = true});
            break;
        }
        x += 1.4 * size;
        look_row(place->list, x, y, pieces, PIECES - 1, size, ALIGN_LEFT);
        x += name + drawlist_text(place->list, x + name, y, pieces[PIECES - 1].text,
                                  (struct text_style){.size = size,
                                                      .ink = pieces[PIECES - 1].ink,
                                                      .bold = true,
                                                      .middle = true,
                                                      .fit = fmin(width + 1, room - more)});
    }
    buffer_finish(&value);
}
