#include "app/load_json.h"

#include <stdio.h>
#include <string.h>

#include "app/save.h"
#include "base/json.h"
#include "base/translate.h"

struct loader {
    struct json json;
    struct buffer *out;
    struct error *error;
};

bool load_is_json(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n'))
        at++;
    return at < length && text[at] == '{';
}

/* ---- single values ---- */

static enum json_kind kind_of(const struct loader *loader, size_t value)
{
    return loader->json.values[value].kind;
}

static bool refuse(const struct loader *loader, size_t value, const char *name, const char *wanted)
{
    return error_set(loader->error, _("line %d: '%s' must be %s"), json_line(&loader->json, value), name,
                     wanted);
}

static bool missing(const struct loader *loader, size_t object, const char *name)
{
    return error_set(loader->error,
                     _("line %d: '%s' is missing here; is this a file that 'export json' wrote?"),
                     json_line(&loader->json, object), name);
}

static size_t member(const struct loader *loader, size_t object, const char *name)
{
    return json_member(&loader->json, object, name);
}

static void put_text(struct loader *loader, size_t value)
{
    const struct json_value *found = &loader->json.values[value];
    buffer_put_n(loader->out, loader->json.text + found->start, found->length);
}

/* A name of a registry, or of a quantity, as L: letters, digits and _ alone, so that it can be nothing else in the
 * script. */
static bool put_word(struct loader *loader, size_t value, const char *name)
{
    const struct json_value *found = &loader->json.values[value];
    const char *text = loader->json.text + found->start;
    bool is_word = found->kind == JSON_STRING && found->length > 0 && found->length < 40;
    for (uint32_t i = 0; is_word && i < found->length; i++)
        is_word = text[i] && strchr("abcdefghijklmnopqrstuvwxyzL0123456789_", text[i]);
    if (!is_word)
        return refuse(loader, value, name, _("a name in quotes"));
    put_text(loader, value);
    return true;
}

/* "inf", "-inf" and "nan" are strings. */
static bool is_number(const struct loader *loader, size_t value)
{
    static const char *const words[] = {"inf", "-inf", "nan"};
    const struct json_value *found = &loader->json.values[value];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (found->kind == JSON_STRING && found->length == strlen(words[i]) &&
            memcmp(loader->json.text + found->start, words[i], found->length) == 0)
            return true;
    return found->kind == JSON_NUMBER;
}

static bool put_number(struct loader *loader, size_t value, const char *name)
{
    if (!is_number(loader, value))
        return refuse(loader, value, name, _("a number"));
    put_text(loader, value);
    return true;
}

static void put_quoted(struct loader *loader, size_t value)
{
    struct buffer text = BUFFER_EMPTY;
    json_string(&loader->json, value, &text);
    save_put_quoted(loader->out, buffer_text(&text));
    buffer_finish(&text);
}

/* ---- rows of numbers ---- */

/* "a b c" */
static bool put_numbers(struct loader *loader, size_t array, const char *name)
{
    if (kind_of(loader, array) != JSON_ARRAY)
        return refuse(loader, array, name, _("a list of numbers in [ ]"));
    const char *gap = "";
    for (size_t i = json_first(&loader->json, array); i; i = json_next(&loader->json, array, i)) {
        buffer_put(loader->out, gap);
        if (!put_number(loader, i, name))
            return false;
        gap = " ";
    }
    return true;
}

/* "[a b; c d]", from a list of rows, or "[a b c]" */
static bool put_matrix(struct loader *loader, size_t array, const char *name, bool has_rows)
{
    bool is_good = true;
    const char *gap = "";
    buffer_put_char(loader->out, '[');
    if (!has_rows) {
        is_good = put_numbers(loader, array, name);
    } else if (kind_of(loader, array) != JSON_ARRAY) {
        return refuse(loader, array, name, _("a list of rows in [ ]"));
    } else {
        for (size_t i = json_first(&loader->json, array); i && is_good;
             i = json_next(&loader->json, array, i)) {
            buffer_put(loader->out, gap);
            is_good = put_numbers(loader, i, name);
            gap = "\n"; /* which closes a row, and lines have a bound */
        }
    }
    buffer_put(loader->out, "]\n");
    return is_good;
}

