#include "walk.h"

#include "nn/paths.h"
#include "nn/replay.h"

static struct cell cell(enum quantity quantity, int layer, int row, int column)
{
    return (struct cell){quantity, layer, row, column};
}

static void pass(struct tape *tape)
{
    while (tape->operation < tape_length(tape) && tape_next(tape).phase != PHASE_UPDATE)
        tape_do(tape);
}

static void find(struct paths *paths, const struct tape *tape, struct cell target, size_t limit)
{
    paths_init(paths, target, limit);
    paths_add(paths, tape, 0, 1);
}

static void assert_cells(const struct path *path, const struct cell *cells, int count)
{
    assert_int_equal(path->length, count);
    for (int i = 0; i < count; i++) {
        assert_int_equal(path->cells[i].quantity, cells[i].quantity);
        assert_int_equal(path->cells[i].layer, cells[i].layer);
        assert_int_equal(path->cells[i].row, cells[i].row);
        assert_int_equal(path->cells[i].column, cells[i].column);
    }
}

static void assert_factors(const struct path *path, const double *factors)
{
    for (int i = 0; i < path->length - 1; i++)
        assert_near(path->factors[i], factors[i], 1e-15);
}

/* ---- by hand ---- */

/* Mazur's article: h1 = 0.593269992, o1 = 0.75136507, o2 = 0.772928465; his E is a half of the sum of squares,
 * l2's mean over two outputs the same, so dL/dyhat = yhat - y and dw1[1,1] = 0.000438568. */
static void dw1_11_of_the_worked_example_is_two_paths(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct paths paths;
    pass(&tape);
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    double h1 = 0.593269992107187, o1 = 0.751365069552316, o2 = 0.772928465321463, x1 = 0.05;
    double first[] = {o1 - 0.01, o1 * (1 - o1), 0.40, h1 * (1 - h1), x1};
    double second[] = {o2 - 0.99, o2 * (1 - o2), 0.50, h1 * (1 - h1), x1};
    struct cell route[] = {cell(QUANTITY_LOSS, 0, 0, 0), cell(QUANTITY_YHAT, 0, 1, 0),
                           cell(QUANTITY_Z, 2, 1, 0),    cell(QUANTITY_A, 1, 1, 0),
                           cell(QUANTITY_Z, 1, 1, 0),    cell(QUANTITY_W, 1, 1, 1)};
    assert_near(paths.count, 2, 0);
    assert_near(paths.alive, 2, 0);
    assert_int_equal(paths.listed, 2);
    assert_cells(&paths.list[0], route, 6);
    assert_factors(&paths.list[0], first);
    assert_near(paths.list[0].value, 0.74136507 * 0.186815602 * 0.40 * 0.241300709 * 0.05, 1e-10);
    route[1].row = route[2].row = 2;
    assert_cells(&paths.list[1], route, 6);
    assert_factors(&paths.list[1], second);
    assert_near(paths.list[1].value, -0.217071535 * 0.175510053 * 0.50 * 0.241300709 * 0.05, 1e-10);
    assert_near(paths_sum(&paths), 0.000438568, 1e-9);
    assert_near(paths.gradient, 0.000438568, 1e-9);
    assert_near(paths_rest(&paths), 0, 0);
    paths_finish(&paths);
    walk_finish(&tape);
}

static void paths_end_at_z_a_b_x_and_yhat_too(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct paths paths;
    pass(&tape);
    const struct network *network = tape.network;
    find(&paths, &tape, cell(QUANTITY_Z, 1, 2, 0), 6);
    assert_near(paths.count, 2, 0);
    assert_int_equal(paths.list[0].length, 5);
    assert_int_equal(paths.list[0].cells[4].quantity, QUANTITY_Z);
    assert_near(paths_sum(&paths), network->layers[1].dz[1], 1e-15);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_A, 1, 2, 0), 6);
    assert_int_equal(paths.list[0].length, 4);
    assert_near(paths_sum(&paths), network->layers[1].da[1], 1e-15);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_B, 2, 1, 0), 6);
    assert_near(paths.count, 1, 0);
    assert_near(paths.list[0].factors[2], 1, 0);
    assert_near(paths_sum(&paths), network->layers[2].dz[0], 1e-15);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_X, 0, 2, 0), 6);
    assert_near(paths.count, 4, 0);
    assert_near(paths_sum(&paths), network->dx[1], 1e-15);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_YHAT, 0, 2, 0), 6);
    assert_cells(&paths.list[0], (struct cell[]){cell(QUANTITY_LOSS, 0, 0, 0), cell(QUANTITY_YHAT, 0, 2, 0)},
                 2);
    assert_near(paths_sum(&paths), network->dyhat[1], 0);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_A, 2, 2, 0), 6);
    assert_near(paths.count, 1, 0);
    assert_int_equal(paths.list[0].cells[1].quantity, QUANTITY_A);
    assert_near(paths_sum(&paths), network->dyhat[1], 0);
    paths_finish(&paths);
    walk_finish(&tape);
}

