"""The contents of packs: for the Inspector, and for partners with or without an agreement.

A partner without an agreement gets the month-end release (`released`), and one with an agreement
what was issued under it (`agreed`). Each asks the questions of the screen.
"""
