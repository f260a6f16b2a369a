/* What every panel is held to, drawn alone: the same picture as before, readable in every size and language. */
#ifndef NABLA_TESTS_VIEW_PANEL_CHECKS_H
#define NABLA_TESTS_VIEW_PANEL_CHECKS_H

#include "view/scenes.h"

#include "view/panel.h"
#include "view/scene_cache.h"

#define TYPED_XOR "seed 3; net 2 3:tanh 1:sigmoid; loss bce; data xor; rate 0.5; init xavier; train 300 epochs;"

/* The moments that all panels are shown at. */
static const struct moment usual_moments[] = {
    {"none", ""},
    {"unknown", "net 2 2:sigmoid 1:tanh"},
    {"222_forward", TYPED_222 "step 3"},
    {"222_backward", TYPED_222 "step 9"},
    {"222_trained", TYPED_222 "train 20"},
    {"11", "net 1 1:tanh; input 0.5; target 1; step"},
    {"nan", TYPED_NAN "forward"},
    {"40", TYPED_40 "step 61"},
    {"deep", TYPED_DEEP "forward; step 22"},
};

enum { USUAL_MOMENTS = sizeof usual_moments / sizeof *usual_moments };

static const struct view_size panel_sizes[] = {{260, 160, 1}, {300, 420, 1}, {420, 260, 1},  {860, 470, 1},
                                               {430, 235, 2}, {640, 90, 1},  {1240, 680, 1}, {1870, 930, 1}};

enum { PANEL_SIZES = sizeof panel_sizes / sizeof *panel_sizes };

static inline struct type type_of(struct view_size size)
{
    double scale = fmin(fmax(fmin(size.width / 1280, size.height / 800), 0.84), 1.6);
    return (struct type){.scale = scale,
                         .small = fmax(11, round(14 * scale)),
                         .label = fmax(12, round(16 * scale)),
                         .value = fmax(13, round(21 * scale)),
                         .formula = fmax(15, round(22 * scale)),
                         .title = fmax(16, round(22 * scale)),
                         .space = round(16 * scale)};
}

/* The panel alone in a window of that size, in units. Finish the list. */
static inline struct drawlist panel_list_with(const struct session *session, const char *name,
                                              struct view_size size, struct scene_options options)
{
    struct drawlist list;
    unsigned forms = 0;
    options.width = size.width;
    options.height = size.height;
    struct panel_place place = {.session = session,
                                .options = &options,
                                .list = &list,
                                .box = {0, 0, size.width, size.height},
                                .type = type_of(size),
                                .forms = &forms};
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, size.width, size.height, size.zoom);
    panel_find(name)->draw(&place);
    return list;
}

static inline struct drawlist panel_list(const struct session *session, const char *name, struct view_size size)
{
    return panel_list_with(session, name, size, (struct scene_options){.cache = NULL});
}

/* A session at a moment, with `view` as the panel's test wants it. */
static inline struct session *session_viewing(const char *typed, const char *view)
{
    struct session *session = session_typed(typed);
    struct error error;
    if (!view_pick(&session->view, view, &error))
        fail_msg("%s", error.text);
    return session;
}

/* ---- golden files ---- */

/* The dump; of fields of cells only how many they are and a hash, in Korean only the texts. */
static inline void put_short(const char *dump, bool is_texts_only, struct buffer *out)
{
    for (const char *line = dump; *line;) {
        size_t length = strcspn(line, "\n") + 1;
        const char *colon = memchr(line, ':', length);
        bool is_text = strncmp(line, "text ", 5) == 0;
        if (strncmp(line, "cells ", 6) == 0 && !is_texts_only && colon) {
            buffer_put_n(out, line, (size_t)(colon - line));
            buffer_printf(out, " %016llx\n",
                          (unsigned long long)scene_hash(0, colon, length - (size_t)(colon - line)));
        } else if (is_text || !is_texts_only) {
            buffer_put_n(out, line, length);
        }
        line += length;
    }
}

static inline void assert_looks_as_it_did(const struct moment *moment, const char *panel, const char *view)
{
    static const char *const languages[] = {"en", "ko"};
    static const struct view_size usual = {640, 400, 1};
    for (int l = 0; l < 2; l++) {
        struct buffer dump = BUFFER_EMPTY, shortened = BUFFER_EMPTY;
        char name[64];
        assert_true(translate_select(languages[l]));
        struct session *session = session_viewing(moment->typed, view);
        struct drawlist list = panel_list(session, panel, usual);
        drawlist_dump(&list, &dump);
        put_short(buffer_text(&dump), l == 1, &shortened);
        snprintf(name, sizeof name, "%s_%s_%s", panel, moment->name, languages[l]);
        assert_golden(name, buffer_text(&shortened));
        buffer_finish(&dump);
        buffer_finish(&shortened);
        drawlist_finish(&list);
        session_free(session);
    }
    translate_select("en");
}

/* ---- what can be read ---- */

enum { TEXTS_MAX = 4096 };

