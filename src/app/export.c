#include "app/export.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/overwrite.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"

/* ---- the list of all formats ---- */

static const struct export_format *const formats[] = {&export_json, &export_csv,  &export_pytorch,
                                                      &export_png,  &export_svg,  &export_gif,
                                                      &export_html, &export_latex};

enum { FORMATS = sizeof formats / sizeof *formats };

const struct export_format *export_format_at(size_t i)
{
    return i < FORMATS ? formats[i] : NULL;
}

const char *export_format_name(size_t i)
{
    return i < FORMATS ? formats[i]->name : NULL;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), size = strlen(ending);
    return length > size && strcasecmp(path + length - size, ending) == 0 && path[length - size - 1] != '/';
}

const struct export_format *export_format_of_file(const char *path)
{
    for (size_t i = 0; i < FORMATS; i++)
        for (size_t k = 0; k < EXPORT_ENDINGS_MAX && formats[i]->endings[k]; k++)
            if (ends_in(path, formats[i]->endings[k]))
                return formats[i];
    return NULL;
}

/* ---- pictures ---- */

enum { WIDTH_PX = 1280, HEIGHT_PX = 800, SIDE_MIN_PX = 64, SECONDS = 3 /* to read a formula */ };

static bool read_size(const char *word, struct export *export, struct error *error)
{
    int width, height;
    char end;
    if (sscanf(word, "%4dx%4d%c", &width, &height, &end) != 2 || width < SIDE_MIN_PX ||
        width > EXPORT_PIXELS_MAX || height < SIDE_MIN_PX || height > EXPORT_PIXELS_MAX)
        return error_set(error, _("'%s' is no size; write WIDTHxHEIGHT, each %d to %d, like 1280x800"), word,
                         SIDE_MIN_PX, EXPORT_PIXELS_MAX);
    export->width_px = width;
    export->height_px = height;
    return true;
}

static bool read_count(const char *word, size_t *count, struct error *error)
{
    char *end;
    unsigned long number = strtoul(word, &end, 10);
    *count = number;
    return (*end == '\0' && number >= 1 && number <= RECORDED_MAX) ||
           error_set(error, _("'%s' is no number of steps; it can be 1 to %d"), word, RECORDED_MAX);
}

static bool read_seconds(const char *word, struct export *export, struct error *error)
{
    char *end;
    long seconds = strtol(word, &end, 10);
    export->seconds = (int)seconds;
    return (strcmp(end, "s") == 0 && seconds >= 1 && seconds <= EXPORT_SECONDS_MAX) ||
           error_set(error, _("'%s' is no time for a picture; it can be 1s to %ds"), word, EXPORT_SECONDS_MAX);
}

bool export_read_count(const struct export *export, size_t *count, struct error *error)
{
    return *export->options == '\0' || read_count(export->options, count, error);
}

bool export_read_picture(struct session *session, struct export *export, size_t *count, struct error *error)
{
    char *words = memory_string(export->options), *place = NULL;
    struct buffer panels = BUFFER_EMPTY;
    bool is_good = true;
    export->width_px = WIDTH_PX;
    export->height_px = HEIGHT_PX;
    export->seconds = SECONDS;
    export->view = session->view;
    for (char *word = strtok_r(words, " ", &place); word && is_good; word = strtok_r(NULL, " ", &place)) {
        if (panels.length > 0 || !isdigit((unsigned char)*word))
            buffer_printf(&panels, "%s ", word);
        else if (strchr(word, 'x') || !count)
            is_good = read_size(word, export, error);
        else if (strchr(word, 's'))
            is_good = read_seconds(word, export, error);
        else
            is_good = read_count(word, count, error);
    }
    is_good = is_good && (panels.length == 0 || view_pick(&export->view, buffer_text(&panels), error));
    buffer_finish(&panels);
    memory_free(words);
    return is_good;
}

bool export_draw(struct session *session, const struct export *export, enum picture_kind picture,
                 struct buffer *out, struct error *error)
{
    const struct host *host = &session->host;
    if (!host->draw)
        return error_set(error, _("this program was started without pictures"));
    const struct view usual = session->view;
    const struct job job = session->job;
    session->view = export->view;
    session->job = (struct job){0}; /* what is at work is the export, and that is no part of the picture */
    bool is_drawn =
        host->draw(host->context, session, picture, export->width_px, export->height_px, out, error);
    session->view = usual;
    session->job = job;
    return is_drawn;
}

/* ---- an export under way ---- */

static void free_export(struct export *export)
{
    if (export->format->end)
        export->format->end(export);
    recorded_finish(&export->recorded);
    buffer_finish(&export->out);
    memory_free(export->path);
    memory_free(export->options);
    memory_free(export);
}

static bool write_file(struct session *session, const struct export *export, struct error *error)
{
    if (!file_write_atomic(export->path, buffer_text(&export->out), export->out.length, error))
        return false;
    if (session->is_interactive && export->width_px)
        session_print(session, _("wrote %s (%d x %d)\n"), export->path, export->width_px, export->height_px);
    else if (session->is_interactive)
        session_print(session, _("wrote %s\n"), export->path);
    return true;
}

static enum run draw_slice(struct session *session, struct error *error)
{
    struct export *export = session->job.state;
    const struct export_format *format = export->format;
    size_t i = (size_t)session->job.done;
    recorded_visit(&export->recorded, session, i);
    bool is_drawn = format->step(session, export, i, error);
    recorded_return(&export->recorded, session, i);
    if (!is_drawn)
        return RUN_FAILED;
    if (++session->job.done < session->job.total)
        return RUN_BUSY;
    return format->finish(session, export, error) && write_file(session, export, error) ? RUN_DONE : RUN_FAILED;
}

static void end_job(struct session *session)
{
    free_export(session->job.state);
}

static bool has_all_it_needs(const struct session *session, const struct export *export, struct error *error)
{
    const struct export_format *format = export->format;
    const struct dataset *data = session->tape.feed.data;
    if ((format->needs & EXPORT_NEEDS_NET) && !session_needs_network(session, error))
        return false;
    if ((format->needs & EXPORT_NEEDS_DATA) && !(data && data->count > 0))
        return error_set(error, _("export %s: there is no data yet; load some first, for example: data xor"),
                         format->name);
    if (!format->options && *export->options)
        return error_set(error, _("export %s takes nothing behind the file's name, not '%s'"), format->name,
                         export->options);
    return true;
}

enum run export_start(struct session *session, const struct export_format *format, char *path, char *options,
                      struct error *error)
{
    struct export *export = memory_new(1, sizeof *export);
    *export = (struct export){.format = format, .path = path, .options = options};
    bool is_begun = has_all_it_needs(session, export, error) && overwrite_may(session, path, error) &&
                    format->begin(session, export, error);
    if (is_begun && export->recorded.count > 0) {
        session->job = (struct job){.slice = draw_slice,
                                    .end = end_job,
                                    .total = export->recorded.count,
                                    .state = export,
                                    .has_progress = true};
        return RUN_BUSY;
    }
    bool is_written = is_begun && write_file(session, export, error);
    free_export(export);
    return is_written ? RUN_DONE : RUN_FAILED;
}
