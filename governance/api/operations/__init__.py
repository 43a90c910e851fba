"""The operations, a module for each kind of thing: thin functions over the questions and actions of the other apps."""
