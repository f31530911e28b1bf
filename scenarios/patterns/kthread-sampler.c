// SPDX-License-Identifier: MIT
/*
 * A kernel thread that sleeps until the interrupt has something for it. Its condition has
 * kthread_should_stop() in it, so kthread_stop() does not hang; and it never returns by itself, so
 * its task_struct is there to be stopped. The interrupt goes before the thread: nobody may wake what
 * is gone.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/wait.h>

#define REG_SAMPLE 0x00

struct sampler {
	void __iomem *regs;
	struct task_struct *thread;
	wait_queue_head_t wait;
	atomic_t pending;
	u64 sum;
	int irq;
};

static int sampler_thread(void *data)
{
	struct sampler *s = data;

	while (!kthread_should_stop()) {
		wait_event_interruptible(s->wait,
					 atomic_read(&s->pending) || kthread_should_stop());
		while (atomic_read(&s->pending)) {
			atomic_dec(&s->pending);
			s->sum += readl(s->regs + REG_SAMPLE);
		}
	}
	return 0;
}

static irqreturn_t sampler_irq(int irq, void *data)
{
	struct sampler *s = data;

	atomic_inc(&s->pending);
	wake_up(&s->wait);
	return IRQ_HANDLED;
}

static int sampler_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sampler *s;
	int err;

	s = devm_kzalloc(&pdev->dev, sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	init_waitqueue_head(&s->wait);
	s->irq = pdev->irq;
	s->regs = pci_iomap(pdev, 0, 0);
	if (!s->regs)
		return -ENOMEM;
	s->thread = kthread_run(sampler_thread, s, "sampler");
	if (IS_ERR(s->thread)) {
		err = PTR_ERR(s->thread);
		goto err_unmap;
	}
	pci_set_drvdata(pdev, s);
	err = request_irq(s->irq, sampler_irq, 0, "sampler", s);
	if (err)
		goto err_stop;
	return 0;

err_stop:
	kthread_stop(s->thread);
err_unmap:
	pci_iounmap(pdev, s->regs);
	return err;
}

static void sampler_remove(struct pci_dev *pdev)
{
	struct sampler *s = pci_get_drvdata(pdev);

	free_irq(s->irq, s);
	kthread_stop(s->thread);
	pci_iounmap(pdev, s->regs);
}

static const struct pci_device_id sampler_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0005) },
	{ }
};
MODULE_DEVICE_TABLE(pci, sampler_ids);

static struct pci_driver sampler_driver = {
	.name = "sampler",
	.id_table = sampler_ids,
	.probe = sampler_probe,
	.remove = sampler_remove,
};
module_pci_driver(sampler_driver);

MODULE_DESCRIPTION("A thread that samples on interrupts");
MODULE_LICENSE("GPL");
