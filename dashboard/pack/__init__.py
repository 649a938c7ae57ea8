"""The pack: a document for a meeting, in four formats, and the record of issuing it.

`contents` asks the questions that the screen asks and makes a `Document` of frozen values; a writer
for each format turns the same document into a file. The same record gives the same bytes.
"""
