/* How good the network is, and whether its gradients tell the truth. */
#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/command.h"
#include "app/data_text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "lang/value.h"
#include "nn/gradcheck.h"
#include "nn/measure.h"

/* ---- check ---- */

enum { CHECK_WORK = 200000 }; /* multiplications a slice */

static void put(struct session *session, double number)
{
    number_print(&session->out, number, session->notation.precision);
}

static void print_case(struct session *session, const struct gradcheck_case *worst)
{
    cell_typed(&session->out, worst->cell);
    session_print(session, _(": gradient "));
    put(session, worst->gradient);
    session_print(session, _(", difference "));
    put(session, worst->difference);
    session_print(session, _(" (step %.1e), relative error %.1e\n"), worst->step, worst->relative);
}

static void print_part(struct session *session, const char *name, const struct gradcheck_part *part)
{
    session_print(session, _("%s: %zu gradients, worst "), name, part->count);
    if (part->worst.cell.row)
        print_case(session, &part->worst);
    else
        session_print(session, "-\n");
    if (part->at_kink == 0)
        return;
    struct buffer first = BUFFER_EMPTY, kink = BUFFER_EMPTY;
    cell_typed(&first, part->kinked);
    cell_typed(&kink, part->kink);
    session_print(
        session,
        _("  at a kink, so that there is no derivative to compare with: %zu; the first is %s, at %s\n"),
        part->at_kink, buffer_text(&first), buffer_text(&kink));
    buffer_finish(&first);
    buffer_finish(&kink);
}

static enum run report(struct session *session, const struct gradcheck_result *result, struct error *error)
{
    for (int k = 1; k <= result->depth; k++) {
        struct buffer name = BUFFER_EMPTY;
        buffer_printf(&name, _("layer %d"), k);
        print_part(session, buffer_text(&name), &result->layer[k]);
        buffer_finish(&name);
    }
    switch (gradcheck_verdict(result)) {
    case GRADCHECK_RIGHT:
        session_print(session, _("all %zu gradients agree with central differences\n"), result->all.count);
        break;
    case GRADCHECK_ALL_ZERO:
        session_print(
            session, "%s\n",
            _("every gradient is exactly 0, which proves nothing: the nodes are dead or saturated, or L is 0"));
        break;
    case GRADCHECK_ALL_KINKS:
        session_print(session, "%s\n",
                      _("every gradient that isn't 0 is at a kink, which proves nothing; try another input"));
        break;
    case GRADCHECK_WRONG:
        error_set(error, _("%zu of %zu gradients don't agree with central differences"), result->all.wrong,
                  result->all.count);
        return RUN_FAILED;
    }
    return RUN_DONE;
}

static void end_check(struct session *session)
{
    gradcheck_free(session->job.state);
}

static enum run slice_check(struct session *session, struct error *error)
{
    struct gradcheck *check = session->job.state;
    bool is_done = gradcheck_run(check, CHECK_WORK);
    const struct gradcheck_result *result = gradcheck_result(check);
    session->job.done = result->all.count;
    return is_done ? report(session, result, error) : RUN_BUSY;
}

static enum run run_check(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    struct gradcheck *check = gradcheck_new(&session->tape, NULL, error);
    if (!check)
        return RUN_FAILED;
    session->job = (struct job){.slice = slice_check,
                                .end = end_check,
                                .state = check,
                                .total = gradcheck_result(check)->params,
                                .has_progress = true};
    return RUN_BUSY;
}

/* ---- confusion ---- */

static void put_padded(struct session *session, const char *text, size_t columns)
{
    size_t width = utf8_columns(text);
    buffer_pad(&session->out, ' ', width < columns ? columns - width : 0);
    buffer_put(&session->out, text);
}

static const char *class_name(const struct dataset *data, int class, struct buffer *number)
{
    if (data->class_name)
        return data->class_name[class];
    buffer_clear(number);
    buffer_printf(number, "%d", data->classes == 2 && data->outputs == 1 ? class : class + 1);
    return buffer_text(number);
}

static void print_confusion(struct session *session, const struct dataset *data,
                            const struct confusion *confusion)
{
    struct buffer text = BUFFER_EMPTY;
    size_t width = 6;
    for (int i = 0; i < confusion->classes; i++)
        if (utf8_columns(class_name(data, i, &text)) > width)
            width = utf8_columns(class_name(data, i, &text));
    put_padded(session, _("is \\ taken for"), width);
    for (int k = 0; k < confusion->classes; k++)
        put_padded(session, class_name(data, k, &text), width + 2);
    for (int i = 0; i < confusion->classes; i++) {
        session_print(session, "\n");
        size_t first = utf8_columns(_("is \\ taken for"));
        put_padded(session, class_name(data, i, &text), first > width ? first : width);
        for (int k = 0; k < confusion->classes; k++) {
            buffer_clear(&text);
            buffer_printf(&text, "%zu", confusion->cell[i * confusion->classes + k]);
            put_padded(session, buffer_text(&text), width + 2);
        }
    }
    session_print(session, _("\nright: %zu of %zu (%.1f %%)\n"), confusion->right, confusion->count,
                  100 * (double)confusion->right / (double)confusion->count);
    buffer_finish(&text);
}

static enum run run_confusion(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct tape *tape = &session->tape;
    const struct feed *feed = &tape->feed;
    if (!data_is_there(session, error))
        return RUN_FAILED;
    bool is_test = arguments->count > 0;
    if (is_test && feed->training == feed->data->count) {
        error_set(error, _("no samples are kept for testing; 'split 0.8' keeps a fifth"));
        return RUN_FAILED;
    }
    const uint32_t *order = is_test ? feed->order + feed->training : feed->order;
    size_t count = is_test ? feed->data->count - feed->training : feed->training;
    struct confusion *confusion =
        measure_confusion(tape->network, &tape->settings, feed->data, order, count, error);
    if (!confusion)
        return RUN_FAILED;
    print_confusion(session, feed->data, confusion);
    confusion_free(confusion);
    return RUN_DONE;
}

static const char *const parts[] = {"test", NULL};

static const struct command commands[] = {
    {.name = "check",
     .flags = COMMAND_NEEDS_NET,
     .summary = N_("compare every gradient with a central difference of the loss"),
     .example = "net 2 3:tanh 1:sigmoid; input 1 -1; target 0.5; check",
     .run = run_check},
    {.name = "confusion",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "test", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choices = parts}},
     .summary = N_("which classes are taken for which, on the training or the test samples"),
     .example = "net 2 3:tanh 1:sigmoid; data xor; confusion",
     .run = run_confusion},
};

const struct command_topic cmd_measure = {"measure", N_("How good is it?"), commands,
                                          sizeof commands / sizeof *commands};
