/* An interrupt handler leaves a sample for a work and says so by a flag: in which order? */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct foo {
	void __iomem *regs;
	struct work_struct work;
	u32 sample;
	int ready;
	u32 last;
	int irq;
};

static void foo_work(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, work);

#ifdef BEFORE_FIX
	if (READ_ONCE(f->ready))
#else
	if (smp_load_acquire(&f->ready))
#endif
		f->last = f->sample;
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	if (READ_ONCE(f->ready))
		return IRQ_HANDLED;
	f->sample = readl(f->regs);
#ifdef BEFORE_FIX
	WRITE_ONCE(f->ready, 1);
#else
	smp_store_release(&f->ready, 1);
#endif
	return IRQ_HANDLED;
}

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int err;

	if (!f)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = -ENOMEM;
	f->regs = pci_iomap(pdev, 0, 0);
	if (!f->regs)
		goto disable;
	INIT_WORK(&f->work, foo_work);
	pci_set_drvdata(pdev, f);
	f->irq = pdev->irq;
	err = request_irq(f->irq, foo_irq, IRQF_SHARED, "foo", f);
	if (err)
		goto unmap;
	schedule_work(&f->work);
	return 0;
unmap:
	pci_iounmap(pdev, f->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(f);
	return err;
}

static void foo_remove(struct pci_dev *pdev)
{
	struct foo *f = pci_get_drvdata(pdev);

	free_irq(f->irq, f);
	cancel_work_sync(&f->work);
	pci_iounmap(pdev, f->regs);
	pci_disable_device(pdev);
	kfree(f);
}

static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver foo_driver = {
	.name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
};
module_pci_driver(foo_driver);
MODULE_LICENSE("GPL");
