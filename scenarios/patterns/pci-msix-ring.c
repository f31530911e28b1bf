/*
 * Two MSI-X vectors and a ring in coherent memory. The device writes the ring while its DMA register
 * is on. remove() tells it to stop, reads that back, and frees vectors and memory only then.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define REG_DMA 0x10
#define VECTORS 2
#define RING_BYTES 64

struct card {
	void __iomem *regs;
	u32 *ring;
	dma_addr_t ring_dma;
	struct work_struct work;
	atomic_t seen;
	unsigned int errors;
};

static void card_work(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, work);

	if (READ_ONCE(card->ring[0]))
		atomic_inc(&card->seen);
}

static irqreturn_t card_rx(int irq, void *data)
{
	struct card *card = data;

	schedule_work(&card->work);
	return IRQ_HANDLED;
}

static irqreturn_t card_error(int irq, void *data)
{
	struct card *card = data;

	card->errors++;
	return IRQ_HANDLED;
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card;
	int err;

	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	INIT_WORK(&card->work, card_work);
	atomic_set(&card->seen, 0);
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		goto disable;
	card->regs = pci_ioremap_bar(pdev, 0);
	if (!card->regs) {
		err = -ENOMEM;
		goto disable;
	}
	card->ring = dma_alloc_coherent(&pdev->dev, RING_BYTES, &card->ring_dma, GFP_KERNEL);
	if (!card->ring) {
		err = -ENOMEM;
		goto unmap;
	}
	err = pci_alloc_irq_vectors(pdev, VECTORS, VECTORS, PCI_IRQ_MSIX);
	if (err < 0)
		goto free_ring;
	pci_set_drvdata(pdev, card);
	err = request_irq(pci_irq_vector(pdev, 0), card_rx, 0, "card-rx", card);
	if (err)
		goto vectors;
	err = request_irq(pci_irq_vector(pdev, 1), card_error, 0, "card-error", card);
	if (err)
		goto free_rx;
	pci_set_master(pdev);
	writel(1, card->regs + REG_DMA);
	return 0;

free_rx:
	free_irq(pci_irq_vector(pdev, 0), card);
	cancel_work_sync(&card->work);
vectors:
	pci_free_irq_vectors(pdev);
free_ring:
	dma_free_coherent(&pdev->dev, RING_BYTES, card->ring, card->ring_dma);
unmap:
	pci_iounmap(pdev, card->regs);
disable:
	pci_disable_device(pdev);
free:
	kfree(card);
	return err;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	writel(0, card->regs + REG_DMA);
	readl(card->regs + REG_DMA);
	free_irq(pci_irq_vector(pdev, 1), card);
	free_irq(pci_irq_vector(pdev, 0), card);
	cancel_work_sync(&card->work);
	pci_free_irq_vectors(pdev);
	dma_free_coherent(&pdev->dev, RING_BYTES, card->ring, card->ring_dma);
	pci_iounmap(pdev, card->regs);
	pci_disable_device(pdev);
	kfree(card);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};
module_pci_driver(card_driver);
MODULE_LICENSE("GPL");
