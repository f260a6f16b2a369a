/* The boundary panel's samples: which are drawn, what the network makes of them, their marks and their key. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/new_sample.h"
#include "app/save.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"
#include "nn/forward.h"
#include "view/look.h"
#include "view/panel_boundary.h"
#include "view/scene_cache.h"

enum { SHOWN_MAX = 1000, KEY_MAX = 16, OUTPUT_FORM = 2 };

size_t boundary_sample(const struct boundary *boundary, size_t i)
{
    return i * boundary->stride;
}

static const double *x_of(const struct boundary *boundary, size_t i)
{
    return dataset_x(boundary->data, boundary_sample(boundary, i));
}

static const double *y_of(const struct boundary *boundary, size_t i)
{
    return dataset_y(boundary->data, boundary_sample(boundary, i));
}

/* ---- classes ---- */

int boundary_class(const struct boundary *boundary, const double *y)
{
    int best = 0, outputs = boundary->data->outputs;
    if (outputs == 1)
        return y[0] > 0.5;
    for (int k = 1; k < outputs; k++)
        if (y[k] > y[best])
            best = k;
    return best;
}

/* Typed samples have no classes, but targets of 0 and 1 mean some. */
static int find_classes(const struct boundary *boundary)
{
    int outputs = boundary->data->outputs;
    if (boundary->data->classes > 0)
        return boundary->data->classes;
    for (size_t i = 0; i < boundary->shown; i++) {
        const double *y = y_of(boundary, i);
        int ones = 0;
        for (int k = 0; k < outputs; k++) {
            if (y[k] != 0 && y[k] != 1)
                return 0;
            ones += y[k] == 1;
        }
        if (outputs > 1 && ones != 1)
            return 0;
    }
    return outputs == 1 ? 2 : outputs;
}

/* As new_sample_put_class has it. */
static int class_number(const struct dataset *data, int class)
{
    return data->outputs == 1 ? class : class + 1;
}

static void class_name(const struct boundary *boundary, int class, char name[64])
{
    const struct dataset *data = boundary->data;
    if (data->class_name)
        snprintf(name, 64, "%s", data->class_name[class]);
    else
        snprintf(name, 64, _("class %d"), class_number(data, class));
}

/* Writes the command that chooses the class for the samples that are clicked into the plane, and whether it is chosen;
 * no command where none of that class has been typed. */
static bool put_choice(const struct boundary *boundary, int class, struct buffer *command)
{
    const struct dataset *data = boundary->data;
    char number[16];
    const char *name = data->class_name ? data->class_name[class] : number;
    snprintf(number, sizeof number, "%d", class_number(data, class));
    int found = new_sample_find_class(boundary->session, name);
    buffer_put(command, found > 0 ? "view class " : "");
    if (found > 0 && data->class_name)
        save_put_quoted(command, name);
    else if (found > 0)
        buffer_put(command, name);
    return found > 0 && found == boundary->session->view.chosen_class;
}

/* ---- which samples ---- */

void boundary_find_samples(struct boundary *boundary)
{
    const struct feed *feed = &boundary->session->tape.feed;
    const struct dataset *data = feed->data;
    if (!data || data->count == 0 || data->inputs != network_inputs(boundary->network))
        return;
    boundary->data = data;
    boundary->stride = (data->count + SHOWN_MAX - 1) / SHOWN_MAX;
    boundary->shown = (data->count + boundary->stride - 1) / boundary->stride;
    boundary->has_targets = data->outputs == network_outputs(boundary->network);
    boundary->classes = find_classes(boundary);
    if (feed->training < data->count) {
        boundary->is_test = memory_new(data->count, sizeof *boundary->is_test);
        for (size_t i = feed->training; i < data->count; i++)
            boundary->is_test[feed->order[i]] = 1;
    }
}

void boundary_finish(struct boundary *boundary)
{
    memory_free(boundary->is_test);
}

bool boundary_has_present(const struct boundary *boundary)
{
    struct cell x = {.quantity = QUANTITY_X, .row = 0};
    return tape_knows(&boundary->session->tape, x) == KNOWN;
}

