// A character device of register_chrdev() without hardware: open files pin the module, so its exit
// finds none, and static data lives as long as the operations.
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/poll.h>

static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(wq);
static int major, value, ready;

static ssize_t foo_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	int now;

	if (wait_event_interruptible(wq, READ_ONCE(ready)))
		return -ERESTARTSYS;
	mutex_lock(&lock);
	now = value;
	mutex_unlock(&lock);
	return put_user(now, (int __user *)buf) ? -EFAULT : sizeof(now);
}

static ssize_t foo_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	int new;

	if (get_user(new, (const int __user *)buf))
		return -EFAULT;
	mutex_lock(&lock);
	value = new;
	WRITE_ONCE(ready, 1);
	mutex_unlock(&lock);
	wake_up(&wq);
	return n;
}

static __poll_t foo_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &wq, table);
	return READ_ONCE(ready) ? EPOLLIN : 0;
}

static const struct file_operations foo_fops = {
	.owner = THIS_MODULE,
	.read = foo_read,
	.write = foo_write,
	.poll = foo_poll,
};

static int __init foo_init(void)
{
	major = register_chrdev(0, "foo", &foo_fops);
	return major < 0 ? major : 0;
}

static void __exit foo_exit(void)
{
	unregister_chrdev(major, "foo");
}

module_init(foo_init);
module_exit(foo_exit);
MODULE_LICENSE("GPL");
