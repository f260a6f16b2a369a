#include "app/help.h"

#include <string.h>
#include <strings.h>

#include "app/alias.h"
#include "app/command.h"
#include "app/export.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/optimizer.h"

/* ---- what help can speak of: rows of one kind each, found by walking ---- */

struct entry {
    const char *name, *summary; /* summary in English, to be translated */
};

static bool activation_entry(size_t i, struct entry *entry)
{
    if (i >= activation_count())
        return false;
    *entry = (struct entry){activation_at(i)->name, activation_at(i)->title};
    return true;
}

static bool loss_entry(size_t i, struct entry *entry)
{
    if (i >= loss_count())
        return false;
    *entry = (struct entry){loss_at(i)->name, loss_at(i)->title};
    return true;
}

static bool optimizer_entry(size_t i, struct entry *entry)
{
    if (i >= optimizer_count())
        return false;
    *entry = (struct entry){optimizer_at(i)->name, optimizer_at(i)->title};
    return true;
}

static bool initializer_entry(size_t i, struct entry *entry)
{
    if (i >= initializer_count())
        return false;
    *entry = (struct entry){initializer_at(i)->name, initializer_at(i)->title};
    return true;
}

static bool quantity_entry(size_t i, struct entry *entry)
{
    static const struct entry rows[] = {
        {"x", N_("the input: x[1], x[2] ...")},
        {"w1", N_("weights of layer 1: w1[j,i] leads to node j from node i of the layer before")},
        {"b1", N_("biases of layer 1")},
        {"z1", N_("weighted sums: z = sum of w times a of the layer before, plus b")},
        {"a1", N_("activations: a = f(z)")},
        {"yhat", N_("the prediction: the last layer's activations, or softmax of them")},
        {"y", N_("the target")},
        {"L", N_("the loss: how far yhat is from y")},
        {"dw1", N_("gradients: how fast L changes with each weight of w1; db1 dz1 da1 dyhat dx likewise")},
        {"rate", N_("the learning rate")},
        {"jacobian", N_("how each output of 'head softmax' changes with each a of the last layer")},
        {"iteration", N_("how many updates were done")},
        {"epoch", N_("how many times all training samples were seen")},
        {"cost", N_("the mean loss over the training samples, regularisation included")},
        {"accuracy", N_("the share of training samples whose class is right")},
        {"test_cost", N_("the cost over the samples that 'split' keeps for testing")},
        {"test_accuracy", N_("the accuracy over the samples that 'split' keeps for testing")},
    };
    if (i >= sizeof rows / sizeof *rows)
        return false;
    *entry = rows[i];
    return true;
}

static bool panel_entry(size_t i, struct entry *entry)
{
    const struct view_panel *row = view_panel_at(i);
    if (row)
        *entry = (struct entry){row->name, row->title};
    return row != NULL;
}

static bool export_entry(size_t i, struct entry *entry)
{
    const struct export_format *row = export_format_at(i);
    if (row)
        *entry = (struct entry){row->name, row->title};
    return row != NULL;
}

/* What is no row of any registry, but asked for. */
static bool idea_entry(size_t i, struct entry *entry)
{
    static const struct entry rows[] = {
        {"softmax",
         N_("no activation function: it turns all outputs together into probabilities; 'head softmax' puts it "
            "behind the last layer")},
        {"mse", N_("the mean squared error is called l2 here: loss l2")},
        {"lr", N_("the learning rate: rate 0.1")},
        {"e", N_("Euler's number, 2.71828: e^(-z) is exp(-z)")},
        {"exit", N_("'quit' or Ctrl-D leaves")},
    };
    if (i >= sizeof rows / sizeof *rows)
        return false;
    *entry = rows[i];
    return true;
}

static void about_idea(struct session *session, size_t i)
{
    struct entry entry = {0};
    idea_entry(i, &entry);
    session_print(session, "%s: %s\n", entry.name, _(entry.summary));
}

static void about_activation(struct session *session, size_t i)
{
    const struct activation *row = activation_at(i);
    session_print(session, "%s: %s\n", row->name, _(row->title));
    session_print(session, "  f(z)  = %s\n  f'(z) = %s\n", row->formula, row->derivative_formula);
    if (row->param_name)
        session_print(session, _("  %s is %g unless you write %s:%g\n"), row->param_name, row->param_default,
                      row->name, row->param_default);
    session_print(session, "  %s\n", _(row->note));
    session_print(session, _("  used as: net 2 3:%s\n"), row->name);
}

