#include "app/moved.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/training.h"
#include "base/memory.h"
#include "nn/replay.h"

struct share {
    size_t sample;   /* in the data set */
    double gradient; /* what it gives to the batch's */
};

struct search {
    struct moved *moved;
    struct session *session;
    const struct network *network;
    const struct dataset *data; /* of now */
    size_t index;               /* of the parameter in network->param */
    int node;                   /* that owns it, from 1 */
    struct movement *samples;   /* [data->count] */
    struct movement others[MOVER_COUNT];
    struct share *shares; /* [share_count]: of the batch under way */
    size_t share_count, share_room;
    bool has_shares;
    double work; /* that is left */
};

/* ---- taking note ---- */

static bool is_larger(const struct movement *a, const struct movement *b)
{
    return fabs(a->delta) > fabs(b->delta);
}

static void list(struct moved *moved, struct movement movement)
{
    if (movement.delta == 0)
        return;
    size_t i = moved->listed;
    while (i > 0 && is_larger(&movement, &moved->list[i - 1]))
        i--;
    if (moved->listed == moved->limit) {
        struct movement pushed = i < moved->limit ? moved->list[moved->limit - 1] : movement;
        moved->rest += pushed.delta;
        moved->rest_count += pushed.updates;
        if (i == moved->limit)
            return;
        moved->listed--;
    }
    memmove(moved->list + i + 1, moved->list + i, (moved->listed - i) * sizeof *moved->list);
    moved->list[i] = movement;
    moved->listed++;
}

static void credit(struct movement *mover, double delta, uint64_t updates)
{
    mover->delta += delta;
    mover->updates += updates;
}

/* sgd follows the gradient alone. */
static bool has_memory(const struct settings *settings)
{
    return settings->optimizer->states > 0;
}

/* What the regularizer's slope at w moves w by, where that is a part of its own. */
static double regularizer_part(const struct search *search, const struct settings *settings, double w)
{
    if (search->moved->target.quantity != QUANTITY_W || settings->regularizer == REGULARIZER_NONE ||
        has_memory(settings))
        return 0;
    double slope = settings->regularizer == REGULARIZER_L2 ? w : (double)((w > 0) - (w < 0));
    return -settings->rate * settings->lambda * slope;
}

/* An update, of a tape that hasn't gone on to the next batch yet. */
struct moving {
    const struct tape *tape;
    const uint32_t *order; /* of the batch: [batch]; NULL where x and y were typed */
    size_t batch;
    uint64_t iteration;
    double before, after;
};

static void credit_samples(struct search *search, const struct moving *moving, double delta)
{
    const struct settings *settings = &moving->tape->settings;
    if (!moving->order)
        credit(&search->others[MOVER_TYPED], delta, 1);
    else if (moving->tape->feed.data != search->data)
        credit(&search->others[MOVER_OTHER_DATA], delta, 1);
    else if (moving->batch == 1)
        credit(&search->samples[moving->order[0]], delta, 1);
    else if (search->has_shares && search->share_count == moving->batch && !has_memory(settings))
        for (size_t i = 0; i < moving->batch; i++)
            credit(&search->samples[search->shares[i].sample], -settings->rate * search->shares[i].gradient, 1);
    else
        credit(&search->others[MOVER_BATCH], delta, 1);
}

static void note_update(struct search *search, const struct moving *moving)
{
    struct moved *moved = search->moved;
    struct movement movement = {.iteration = moving->iteration,
                                .updates = 1,
                                .delta = moving->after - moving->before,
                                .mover = MOVER_TYPED};
    if (moving->order && moving->tape->feed.data != search->data)
        movement.mover = MOVER_OTHER_DATA;
    else if (moving->order) {
        movement.mover = moving->batch == 1 ? MOVER_SAMPLE : MOVER_BATCH;
        movement.sample = moving->batch == 1 ? moving->order[0] : moving->batch;
    }
    moved->updates++;
    list(moved, movement);
    if (movement.delta == 0)
        return;
    moved->has_memory |= has_memory(&moving->tape->settings);
    double own = regularizer_part(search, &moving->tape->settings, moving->before);
    if (own != 0)
        credit(&search->others[MOVER_REGULARIZER], own, 1);
    credit_samples(search, moving, movement.delta - own);
}

static void add_share(struct search *search, size_t sample, double gradient)
{
    if (search->share_count == search->share_room) {
        search->share_room = search->share_room ? 2 * search->share_room : 16;
        search->shares = memory_resize(search->shares, search->share_room, sizeof *search->shares);
    }
    search->shares[search->share_count++] = (struct share){sample, gradient};
}

/* ---- a training, done again on a copy ---- */

struct again {
    struct search *search;
    struct tape tape; /* as it was before; its feed goes on, with a copy of order and random */
    struct random random;
    struct trainer *trainer;
    size_t place, count, batch; /* of the parameter in the trainer; samples of an epoch, of an update */
    struct replay replay;       /* where a batch is to be divided among its samples */
    uint32_t *replayed;         /* which of replay's samples is the data set's i */
    bool divides;
    double work; /* of an update */
};

