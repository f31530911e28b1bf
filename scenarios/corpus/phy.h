/* SPDX-License-Identifier: MIT */
/* What the core of PHYs and their providers share; see phy-core.c. */
#include <linux/kref.h>

struct module;

struct phy {
	struct kref ref;
	struct module *owner;
};

struct phy *phy_create(struct module *owner);
void phy_destroy(struct phy *phy);
