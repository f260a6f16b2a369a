#include "view/layout.h"

#include <assert.h>
#include <math.h>

#define TOO_SMALL 1e6   /* costs more than any shape */
#define LINE_ASPECT 4.0 /* from here on it is lines of text, which break where they are too narrow */
#define BROKEN_LINES 3.0
#define ROUNDING 1e-9 /* units: what is exactly as large as it must be is large enough */

struct division {
    const struct layout_wish *wishes;
    double gap;
};

/* How badly the box suits: the shape's distance from the best one, and what can't be read. */
static double cost_of(const struct layout_wish *wish, const struct box *box)
{
    if (box->width < wish->least_width - ROUNDING || box->height < wish->least_height - ROUNDING)
        return TOO_SMALL;
    double distance = log(box->width / box->height / wish->aspect);
    double price = distance < 0 && wish->aspect > LINE_ASPECT ? BROKEN_LINES : 1;
    return price * sqrt(wish->weight) * distance * distance;
}

static double weight_of(const struct division *division, size_t from, size_t end)
{
    double weight = 0;
    for (; from < end; from++)
        weight += division->wishes[from].weight;
    return weight;
}

/* Where the first part ends, of a length that two parts share; a panel alone gets what it needs at least. */
static double cut_at(const struct division *division, double length, size_t from, size_t middle, size_t end,
                     int is_down)
{
    const struct layout_wish *first = &division->wishes[from], *last = &division->wishes[end - 1];
    double before = weight_of(division, from, middle), behind = weight_of(division, middle, end);
    double cut = length * before / (before + behind);
    if (middle + 1 == end)
        cut = fmin(cut, length - (is_down ? last->least_height : last->least_width));
    if (from + 1 == middle)
        cut = fmax(cut, is_down ? first->least_height : first->least_width);
    return fmin(fmax(cut, 0), length);
}

static void cut(const struct division *division, struct box box, size_t from, size_t middle, size_t end,
                int is_down, struct box parts[2])
{
    double length = fmax(0, (is_down ? box.height : box.width) - division->gap);
    double at = cut_at(division, length, from, middle, end, is_down);
    parts[0] = parts[1] = box;
    if (is_down) {
        parts[0].height = at;
        parts[1].y = box.y + at + division->gap;
        parts[1].height = length - at;
    } else {
        parts[0].width = at;
        parts[1].x = box.x + at + division->gap;
        parts[1].width = length - at;
    }
}

/* The cheapest division of the box among wishes [from, end): some thousand boxes are looked at for six. */
static double divide(const struct division *division, size_t from, size_t end, struct box box,
                     struct box boxes[])
{
    struct box tried[LAYOUT_MAX];
    double best = HUGE_VAL;
    boxes[0] = box;
    if (end - from == 1)
        return cost_of(&division->wishes[from], &box);
    for (int is_down = 0; is_down < 2; is_down++)
        for (size_t middle = from + 1; middle < end; middle++) {
            struct box parts[2];
            cut(division, box, from, middle, end, is_down, parts);
            double cost = divide(division, from, middle, parts[0], tried);
            if (cost < best)
                cost += divide(division, middle, end, parts[1], tried + (middle - from));
            if (cost >= best)
                continue;
            best = cost;
            for (size_t i = 0; i < end - from; i++)
                boxes[i] = tried[i];
        }
    return best;
}

size_t layout_divide(const struct layout_wish *wishes, size_t count, struct box box, double gap,
                     struct box boxes[])
{
    const struct division division = {wishes, gap};
    assert(count <= LAYOUT_MAX);
    while (count > 0 && divide(&division, 0, count, box, boxes) >= TOO_SMALL && count > 1)
        count--;
    return count;
}