bool boundary_range(const struct boundary *boundary, int i, double *low, double *high)
{
    bool has_any = boundary_has_present(boundary) && isfinite(boundary->network->x[i]);
    if (has_any) {
        *low = fmin(*low, boundary->network->x[i]);
        *high = fmax(*high, boundary->network->x[i]);
    }
    for (size_t k = 0; k < boundary->shown; k++) {
        *low = fmin(*low, x_of(boundary, k)[i]);
        *high = fmax(*high, x_of(boundary, k)[i]);
    }
    return has_any || boundary->shown > 0;
}

/* ---- what the network makes of them ---- */

static void compute(const void *context, double *yhat)
{
    const struct boundary *boundary = context;
    struct forward *forward = forward_new(boundary->network);
    size_t outputs = (size_t)network_outputs(boundary->network);
    for (size_t i = 0; i < boundary->shown; i++)
        forward_run(forward, boundary->network, &boundary->session->tape.settings, x_of(boundary, i),
                    yhat + i * outputs);
    forward_free(forward);
}

bool boundary_is_wrong(const struct boundary *boundary, size_t i)
{
    const double *yhat = boundary->yhat + i * (size_t)boundary->data->outputs;
    for (int k = 0; k < boundary->data->outputs; k++)
        if (isnan(yhat[k]))
            return true;
    return boundary_class(boundary, yhat) != boundary_class(boundary, y_of(boundary, i));
}

void boundary_predict(struct boundary *boundary, double **own)
{
    const struct network *network = boundary->network;
    const struct settings *settings = &boundary->session->tape.settings;
    *own = NULL;
    if (!boundary->has_targets)
        return;
    uint64_t from = scene_hash_network(0, network, settings);
    for (size_t i = 0; i < boundary->shown; i++)
        from = scene_hash(from, x_of(boundary, i), (size_t)boundary->data->inputs * sizeof(double));
    struct scene_question question = {.name = "boundary samples",
                                      .what = boundary->stride,
                                      .from = from,
                                      .count = boundary->shown * (size_t)network_outputs(network),
                                      .compute = compute,
                                      .context = boundary};
    boundary->yhat = scene_cache_ask(boundary->place->options->cache, &question, own);
    for (size_t i = 0; boundary->classes > 0 && i < boundary->shown; i++)
        boundary->wrong += boundary_is_wrong(boundary, i);
}

/* ---- marks ---- */

static bool has_rings(const struct boundary *boundary)
{
    return boundary->is_output && boundary->classes > 0 && boundary->yhat;
}

static struct stroke ring_of_wrong(const struct boundary *boundary)
{
    return stroke_solid(ink(ROLE_ERROR), fmax(1.5, 0.36 * boundary->radius));
}

static void draw_mark(const struct boundary *boundary, const struct boundary_marks *marks, size_t i, double x,
                      double y)
{
    bool is_test = boundary->is_test && boundary->is_test[boundary_sample(boundary, i)];
    int class = boundary->classes > 0 ? boundary_class(boundary, y_of(boundary, i)) : 0;
    struct ink fill = boundary->classes > 0 ? mark_ink(class) : marks->fill(marks->context, i);
    struct ink rim = boundary->classes > 0 ? ink(ROLE_PANEL) : ink(ROLE_TEXT);
    double width = fmax(1, 0.22 * boundary->radius), radius = boundary->radius;
    if (is_test && boundary->classes > 0) { /* hollow */
        struct ink colour = fill;
        fill = ink(ROLE_PANEL);
        rim = colour;
        width *= 1.6;
        radius *= 0.9;
    }
    mark_draw(boundary->place->list, x, y, radius, class, fill, stroke_solid(rim, width));
    if (has_rings(boundary) && boundary_is_wrong(boundary, i))
        drawlist_disc(boundary->place->list, x, y, 2.1 * boundary->radius, INK_NONE, ring_of_wrong(boundary));
}

static void put_line(struct tip_line *line, const char *name, double value, struct ink ink)
{
    snprintf(line->name, sizeof line->name, "%s", name);
    look_number(line->number, value, 4);
    line->ink = ink;
}

