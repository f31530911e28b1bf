#pragma once
#define _IOC(d, t, n, s) (((unsigned int)(d) << 30) | ((unsigned int)(t) << 8) | (unsigned int)(n) | ((unsigned int)(s) << 16))
#define _IO(t, n) _IOC(0, t, n, 0)
#define _IOR(t, n, T) _IOC(2, t, n, sizeof(T))
#define _IOW(t, n, T) _IOC(1, t, n, sizeof(T))
#define _IOWR(t, n, T) _IOC(3, t, n, sizeof(T))
