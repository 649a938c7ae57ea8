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
   a second area has to go. Where several would do at the same loss, a secret of the installation
   decides. Here it takes Park; another installation's takes Quay.
3. Audit. A reader now knows only that Mill and Park have 12 children together. The audit looks for
   a table with each other small count in Mill: 1 and 11, 2 and 10, 4 and 8. It finds all three, and
   each of them could have been given the same release. If it did not find one of them, more would
   be hidden; if that does not help, or no more is left to hide, the release is withheld.

A table of whole numbers that agrees with everything published is called a feasible table.

The steps, and where each stands
--------------------------------
- `pattern`, `totals`: which totals are hidden.
- `breakdown`: which counts of a breakdown by status, age band or gender are hidden.
- `choice`: the draws from the secret. In a district with a hidden area, one in eight of the other
  areas is hidden without need, so that nobody can tell from the choice which of them had to be. So
  is one in eight of the counts of a breakdown that could be shown again.
- `feasible_tables`, `feasible_breakdowns`: finds feasible tables exactly, over whole numbers, with
  the HiGHS solver.
- `audit`: searches the feasible tables for one in which each hidden small count has another value.
- `stock`: applies rule and audit to one month. The number of patterns that it audits is bounded,
  and so is the solver's work on each question: whatever is not found in time counts as impossible.
  Then it shows again the counts that need not be hidden: the tables found protect all others
  without them.
- `across_months`: additions and removals, audited over all months together.
- `layout`, `month`: the shape of a release, and one month while it is prepared.
- `publishing`: `publish` makes the releases.

What is guaranteed
------------------
1. For a reader who has all releases, can do the sums and knows this method. Take any count of 1 to
   4 of children on the tracker that a release hides, and any of the numbers 1, 2, 3 and 4. Then
   there is a table of that month in which the count is that number, and which

   - agrees with every number shown and with all sums of areas, districts, force and categories;
   - has at least one child in each category that is hidden for the whole force, because a category
     without anybody in the force is shown as 0, unless all children share one category;
   - is protected by the same release: each count that is small in it and hidden can itself be each
     of 1, 2, 3 and 4 in the tables found. So a reader who repeats the audit for that table finds
     the release safe, too; and as the secret may hide any area without need, it may have chosen the
     release.

   Where all children of an area or district share one category, it is possible that they do not.
2. For a reader who also knows how many children moved between areas in each month. Take any hidden
   total of 1 to 4, of any month, and any of the numbers 1 to 4. Then there is a history of all
   months in which the total is that number, with the same moves and the same additions and removals
   wherever these are shown. The force's are shown only in a month in which the audit finds such a
   history; otherwise they alone are withheld. Those of areas and districts are shown only if all
   totals of 13 months are shown and none of the additions and removals is 1 to 4, so that nothing
   is hidden that they could help to work out; and where the force has none.
3. For a reader who sets the genders, or the age bands, of the force against its additions and
   removals. Take any count of 1 to 4 of them that is hidden for the force, of any month, and any of
   the numbers 1 to 4. Then there is a history of all months in which the count is that number,
   each child keeps a gender, and children changed their age band only where they must have.
   Additions and removals are shown only in a month in which the audit finds such a history. Each
   of the two breakdowns is audited by itself, and areas are not considered.
4. Additions and removals of the force that are withheld because they are 1 to 4 could be other
   numbers. Which ones is not guaranteed: a force that is seen to grow by three had as many added.

What is not guaranteed
----------------------
- The numbers are not said to be equally likely. A pattern that needs fewer draws is likelier.
- Nothing protects against a reader who already knows some of the children, or is told an exact
  figure that the releases hide. Leaders, who see such figures, are asked not to quote them.
- Nothing protects against a reader who learns the secret. It is kept in the database only.
- A reader who knows moves is considered for totals. Breakdowns by area and district are audited
  month by month: a gender of an area that falls from 5 to [c] as one child is known to leave it,
  was 4.
- Nothing is guaranteed of a hidden count of 0, or of 5 or more, and of additions and removals by
  area: a reader who knows that nobody moved can tell from totals shown that an area gained a child.
- Moves alone can tell: if two children are known to have left an area, it had two.
- A late correction makes a release disagree with earlier ones, as if children had moved.
- Releases made before the secret was kept with them stay as issued, by the method of then.

The threshold and the symbols
-----------------------------
The threshold is 5, the lowest that an installation can set (Department for Education, children's
social care statistics). A release is judged by the threshold that it was made under; a higher one
applies to later releases only. Symbols follow the Government Analysis Function: [c] confidential,
[x] not available.
"""
