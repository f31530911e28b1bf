#pragma once
#define EXPORT_SYMBOL(sym) \
	static __used void *__ksymtab_##sym __attribute__((__section__("___ksymtab"))) = (void *)&sym
#define EXPORT_SYMBOL_GPL(sym) EXPORT_SYMBOL(sym)
