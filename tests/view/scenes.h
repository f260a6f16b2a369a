/* Sessions that were typed, and the draw lists of their scenes, measured without fonts. */
#ifndef NABLA_TESTS_VIEW_SCENES_H
#define NABLA_TESTS_VIEW_SCENES_H

#include "app/fixture.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/translate.h"
#include "view/scene.h"

#define TYPED_222                                                                                              \
    "net 2 2:sigmoid 2:sigmoid; w1 = [0.15 0.20; 0.25 0.30]; b1 = [0.35 0.35]; w2 = [0.40 -0.45; 0.50 0.55];"  \
    "b2 = [0.60 0.60]; loss l2; rate 0.5; input 0.05 0.10; target 0.01 0.99;"
#define TYPED_2441 "net 2 4:tanh 4:tanh 1:sigmoid; seed 3; input 0.5 -0.3; target 1;"
#define TYPED_40 "net 6 40:tanh 40:relu 3:sigmoid; input 1 2 3 4 5 6; target 0 1 0;"
#define TYPED_DEEP                                                                                             \
    "net 3 4:tanh 4:tanh 4:tanh 4:tanh 4:tanh 4:tanh 4:tanh 4:tanh 4:tanh 2:sigmoid; input 1 2 3; target 0 1;"
#define TYPED_HEAD "net 3 4:relu 3:maxout:2 2; head softmax; loss ce; input 0.5 -1 2; target 0 1;"
#define TYPED_NAN                                                                                              \
    "net 2 3:tanh 3; init zeros; w2 = [1 -1e300 2; 1e308 1e308 1e308; 0 0 1]; w1 = [1 2; 3 4; 5 6]; freeze "   \
    "b1;"                                                                                                      \
    "head softmax; loss ce; input 1 1; target 1 0 0;"

/* What the tests look at, each at its moment. */
static const struct moment {
    const char *name, *typed;
} moments[] = {
    {"empty", ""},
    {"unknown", "net 2 2:sigmoid 1:tanh"},
    {"222_start", TYPED_222},
    {"222_forward", TYPED_222 "step 3"},
    {"222_loss", TYPED_222 "step 5"},
    {"222_slope", TYPED_222 "step 6"},
    {"222_backward", TYPED_222 "step 9; select w2[2,1]"},
    {"222_inputs", TYPED_222 "step 11"},
    {"222_update", TYPED_222 "freeze b2; step 14; select a1[2]"},
    {"222_stale", TYPED_222 "forward; w1[1,1] = 0.4"},
    {"222_stops",
     TYPED_222 "break a1[2]; break a2[1] backward; disable 1; watch a2[2]; display w1; display L; step"},
    {"222_stops_stale", TYPED_222 "watch a2[2]; display w1[1,1]; forward; w1[1,1] = 0.4"},
    {"222_question", TYPED_222 "step 2; predict on; step; 0.56871"},
    {"222_trained", TYPED_222 "train 20"},
    {"222_why", TYPED_222 "backward; why w1[1,1]"},
    {"222_path", TYPED_222 "backward; why w1[1,1]; why next; why next"},
    {"2441_why", TYPED_2441 "backward; why w1[2,1]"},
    {"2441_path", TYPED_2441 "backward; why w1[2,1]; why next"},
    {"head_path", TYPED_HEAD "loss l2; why b2[1]; why next"},
    {"40_why", TYPED_40 "why w1[25,1]"},
    {"11", "net 1 1:tanh; input 0.5; target 1; step"},
    {"head_forward", TYPED_HEAD "step 10"},
    {"head_backward", TYPED_HEAD "step 15"},
    {"nan", TYPED_NAN "forward; step 3"},
    {"40_forward", TYPED_40 "step 61"},
    {"40_backward", TYPED_40 "forward; step 20"},
    {"deep", TYPED_DEEP "forward; step 22"},
};

enum { MOMENTS = sizeof moments / sizeof *moments };

static const struct view_size {
    double width, height, zoom;
} sizes[] = {{1280, 800, 1}, {900, 600, 1}, {1920, 1080, 1}, {900, 600, 2}, {1920, 1080, 2}, {640, 480, 1}};

enum { SIZES = sizeof sizes / sizeof *sizes };

static inline struct session *session_typed(const char *typed)
{
    struct session *session = session_new();
    must_type(session, typed);
    return session;
}

/* A list of the session's scene; width and height in pixels. Finish it with drawlist_finish. */
static inline struct drawlist scene_list(const struct session *session, struct view_size size,
                                         const struct scene_hover *hover)
{
    struct drawlist list;
    struct scene_options options = {.width = size.width / size.zoom, .height = size.height / size.zoom};
    if (hover)
        options.hover = *hover;
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, options.width, options.height, size.zoom);
    scene_draw(session, &options, &list);
    return list;
}

