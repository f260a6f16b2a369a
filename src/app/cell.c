#include "app/cell.h"

static void put_index(struct buffer *out, struct cell cell)
{
    if (cell.row && cell.column)
        buffer_printf(out, "[%d,%d]", cell.row, cell.column);
    else if (cell.row)
        buffer_printf(out, "[%d]", cell.row);
}

static void put_layer(struct buffer *out, struct cell cell)
{
    if (quantity_has_layer(cell.quantity))
        buffer_printf(out, "%d", cell.layer);
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
