// SPDX-License-Identifier: MIT
/*
 * Models drivers/phy/phy-core.c around "phy: core: Fix race-condition between _of_phy_get() and
 * try_module_get()" (2026). A consumer looks a PHY up under a mutex, with the provider's module
 * held; BEFORE_FIX drops the module and the mutex, and then takes references to what it has found.
 * The provider may be unloaded in between. The fix takes them before it lets go of the mutex.
 * HOLD_MODULE only keeps the module until then: the provider can still be unbound.
 */
#include <linux/export.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "phy.h"

static DEFINE_MUTEX(phy_provider_mutex);
static struct phy *phy_provided;

static void phy_release(struct kref *ref)
{
	kfree(container_of(ref, struct phy, ref));
}

struct phy *phy_create(struct module *owner)
{
	struct phy *phy = kzalloc(sizeof(*phy), GFP_KERNEL);

	if (!phy)
		return NULL;
	kref_init(&phy->ref);
	phy->owner = owner;
	mutex_lock(&phy_provider_mutex);
	phy_provided = phy;
	mutex_unlock(&phy_provider_mutex);
	return phy;
}
EXPORT_SYMBOL_GPL(phy_create);

void phy_destroy(struct phy *phy)
{
	mutex_lock(&phy_provider_mutex);
	phy_provided = NULL;
	mutex_unlock(&phy_provider_mutex);
	kref_put(&phy->ref, phy_release);
}
EXPORT_SYMBOL_GPL(phy_destroy);

/* Under the mutex: the PHY of the provider, whose module cannot go meanwhile. */
static struct phy *of_phy_get(struct module **owner)
{
	struct phy *phy = phy_provided;

	if (!phy || !try_module_get(phy->owner))
		return NULL;
	*owner = phy->owner;
	return phy;
}

static struct phy *phy_get(void)
{
	struct module *owner;
	struct phy *phy;

	mutex_lock(&phy_provider_mutex);
	phy = of_phy_get(&owner);
#if defined(BEFORE_FIX)
	if (phy)
		module_put(owner);
	mutex_unlock(&phy_provider_mutex);
	if (!phy || !try_module_get(phy->owner))
		return NULL;
	kref_get(&phy->ref);
#elif defined(HOLD_MODULE)
	mutex_unlock(&phy_provider_mutex);
	if (!phy)
		return NULL;
	kref_get(&phy->ref);
#else
	if (phy)
		kref_get(&phy->ref);
	mutex_unlock(&phy_provider_mutex);
#endif
	return phy;
}

static void phy_put(struct phy *phy)
{
	struct module *owner = phy->owner;

	kref_put(&phy->ref, phy_release);
	module_put(owner);
}

/* A consumer's probe and its remove. */
void phy_consumer(void)
{
	struct phy *phy = phy_get();

	if (phy)
		phy_put(phy);
}

MODULE_DESCRIPTION("The core of PHYs, one provider");
MODULE_LICENSE("GPL");
