/* Taking the work away: pictures, and files for other programs. */
#include <string.h>

#include "app/command.h"
#include "app/export.h"
#include "base/lookup.h"
#include "base/memory.h"
#include "base/translate.h"

/* The words from `from` on, one blank between them; the caller frees. */
static char *join(const struct arguments *arguments, size_t from)
{
    struct buffer words = BUFFER_EMPTY;
    for (size_t i = from; i < arguments->count; i++)
        buffer_printf(&words, "%s%s", i > from ? " " : "", arguments->values[i].text);
    return buffer_take(&words);
}

/* ---- export ---- */

/* The format whose name, or the start of whose name, this is; NULL, with an error, if it is none. */
static const struct export_format *find_format(const char *word, struct error *error)
{
    struct {
        const char *name;
    } rows[32];
    size_t count = 0;
    for (; count < sizeof rows / sizeof *rows && export_format_at(count); count++)
        rows[count].name = export_format_name(count);
    const char *const *row = lookup_find(rows, sizeof *rows, count, N_("format"), word, strlen(word), error);
    for (size_t i = 0; row && i < count; i++)
        if (strcmp(export_format_name(i), *row) == 0)
            return export_format_at(i);
    return NULL;
}

static void list_formats(struct session *session)
{
    const struct export_format *format;
    for (size_t i = 0; (format = export_format_at(i)); i++)
        session_print(session, "  %-8s %s\n", format->name, _(format->title));
}

/* FORMAT FILE ..., or FILE ... where the file's ending says which format. */
static enum run run_export(struct session *session, const struct arguments *arguments, struct error *error)
{
    if (arguments->count == 0) {
        list_formats(session);
        return RUN_DONE;
    }
    const char *first = arguments->values[0].text;
    const struct export_format *format = export_format_of_file(first);
    size_t file = 0;
    if (!format) {
        format = find_format(first, error);
        file = 1;
    }
    if (!format)
        return RUN_FAILED;
    if (file == arguments->count) {
        error_set(error, _("export %s: the file's name is missing, as in: export %s FILE%s"), format->name,
                  format->name, format->endings[0]);
        return RUN_FAILED;
    }
    return export_start(session, format, memory_string(arguments->values[file].text), join(arguments, file + 1),
                        error);
}

/* ---- snapshot ---- */

/* Whether the file's name has an ending at all. */
static bool has_ending(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return dot && dot > name;
}

static enum run run_snapshot(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *path = arguments->values[0].text;
    const struct export_format *format = export_format_of_file(path);
    if (!has_ending(path))
        format = &export_png;
    if (format != &export_png && format != &export_svg) {
        error_set(error, _("'%s': the name of a picture ends in .png or .svg"), path);
        return RUN_FAILED;
    }
    return export_start(session, format, memory_string(path), join(arguments, 1), error);
}

static const char *panel_name(size_t i)
{
    return view_panel_at(i) ? view_panel_at(i)->name : NULL;
}

static const struct command commands[] = {
    {.name = "snapshot",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "FILE", .kind = ARGUMENT_FILE, .flags = ARGUMENT_WRITES},
                   {.name = "WIDTHxHEIGHT] [PANEL",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL | ARGUMENT_REPEATS,
                    .choice_at = panel_name}},
     .summary = N_("draw the window's picture, or the panels named, into a file: .png or .svg"),
     .example = "snapshot /dev/null 640x400 net",
     .run = run_snapshot},
    {.name = "export",
     .arguments = {{.name = "FORMAT",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL,
                    .choice_at = export_format_name},
                   {.name = "FILE", .kind = ARGUMENT_FILE, .flags = ARGUMENT_OPTIONAL | ARGUMENT_WRITES},
                   {.name = "OPTION",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL | ARGUMENT_REPEATS,
                    .choice_at = panel_name}},
     .summary = N_("write the work in a format that other programs read"),
     .details =
         N_("Where the file's ending says which, FORMAT may be left out: export net.json. 'export' alone "
            "lists\nwhat each format holds, 'help json' and the like what may stand behind the file's name."),
     .example = "net 1 1; export; export json /dev/null",
     .run = run_export},
};

const struct command_topic cmd_export = {"export", N_("Taking it away"), commands,
                                         sizeof commands / sizeof *commands};