static void draw_tip(const struct boundary *boundary, size_t i, double x, double y)
{
    struct tip_line lines[TIP_LINES_MAX];
    char title[96], class[64], name[LOOK_NAME_SIZE];
    size_t count = 0;
    const struct dataset *data = boundary->data;
    snprintf(title, sizeof title, _("sample %zu"), boundary_sample(boundary, i) + 1);
    if (boundary->classes > 0) {
        class_name(boundary, boundary_class(boundary, y_of(boundary, i)), class);
        snprintf(title, sizeof title, _("sample %zu: %s"), boundary_sample(boundary, i) + 1, class);
    }
    for (int k = 0; k < data->inputs; k++, count++) {
        look_name(look_at(QUANTITY_X, 0, k + 1, 0), name);
        put_line(&lines[count], name, x_of(boundary, i)[k], ink(ROLE_FORWARD));
    }
    for (int k = 0; k < data->outputs && k < 3; k++, count++) {
        look_name(look_at(QUANTITY_Y, 0, k + 1, 0), name);
        put_line(&lines[count], name, y_of(boundary, i)[k], ink(ROLE_TARGET));
    }
    for (int k = 0; boundary->yhat && k < data->outputs && k < 3; k++, count++) {
        look_name(look_at(QUANTITY_YHAT, 0, k + 1, 0), name);
        put_line(&lines[count], name, boundary->yhat[i * (size_t)data->outputs + (size_t)k], ink(ROLE_FORWARD));
    }
    panel_tip(boundary->place, x + 2 * boundary->radius, y, title, lines, count);
}

void boundary_draw_samples(const struct boundary *boundary, const struct axes *axes,
                           const struct boundary_marks *marks)
{
    const struct box *box = &axes->box;
    const struct scene_hover *hover = &boundary->place->options->hover;
    size_t hovered = boundary->shown;
    drawlist_clip(boundary->place->list, box->x, box->y, box->width, box->height);
    for (size_t i = 0; i < boundary->shown; i++) {
        double x = axes_x(axes, x_of(boundary, i)[0]), y = axes_y(axes, marks->y(marks->context, i));
        struct hit hit = {.kind = HIT_SAMPLE, .row = (int)boundary_sample(boundary, i) + 1};
        draw_mark(boundary, marks, i, x, y);
        drawlist_hit_disc(boundary->place->list, x, y, 1.6 * boundary->radius, hit);
        if (look_is_hovered(hover, &hit) && strcmp(hover->panel, "boundary") == 0)
            hovered = i;
    }
    drawlist_unclip(boundary->place->list);
    if (hovered < boundary->shown)
        draw_tip(boundary, hovered, axes_x(axes, x_of(boundary, hovered)[0]),
                 axes_y(axes, marks->y(marks->context, hovered)));
}

void boundary_draw_present(const struct boundary *boundary, const struct axes *axes, double x, double y)
{
    struct drawlist *list = boundary->place->list;
    double at_x = axes_x(axes, x), at_y = axes_y(axes, y), r = 1.9 * boundary->radius;
    struct stroke dark = stroke_solid(ink(ROLE_PANEL), 5), light = stroke_solid(ink(ROLE_ACCENT), 2.5);
    drawlist_clip(list, axes->box.x, axes->box.y, axes->box.width, axes->box.height);
    for (int pass = 0; pass < 2; pass++) {
        struct stroke stroke = pass ? light : dark;
        drawlist_disc(list, at_x, at_y, r + stroke.width / 2, INK_NONE, stroke);
        for (int i = 0; i < 4; i++) { /* four pointers at it */
            double across = i == 0 ? 1 : i == 1 ? -1 : 0, up = i == 2 ? 1 : i == 3 ? -1 : 0;
            drawlist_line(list, at_x + across * r, at_y + up * r, at_x + 1.8 * across * r, at_y + 1.8 * up * r,
                          stroke);
        }
    }
    drawlist_unclip(list);
}

/* ---- the key ---- */

struct key {
    struct key_item items[KEY_MAX];
    char texts[KEY_MAX][80], commands[KEY_MAX][2 * DATASET_NAME_SIZE + 16];
    size_t count;
};

static struct key_item *add(struct key *key, int mark, struct ink fill, struct stroke outline)
{
    struct key_item *item = &key->items[key->count];
    *item = (struct key_item){.mark = mark, .fill = fill, .outline = outline, .text = key->texts[key->count]};
    key->count++;
    return item;
}

/* A click on a class chooses it for the samples that are clicked into the plane; the chosen one is
 * underlined. */
