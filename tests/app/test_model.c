/* Sequences of commands made from the command table and the state, so that most of them are right; after each
 * command all must be in order: the shapes, what is known, the journal, whose undo gives back the former bytes. */
#include "app/fixture.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/command.h"
#include "app/save.h"
#include "base/random.h"
#include "fuzz/files.h"
#include "nn/activation.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SEQUENCES = 500 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SEQUENCES = 500 };
#else
enum { SEQUENCES = 10000 };
#endif
#else
enum { SEQUENCES = 10000 };
#endif

enum { COMMANDS = 10, LINE_SIZE = 512 }; /* of a sequence; bytes of a command */

struct model {
    struct session *session;
    struct random random;
    char line[LINE_SIZE];
    struct buffer typed; /* the sequence so far, for whoever has to find out */
    size_t done, refused;
};

/* ---- making commands ---- */

static int choose(struct model *model, int count)
{
    return (int)random_below(&model->random, (uint64_t)count);
}

static void put(struct model *model, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct model *model, const char *format, ...)
{
    size_t length = strlen(model->line);
    va_list args;
    va_start(args, format);
    vsnprintf(model->line + length, LINE_SIZE - length, format, args);
    va_end(args);
}

static void put_number(struct model *model)
{
    put(model, "%g", (choose(model, 401) - 200) / 100.0);
}

static void put_shape(struct model *model)
{
    size_t count = activation_count(), i = (size_t)choose(model, (int)count + 1);
    put(model, " %d", 1 + choose(model, 4));
    if (i < count && choose(model, 3) > 0)
        put(model, ":%s", activation_at(i)->name);
}

/* A quantity of this net, or one of its numbers. */
static void put_cell(struct model *model, bool is_one)
{
    const struct network *network = model->session->tape.network;
    int layer = network ? 1 + choose(model, network->depth) : 1, rows = 1, columns = 1;
    enum quantity quantity = (enum quantity)choose(model, QUANTITY_COUNT);
    if (network)
        network_values(network, quantity, layer, &rows, &columns);
    put(model, "%s", quantity_name(quantity));
    if (quantity_has_layer(quantity))
        put(model, "%d", layer);
    if (is_one && quantity_indices(quantity) == 2)
        put(model, "[%d,%d]", 1 + choose(model, rows), 1 + choose(model, columns));
    else if (is_one && quantity_indices(quantity) == 1)
        put(model, "[%d]", 1 + choose(model, rows));
}

static void put_parameter(struct model *model)
{
    const struct network *network = model->session->tape.network;
    int k = network ? 1 + choose(model, network->depth) : 1;
    int rows = network ? network->layers[k].rows : 1, inputs = network ? network->layers[k].inputs : 1;
    if (choose(model, 2))
        put(model, "w%d[%d,%d]", k, 1 + choose(model, rows), 1 + choose(model, inputs));
    else
        put(model, "b%d[%d]", k, 1 + choose(model, rows));
}

static void put_vector(struct model *model, int count)
{
    for (int i = 0; i < count; i++) {
        put(model, " ");
        put_number(model);
    }
}

static void put_expression(struct model *model)
{
    static const char *const functions[] = {"sum", "max", "abs", "norm", "tanh", "relu", "sigmoid"};
    static const char *const operators[] = {"+", "-", ".*", ">", "==", "and"};
    switch (choose(model, 4)) {
    case 0:
        put_number(model);
        break;
    case 1:
        put_cell(model, true);
        break;
    case 2:
        put(model, "%s(", functions[choose(model, 7)]);
        put_cell(model, false);
        put(model, ")");
        break;
    default:
        put_cell(model, true);
        put(model, " %s ", operators[choose(model, 6)]);
        put_number(model);
    }
}

/* What no row says about its words: %e an expression, %c a number of the net, %q a quantity, %p a parameter, %n a
 * number, %i a whole one, %x an input, %y a target, %s a layer's shape. Several lines may stand for one command. */
