"""Import: a workbook as it is, what it would change, and the import itself."""

from dashboard.components import frame
from dashboard.screens.uploading import forms
from queries.access import Grant

forms.show(frame.page("Import", Grant.IMPORT, is_filtered=False))
