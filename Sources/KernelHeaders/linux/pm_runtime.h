#pragma once
#include <linux/device.h>
#include <linux/pm.h>
#define RPM_ASYNC 1
#define RPM_NOWAIT 2
#define RPM_GET_PUT 4
#define RPM_AUTO 8
#define RPM_ACTIVE 0
#define RPM_SUSPENDED 2
int __pm_runtime_idle(struct device *d, int flags);
int __pm_runtime_suspend(struct device *d, int flags);
int __pm_runtime_resume(struct device *d, int flags);
int __pm_runtime_set_status(struct device *d, unsigned int status);
void __pm_runtime_disable(struct device *d, bool check_resume);
void __pm_runtime_use_autosuspend(struct device *d, bool use);
void pm_runtime_set_autosuspend_delay(struct device *d, int delay);
int pm_runtime_barrier(struct device *d);
void pm_runtime_enable(struct device *d);
int __must_check devm_pm_runtime_enable(struct device *d);
void pm_runtime_forbid(struct device *d);
void pm_runtime_allow(struct device *d);
void pm_runtime_irq_safe(struct device *d);
void pm_runtime_no_callbacks(struct device *d);
int pm_runtime_get_if_active(struct device *d);
int pm_runtime_get_if_in_use(struct device *d);
void __simctl_pm_get_noresume(struct device *d);
void __simctl_pm_put_noidle(struct device *d);
void __simctl_pm_mark_last_busy(struct device *d);
int __simctl_pm_status(struct device *d);
bool __simctl_pm_enabled(struct device *d);
static inline int pm_runtime_idle(struct device *d) { return __pm_runtime_idle(d, 0); }
static inline int pm_runtime_suspend(struct device *d) { return __pm_runtime_suspend(d, 0); }
static inline int pm_runtime_autosuspend(struct device *d) { return __pm_runtime_suspend(d, RPM_AUTO); }
static inline int pm_runtime_resume(struct device *d) { return __pm_runtime_resume(d, 0); }
static inline int pm_request_idle(struct device *d) { return __pm_runtime_idle(d, RPM_ASYNC); }
static inline int pm_request_resume(struct device *d) { return __pm_runtime_resume(d, RPM_ASYNC); }
static inline int pm_request_autosuspend(struct device *d) { return __pm_runtime_suspend(d, RPM_ASYNC | RPM_AUTO); }
static inline int pm_runtime_get(struct device *d) { return __pm_runtime_resume(d, RPM_GET_PUT | RPM_ASYNC); }
static inline int pm_runtime_get_sync(struct device *d) { return __pm_runtime_resume(d, RPM_GET_PUT); }
static inline void pm_runtime_get_noresume(struct device *d) { __simctl_pm_get_noresume(d); }
static inline void pm_runtime_put_noidle(struct device *d) { __simctl_pm_put_noidle(d); }
static inline int pm_runtime_resume_and_get(struct device *d)
{
	int ret = __pm_runtime_resume(d, RPM_GET_PUT);

	if (ret < 0) {
		pm_runtime_put_noidle(d);
		return ret;
	}
	return 0;
}
static inline int pm_runtime_put(struct device *d) { return __pm_runtime_idle(d, RPM_GET_PUT | RPM_ASYNC); }
static inline int pm_runtime_put_sync(struct device *d) { return __pm_runtime_idle(d, RPM_GET_PUT); }
static inline int pm_runtime_put_sync_suspend(struct device *d) { return __pm_runtime_suspend(d, RPM_GET_PUT); }
static inline int __pm_runtime_put_autosuspend(struct device *d)
{ return __pm_runtime_suspend(d, RPM_GET_PUT | RPM_ASYNC | RPM_AUTO); }
static inline void pm_runtime_mark_last_busy(struct device *d) { __simctl_pm_mark_last_busy(d); }
static inline int pm_runtime_put_autosuspend(struct device *d)
{
#if !defined(SIMCTL_KERNEL) || SIMCTL_KERNEL >= 701
	pm_runtime_mark_last_busy(d);
#endif
	return __pm_runtime_put_autosuspend(d);
}
static inline int pm_runtime_put_sync_autosuspend(struct device *d)
{ return __pm_runtime_suspend(d, RPM_GET_PUT | RPM_AUTO); }
static inline void pm_runtime_disable(struct device *d) { __pm_runtime_disable(d, true); }
static inline int pm_runtime_set_active(struct device *d) { return __pm_runtime_set_status(d, RPM_ACTIVE); }
static inline int pm_runtime_set_suspended(struct device *d) { return __pm_runtime_set_status(d, RPM_SUSPENDED); }
static inline void pm_runtime_use_autosuspend(struct device *d) { __pm_runtime_use_autosuspend(d, true); }
static inline void pm_runtime_dont_use_autosuspend(struct device *d) { __pm_runtime_use_autosuspend(d, false); }
static inline bool pm_runtime_enabled(struct device *d) { return __simctl_pm_enabled(d); }
static inline bool pm_runtime_suspended(struct device *d) { return __simctl_pm_status(d) == RPM_SUSPENDED; }
static inline bool pm_runtime_active(struct device *d)
{ return __simctl_pm_status(d) == RPM_ACTIVE || !__simctl_pm_enabled(d); }
static inline bool pm_runtime_status_suspended(struct device *d) {
	int status = __simctl_pm_status(d);

	/* 4: suspended, and runtime PM is disabled. */
	return status == RPM_SUSPENDED || status == 4;
}
static inline int pm_runtime_force_suspend(struct device *d)
{
	__pm_runtime_disable(d, false);
	if (pm_runtime_status_suspended(d))
		return 0;
	if (d->driver->pm->runtime_suspend) {
		int ret = d->driver->pm->runtime_suspend(d);

		if (ret) {
			pm_runtime_enable(d);
			return ret;
		}
	}
	return pm_runtime_set_suspended(d);
}
static inline int pm_runtime_force_resume(struct device *d)
{
	int ret = d->driver->pm->runtime_resume ? d->driver->pm->runtime_resume(d) : 0;

	if (!ret)
		pm_runtime_set_active(d);
	pm_runtime_enable(d);
	return ret;
}
