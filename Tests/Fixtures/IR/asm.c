// Inline assembly with labels, as in the kernel of arm64. Compiled by regenerate.sh.
int branch(int *p)
{
	int value;

	__asm__ goto("1: b %l[far]" : : "r"(p) : "memory" : far, near);
	__asm__ __volatile__("ldr %w0, [%1]" : "=r"(value) : "r"(p) : "memory");
	return value;
near:
	return 1;
far:
	return 2;
}
