/* The loss panel: how the cost fell, epoch by epoch, in each training. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"
#include "view/panel_axes.h"
#include "view/plot.h"

enum { SERIES_MAX = LEARNING_RUNS_MAX, LINES_MAX = 2 * SERIES_MAX, COST_DIGITS = 4 };

#define LOG_FROM 100    /* the axis is logarithmic where the greatest cost is so many times the least */
#define GUTTER_MOST 0.4 /* of the panel's width for what stands at the lines' ends */
#define LABEL_GAP 1.45  /* from one label to the next, in sizes of their type */
#define TEST_BEHIND 0.6 /* how strong the test part's lines are beside several runs */
#define ABOVE 1.06      /* room above the greatest cost */
#define STRIP 6         /* units across that answer to the mouse together */
#define MARK_GAP 110    /* units across from one of a line's forms to the next */

/* A line of learning_line: trainings that went on, or a race's runner. */
struct series {
    const char *label, *net;                /* borrowed */
    char name[2 * LEARNING_LABEL_SIZE + 4]; /* what of them tells this line from the others */
    double *epoch, *cost, *test;
    size_t count;
    bool has_test;
};

struct loss_plot {
    const struct panel_place *place;
    struct series series[SERIES_MAX];
    size_t count;
    double least, greatest; /* of what is finite; least: above 0 */
    double first, last;     /* epochs */
    double now;             /* epochs done, as the network stands */
    size_t not_finite;      /* the first epoch without a finite cost; 0: none */
    bool has_test;
    struct axes axes;
};

/* ---- what is shown ---- */

static void take_cost(struct loss_plot *plot, double cost)
{
    if (!isfinite(cost))
        return;
    plot->greatest = fmax(plot->greatest, cost);
    if (cost > 0)
        plot->least = fmin(plot->least, cost);
}

static void take_point(struct loss_plot *plot, struct series *series, const struct learning_point *point)
{
    size_t at = series->count++;
    series->epoch[at] = (double)point->epoch;
    series->cost[at] = point->cost;
    series->test[at] = point->test_cost;
    series->has_test |= !isnan(point->test_cost);
    plot->first = fmin(plot->first, series->epoch[at]);
    plot->last = fmax(plot->last, series->epoch[at]);
    take_cost(plot, point->cost);
    take_cost(plot, point->test_cost);
    if (!isfinite(point->cost) && plot->not_finite == 0)
        plot->not_finite = (size_t)point->epoch;
}

static void take_run(struct loss_plot *plot, struct series *series, const struct learning_run *run)
{
    size_t room = series->count + run->count;
    series->label = run->label;
    series->net = run->net;
    series->epoch = memory_resize(series->epoch, room, sizeof *series->epoch);
    series->cost = memory_resize(series->cost, room, sizeof *series->cost);
    series->test = memory_resize(series->test, room, sizeof *series->test);
    for (size_t i = 0; i < run->count; i++)
        take_point(plot, series, &run->points[i]);
    plot->has_test |= series->has_test;
}

static void name_series(struct loss_plot *plot)
{
    const char *labels[SERIES_MAX];
    char names[SERIES_MAX][LEARNING_LABEL_SIZE], *written[SERIES_MAX];
    bool has_one_label = true, has_one_net = true;
    for (size_t i = 0; i < plot->count; i++) {
        labels[i] = plot->series[i].label;
        written[i] = names[i];
        has_one_label &= strcmp(labels[i], labels[0]) == 0;
        has_one_net &= strcmp(plot->series[i].net, plot->series[0].net) == 0;
    }
    learning_names(labels, plot->count, written);
    for (size_t i = 0; i < plot->count; i++) {
        struct series *series = &plot->series[i];
        if (has_one_net)
            snprintf(series->name, sizeof series->name, "%.*s", LEARNING_LABEL_SIZE, names[i]);
        else if (has_one_label)
            snprintf(series->name, sizeof series->name, "%s", series->net);
        else
            snprintf(series->name, sizeof series->name, "%.*s, %s", LEARNING_LABEL_SIZE, names[i], series->net);
    }
}

