/* Commands made from the command table and the state of a session, so that most of them are right. */
#ifndef NABLA_TESTS_APP_MAKER_H
#define NABLA_TESTS_APP_MAKER_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/session.h"
#include "base/random.h"
#include "nn/activation.h"

#if defined(__SANITIZE_ADDRESS__)
enum { MAKER_IS_SLOW = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { MAKER_IS_SLOW = 1 };
#else
enum { MAKER_IS_SLOW = 0 };
#endif
#else
enum { MAKER_IS_SLOW = 0 };
#endif

enum { LINE_SIZE = 512 }; /* bytes of a command */

struct maker {
    struct session *session;
    struct random random;
    char line[LINE_SIZE]; /* the command */
};

static inline int choose(struct maker *maker, int count)
{
    return (int)random_below(&maker->random, (uint64_t)count);
}

static inline void put(struct maker *maker, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline void put(struct maker *maker, const char *format, ...)
{
    size_t length = strlen(maker->line);
    va_list args;
    va_start(args, format);
    vsnprintf(maker->line + length, LINE_SIZE - length, format, args);
    va_end(args);
}

static inline void put_number(struct maker *maker)
{
    put(maker, "%g", (choose(maker, 401) - 200) / 100.0);
}

static inline void put_shape(struct maker *maker)
{
    size_t count = activation_count(), i = (size_t)choose(maker, (int)count + 1);
    put(maker, " %d", 1 + choose(maker, 4));
    if (i < count && choose(maker, 3) > 0)
        put(maker, ":%s", activation_at(i)->name);
}

/* A quantity of this net, or one of its numbers. */
static inline void put_cell(struct maker *maker, bool is_one)
{
    const struct network *network = maker->session->tape.network;
    int layer = network ? 1 + choose(maker, network->depth) : 1, rows = 1, columns = 1;
    enum quantity quantity = (enum quantity)choose(maker, QUANTITY_COUNT);
    if (network)
        network_values(network, quantity, layer, &rows, &columns);
    put(maker, "%s", quantity_name(quantity));
    if (quantity_has_layer(quantity))
        put(maker, "%d", layer);
    if (is_one && quantity_indices(quantity) == 2)
        put(maker, "[%d,%d]", 1 + choose(maker, rows), 1 + choose(maker, columns));
    else if (is_one && quantity_indices(quantity) == 1)
        put(maker, "[%d]", 1 + choose(maker, rows));
}

static inline void put_parameter(struct maker *maker)
{
    const struct network *network = maker->session->tape.network;
    int k = network ? 1 + choose(maker, network->depth) : 1;
    int rows = network ? network->layers[k].rows : 1, inputs = network ? network->layers[k].inputs : 1;
    if (choose(maker, 2))
        put(maker, "w%d[%d,%d]", k, 1 + choose(maker, rows), 1 + choose(maker, inputs));
    else
        put(maker, "b%d[%d]", k, 1 + choose(maker, rows));
}

static inline void put_vector(struct maker *maker, int count)
{
    for (int i = 0; i < count; i++) {
        put(maker, " ");
        put_number(maker);
    }
}

static inline void put_expression(struct maker *maker)
{
    static const char *const functions[] = {"sum", "max", "abs", "norm", "tanh", "relu", "sigmoid"};
    static const char *const operators[] = {"+", "-", ".*", ">", "==", "and"};
    switch (choose(maker, 4)) {
    case 0:
        put_number(maker);
        break;
    case 1:
        put_cell(maker, true);
        break;
    case 2:
        put(maker, "%s(", functions[choose(maker, 7)]);
        put_cell(maker, false);
        put(maker, ")");
        break;
    default:
        put_cell(maker, true);
        put(maker, " %s ", operators[choose(maker, 6)]);
        put_number(maker);
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

static inline void put_words(struct maker *maker, const char *words)
{
    const struct network *network = maker->session->tape.network;
    for (const char *c = words; *c; c++) {
        if (*c != '%') {
            put(maker, "%c", *c);
            continue;
        }
        switch (*++c) {
        case 'e':
            put_expression(maker);
            break;
        case 'c':
        case 'q':
            put_cell(maker, *c == 'c');
            break;
        case 'p':
            put_parameter(maker);
            break;
        case 'n':
            put_number(maker);
            break;
        case 'i':
            put(maker, "%d", 1 + choose(maker, 3));
            break;
        case 'x':
            put_vector(maker, network ? network_inputs(network) : 2);
            break;
        case 'y':
            put_vector(maker, network ? network_outputs(network) : 1);
            break;
        default:
            put_shape(maker);
        }
    }
}

/* A row that has no template: from its arguments' kinds. */
static inline void put_arguments(struct maker *maker, const struct command *command)
{
    for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && command->arguments[i].name; i++) {
        const struct argument_spec *spec = &command->arguments[i];
        size_t choices = 0;
        if ((spec->flags & ARGUMENT_OPTIONAL) && choose(maker, 2))
            return;
        while (argument_choice(spec, choices))
            choices++;
        put(maker, " ");
        if (choices > 0)
            put(maker, "%s", argument_choice(spec, (size_t)choose(maker, (int)choices)));
        else if (spec->kind == ARGUMENT_INTEGER || spec->kind == ARGUMENT_NUMBER)
            put(maker, "%g", fmin(spec->max, spec->min + choose(maker, 4)));
        else if (spec->kind == ARGUMENT_CELL)
            put_cell(maker, true);
        else if (spec->kind == ARGUMENT_FILE)
            put(maker, "file");
        else
            put_expression(maker);
    }
}

/* These end the session, speak of what isn't here, or go on for ever (to a breakpoint that is never met). */
static inline bool is_left_out(const char *name)
{
    static const char *const names[] = {"quit",    "lang",   "lesson",   "lessons",
                                        "recover", "export", "snapshot", "continue"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* One of these words alone, as in a template. */
static inline void make_words(struct maker *maker, const char *words)
{
    maker->line[0] = '\0';
    put_words(maker, words);
}

static inline void make_command(struct maker *maker)
{
    size_t count = 0, fitting = 0;
    while (command_at(count))
        count++;
    maker->line[0] = '\0';
    const struct command *command = command_at((size_t)choose(maker, (int)count));
    if (choose(maker, 2) || is_left_out(command->name)) {
        const struct template *template = &templates[choose(maker, TEMPLATES)];
        put(maker, "%s%s", template->command, *template->command ? " " : "");
        put_words(maker, template->words);
        return;
    }
    put(maker, "%s", command->name);
    for (size_t i = 0; i < TEMPLATES; i++)
        fitting += strcmp(templates[i].command, command->name) == 0;
    size_t wanted = fitting ? (size_t)choose(maker, (int)fitting) : 0;
    for (size_t i = 0; i < TEMPLATES && fitting; i++)
        if (strcmp(templates[i].command, command->name) == 0 && wanted-- == 0) {
            put(maker, " ");
            put_words(maker, templates[i].words);
            return;
        }
    put_arguments(maker, command);
}

#endif