/* ---- looking into a list ---- */

struct px_box {
    double left, top, right, bottom; /* pixels */
};

static inline double px(int32_t length)
{
    return length / (double)DRAWLIST_PX;
}

/* Where a text's signs lie: from the top of its capitals to a little below the line. */
static inline struct px_box text_box(const struct drawlist *list, const struct draw_record *record)
{
    double width = text_measure_plain.width(NULL, list->text.data + record->start, record->count,
                                            record->size_px, record->bold);
    double x = px(record->x) - (record->align == ALIGN_CENTRE  ? width / 2
                                : record->align == ALIGN_RIGHT ? width
                                                               : 0);
    return (struct px_box){x, px(record->y) - text_measure_plain.capital * record->size_px, x + width,
                           px(record->y) + 0.1 * record->size_px};
}

static inline bool text_is(const struct drawlist *list, const struct draw_record *record, const char *text)
{
    return record->kind == DRAW_TEXT && record->count == strlen(text) &&
           memcmp(list->text.data + record->start, text, record->count) == 0;
}

/* The nth text record that reads so (from 0), or NULL. */
static inline const struct draw_record *find_text(const struct drawlist *list, const char *text, int n)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_is(list, &list->records[i], text) && n-- == 0)
            return &list->records[i];
    return NULL;
}

static inline const struct draw_record *must_find_text(const struct drawlist *list, const char *text, int n)
{
    const struct draw_record *record = find_text(list, text, n);
    if (!record) {
        print_error("\"%s\" is not drawn (%d times)\n", text, n + 1);
        fail();
        abort(); /* not reached; tells the compiler that what is returned is no NULL */
    }
    return record;
}

static inline int count_texts(const struct drawlist *list, const char *text)
{
    int count = 0;
    while (find_text(list, text, count))
        count++;
    return count;
}

/* Inside the window, and inside what is clipped. */
static inline void assert_texts_inside(const struct drawlist *list, const char *name)
{
    struct px_box clip = {0, 0, list->width_px, list->height_px};
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_CLIP)
            clip = (struct px_box){px(record->x), px(record->y), px(record->x2), px(record->y2)};
        if (record->kind != DRAW_TEXT)
            continue;
        struct px_box box = text_box(list, record);
        if (box.left < clip.left || box.top < clip.top || box.right > clip.right || box.bottom > clip.bottom)
            fail_msg("%s at %d x %d: \"%.*s\" is cut off", name, (int)list->width_px, (int)list->height_px,
                     (int)record->count, list->text.data + record->start);
    }
}

static inline void assert_texts_apart(const struct drawlist *list, const char *name)
{
    const double touch = 1; /* neighbours in one row share an edge */
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct draw_record *a = &list->records[i], *b = &list->records[k];
            if (a->kind != DRAW_TEXT || b->kind != DRAW_TEXT)
                continue;
            struct px_box p = text_box(list, a), q = text_box(list, b);
            if (p.left + touch < q.right && q.left + touch < p.right && p.top < q.bottom && q.top < p.bottom)
                fail_msg("%s at %d x %d: \"%.*s\" lies on \"%.*s\"", name, (int)list->width_px,
                         (int)list->height_px, (int)a->count, list->text.data + a->start, (int)b->count,
                         list->text.data + b->start);
        }
}

/* ---- golden files ---- */

/* Compares text with golden/NAME.txt; NABLA_GOLDEN=write makes it the file. */
static inline void assert_golden(const char *name, const char *text)
{
    char path[160];
    struct error error = {""};
    struct buffer want = BUFFER_EMPTY;
    snprintf(path, sizeof path, "golden/%s.txt", name);
    const char *mode = getenv("NABLA_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        if (!file_write_atomic(path, text, strlen(text), &error))
            fail_msg("%s", error.text);
        return;
    }
    if (!file_read(path, 4 << 20, &want, &error))
        fail_msg("%s (NABLA_GOLDEN=write makes it)", error.text);
    const char *a = buffer_text(&want), *b = text;
    int line = 1;
    for (; *a && *a == *b; a++, b++)
        line += *a == '\n';
    if (*a || *b) {
        while (a > buffer_text(&want) && a[-1] != '\n') {
            a--;
            b--;
        }
        print_error("%s:%d\n- %.*s\n+ %.*s\n", path, line, (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
        fail();
    }
    buffer_finish(&want);
}

#endif
