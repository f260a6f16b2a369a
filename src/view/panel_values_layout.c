/* The values panel's layout: which layers, rows and columns there is room for, and in what size of type. */
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/panel_values.h"

enum { COLUMNS_LEAST = 2, LEAST_AROUND = 3 };

#define LARGEST 1.8       /* times the usual type, where there is room */
#define LARGEST_ALONE 2.4 /* in a panel that has the window for itself */
#define FOLDED_ALONE 1.2  /* there, where not all of a layer has room in any size */
#define WIDEST "0.000000" /* a number with more letters is written with fewer digits */
#define NARROW "-0.000"   /* the same where there is no room for columns of w */

/* Behind w: b, z, a, and of the last layer yhat (where softmax makes it another number than a) and y. */
int values_extras(const struct values *table, int k, enum quantity extras[VALUES_EXTRAS_MAX])
{
    int count = 0;
    extras[count++] = QUANTITY_B;
    extras[count++] = QUANTITY_Z;
    extras[count++] = QUANTITY_A;
    if (k == table->network->depth && table->session->tape.settings.has_softmax)
        extras[count++] = QUANTITY_YHAT;
    if (k == table->network->depth)
        extras[count++] = QUANTITY_Y;
    return count;
}

/* ---- rows and columns ---- */

static int selected_row(const struct values *table, int k)
{
    const struct cell *selected = &table->session->selected;
    if (!table->session->has_selected || selected->layer != k)
        return 0;
    return selected->quantity == QUANTITY_A ? (selected->row - 1) * table->network->layers[k].pieces + 1
                                            : selected->row;
}

int values_rows(const struct values *table, int k, int places, struct net_slot slots[NET_SLOTS_MAX])
{
    const struct layer *layer = &table->network->layers[k];
    bool has_step = table->step && table->step->step.layer == k;
    int current = has_step && table->step->step.node ? (table->step->step.node - 1) * layer->pieces + 1 : 0;
    int wanted[] = {selected_row(table, k), current, 1, layer->rows};
    int first = wanted[0] ? wanted[0] : current;
    if (first > 1 && places < LEAST_AROUND &&
        layer->rows > places) { /* no room for what lies before and behind */
        slots[0] = (struct net_slot){.node = first};
        slots[1] = (struct net_slot){.folded = layer->rows - 1};
        return places;
    }
    return net_fold(layer->rows, places, wanted, 4, slots);
}

/* Columns of w that there is room for. */
static int columns_in(const struct values *table, int k)
{
    enum quantity extras[VALUES_EXTRAS_MAX];
    double room = table->box.width - table->label - values_extras(table, k, extras) * table->cell - table->size;
    return (int)fmin(fmax(room / table->cell, 0), NET_SLOTS_MAX);
}

int values_columns(const struct values *table, int k, struct net_slot slots[NET_SLOTS_MAX])
{
    const struct cell *selected = &table->session->selected;
    int inputs = table->network->layers[k].inputs, chosen = 0, places = columns_in(table, k);
    if (table->session->has_selected && selected->layer == k && selected->quantity == QUANTITY_W)
        chosen = selected->column;
    int wanted[] = {chosen, 1, inputs};
    return places < 1 ? 0 : net_fold(inputs, places, wanted, 3, slots);
}

/* Names, the numbers that come in, and for layer 1 their gradients. */
int values_header_lines(int k)
{
    return k == 1 ? 3 : 2;
}

static double lines_of(const struct values *table, int k)
{
    return values_header_lines(k) + 2 * table->network->layers[k].rows + VALUES_BETWEEN;
}

static bool is_whole(const struct values *table, int k)
{
    struct net_slot slots[NET_SLOTS_MAX];
    const struct layer *layer = &table->network->layers[k];
    return layer->rows <= NET_SLOTS_MAX && values_columns(table, k, slots) == layer->inputs;
}

void values_row_name(int k, int row, char text[48])
{
    snprintf(text, 48, "w%d[%d,·]", k, row);
}

static void set_size(struct values *table, double size, bool is_narrow)
{
    const struct drawlist *list = table->place->list;
    double label = 0;
    for (int k = 1; k <= table->network->depth; k++) {
        const struct layer *layer = &table->network->layers[k];
        char text[48];
        values_row_name(k, layer->rows, text);
        label = fmax(label, drawlist_text_width(list, text, size, true));
        snprintf(text, sizeof text, _("layer %d"), k);
        label = fmax(label, drawlist_text_width(list, text, size, true));
        label = fmax(label, drawlist_text_width(list, layer->activation->name, size, false));
    }
    table->size = size;
    table->line = VALUES_LINE * size;
    table->cell = drawlist_text_width(list, is_narrow ? NARROW : WIDEST, size, false) + 1.2 * size;
    table->label = label;
}

static bool fits(const struct values *table, int from, int to)
{
    double lines = -VALUES_BETWEEN;
    for (int k = from; k <= to; k++)
        lines += lines_of(table, k);
    return lines * table->line <= table->box.height;
}

/* The layers around the one in focus, as long as they fit; that one always. */
static void choose_layers(struct values *table)
{
    bool has_grown = true;
    table->from = table->to = table->focus;
    while (has_grown) {
        has_grown = false;
        if (table->to < table->network->depth && fits(table, table->from, table->to + 1)) {
            table->to++;
            has_grown = true;
        }
        if (table->from > 1 && fits(table, table->from - 1, table->to)) {
            table->from--;
            has_grown = true;
        }
    }
}

static int focus_of(const struct values *table)
{
    int depth = table->network->depth, layer = 1;
    if (table->session->has_selected)
        layer = quantity_has_layer(table->session->selected.quantity) ? table->session->selected.layer : depth;
    else if (table->step && table->step->step.layer > 0)
        layer = table->step->step.layer;
    else if (table->step && table->step->step.operation != OPERATION_DX)
        layer = depth;
    if (table->session->has_selected && table->session->selected.quantity == QUANTITY_X)
        layer = 1;
    return layer < 1 ? 1 : layer > depth ? depth : layer;
}

/* The largest whole size, as all type is, from `from` down in which these layers fit; false for none. */
static bool find_size(struct values *table, double largest, double least, bool is_narrow, int from, int to)
{
    for (int size = (int)floor(largest); size >= least; size--) {
        bool has_room = true;
        set_size(table, size, is_narrow);
        for (int k = from; k <= to; k++)
            has_room = has_room && is_whole(table, k);
        if (has_room && fits(table, from, to))
            return true;
    }
    return false;
}

/* All layers; else the one in focus and the one behind it, whose gradients it takes; else it alone, with fewer digits
 * if need be; else a part of it. */
void values_choose(struct values *table)
{
    const struct type *type = &table->place->type;
    bool is_alone = panel_is_alone(table->place);
    double largest = (is_alone ? LARGEST_ALONE : LARGEST) * type->label;
    int depth = table->network->depth, focus = table->focus = focus_of(table);
    table->from = 1;
    table->to = depth;
    if (find_size(table, largest, type->small, false, 1, depth))
        return;
    if (!(focus < depth && find_size(table, largest, type->label, false, focus, focus + 1)) &&
        !find_size(table, largest, type->small, false, focus, focus) &&
        !(is_alone && find_size(table, largest, type->small, true, focus, focus))) {
        set_size(table, is_alone ? floor(FOLDED_ALONE * type->label) : type->small, false);
        if (columns_in(table, focus) < COLUMNS_LEAST)
            set_size(table, type->small, true);
    }
    choose_layers(table);
}
