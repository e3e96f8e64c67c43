/* CHECK: a promise between our own parts. It is never compiled out: a broken promise is logged and the
 * process ends, which is safe because everything acknowledged is committed. Never CHECK what a client,
 * a disk or the network can cause: that is an enum err. */
#ifndef HH_BASE_CHECK_H
#define HH_BASE_CHECK_H

__attribute__((noreturn)) void check_failed(const char *file, int line, const char *what);

#define CHECK(cond) ((cond) ? (void)0 : check_failed(__FILE__, __LINE__, #cond))

#endif
