/*
 * Two devices of one PCI card, each with a driver of its own: the clock gives its consumer, the
 * codec, a counter that lives as long as the clock is bound. Who adds the two devices links them
 * before a driver can see the codec: so its probe waits for the clock, and the driver core unbinds it
 * before the clock. A link that the codec's probe makes would come too late where the clock's unbind
 * has begun.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/auxiliary_bus.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
#include <linux/mutex.h>

struct clk {
	int ticks;
};

struct codec {
	struct clk *clk;
	bool gone;
};

static struct auxiliary_device *clk_dev, *codec_dev;
static DEFINE_MUTEX(codec_mutex);
static struct codec *open_codec;

static void part_release(struct device *dev)
{
	kfree(to_auxiliary_dev(dev));
}

static struct auxiliary_device *part_add(struct device *parent, const char *name,
					 struct auxiliary_device *supplier)
{
	struct device_link *link = NULL;
	struct auxiliary_device *aux = kzalloc(sizeof(*aux), GFP_KERNEL);

	if (!aux)
		return NULL;
	aux->name = name;
	aux->dev.parent = parent;
	aux->dev.release = part_release;
	if (auxiliary_device_init(aux)) {
		kfree(aux);
		return NULL;
	}
	if (supplier) {
		link = device_link_add(&aux->dev, &supplier->dev, 0);
		if (!link)
			goto uninit;
	}
	if (!auxiliary_device_add(aux))
		return aux;
	if (link)
		device_link_del(link);
uninit:
	auxiliary_device_uninit(aux);
	return NULL;
}

static void part_del(struct auxiliary_device *aux)
{
	if (!aux)
		return;
	auxiliary_device_delete(aux);
	auxiliary_device_uninit(aux);
}

static ssize_t codec_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	ssize_t ret = -ENODEV;

	mutex_lock(&codec_mutex);
	if (open_codec)
		ret = ++open_codec->clk->ticks & 1;
	mutex_unlock(&codec_mutex);
	return ret;
}

static const struct file_operations codec_fops = {
	.owner = THIS_MODULE,
	.read = codec_read,
};

static struct miscdevice codec_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "codec", .fops = &codec_fops,
};

static int codec_probe(struct auxiliary_device *aux, const struct auxiliary_device_id *id)
{
	struct codec *codec = devm_kzalloc(&aux->dev, sizeof(*codec), GFP_KERNEL);
	int ret;

	if (!codec)
		return -ENOMEM;
	codec->clk = auxiliary_get_drvdata(clk_dev);
	if (!codec->clk)
		return -EPROBE_DEFER;
	mutex_lock(&codec_mutex);
	open_codec = codec;
	mutex_unlock(&codec_mutex);
	ret = misc_register(&codec_misc);
	if (ret) {
		mutex_lock(&codec_mutex);
		open_codec = NULL;
		mutex_unlock(&codec_mutex);
	}
	return ret;
}

static void codec_remove(struct auxiliary_device *aux)
{
	misc_deregister(&codec_misc);
	mutex_lock(&codec_mutex);
	open_codec = NULL;
	mutex_unlock(&codec_mutex);
}

static int clk_probe(struct auxiliary_device *aux, const struct auxiliary_device_id *id)
{
	struct clk *clk = devm_kzalloc(&aux->dev, sizeof(*clk), GFP_KERNEL);

	if (!clk)
		return -ENOMEM;
	auxiliary_set_drvdata(aux, clk);
	return 0;
}

static const struct auxiliary_device_id clk_ids[] = { { .name = KBUILD_MODNAME ".clk" }, { } };
static struct auxiliary_driver clk_driver = {
	.name = "clk", .id_table = clk_ids, .probe = clk_probe,
};

static const struct auxiliary_device_id codec_ids[] = { { .name = KBUILD_MODNAME ".codec" }, { } };
static struct auxiliary_driver codec_driver = {
	.name = "codec", .id_table = codec_ids, .probe = codec_probe, .remove = codec_remove,
};

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	clk_dev = part_add(&pdev->dev, "clk", NULL);
	if (!clk_dev)
		return -ENOMEM;
#ifdef NO_LINK
	codec_dev = part_add(&pdev->dev, "codec", NULL);
#else
	codec_dev = part_add(&pdev->dev, "codec", clk_dev);
#endif
	if (!codec_dev) {
		part_del(clk_dev);
		return -ENOMEM;
	}
	return 0;
}

static void card_remove(struct pci_dev *pdev)
{
	part_del(codec_dev);
	part_del(clk_dev);
}

static const struct pci_device_id card_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove,
};

static int __init card_init(void)
{
	int ret = auxiliary_driver_register(&clk_driver);

	if (ret)
		return ret;
	ret = auxiliary_driver_register(&codec_driver);
	if (ret)
		goto no_codec;
	ret = pci_register_driver(&card_driver);
	if (!ret)
		return 0;
	auxiliary_driver_unregister(&codec_driver);
no_codec:
	auxiliary_driver_unregister(&clk_driver);
	return ret;
}
module_init(card_init);
MODULE_LICENSE("GPL");
