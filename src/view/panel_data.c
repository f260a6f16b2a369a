/* The data panel: the samples as a table, or as pictures, and what the network makes of them. */
#include "view/panel_data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/panel_axes.h"

/* ---- around it ---- */

/* The nearest sample for training from i on, forwards or backwards: `sample` takes no other. Writes what brings it. */
static bool bring(const struct samples *samples, size_t i, int step, char command[32])
{
    while (i < samples->count && samples_is_test(samples, i))
        i += (size_t)step; /* below 0 it is larger than all */
    snprintf(command, 32, "sample %zu", i + 1);
    return samples->is_answered && i < samples->count;
}

/* "13–24 of 200", and before and behind it what turns the page. */
static void draw_pager(const struct samples *samples, double left)
{
    const struct panel_place *place = samples->place;
    char range[96], before[32], behind[32];
    struct key_item items[4];
    size_t count = 0, keys; /* keys: those left out where there is no room for all */
    double y = place->box.y + 0.7 * place->type.space + 0.5 * place->type.label;
    double right = place->box.x + place->box.width - place->type.space;
    bool is_part = samples->shown < samples->count;
    snprintf(range, sizeof range, _("%zu–%zu of %zu"), samples->first + 1, samples->first + samples->shown,
             samples->count);
    if (!is_part)
        snprintf(range, sizeof range, samples->count == 1 ? _("one sample") : _("%zu samples"), samples->count);
    if (samples_side(samples) > 0 && samples->is_test)
        items[count++] = (struct key_item){.mark = KEY_LINE,
                                           .outline = stroke_dashed(ink(ROLE_TEXT_DIM), 2, 5, 3, 0),
                                           .text = _("dashed: for testing")};
    keys = count;
    if (is_part && bring(samples, samples->first - 1, -1, before))
        items[count++] = (struct key_item){.mark = KEY_WORDS, .text = "◀", .command = before};
    items[count++] = (struct key_item){.mark = KEY_WORDS, .text = range};
    if (is_part && bring(samples, samples->first + samples->shown, 1, behind))
        items[count++] = (struct key_item){.mark = KEY_WORDS, .text = "▶", .command = behind};
    if (left + key_width(place, items, count) <= right)
        keys = 0;
    double width = key_width(place, items + keys, count - keys);
    if (left + width <= right)
        key_draw(place, right - width, y, right + 1.5 * place->type.small, items + keys, count - keys);
}

static struct tip_line line_of(const char *name, double value, int digits, enum role role)
{
    struct tip_line line = {.ink = ink(isfinite(value) ? role : ROLE_ERROR)};
    snprintf(line.name, sizeof line.name, "%s", name);
    look_number(line.number, value, digits);
    return line;
}

static void draw_tip(const struct samples *samples)
{
    struct tip_line lines[TIP_LINES_MAX];
    char title[128], name[LOOK_NAME_SIZE], class[DATA_CLASS_SIZE];
    size_t count = 0, i = samples->hovered;
    int digits = samples->session->notation.precision;
    snprintf(title, sizeof title, _("sample %zu"), i + 1);
    if (samples_have_classes(samples)) {
        samples_class_text(samples, samples_class(samples, samples_y(samples, i)), class);
        snprintf(title, sizeof title, _("sample %zu: %s"), i + 1, class);
    }
    for (int k = 0; k < samples->outputs && k < SAMPLES_NUMBERS; k++) {
        look_name(look_at(QUANTITY_Y, 0, k + 1, 0), name);
        lines[count++] = line_of(name, samples_y(samples, i)[k], digits, ROLE_TARGET);
        look_name(look_at(QUANTITY_YHAT, 0, k + 1, 0), name);
        lines[count++] = line_of(name, samples_yhat(samples, i)[k], digits, ROLE_FORWARD);
    }
    if (samples_have_loss(samples, i))
        lines[count++] = line_of("L", samples_loss(samples, i), digits, ROLE_LOSS);
    panel_tip(samples->place, samples->hovered_x, samples->hovered_y, title, lines, count);
}

/* ---- the panel ---- */

static bool find_samples(struct samples *samples)
{
    const struct tape *tape = &samples->session->tape;
    const struct feed *feed = &tape->feed;
    bool is_typed = samples->network && (!feed->data || feed->data->count == 0) && tape->has_x;
    samples->current = DATA_NONE;
    if (is_typed) {
        samples->count = 1;
        samples->current = 0;
        samples->inputs = network_inputs(samples->network);
        samples->outputs = tape->has_y ? network_outputs(samples->network) : 0;
        samples->is_answered = true;
        return true;
    }
    if (!feed->data || feed->data->count == 0)
        return false;
    samples->data = feed->data;
    samples->count = feed->data->count;
    samples->inputs = feed->data->inputs;
    samples->outputs = feed->data->outputs;
    samples->is_answered = samples->network && samples->inputs == network_inputs(samples->network) &&
                           samples->outputs == network_outputs(samples->network);
    samples->current = look_sample(samples->session);
    if (feed->training < samples->count) {
        samples->is_test = memory_new(samples->count, sizeof *samples->is_test);
        for (size_t i = feed->training; i < samples->count; i++)
            samples->is_test[feed->order[i]] = 1;
    }
    return true;
}

static void draw(struct samples *samples, struct box box, double **own)
{
    if (samples_side(samples) > 0) {
        samples_turn_to(samples, samples_pictures_in(samples, box), own);
        samples_draw_pictures(samples, box);
    } else {
        samples_draw_table(samples, box, own);
    }
}

/* Without the folders that it lies in. */
static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

void panel_data_draw(const struct panel_place *place)
{
    struct samples samples = {
        .place = place, .session = place->session, .network = place->session->tape.network};
    char title[128];
    const struct type *type = &place->type;
    double *own = NULL;
    snprintf(title, sizeof title, "%s", _("data"));
    if (!find_samples(&samples)) {
        panel_sentence(
            place, panel_heading(place, title, NULL),
            _("There are no samples yet: load some, for example 'data xor', or type an 'input' and a "
              "'target'."));
        return;
    }
    if (samples.data && samples.data->name[0])
        snprintf(title, sizeof title, _("data: %s"), file_of(samples.data->name));
    struct box box = panel_heading(place, title, NULL);
    box.y += 0.4 * type->small;
    box.height -= 0.4 * type->small;
    draw(&samples, box, &own);
    draw_pager(&samples, box.x + drawlist_text_width(place->list, title, type->label, true) + type->label);
    if (samples.has_hovered)
        draw_tip(&samples);
    memory_free(own);
    memory_free(samples.is_test);
}