/* ---- settings ---- */

/* COMMAND value, where the member is there. */
static bool put_setting(struct loader *loader, size_t object, const char *name, const char *command,
                        bool (*put)(struct loader *loader, size_t value, const char *name))
{
    size_t value = member(loader, object, name);
    if (!value)
        return true;
    buffer_printf(loader->out, "%s ", command);
    if (!put(loader, value, name))
        return false;
    buffer_put_char(loader->out, '\n');
    return true;
}

/* name:parameter */
static bool put_named(struct loader *loader, size_t value, const char *name)
{
    size_t word = member(loader, value, "name"), parameter = member(loader, value, "parameter");
    if (!word)
        return kind_of(loader, value) == JSON_STRING ? put_word(loader, value, name)
                                                     : missing(loader, value, "name");
    if (!put_word(loader, word, name))
        return false;
    if (!parameter)
        return true;
    buffer_put_char(loader->out, ':');
    return put_number(loader, parameter, name);
}

static bool put_regularizer(struct loader *loader, size_t object)
{
    size_t value = member(loader, object, "regularize");
    if (!value || kind_of(loader, value) == JSON_NULL) {
        buffer_put(loader->out, "regularize none\n");
        return true;
    }
    size_t word = member(loader, value, "name"), parameter = member(loader, value, "parameter");
    if (!word || !parameter)
        return missing(loader, value, word ? "parameter" : "name");
    buffer_put(loader->out, "regularize ");
    if (!put_word(loader, word, "regularize"))
        return false;
    buffer_put_char(loader->out, ' ');
    if (!put_number(loader, parameter, "regularize"))
        return false;
    buffer_put_char(loader->out, '\n');
    return true;
}

static bool put_switch(struct loader *loader, size_t value, const char *name)
{
    enum json_kind kind = kind_of(loader, value);
    if (kind != JSON_TRUE && kind != JSON_FALSE)
        return refuse(loader, value, name, _("true or false"));
    buffer_put(loader->out, kind == JSON_TRUE ? "on" : "off");
    return true;
}

static bool put_settings(struct loader *loader)
{
    return put_setting(loader, 0, "loss", "loss", put_named) &&
           put_setting(loader, 0, "optimizer", "optimizer", put_named) &&
           put_setting(loader, 0, "rate", "rate", put_number) && put_regularizer(loader, 0);
}

/* ---- the network ---- */

static bool put_shape(struct loader *loader, size_t net)
{
    size_t inputs = member(loader, net, "inputs"), layers = member(loader, net, "layers");
    if (!inputs || !layers)
        return missing(loader, net, inputs ? "layers" : "inputs");
    buffer_put(loader->out, "loss l2\nnet "); /* the loss before may not suit this net */
    if (!put_number(loader, inputs, "inputs"))
        return false;
    if (kind_of(loader, layers) != JSON_ARRAY)
        return refuse(loader, layers, "layers", _("a list of layers in [ ]"));
    for (size_t i = json_first(&loader->json, layers); i; i = json_next(&loader->json, layers, i)) {
        size_t nodes = member(loader, i, "nodes"), activation = member(loader, i, "activation");
        if (!nodes || !activation)
            return missing(loader, i, nodes ? "activation" : "nodes");
        buffer_put_char(loader->out, ' ');
        if (!put_number(loader, nodes, "nodes"))
            return false;
        buffer_put_char(loader->out, ':');
        if (!put_named(loader, activation, "activation"))
            return false;
    }
    buffer_put_char(loader->out, '\n');
    return put_setting(loader, net, "head", "head", put_word);
}

/* Where both are there: `before`, the name of the layer's weights or biases, then the numbers. */
static bool put_parameters(struct loader *loader, size_t object, int k, const char *before, const char *w_name,
                           const char *b_name)
{
    size_t w = member(loader, object, w_name), b = member(loader, object, b_name);
    if (!w || !b)
        return missing(loader, object, w ? b_name : w_name);
    buffer_printf(loader->out, "%sw%d ", before, k);
    if (!put_matrix(loader, w, w_name, true))
        return false;
    buffer_printf(loader->out, "%sb%d ", before, k);
    return put_matrix(loader, b, b_name, false);
}

