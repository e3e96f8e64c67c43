/* replay FOLDER: runs every file of the folder through the harness this program is linked with. */
#include <dirent.h>
#include <stdio.h>

#include "tests/fuzz/fuzz.h"

#define INPUT_MAX ((size_t)1 << 20)

static bool file_replay(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return false;
    }
    char *whole = malloc(INPUT_MAX);
    CHECK(whole != NULL);
    size_t n = fread(whole, 1, INPUT_MAX, f);
    (void)fclose(f);
    char *exact = fuzz_join(str_make(whole, n), STR_NONE);
    free(whole);
    (void)LLVMFuzzerTestOneInput((const uint8_t *)exact, n);
    free(exact);
    return true;
}

int main(int argc, char **argv)
{
    DIR *folder   = argc == 2 ? opendir(argv[1]) : NULL;
    size_t played = 0;
    bool good     = true;
    if (!folder) {
        (void)fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    for (struct dirent *e = readdir(folder); e; e = readdir(folder)) {
        if (e->d_name[0] == '.')
            continue;
        good = file_replay(argv[1], e->d_name) && good;
        played++;
    }
    (void)closedir(folder);
    (void)printf("%zu inputs replayed\n", played);
    return good && played ? 0 : 1;
}
