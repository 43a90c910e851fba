"""What an object in the pool still refers to, and how large it may have grown."""
