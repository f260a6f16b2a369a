/* What of the window can be measured without one: prints lines "WHAT<tab>MEASURED<tab>BOUND". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session.h"
#include "view/panel.h"
#include "view/scene.h"
#include "view/scene_cache.h"

enum { ROUNDS = 101, WIDTH = 1280, HEIGHT = 800 };

static struct session *typed(const char *text)
{
    struct error error;
    struct session *session = session_new();
    enum work work = session_feed(session, text, strlen(text), NULL, &error) ? WORK_BUSY : WORK_FAILED;
    while (work == WORK_BUSY)
        work = session_work(session, 1, &error);
    if (work == WORK_FAILED) {
        fprintf(stderr, "%s\n", error.text);
        exit(1);
    }
    return session;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Milliseconds for the draw list, the median; with a cache or without. */
static double build_ms(const struct session *session, struct scene_cache *cache)
{
    struct drawlist list;
    struct scene_options options = {.width = WIDTH, .height = HEIGHT, .cache = cache};
    double took[ROUNDS];
    drawlist_init(&list);
    for (int i = 0; i < ROUNDS; i++) {
        double start = session_seconds();
        drawlist_begin(&list, scene_theme(session), &text_measure_plain, WIDTH, HEIGHT, 1);
        scene_draw(session, &options, &list);
        took[i] = 1000 * (session_seconds() - start);
    }
    drawlist_finish(&list);
    qsort(took, ROUNDS, sizeof *took, by_size);
    return took[ROUNDS / 2];
}

static void row(const char *what, double ms, const char *bound)
{
    printf("%s\t%.2f ms\t%s\n", what, ms, bound);
}

int main(void)
{
    struct session *session =
        typed("net 2 8:tanh 8:tanh 1:sigmoid; loss bce; data spiral 200; train 20; view boundary");
    struct scene_cache *cache = scene_cache_new();
    double kept = build_ms(session, cache);
    row("2-8-8-1, boundary recomputed", build_ms(session, NULL) - kept, "5 ms");
    row("the same, kept from before: the draw list", kept, "");
    scene_cache_free(cache);
    session_free(session);
    session =
        typed("net 2 8:tanh 8:tanh 1:sigmoid; data xor; step 4; view net formula loss boundary data values");
    row("2-8-8-1, six panels: the draw list", build_ms(session, NULL), "");
    session_free(session);
    return 0;
}