static void add_classes(const struct boundary *boundary, struct key *key)
{
    for (int i = 0; i < boundary->classes && key->count < KEY_MAX - 4; i++) {
        struct buffer command = BUFFER_EMPTY;
        char *chooses = key->commands[key->count];
        class_name(boundary, i, key->texts[key->count]);
        struct key_item *item = add(key, i, mark_ink(i), stroke_solid(ink(ROLE_PANEL), 1));
        item->is_chosen = put_choice(boundary, i, &command);
        item->command = command.length > 0 ? chooses : NULL;
        snprintf(chooses, sizeof key->commands[0], "%s", buffer_text(&command));
        buffer_finish(&command);
    }
}

/* Without samples that tell: which colour stands for which output. */
static void add_outputs(const struct boundary *boundary, struct key *key)
{
    for (int i = 0; i < network_outputs(boundary->network) && key->count < KEY_MAX - 4; i++) {
        char name[LOOK_NAME_SIZE];
        look_name(look_at(QUANTITY_YHAT, 0, i + 1, 0), name);
        snprintf(key->texts[key->count], sizeof key->texts[0], "%s", name);
        add(key, OUTPUT_FORM, mark_ink(i), STROKE_NONE);
    }
}

static void fill_key(const struct boundary *boundary, struct key *key)
{
    if (boundary->data)
        add_classes(boundary, key);
    if (boundary->what == LANDSCAPE_WINNER && key->count == 0)
        add_outputs(boundary, key);
    if (has_rings(boundary) && boundary->wrong > 0) {
        snprintf(key->texts[key->count], sizeof key->texts[0],
                 boundary->stride > 1 ? _("wrong: %zu of the %zu drawn") : _("wrong: %zu of %zu"),
                 boundary->wrong, boundary->shown);
        add(key, KEY_RING, INK_NONE, ring_of_wrong(boundary));
    } else if (has_rings(boundary)) {
        snprintf(key->texts[key->count], sizeof key->texts[0],
                 boundary->stride > 1 ? _("right: all %zu drawn") : _("right: all %zu"), boundary->shown);
        add(key, KEY_WORDS, INK_NONE, STROKE_NONE);
    }
    if (*boundary->line) {
        snprintf(key->texts[key->count], sizeof key->texts[0], "%s", boundary->line);
        add(key, KEY_LINE, INK_NONE, stroke_solid(ink(ROLE_TEXT), 2));
    }
    if (boundary->is_test && boundary->classes > 0) {
        snprintf(key->texts[key->count], sizeof key->texts[0], "%s", _("hollow: for testing"));
        add(key, 0, ink(ROLE_PANEL), stroke_solid(ink(ROLE_TEXT_DIM), 2));
    }
}

/* What the cross means, where there is room to say it. */
static void add_present(const struct boundary *boundary, struct key *key, double room)
{
    if (!boundary_has_present(boundary) || key->count == KEY_MAX)
        return;
    snprintf(key->texts[key->count], sizeof key->texts[0], "%s", _("this input"));
    add(key, KEY_RING, INK_NONE, stroke_solid(ink(ROLE_ACCENT), 2));
    if (key_width(boundary->place, key->items, key->count) > room)
        key->count--;
}

void boundary_draw_key(const struct boundary *boundary, const char *title, struct box *box)
{
    const struct panel_place *place = boundary->place;
    const struct type *type = &place->type;
    struct key key = {.count = 0};
    fill_key(boundary, &key);
    *box = panel_heading(place, title, NULL);
    add_present(boundary, &key, box->width);
    double y = place->box.y + 0.7 * type->space + 0.5 * type->label, right = box->x + box->width;
    double width = key_width(place, key.items, key.count);
    double left = box->x + drawlist_text_width(place->list, title, type->label, true) + 2 * type->small;
    if (left + width <= right) {
        key_draw(place, right - width, y, right, key.items, key.count);
    } else if (key.count > 0 && box->height > 130) {
        key_draw(place, box->x, box->y + 0.9 * type->small, right, key.items, key.count);
        box->y += 1.7 * type->small;
        box->height -= 1.7 * type->small;
    }
    box->y += 0.4 * type->small;
    box->height -= 0.4 * type->small;
}