static void gather(struct loss_plot *plot)
{
    const struct learning *learning = plot->place->session->learning;
    plot->least = plot->first = (double)INFINITY;
    plot->greatest = plot->last = -(double)INFINITY;
    plot->now = (double)plot->place->session->tape.feed.epoch;
    for (size_t i = 0; i < learning->count; i++) {
        if (learning->runs[i]->count == 0)
            continue;
        size_t line = learning_line(learning, i);
        take_run(plot, &plot->series[line], learning->runs[i]);
        plot->count = line + 1;
    }
    name_series(plot);
}

static void finish(struct loss_plot *plot)
{
    for (size_t i = 0; i < plot->count; i++) {
        memory_free(plot->series[i].epoch);
        memory_free(plot->series[i].cost);
        memory_free(plot->series[i].test);
    }
}

/* ---- scales ---- */

static bool is_log(const struct loss_plot *plot)
{
    const struct view *view = &plot->place->session->view;
    if (view_has_option(view, "loss", "linear") || !isfinite(plot->least))
        return false;
    return view_has_option(view, "loss", "log") || plot->greatest > LOG_FROM * plot->least;
}

static void find_scales(struct loss_plot *plot)
{
    struct axes *axes = &plot->axes;
    *axes =
        (struct axes){.place = plot->place, .x_name = _("epoch"), .y_name = _("cost"), .numbers = AXES_WHOLE_X};
    axes->left = plot->first > 1 ? plot->first - 1 : 0;
    axes->right = fmax(fmax(plot->last, plot->now), axes->left + 1);
    axes->left = fmin(axes->left, plot->now);
    axes->bottom = 0;
    axes->top = plot->greatest > 0 ? ABOVE * plot->greatest : 1;
    if (is_log(plot)) {
        axes->numbers |= AXES_LOG_Y;
        axes->bottom = plot->least;
        axes->top = plot->greatest;
        scale_round_log(&axes->bottom, &axes->top);
    }
}

/* Of a cost of 0 a logarithm shows no more than that it lies below everything. */
static double shown(const struct loss_plot *plot, double cost)
{
    return plot->axes.numbers & AXES_LOG_Y && cost <= 0 ? plot->axes.bottom : cost;
}

/* ---- the ends of the lines ---- */

struct line_end {
    double x, y; /* units */
    char number[LOOK_NUMBER_SIZE];
    const char *text;
    struct ink ink;
    int form; /* of mark_draw */
    bool is_test;
};

static struct stroke stroke_of(const struct loss_plot *plot, size_t i, bool is_test)
{
    double width = 2.4 * plot->place->type.scale;
    if (is_test && plot->count > 1) /* behind the runs that are compared */
        return stroke_dashed(ink_fade(ink_series(i), TEST_BEHIND), 0.7 * width, 3 * width, 2 * width, 0);
    return is_test ? stroke_dashed(ink_series(i), width, 3 * width, 2 * width, 0)
                   : stroke_solid(ink_series(i), width);
}

/* The last finite cost of the line; false if there is none. */
static bool find_end(const struct loss_plot *plot, size_t i, bool is_test, struct line_end *end)
{
    const struct series *series = &plot->series[i];
    const double *cost = is_test ? series->test : series->cost;
    size_t n = series->count;
    while (n > 0 && !isfinite(cost[n - 1]))
        n--;
    if (n == 0)
        return false;
    *end = (struct line_end){.ink = ink_series(i), .form = (int)i, .is_test = is_test};
    end->x = series->epoch[n - 1];
    end->y = cost[n - 1];
    look_number(end->number, cost[n - 1], COST_DIGITS);
    end->text = plot->count == 1 ? is_test ? _("test") : _("training") : is_test ? _("test") : series->name;
    return true;
}

static size_t find_ends(const struct loss_plot *plot, struct line_end ends[LINES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < plot->count; i++) {
        count += find_end(plot, i, false, &ends[count]);
        if (plot->series[i].has_test)
            count += find_end(plot, i, true, &ends[count]);
    }
    return count;
}

static double text_width(const struct loss_plot *plot, const char *text, bool bold)
{
    return drawlist_text_width(plot->place->list, text, plot->place->type.small, bold);
}

/* Of the widest number, so that the words stand in a column. */
static double number_width(const struct loss_plot *plot, const struct line_end *ends, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, text_width(plot, ends[i].number, true));
    return width + 0.5 * plot->place->type.small;
}

