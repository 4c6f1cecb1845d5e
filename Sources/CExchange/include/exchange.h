#ifndef PENSTOCK_EXCHANGE_H
#define PENSTOCK_EXCHANGE_H

// Lets two paths change places in one step (Linux renameat2 with RENAME_EXCHANGE, which Swift's Glibc does not show).
// Returns 0, or −1 with errno set: EINVAL or ENOSYS where the file system or system cannot.
int penstock_exchange(const char *a, const char *b);

#endif
