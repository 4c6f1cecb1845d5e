#include "CLightGBM.h"

#include <dlfcn.h>
#include <stdio.h>

// LightGBM logs to standard output, which is the data's.
static void discard(const char *message) { (void)message; }

int penstock_lightgbm_open(const char *path, LightGBMFunctions *functions, char *reason, int size) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *error = dlerror();
        snprintf(reason, (size_t)size, "%s", error ? error : "cannot be opened");
        return -1;
    }
    functions->library = library;
    struct { const char *name; void **place; } wanted[] = {
        {"LGBM_GetLastError", (void **)&functions->last_error},
        {"LGBM_RegisterLogCallback", (void **)&functions->register_log_callback},
        {"LGBM_DatasetCreateFromMat", (void **)&functions->dataset_from_matrix},
        {"LGBM_DatasetSetField", (void **)&functions->dataset_set_field},
        {"LGBM_DatasetFree", (void **)&functions->dataset_free},
        {"LGBM_BoosterCreate", (void **)&functions->booster_create},
        {"LGBM_BoosterUpdateOneIter", (void **)&functions->booster_update},
        {"LGBM_BoosterPredictForMat", (void **)&functions->booster_predict},
        {"LGBM_BoosterFree", (void **)&functions->booster_free},
    };
    for (unsigned i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].place = dlsym(library, wanted[i].name);
        if (!*wanted[i].place) {
            snprintf(reason, (size_t)size, "has no %s", wanted[i].name);
            dlclose(library);
            return -1;
        }
    }
    functions->register_log_callback(discard);
    return 0;
}
