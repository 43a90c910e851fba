"""Whether every use starts from a clean object, and every Put leaves one."""
