#include "near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "ui/vector.h"

static struct drawlist list;
static struct buffer svg;

static int begin(void **state)
{
    (void)state;
    drawlist_init(&list);
    drawlist_begin(&list, theme_find("contrast", 8, NULL), &text_measure_plain, 200, 100, 1);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    drawlist_finish(&list);
    buffer_finish(&svg);
    return 0;
}

static const char head[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\" viewBox=\"0 0 200 100\" "
    "font-family=\"DejaVu Sans, NanumGothic, sans-serif\" xml:space=\"preserve\">\n"
    "<rect width=\"200\" height=\"100\" fill=\"#000000\"/>\n";

/* want: what stands between the background and the end. */
static void assert_svg(const char *want)
{
    buffer_clear(&svg);
    vector_put(&svg, &list);
    const char *got = buffer_text(&svg), *tail = "</svg>\n";
    assert_int_equal(strncmp(got, head, strlen(head)), 0);
    assert_string_equal(got + svg.length - strlen(tail), tail);
    buffer_cut(&svg, svg.length - strlen(tail));
    assert_string_equal(buffer_text(&svg) + strlen(head), want);
}

static struct ink white(void)
{
    return ink(ROLE_WHITE);
}

static void rectangles_keep_their_outline_inside(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 10, 20, 30, 40, 0, white(), STROKE_NONE);
    drawlist_rectangle(&list, 10, 20, 30, 40, 8, INK_NONE, stroke_solid(white(), 2));
    assert_svg("<rect x=\"10\" y=\"20\" width=\"30\" height=\"40\" fill=\"#ffffff\"/>\n"
               "<rect x=\"11\" y=\"21\" width=\"28\" height=\"38\" rx=\"7\" fill=\"none\" stroke=\"#ffffff\" "
               "stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n");
}

static void discs_are_circles(void **state)
{
    (void)state;
    drawlist_disc(&list, 50, 40.5, 10, ink_fade(white(), 0.5), stroke_solid(ink_fade(white(), 0.2), 3));
    assert_svg(
        "<circle cx=\"50\" cy=\"40.5\" r=\"8.5\" fill=\"#ffffff\" fill-opacity=\"0.502\" stroke=\"#ffffff\" "
        "stroke-opacity=\"0.200\" stroke-width=\"3\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n");
}

static void lines_keep_their_dashes(void **state)
{
    (void)state;
    drawlist_line(&list, 1, 2, 3, 4.25, stroke_dashed(white(), 2, 6, 4, 1));
    drawlist_line(&list, 1, 2, 3, 4, stroke_dotted(white(), 2, 5, 0));
    drawlist_curve(&list, (const double[]){7, 8}, 1, stroke_solid(white(), 2));
    assert_svg("<polyline points=\"1,2 3,4.25\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2\" "
               "stroke-linejoin=\"round\" stroke-dasharray=\"6 4\" stroke-dashoffset=\"9\"/>\n"
               "<polyline points=\"1,2 3,4\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2\" "
               "stroke-linejoin=\"round\" stroke-linecap=\"round\" stroke-dasharray=\"0 5\"/>\n"
               "<polyline points=\"7,8 7,8\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2\" "
               "stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n");
}

static void polygons_are_polygons(void **state)
{
    (void)state;
    drawlist_polygon(&list, (const double[]){0, 0, 10, 0, 5, -8}, 3, white(), STROKE_NONE);
    assert_svg("<polygon points=\"0,0 10,0 5,-8\" fill=\"#ffffff\"/>\n");
}

static void text_stays_text(void **state)
{
    (void)state;
    struct text_style style = {.size = 13, .ink = white()};
    drawlist_text(&list, 10, 20, "ŷ < 순전파 & \"x\" > 1", style);
    style.bold = true;
    style.align = ALIGN_CENTRE;
    drawlist_text(&list, 10.5, 20, "a", style);
    style.align = ALIGN_RIGHT;
    drawlist_text(&list, 10, 20, "\xFF\x01\t\xEF\xBF\xBF", style);
    assert_svg(
        "<text x=\"10\" y=\"20\" font-size=\"13\" fill=\"#ffffff\">ŷ &lt; 순전파 &amp; \"x\" &gt; 1</text>\n"
        "<text x=\"10.5\" y=\"20\" font-size=\"13\" font-weight=\"bold\" text-anchor=\"middle\" "
        "fill=\"#ffffff\">a</text>\n"
        "<text x=\"10\" y=\"20\" font-size=\"13\" font-weight=\"bold\" text-anchor=\"end\" "
        "fill=\"#ffffff\">\xEF\xBF\xBD  \xEF\xBF\xBD</text>\n");
}

static void cells_are_boxes_on_whole_pixels(void **state)
{
    (void)state;
    drawlist_cells(&list, 10, 20, 7, 4, 2, 2,
                   (const struct ink[]){white(), INK_NONE, white(), ink_fade(white(), 0.5)});
    assert_svg("<g shape-rendering=\"crispEdges\">\n"
               "<rect x=\"10\" y=\"20\" width=\"3\" height=\"2\" fill=\"#ffffff\"/>\n"
               "<rect x=\"10\" y=\"22\" width=\"3\" height=\"2\" fill=\"#ffffff\"/>\n"
               "<rect x=\"13\" y=\"22\" width=\"4\" height=\"2\" fill=\"#ffffff\" fill-opacity=\"0.502\"/>\n"
               "</g>\n");
}

