"""What packs hold: one for the Inspector, and two kinds for partners, with an agreement or without.

A partner without an agreement gets the month-end release (`released`), and one with an agreement
what was issued under it (`agreed`). Each asks the questions of the screen.
"""
