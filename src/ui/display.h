/* The connection to the display, as far as SDL leaves it to others (X11). */
#ifndef NABLA_UI_DISPLAY_H
#define NABLA_UI_DISPLAY_H

#include <setjmp.h>
#include <stdbool.h>

struct SDL_Window;

/* Readable when something has come from the display; -1 where there is no such thing. */
int display_fd(struct SDL_Window *window);

struct display_loss {
    bool is_lost;
    /* Where has_way_out, the loss goes to way_out: out of whatever SDL waits for and would never get. */
    bool has_way_out;
    jmp_buf way_out;
};

/* When the display goes away (its server ends, or the network to it), loss->is_lost becomes true; without this the
 * program would end. From then on nothing of SDL's may be used that has to do with windows. *loss must outlive the
 * window. Does nothing where the system can't do it. */
void display_watch(struct SDL_Window *window, struct display_loss *loss);

#endif
