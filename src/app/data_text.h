/* Data sets as text. */
#ifndef NABLA_APP_DATA_TEXT_H
#define NABLA_APP_DATA_TEXT_H

#include <stdbool.h>

#include "app/session.h"

/* False, with an error that says how to load some, where there are no samples. */
bool data_is_there(const struct session *session, struct error *error);

/* One line: name, samples, inputs, outputs, classes, what is kept for testing. There must be data. */
void data_describe(struct session *session);

/* Sample i (from 0) in a line; all of them, long sets shortened in the middle. */
void data_show_row(struct session *session, const struct dataset *data, size_t i);
bool data_show(struct session *session, struct error *error);

#endif
