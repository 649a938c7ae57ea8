"""Reading: questions, the scope that narrows them, and the one door they leave by."""
