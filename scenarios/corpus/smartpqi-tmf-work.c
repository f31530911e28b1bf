// SPDX-License-Identifier: MIT
/*
 * Models drivers/scsi/smartpqi/smartpqi_init.c around commit b518e86d1a70 ("scsi: smartpqi: Fix
 * device resources accessed after device removal", v6.19, CVE-2025-68371). Error handling queues
 * a work that lies in a SCSI device of the controller; the device is destroyed while the
 * controller stays.
 *
 * BEFORE_FIX takes the device off the list and frees it. CANCEL_LOCKED cancels the work under the
 * mutex that the work takes. CANCEL_BEFORE_UNLINK cancels while the abort handler still finds the
 * device. The fix takes it off the list, cancels, and frees it under the mutex.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct pqi_ctrl_info {
	struct mutex lun_reset_mutex;
	spinlock_t scsi_device_list_lock;
	struct list_head scsi_device_list;
};

struct pqi_scsi_dev {
	struct list_head entry;
	struct pqi_ctrl_info *ctrl;
	struct work_struct tmf_work;
	int resets;
};

static struct pqi_ctrl_info *pqi_ctrl;

static void pqi_tmf_worker(struct work_struct *work)
{
	struct pqi_scsi_dev *device = container_of(work, struct pqi_scsi_dev, tmf_work);
	struct pqi_ctrl_info *ctrl = device->ctrl;

	mutex_lock(&ctrl->lun_reset_mutex);
	device->resets++;
	mutex_unlock(&ctrl->lun_reset_mutex);
}

/* The error handler of SCSI aborts a command of the device. */
void pqi_eh_abort_handler(void)
{
	struct pqi_scsi_dev *device;
	unsigned long flags;

	spin_lock_irqsave(&pqi_ctrl->scsi_device_list_lock, flags);
	list_for_each_entry(device, &pqi_ctrl->scsi_device_list, entry)
		schedule_work(&device->tmf_work);
	spin_unlock_irqrestore(&pqi_ctrl->scsi_device_list_lock, flags);
}

static void pqi_unlink(struct pqi_scsi_dev *device)
{
	unsigned long flags;

	spin_lock_irqsave(&device->ctrl->scsi_device_list_lock, flags);
	list_del(&device->entry);
	spin_unlock_irqrestore(&device->ctrl->scsi_device_list_lock, flags);
}

/* The SCSI core destroys the device. */
void pqi_sdev_destroy(void)
{
	struct pqi_ctrl_info *ctrl = pqi_ctrl;
	struct pqi_scsi_dev *device =
		list_first_entry(&ctrl->scsi_device_list, struct pqi_scsi_dev, entry);

#if defined(BEFORE_FIX)
	pqi_unlink(device);
	kfree(device);
#elif defined(CANCEL_LOCKED)
	pqi_unlink(device);
	mutex_lock(&ctrl->lun_reset_mutex);
	cancel_work_sync(&device->tmf_work);
	kfree(device);
	mutex_unlock(&ctrl->lun_reset_mutex);
#elif defined(CANCEL_BEFORE_UNLINK)
	cancel_work_sync(&device->tmf_work);
	pqi_unlink(device);
	kfree(device);
#else
	pqi_unlink(device);
	cancel_work_sync(&device->tmf_work);
	mutex_lock(&ctrl->lun_reset_mutex);
	kfree(device);
	mutex_unlock(&ctrl->lun_reset_mutex);
#endif
}

static int pqi_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pqi_ctrl_info *ctrl = devm_kzalloc(&pdev->dev, sizeof(*ctrl), GFP_KERNEL);
	struct pqi_scsi_dev *device;

	if (!ctrl)
		return -ENOMEM;
	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return -ENOMEM;
	mutex_init(&ctrl->lun_reset_mutex);
	spin_lock_init(&ctrl->scsi_device_list_lock);
	INIT_LIST_HEAD(&ctrl->scsi_device_list);
	INIT_WORK(&device->tmf_work, pqi_tmf_worker);
	device->ctrl = ctrl;
	list_add(&device->entry, &ctrl->scsi_device_list);
	pqi_ctrl = ctrl;
	return 0;
}

static const struct pci_device_id pqi_ids[] = { { PCI_DEVICE(0x9005, 0x028f) }, { } };

static struct pci_driver pqi_driver = {
	.name = "smartpqi",
	.id_table = pqi_ids,
	.probe = pqi_probe,
};
module_pci_driver(pqi_driver);
MODULE_DESCRIPTION("A work in a device that is destroyed while its controller stays");
MODULE_LICENSE("GPL");
