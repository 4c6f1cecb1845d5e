#ifndef PENSTOCK_CCURL_H
#define PENSTOCK_CCURL_H

#include <curl/curl.h>

// Swift cannot call variadic functions: one wrapper for each kind of argument that is used.

typedef size_t (*penstock_curl_data)(char *data, size_t size, size_t count, void *context);

static inline CURLcode penstock_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode penstock_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode penstock_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode penstock_curl_set_context(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode penstock_curl_set_data(CURL *handle, CURLoption option, penstock_curl_data function) {
    return curl_easy_setopt(handle, option, function);
}
static inline CURLcode penstock_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode penstock_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

#endif
