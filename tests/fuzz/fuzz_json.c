/* Any bytes as JSON: it is refused with one line, or its values lie inside the text and one another, and what
 * `load` makes of them runs or is refused. */
#include <assert.h>

#include "app/load_json.h"
#include "base/json.h"
#include "play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_values(const struct json *json, size_t size)
{
    for (size_t i = 0; i < json->count; i++) {
        const struct json_value *value = &json->values[i];
        assert((size_t)value->start + value->length <= size);
        assert(value->next > i && value->next <= json->count);
        size_t count = 0;
        for (size_t k = json_first(json, i); k; k = json_next(json, i, k), count++)
            assert(k > i && k < value->next);
        assert(value->kind != JSON_ARRAY || count == value->count);
        if (value->kind == JSON_STRING) {
            struct buffer text = BUFFER_EMPTY, quoted = BUFFER_EMPTY;
            json_string(json, i, &text);
            json_put_string(&quoted, buffer_text(&text));
            buffer_finish(&text);
            buffer_finish(&quoted);
        }
        json_member(json, i, "weights");
        assert(json_line(json, i) >= 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct json json;
    struct error error = {""};
    if (size > 4000)
        return 0;
    if (json_parse(&json, text, size, &error)) {
        check_values(&json, size);
        json_finish(&json);
    } else {
        assert(error.text[0] && !strchr(error.text, '\n'));
    }
    struct buffer script = BUFFER_EMPTY;
    if (load_json(text, size, &script, &error) && is_small(buffer_text(&script), script.length)) {
        struct session *session = session_new();
        play(session, buffer_text(&script), script.length, "json");
        session_free(session);
    }
    buffer_finish(&script);
    files_clear();
    return 0;
}
