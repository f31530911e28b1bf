// SPDX-License-Identifier: MIT
/*
 * Models drivers/misc/pci_endpoint_test.c around commit f61b7634a324 ("misc: pci_endpoint_test:
 * Free IRQs before removing the device", CVE-2023-54326). BEFORE_FIX unmaps the BAR before the
 * interrupt is freed. UPSTREAM_FIX frees it first, but a file that is open goes on using the
 * device. The complete form counts references and lets every operation see, under the lock, that
 * the device is gone.
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#define TEST_STATUS 0x04
#define TEST_IRQ_RAISED 0x01
#define TEST_BAR 1
#define TEST_SET_IRQTYPE 2

#if defined(BEFORE_FIX) || defined(UPSTREAM_FIX)
#define INCOMPLETE
#endif

struct endpoint_test {
	struct kref ref;
	struct pci_dev *pdev;
	void __iomem *base;
	struct mutex mutex;
	struct completion irq_raised;
	struct miscdevice misc;
	int gone;
	int has_irq;
};

static irqreturn_t test_irqhandler(int irq, void *dev_id)
{
	struct endpoint_test *test = dev_id;
	u32 reg = readl(test->base + TEST_STATUS);

	if (reg & TEST_IRQ_RAISED)
		complete(&test->irq_raised);
	writel(reg, test->base + TEST_STATUS);
	return IRQ_HANDLED;
}

static void release_irq(struct endpoint_test *test)
{
	if (!test->has_irq)
		return;
	devm_free_irq(&test->pdev->dev, pci_irq_vector(test->pdev, 0), test);
	test->has_irq = 0;
	pci_free_irq_vectors(test->pdev);
}

static int request_test_irq(struct endpoint_test *test)
{
	struct pci_dev *pdev = test->pdev;
	int err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);

	if (err < 0)
		return err;
	err = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), test_irqhandler, 0,
			       "pci-endpoint-test", test);
	if (err) {
		pci_free_irq_vectors(pdev);
		return err;
	}
	test->has_irq = 1;
	return 0;
}

#ifndef INCOMPLETE
static void test_free(struct kref *ref)
{
	kfree(container_of(ref, struct endpoint_test, ref));
}
#endif

static int test_open(struct inode *inode, struct file *file)
{
	struct endpoint_test *test =
		container_of(file->private_data, struct endpoint_test, misc);

#ifndef INCOMPLETE
	/* misc_open() holds the lock that misc_deregister() takes: the device is still there. */
	kref_get(&test->ref);
#endif
	file->private_data = test;
	return 0;
}

static int test_release(struct inode *inode, struct file *file)
{
#ifndef INCOMPLETE
	struct endpoint_test *test = file->private_data;

	kref_put(&test->ref, test_free);
#endif
	return 0;
}

static long test_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct endpoint_test *test = file->private_data;
	long ret = -EINVAL;

	mutex_lock(&test->mutex);
#ifndef INCOMPLETE
	if (test->gone) {
		mutex_unlock(&test->mutex);
		return -ENODEV;
	}
#endif
	switch (cmd) {
	case TEST_BAR:
		writel(0xa5, test->base + 0x20);
		ret = readl(test->base + 0x20) == 0xa5;
		break;
	case TEST_SET_IRQTYPE:
		release_irq(test);
		ret = request_test_irq(test);
		break;
	}
	mutex_unlock(&test->mutex);
	return ret;
}

static const struct file_operations test_fops = {
	.owner = THIS_MODULE,
	.open = test_open,
	.release = test_release,
	.unlocked_ioctl = test_ioctl,
};

static int test_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct endpoint_test *test;
	int err;

#ifdef INCOMPLETE
	test = devm_kzalloc(&pdev->dev, sizeof(*test), GFP_KERNEL);
#else
	test = kzalloc(sizeof(*test), GFP_KERNEL);
#endif
	if (!test)
		return -ENOMEM;
	kref_init(&test->ref);
	mutex_init(&test->mutex);
	init_completion(&test->irq_raised);
	test->pdev = pdev;
	err = pci_enable_device(pdev);
	if (err)
		goto err_free;
	err = pci_request_regions(pdev, "pci-endpoint-test");
	if (err)
		goto err_disable;
	pci_set_master(pdev);
	test->base = pci_ioremap_bar(pdev, 0);
	if (!test->base) {
		err = -ENOMEM;
		goto err_regions;
	}
	err = request_test_irq(test);
	if (err)
		goto err_unmap;
	pci_set_drvdata(pdev, test);
	test->misc.minor = MISC_DYNAMIC_MINOR;
	test->misc.name = "pci-endpoint-test";
	test->misc.fops = &test_fops;
	err = misc_register(&test->misc);
	if (err)
		goto err_irq;
	return 0;

err_irq:
	release_irq(test);
err_unmap:
	pci_iounmap(pdev, test->base);
err_regions:
	pci_release_regions(pdev);
err_disable:
	pci_disable_device(pdev);
err_free:
#ifndef INCOMPLETE
	kfree(test);
#endif
	return err;
}

static void test_remove(struct pci_dev *pdev)
{
	struct endpoint_test *test = pci_get_drvdata(pdev);

#if defined(BEFORE_FIX)
	misc_deregister(&test->misc);
	pci_iounmap(pdev, test->base);
	release_irq(test);
#elif defined(UPSTREAM_FIX)
	release_irq(test);
	misc_deregister(&test->misc);
	pci_iounmap(pdev, test->base);
#else
	misc_deregister(&test->misc);
	mutex_lock(&test->mutex);
	test->gone = 1;
	release_irq(test);
	mutex_unlock(&test->mutex);
	pci_iounmap(pdev, test->base);
#endif
	pci_release_regions(pdev);
	pci_disable_device(pdev);
#ifndef INCOMPLETE
	kref_put(&test->ref, test_free);
#endif
}

static const struct pci_device_id test_ids[] = { { PCI_DEVICE(0x104c, 0xb500) }, { } };

static struct pci_driver test_driver = {
	.name = "pci-endpoint-test",
	.id_table = test_ids,
	.probe = test_probe,
	.remove = test_remove,
};
module_pci_driver(test_driver);
MODULE_LICENSE("GPL");
