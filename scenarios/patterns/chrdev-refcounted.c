// A character device in memory that is counted: the cdev's parent is the device, so the structure
// lives until the last file is closed. remove() marks it gone under a lock that every operation takes.
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/cdev.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/wait.h>
#include <linux/interrupt.h>
#include <linux/io.h>

struct foo {
	struct device dev;
	struct cdev cdev;
	struct mutex lock;
	wait_queue_head_t wq;
	struct fasync_struct *async;
	void __iomem *regs;
	bool gone;
	atomic_t events;
};

static dev_t devt;

static int foo_open(struct inode *inode, struct file *file)
{
	struct foo *foo = container_of(inode->i_cdev, struct foo, cdev);
	int ret = 0;

	mutex_lock(&foo->lock);
	if (foo->gone)
		ret = -ENODEV;
	else
		file->private_data = foo;
	mutex_unlock(&foo->lock);
	return ret;
}

static long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct foo *foo = file->private_data;
	long ret = -ENODEV;

	mutex_lock(&foo->lock);
	if (!foo->gone)
		ret = readl(foo->regs);
	mutex_unlock(&foo->lock);
	return ret;
}

static __poll_t foo_poll(struct file *file, poll_table *table)
{
	struct foo *foo = file->private_data;

	poll_wait(file, &foo->wq, table);
	return atomic_read(&foo->events) ? EPOLLIN : 0;
}

static int foo_fasync(int fd, struct file *file, int on)
{
	struct foo *foo = file->private_data;

	return fasync_helper(fd, file, on, &foo->async);
}

static int foo_release(struct inode *inode, struct file *file)
{
	return foo_fasync(-1, file, 0);
}

static const struct file_operations foo_fops = {
	.owner = THIS_MODULE,
	.open = foo_open,
	.release = foo_release,
	.unlocked_ioctl = foo_ioctl,
	.poll = foo_poll,
	.fasync = foo_fasync,
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *foo = data;

	atomic_inc(&foo->events);
	wake_up(&foo->wq);
	kill_fasync(&foo->async, SIGIO, POLL_IN);
	return IRQ_HANDLED;
}

static void foo_free(struct device *dev)
{
	kfree(container_of(dev, struct foo, dev));
}

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *foo;
	int err;

	err = pci_enable_device(pdev);
	if (err)
		return err;
	err = -ENOMEM;
	foo = kzalloc(sizeof(*foo), GFP_KERNEL);
	if (!foo)
		goto disable;
	device_initialize(&foo->dev);
	foo->dev.release = foo_free;
	foo->dev.devt = devt;
	mutex_init(&foo->lock);
	init_waitqueue_head(&foo->wq);
	foo->regs = pci_iomap(pdev, 0, 0);
	if (!foo->regs)
		goto put;
	err = request_irq(pdev->irq, foo_irq, IRQF_SHARED, "foo", foo);
	if (err)
		goto unmap;
	pci_set_drvdata(pdev, foo);
	cdev_init(&foo->cdev, &foo_fops);
	foo->cdev.owner = THIS_MODULE;
	err = cdev_device_add(&foo->cdev, &foo->dev);
	if (err)
		goto free;
	return 0;
free:
	free_irq(pdev->irq, foo);
unmap:
	pci_iounmap(pdev, foo->regs);
put:
	put_device(&foo->dev);
disable:
	pci_disable_device(pdev);
	return err;
}

static void foo_remove(struct pci_dev *pdev)
{
	struct foo *foo = pci_get_drvdata(pdev);

	cdev_device_del(&foo->cdev, &foo->dev);
	mutex_lock(&foo->lock);
	foo->gone = true;
	mutex_unlock(&foo->lock);
	free_irq(pdev->irq, foo);
	pci_iounmap(pdev, foo->regs);
	pci_disable_device(pdev);
	put_device(&foo->dev);
}

static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1234, 0x5678) }, { } };

static struct pci_driver foo_driver = {
	.name = "foo",
	.id_table = foo_ids,
	.probe = foo_probe,
	.remove = foo_remove,
};

static int __init foo_init(void)
{
	int err = alloc_chrdev_region(&devt, 0, 1, "foo");

	if (err)
		return err;
	err = pci_register_driver(&foo_driver);
	if (err)
		unregister_chrdev_region(devt, 1);
	return err;
}

static void __exit foo_exit(void)
{
	pci_unregister_driver(&foo_driver);
	unregister_chrdev_region(devt, 1);
}

module_init(foo_init);
module_exit(foo_exit);
MODULE_LICENSE("GPL");