static const struct template
{
    const char *command, *words;
}
templates[] = {
    {"", "%p = %n"},
    {"", "%p = %n"},
    {"", "w1 = 0.5"},
    {"", "rate = 0.1"},
    {"net", "%i%s"},
    {"net", "%i%s%s"},
    {"net", "%i%s%s 2"},
    {"net", "2 3:tanh 1:sigmoid"},
    {"head", "softmax"},
    {"head", "none"},
    {"rate", "0.05"},
    {"reset", ""},
    {"reset", "new"},
    {"freeze", "%p"},
    {"unfreeze", "%p"},
    {"regularize", "l2 0.01"},
    {"data", "xor"},
    {"data", "moons 6 0.1"},
    {"data", "add%x :%y"},
    {"data", "clear"},
    {"data", "show"},
    {"batch", "%i"},
    {"batch", "all"},
    {"layer", "add%s"},
    {"layer", "%i tanh"},
    {"layer", "%i %i"},
    {"layer", "%i remove"},
    {"input", "%x"},
    {"target", "%y"},
    {"print", "%e"},
    {"expect", "%n = %n within 10"},
    {"explain", "%c"},
    {"why", "%c"},
    {"select", "%c"},
    {"apropos", "gradient"},
    {"break", "%c"},
    {"break", "%c backward"},
    {"break", "if %e"},
    {"break", "nan"},
    {"tbreak", "%c"},
    {"watch", "%e"},
    {"display", "%e"},
    {"condition", "%i %e"},
    {"ignore", "%i 2"},
    {"commands", "%i\nprint 1\nend"},
    {"delete", "%i"},
    {"delete", ""},
    {"train", "%i"},
    {"train", "%i steps"},
    {"train", "until %e max 2"},
    {"step", ""},
    {"step", "%i op"},
    {"step", "%i"},
    {"step", "layer"},
    {"back", ""},
    {"back", "%i"},
    {"iterate", "%i"},
    {"predict", "on"},
    {"predict", "off"},
    {"split", "0.5"},
    {"sample", "%i"},
    {"precision", "%i"},
    {"restore", "epoch %i"},
    {"save", "one"},
    {"load", "one"},
    {"source", "one"},
    {"record", "two"},
    {"record", "off"},
    {"memory", ""},
    {"theme", "dark"},
    {"view", "net formula"},
    {"threads", "%i"},
};

enum { TEMPLATES = sizeof templates / sizeof *templates };

static void put_words(struct model *model, const char *words)
{
    const struct network *network = model->session->tape.network;
    for (const char *c = words; *c; c++) {
        if (*c != '%') {
            put(model, "%c", *c);
            continue;
        }
        switch (*++c) {
        case 'e':
            put_expression(model);
            break;
        case 'c':
        case 'q':
            put_cell(model, *c == 'c');
            break;
        case 'p':
            put_parameter(model);
            break;
        case 'n':
            put_number(model);
            break;
        case 'i':
            put(model, "%d", 1 + choose(model, 3));
            break;
        case 'x':
            put_vector(model, network ? network_inputs(network) : 2);
            break;
        case 'y':
            put_vector(model, network ? network_outputs(network) : 1);
            break;
        default:
            put_shape(model);
        }
    }
}

/* A row that has no template: from its arguments' kinds. */
static void put_arguments(struct model *model, const struct command *command)
{
    for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && command->arguments[i].name; i++) {
        const struct argument_spec *spec = &command->arguments[i];
        size_t choices = 0;
        if ((spec->flags & ARGUMENT_OPTIONAL) && choose(model, 2))
            return;
        while (argument_choice(spec, choices))
            choices++;
        put(model, " ");
        if (choices > 0)
            put(model, "%s", argument_choice(spec, (size_t)choose(model, (int)choices)));
        else if (spec->kind == ARGUMENT_INTEGER || spec->kind == ARGUMENT_NUMBER)
            put(model, "%g", fmin(spec->max, spec->min + choose(model, 4)));
        else if (spec->kind == ARGUMENT_CELL)
            put_cell(model, true);
        else if (spec->kind == ARGUMENT_FILE)
            put(model, "file");
        else
            put_expression(model);
    }
}

