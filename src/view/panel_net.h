/* The net panel's inside: where everything lies, and the files that draw its parts. */
#ifndef NABLA_VIEW_PANEL_NET_H
#define NABLA_VIEW_PANEL_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "app/why.h"
#include "view/look.h"
#include "view/panel.h"

/* Columns and slots a picture has at most; what is more is folded. Of more edges only the strongest are drawn. */
enum { NET_COLUMNS_MAX = 40, NET_SLOTS_MAX = 24, NET_EDGES_MAX = 1500 };

/* A place in a column: a node, or a fold of several that aren't shown. */
struct net_slot {
    int node;   /* from 1; 0: a fold */
    int folded; /* how many lie in the fold */
    double y;
};

enum net_column_kind {
    NET_LAYER,
    NET_HEAD, /* yhat behind softmax */
    NET_LOSS, /* L, one slot */
    NET_FOLD  /* layers that aren't shown: one slot */
};

struct net_column {
    enum net_column_kind kind;
    int layer;  /* of NET_LAYER */
    int folded; /* of NET_FOLD */
    double x;
    double radius;  /* of its nodes */
    double ring;    /* how far the ring around a current node reaches beyond it */
    double off;     /* from a node's rim to the middle of its name above, its first line of numbers below */
    int info_lines; /* how many of these there is room for */
    bool has_names;
    int count;
    struct net_slot slots[NET_SLOTS_MAX];
};

struct net_edge {
    int layer, row, column; /* the weight's, from 1 */
    int from;               /* index of the source's column */
    int source, target;     /* slots there and in the next column */
    double x1, y1, x2, y2;  /* on the rims of the nodes */
    double w;
    double amount;   /* what flows: |w a| forward, |dz w| backward; 0 when nothing does */
    bool is_lit;     /* the step reads or writes it */
    bool is_carrier; /* the gradient comes back through it in this step */
    bool is_marked;  /* hovered or selected */
    bool is_left_out;
    bool has_factor; /* of the path that is lit: what is multiplied here, and what it is the number of */
    double factor;
    struct cell factor_cell;
};

struct net {
    const struct panel_place *place;
    const struct session *session;
    const struct tape *tape;
    const struct network *network;
    struct drawlist *list;

    bool has_step;
    struct step step;      /* shown: look_step; none while the paths of `why` are */
    const struct why *why; /* whose paths are lit, or NULL */

    struct box area; /* for the nodes, without the captions */
    struct net_column columns[NET_COLUMNS_MAX];
    int count;
    double gap;    /* from layer to layer */
    bool is_close; /* that is not far */
    int captions;  /* lines above the columns */

    struct net_edge *edges; /* owned */
    size_t edge_count, edge_capacity;
    double largest_w;

    struct box *taken; /* owned: where texts and nodes lie, so that labels keep off */
    size_t taken_count, taken_capacity;
};

/* ---- panel_net_layout.c ---- */

/* Places every column and node. */
void net_layout(struct net *net);

/* Which of 1..n to show in `places` places, a run of hidden ones taking one; those wanted first, most wanted
 * first, then as many as possible from the start. Fills slots (without y) and returns how many. */
int net_fold(int n, int places, const int *wanted, int wanted_count, struct net_slot slots[NET_SLOTS_MAX]);

/* The last column of nodes: what the loss compares with the target. */
const struct net_column *net_output_column(const struct net *net);

/* Whether the step is about this node (or, node 0, about this column). */
bool net_is_current(const struct net *net, const struct net_column *column, int node);

/* ---- panel_net_edges.c ---- */

void net_edges_draw(struct net *net);
void net_edge_stroke(const struct net *net, double w, double alpha, struct stroke *stroke);

/* Arrows along a line, from its start to its end; share (0..1) of the largest flow gives the width. */
void net_flow_draw(struct net *net, double x1, double y1, double x2, double y2, enum role role, double share);

/* ---- panel_net_labels.c ---- */

void net_labels_draw(struct net *net);

/* Whether the box lies free of all that is taken. */
bool net_is_free(const struct net *net, struct box box);
void net_take(struct net *net, struct box box);

/* A row of text centred at x, y its middle, on a ground that keeps edges off; its box is taken. */
void net_text(struct net *net, double x, double y, const struct look_piece *pieces, size_t count, double size);

#define NET_FROZEN " ❄" /* behind what `freeze` holds */
#define NET_BECOMES " → "

bool net_is_frozen(const struct net *net, struct cell cell);

/* The weight or bias before the update that was just done; false where that didn't change it. */
bool net_old_value(const struct net *net, struct cell cell, double *old);

/* ---- panel_net_nodes.c, panel_net_loss.c ---- */

void net_nodes_draw(struct net *net);
void net_links_draw(struct net *net); /* softmax's and the loss's lines, under the nodes */
void net_loss_draw(struct net *net);

/* A disc with its rings, which show whether the number in it is known, current, selected. */
void net_disc_draw(struct net *net, const struct net_column *column, double y, struct cell cell,
                   bool is_current);

/* The number of a cell, centred, as large as fits. */
void net_value_draw(struct net *net, double x, double y, double room, double size, struct cell cell);

/* "-.4" of "-0.4", for the tightest room. */
void net_without_zero(char number[LOOK_NUMBER_SIZE]);

bool net_is_selected(const struct net *net, struct cell cell);

/* The gradient going back along an output's line to the loss; share as in net_flow_draw. */
void net_tail_flow(struct net *net, const struct net_slot *slot, double share);

/* ---- panel_net_why.c: the paths of the gradient that `why` was asked for ---- */

/* Whether the edge lies on a path that is lit, how much comes back through it, and its factor. */
void net_why_edge(const struct net *net, struct net_edge *edge);

/* The node of a layer that the path goes through, the first where all are lit; 0 for none. */
int net_why_node(const struct net *net, int layer);

/* What goes back between the outputs and the loss; under the nodes. */
void net_why_flows_draw(struct net *net);

/* Rings around the nodes of the paths and the slopes at them. */
void net_why_draw(struct net *net);

/* ---- panel_net_tooltip.c, panel_net_welcome.c ---- */

void net_tooltip_draw(struct net *net);

/* Each layer as a matrix of cells. */
void net_matrix_draw(const struct panel_place *place);

/* What to type first, as long as there is no network. */
void net_welcome_draw(const struct panel_place *place);

#endif
