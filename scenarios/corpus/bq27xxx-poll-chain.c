// SPDX-License-Identifier: MIT
/*
 * Models drivers/power/supply/bq27xxx_battery.c around commits c00bc80462af ("power: supply:
 * bq27xxx: Fix poll_interval handling and races on remove", 2023, v6.4, CVE-2023-54079) and
 * 444ff00734f3 ("power: supply: bq27xxx: Fix I2C IRQ race on remove"). A delayed work polls the
 * gauge and queues itself; the interrupt thread, a write to the module parameter, which walks all
 * gauges, and a change of another supply queue it too.
 *
 * BEFORE_FIX sets the interval to 0 and cancels the work: whoever writes the parameter, or comes
 * through the other ways, queues it again. UPSTREAM_FIX sets `removed` under the lock that the
 * poll tests it under, and frees the interrupt; but a change of another supply still queues the
 * work without a look at it, until the supply is unregistered, after the work was cancelled.
 * CHECK_REMOVED makes that look, without the lock: it may have looked just before. The complete
 * form looks under the lock.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define BQ27XXX_REG_FLAGS 0x0a

struct bq27xxx_device_info {
	struct list_head list;
	struct mutex lock;
	void __iomem *regs;
	struct delayed_work work;
	bool removed;
	u32 flags;
};

static DEFINE_MUTEX(bq27xxx_list_lock);
static LIST_HEAD(bq27xxx_battery_devices);
static unsigned int poll_interval = 360;

/* The part of the power-supply core that matters: a registered supply. */
static DEFINE_MUTEX(psy_lock);
static struct bq27xxx_device_info *psy_registered;

static void bq27xxx_battery_poll(struct work_struct *work)
{
	struct bq27xxx_device_info *di = container_of(work, struct bq27xxx_device_info, work.work);

	mutex_lock(&di->lock);
	di->flags = readl(di->regs + BQ27XXX_REG_FLAGS);
	if (poll_interval > 0 && !di->removed)
		mod_delayed_work(system_wq, &di->work, poll_interval * HZ);
	mutex_unlock(&di->lock);
}

/* Writing the module parameter `poll_interval`. */
void poll_interval_param_set(unsigned long val)
{
	struct bq27xxx_device_info *di;

	mutex_lock(&bq27xxx_list_lock);
	poll_interval = val;
	list_for_each_entry(di, &bq27xxx_battery_devices, list)
		mod_delayed_work(system_wq, &di->work, 0);
	mutex_unlock(&bq27xxx_list_lock);
}

static void bq27xxx_external_power_changed(struct bq27xxx_device_info *di)
{
#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX)
	mod_delayed_work(system_wq, &di->work, HZ / 2);
#elif defined(CHECK_REMOVED)
	if (!READ_ONCE(di->removed))
		mod_delayed_work(system_wq, &di->work, HZ / 2);
#else
	mutex_lock(&di->lock);
	if (!di->removed)
		mod_delayed_work(system_wq, &di->work, HZ / 2);
	mutex_unlock(&di->lock);
#endif
}

/* Another supply has changed: the core tells the registered one. */
void psy_external_power_changed(void)
{
	mutex_lock(&psy_lock);
	if (psy_registered)
		bq27xxx_external_power_changed(psy_registered);
	mutex_unlock(&psy_lock);
}

static irqreturn_t bq27xxx_battery_irq_handler_thread(int irq, void *data)
{
	struct bq27xxx_device_info *di = data;

	bq27xxx_battery_poll(&di->work.work);
	return IRQ_HANDLED;
}

static int bq27xxx_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct bq27xxx_device_info *di = devm_kzalloc(&pdev->dev, sizeof(*di), GFP_KERNEL);
	int err;

	if (!di)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	di->regs = pcim_iomap(pdev, 0, 0);
	if (!di->regs)
		return -ENOMEM;
	INIT_DELAYED_WORK(&di->work, bq27xxx_battery_poll);
	mutex_init(&di->lock);
	pci_set_drvdata(pdev, di);
	err = request_threaded_irq(pdev->irq, NULL, bq27xxx_battery_irq_handler_thread,
				   IRQF_ONESHOT, "bq27xxx", di);
	if (err)
		return err;
	mutex_lock(&psy_lock);
	psy_registered = di;
	mutex_unlock(&psy_lock);
	mutex_lock(&bq27xxx_list_lock);
	list_add(&di->list, &bq27xxx_battery_devices);
	mutex_unlock(&bq27xxx_list_lock);
	return 0;
}

static void bq27xxx_remove(struct pci_dev *pdev)
{
	struct bq27xxx_device_info *di = pci_get_drvdata(pdev);

#ifdef BEFORE_FIX
	poll_interval = 0;
	cancel_delayed_work_sync(&di->work);
#else
	free_irq(pdev->irq, di);
	mutex_lock(&bq27xxx_list_lock);
	list_del(&di->list);
	mutex_unlock(&bq27xxx_list_lock);
	mutex_lock(&di->lock);
	di->removed = true;
	mutex_unlock(&di->lock);
	cancel_delayed_work_sync(&di->work);
#endif
	mutex_lock(&psy_lock);
	psy_registered = NULL;
	mutex_unlock(&psy_lock);
#ifdef BEFORE_FIX
	mutex_lock(&bq27xxx_list_lock);
	list_del(&di->list);
	mutex_unlock(&bq27xxx_list_lock);
	free_irq(pdev->irq, di);
#endif
}

static const struct pci_device_id bq27xxx_ids[] = { { PCI_DEVICE(0x104c, 0x2700) }, { } };

static struct pci_driver bq27xxx_driver = {
	.name = "bq27xxx",
	.id_table = bq27xxx_ids,
	.probe = bq27xxx_probe,
	.remove = bq27xxx_remove,
};
module_pci_driver(bq27xxx_driver);
MODULE_DESCRIPTION("A poll that four others can queue");
MODULE_LICENSE("GPL");
