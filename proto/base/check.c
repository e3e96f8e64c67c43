#include "proto/base/check.h"

#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "{\"level\":\"fatal\",\"what\":\"check\",\"file\":\"%s\",\"line\":%d,\"check\":\"%s\"}\n", file,
                  line, what);
    abort();
}
