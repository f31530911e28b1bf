// SPDX-License-Identifier: MIT
/*
 * Models drivers/power/supply/bq24190_charger.c around commit 47c29d692129 ("power: supply:
 * bq24190: Fix use after free bug in bq24190_remove due to race condition", CVE-2023-33288). The
 * power-supply core is reduced to one registered supply. BEFORE_FIX never cancels the delayed
 * work; UPSTREAM_FIX cancels it first, when it can still be queued again, and leaves the
 * interrupt thread armed. UNREGISTER_FIRST stops everybody who can queue it before it is
 * cancelled, but frees the charger that its last run reads.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* The part of the power-supply core that matters: a registered supply and its callback. */
struct power_supply {
	void *drv_data;
	void (*external_power_changed)(struct power_supply *psy);
	int changed;
};

static DEFINE_MUTEX(psy_lock);
static struct power_supply *psy_registered;

static struct power_supply *power_supply_register(void *data, void (*fn)(struct power_supply *))
{
	struct power_supply *psy = kzalloc(sizeof(*psy), GFP_KERNEL);

	if (!psy)
		return NULL;
	psy->drv_data = data;
	psy->external_power_changed = fn;
	mutex_lock(&psy_lock);
	psy_registered = psy;
	mutex_unlock(&psy_lock);
	return psy;
}

static void power_supply_unregister(struct power_supply *psy)
{
	mutex_lock(&psy_lock);
	psy_registered = NULL;
	mutex_unlock(&psy_lock);
	kfree(psy);
}

static void power_supply_changed(struct power_supply *psy)
{
	psy->changed = 1;
}

/* Another supply has changed: the core tells the registered one. */
void psy_external_power_changed(void)
{
	mutex_lock(&psy_lock);
	if (psy_registered)
		psy_registered->external_power_changed(psy_registered);
	mutex_unlock(&psy_lock);
}

struct bq24190_dev_info {
	struct pci_dev *pdev;
	void __iomem *regs;
	struct power_supply *charger;
	struct delayed_work input_current_limit_work;
	int limit;
};

static void bq24190_input_current_limit_work(struct work_struct *work)
{
	struct bq24190_dev_info *bdi =
		container_of(work, struct bq24190_dev_info, input_current_limit_work.work);

	bdi->limit = bdi->charger->changed;
}

static void bq24190_charger_external_power_changed(struct power_supply *psy)
{
	struct bq24190_dev_info *bdi = psy->drv_data;

	queue_delayed_work(system_wq, &bdi->input_current_limit_work, msecs_to_jiffies(300));
}

static irqreturn_t bq24190_irq_handler_thread(int irq, void *data)
{
	struct bq24190_dev_info *bdi = data;

	if (readl(bdi->regs))
		power_supply_changed(bdi->charger);
	return IRQ_HANDLED;
}

static int bq24190_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct bq24190_dev_info *bdi = devm_kzalloc(&pdev->dev, sizeof(*bdi), GFP_KERNEL);
	int err;

	if (!bdi)
		return -ENOMEM;
	bdi->pdev = pdev;
	INIT_DELAYED_WORK(&bdi->input_current_limit_work, bq24190_input_current_limit_work);
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	bdi->regs = pcim_iomap(pdev, 0, 0);
	if (!bdi->regs)
		return -ENOMEM;
	pci_set_drvdata(pdev, bdi);
	bdi->charger = power_supply_register(bdi, bq24190_charger_external_power_changed);
	if (!bdi->charger)
		return -ENOMEM;
	err = devm_request_threaded_irq(&pdev->dev, pdev->irq, NULL, bq24190_irq_handler_thread,
					IRQF_ONESHOT, "bq24190", bdi);
	if (err) {
		disable_delayed_work_sync(&bdi->input_current_limit_work);
		power_supply_unregister(bdi->charger);
	}
	return err;
}

static void bq24190_remove(struct pci_dev *pdev)
{
	struct bq24190_dev_info *bdi = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX)
	power_supply_unregister(bdi->charger);
#elif defined(UPSTREAM_FIX)
	cancel_delayed_work_sync(&bdi->input_current_limit_work);
	power_supply_unregister(bdi->charger);
#elif defined(UNREGISTER_FIRST)
	devm_free_irq(&pdev->dev, pdev->irq, bdi);
	power_supply_unregister(bdi->charger);
	cancel_delayed_work_sync(&bdi->input_current_limit_work);
#else
	devm_free_irq(&pdev->dev, pdev->irq, bdi);
	/* Whoever still asks for the work is refused; its last run still has the charger. */
	disable_delayed_work_sync(&bdi->input_current_limit_work);
	power_supply_unregister(bdi->charger);
#endif
}

static const struct pci_device_id bq24190_ids[] = { { PCI_DEVICE(0x104c, 0x2419) }, { } };

static struct pci_driver bq24190_driver = {
	.name = "bq24190",
	.id_table = bq24190_ids,
	.probe = bq24190_probe,
	.remove = bq24190_remove,
};
module_pci_driver(bq24190_driver);
MODULE_LICENSE("GPL");
