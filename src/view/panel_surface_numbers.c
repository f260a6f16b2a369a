/* The surface panel's numbers: which plane, which samples, the cost over it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/translate.h"
#include "nn/loss.h"
#include "view/look.h"
#include "view/panel_surface.h"
#include "view/scene_cache.h"

enum { SAMPLES_MAX = 256, BIG = 300, GRID_MOST = 60, GRID_LEAST = 15, GRID_NARROWEST = 5, FEW_DECADES = 2 };

#define BUDGET_NS 20e6    /* for the whole grid */
#define PATIENCE_NS 500e6 /* for the least of it */
#define NEAR_STEP 1e-4    /* of the plane's width */

/* ---- which directions ---- */

/* The row of weights, from 0, of what is selected or computed; -1 for none. */
static int row_of_cell(const struct network *network, struct cell cell)
{
    if (quantity_is_gradient(cell.quantity))
        cell.quantity = quantity_of_gradient(cell.quantity);
    if (!quantity_has_layer(cell.quantity) || cell.layer < 1 || cell.row < 1)
        return -1;
    return cell.quantity == QUANTITY_A ? (cell.row - 1) * network->layers[cell.layer].pieces : cell.row - 1;
}

/* The weights of a row, and behind them its bias. */
static size_t index_of(const struct layer *layer, int row, int i)
{
    return i < layer->inputs ? layer->w + (size_t)row * (size_t)layer->inputs + (size_t)i
                             : layer->b + (size_t)row;
}

static void name_parameter(const struct layer *layer, int k, int row, int i, char name[64])
{
    look_name(i < layer->inputs ? look_at(QUANTITY_W, k, row + 1, i + 1) : look_at(QUANTITY_B, k, row + 1, 0),
              name);
}

/* Parameters i and the next one of a row, in the order in which they stand. */
static void take_row(struct surface *surface, int k, int row, int i)
{
    const struct layer *layer = &surface->network->layers[k];
    int first = i < layer->inputs ? i : i - 1;
    surface->axes_of =
        (struct landscape_axes){.i = index_of(layer, row, first), .k = index_of(layer, row, first + 1)};
    name_parameter(layer, k, row, first, surface->name[0]);
    name_parameter(layer, k, row, first + 1, surface->name[1]);
}

static bool take_selected(struct surface *surface)
{
    const struct session *session = surface->session;
    struct cell cell = session->selected;
    int row = session->has_selected ? row_of_cell(surface->network, cell) : -1;
    if (row < 0)
        return false;
    bool is_weight = cell.quantity == QUANTITY_W || cell.quantity == QUANTITY_DW;
    bool is_bias = cell.quantity == QUANTITY_B || cell.quantity == QUANTITY_DB;
    int i = is_weight && cell.column > 0 ? cell.column - 1
            : is_bias                    ? surface->network->layers[cell.layer].inputs
                                         : 0;
    take_row(surface, cell.layer, row, i);
    return true;
}

/* The node that the step in the centre computes, else the last layer's first. */
static void take_current(struct surface *surface)
{
    const struct explanation *centre = look_step(surface->session);
    if (centre && centre->step.layer > 0 && centre->step.node > 0)
        take_row(surface, centre->step.layer,
                 (centre->step.node - 1) * surface->network->layers[centre->step.layer].pieces, 0);
    else
        take_row(surface, surface->network->depth, 0, 0);
}

/* Random directions, each row of weights as long as the network's own, so that a step means as much
 * everywhere; biases keep still. Source: Li, Xu, Taylor, Studer, Goldstein, Visualizing the Loss Landscape
 * of Neural Nets, 2018. */
static void take_random(struct surface *surface)
{
    const struct network *network = surface->network;
    struct random random;
    random_seed(&random, 1);
    surface->is_random = true;
    surface->directions = memory_new(2 * network->param_count, sizeof *surface->directions);
    for (int d = 0; d < 2; d++)
        for (int k = 1; k <= network->depth; k++)
            for (int row = 0; row < network->layers[k].rows; row++) {
                const struct layer *layer = &network->layers[k];
                size_t start = index_of(layer, row, 0), inputs = (size_t)layer->inputs;
                double *drawn = surface->directions + (size_t)d * network->param_count + start, own = 0,
                       length = 0;
                for (size_t i = 0; i < inputs; i++) {
                    drawn[i] = random_normal(&random);
                    own += network->param[start + i] * network->param[start + i];
                    length += drawn[i] * drawn[i];
                }
                for (size_t i = 0; i < inputs; i++)
                    drawn[i] *= sqrt(own / length);
            }
    surface->axes_of =
        (struct landscape_axes){.u = surface->directions, .v = surface->directions + network->param_count};
    snprintf(surface->name[0], sizeof surface->name[0], "u");
    snprintf(surface->name[1], sizeof surface->name[1], "v");
}