/* One input x = 1, two linear outputs a = (0, ln 3), softmax: yhat = (1/4, 3/4); y = (0, 1). */
static struct tape quarter(const char *loss)
{
    struct layer_shape shapes[] = {walk_shape(2, "linear")};
    struct network *network = network_new(1, shapes, 1, NULL);
    struct tape tape = walk_tape(network);
    walk_set(network->param, (double[]){0, log(3)}, 2);
    network->x[0] = 1;
    network->y[1] = 1;
    tape.settings.has_softmax = true;
    tape.settings.loss = loss_find(loss, strlen(loss), NULL);
    pass(&tape);
    return tape;
}

static void softmax_has_a_path_through_each_pair_of_its_jacobian(void **state)
{
    (void)state;
    struct tape tape = quarter("l2");
    struct paths paths;
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    struct cell route[] = {cell(QUANTITY_LOSS, 0, 0, 0), cell(QUANTITY_YHAT, 0, 1, 0),
                           cell(QUANTITY_A, 1, 1, 0), cell(QUANTITY_Z, 1, 1, 0), cell(QUANTITY_W, 1, 1, 1)};
    assert_near(paths.count, 2, 0);
    assert_cells(&paths.list[0], route, 5);
    /* dL/dyhat = yhat - y = (1/4, -1/4); d yhat_1/d a_1 = 1/4 3/4, d yhat_2/d a_1 = -3/4 1/4 */
    assert_factors(&paths.list[0], (double[]){0.25, 0.1875, 1, 1});
    route[1].row = 2;
    assert_cells(&paths.list[1], route, 5);
    assert_factors(&paths.list[1], (double[]){-0.25, -0.1875, 1, 1});
    assert_near(paths_sum(&paths), 0.09375, 1e-15);
    paths_finish(&paths);
    walk_finish(&tape);
}

static void behind_softmax_ce_enters_at_the_last_a(void **state)
{
    (void)state;
    struct tape tape = quarter("ce");
    struct paths paths;
    find(&paths, &tape, cell(QUANTITY_W, 1, 2, 1), 6);
    struct cell route[] = {cell(QUANTITY_LOSS, 0, 0, 0), cell(QUANTITY_A, 1, 2, 0), cell(QUANTITY_Z, 1, 2, 0),
                           cell(QUANTITY_W, 1, 2, 1)};
    assert_near(paths.count, 1, 0);
    assert_cells(&paths.list[0], route, 4);
    assert_factors(&paths.list[0], (double[]){0.75 - 1, 1, 1});
    paths_finish(&paths);
    walk_finish(&tape);
}

static void behind_sigmoid_bce_enters_at_the_last_z(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(1, "sigmoid")};
    struct network *network = network_new(1, shapes, 1, NULL);
    struct tape tape = walk_tape(network);
    struct paths paths;
    tape.settings.loss = loss_find("bce", 3, NULL);
    network->param[0] = log(3);
    network->x[0] = 1;
    pass(&tape);
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    struct cell route[] = {cell(QUANTITY_LOSS, 0, 0, 0), cell(QUANTITY_Z, 1, 1, 0), cell(QUANTITY_W, 1, 1, 1)};
    assert_cells(&paths.list[0], route, 3);
    assert_factors(&paths.list[0], (double[]){0.75, 1});
    paths_finish(&paths);
    walk_finish(&tape);
}

