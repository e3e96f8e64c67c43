#include "server/net/timer.h"

/* A due moment lies in the slot of its tick modulo TIMER_SLOTS; nodes further away than one round simply stay
 * in their slot until their own round comes. */

static struct timer_node *slot_of(struct timer_wheel *w, int64_t tick)
{
    return &w->slots[(uint64_t)tick % TIMER_SLOTS];
}

static void list_init(struct timer_node *head)
{
    head->next = head;
    head->prev = head;
}

static void list_append(struct timer_node *head, struct timer_node *node)
{
    node->prev       = head->prev;
    node->next       = head;
    head->prev->next = node;
    head->prev       = node;
}

static void list_unlink(struct timer_node *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    node->next       = NULL;
    node->prev       = NULL;
}

void timer_wheel_init(struct timer_wheel *w, int64_t mono_ms)
{
    for (size_t i = 0; i < TIMER_SLOTS; i++) {
        w->slots[i] = (struct timer_node){ 0 };
        list_init(&w->slots[i]);
    }
    w->tick        = mono_ms / TIMER_TICK_MS;
    w->armed_count = 0;
}

void timer_arm(struct timer_wheel *w, struct timer_node *node, int64_t due_ms)
{
    /* Rounded up without overflow: a deadline may be "never". */
    int64_t due_tick = due_ms / TIMER_TICK_MS + (due_ms % TIMER_TICK_MS > 0 ? 1 : 0);
    if (due_tick <= w->tick)
        due_tick = w->tick + 1;
    if (node->next) {
        /* Moving a node within its tick is the common case of a busy connection. */
        if (node->due_tick == due_tick)
            return;
        list_unlink(node);
    } else {
        w->armed_count++;
    }
    node->due_tick = due_tick;
    list_append(slot_of(w, due_tick), node);
}

void timer_cancel(struct timer_wheel *w, struct timer_node *node)
{
    if (!node->next)
        return;
    list_unlink(node);
    w->armed_count--;
}

/* The slot's nodes are moved to a list of our own first: callbacks may then arm into this very slot, and cancel
 * what is still to be looked at, without the walk losing its way. */
static void slot_fire(struct timer_wheel *w, struct timer_node *slot)
{
    if (slot->next == slot)
        return;
    struct timer_node todo = { .next = slot->next, .prev = slot->prev };
    todo.next->prev = &todo;
    todo.prev->next = &todo;
    list_init(slot);
    while (todo.next != &todo) {
        struct timer_node *node = todo.next;
        list_unlink(node);
        if (node->due_tick > w->tick) {
            list_append(slot, node);
            continue;
        }
        w->armed_count--;
        node->fn(node);
    }
}

void timer_advance(struct timer_wheel *w, int64_t mono_ms)
{
    int64_t target = mono_ms / TIMER_TICK_MS;
    /* After a long stop (a suspended machine) one round visits every slot. */
    if (target - w->tick > TIMER_SLOTS)
        w->tick = target - TIMER_SLOTS;
    while (w->tick < target) {
        w->tick++;
        slot_fire(w, slot_of(w, w->tick));
    }
}