bool surface_choose(struct surface *surface, struct error *error)
{
    const struct network *network = surface->network;
    bool wants_random = view_has_option(&surface->session->view, "surface", "random");
    bool is_chosen = !wants_random && take_selected(surface);
    if (wants_random || (!is_chosen && network->param_count > BIG))
        take_random(surface);
    else if (!is_chosen)
        take_current(surface);
    for (size_t i = 0; i < network->param_count; i++)
        if (!isfinite(network->param[i]))
            return error_set(error,
                             _("A weight is no finite number any more, so there is no cost to draw; 'reset' "
                               "goes back to the first weights."));
    if (!surface->is_random) {
        surface->at[0] = network->param[surface->axes_of.i];
        surface->at[1] = network->param[surface->axes_of.k];
    }
    return true;
}

/* ---- over which samples ---- */

/* Each so many of the samples for training, in the data's own order: another shuffle gives the same ones. */
static void take_samples(struct surface *surface, size_t count)
{
    const struct feed *feed = &surface->session->tape.feed;
    unsigned char *is_test = memory_new(feed->data->count, sizeof *is_test);
    size_t seen = 0, taken = 0;
    for (size_t i = feed->training; i < feed->data->count; i++)
        is_test[feed->order[i]] = 1;
    surface->order = memory_new(count, sizeof *surface->order);
    for (size_t i = 0; i < feed->data->count && taken < count; i++) {
        if (!is_test[i] && seen == taken * surface->samples_there / count)
            surface->order[taken++] = (uint32_t)i;
        seen += is_test[i] ? 0 : 1;
    }
    memory_free(is_test);
    surface->samples = (struct landscape_samples){feed->data->x, feed->data->y, surface->order, taken};
}

static bool fits_data(const struct surface *surface, struct error *error)
{
    const struct dataset *data = surface->session->tape.feed.data;
    int inputs = network_inputs(surface->network), outputs = network_outputs(surface->network);
    return (data->inputs == inputs && data->outputs == outputs) ||
           error_set(
               error,
               _("The data has %d inputs and %d targets a sample, but the network %d inputs and %d outputs, so "
                 "there is no cost to draw."),
               data->inputs, data->outputs, inputs, outputs);
}

bool surface_find_samples(struct surface *surface, struct error *error)
{
    const struct tape *tape = &surface->session->tape;
    const struct feed *feed = &tape->feed;
    const struct settings *settings = &tape->settings;
    if (feed->data && feed->data->count > 0 && feed->training > 0) {
        if (!fits_data(surface, error))
            return false;
        surface->samples_there = feed->training;
        take_samples(surface, feed->training < SAMPLES_MAX ? feed->training : SAMPLES_MAX);
    } else if (tape->has_x && tape->has_y) {
        surface->samples = (struct landscape_samples){surface->network->x, surface->network->y, NULL, 1};
        surface->samples_there = 1;
    } else {
        return error_set(
            error, _("The cost needs samples: give an 'input' and a 'target', or load some with 'data'."));
    }
    if (!loss_can_follow(settings->loss, network_last(surface->network)->activation, settings->has_softmax,
                         error))
        return false;
    size_t outputs = (size_t)network_outputs(surface->network);
    for (size_t i = 0; i < surface->samples.count; i++) {
        size_t sample = surface->order ? surface->order[i] : i;
        if (!loss_target_fits(settings->loss, settings->has_softmax, surface->samples.y + sample * outputs,
                              outputs, error))
            return false;
    }
    double ns = landscape_cost_ns(surface->network, surface->axes_of) * GRID_LEAST * GRID_LEAST;
    return ns <= PATIENCE_NS ||
           error_set(error, _("This network is so large that drawing its cost would hold everything up."));
}

/* ---- the cost ---- */

/* A finer grid is worth more than the last samples, down to a few. */
void surface_divide(struct surface *surface)
{
    double ns = landscape_cost_ns(surface->network, surface->axes_of), cells = BUDGET_NS / ns;
    double side = fmin(GRID_MOST, floor(sqrt(cells / (double)surface->samples.count)));
    if (side < GRID_LEAST) {
        size_t count = (size_t)fmax(1, cells / (GRID_LEAST * GRID_LEAST));
        side = GRID_LEAST;
        if (surface->order && count < surface->samples.count) {
            memory_free(surface->order);
            take_samples(surface, count);
        }
    }
    const struct axes *axes = &surface->axes;
    double aspect = sqrt(axes->box.width / axes->box.height); /* as many cells, about square */
    surface->plane = (struct plane){axes->left,
                                    axes->right,
                                    axes->bottom,
                                    axes->top,
                                    (int)fmax(GRID_NARROWEST, round(side * aspect)),
                                    (int)fmax(GRID_NARROWEST, round(side / aspect))};
    double reach = SURFACE_NEAR / 2.0 * NEAR_STEP * (axes->right - axes->left);
    surface->near = (struct plane){surface->at[0] - reach, surface->at[0] + reach, surface->at[1] - reach,
                                   surface->at[1] + reach, SURFACE_NEAR,           SURFACE_NEAR};
}

