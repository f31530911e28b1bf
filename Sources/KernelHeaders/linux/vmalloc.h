#pragma once
#include <linux/types.h>
void *vmalloc(unsigned long size);
void vfree(const void *p);
#define vzalloc(size) vmalloc(size)