static void about_loss(struct session *session, size_t i)
{
    const struct loss *row = loss_at(i);
    session_print(session, "%s: %s\n", row->name, _(row->title));
    session_print(session,
                  row->is_mean ? _("  L = mean over the outputs of %s\n")
                               : _("  L = sum over the outputs of %s\n"),
                  row->formula);
    session_print(session, _("  its slope for each output: %s\n"), row->derivative_formula);
    session_print(session, "  %s\n", _(row->note));
    session_print(session, _("  used as: loss %s\n"), row->name);
}

static void about_optimizer(struct session *session, size_t i)
{
    const struct optimizer *row = optimizer_at(i);
    session_print(session, "%s: %s\n", row->name, _(row->title));
    for (const char *const *line = row->formulas; *line; line++)
        session_print(session, "  %s\n", *line);
    session_print(session, "  %s\n", _(row->note));
    session_print(session, _("  used as: optimizer %s\n"), row->name);
}

static void about_initializer(struct session *session, size_t i)
{
    const struct initializer *row = initializer_at(i);
    session_print(session, "%s: %s\n  %s\n", row->name, _(row->title), _(row->formula));
    session_print(session, _("  used as: init %s\n"), row->name);
}

static void about_quantity(struct session *session, size_t i)
{
    struct entry entry = {0};
    quantity_entry(i, &entry);
    session_print(session, "%s: %s\n", entry.name, _(entry.summary));
}

static void about_panel(struct session *session, size_t i)
{
    const struct view_panel *row = view_panel_at(i);
    session_print(session, "%s: %s\n", row->name, _(row->title));
    for (const char *const *option = row->options; option && *option; option++)
        session_print(session, _("  shown with: view %s %s\n"), row->name, *option);
    if (!row->options)
        session_print(session, _("  shown with: view %s\n"), row->name);
}

static void about_export(struct session *session, size_t i)
{
    const struct export_format *row = export_format_at(i);
    session_print(session, "%s: %s\n", row->name, _(row->title));
    session_print(session, _("  written with: export %s FILE%s%s%s\n"), row->name, row->endings[0],
                  row->options ? " " : "", row->options ? row->options : "");
}

/* How to add a kind: a row, with the walk over its rows and what to say of one. */
static const struct shelf {
    const char *name; /* a help topic, too */
    const char *title;
    bool (*entry)(size_t i, struct entry *entry);
    void (*about)(struct session *session, size_t i);
} shelves[] = {
    {"activations", N_("Activation functions"), activation_entry, about_activation},
    {"losses", N_("Losses"), loss_entry, about_loss},
    {"optimizers", N_("Optimizers"), optimizer_entry, about_optimizer},
    {"initializers", N_("First weights"), initializer_entry, about_initializer},
    {"quantities", N_("Quantities"), quantity_entry, about_quantity},
    {"names", N_("Other names"), idea_entry, about_idea},
    {"panels", N_("Panels of the window"), panel_entry, about_panel},
    {"exports", N_("Formats of 'export'"), export_entry, about_export},
};

enum { SHELVES = sizeof shelves / sizeof *shelves };

/* ---- printing ---- */

enum { NAME_COLUMNS = 22 };

#define ALL "all" /* `help all` */

static void print_entry(struct session *session, const char *name, const char *summary)
{
    size_t columns = utf8_columns(name);
    session_print(session, "  %s", name);
    buffer_pad(&session->out, ' ', columns + 1 < NAME_COLUMNS ? NAME_COLUMNS - columns : 1);
    session_print(session, "%s\n", summary);
}

static void print_shelf(struct session *session, const struct shelf *shelf)
{
    struct entry entry;
    session_print(session, "%s\n", _(shelf->title));
    for (size_t i = 0; shelf->entry(i, &entry); i++)
        print_entry(session, entry.name, _(entry.summary));
}

static void print_topic(struct session *session, const struct command_topic *topic)
{
    session_print(session, "%s\n", _(topic->title));
    for (size_t i = 0; i < topic->count; i++)
        print_entry(session, topic->commands[i].name, _(topic->commands[i].summary));
}

/* The commands that begin. How to add one: its name, where there is still room on a screen of 24 lines. */
static const struct {
    const char *title;
    const char *names[5]; /* up to NULL */
} beginnings[] = {
    {N_("Build a network, and give it numbers"), {"net", "input", "target", "data"}},
    {N_("Walk through it"), {"step", "back", "why"}},
    {N_("Train it, and look"), {"train", "print"}},
    {N_("Take a course"), {"lesson"}},
};

void help_start(struct session *session)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        session_print(session, "%s\n", _(beginnings[i].title));
        for (const char *const *name = beginnings[i].names; *name; name++)
            print_entry(session, *name, _(command_find(*name, strlen(*name), NULL)->summary));
    }
    session_print(session, _("To begin, type: %s\n"), "net 2 3:tanh 1:sigmoid; data xor; step");
    session_print(session, "%s\n",
                  _("'help all' lists every command, 'help NAME' explains one, 'lesson 1' begins the course."));
}

