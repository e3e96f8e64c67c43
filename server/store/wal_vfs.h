/* A thin layer over SQLite's file layer for the write-ahead log: joins the two small writes per page of a commit into one
 * large write just before the sync. Only server/store includes this. */
#ifndef HH_STORE_WAL_VFS_H
#define HH_STORE_WAL_VFS_H

#define WAL_VFS_NAME "hirehall"

/* Once for the process, over what is SQLite's default layer then. */
void wal_vfs_register(void);

#endif
