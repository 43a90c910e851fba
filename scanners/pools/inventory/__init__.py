"""Which pools there are, how they travel, and where objects are taken and put back."""
