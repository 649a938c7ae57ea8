"""Reading: questions, the scope that narrows them, and `ask`, which decides who may see an
answer."""
