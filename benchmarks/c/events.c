// An event set in plain C: lists of later events by fixed widths of time over a binary heap of near ones.
// The same work as `schedule`, `next_time` and `pop` of the engine: the entity's record remembers that it has an event,
// order is (time, sequence), a freed place of a list is used again.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct { double time; uint64_t stamp; } Event;

typedef struct {
    Event *heap;
    Event *later;
    int64_t *following;
    int64_t *buckets;
    char *records;
    long near, unused, top, present, stride, per_day, entities, horizon;
    uint64_t sequence;
} Events;

Events *events_new(long entities, long horizon, long per_day, long stride) {
    Events *set = calloc(1, sizeof(Events));
    set->heap = malloc((entities + 1) * sizeof(Event));
    set->later = malloc((entities + 1) * sizeof(Event));
    set->following = malloc((entities + 1) * sizeof(int64_t));
    set->buckets = malloc((horizon * per_day + 2) * sizeof(int64_t));
    for (long bucket = 0; bucket < horizon * per_day + 2; bucket++) set->buckets[bucket] = -1;
    set->records = calloc(entities, stride);
    set->unused = -1;
    set->present = -1;
    set->stride = stride;
    set->per_day = per_day;
    set->entities = entities;
    set->horizon = horizon;
    set->sequence = 1;
    return set;
}

void events_free(Events *set) {
    free(set->heap);
    free(set->later);
    free(set->following);
    free(set->buckets);
    free(set->records);
    free(set);
}

static inline int before(Event one, Event other) {
    return (one.time < other.time) | ((one.time == other.time) & (one.stamp < other.stamp));
}

static inline void rise(Event *heap, long hole, Event event) {
    while (hole > 0 && before(event, heap[(hole - 1) >> 1])) {
        heap[hole] = heap[(hole - 1) >> 1];
        hole = (hole - 1) >> 1;
    }
    heap[hole] = event;
}

static inline void push(Events *set, Event event) { rise(set->heap, set->near++, event); }

// The hole sinks to the bottom, the last event then rises from there: fewer branches than to compare on the way.
static inline Event pop(Events *set) {
    Event *heap = set->heap, first = heap[0];
    long count = --set->near, hole = 0, below = 1;
    for (; below + 1 < count; below = 2 * hole + 1) {
        below += before(heap[below + 1], heap[below]);
        heap[hole] = heap[below];
        hole = below;
    }
    if (below < count) {
        heap[hole] = heap[below];
        hole = below;
    }
    rise(heap, hole, heap[count]);
    return first;
}

static inline void enter(Events *set, long entity, double time) {
    Event event = {time, set->sequence++ << 28 | (uint64_t)entity << 1};
    set->records[entity * set->stride] = 1;
    if (time >= set->horizon) return;
    long bucket = (long)(time * set->per_day);
    if (bucket <= set->present) {
        push(set, event);
        return;
    }
    long place = set->unused;
    if (place >= 0) set->unused = set->following[place];
    else place = set->top++;
    set->later[place] = event;
    set->following[place] = set->buckets[bucket];
    set->buckets[bucket] = place;
}

static inline int refill(Events *set, long last) {
    while (set->near == 0 && set->present < last) {
        long place = set->buckets[++set->present];
        set->buckets[set->present] = -1;
        while (place >= 0) {
            push(set, set->later[place]);
            long after = set->following[place];
            set->following[place] = set->unused;
            set->unused = place;
            place = after;
        }
    }
    return set->near > 0;
}

// One event for every entity.
void events_fill(Events *set, const double *gaps, long mask) {
    for (long entity = 0; entity < set->entities; entity++) enter(set, entity, gaps[entity & mask]);
}

// Take the first event and enter the next one of the same entity, for so many days; the sum of the times.
double events_hold(Events *set, const double *gaps, long mask, long days) {
    double total = 0.0;
    long turn = 0;
    for (long day = 0; day < days; day++) {
        long last = (day + 1) * set->per_day - 1;
        while (refill(set, last)) {
            if (set->heap[0].time >= day + 1) break;
            Event event = pop(set);
            total += event.time;
            enter(set, (event.stamp >> 1) & ((1 << 27) - 1), event.time + gaps[turn++ & mask]);
        }
    }
    return total;
}
