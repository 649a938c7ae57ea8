"""What is done for the children of the demo, one file a sheet.

Each draws from its own stream of chance, so that one more leaves the others as they are.
"""
