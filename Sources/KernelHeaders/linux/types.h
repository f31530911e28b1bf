#pragma once
typedef unsigned int u32;
//