static bool put_frozen(struct loader *loader, size_t layer, int k)
{
    const struct json *json = &loader->json;
    size_t w = member(loader, layer, "frozen_w"), b = member(loader, layer, "frozen_b");
    for (size_t i = w ? json_first(json, w) : 0; i; i = json_next(json, w, i)) {
        size_t row = json_first(json, i), column = row ? json_next(json, i, row) : 0;
        if (!column)
            return refuse(loader, i, "frozen_w", _("a list of [row, column]"));
        buffer_printf(loader->out, "freeze w%d[", k);
        if (!put_number(loader, row, "frozen_w"))
            return false;
        buffer_put_char(loader->out, ',');
        if (!put_number(loader, column, "frozen_w"))
            return false;
        buffer_put(loader->out, "]\n");
    }
    for (size_t i = b ? json_first(json, b) : 0; i; i = json_next(json, b, i)) {
        buffer_printf(loader->out, "freeze b%d[", k);
        if (!put_number(loader, i, "frozen_b"))
            return false;
        buffer_put(loader->out, "]\n");
    }
    return true;
}

static bool put_layer(struct loader *loader, size_t layer, int k)
{
    size_t states = member(loader, layer, "state");
    int number = 1;
    if (!put_parameters(loader, layer, k, "restore weights ", "w", "b"))
        return false;
    for (size_t i = states ? json_first(&loader->json, states) : 0; i;
         i = json_next(&loader->json, states, i), number++) {
        char before[40];
        snprintf(before, sizeof before, "restore state %d ", number);
        if (!put_parameters(loader, i, k, before, "w", "b"))
            return false;
    }
    return put_frozen(loader, layer, k);
}

static bool put_net(struct loader *loader, size_t net)
{
    size_t layers = member(loader, net, "layers");
    int k = 1;
    for (size_t i = json_first(&loader->json, layers); i; i = json_next(&loader->json, layers, i), k++) {
        bool has_first = member(loader, i, "first_w") || member(loader, i, "first_b");
        if (!put_parameters(loader, i, k, "restore first ", has_first ? "first_w" : "w",
                            has_first ? "first_b" : "b") ||
            !put_layer(loader, i, k))
            return false;
    }
    return put_setting(loader, net, "input", "input", put_numbers) &&
           put_setting(loader, net, "target", "target", put_numbers);
}

/* ---- the data ---- */

static bool put_names(struct loader *loader, size_t data)
{
    size_t name = member(loader, data, "name"), names = member(loader, data, "class_names");
    if (name && kind_of(loader, name) != JSON_STRING)
        return refuse(loader, name, "name", _("a name in quotes"));
    buffer_put(loader->out, "restore names ");
    if (name)
        put_quoted(loader, name);
    else
        buffer_put(loader->out, "\"\"");
    for (size_t i = names ? json_first(&loader->json, names) : 0; i; i = json_next(&loader->json, names, i)) {
        if (kind_of(loader, i) != JSON_STRING)
            return refuse(loader, i, "class_names", _("a list of names in quotes"));
        buffer_put_char(loader->out, ' ');
        put_quoted(loader, i);
    }
    buffer_put_char(loader->out, '\n');
    return true;
}

static bool put_samples(struct loader *loader, size_t data)
{
    const struct json *json = &loader->json;
    size_t x = member(loader, data, "x"), y = member(loader, data, "y");
    if (!x || !y)
        return missing(loader, data, x ? "y" : "x");
    size_t a = json_first(json, x), b = json_first(json, y);
    for (; a && b; a = json_next(json, x, a), b = json_next(json, y, b)) {
        buffer_put(loader->out, "data add ");
        if (!put_numbers(loader, a, "x"))
            return false;
        buffer_put(loader->out, " : ");
        if (!put_numbers(loader, b, "y"))
            return false;
        buffer_put_char(loader->out, '\n');
    }
    return (!a && !b) || refuse(loader, x, "x", _("as long as 'y'"));
}

