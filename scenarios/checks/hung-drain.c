/* A work that queues itself, on a workqueue that is drained: draining lets it, and waits for ever. */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct foo {
	struct work_struct work;
	struct workqueue_struct *wq;
	int stop;
	unsigned long ticks;
};

static void foo_work(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, work);

	f->ticks++;
#ifndef BEFORE_FIX
	if (READ_ONCE(f->stop))
		return;
#endif
	queue_work(f->wq, &f->work);
}

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->wq = alloc_workqueue("foo", 0, 0);
	if (!f->wq) {
		kfree(f);
		return -ENOMEM;
	}
	INIT_WORK(&f->work, foo_work);
	pci_set_drvdata(pdev, f);
	queue_work(f->wq, &f->work);
	return 0;
}

static void foo_remove(struct pci_dev *pdev)
{
	struct foo *f = pci_get_drvdata(pdev);

	WRITE_ONCE(f->stop, 1);
	drain_workqueue(f->wq);
	destroy_workqueue(f->wq);
	kfree(f);
}

static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver foo_driver = {
	.name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
};
module_pci_driver(foo_driver);
MODULE_LICENSE("GPL");
