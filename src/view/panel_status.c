/* The line at the top: what the step shown is, the numbers of the training, and the iteration as a track with
 * a mark for each step. */
#include <math.h>
#include <stdio.h>

#include "app/why.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"

enum { FIELDS = 6, FIELD_TEXT = 48, MARKS_MAX = 150, STRETCHES_MAX = 64 };

struct field {
    const char *caption;
    char value[FIELD_TEXT];
    struct ink ink;
    int worth; /* where space is scarce, those worth least go first */
};

static enum role role_of(enum phase phase)
{
    return phase == PHASE_FORWARD ? ROLE_FORWARD : phase == PHASE_BACKWARD ? ROLE_BACKWARD : ROLE_NODE_LINE;
}

static bool is_working(const struct session *session)
{
    return session->job.slice && session->job.has_progress && session->job.total > 0;
}

/* ---- numbers ---- */

static void put_count(struct field *field, const char *caption, uint64_t count, int worth)
{
    *field = (struct field){caption, "", ink(ROLE_TEXT), worth};
    snprintf(field->value, FIELD_TEXT, "%llu", (unsigned long long)count);
}

/* Returns how many there are. */
static int fill_fields(const struct session *session, struct field fields[FIELDS])
{
    const struct settings *settings = &session->tape.settings;
    int digits = session->notation.precision < 6 ? session->notation.precision : 6;
    struct cell loss = look_at(QUANTITY_LOSS, 0, 0, 0);
    char number[LOOK_NUMBER_SIZE];
    int count = 0;
    if (session->tape.feed.data)
        put_count(&fields[count++], _("epoch"), session->tape.feed.epoch, 3);
    put_count(&fields[count++], _("iteration"), session->tape.iteration, 5);
    fields[count] = (struct field){"L", "", cell_ink(session, loss), 6};
    look_cell(session, loss, digits, number);
    snprintf(fields[count++].value, FIELD_TEXT, "%s", number[0] ? number : "–");
    fields[count] = (struct field){_("rate"), "", ink(ROLE_TEXT), 4};
    look_number(number, settings->rate, digits);
    snprintf(fields[count++].value, FIELD_TEXT, "%s", number);
    fields[count] = (struct field){_("loss"), "", ink(ROLE_TEXT), 2};
    snprintf(fields[count++].value, FIELD_TEXT, "%s", settings->loss->name);
    fields[count] = (struct field){_("optimizer"), "", ink(ROLE_TEXT), 1};
    snprintf(fields[count++].value, FIELD_TEXT, "%s", settings->optimizer->name);
    return count;
}

static double field_width(const struct panel_place *place, const struct field *field)
{
    return fmax(drawlist_text_width(place->list, field->caption, place->type.small, false),
                drawlist_text_width(place->list, field->value, place->type.label, true));
}

/* From the right edge leftwards; returns where the leftmost starts. */
static double draw_fields(const struct panel_place *place, double room, double top, double height)
{
    struct field fields[FIELDS];
    const struct type *type = &place->type;
    double gap = 1.9 * type->small, right = place->box.x + place->box.width;
    int count = fill_fields(place->session, fields);
    for (int least = 1; least <= FIELDS; least++) {
        double width = 0;
        for (int i = 0; i < count; i++)
            if (fields[i].worth >= least)
                width += field_width(place, &fields[i]) + gap;
        if (width > room)
            continue;
        double x = right - width;
        for (int i = 0; i < count; i++) {
            if (fields[i].worth < least)
                continue;
            x += gap;
            drawlist_text(place->list, x, top + 0.28 * height, fields[i].caption,
                          (struct text_style){.size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true});
            drawlist_text(
                place->list, x, top + 0.74 * height, fields[i].value,
                (struct text_style){.size = type->label, .ink = fields[i].ink, .bold = true, .middle = true});
            x += field_width(place, &fields[i]);
        }
        return right - width;
    }
    return right;
}

static void write_why(const struct session *session, char *title, size_t size)
{
    struct explanation lit = why_lit(session);
    snprintf(title, size, "%s", lit.title);
    explanation_finish(&lit);
}

static void write_title(const struct session *session, char *title, size_t size)
{
    if (is_working(session) && session->job.is_endless)
        snprintf(title, size, "%s", _("training; t stops it"));
    else if (is_working(session))
        snprintf(title, size, _("at work: %d %%"), (int)(100 * session->job.done / session->job.total));
    else if (!session->tape.network)
        snprintf(title, size, "nabla");
    else if (session->why)
        write_why(session, title, size);
    else if (!look_step(session))
        snprintf(title, size, _("start of iteration %llu"), (unsigned long long)session->tape.iteration + 1);
    else
        snprintf(title, size, "%s", look_step(session)->title);
}

/* ---- the track ---- */

