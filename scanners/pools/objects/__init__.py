"""What is done to an object between a Get and a Put: under which names a function has it, and to which parts."""