void help_overview(struct session *session)
{
    for (size_t i = 0; i < command_topic_count(); i++)
        print_topic(session, command_topic_at(i));
    session_print(session, "%s\n", _("Further topics"));
    for (size_t i = 0; i < SHELVES; i++)
        print_entry(session, shelves[i].name, _(shelves[i].title));
    session_print(session, "%s\n",
                  _("'help NAME' explains any of these. Names may be shortened as long as they are clear. Tab "
                    "completes."));
}

static void about_command(struct session *session, const struct command *command)
{
    struct buffer usage = BUFFER_EMPTY;
    command_usage(command, &usage);
    session_print(session, "%s\n  %s\n", buffer_text(&usage), _(command->summary));
    buffer_finish(&usage);
    for (const char *line = command->details ? _(command->details) : ""; *line;) {
        size_t length = strcspn(line, "\n");
        session_print(session, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && command->arguments[i].name; i++) {
        const char *choice = argument_choice(&command->arguments[i], 0);
        bool says_all = strchr(command->arguments[i].name, '|') != NULL; /* in the usage line already */
        if (!choice || says_all || command->arguments[i].kind == ARGUMENT_CHOICE)
            continue;
        session_print(session, "  %s:", command->arguments[i].name);
        for (size_t k = 0; (choice = argument_choice(&command->arguments[i], k)); k++)
            session_print(session, " %s", choice);
        session_print(session, "\n");
    }
    if (command->aliases)
        session_print(session, _("  also: %s\n"), command->aliases);
    if (command->example)
        session_print(session, _("  example: %s\n"), command->example);
}

static bool about_shelf(struct session *session, const char *word)
{
    for (size_t i = 0; i < SHELVES; i++) {
        struct entry entry;
        if (strcmp(shelves[i].name, word) == 0) {
            print_shelf(session, &shelves[i]);
            return true;
        }
        for (size_t k = 0; shelves[i].entry(k, &entry); k++) {
            if (strcmp(entry.name, word) == 0) {
                shelves[i].about(session, k);
                return true;
            }
        }
    }
    return false;
}

bool help_about(struct session *session, const char *word, struct error *error)
{
    size_t length = strlen(word);
    if (strcmp(word, ALL) == 0) {
        help_overview(session);
        return true;
    }
    if (!command_is_exact(word, length) && about_shelf(session, word))
        return true;
    for (size_t i = 0; i < command_topic_count(); i++) {
        if (strcmp(command_topic_at(i)->name, word) == 0 && !command_is_exact(word, length)) {
            print_topic(session, command_topic_at(i));
            return true;
        }
    }
    const struct alias *alias = alias_find(session, word, length);
    if (alias) {
        alias_print(alias, &session->out);
        return true;
    }
    const struct command *command = command_find(word, length, error);
    if (command) {
        about_command(session, command);
        about_shelf(session, word); /* "step" is an activation, too */
    }
    return command != NULL;
}

/* ---- searching ---- */

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text; text++)
        if (strncasecmp(text, word, length) == 0)
            return true;
    return false;
}

bool help_search(struct session *session, const char *word, struct error *error)
{
    size_t found = 0;
    const struct command *command;
    struct entry entry;
    for (size_t i = 0; (command = command_at(i)); i++) {
        const char *details = command->details ? command->details : "";
        if (has_word(command->name, word) || has_word(_(command->summary), word) || has_word(details, word) ||
            (*details && has_word(_(details), word))) {
            print_entry(session, command->name, _(command->summary));
            found++;
        }
    }
    for (size_t s = 0; s < SHELVES; s++) {
        for (size_t i = 0; shelves[s].entry(i, &entry); i++) {
            if (has_word(entry.name, word) || has_word(_(entry.summary), word)) {
                print_entry(session, entry.name, _(entry.summary));
                found++;
            }
        }
    }
    return found > 0 || error_set(error, _("nothing has to do with '%s'; 'help all' lists everything"), word);
}

const char *help_topic(size_t i)
{
    size_t commands = 0;
    struct entry entry;
    while (command_at(commands))
        commands++;
    if (i < commands)
        return command_at(i)->name;
    i -= commands;
    if (i < SHELVES)
        return shelves[i].name;
    i -= SHELVES;
    if (i-- == 0)
        return ALL;
    for (size_t s = 0; s < SHELVES; s++)
        for (size_t k = 0; shelves[s].entry(k, &entry); k++)
            if (i-- == 0)
                return entry.name;
    return NULL;
}
