"""The SimPy engine: reads like the business process, and proves the compiled one."""
