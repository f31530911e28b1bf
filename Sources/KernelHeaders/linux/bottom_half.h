#pragma once
void __simctl_bh_disable(void);
void __simctl_bh_enable(void);
#define local_bh_disable() __simctl_bh_disable()
#define local_bh_enable() __simctl_bh_enable()