struct track {
    const struct panel_place *place;
    double x, y, width, height;
    size_t total, current;           /* steps; the one shown, 0 before the first */
    size_t forward, sample, samples; /* steps of a sample's forward pass, of a sample; samples */
};

static enum phase phase_of(const struct track *track, size_t number)
{
    if (number > track->samples * track->sample)
        return PHASE_UPDATE;
    return (number - 1) % track->sample < track->forward ? PHASE_FORWARD : PHASE_BACKWARD;
}

/* Steps [first, end), done or not. */
static void draw_stretch(const struct track *track, size_t first, size_t end, struct ink ink, double gap)
{
    double step = track->width / (double)track->total, x = track->x + step * (double)(first - 1);
    double width = fmax(1, step * (double)(end - first) - gap);
    drawlist_rectangle(track->place->list, x, track->y, width, track->height, track->height / 2, ink,
                       STROKE_NONE);
}

static struct ink ink_of(const struct track *track, size_t number, bool is_done)
{
    struct ink base = ink(role_of(phase_of(track, number)));
    return is_done ? base : ink_fade(base, 0.28);
}

static void draw_marks(const struct track *track)
{
    for (size_t i = 1; i <= track->total; i++)
        draw_stretch(track, i, i + 1,
                     i == track->current ? ink(ROLE_ACCENT) : ink_of(track, i, i < track->current),
                     track->total > 60 ? 1 : 3);
}

/* A stretch for each pass, with what is done of it on top. */
static void draw_stretches(const struct track *track)
{
    for (size_t first = 1, end; first <= track->total; first = end) {
        for (end = first + 1; end <= track->total && phase_of(track, end) == phase_of(track, first);)
            end++;
        draw_stretch(track, first, end, ink_of(track, first, false), 2);
        size_t done = track->current + 1 < end ? track->current + 1 : end;
        if (done > first)
            draw_stretch(track, first, done, ink_of(track, first, true), done == end ? 2 : 0);
    }
}

static void draw_bar(const struct track *track)
{
    draw_stretch(track, 1, track->total + 1, ink_fade(ink(ROLE_TEXT_DIM), 0.28), 0);
    if (track->current)
        draw_stretch(track, 1, track->current + 1, ink(ROLE_ACCENT), 0);
}

static void draw_track(const struct panel_place *place, double y, double height)
{
    const struct session *session = place->session;
    const struct tape *tape = &session->tape;
    struct track track = {
        .place = place, .x = place->box.x, .y = y, .width = place->box.width, .height = height};
    if (is_working(session)) {
        track.total = (size_t)session->job.total;
        track.current = (size_t)session->job.done;
        draw_bar(&track);
        return;
    }
    if (!tape->network)
        return;
    size_t nodes = 0;
    for (int k = 1; k <= tape->network->depth; k++)
        nodes += (size_t)tape->network->layers[k].nodes;
    track.samples = tape->batch;
    track.total = tape_step_count(tape);
    track.sample = (track.total - nodes) / tape->batch;
    track.forward = nodes + 1 + tape->settings.has_softmax;
    track.current = look_step(session) ? look_step(session)->step.number : 0;
    if (track.total <= MARKS_MAX && track.width / (double)track.total >= 4)
        draw_marks(&track);
    else if (2 * tape->batch + 1 <= STRETCHES_MAX)
        draw_stretches(&track);
    else
        draw_bar(&track);
}

void panel_status_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    char title[EXPLANATION_TITLE_SIZE];
    write_title(session, title, sizeof title);
    double track = fmax(4, 5 * type->scale), height = box->height - 2 * track, size = type->title;
    double bar = look_step(session) ? 0.7 * type->title : 0, right = box->x + box->width;
    double width = drawlist_text_width(place->list, title, size, true);
    while (size > 0.8 * type->title && width + bar > 0.75 * box->width) /* so that L has room beside it */
        width = drawlist_text_width(place->list, title, --size, true);
    while (size > 0.55 * type->title && width + bar > box->width) /* rather small than cut */
        width = drawlist_text_width(place->list, title, --size, true);
    double left = session->tape.network ? draw_fields(place, box->width - width - bar, box->y, height) : right;
    if (bar > 0)
        drawlist_rectangle(place->list, box->x, box->y + 0.16 * height, 0.24 * type->title, 0.68 * height, 3,
                           ink(role_of(look_step(session)->step.phase)), STROKE_NONE);
    drawlist_text(
        place->list, box->x + bar, box->y + height / 2, title,
        (struct text_style){
            .size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true, .fit = left - box->x - bar});
    if (!session->tape.network)
        drawlist_text(place->list, box->x + width + size, box->y + height / 2,
                      _("a neural network, node by node"),
                      (struct text_style){.size = type->label,
                                          .ink = ink(ROLE_TEXT_DIM),
                                          .middle = true,
                                          .fit = fmax(1, right - box->x - width - size)});
    draw_track(place, box->y + box->height - track, track);
}