static void prepare_division(struct again *again)
{
    const struct feed *feed = &again->tape.feed;
    if (again->batch == 1 || !feed->data || !feed->order || feed->data != again->search->data ||
        has_memory(&again->tape.settings))
        return;
    again->divides = replay_open_data(&again->replay, &again->tape, SIZE_MAX, NULL);
    if (!again->divides)
        return;
    again->replayed = memory_new(feed->data->count, sizeof *again->replayed);
    for (size_t i = 0; i < again->count; i++)
        again->replayed[feed->order[i]] = (uint32_t)i;
    again->work += (double)again->batch * (double)(tape_length(&again->replay.tape) * 40);
}

static void begin_again(struct again *again, struct search *search)
{
    const struct session *session = search->session;
    *again = (struct again){.search = search, .tape = session->tape, .random = session->random};
    struct feed *feed = &again->tape.feed;
    feed->is_by_hand = feed->is_by_hand && !(feed->data && feed->data->count > 0); /* as train does */
    again->count = training_count(&again->tape);
    again->batch = training_batch(&again->tape);
    feed->random = &again->random;
    feed->order = NULL;
    if (tape_is_fed(&again->tape)) {
        feed->order = memory_new(feed->training, sizeof *feed->order);
        memcpy(feed->order, session->tape.feed.order, feed->training * sizeof *feed->order);
    }
    again->trainer = training_trainer(session, &again->tape);
    again->place = trainer_place(again->trainer, search->network, search->index);
    again->work = 100 + (double)again->batch * (double)search->network->param_count;
    prepare_division(again);
}

static void end_again(struct again *again)
{
    trainer_free(again->trainer);
    memory_free(again->tape.feed.order);
    memory_free(again->replayed);
    if (again->divides)
        replay_close(&again->replay);
}

static void divide(struct again *again, const uint32_t *order, size_t batch)
{
    struct search *search = again->search;
    struct replay *replay = &again->replay;
    search->share_count = 0;
    search->has_shares = again->divides && order;
    if (!search->has_shares)
        return;
    trainer_store(again->trainer, replay->tape.network);
    for (size_t i = 0; i < batch; i++) {
        replay_pass(replay, again->replayed[order[i]]);
        add_share(search, order[i], replay->tape.network->gradient[search->index] / (double)batch);
    }
}

static bool update_again(struct again *again)
{
    struct feed *feed = &again->tape.feed;
    size_t left = again->count - feed->cursor, batch = again->batch < left ? again->batch : left;
    const uint32_t *order = feed->order ? feed->order + feed->cursor : NULL;
    struct moving moving = {.tape = &again->tape, .order = order, .batch = batch};
    uint64_t updates;
    divide(again, order, batch);
    moving.before = trainer_param(again->trainer, again->place);
    if (trainer_run(again->trainer, order, batch, &updates, NULL) != TRAINED)
        return false;
    moving.after = trainer_param(again->trainer, again->place);
    moving.iteration = ++again->tape.iteration;
    note_update(again->search, &moving);
    feed->cursor += batch;
    if (feed->cursor < again->count)
        return true;
    feed->cursor = 0;
    if (feed->order && feed->shuffles)
        feed_shuffle(feed);
    return true;
}

/* The session is as before the training, which did so many updates and gave the parameter this number. */
static void follow_training(struct search *search, uint64_t updates, double after)
{
    struct again again;
    uint64_t done = 0;
    begin_again(&again, search);
    for (; done < updates && search->work >= again.work && update_again(&again); done++)
        search->work -= again.work;
    search->has_shares = false;
    struct movement unseen = {.mover = MOVER_UNSEEN,
                              .iteration = again.tape.iteration + 1,
                              .updates = updates - done,
                              .delta = after - trainer_param(again.trainer, again.place)};
    if (unseen.updates > 0) {
        list(search->moved, unseen);
        credit(&search->others[MOVER_UNSEEN], unseen.delta, unseen.updates);
        search->moved->updates += unseen.updates;
    }
    end_again(&again);
}

/* ---- forward, moment by moment ---- */

static bool is_mine(const struct search *search, const struct step *step, enum operation operation)
{
    return step->operation == operation && step->layer == search->moved->target.layer &&
           step->node == search->node;
}

