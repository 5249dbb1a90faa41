#pragma once
#include <Clp_C_Interface.h>
