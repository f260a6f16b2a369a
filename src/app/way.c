#include "app/way.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* How many points may be kept of this network. */
static size_t most_points(const struct network *network)
{
    size_t most = WAY_NUMBERS_MAX / network->param_count;
    return most > WAY_POINTS_MAX ? WAY_POINTS_MAX : most < WAY_POINTS_LEAST ? 0 : most;
}

size_t way_count(const struct way *way, const struct network *network, uint64_t iteration)
{
    size_t count = way->network == network ? way->count : 0;
    while (count > 0 && way->iteration[count - 1] > iteration)
        count--;
    return count;
}

uint64_t way_due(const struct way *way, const struct network *network, uint64_t iteration)
{
    size_t count = way_count(way, network, iteration);
    if (most_points(network) == 0)
        return UINT64_MAX;
    uint64_t passed = count > 0 ? iteration - way->iteration[count - 1] : UINT64_MAX;
    return count > 0 && passed < way->stride ? way->stride - passed : 0;
}

const float *way_point(const struct way *way, size_t i)
{
    return way->param + i * way->numbers;
}

static double distance(const struct way *way, size_t i, size_t k)
{
    const float *a = way_point(way, i), *b = way_point(way, k);
    double sum = 0;
    for (size_t n = 0; n < way->numbers; n++)
        sum += ((double)a[n] - (double)b[n]) * ((double)a[n] - (double)b[n]);
    return sqrt(sum);
}

static void move(struct way *way, size_t to, size_t from)
{
    way->iteration[to] = way->iteration[from];
    memmove(way->param + to * way->numbers, way->param + from * way->numbers,
            way->numbers * sizeof *way->param);
}

/* Leaves half of them at most: those that are a certain stretch apart, so that where it went fast, and turned, as
 * much is kept as where it crept. */
static void thin(struct way *way)
{
    size_t kept = 1, gaps = way->count / 2 - 1;
    double length = 0;
    for (size_t i = 1; i < way->count; i++)
        length += distance(way, i - 1, i);
    double apart = length / (double)gaps;
    bool is_by_length = isfinite(apart) && apart > 0;
    for (size_t i = 1; i < way->count; i++)
        if (is_by_length ? distance(way, kept - 1, i) >= apart : i % 2 == 0)
            move(way, kept++, i);
    way->count = kept;
    way->stride *= 2;
}

static void start(struct way *way, const struct network *network)
{
    way_finish(way);
    way->network = network;
    way->numbers = network->param_count;
    way->stride = 1;
}

static void make_room(struct way *way, size_t most)
{
    if (way->count >= most)
        thin(way);
    if (way->count < way->room)
        return;
    way->room = way->room > 0 ? 2 * way->room : WAY_POINTS_LEAST;
    way->room = way->room < most ? way->room : most;
    way->iteration = memory_resize(way->iteration, way->room, sizeof *way->iteration);
    way->param = memory_resize(way->param, way->room * way->numbers, sizeof *way->param);
}

void way_add(struct way *way, const struct network *network, const double *param, uint64_t iteration)
{
    size_t most = most_points(network);
    if (most == 0)
        return;
    if (way->network != network)
        start(way, network);
    way->count = way_count(way, network, iteration);
    if (way->count > 0 && way->iteration[way->count - 1] == iteration)
        way->count--;
    way->stride = way->count > 0 ? way->stride : 1;
    make_room(way, most);
    float *point = way->param + way->count * way->numbers;
    for (size_t i = 0; i < way->numbers; i++)
        point[i] = (float)param[i];
    way->iteration[way->count++] = iteration;
}

void way_note(struct way *way, const struct network *network, const double *param, uint64_t iteration)
{
    size_t count = way_count(way, network, iteration);
    if (count == 0 || iteration - way->iteration[count - 1] >= way->stride)
        way_add(way, network, param, iteration);
}

void way_finish(struct way *way)
{
    memory_free(way->iteration);
    memory_free(way->param);
    *way = (struct way){0};
}