/* What the labels would need: from the plane's edge to the end of the longest. */
static double gutter(const struct loss_plot *plot, const struct line_end *ends, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, text_width(plot, ends[i].text, false));
    return 1.2 * plot->place->type.small + number_width(plot, ends, count) + ceil(width) + 1;
}

/* Where there is no room for all labels, the test's go first, then the oldest. */
static size_t keep_newest(struct line_end *ends, size_t count, size_t room)
{
    for (size_t i = 0; i < count && count > room;)
        if (ends[i].is_test)
            memmove(ends + i, ends + i + 1, (--count - i) * sizeof *ends);
        else
            i++;
    if (count > room) {
        memmove(ends, ends + count - room, room * sizeof *ends);
        count = room;
    }
    return count;
}

static void draw_end(const struct loss_plot *plot, const struct line_end *end, double y, double numbers,
                     double right)
{
    struct drawlist *list = plot->place->list;
    const struct box *box = &plot->axes.box;
    double size = plot->place->type.small, edge = box->x + box->width, x = edge + 1.2 * size;
    double scale = plot->place->type.scale;
    mark_draw(list, end->x, end->y, (end->form == 0 ? 3 : 5) * scale, end->form,
              end->is_test ? ink(ROLE_PANEL) : end->ink, stroke_solid(end->ink, 2 * scale));
    bool is_at_edge = end->x + 2 * size > edge;
    if (!is_at_edge)
        drawlist_line(list, end->x + 6 * scale, end->y, edge, y,
                      stroke_dotted(ink_fade(end->ink, 0.7), 1.5 * scale, 5, 0));
    drawlist_line(list, is_at_edge ? end->x + 4 * scale : edge, is_at_edge ? end->y : y, x - 0.3 * size, y,
                  stroke_solid(end->ink, 1.5 * scale));
    drawlist_text(list, x, y, end->number,
                  (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true});
    x += numbers;
    if (right - x > fmin(2.5 * size, text_width(plot, end->text, false)))
        drawlist_text(
            list, x, y, end->text,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = right - x});
}

static void draw_ends(const struct loss_plot *plot, struct line_end *ends, size_t count, double right)
{
    const struct box *box = &plot->axes.box;
    double y[LINES_MAX], gap = LABEL_GAP * plot->place->type.small;
    count = keep_newest(ends, count, (size_t)fmax(1, floor(box->height / gap)));
    for (size_t i = 0; i < count; i++) {
        ends[i].x = axes_x(&plot->axes, ends[i].x);
        ends[i].y = y[i] = axes_y(&plot->axes, shown(plot, ends[i].y));
    }
    plot_spread(y, count, gap, box->y + gap / 3, box->y + box->height - gap / 3);
    for (size_t i = 0; i < count; i++)
        draw_end(plot, &ends[i], y[i], number_width(plot, ends, count), right);
}

/* ---- the picture ---- */

static void draw_line(const struct loss_plot *plot, size_t i, bool is_test)
{
    const struct series *series = &plot->series[i];
    const double *cost = is_test ? series->test : series->cost;
    double *y = memory_new(series->count, sizeof *y);
    for (size_t k = 0; k < series->count; k++)
        y[k] = shown(plot, cost[k]);
    plot_curve(&plot->axes, series->epoch, y, series->count, stroke_of(plot, i, is_test));
    memory_free(y);
}

/* Several lines are told apart by forms on them too, not all in the same places. */
static void draw_forms(const struct loss_plot *plot, size_t i)
{
    const struct series *series = &plot->series[i];
    double scale = plot->place->type.scale, gap = MARK_GAP * scale;
    double next = plot->axes.box.x + gap * (0.4 + (double)i / (double)plot->count);
    for (size_t k = 0; k + 1 < series->count; k++) {
        double x = axes_x(&plot->axes, series->epoch[k]), y = shown(plot, series->cost[k]);
        if (x < next || !isfinite(y))
            continue;
        next = x + gap;
        mark_draw(plot->place->list, x, axes_y(&plot->axes, y), 5 * scale, (int)i, ink_series(i),
                  stroke_solid(ink(ROLE_PANEL), scale));
    }
}

