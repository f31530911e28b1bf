// SPDX-License-Identifier: MIT
/*
 * C1 to C7 with two devices that are unbound at the same time (see devres_rs.h, version DEVRES):
 * each has a T in a Devres, and then a registration whose teardown drops the other's Devres.
 *
 * T's destructor touches what its own device has.
 *
 *	LOCKED	the registration's teardown takes the lock of the other device meanwhile, as does who
 *		unregisters a device from it
 */
#include "pair.h"
#include "devres_rs.h"

struct thing {
	struct devres devres;
	int *drops;	/* of its device's */
};

static struct thing *things[2];

static void thing_drop_in_place(struct revocable *rev)
{
	struct thing *thing = container_of(rev, struct thing, devres.rev);

	(*thing->drops)++;
}

static int pair_probe(struct device *dev, int n)
{
	struct thing *thing;
	int *drops = devm_kzalloc(dev, sizeof(*drops), GFP_KERNEL);

	thing = kzalloc(sizeof(*thing), GFP_KERNEL);
	if (!drops || !thing) {
		kfree(thing);
		return -ENOMEM;
	}
	thing->drops = drops;
	things[n] = thing;
	return devres_new(&thing->devres, dev, thing_drop_in_place);
}

static void pair_remove(struct device *dev, int n)
{
}

static void registration_cb(void *data)
{
	struct thing *thing = data;
#ifdef LOCKED
	struct device *other = thing == things[0] ? &pair[0]->dev : &pair[1]->dev;

	device_lock(other);
#endif
	devres_drop(&thing->devres);
#ifdef LOCKED
	device_unlock(other);
#endif
}

static int pair_ready(void)
{
	int err = devm_add_action(&pair[0]->dev, registration_cb, things[1]);

	return err ? err : devm_add_action(&pair[1]->dev, registration_cb, things[0]);
}
