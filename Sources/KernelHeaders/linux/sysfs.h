#pragma once
#include <linux/device.h>
