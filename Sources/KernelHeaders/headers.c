// The headers of the simulated kernel, embedded at build time (C23 #embed).
#include "KernelHeaders.h"

static const unsigned char linux_types_h[] = {
#embed "linux/types.h"
};

const struct simctl_header simctl_headers[] = {
    {"linux/types.h", linux_types_h, sizeof(linux_types_h)},
};
const unsigned long simctl_header_count = sizeof(simctl_headers) / sizeof(simctl_headers[0]);
