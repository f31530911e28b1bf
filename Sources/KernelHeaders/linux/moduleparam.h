#pragma once
#define module_param(name, type, perm) struct __simctl_module_tag
#define module_param_named(name, v, type, perm) struct __simctl_module_tag
#define MODULE_PARM_DESC(name, text) struct __simctl_module_tag
