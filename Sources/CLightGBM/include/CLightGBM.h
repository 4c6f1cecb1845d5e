#ifndef PENSTOCK_CLIGHTGBM_H
#define PENSTOCK_CLIGHTGBM_H

// The few entry points of LightGBM's C API that Penstock calls (https://lightgbm.readthedocs.io/en/v4.6.0/C-API.html), found at run
// time: building needs no LightGBM, and a machine without it forecasts without it.

#include <stdint.h>

typedef void *LightGBMDataset;
typedef void *LightGBMBooster;

// Element types of matrices and fields.
enum { LIGHTGBM_FLOAT32 = 0, LIGHTGBM_FLOAT64 = 1, LIGHTGBM_INT32 = 2 };

typedef struct {
    void *library;
    const char *(*last_error)(void);
    int (*register_log_callback)(void (*callback)(const char *));
    int (*dataset_from_matrix)(const void *data, int data_type, int32_t rows, int32_t columns, int is_row_major,
                               const char *parameters, LightGBMDataset reference, LightGBMDataset *out);
    int (*dataset_set_field)(LightGBMDataset dataset, const char *field, const void *data, int count, int type);
    int (*dataset_free)(LightGBMDataset dataset);
    int (*booster_create)(LightGBMDataset train, const char *parameters, LightGBMBooster *out);
    int (*booster_update)(LightGBMBooster booster, int *is_finished);
    int (*booster_predict)(LightGBMBooster booster, const void *data, int data_type, int32_t rows, int32_t columns,
                           int is_row_major, int predict_type, int start_iteration, int iterations, const char *parameters,
                           int64_t *length, double *result);
    int (*booster_free)(LightGBMBooster booster);
} LightGBMFunctions;

// Opens the library at `path` (or of that name on the loader's path), fills `functions`, and turns its log off.
// Returns 0, or -1 with a message in `reason` (of `size` bytes).
int penstock_lightgbm_open(const char *path, LightGBMFunctions *functions, char *reason, int size);

#endif
