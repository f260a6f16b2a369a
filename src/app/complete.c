#include "app/complete.h"

#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/scope.h"
#include "nn/activation.h"

struct filter {
    const char *word;
    size_t length;
    void (*emit)(void *context, const char *candidate);
    void *context;
};

static void offer(void *context, const char *candidate)
{
    const struct filter *filter = context;
    if (strncmp(candidate, filter->word, filter->length) == 0)
        filter->emit(filter->context, candidate);
}

/* w1[ -> w1[1, and w1[2, ...; w1[2, -> w1[2,1] ...; b1[ -> b1[1] ...: only what exists in this net. */
static void offer_elements(const struct session *session, struct filter *filter, size_t bracket)
{
    struct reference reference;
    struct cell cell;
    char name[64];
    int rows, columns;
    if (!reference_parse(filter->word, bracket, &reference, NULL) ||
        !scope_cell(session, &reference, &cell, NULL))
        return;
    network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns);
    bool is_matrix = quantity_indices(cell.quantity) == 2;
    bool has_row = memchr(filter->word, ',', filter->length) != NULL;
    for (int row = 1; row <= rows; row++) {
        if (!is_matrix || !has_row) {
            snprintf(name, sizeof name, is_matrix ? "%.*s[%d," : "%.*s[%d]", (int)bracket, filter->word, row);
            offer(filter, name);
            continue;
        }
        for (int column = 1; column <= columns; column++) {
            snprintf(name, sizeof name, "%.*s[%d,%d]", (int)bracket, filter->word, row, column);
            offer(filter, name);
        }
    }
}

static void offer_expression(const struct session *session, struct filter *filter)
{
    static const char *const functions[] = {"sum(", "max(",  "min(",  "abs(", "exp(",
                                            "log(", "sqrt(", "mean(", "norm("};
    const char *bracket = memchr(filter->word, '[', filter->length);
    if (bracket) {
        offer_elements(session, filter, (size_t)(bracket - filter->word));
        return;
    }
    scope_each(session, offer, filter);
    if (filter->length == 0)
        return; /* at an empty place the quantities are enough */
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        offer(filter, functions[i]);
    for (size_t i = 0; i < activation_count(); i++)
        offer(filter, activation_at(i)->name);
}

/* All names; of the short ones nothing is left to complete. */
static void offer_commands(struct filter *filter)
{
    const struct command *command;
    const char *alias;
    char name[32];
    size_t length;
    for (size_t i = 0; (command = command_at(i)); i++) {
        offer(filter, command->name);
        for (size_t k = 0; (alias = command_alias(command, k, &length)); k++) {
            snprintf(name, sizeof name, "%.*s", (int)length, alias);
            if (length > 4)
                offer(filter, name);
        }
    }
}

static void offer_aliases(const struct session *session, struct filter *filter)
{
    for (size_t i = 0; i < session->aliases.count; i++)
        offer(filter, session->aliases.items[i].name);
}

/* A layer such as 3:tanh completes behind its colon. */
static void offer_choices(const struct argument_spec *spec, struct filter *filter)
{
    const char *colon = memchr(filter->word, ':', filter->length), *choice;
    size_t prefix = colon ? (size_t)(colon + 1 - filter->word) : 0;
    struct buffer whole = BUFFER_EMPTY;
    for (size_t i = 0; (choice = argument_choice(spec, i)); i++) {
        buffer_clear(&whole);
        buffer_put_n(&whole, filter->word, prefix);
        buffer_put(&whole, choice);
        offer(filter, buffer_text(&whole));
    }
    buffer_finish(&whole);
}

/* Which argument the word at `start` is: blanks before it, counted outside quotes. */
static size_t argument_number(const char *line, size_t from, size_t start)
{
    size_t count = 0;
    bool in_word = false, in_quotes = false;
    for (size_t i = from; i < start; i++) {
        in_quotes ^= line[i] == '"';
        bool is_blank = !in_quotes && (line[i] == ' ' || line[i] == '\t');
        count += in_word && is_blank;
        in_word = !is_blank;
    }
    return count;
}

/* The spec of argument i; the last one if it repeats. */
static const struct argument_spec *spec_at(const struct command *command, size_t i)
{
    const struct argument_spec *last = NULL;
    for (size_t k = 0; k < COMMAND_ARGUMENTS_MAX && command->arguments[k].name; k++) {
        last = &command->arguments[k];
        if (k == i)
            return last;
    }
    return last && (last->flags & ARGUMENT_REPEATS) ? last : NULL;
}

/* Its choices, and those of what may follow where it is left out: "step layer" without a count. */
static bool offer_all_choices(const struct command *command, const struct argument_spec *spec,
                              struct filter *filter)
{
    bool has_choices = false;
    if (!spec)
        return false;
    for (const struct argument_spec *end = command->arguments + COMMAND_ARGUMENTS_MAX; spec < end && spec->name;
         spec++) {
        if (argument_choice(spec, 0)) {
            offer_choices(spec, filter);
            has_choices = true;
        }
        if (!(spec->flags & ARGUMENT_OPTIONAL))
            break;
    }
    return has_choices;
}

enum completion_kind complete(const struct session *session, const char *line, size_t start, size_t end,
                              void (*emit)(void *context, const char *candidate), void *context)
{
    size_t from = start;
    while (from > 0 && line[from - 1] != ';') /* the command that the cursor is in */
        from--;
    while (line[from] == ' ')
        from++;
    struct filter filter = {line + start, end - start, emit, context};
    if (from >= start) {
        offer_commands(&filter);
        offer_aliases(session, &filter);
        if (filter.length > 0)
            offer_expression(session, &filter);
        return COMPLETION_WORD;
    }
    size_t length = strcspn(line + from, " \t");
    const struct command *command = command_find(line + from, length, NULL);
    const struct argument_spec *spec =
        command ? spec_at(command, argument_number(line, from, start) - 1) : NULL;
    if (command && !spec)
        return COMPLETION_WORD; /* nothing more belongs there */
    if (spec && spec->kind == ARGUMENT_FILE)
        return COMPLETION_FILE;
    if (spec && spec->kind == ARGUMENT_ALIAS) {
        offer_aliases(session, &filter);
        return COMPLETION_WORD;
    }
    if (offer_all_choices(command, spec, &filter))
        return COMPLETION_WORD;
    if (!spec || spec->kind != ARGUMENT_INTEGER)
        offer_expression(session, &filter);
    return COMPLETION_WORD;
}
