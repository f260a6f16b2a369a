/* How the pass under way is kept: as operations that are done again, or as the numbers that they gave. */
#include "app/save.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

enum {
    WORK_MAX = 100000000,   /* samples times weights that are gone through again: about a second */
    JOURNAL_BYTES = 1 << 16 /* nobody goes back on the copy */
};

/* ---- the values ---- */

bool save_types_input(const struct session *session)
{
    const struct feed *feed = &session->tape.feed;
    return !feed->data || feed->is_by_hand;
}

/* Whether the pass has computed any of it: the first row is the first to be. */
static bool is_kept(const struct session *session, struct cell cell)
{
    const struct tape *tape = &session->tape;
    if (cell.quantity == QUANTITY_X || cell.quantity == QUANTITY_Y)
        return !save_types_input(session) && (cell.quantity == QUANTITY_X ? tape->has_x : tape->has_y);
    cell.row = 1;
    return quantity_is_computed(cell.quantity) && tape->operation > 0 && tape_knows(tape, cell) != UNKNOWN;
}

bool save_next_values(const struct session *session, struct cell *cell)
{
    int depth = session->tape.network->depth;
    do {
        if (cell->quantity == QUANTITY_COUNT) {
            *cell = (struct cell){QUANTITY_X, 0, 0, 0};
        } else if (quantity_has_layer(cell->quantity) && cell->layer < depth) {
            cell->layer++;
        } else {
            cell->quantity++;
            if (cell->quantity == QUANTITY_COUNT)
                return false;
            cell->layer = quantity_has_layer(cell->quantity) ? 1 : 0;
        }
    } while (!is_kept(session, *cell));
    return true;
}

/* ---- whether doing it again gives the same ---- */

/* A tape with its own network, order, random numbers and journal. */
struct copy {
    struct tape tape;
    struct random random;
};

static void copy_open(struct copy *copy, const struct tape *tape)
{
    const struct feed *feed = &tape->feed;
    *copy = (struct copy){.tape = *tape, .random = *feed->random};
    copy->tape.network = network_copy(tape->network);
    copy->tape.journal = journal_new(JOURNAL_BYTES);
    copy->tape.feed.random = &copy->random;
    copy->tape.feed.order = memory_new(feed->room + 1, sizeof *feed->order);
    if (feed->room > 0)
        memcpy(copy->tape.feed.order, feed->order, feed->room * sizeof *feed->order);
}

static void copy_close(struct copy *copy)
{
    network_free(copy->tape.network);
    journal_free(copy->tape.journal);
    memory_free(copy->tape.feed.order);
}

/* As it stands when all before the pass has been read. */
static void begin_pass(struct tape *tape, bool is_typed)
{
    tape->operation = 0;
    tape->batch = 1;
    tape->stale = (struct stale){0, 0};
    tape->has_x = tape->has_x && is_typed;
    tape->has_y = tape->has_y && is_typed;
}

static bool repeat(struct tape *tape, size_t operation)
{
    while (tape->operation < operation) {
        if (!tape_can_do(tape, NULL))
            return false;
        tape_do(tape);
        if (tape->operation == tape_length(tape))
            break;
    }
    return tape->operation == operation;
}

/* To the bit, the sign of a zero too; but one NaN is as good as another. */
static bool same_number(double a, double b)
{
    return (a == b && !signbit(a) == !signbit(b)) || (isnan(a) && isnan(b));
}

static bool same_numbers(const double *a, const double *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!same_number(a[i], b[i]))
            return false;
    return true;
}

/* What isn't known may differ: it is never shown, nor computed with. */
static bool same_values(const struct tape *tape, const struct tape *other, enum quantity quantity, int layer)
{
    int rows, columns;
    const double *a = network_values(tape->network, quantity, layer, &rows, &columns);
    const double *b = network_values(other->network, quantity, layer, &rows, &columns);
    size_t width = (size_t)columns;
    for (int row = 1; row <= rows; row++, a += width, b += width)
        if (tape_knows(tape, (struct cell){quantity, layer, row, 0}) != UNKNOWN && !same_numbers(a, b, width))
            return false;
    return true;
}

static bool same_networks(const struct tape *tape, const struct tape *other)
{
    const struct network *a = tape->network, *b = other->network;
    for (size_t i = 0; i < tape->settings.optimizer->states; i++)
        if (!same_numbers(a->state[i], b->state[i], a->param_count))
            return false;
    for (int q = 0; q < QUANTITY_COUNT; q++) {
        bool has_layer = quantity_has_layer((enum quantity)q);
        for (int k = has_layer ? 1 : 0; k <= (has_layer ? a->depth : 0); k++)
            if (!same_values(tape, other, (enum quantity)q, k))
                return false;
    }
    return true;
}

static bool same_places(const struct tape *a, const struct tape *b)
{
    return a->operation == b->operation && a->batch == b->batch && a->iteration == b->iteration &&
           a->has_x == b->has_x && a->has_y == b->has_y && a->stale.layer == b->stale.layer &&
           a->stale.row == b->stale.row;
}

static bool is_much(const struct tape *tape)
{
    return tape->batch > 1 && tape->batch > WORK_MAX / tape->network->weight_count;
}

bool save_repeats(struct session *session, size_t *moments)
{
    struct tape *tape = &session->tape;
    bool is_typed = save_types_input(session);
    struct copy now, again;
    *moments = 0;
    if (!tape->network)
        return true;
    if (tape->operation == 0)
        return tape->batch == 1 && (is_typed || (!tape->has_x && !tape->has_y));
    if (is_much(tape))
        return false;
    copy_open(&now, tape);
    bool repeats = save_go_before_update(session, moments);
    if (repeats) {
        copy_open(&again, tape);
        begin_pass(&again.tape, is_typed);
        repeats = repeat(&again.tape, now.tape.operation) && same_places(&now.tape, &again.tape) &&
                  same_networks(&now.tape, &again.tape);
        copy_close(&again);
    }
    copy_close(&now);
    if (!repeats)
        save_come_back(session, *moments);
    return repeats;
}