static void compute(const void *context, double *values)
{
    const struct surface *surface = context;
    const struct settings *settings = &surface->session->tape.settings;
    landscape_cost(surface->network, settings, surface->samples, surface->axes_of, &surface->plane, values);
    landscape_cost(surface->network, settings, surface->samples, surface->axes_of, &surface->near,
                   values + plane_cells(&surface->plane));
}

/* All that the cost depends on. The two parameters that vary are in the network too; so they are asked for
 * anew when they move, though only what is near them changes. */
static uint64_t hash_numbers(const struct surface *surface)
{
    const struct settings *settings = &surface->session->tape.settings;
    const struct landscape_samples *samples = &surface->samples;
    size_t inputs = (size_t)network_inputs(surface->network),
           outputs = (size_t)network_outputs(surface->network);
    uint64_t hash = scene_hash_network(0, surface->network, settings);
    hash = scene_hash(hash, &settings->loss, sizeof settings->loss);
    hash = scene_hash(hash, &settings->loss_param, sizeof settings->loss_param);
    hash = scene_hash(hash, &settings->regularizer, sizeof settings->regularizer);
    hash = scene_hash(hash, &settings->lambda, sizeof settings->lambda);
    for (size_t i = 0; i < samples->count; i++) {
        size_t sample = samples->order ? samples->order[i] : i;
        hash = scene_hash(hash, samples->x + sample * inputs, inputs * sizeof(double));
        hash = scene_hash(hash, samples->y + sample * outputs, outputs * sizeof(double));
    }
    return hash;
}

/* Which directions, in a network of this shape. */
static uint64_t hash_directions(const struct surface *surface)
{
    const size_t which[] = {surface->is_random, surface->axes_of.i, surface->axes_of.k};
    uint64_t hash = scene_hash(0, which, sizeof which);
    for (int k = 0; k <= surface->network->depth; k++)
        hash = scene_hash(hash, &surface->network->layers[k].rows, sizeof surface->network->layers[k].rows);
    return hash;
}

void surface_ask(struct surface *surface, double **own)
{
    uint64_t directions = hash_directions(surface);
    struct scene_cache *cache = surface->place->options->cache;
    struct scene_question question = {.name = "surface",
                                      .what = scene_hash(directions, &surface->plane, sizeof surface->plane),
                                      .from = hash_numbers(surface),
                                      .count = plane_cells(&surface->plane) + SURFACE_NEAR * SURFACE_NEAR,
                                      .compute = compute,
                                      .context = surface};
    surface->cost = scene_cache_ask(cache, &question, own);
    surface->near_cost = surface->cost + plane_cells(&surface->plane);
}

double surface_cost(const struct surface *surface)
{
    return surface->near_cost[SURFACE_NEAR * SURFACE_NEAR / 2];
}

void surface_downhill(const struct surface *surface, double *x, double *y)
{
    const double *near = surface->near_cost;
    double step = 2 * NEAR_STEP * (surface->axes.right - surface->axes.left);
    *x = (near[3] - near[5]) / step;
    *y = (near[7] - near[1]) / step;
}

/* ---- heights ---- */

static void add_level(struct surface *surface, double level)
{
    if (level > surface->low && level < surface->high && surface->level_count < SURFACE_LEVELS_MAX)
        surface->levels[surface->level_count++] = level;
}

/* 1, 2, 5, 10 ..., and 3 and 7 where those are few; where they are too many, only the powers of ten, or each so many of
 * them. */
static void add_log_levels(struct surface *surface)
{
    static const int digits[] = {1, 2, 3, 5, 7};
    int first = (int)floor(log10(surface->low)), last = (int)ceil(log10(surface->high));
    int stride = last - first > SURFACE_LEVELS_MAX ? (last - first - 1) / SURFACE_LEVELS_MAX + 1 : 1;
    bool has_between = 3 * (last - first) <= SURFACE_LEVELS_MAX, has_all = last - first <= FEW_DECADES;
    for (int power = first; power <= last; power += stride)
        for (int i = 0; i < 5; i++)
            if (i == 0 || (has_between && i % 2 == 1) || has_all)
                add_level(surface, digits[i] * pow(10, power));
}

bool surface_find_levels(struct surface *surface)
{
    surface->low = (double)INFINITY;
    surface->high = -(double)INFINITY;
    for (size_t i = 0; i < plane_cells(&surface->plane); i++)
        if (isfinite(surface->cost[i])) {
            surface->low = fmin(surface->low, surface->cost[i]);
            surface->high = fmax(surface->high, surface->cost[i]);
        }
    if (!(surface->low <= surface->high))
        return false;
    surface->low = fmin(surface->low, surface_cost(surface));
    surface->is_log = surface->low > 0 && surface->high > 20 * surface->low;
    if (surface->is_log) {
        add_log_levels(surface);
    } else if (surface->high > surface->low) {
        double step = axes_nice((surface->high - surface->low) / 9);
        for (double i = ceil(surface->low / step); i * step < surface->high; i++)
            add_level(surface, i * step);
    }
    return true;
}

void surface_finish(struct surface *surface)
{
    surface_finish_ways(surface);
    memory_free(surface->directions);
    memory_free(surface->order);
}