/* The network as it stands: after going back, not at the end of the lines. */
static void draw_now(const struct loss_plot *plot)
{
    struct drawlist *list = plot->place->list;
    const struct box *box = &plot->axes.box;
    double x = axes_x(&plot->axes, plot->now), scale = plot->place->type.scale, wing = 5 * scale;
    drawlist_line(list, x, box->y, x, box->y + box->height,
                  stroke_dashed(ink(ROLE_TEXT_DIM), 1.5 * scale, 5 * scale, 4 * scale, 0));
    const double tip[] = {x - wing, box->y - wing, x + wing, box->y - wing, x, box->y + wing};
    drawlist_polygon(list, tip, 3, ink(ROLE_TEXT), STROKE_NONE);
}

static void say_not_finite(const struct loss_plot *plot)
{
    const struct panel_place *place = plot->place;
    double size = place->type.small, y = plot->axes.box.y + 1.2 * size, width;
    double right = plot->axes.box.x + plot->axes.box.width - 0.8 * size;
    char text[96];
    if (plot->not_finite == 0)
        return;
    *place->forms |= FORM_NOT_FINITE;
    snprintf(text, sizeof text, _("no finite number in epoch %zu"), plot->not_finite);
    width = fmin(drawlist_text_width(place->list, text, size, true), plot->axes.box.width - 1.2 * size);
    drawlist_rectangle(place->list, right - width - 0.4 * size, y - 0.8 * size, width + 0.8 * size, 1.6 * size,
                       4, ink(ROLE_PANEL), STROKE_NONE);
    drawlist_text(place->list, right, y, text,
                  (struct text_style){.size = size,
                                      .ink = ink(ROLE_ERROR),
                                      .bold = true,
                                      .align = ALIGN_RIGHT,
                                      .middle = true,
                                      .fit = width});
}

static struct box draw_heading(const struct loss_plot *plot)
{
    const struct panel_place *place = plot->place;
    const struct type *type = &place->type;
    const char *title = plot->axes.numbers & AXES_LOG_Y ? _("cost by epoch, logarithmic") : _("cost by epoch");
    char now[64];
    snprintf(now, sizeof now, _("▼ now: epoch %.0f"), plot->now);
    struct box box = panel_heading(place, title, plot->has_test && plot->count > 1 ? NULL : now);
    if (plot->has_test && plot->count > 1) {
        struct ink dim = ink(ROLE_TEXT_DIM);
        const struct key_item items[] = {
            {.mark = KEY_LINE, .outline = stroke_solid(dim, 2.4), .text = _("training")},
            {.mark = KEY_LINE, .outline = stroke_dashed(dim, 2.4, 5, 3, 0), .text = _("test")},
            {.mark = KEY_WORDS, .text = now}};
        double right = box.x + box.width;
        double left = box.x + drawlist_text_width(place->list, title, type->label, true) + 2 * type->small;
        size_t count = left + key_width(place, items, 3) <= right ? 3 : 2; /* the mark alone says it, too */
        double width = key_width(place, items, count);
        key_draw(place, fmax(left, right - width), place->box.y + 0.7 * type->space + 0.5 * type->label, right,
                 items, count);
    }
    double lift = 0.8 * type->small; /* for the mark of now, and the highest number */
    box.y += lift;
    box.height -= lift;
    return box;
}

/* ---- what the mouse is over ---- */

/* The point nearest to the epoch. */
static size_t nearest(const struct series *series, double epoch)
{
    size_t low = 0, high = series->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (series->epoch[middle] < epoch)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && epoch - series->epoch[low - 1] < series->epoch[low] - epoch ? low - 1 : low;
}

static void put_tip_line(const struct loss_plot *plot, size_t i, size_t point, bool is_test,
                         struct tip_line *lines, size_t *count)
{
    const struct series *series = &plot->series[i];
    double cost = is_test ? series->test[point] : series->cost[point];
    if (*count == TIP_LINES_MAX || (is_test && isnan(cost)))
        return;
    struct tip_line *line = &lines[(*count)++];
    line->ink = ink(isfinite(cost) ? ROLE_TEXT : ROLE_ERROR);
    snprintf(line->name, sizeof line->name, "%s",
             is_test            ? _("test")
             : plot->count == 1 ? _("training")
                                : series->name);
    look_number(line->number, cost, COST_DIGITS);
    if (isfinite(cost))
        drawlist_disc(plot->place->list, axes_x(&plot->axes, series->epoch[point]),
                      axes_y(&plot->axes, shown(plot, cost)), 5 * plot->place->type.scale, ink(ROLE_PANEL),
                      stroke_solid(ink_series(i), 2.4 * plot->place->type.scale));
}

