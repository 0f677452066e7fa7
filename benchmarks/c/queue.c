// One queue in plain C: what a programmer writes by hand for this model and nothing else.
// An event list as a binary heap of (time, sequence and kind), xoshiro256++ (Blackman & Vigna 2021), -log(u).
// It counts customers and sums their time in the system.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { ARRIVAL, END_OF_SERVICE };

typedef struct { double time; uint64_t order; } Event;

static Event heap[64];
static int pending;
static uint64_t sequence;
static uint64_t words[4];

static inline uint64_t turn(uint64_t word, int places) { return (word << places) | (word >> (64 - places)); }

static inline uint64_t next_word(void) {
    uint64_t answer = turn(words[0] + words[3], 23) + words[0];
    uint64_t shifted = words[1] << 17;
    words[2] ^= words[0];
    words[3] ^= words[1];
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= shifted;
    words[3] = turn(words[3], 45);
    return answer;
}

static void seed_words(uint64_t seed) {
    for (int place = 0; place < 4; place++) {
        uint64_t word = (seed += 0x9E3779B97F4A7C15ull);
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ull;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EBull;
        words[place] = word ^ (word >> 31);
    }
}

static inline double exponential(double mean) {
    return -mean * log(((double)(next_word() >> 11) + 0.5) * 0x1p-53);
}

static inline int before(Event one, Event other) {
    return one.time < other.time || (one.time == other.time && one.order < other.order);
}

static inline void push(double time, uint64_t kind) {
    Event event = {time, sequence++ << 1 | kind};
    int hole = pending++;
    while (hole > 0 && before(event, heap[(hole - 1) / 2])) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = event;
}

static inline Event pop(void) {
    Event first = heap[0], last = heap[--pending];
    int hole = 0;
    for (int below = 1; below < pending; below = 2 * hole + 1) {
        if (below + 1 < pending && before(heap[below + 1], heap[below])) below++;
        if (!before(heap[below], last)) break;
        heap[hole] = heap[below];
        hole = below;
    }
    heap[hole] = last;
    return first;
}

double queue_run(long customers, double gap, double service, uint64_t seed) {
    long room = 1 << 12, head = 0, tail = 0, arrived = 0;
    double *line = malloc(room * sizeof(double)), total = 0.0;
    pending = 0;
    sequence = 0;
    seed_words(seed);
    push(exponential(gap), ARRIVAL);
    while (pending > 0) {
        Event event = pop();
        if ((event.order & 1) == ARRIVAL) {
            if (++arrived < customers) push(event.time + exponential(gap), ARRIVAL);
            if (tail - head == room) { // the line is a ring: unroll it into one twice as long
                double *longer = malloc(2 * room * sizeof(double));
                for (long place = 0; place < room; place++) longer[place] = line[(head + place) & (room - 1)];
                free(line);
                line = longer;
                head = 0;
                tail = room;
                room *= 2;
            }
            line[tail++ & (room - 1)] = event.time;
            if (tail - head == 1) push(event.time + exponential(service), END_OF_SERVICE);
        } else {
            total += event.time - line[head++ & (room - 1)];
            if (tail > head) push(event.time + exponential(service), END_OF_SERVICE);
        }
    }
    free(line);
    return total / customers;
}
