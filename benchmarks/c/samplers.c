// Random numbers by address and quantile tables in plain C: the same sums as the engine's, to the last bit.
#include <math.h>
#include <stdint.h>
#include <string.h>

#define GOLDEN 0x9E3779B97F4A7C15ull
#define PURPOSE 0xD1342543DE82EF95ull
#define OCTAVES 40
#define CELLS 32

static inline uint64_t mix(uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ull;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBull;
    return word ^ (word >> 31);
}

static inline double uniform(uint64_t key, uint64_t purpose, uint64_t number) {
    uint64_t step = purpose * PURPOSE + (number + 1) * GOLDEN;
    uint64_t flip = (key & 1) * ~0ull;
    uint64_t word = mix((key & ~1ull) + step) ^ flip;
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

static inline double quantile(const double *table, double chance) {
    long side = chance > 0.5;
    double tail = chance < 1.0 - chance ? chance : 1.0 - chance;
    tail = tail < 0.49999999999999994 ? tail : 0.49999999999999994;
    tail = tail > 0x1p-41 ? tail : 0x1p-41;
    uint64_t bits;
    memcpy(&bits, &tail, sizeof bits);
    long octave = 1021 - (long)(bits >> 52);
    octave = octave < OCTAVES - 1 ? octave : OCTAVES - 1;
    long cell = octave * CELLS + (long)(bits >> 47 & (CELLS - 1));
    double x = (double)(bits & ((1ull << 47) - 1)) * (1.0 / (1ull << 47));
    const double *cubic = table + (side * OCTAVES * CELLS + cell) * 4;
    return ((cubic[3] * x + cubic[2]) * x + cubic[1]) * x + cubic[0];
}

static inline uint64_t word_of(double value) {
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

// Each draw is addressed by the one before, as the draws of an event are apart from each other: nothing is done in lanes.
double uniforms(uint64_t key, long count) {
    double total = 0.0;
    for (long number = 0; number < count; number++) {
        double chance = uniform(key, 9, number);
        key += word_of(chance);
        total += chance;
    }
    return total;
}

double quantiles(const double *table, uint64_t key, long count) {
    double total = 0.0;
    for (long number = 0; number < count; number++) {
        double chance = uniform(key, 9, number);
        key += word_of(chance);
        total += quantile(table, chance);
    }
    return total;
}