static void follow_step(struct search *search)
{
    const struct tape *tape = &search->session->tape;
    const struct network *network = search->network;
    bool is_weight = search->moved->target.quantity == QUANTITY_W, is_fed = tape_is_fed(tape);
    const uint32_t *order = is_fed ? tape->feed.order + tape->feed.cursor : NULL;
    double gradient = network->gradient[search->index];
    size_t operation = tape->operation;
    struct moving moving = {tape, NULL, tape->batch, tape->iteration + 1, network->param[search->index], 0};
    uint32_t only = order && tape->batch == 1 ? order[0] : 0;
    journal_forward(search->session->journal);
    if (tape->operation == operation) { /* stale numbers were computed again: whose is whose is lost */
        search->has_shares = false;
        return;
    }
    struct step done = tape_at(tape, tape->operation - 1);
    if (is_mine(search, &done, is_weight ? OPERATION_DW : OPERATION_DB)) {
        if (done.sample == 0) {
            search->share_count = 0;
            search->has_shares = is_fed;
            gradient = 0;
        }
        if (search->has_shares)
            add_share(search, tape_sample(tape, done.sample), network->gradient[search->index] - gradient);
    } else if (is_mine(search, &done, OPERATION_UPDATE)) {
        moving.order = !order              ? NULL
                       : moving.batch == 1 ? &only
                                           : order; /* of which only its being there counts */
        moving.after = network->param[search->index];
        note_update(search, &moving);
    }
}

static void follow_command(struct search *search)
{
    struct session *session = search->session;
    const struct tape *tape = &session->tape;
    const double *cell = &search->network->param[search->index];
    double before = *cell;
    uint64_t iteration = tape->iteration;
    journal_forward(session->journal);
    double after = *cell;
    uint64_t updates = tape->iteration > iteration ? tape->iteration - iteration : 0;
    if (updates > 0 && after != before) { /* no other command does both */
        journal_back(session->journal);
        follow_training(search, updates, after);
        journal_forward(session->journal);
    } else if (after != before) {
        list(search->moved,
             (struct movement){
                 .mover = MOVER_COMMAND, .iteration = iteration, .updates = 1, .delta = after - before});
        credit(&search->others[MOVER_COMMAND], after - before, 1);
    }
}

/* ---- the whole ---- */

/* With the first weights, and no update begun: a network just built, reset, or given its first weights. */
static bool is_reset(const struct search *search)
{
    const struct network *network = search->network;
    const struct tape *tape = &search->session->tape;
    bool is_updating = tape->operation > 0 && tape_at(tape, tape->operation - 1).phase == PHASE_UPDATE;
    return tape->iteration == 0 && !is_updating &&
           network->param[search->index] == network->first[search->index];
}

/* The pass that the first update took its gradients from. */
static bool has_steps_before(const struct session *session)
{
    return session->tape.operation > 0 && journal_kind(session->journal) == MOMENT_STEP;
}

/* To the last reset, or as far as the history of this network goes. How many moments. */
static size_t go_back(struct search *search)
{
    struct session *session = search->session;
    size_t moments = 0;
    while (!is_reset(search) || has_steps_before(session)) {
        if (!journal_back(session->journal)) {
            search->moved->is_cut = journal_forgotten(session->journal) > 0;
            break;
        }
        if (session->tape.network != search->network) {
            journal_forward(session->journal);
            break;
        }
        moments++;
    }
    search->moved->first = session->tape.iteration + 1;
    return moments;
}

static int by_size(const void *a, const void *b)
{
    const struct movement *left = a, *right = b;
    if (is_larger(left, right) || is_larger(right, left))
        return is_larger(left, right) ? -1 : 1;
    return left->mover != right->mover    ? (int)left->mover - (int)right->mover
           : left->sample < right->sample ? -1
                                          : 1;
}

static void gather_movers(struct search *search)
{
    struct moved *moved = search->moved;
    size_t count = search->data ? search->data->count : 0;
    moved->movers = memory_new(count + MOVER_COUNT, sizeof *moved->movers);
    for (size_t i = 0; i < count; i++) {
        search->samples[i].sample = i;
        if (search->samples[i].delta != 0)
            moved->movers[moved->mover_count++] = search->samples[i];
    }
    for (int i = 0; i < MOVER_COUNT; i++) {
        search->others[i].mover = (enum mover)i;
        if (search->others[i].delta != 0)
            moved->movers[moved->mover_count++] = search->others[i];
    }
    qsort(moved->movers, moved->mover_count, sizeof *moved->movers, by_size);
}

void moved_find(struct moved *moved, struct session *session, struct cell cell, size_t limit, double work)
{
    struct search search = {.moved = moved,
                            .session = session,
                            .network = session->tape.network,
                            .data = session->tape.feed.data,
                            .work = work};
    *moved = (struct moved){.target = cell, .limit = limit};
    moved->list = memory_new(limit + 1, sizeof *moved->list);
    search.samples = memory_new((search.data ? search.data->count : 0) + 1, sizeof *search.samples);
    search.index = (size_t)(network_cell(search.network, cell) - search.network->param);
    search.node = (cell.row - 1) / search.network->layers[cell.layer].pieces + 1;
    moved->now = search.network->param[search.index];
    size_t moments = go_back(&search);
    moved->before = search.network->param[search.index];
    for (; moments > 0; moments--) {
        if (journal_kind_forward(session->journal) == MOMENT_STEP)
            follow_step(&search);
        else
            follow_command(&search);
    }
    gather_movers(&search);
    memory_free(search.samples);
    memory_free(search.shares);
}

void moved_finish(struct moved *moved)
{
    memory_free(moved->list);
    memory_free(moved->movers);
    *moved = (struct moved){0};
}
