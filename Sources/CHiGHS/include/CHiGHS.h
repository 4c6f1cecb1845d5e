#ifndef PENSTOCK_CHIGHS_H
#define PENSTOCK_CHIGHS_H

// The few entry points of the HiGHS solver's C API that Penstock calls (https://ergo-code.github.io/HiGHS/stable/interfaces/c_api/),
// found at run time: building needs no HiGHS, and a machine without it plans without it. HighsInt is taken to be 32 bits, as every
// distributed build has it; a library of 64 bits is refused.

#include <stdint.h>

enum { HIGHS_CONTINUOUS = 0, HIGHS_INTEGER = 1, HIGHS_SEMI_CONTINUOUS = 2, HIGHS_SEMI_INTEGER = 3 };
enum { HIGHS_COLUMNWISE = 1, HIGHS_ROWWISE = 2 };
enum { HIGHS_MINIMIZE = 1, HIGHS_MAXIMIZE = -1 };

typedef struct {
    void *library;
    const char *(*version)(void);
    void *(*create)(void);
    void (*destroy)(void *highs);
    int (*pass_mip)(void *highs, int columns, int rows, int nonzeros, int format, int sense, double offset, const double *cost,
                    const double *column_lower, const double *column_upper, const double *row_lower, const double *row_upper,
                    const int *start, const int *index, const double *value, const int *integrality);
    int (*pass_lp)(void *highs, int columns, int rows, int nonzeros, int format, int sense, double offset, const double *cost,
                   const double *column_lower, const double *column_upper, const double *row_lower, const double *row_upper,
                   const int *start, const int *index, const double *value);
    int (*add_rows)(void *highs, int rows, const double *lower, const double *upper, int nonzeros, const int *start,
                    const int *index, const double *value);
    int (*change_columns_bounds)(void *highs, int first, int last, const double *lower, const double *upper);
    int (*set_bool)(void *highs, const char *option, int value);
    int (*set_int)(void *highs, const char *option, int value);
    int (*set_double)(void *highs, const char *option, double value);
    int (*set_string)(void *highs, const char *option, const char *value);
    int (*set_solution)(void *highs, const double *column_value, const double *row_value, const double *column_dual,
                        const double *row_dual);
    int (*run)(void *highs);
    int (*model_status)(const void *highs);
    int (*solution)(const void *highs, double *column_value, double *column_dual, double *row_value, double *row_dual);
    int (*int_info)(const void *highs, const char *info, int *value);
    int (*double_info)(const void *highs, const char *info, double *value);
    int (*int64_info)(const void *highs, const char *info, int64_t *value);
    int (*set_callback)(void *highs, void (*callback)(int, const char *, const void *, void *, void *), void *data);
    int (*start_callback)(void *highs, int type);
    const void *(*callback_item)(const void *data, const char *name);
} HighsFunctions;

// Opens the library at `path` (or of that name on the loader's path) and fills `functions`.
// Returns 0, or -1 with a message in `reason` (of `size` bytes).
int penstock_highs_open(const char *path, HighsFunctions *functions, char *reason, int size);

// A limit on work rather than on time, so that a run's result does not depend on the machine's speed: branch and bound stops once
// the simplex iterations of all its linear programs together exceed `limit`. Must outlive the solver's run.
typedef struct {
    const HighsFunctions *functions;
    int64_t limit;
    int reached;
} HighsWorkLimit;

int penstock_highs_limit_work(void *highs, HighsWorkLimit *limit);

#endif
