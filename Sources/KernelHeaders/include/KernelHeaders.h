// One embedded header: its path as drivers include it, and its text.
#ifndef KERNEL_HEADERS_H
#define KERNEL_HEADERS_H

struct simctl_header {
  const char *path;
  const unsigned char *text;
  unsigned long length;
};

/* The headers, simctl_header_count of them. */
extern const struct simctl_header *const simctl_headers;
extern const unsigned long simctl_header_count;

#endif