static void draw_tip(const struct loss_plot *plot, double x)
{
    const struct box *box = &plot->axes.box;
    double epoch = plot->axes.left + (x - box->x) / box->width * (plot->axes.right - plot->axes.left);
    struct tip_line lines[TIP_LINES_MAX];
    size_t count = 0;
    double at = (double)NAN;
    char title[64];
    for (size_t i = 0; i < plot->count; i++) { /* the nearest point of all, then of each series the one there */
        double its = plot->series[i].epoch[nearest(&plot->series[i], epoch)];
        if (isnan(at) || fabs(its - epoch) < fabs(at - epoch))
            at = its;
    }
    x = axes_x(&plot->axes, at);
    drawlist_line(plot->place->list, x, box->y, x, box->y + box->height, stroke_solid(ink(ROLE_TEXT_DIM), 1));
    for (size_t i = 0; i < plot->count; i++) {
        size_t point = nearest(&plot->series[i], at);
        bool is_there =
            at >= plot->series[i].epoch[0] && at <= plot->series[i].epoch[plot->series[i].count - 1];
        for (int is_test = 0; is_there && is_test < 2; is_test++)
            put_tip_line(plot, i, point, is_test, lines, &count);
    }
    snprintf(title, sizeof title, _("epoch %.0f"), at);
    panel_tip(plot->place, x + 6, box->y + 0.4 * box->height, title, lines, count);
}

static void draw_strips(const struct loss_plot *plot)
{
    const struct scene_hover *hover = &plot->place->options->hover;
    const struct box *box = &plot->axes.box;
    int count = (int)(box->width / STRIP);
    for (int i = 0; i < count; i++) {
        struct hit hit = {.kind = HIT_POINT, .row = i + 1, .column = 1};
        drawlist_hit_rectangle(plot->place->list, box->x + i * STRIP, box->y, STRIP, box->height, hit);
        if (look_is_hovered(hover, &hit) && strcmp(hover->panel, "loss") == 0)
            draw_tip(plot, box->x + (i + 0.5) * STRIP);
    }
}

/* ---- the panel ---- */

static void say(const struct panel_place *place)
{
    struct box box = panel_heading(place, _("cost by epoch"), NULL);
    struct error error = {.text = ""};
    const struct tape *tape = &place->session->tape;
    if (!session_needs_network(place->session, &error))
        panel_sentence(place, box, error.text);
    else if ((!tape->feed.data || tape->feed.data->count == 0) && !(tape->has_x && tape->has_y))
        panel_sentence(
            place, box,
            _("There is nothing to learn from yet: load samples, for example 'data xor', then 'train 100'."));
    else
        panel_sentence(place, box,
                       _("Nothing is trained yet: 'train 100' goes through the samples 100 times and shows "
                         "here how the cost falls."));
}

void panel_loss_draw(const struct panel_place *place)
{
    struct loss_plot plot = {.place = place};
    struct line_end ends[LINES_MAX];
    gather(&plot);
    if (plot.count == 0) {
        say(place);
        return;
    }
    find_scales(&plot);
    struct box box = draw_heading(&plot);
    size_t count = find_ends(&plot, ends);
    double beside = fmin(gutter(&plot, ends, count), GUTTER_MOST * box.width);
    struct box room = {box.x, box.y, box.width - beside, box.height};
    if (axes_fit(&plot.axes, room, AXES_FREE)) {
        axes_grid(&plot.axes);
        axes_frame(&plot.axes);
        draw_now(&plot);
        for (int is_test = 1; is_test >= 0; is_test--)
            for (size_t i = 0; i < plot.count; i++)
                if (!is_test || plot.series[i].has_test)
                    draw_line(&plot, i, is_test);
        for (size_t i = 0; i < plot.count && plot.count > 1; i++)
            draw_forms(&plot, i);
        draw_ends(&plot, ends, count, box.x + box.width);
        say_not_finite(&plot);
        draw_strips(&plot);
    }
    finish(&plot);
}
