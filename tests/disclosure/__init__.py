"""What is hidden in a release, and attackers who try to work it out all the same."""
