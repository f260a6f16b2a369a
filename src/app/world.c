#include "app/world.h"

#include <string.h>

#include "app/alias.h"
#include "base/memory.h"
#include "base/translate.h"

struct world {
    struct session session; /* its shell means nothing */
};

/* What belongs to the prompt, the window and the scripts. */
static void copy_shell(struct session *to, const struct session *from)
{
    to->threads = from->threads;
    to->is_single = from->is_single;
    to->recorder = from->recorder;
    to->recovery = from->recovery;
    to->typed_flags = from->typed_flags;
    to->prediction.digits = from->prediction.digits;
    to->is_walking = from->is_walking;
    to->view = from->view;
    to->notation.is_ascii = from->notation.is_ascii;
    to->columns = from->columns;
    to->has_color = from->has_color;
    to->is_interactive = from->is_interactive;
    to->is_echoing = from->is_echoing;
    to->keeps_going = from->keeps_going;
    to->rows = from->rows;
    to->lesson = from->lesson;
    to->progress = from->progress;
    to->lessons = from->lessons;
    to->aliases = from->aliases;
    to->running = from->running;
    to->overwrite = from->overwrite;
    to->host = from->host;
    to->out = from->out;
    to->history = from->history;
    to->last_line = from->last_line;
    to->job = from->job;
    memcpy(to->frames, from->frames, sizeof to->frames);
    to->frame_count = from->frame_count;
    to->has_quit = from->has_quit;
    to->exit_code = from->exit_code;
}

/* A world lives where its session is. */
static void move_in(struct session *session, const struct session *other)
{
    struct session shell = *session;
    *session = *other;
    copy_shell(session, &shell);
    session->tape.feed.random = &session->random;
}

struct world *world_take(struct session *session)
{
    struct world *world = memory_new(1, sizeof *world);
    struct session *clean = session_new();
    world->session = *session;
    move_in(session, clean);
    memory_free(clean);
    return world;
}

void world_free(struct world *world)
{
    struct session nothing = {0};
    if (!world)
        return;
    struct session *session = memory_new(1, sizeof *session);
    *session = world->session;
    copy_shell(session, &nothing);
    session_free(session);
    memory_free(world);
}

void world_put(struct session *session, struct world *world)
{
    struct world *old = world_take(session);
    if (world) {
        struct world *clean = memory_new(1, sizeof *clean);
        clean->session = *session;
        move_in(session, &world->session);
        memory_free(world);
        world_free(clean);
    }
    world_free(old);
}

/* ---- running ---- */

static bool work_off(struct session *session, const char *commands, const char *name, struct error *error)
{
    double end = session_seconds() + WORLD_SECONDS_MAX;
    enum work work = WORK_BUSY;
    if (!session_feed(session, commands, strlen(commands), name, error))
        return false;
    while (work == WORK_BUSY && session_seconds() < end) {
        work = session_work(session, 0.05, error);
        if (work == WORK_BUSY && session->host.wants_stop &&
            session->host.wants_stop(session->host.context, &session->job)) {
            session_interrupt(session);
            return error_set(error, _("stopped, so not all is set up; 'lesson' opens the page again"));
        }
    }
    if (work == WORK_BUSY) {
        session_interrupt(session);
        return error_set(error, _("%s: this takes longer than %g seconds"), name, WORLD_SECONDS_MAX);
    }
    if (work == WORK_IDLE && session->has_quit)
        return error_set(error, _("%s: 'quit' doesn't belong here"), name);
    return work == WORK_IDLE;
}

struct host world_host(const struct session *session)
{
    return (struct host){.context = session->host.context, .wants_stop = session->host.wants_stop};
}

bool world_run(struct session *session, const char *commands, const char *name, bool echoes, struct buffer *out,
               struct error *error)
{
    struct session shell = *session;
    struct session quiet = {.view = shell.view,
                            .threads = shell.threads,
                            .is_single = shell.is_single,
                            .columns = shell.columns,
                            .has_color = shell.has_color,
                            .notation = {.is_ascii = shell.notation.is_ascii},
                            .prediction = {.digits = shell.prediction.digits},
                            .host = world_host(&shell),
                            .is_echoing = echoes};
    alias_take_lessons(&shell.aliases, &quiet.aliases);
    copy_shell(session, &quiet);
    bool is_done = work_off(session, commands, name, error);
    if (out)
        buffer_put(out, buffer_text(&session->out));
    buffer_finish(&session->out);
    buffer_finish(&session->last_line);
    buffer_finish(&session->history);
    shell.view = session->view; /* `view` may stand in a lesson */
    shell.threads = session->threads;
    shell.is_single = session->is_single;
    struct aliases made = session->aliases;
    copy_shell(session, &shell);
    alias_give_back(session, &made);
    return is_done;
}
