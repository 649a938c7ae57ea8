"""What is done for children on the tracker, one file for each subject."""
