#pragma once
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
struct module { int state; char name[56]; };
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
bool try_module_get(struct module *m);
void __module_get(struct module *m);
void module_put(struct module *m);
__noreturn void __module_put_and_kthread_exit(struct module *m, long code);
#define module_put_and_kthread_exit(code) __module_put_and_kthread_exit(THIS_MODULE, code)
int __request_module(bool wait, const char *fmt, ...);
#define request_module(...) __request_module(true, __VA_ARGS__)
#define request_module_nowait(...) __request_module(false, __VA_ARGS__)
#define MODULE_LICENSE(x) struct __simctl_module_tag
#define MODULE_AUTHOR(x) struct __simctl_module_tag
#define MODULE_DESCRIPTION(x) struct __simctl_module_tag
#define MODULE_VERSION(x) struct __simctl_module_tag
#define MODULE_ALIAS(x) struct __simctl_module_tag
#define MODULE_DEVICE_TABLE(type, name) struct __simctl_module_tag
#define module_driver(d, reg, unreg, ...) \
static int __init d##_init(void) { return reg(&(d), ##__VA_ARGS__); } \
module_init(d##_init); \
static void __exit d##_exit(void) { unreg(&(d), ##__VA_ARGS__); } \
module_exit(d##_exit)
