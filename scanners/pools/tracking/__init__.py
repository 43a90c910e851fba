"""Objects followed along every path of a function: used, given away or put back after the Put."""
