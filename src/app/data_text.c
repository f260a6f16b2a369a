#include "app/data_text.h"

#include "base/translate.h"
#include "lang/value.h"

bool data_is_there(const struct session *session, struct error *error)
{
    const struct dataset *data = session->tape.feed.data;
    return (data && data->count > 0) ||
           error_set(error,
                     _("there is no data; load some with 'data xor', or add a sample: data add 0 1 : 1"));
}

void data_describe(struct session *session)
{
    const struct dataset *data = session->tape.feed.data;
    session_print(session, _("%s: samples %zu, inputs %d, outputs %d"),
                  *data->name ? data->name : _("typed in"), data->count, data->inputs, data->outputs);
    if (data->classes)
        session_print(session, _(", classes %d"), data->classes);
    for (int i = 0; data->class_name && i < data->classes; i++)
        session_print(session, "%s%s", i ? ", " : ": ", data->class_name[i]);
    if (session->tape.feed.training < data->count)
        session_print(session, _("; for training %zu, for testing %zu"), session->tape.feed.training,
                      data->count - session->tape.feed.training);
    session_print(session, "\n");
}

enum { SHOWN_SAMPLES = 20 };

void data_show_row(struct session *session, const struct dataset *data, size_t i)
{
    struct value x = value_borrow(dataset_x(data, i), 1, data->inputs);
    struct value y = value_borrow(dataset_y(data, i), 1, data->outputs);
    session_print(session, "%5zu  ", i + 1);
    value_print(&session->out, &x, session->notation.precision);
    session_print(session, " : ");
    value_print(&session->out, &y, session->notation.precision);
    if (data->classes && data->class_name)
        session_print(session, "  %s", data->class_name[dataset_class(data, dataset_y(data, i))]);
    session_print(session, "\n");
}

bool data_show(struct session *session, struct error *error)
{
    const struct dataset *data = session->tape.feed.data;
    if (!data_is_there(session, error))
        return false;
    data_describe(session);
    for (size_t i = 0; i < data->count; i++) {
        bool is_shown = data->count <= SHOWN_SAMPLES || i < SHOWN_SAMPLES - 1 || i == data->count - 1;
        if (is_shown)
            data_show_row(session, data, i);
        else if (i == SHOWN_SAMPLES - 1)
            session_print(session, "  ...\n");
    }
    return true;
}