static void only_the_winning_piece_of_maxout_has_a_path(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(1, "maxout:2"), walk_shape(1, "linear")};
    struct network *network = network_new(1, shapes, 2, NULL);
    struct tape tape = walk_tape(network);
    struct paths paths;
    walk_set(network->param, (double[]){-2, 3}, 2);
    network->param[network->layers[2].w] = 5;
    network->x[0] = 1; /* z = (-2, 3), yhat = 15, dL/dyhat = 30 */
    pass(&tape);
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    assert_near(paths.count, 0, 0);
    assert_int_equal(paths.listed, 0);
    assert_near(paths_sum(&paths), 0, 0);
    paths_finish(&paths);
    find(&paths, &tape, cell(QUANTITY_W, 1, 2, 1), 6);
    assert_near(paths.count, 1, 0);
    assert_int_equal(paths.list[0].cells[4].row, 2); /* z1[2] */
    assert_factors(&paths.list[0], (double[]){30, 1, 5, 1, 1});
    paths_finish(&paths);
    walk_finish(&tape);
}

static void a_path_through_a_dead_node_is_counted_but_not_alive(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(1, "linear"), walk_shape(2, "relu"), walk_shape(1, "linear")};
    struct network *network = network_new(1, shapes, 3, NULL);
    struct tape tape = walk_tape(network);
    struct paths paths;
    network->param[network->layers[1].w] = 1;
    walk_set(network->param + network->layers[2].w, (double[]){1, -1}, 2);
    walk_set(network->param + network->layers[3].w, (double[]){1, 1}, 2);
    network->x[0] = 1;
    pass(&tape);
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    assert_near(paths.count, 2, 0);
    assert_near(paths.alive, 1, 0);
    assert_near(paths.list[0].value, 2, 0);
    assert_near(paths.list[1].value, 0, 0);
    paths_finish(&paths);
    walk_finish(&tape);
}

/* ---- many ---- */

static struct tape wide(int depth, int nodes)
{
    struct layer_shape shapes[NETWORK_LAYERS_MAX];
    struct random random;
    random_seed(&random, 5);
    for (int k = 0; k < depth; k++)
        shapes[k] = walk_shape(nodes, "tanh");
    struct network *network = network_new(nodes, shapes, depth, NULL);
    struct tape tape = walk_tape(network);
    for (size_t i = 0; i < network->param_count; i++)
        network->param[i] = walk_uniform(&random, -1, 1);
    for (int i = 0; i < nodes; i++)
        network->x[i] = walk_uniform(&random, -1, 1);
    pass(&tape);
    return tape;
}

