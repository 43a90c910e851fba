"""What the objects of a pool own: resources to close, what runs in them, pointers into what others have."""