/* These end the session, speak of what isn't here, or go on for ever (to a breakpoint that is never met). */
static bool is_left_out(const char *name)
{
    static const char *const names[] = {"quit",    "lang",   "lesson",   "lessons",
                                        "recover", "export", "snapshot", "continue"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void make_command(struct model *model)
{
    size_t count = 0, fitting = 0;
    while (command_at(count))
        count++;
    model->line[0] = '\0';
    const struct command *command = command_at((size_t)choose(model, (int)count));
    if (choose(model, 2) || is_left_out(command->name)) {
        const struct template *template = &templates[choose(model, TEMPLATES)];
        put(model, "%s%s", template->command, *template->command ? " " : "");
        put_words(model, template->words);
        return;
    }
    put(model, "%s", command->name);
    for (size_t i = 0; i < TEMPLATES; i++)
        fitting += strcmp(templates[i].command, command->name) == 0;
    size_t wanted = fitting ? (size_t)choose(model, (int)fitting) : 0;
    for (size_t i = 0; i < TEMPLATES && fitting; i++)
        if (strcmp(templates[i].command, command->name) == 0 && wanted-- == 0) {
            put(model, " ");
            put_words(model, templates[i].words);
            return;
        }
    put_arguments(model, command);
}

/* ---- judging ---- */

static void hash(uint64_t *sum, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        *sum = (*sum ^ bytes[i]) * 1099511628211u;
}

/* All that undo restores. */
static uint64_t digest(const struct session *session)
{
    uint64_t sum = 14695981039346656037u;
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    const struct dataset *data = tape->feed.data;
    struct tape plain = *tape;
    plain.feed.room = 0; /* only grows */
    plain.feed.order = NULL;
    hash(&sum, &plain.network, sizeof plain.network);
    hash(&sum, &plain.settings, sizeof plain.settings);
    hash(&sum, &plain.feed, sizeof plain.feed);
    hash(&sum, &plain.operation, sizeof plain.operation);
    hash(&sum, &plain.iteration, sizeof plain.iteration);
    hash(&sum, &plain.stale, sizeof plain.stale);
    hash(&sum, &plain.has_x, sizeof plain.has_x);
    hash(&sum, &plain.has_y, sizeof plain.has_y);
    hash(&sum, &session->random, sizeof session->random);
    hash(&sum, &session->seed, sizeof session->seed);
    hash(&sum, &session->notation.precision, sizeof session->notation.precision);
    if (network) {
        size_t size = network->param_count * sizeof *network->param;
        hash(&sum, network->param, size);
        hash(&sum, network->first, size);
        hash(&sum, network->gradient, size);
        for (int i = 0; i < OPTIMIZER_STATES_MAX; i++)
            hash(&sum, network->state[i], size);
        hash(&sum, network->frozen, network->param_count);
        for (int q = 0; q < QUANTITY_COUNT; q++)
            for (int k = 0; k <= network->depth; k++) {
                int rows, columns;
                const double *values = network_values(network, (enum quantity)q, k, &rows, &columns);
                if (values)
                    hash(&sum, values, (size_t)rows * (size_t)columns * sizeof *values);
            }
    }
    if (data) {
        hash(&sum, &data->count, sizeof data->count);
        hash(&sum, data->x, data->count * (size_t)data->inputs * sizeof *data->x);
        hash(&sum, data->y, data->count * (size_t)data->outputs * sizeof *data->y);
        hash(&sum, tape->feed.order, data->count * sizeof *tape->feed.order);
    }
    return sum;
}

#define must(model, condition)                                                                                 \
    do {                                                                                                       \
        if (!(condition))                                                                                      \
            fail_msg("%s\n  after:\n%s", #condition, buffer_text(&(model)->typed));                            \
    } while (0)

static void check_shapes(struct model *model, const struct network *network)
{
    size_t offset = 0, weights = 0;
    must(model, network->depth >= 1 && network->depth <= NETWORK_LAYERS_MAX);
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        size_t size = (size_t)layer->rows * (size_t)layer->inputs;
        must(model, layer->inputs == network->layers[k - 1].nodes);
        must(model, layer->nodes >= 1 && layer->pieces >= 1 && layer->rows == layer->nodes * layer->pieces);
        must(model,
             layer->w + size <= network->param_count && layer->b + (size_t)layer->rows <= network->param_count);
        weights += size;
        offset += size + (size_t)layer->rows;
    }
    must(model, offset == network->param_count && weights == network->weight_count);
}

/* What is known was computed by an operation that has been done, and the other way round; and it is finite, unless
 * weights have grown beyond all measure. */
static void check_knowledge(struct model *model, const struct tape *tape)
{
    const struct network *network = tape->network;
    static const enum quantity asked[] = {QUANTITY_Z, QUANTITY_A, QUANTITY_YHAT, QUANTITY_LOSS, QUANTITY_DZ};
    double largest = 0;
    for (size_t i = 0; i < network->param_count; i++)
        largest = fmax(largest, isnan(network->param[i]) ? (double)INFINITY : fabs(network->param[i]));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        for (int k = 1; k <= network->depth; k++) {
            int rows, columns;
            const double *values = network_values(network, asked[i], k, &rows, &columns);
            struct cell cell = {asked[i], quantity_has_layer(asked[i]) ? k : 0, 1, 0};
            for (cell.row = 1; cell.row <= rows; cell.row++) {
                enum knowledge knowledge = tape_knows(tape, cell);
                bool is_done = tape_operation_of(tape, cell) < tape->operation;
                must(model, knowledge != KNOWN || is_done);
                must(model, knowledge != UNKNOWN || !is_done);
                must(model, knowledge != KNOWN || isfinite(values[cell.row - 1]) || largest > 1e50);
            }
        }
}

static void check(struct model *model)
{
    const struct session *session = model->session;
    const struct tape *tape = &session->tape;
    must(model, session->frame_count == 0 && !session->job.slice && !session->collecting);
    must(model, journal_bytes(session->journal) < (size_t)1 << 28);
    if (!tape->network) {
        must(model, tape->operation == 0 && tape->iteration == 0);
        return;
    }
    check_shapes(model, tape->network);
    must(model, tape->batch >= 1 && tape->operation <= tape_length(tape));
    check_knowledge(model, tape);
}

static void check_undo(struct model *model, uint64_t before, uint64_t after)
{
    struct error error;
    must_type(model->session, "undo");
    must(model, digest(model->session) == before);
    check(model);
    if (!type(model->session, "redo", &error))
        must(model, before == after);
    must(model, digest(model->session) == after);
}

static bool goes_back(const char *line)
{
    static const char *const starts[] = {"back", "undo", "redo", "reverse", "rc", "predict"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return !strncmp(line, "backward", 8) ? false : true;
    return false;
}

/* ---- one sequence ---- */

static void play_command(struct model *model)
{
    struct session *session = model->session;
    struct error error;
    make_command(model);
    buffer_printf(&model->typed, "%s\n", model->line);
    uint64_t before = digest(session);
    size_t moments = journal_moments(session->journal);
    bool was_asking = session->prediction.is_open;
    bool is_done = type(session, model->line, &error);
    check(model);
    model->done++;
    model->refused += !is_done;
    bool is_asking = session->prediction.is_open || was_asking;
    bool is_script = strncmp(model->line, "load", 4) == 0 || strncmp(model->line, "source", 6) == 0;
    if (!is_done) {
        /* Long work has done some of it by then: a condition can't be judged any more, a loss refuses its target. */
        if (journal_moments(session->journal) > moments)
            must_type(session, "undo");
        must(model, is_script || is_asking || digest(session) == before);
        return;
    }
    bool is_back = journal_moments(session->journal) < moments; /* by the journal itself, as restart does */
    if (is_asking || is_script || is_back || goes_back(model->line))
        return;
    if (journal_moments(session->journal) > moments)
        check_undo(model, before, digest(session));
    else
        must(model, digest(session) == before);
}

static void play_sequence(struct model *model, uint64_t number)
{
    struct error error;
    random_seed(&model->random, number);
    model->session = session_new();
    buffer_clear(&model->typed);
    uint64_t start = digest(model->session);
    for (int i = 0; i < COMMANDS; i++) {
        if (i == 1 && !model->session->tape.network) {
            static const char net[] = "net 2 2:tanh 1; input 1 -1; target 0.5";
            buffer_printf(&model->typed, "%s\n", net);
            must_type(model->session, net);
        }
        play_command(model);
    }
    must_type(model->session, "predict off");
    for (int i = 0; type(model->session, "undo", &error); i++)
        must(model, i < 2000); /* each line of what was loaded */
    must(model, digest(model->session) == start);
    session_free(model->session);
    files_clear();
}

static void sequences_of_commands_leave_all_in_order(void **state)
{
    (void)state;
    struct model model = {.typed = BUFFER_EMPTY};
    for (uint64_t i = 1; i <= SEQUENCES; i++)
        play_sequence(&model, i);
    buffer_finish(&model.typed);
    print_message("%zu commands, %zu of them refused\n", model.done, model.refused);
    assert_true(model.refused * 2 < model.done); /* else the templates have lost touch with the commands */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_of_commands_leave_all_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
