import Testing

@Suite("Copies to and from user space")
struct UserCopyTests {
  private static let driver = CompiledC(
    """
    static DEFINE_SPINLOCK(lock);
    static char text[8];
    static ssize_t foo_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
    {
    	return copy_to_user(buf, text, sizeof(text)) ? -EFAULT : sizeof(text);
    }
    static ssize_t foo_write(struct file *f, const char __user *buf, size_t n, loff_t *pos)
    {
    	memset(text, 1, sizeof(text));
    	if (copy_from_user(text, buf, sizeof(text)))
    		return -EFAULT;
    	WARN_ON(text[0] || text[7]);
    	return sizeof(text);
    }
    static long foo_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
    {
    	long ret;

    	spin_lock(&lock);
    	ret = cmd == 1 ? copy_to_user((void __user *)arg, text, 8)
    		: copy_from_user(text, (void __user *)arg, 8);
    	spin_unlock(&lock);
    	return ret;
    }
    static const struct file_operations foo_ops = {
    	.owner = THIS_MODULE, .read = foo_read, .write = foo_write, .unlocked_ioctl = foo_ioctl,
    };
    static struct miscdevice foo = { .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &foo_ops };
    static int __init foo_init(void) { return misc_register(&foo); }
    static void __exit foo_exit(void) { misc_deregister(&foo); }
    module_init(foo_init);
    module_exit(foo_exit);
    """)

  @Test(
    "copies",
    arguments: [
      KernelCase("14.B9 copies in a read and a write", "threads: {a: [open foo, read 8, write 8]}"),
      KernelCase(
        "14.B9 copy_to_user under a spinlock", "threads: {a: [open foo, ioctl 1 4096]}",
        finds: "sleep-in-atomic: foo_ioctl"),
      KernelCase(
        "14.B9 copy_from_user under a spinlock", "threads: {a: [open foo, ioctl 2 4096]}",
        finds: "sleep-in-atomic: foo_ioctl"),
      KernelCase(
        "14.D18 copies that fault", "faults: [copy_to_user, copy_from_user]\n"
          + "threads: {a: [open foo, read 8, write 8]}"),
    ])
  func copies(_ c: KernelCase) throws { try c.check(Self.driver, seeds: 100) }
}