/* Reference: the products of all 4^3 routes, written out. */
static void the_listed_paths_are_the_largest_of_all(void **state)
{
    (void)state;
    struct tape tape = wide(4, 4);
    struct network *network = tape.network;
    double all[64];
    size_t count = 0;
    const double *w[5], *slope[5];
    double slopes[5][4];
    for (int k = 1; k <= 4; k++) {
        w[k] = network->param + network->layers[k].w;
        for (int j = 0; j < 4; j++)
            slopes[k][j] = 1 - network->layers[k].a[j] * network->layers[k].a[j];
        slope[k] = slopes[k];
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            for (int k = 0; k < 4; k++)
                all[count++] = network->dyhat[i] * slope[4][i] * w[4][i * 4 + j] * slope[3][j] *
                               w[3][j * 4 + k] * slope[2][k] * w[2][k * 4 + 2] * slope[1][2] * network->x[1];
    for (size_t i = 0; i < count; i++) /* the largest first */
        for (size_t k = i + 1; k < count; k++)
            if (fabs(all[k]) > fabs(all[i])) {
                double swapped = all[i];
                all[i] = all[k];
                all[k] = swapped;
            }
    for (size_t limit = 1; limit <= 70; limit += 23) {
        struct paths paths;
        double rest = 0;
        find(&paths, &tape, cell(QUANTITY_W, 1, 3, 2), limit);
        assert_near(paths.count, 64, 0);
        assert_int_equal(paths.listed, limit < 64 ? limit : 64);
        for (size_t i = 0; i < paths.listed; i++)
            assert_near(paths.list[i].value / all[i], 1, 1e-14);
        for (size_t i = paths.listed; i < 64; i++)
            rest += all[i];
        assert_near(paths_rest(&paths), rest, 1e-15);
        paths_finish(&paths);
    }
    walk_finish(&tape);
}

static void astronomically_many_paths_are_not_enumerated(void **state)
{
    (void)state;
    struct tape tape = wide(40, 8); /* 8^39 of them: only a search that doesn't visit them ends */
    struct paths paths;
    find(&paths, &tape, cell(QUANTITY_W, 1, 1, 1), 6);
    assert_near(paths.count / pow(8, 39), 1, 1e-12);
    assert_false(paths.is_added);
    assert_int_equal(paths.listed, 6);
    assert_int_equal(paths.list[0].length, 2 + 2 * 40);
    for (size_t i = 1; i < 6; i++)
        assert_true(fabs(paths.list[i].value) <= fabs(paths.list[i - 1].value));
    double gradient = tape.network->gradient[tape.network->layers[1].w];
    double listed = 0;
    for (size_t i = 0; i < 6; i++)
        listed += paths.list[i].value;
    assert_near(paths_sum(&paths), gradient, 0);
    assert_near(paths_rest(&paths) / (gradient - listed), 1, 1e-9);
    paths_finish(&paths);
    walk_finish(&tape);
}

/* ---- all nets ---- */

/* Every parameter of a net: its paths through all samples of the batch against the tape and the difference. */
static void check_all(struct tape *tape, size_t limit)
{
    struct network *network = tape->network;
    for (size_t p = 0; p < network->param_count; p++) {
        int k = 1;
        while (k < network->depth && p >= network->layers[k + 1].w)
            k++;
        const struct layer *layer = &network->layers[k];
        bool is_bias = p >= layer->b;
        size_t i = is_bias ? p - layer->b : p - layer->w, columns = (size_t)layer->inputs;
        struct cell target = is_bias ? cell(QUANTITY_B, k, (int)i + 1, 0)
                                     : cell(QUANTITY_W, k, (int)(i / columns) + 1, (int)(i % columns) + 1);
        struct cell gradient = target;
        struct replay replay;
        struct paths paths;
        double h;
        gradient.quantity = is_bias ? QUANTITY_DB : QUANTITY_DW;
        assert_true(replay_open(&replay, tape, gradient, NULL));
        assert_int_equal(replay.count, tape->batch);
        paths_init(&paths, target, limit);
        for (size_t s = 0; s < replay.count; s++) {
            replay_pass(&replay, s);
            paths_add(&paths, &replay.tape, s, replay.weight);
        }
        double added = paths_rest(&paths), difference = replay_difference(&replay, target, &h);
        for (size_t s = 0; s < paths.listed; s++)
            added += paths.list[s].value;
        assert_true(paths.is_added);
        assert_near(paths_sum(&paths), network->gradient[p], 1e-12);
        assert_near(added, network->gradient[p], 1e-12);
        assert_near(paths.gradient, network->gradient[p], 1e-15);
        assert_near(difference, network->gradient[p], 1e-6);
        paths_finish(&paths);
        replay_close(&replay);
    }
}

static bool walk_batch(struct tape *tape)
{
    bool has_corner = false;
    while (tape->operation < tape_length(tape) && tape_next(tape).phase != PHASE_UPDATE) {
        tape_do(tape);
        has_corner |= tape_at(tape, tape->operation - 1).operation == OPERATION_DX && walk_has_corner(tape);
    }
    return has_corner;
}

static void paths_sum_to_the_tapes_gradient_and_the_difference_in_200_nets(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 21);
    int done = 0, maxouts = 0, fused = 0, jacobians = 0, batches = 0;
    while (done < 200) {
        struct tape tape = walk_draw(&random);
        if (!walk_batch(&tape)) {
            check_all(&tape, 1 + random_below(&random, 8));
            done++;
            batches += tape.batch > 1;
            fused += tape_is_fused(&tape) && tape.settings.has_softmax;
            jacobians += !tape_is_fused(&tape) && tape.settings.has_softmax;
            for (int k = 1; k <= tape.network->depth; k++)
                maxouts += tape.network->layers[k].activation->is_maxout;
        }
        walk_finish(&tape);
    }
    assert_true(maxouts > 20 && fused > 10 && jacobians > 30 && batches > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dw1_11_of_the_worked_example_is_two_paths),
        cmocka_unit_test(paths_end_at_z_a_b_x_and_yhat_too),
        cmocka_unit_test(softmax_has_a_path_through_each_pair_of_its_jacobian),
        cmocka_unit_test(behind_softmax_ce_enters_at_the_last_a),
        cmocka_unit_test(behind_sigmoid_bce_enters_at_the_last_z),
        cmocka_unit_test(only_the_winning_piece_of_maxout_has_a_path),
        cmocka_unit_test(a_path_through_a_dead_node_is_counted_but_not_alive),
        cmocka_unit_test(the_listed_paths_are_the_largest_of_all),
        cmocka_unit_test(astronomically_many_paths_are_not_enumerated),
        cmocka_unit_test(paths_sum_to_the_tapes_gradient_and_the_difference_in_200_nets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
