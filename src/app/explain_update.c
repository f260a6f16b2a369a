/* The update of one parameter, by the formulas of whichever optimizer is set. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/explain_write.h"
#include "base/translate.h"

struct moving { /* one parameter on its way: the identifiers of the optimizer's formulas */
    struct cell cell, gradient;
    size_t offset;
    double w, g;
};

enum { NAME_SIZE = 16 }; /* of an identifier that a formula defines */

static void explain_gradient_with_penalty(struct writer *writer, struct moving *moving)
{
    const struct settings *settings = &writer->tape->settings;
    bool is_l2 = settings->regularizer == REGULARIZER_L2;
    double slope = is_l2 ? moving->w : (double)((moving->w > 0) - (moving->w < 0));
    write_start_as(writer, "g", NULL);
    write_cell_value(writer, moving->gradient, moving->g);
    write_text(writer, " + ");
    write_named(writer, write_sign(writer, "λ", "lambda"), settings->lambda, NULL);
    write_times(writer);
    if (!is_l2)
        write_text(writer, "sign(");
    write_cell_value(writer, moving->cell, moving->w);
    if (!is_l2)
        write_text(writer, ")");
    moving->g += settings->lambda * slope;
    write_end_as(writer, moving->g, NULL);
}

enum { NAMES_MAX = 10 }; /* w g rate t, the parameter, two states, and what adam's lines define */

/* The identifiers of the optimizer's formulas and their values before the update. */
static size_t known_names(struct writer *writer, const struct moving *moving, struct meaning names[NAMES_MAX])
{
    const struct tape *tape = writer->tape;
    const struct settings *settings = &tape->settings;
    const struct optimizer *optimizer = settings->optimizer;
    bool is_penalized = settings->regularizer != REGULARIZER_NONE && moving->cell.quantity == QUANTITY_W;
    /* Its last update is of this iteration only from there to the end, where the count is raised. */
    bool is_counted =
        tape->operation == tape_length(tape) || tape->operation <= tape_operation_of(tape, moving->cell);
    size_t count = 0;
    names[count++] = (struct meaning){"w", NULL, moving->cell, true, moving->w};
    names[count++] =
        (struct meaning){"g", is_penalized ? "g" : NULL, moving->gradient, !is_penalized, moving->g};
    names[count++] = (struct meaning){
        .identifier = "rate", .name = write_sign(writer, "η", "rate"), .value = settings->rate};
    names[count++] = (struct meaning){
        .identifier = "t", .name = "t", .value = (double)(tape->iteration + (is_counted ? 0 : 1))};
    if (optimizer->param_name)
        names[count++] = (struct meaning){.identifier = optimizer->param_name,
                                          .name = optimizer->param_name,
                                          .value = settings->optimizer_param};
    for (size_t i = 0; i < optimizer->states; i++)
        names[count++] =
            (struct meaning){.identifier = optimizer->state_name[i],
                             .name = optimizer->state_name[i],
                             .value = write_before(writer, tape->network->state[i] + moving->offset)};
    return count;
}

static struct meaning *find_name(struct meaning *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i].identifier, name) == 0)
            return &names[i];
    return NULL;
}

/* One line "NAME = FORMULA"; what it gives is known to the lines after it. */
static void explain_formula_line(struct writer *writer, const char *line, struct meaning names[NAMES_MAX],
                                 size_t *count, char name[NAME_SIZE])
{
    const char *equals = strstr(line, " = "), *formula = equals + 3;
    snprintf(name, NAME_SIZE, "%.*s", (int)(equals - line), line);
    struct meaning *known = find_name(names, *count, name);
    double value = write_formula_value(formula, names, *count);
    if (known && known->has_cell)
        write_start(writer, known->cell);
    else
        write_start_as(writer, name, NULL);
    write_formula(writer, formula, names, *count);
    write_end_as(writer, value, known && known->has_cell ? &known->cell : NULL);
    if (!known) {
        assert(*count < NAMES_MAX);
        known = &names[(*count)++];
        *known = (struct meaning){.identifier = name, .name = name};
    }
    known->value = value;
}

void write_moved(struct writer *writer, struct cell cell)
{
    const struct tape *tape = writer->tape;
    double *w = network_cell(tape->network, cell);
    struct moving moving = {.cell = cell, .gradient = cell, .offset = (size_t)(w - tape->network->param)};
    moving.gradient.quantity = cell.quantity == QUANTITY_W ? QUANTITY_DW : QUANTITY_DB;
    moving.w = write_before(writer, w);
    moving.g = *(const double *)journal_value_when(tape->journal, &tape->network->gradient[moving.offset], w);
    if (tape->network->frozen[moving.offset]) {
        write_start(writer, cell);
        write_cell_value(writer, cell, moving.w);
        writer->is_names_only = true;
        write_text(writer, _(" (frozen)"));
        writer->is_names_only = false;
        write_end(writer, cell);
        return;
    }
    if (cell.quantity == QUANTITY_W && tape->settings.regularizer != REGULARIZER_NONE)
        explain_gradient_with_penalty(writer, &moving);
    struct meaning names[NAMES_MAX];
    char defined[NAMES_MAX][NAME_SIZE];
    size_t count = known_names(writer, &moving, names), lines = 0;
    for (const char *const *line = tape->settings.optimizer->formulas; *line; line++)
        explain_formula_line(writer, *line, names, &count, defined[lines++]);
}
