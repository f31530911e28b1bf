// SPDX-License-Identifier: MIT
/*
 * Models drivers/spi/spi-mpc52xx.c, a chain of fixes of remove and of a failed probe. The
 * interrupt and whoever submits a transfer queue the work that runs the state machine.
 *
 * FIX 0  remove frees the chip selects and unmaps the registers under the work.
 * FIX 1  commit 984836621aad ("spi: mpc52xx: Add cancel_work_sync before module remove", 2024,
 *        v6.13, CVE-2024-50051) cancels the work first, while both can still queue it.
 * FIX 2  commit 706b3dc2ac7a ("spi: mpc52xx: fix use-after-free on unbind", 2026, v7.1,
 *        CVE-2026-46219) unregisters the controller, frees the interrupt, then cancels.
 * FIX 3  "spi: mpc52xx: fix use-after-free on registration failure" (2026, CVE-2026-46241): a
 *        probe whose last step fails frees the interrupt and cancels the work as well.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifndef FIX
#define FIX 3
#endif

#define SPI_STATUS 0x04

struct mpc52xx_spi {
	void __iomem *regs;
	struct work_struct work;
	u32 *gpio_cs;
};

static DEFINE_MUTEX(spi_lock);
static struct mpc52xx_spi *spi_registered;

static void mpc52xx_spi_wq(struct work_struct *work)
{
	struct mpc52xx_spi *ms = container_of(work, struct mpc52xx_spi, work);

	ms->gpio_cs[0] = readl(ms->regs + SPI_STATUS);
}

static irqreturn_t mpc52xx_spi_irq(int irq, void *data)
{
	struct mpc52xx_spi *ms = data;

	schedule_work(&ms->work);
	return IRQ_HANDLED;
}

/* A user of the bus submits a message: the core passes it to a controller that is registered. */
void mpc52xx_spi_transfer(void)
{
	mutex_lock(&spi_lock);
	if (spi_registered)
		schedule_work(&spi_registered->work);
	mutex_unlock(&spi_lock);
}

static int spi_register_controller(struct mpc52xx_spi *ms)
{
	char *message_queue = kmalloc(8, GFP_KERNEL);

	if (!message_queue)
		return -ENOMEM;
	kfree(message_queue);
	mutex_lock(&spi_lock);
	spi_registered = ms;
	mutex_unlock(&spi_lock);
	return 0;
}

static void spi_unregister_controller(void)
{
	mutex_lock(&spi_lock);
	spi_registered = NULL;
	mutex_unlock(&spi_lock);
}

static int mpc52xx_spi_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mpc52xx_spi *ms = kzalloc(sizeof(*ms), GFP_KERNEL);
	int err;

	if (!ms)
		return -ENOMEM;
	INIT_WORK(&ms->work, mpc52xx_spi_wq);
	err = pci_enable_device(pdev);
	if (err)
		goto err_free;
	err = -ENOMEM;
	ms->regs = pci_ioremap_bar(pdev, 0);
	if (!ms->regs)
		goto err_disable;
	ms->gpio_cs = kzalloc(sizeof(*ms->gpio_cs), GFP_KERNEL);
	if (!ms->gpio_cs)
		goto err_unmap;
	err = request_irq(pdev->irq, mpc52xx_spi_irq, 0, "mpc5200-spi", ms);
	if (err)
		goto err_cs;
	pci_set_drvdata(pdev, ms);
	err = spi_register_controller(ms);
	if (err)
		goto err_register;
	return 0;

err_register:
#if FIX >= 3
	free_irq(pdev->irq, ms);
	cancel_work_sync(&ms->work);
#endif
err_cs:
	kfree(ms->gpio_cs);
err_unmap:
	iounmap(ms->regs);
err_disable:
	pci_disable_device(pdev);
err_free:
	kfree(ms);
	return err;
}

static void mpc52xx_spi_remove(struct pci_dev *pdev)
{
	struct mpc52xx_spi *ms = pci_get_drvdata(pdev);

#if FIX >= 2
	spi_unregister_controller();
	free_irq(pdev->irq, ms);
	cancel_work_sync(&ms->work);
	kfree(ms->gpio_cs);
#else
#if FIX == 1
	cancel_work_sync(&ms->work);
#endif
	free_irq(pdev->irq, ms);
	kfree(ms->gpio_cs);
	spi_unregister_controller();
#endif
	iounmap(ms->regs);
	pci_disable_device(pdev);
	kfree(ms);
}

static const struct pci_device_id mpc52xx_ids[] = { { PCI_DEVICE(0x1057, 0x5200) }, { } };

static struct pci_driver mpc52xx_driver = {
	.name = "mpc52xx-spi",
	.id_table = mpc52xx_ids,
	.probe = mpc52xx_spi_probe,
	.remove = mpc52xx_spi_remove,
};
module_pci_driver(mpc52xx_driver);
MODULE_DESCRIPTION("A state machine that an interrupt and the users of a bus run");
MODULE_LICENSE("GPL");
