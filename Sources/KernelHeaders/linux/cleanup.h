#pragma once
#define __cleanup(f) __attribute__((__cleanup__(f)))
