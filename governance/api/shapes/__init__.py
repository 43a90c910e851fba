"""What goes in and comes out: one shape for each thing, with an example of every field."""
