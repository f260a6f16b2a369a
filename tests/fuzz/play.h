/* A script of any bytes in a session, for as long as a fuzz target can wait. */
#ifndef NABLA_TESTS_FUZZ_PLAY_H
#define NABLA_TESTS_FUZZ_PLAY_H

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "app/session.h"
#include "files.h"

enum { BUSY_TURNS_MAX = 10, TURNS_MAX = 500, SIZE_MAX_PLAYED = 24 };

/* Nets and data as large as they may be are right, but a fuzzer would do nothing else any more: lines that may be
 * about sizes (net, layer, node, data, collapse ...) have no whole numbers above 24. */
static inline bool is_small(const char *text, size_t length)
{
    bool is_size = false, is_start = true;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '\n' || c == ';')
            is_start = true;
        else if (is_start && !isspace((unsigned char)c)) {
            is_size = strchr("nld", c) != NULL;
            is_start = false;
        }
        bool is_fraction = i > 0 && (text[i - 1] == '.' || isdigit((unsigned char)text[i - 1]));
        int number = 0;
        for (size_t k = i; !is_fraction && k < length && isdigit((unsigned char)text[k]); k++)
            number = number < 1000 ? 10 * number + (text[k] - '0') : number;
        if (is_size && number > SIZE_MAX_PLAYED)
            return false;
    }
    return true;
}

/* Runs it on behind errors, too. True if there were none and it came to its end. */
static inline bool play(struct session *session, const char *text, size_t length, const char *name)
{
    struct error error = {""};
    bool is_good = session_feed(session, text, length, name, &error);
    int busy = 0, turns = 0;
    session->keeps_going = name == NULL;
    for (enum work work = WORK_BUSY; is_good && work != WORK_IDLE && !session->has_quit;) {
        work = session_work(session, 0.002, &error);
        is_good = work != WORK_FAILED || name == NULL;
        busy += session->job.slice != NULL;
        if (busy > BUSY_TURNS_MAX || ++turns > TURNS_MAX) {
            session_interrupt(session);
            return false;
        }
        if (session->frame_count == 0 && !session->job.slice)
            work = WORK_IDLE;
        if (session->out.length > FILE_BYTES_MAX)
            buffer_clear(&session->out);
    }
    return is_good && !session->has_quit;
}

#endif
