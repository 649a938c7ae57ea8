"""Disclosure control: which counts of a month-end release may be shown.

This is the only place where counts are suppressed. A release gives, at a month end, for each area,
the children without an area, each district and the force: the children on the tracker (in all, by
status, age band and gender), and the children added and removed in the 12 months before.

A worked example
----------------
A district has three areas. This table gives the children on the tracker, and what is published:

    Mill         3    [c]
    Park         9    [c]
    Quay        14    14
    Town        26    26

1. Primary suppression. Mill has 3 children. A count of 1 to 4 could point to a child, so it is
   replaced by [c], confidential.
2. Complementary suppression. If Mill alone were hidden, anybody could subtract: 26 - 9 - 14 = 3. So
   a second area has to go. The rule takes the least loss, which is Park, with the fewest children.
3. Audit. A reader now knows only that Mill and Park have 12 children together. The audit looks for
   a table with each other small count in Mill: 1 and 11, 2 and 10, 4 and 8. It finds all three.
   For each of them the rule would have hidden the same two counts. So neither the numbers shown nor
   the rule tells whether Mill has 1, 2, 3 or 4, and the release may be shown. Had one of them not
   been found, more would have been hidden; with nothing left to hide, the release is withheld.

A table of whole numbers that agrees with everything published is called a feasible table. It is
permitted if, in addition, the rule applied to it hides no count that was shown.

The steps, and where each stands
--------------------------------
- `pattern`: the public rule for totals, additions and removals, as in the packages GaussSuppression
  and sdcTable. It hides one count at a time, the least loss first.
- `breakdown`: the rule for a breakdown by status, age band or gender. Of all possible patterns it
  takes the one that hides fewest counts.
- `feasible_tables`: finds feasible tables exactly, over whole numbers, with the HiGHS solver.
- `audit`: searches the feasible tables for one in which each hidden count has another value.
- `stock`: applies rule and audit to the children on the tracker. Where the audit finds a count
  exposed, it tries several further patterns, starting with the one that hides least.
- `flows`, `feasible_flows`: the same for additions and removals, over all months together.
- `layout`, `month`: the shape of a release, and one month while it is prepared.
- `publishing`: `publish` makes the releases.

What is guaranteed
------------------
Take any count of 1 to 4 that is hidden in a release that was shown, or in one before it, and any of
the numbers 1, 2, 3 and 4. Then there are tables for all these releases in which that count is that
number, and which

- agree with every number shown and with all sums: of areas, districts and force; of categories and
  totals; of children on the tracker with additions and removals; and of overlapping 12 months;
- are permitted: whatever the rule would hide of them is hidden;
- have at least one child in each category that is hidden for the whole force, because the rule says
  in public that a category without anybody in the force is shown as 0.

Every other hidden count could be a different number. Where all children of an area or district
share one category, it is possible that they do not. A true 0 is shown wherever it can be.

What is not guaranteed
----------------------
- The four numbers are not said to be equally likely.
- Nothing protects against a reader who already knows some of the children.
- Nothing protects against a reader who assumes that no more was hidden than the audit made
  necessary, and repeats the whole choice for every feasible table.
- Nothing protects against a reader who is told an exact figure that the releases hide.
- Readers are assumed not to know how children move between areas, nor that a child counted in one
  month is the one counted in the next. A gender or age band of the whole force that falls from 5 to
  [c], in a month in which one child is known to have left, was 4.
- A late correction can make a release disagree with earlier ones. The difference is treated as
  known to every reader.

The threshold and the symbols
-----------------------------
The threshold is 5, the lowest that an installation can set (Department for Education, children's
social care statistics). A release is judged by the threshold that it was made under; a higher one
applies to later releases only. Symbols follow the Government Analysis Function: [c] confidential,
[x] not available.
"""
