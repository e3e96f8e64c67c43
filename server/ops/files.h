/* Files of the hall in a folder: FOLDER/ab/NAME, NAME the SHA-256 of the content. Written beside, brought to the disk, then renamed, so a
 * file that has its name is whole. One worker thread does the waiting; the fiber parks meanwhile. Outside of a fiber the caller waits. */
#ifndef HH_OPS_FILES_H
#define HH_OPS_FILES_H

#include "server/port/files.h"

#define FILES_WHY_MAX 300

struct files;
MUST_USE struct files *files_open(const char *folder, char ret_why[FILES_WHY_MAX]); /* makes the folder; NULL: why says it */
void files_close(struct files *f); /* nothing may be waiting; NULL is accepted */
struct files_port *files_port_of(struct files *f);

#endif