static void neighbours_of_the_same_colour_are_one_box(void **state)
{
    (void)state;
    const struct ink grey = ink_fade(white(), 0.5);
    drawlist_cells(&list, 10, 20, 8, 4, 4, 2,
                   (const struct ink[]){white(), white(), grey, grey, grey, white(), white(), white()});
    assert_svg("<g shape-rendering=\"crispEdges\">\n"
               "<rect x=\"10\" y=\"20\" width=\"4\" height=\"2\" fill=\"#ffffff\"/>\n"
               "<rect x=\"14\" y=\"20\" width=\"4\" height=\"2\" fill=\"#ffffff\" fill-opacity=\"0.502\"/>\n"
               "<rect x=\"10\" y=\"22\" width=\"2\" height=\"2\" fill=\"#ffffff\" fill-opacity=\"0.502\"/>\n"
               "<rect x=\"12\" y=\"22\" width=\"6\" height=\"2\" fill=\"#ffffff\"/>\n"
               "</g>\n");
}

static void a_clip_holds_until_the_next(void **state)
{
    (void)state;
    drawlist_clip(&list, 10, 20, 30, 40);
    drawlist_disc(&list, 5, 5, 4, white(), STROKE_NONE);
    drawlist_unclip(&list);
    drawlist_disc(&list, 6, 6, 4, white(), STROKE_NONE);
    assert_svg("<clipPath id=\"c1\"><rect x=\"10\" y=\"20\" width=\"30\" height=\"40\"/></clipPath>\n"
               "<g clip-path=\"url(#c1)\">\n"
               "<circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"#ffffff\"/>\n"
               "</g>\n"
               "<clipPath id=\"c2\"><rect x=\"0\" y=\"0\" width=\"200\" height=\"100\"/></clipPath>\n"
               "<g clip-path=\"url(#c2)\">\n"
               "<circle cx=\"6\" cy=\"6\" r=\"4\" fill=\"#ffffff\"/>\n"
               "</g>\n");
}

/* A small reader: tags pair, attributes are quoted and named once, nothing stands unescaped. */
static void assert_well_formed(const char *at)
{
    char open[32][16];
    int depth = 0;
    while (*at) {
        if (*at != '<') {
            assert_true(*at != '>');
            assert_true(*at != '&' || strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0 ||
                        strncmp(at, "&amp;", 5) == 0);
            at++;
            continue;
        }
        bool closing = at[1] == '/';
        at += closing ? 2 : 1;
        size_t name = strcspn(at, " />");
        assert_true(name > 0 && name < sizeof open[0]);
        if (closing) {
            assert_true(depth > 0);
            assert_int_equal(strncmp(open[--depth], at, name), 0);
            assert_int_equal(open[depth][name], 0);
            at += name;
        } else {
            assert_true(depth < 32);
            memcpy(open[depth], at, name);
            open[depth++][name] = '\0';
            const char *tag = at += name;
            while (*at == ' ') {
                size_t length = strcspn(++at, "=");
                for (const char *seen = tag; seen < at; seen++)
                    assert_false(strncmp(seen, at, length + 1) == 0 && seen[-1] == ' ');
                at += length + 1;
                assert_int_equal(*at++, '"');
                at += strcspn(at, "\"<&");
                assert_int_equal(*at++, '"');
            }
            if (*at == '/') {
                depth--;
                at++;
            }
        }
        assert_int_equal(*at++, '>');
    }
    assert_int_equal(depth, 0);
}

static void draw_everything(void)
{
    struct text_style style = {.size = 13, .ink = white(), .fit = 60};
    for (int i = 0; i < 20; i++) {
        struct stroke stroke =
            i % 2 ? stroke_dashed(ink_fade(white(), 0.3), 2, i, 3, i) : stroke_solid(white(), 2);
        drawlist_clip(&list, i, i, 50, 50);
        drawlist_rectangle(&list, i, 5, 30, 40, i, ink_signed(i - 10, 10, ROLE_PANEL), stroke);
        drawlist_bezier(&list, (const double[]){i, 0, 50, 0, 50, 90, 99, 90}, stroke);
        drawlist_disc(&list, i, i, i, white(), stroke);
        drawlist_clip(&list, i, i, 20, 20);
        drawlist_arrowhead(&list, 0, i, 50, 9, 7, white());
        drawlist_text(&list, 0, i, "<&>\"' weights \xC0 \x1B 가중치", style);
        drawlist_unclip(&list);
        drawlist_cells(&list, i, i, 9, 9, 1, 3, (const struct ink[]){white(), INK_NONE, white()});
        drawlist_unclip(&list);
    }
}

static void every_document_is_well_formed(void **state)
{
    (void)state;
    assert_svg("");
    buffer_clear(&svg);
    vector_put(&svg, &list);
    assert_well_formed(buffer_text(&svg));
    draw_everything();
    buffer_clear(&svg);
    vector_put(&svg, &list);
    assert_well_formed(buffer_text(&svg));
    assert_true(utf8_valid(svg.data, svg.length, NULL));
}

#define ON_A_LIST(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_LIST(rectangles_keep_their_outline_inside),
        ON_A_LIST(discs_are_circles),
        ON_A_LIST(lines_keep_their_dashes),
        ON_A_LIST(polygons_are_polygons),
        ON_A_LIST(text_stays_text),
        ON_A_LIST(cells_are_boxes_on_whole_pixels),
        ON_A_LIST(neighbours_of_the_same_colour_are_one_box),
        ON_A_LIST(a_clip_holds_until_the_next),
        ON_A_LIST(every_document_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
