#include "CHiGHS.h"

#include <dlfcn.h>
#include <stdio.h>

int penstock_highs_open(const char *path, HighsFunctions *functions, char *reason, int size) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *error = dlerror();
        snprintf(reason, (size_t)size, "%s", error ? error : "cannot be opened");
        return -1;
    }
    functions->library = library;
    int (*size_of_int)(void) = 0;
    struct { const char *name; void **place; } wanted[] = {
        {"Highs_version", (void **)&functions->version},
        {"Highs_create", (void **)&functions->create},
        {"Highs_destroy", (void **)&functions->destroy},
        {"Highs_passMip", (void **)&functions->pass_mip},
        {"Highs_passLp", (void **)&functions->pass_lp},
        {"Highs_addRows", (void **)&functions->add_rows},
        {"Highs_changeColsBoundsByRange", (void **)&functions->change_columns_bounds},
        {"Highs_setBoolOptionValue", (void **)&functions->set_bool},
        {"Highs_setIntOptionValue", (void **)&functions->set_int},
        {"Highs_setDoubleOptionValue", (void **)&functions->set_double},
        {"Highs_setStringOptionValue", (void **)&functions->set_string},
        {"Highs_setSolution", (void **)&functions->set_solution},
        {"Highs_run", (void **)&functions->run},
        {"Highs_getModelStatus", (void **)&functions->model_status},
        {"Highs_getSolution", (void **)&functions->solution},
        {"Highs_getIntInfoValue", (void **)&functions->int_info},
        {"Highs_getDoubleInfoValue", (void **)&functions->double_info},
        {"Highs_getInt64InfoValue", (void **)&functions->int64_info},
        {"Highs_setCallback", (void **)&functions->set_callback},
        {"Highs_startCallback", (void **)&functions->start_callback},
        {"Highs_getCallbackDataOutItem", (void **)&functions->callback_item},
        {"Highs_getSizeofHighsInt", (void **)&size_of_int},
    };
    for (unsigned i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].place = dlsym(library, wanted[i].name);
        if (!*wanted[i].place) {
            snprintf(reason, (size_t)size, "has no %s", wanted[i].name);
            dlclose(library);
            return -1;
        }
    }
    void *highs = functions->create();
    int bytes = highs ? ((int (*)(const void *))(void *)size_of_int)(highs) : 0;
    if (highs) functions->destroy(highs);
    if (bytes != (int)sizeof(int)) {
        snprintf(reason, (size_t)size, "was built for integers of %d bytes", bytes);
        dlclose(library);
        return -1;
    }
    return 0;
}

enum { MIP_INTERRUPT = 6 };

// The first field of HighsCallbackDataIn in every release since 1.5 is the flag that asks the solver to stop.
typedef struct { int interrupt; } CallbackAnswer;

static void stop_at_limit(int type, const char *message, const void *out, void *in, void *data) {
    (void)message;
    HighsWorkLimit *limit = data;
    if (type != MIP_INTERRUPT || !in) return;
    const int64_t *iterations = limit->functions->callback_item(out, "mip_total_lp_iterations");
    if (iterations && *iterations > limit->limit) {
        limit->reached = 1;
        ((CallbackAnswer *)in)->interrupt = 1;
    }
}

int penstock_highs_limit_work(void *highs, HighsWorkLimit *limit) {
    limit->reached = 0;
    int status = limit->functions->set_callback(highs, stop_at_limit, limit);
    return status ? status : limit->functions->start_callback(highs, MIP_INTERRUPT);
}