static inline void assert_texts_readable(const struct drawlist *list, const char *name)
{
    const double touch = 1;
    struct px_box boxes[TEXTS_MAX];
    const struct draw_record *texts[TEXTS_MAX];
    size_t count = 0;
    assert_texts_inside(list, name);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *text = &list->records[i];
        if (text->kind != DRAW_TEXT)
            continue;
        assert_true(count < TEXTS_MAX);
        struct px_box box = text_box(list, text);
        for (size_t k = 0; k < count; k++)
            if (box.left + touch < boxes[k].right && boxes[k].left + touch < box.right &&
                box.top + touch < boxes[k].bottom && boxes[k].top + touch < box.bottom)
                fail_msg("%s at %d x %d: \"%.*s\" lies on \"%.*s\"", name, (int)list->width_px,
                         (int)list->height_px, (int)text->count, list->text.data + text->start,
                         (int)texts[k]->count, list->text.data + texts[k]->start);
        texts[count] = text;
        boxes[count++] = box;
    }
}

static inline void assert_readable(const char *typed, const char *panel, const char *view)
{
    static const char *const languages[] = {"en", "ko"};
    struct session *session = session_viewing(typed, view);
    struct scene_options options = {.cache =
                                        scene_cache_new()}; /* what is long to compute is the same in both */
    for (int k = 0; k < PANEL_SIZES; k++)
        for (int l = 0; l < 2; l++) {
            assert_true(translate_select(languages[l]));
            struct drawlist list = panel_list_with(session, panel, panel_sizes[k], options);
            assert_texts_readable(&list, typed);
            drawlist_finish(&list);
        }
    scene_cache_free(options.cache);
    session_free(session);
    translate_select("en");
}

/* ---- the usual moments, and a panel's own ---- */

/* As `view PANEL` shows them; golden/PANEL_MOMENT_LANGUAGE.txt. */
static inline void assert_moments_look_as_they_did(const char *panel, const struct moment *own, int own_count)
{
    for (int i = 0; i < USUAL_MOMENTS; i++)
        assert_looks_as_it_did(&usual_moments[i], panel, panel);
    for (int i = 0; i < own_count; i++)
        assert_looks_as_it_did(&own[i], panel, panel);
}

/* As `view VIEW` shows them. */
static inline void assert_moments_can_be_read(const char *panel, const char *view, const struct moment *own,
                                              int own_count)
{
    for (int i = 0; i < USUAL_MOMENTS; i++)
        assert_readable(usual_moments[i].typed, panel, view);
    for (int i = 0; i < own_count; i++)
        assert_readable(own[i].typed, panel, view);
}

/* Any size, however odd, can be drawn. */
static inline void assert_any_size_can_be_drawn(const char *typed, const char *panel, const char *view)
{
    static const double sides[] = {1, 30, 90, 150, 400, 3000};
    struct session *session = session_viewing(typed, view);
    struct scene_options options = {.cache = scene_cache_new()};
    for (size_t w = 0; w < sizeof sides / sizeof *sides; w++)
        for (size_t h = 0; h < sizeof sides / sizeof *sides; h++) {
            struct drawlist list =
                panel_list_with(session, panel, (struct view_size){sides[w], sides[h], 1}, options);
            drawlist_finish(&list);
        }
    scene_cache_free(options.cache);
    session_free(session);
}

/* With a cache the picture is the same, and what hasn't changed isn't computed again. */
static inline void assert_a_cache_changes_nothing(struct session *session, const char *panel)
{
    static const struct view_size usual = {860, 470, 1};
    struct scene_options options = {.cache = scene_cache_new()};
    struct drawlist without = panel_list(session, panel, usual);
    size_t computed = 0;
    for (int i = 0; i < 3; i++) {
        struct drawlist with = panel_list_with(session, panel, usual, options);
        assert_true(drawlist_equal(&with, &without));
        drawlist_finish(&with);
        if (i > 0)
            assert_int_equal(scene_cache_computed(options.cache), computed);
        computed = scene_cache_computed(options.cache);
    }
    assert_true(computed > 0);
    drawlist_finish(&without);
    scene_cache_free(options.cache);
}

/* ---- looking into a list ---- */

static inline int count_hits(const struct drawlist *list, enum hit_kind kind, int step_px)
{
    int count = 0;
    struct hit hit;
    for (int y = 0; y < list->height_px; y += step_px)
        for (int x = 0; x < list->width_px; x += step_px)
            count += drawlist_hit(list, x + 0.5, y + 0.5, &hit) && hit.kind == kind;
    return count;
}

static inline int count_kind(const struct drawlist *list, enum draw_kind kind)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == (int)kind;
    return count;
}

/* The text that begins so, in full; NULL if none does. Static. */
/* All texts, in the order in which they are drawn, with blanks between: there a sentence is whole that is set in
 * several lines. */
static inline void must_say(const struct drawlist *list, const char *sentence)
{
    struct buffer said = BUFFER_EMPTY;
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].kind == DRAW_TEXT)
            buffer_printf(&said, "%.*s ", (int)list->records[i].count,
                          list->text.data + list->records[i].start);
    if (!strstr(buffer_text(&said), sentence))
        fail_msg("expected '%s' in: %s", sentence, buffer_text(&said));
    buffer_finish(&said);
}

static inline const char *text_beginning(const struct drawlist *list, const char *start)
{
    static char found[256];
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind != DRAW_TEXT || record->count < strlen(start) ||
            memcmp(list->text.data + record->start, start, strlen(start)) != 0)
            continue;
        snprintf(found, sizeof found, "%.*s", (int)record->count, list->text.data + record->start);
        return found;
    }
    return NULL;
}

#endif
