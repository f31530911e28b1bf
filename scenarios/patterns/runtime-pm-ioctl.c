/*
 * The device sleeps unless somebody uses it: each ioctl resumes it and lets it fall asleep later. The
 * runtime callbacks touch the registers; remove() keeps the device awake before it takes them away.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

struct card {
	struct mutex lock;	/* pdev: bound */
	struct pci_dev *pdev;
	void __iomem *regs;
	u32 saved;
};

/* One card: the misc device is the module's. */
static struct card card = { .lock = __MUTEX_INITIALIZER(card.lock) };

static long card_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long ret = -ENODEV;

	mutex_lock(&card.lock);
	if (!card.pdev)
		goto unlock;
	ret = pm_runtime_resume_and_get(&card.pdev->dev);
	if (ret < 0)
		goto unlock;
	writel(cmd, card.regs);
	pm_runtime_put_autosuspend(&card.pdev->dev);
	ret = 0;
unlock:
	mutex_unlock(&card.lock);
	return ret;
}

static const struct file_operations card_fops = {
	.owner = THIS_MODULE, .unlocked_ioctl = card_ioctl,
};
static struct miscdevice card_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "card", .fops = &card_fops,
};

static int card_suspend(struct device *dev)
{
	card.saved = readl(card.regs);
	return 0;
}

static int card_resume(struct device *dev)
{
	writel(card.saved, card.regs);
	return 0;
}

static const struct dev_pm_ops card_pm = {
	.runtime_suspend = card_suspend, .runtime_resume = card_resume,
};

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	card.regs = pcim_iomap(pdev, 0, 0);
	if (!card.regs)
		return -ENOMEM;
	pm_runtime_set_autosuspend_delay(&pdev->dev, 10);
	pm_runtime_use_autosuspend(&pdev->dev);
	mutex_lock(&card.lock);
	card.pdev = pdev;
	mutex_unlock(&card.lock);
	/* The bus holds a reference for the probe. */
	pm_runtime_put_noidle(&pdev->dev);
	pm_runtime_allow(&pdev->dev);
	return 0;
}

static void card_remove(struct pci_dev *pdev)
{
	/* Nobody uses it from here on; then it is awake, and stays so. */
	mutex_lock(&card.lock);
	card.pdev = NULL;
	mutex_unlock(&card.lock);
	pm_runtime_forbid(&pdev->dev);
	pm_runtime_get_noresume(&pdev->dev);
	pm_runtime_dont_use_autosuspend(&pdev->dev);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
	.driver.pm = &card_pm,
};

static int __init card_init(void)
{
	int err = pci_register_driver(&card_driver);

	if (err)
		return err;
	err = misc_register(&card_misc);
	if (err)
		pci_unregister_driver(&card_driver);
	return err;
}

static void __exit card_exit(void)
{
	misc_deregister(&card_misc);
	pci_unregister_driver(&card_driver);
}
module_init(card_init);
module_exit(card_exit);
MODULE_LICENSE("GPL");
