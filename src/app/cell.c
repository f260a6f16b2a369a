#include "app/cell.h"

/* A name is written for every number that is shown: printf would take most of the time. */
static void put_whole(struct buffer *out, int number)
{
    char text[16], *digit = text + sizeof text;
    do
        *--digit = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    buffer_put_n(out, digit, (size_t)(text + sizeof text - digit));
}

static void put_index(struct buffer *out, struct cell cell)
{
    if (!cell.row)
        return;
    buffer_put_char(out, '[');
    put_whole(out, cell.row);
    if (cell.column) {
        buffer_put_char(out, ',');
        put_whole(out, cell.column);
    }
    buffer_put_char(out, ']');
}

static void put_layer(struct buffer *out, struct cell cell)
{
    if (quantity_has_layer(cell.quantity))
        put_whole(out, cell.layer);
}

void cell_typed(struct buffer *out, struct cell cell)
{
    buffer_put(out, quantity_name(cell.quantity));
    put_layer(out, cell);
    put_index(out, cell);
}

void cell_text(struct buffer *out, struct cell cell, bool is_ascii)
{
    enum quantity quantity = cell.quantity;
    if (quantity_is_gradient(quantity)) {
        buffer_put(out, is_ascii ? "dL/d" : "∂L/∂");
        quantity = quantity_of_gradient(quantity);
    }
    buffer_put(out, quantity == QUANTITY_YHAT && !is_ascii ? "ŷ" : quantity_name(quantity));
    put_layer(out, cell);
    put_index(out, cell);
}
