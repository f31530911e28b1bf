// SPDX-License-Identifier: MIT
/* The system interface of the same model: it holds the last reference to the BMC. */
#include <linux/errno.h>
#include <linux/module.h>

struct bmc_device;
struct bmc_device *ipmi_register_smi(int id);
void ipmi_unregister_smi(struct bmc_device *bmc);

static struct bmc_device *bmc;

static int __init init_ipmi_si(void)
{
	bmc = ipmi_register_smi(1);
	return bmc ? 0 : -ENOMEM;
}

static void __exit cleanup_ipmi_si(void)
{
	ipmi_unregister_smi(bmc);
}

module_init(init_ipmi_si);
module_exit(cleanup_ipmi_si);
MODULE_LICENSE("GPL");