enum { ORDER_A_LINE = 100 }; /* sample numbers */

static bool put_order(struct loader *loader, size_t data)
{
    size_t order = member(loader, data, "order"), number = 0;
    size_t training = member(loader, data, "training"), cursor = member(loader, data, "cursor");
    for (size_t i = order ? json_first(&loader->json, order) : 0; i; i = json_next(&loader->json, order, i)) {
        if (number % ORDER_A_LINE == 0)
            buffer_printf(loader->out, "%srestore order %zu", number ? "\n" : "", number + 1);
        buffer_put_char(loader->out, ' ');
        if (!put_number(loader, i, "order"))
            return false;
        number++;
    }
    if (!training || !cursor) {
        buffer_put_char(loader->out, '\n');
        return true;
    }
    buffer_put(loader->out, "\nrestore feed ");
    if (!put_number(loader, training, "training"))
        return false;
    buffer_put_char(loader->out, ' ');
    if (!put_number(loader, cursor, "cursor"))
        return false;
    buffer_put_char(loader->out, '\n');
    return true;
}

static bool put_data(struct loader *loader, size_t data)
{
    return put_samples(loader, data) && put_setting(loader, data, "classes", "restore classes", put_number) &&
           put_names(loader, data) && put_order(loader, data);
}

/* ---- all of it ---- */

static bool put_start(struct loader *loader)
{
    buffer_put(loader->out, "data clear\n"); /* and the batch may be larger than the data to come */
    if (!member(loader, 0, "batch"))
        buffer_put(loader->out, "batch all\n");
    return put_setting(loader, 0, "batch", "batch", put_number) &&
           put_setting(loader, 0, "init", "init", put_word) &&
           put_setting(loader, 0, "seed", "seed", put_number) &&
           put_setting(loader, 0, "shuffle", "shuffle", put_switch);
}

static bool put_cells(struct loader *loader)
{
    size_t cells = member(loader, 0, "cells");
    for (size_t i = cells ? json_first(&loader->json, cells) : 0; i; i = json_next(&loader->json, cells, i)) {
        size_t name = member(loader, i, "name"), values = member(loader, i, "values");
        if (!name || !values)
            return missing(loader, i, name ? "values" : "name");
        buffer_put(loader->out, "restore cells ");
        if (!put_word(loader, name, "name"))
            return false;
        buffer_put_char(loader->out, ' ');
        size_t first = json_first(&loader->json, values);
        if (!put_matrix(loader, values, "values", first && kind_of(loader, first) == JSON_ARRAY))
            return false;
    }
    return true;
}

static bool put_place(struct loader *loader)
{
    size_t position = member(loader, 0, "position");
    if (!put_setting(loader, 0, "iteration", "restore iteration", put_number) ||
        !put_setting(loader, 0, "epoch", "restore epoch", put_number) ||
        !put_setting(loader, 0, "random", "restore random", put_numbers) || !put_cells(loader) ||
        !put_setting(loader, 0, "place", "restore place", put_numbers))
        return false;
    bool is_start = position && loader->json.values[position].length == 1 &&
                    loader->json.text[loader->json.values[position].start] == '0';
    return is_start || put_setting(loader, 0, "position", "restore position", put_number);
}

static bool put_all(struct loader *loader)
{
    size_t net = member(loader, 0, "net"), data = member(loader, 0, "data");
    if (!member(loader, 0, "nabla"))
        return missing(loader, 0, "nabla");
    if (!put_start(loader) || (net && !put_shape(loader, net)) || !put_settings(loader) ||
        (data && !put_data(loader, data)))
        return false;
    return (!net || put_net(loader, net)) && put_place(loader);
}

bool load_json(const char *text, size_t length, struct buffer *script, struct error *error)
{
    struct loader loader = {.out = script, .error = error};
    if (!json_parse(&loader.json, text, length, error))
        return false;
    bool is_good = put_all(&loader);
    json_finish(&loader.json);
    return is_good;
}
