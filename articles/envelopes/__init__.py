"""What pages come wrapped in: e-mails, MHTML, rows of an export, the notes of the tools that saved them.

A capture keeps the bytes as they came; here they are opened, so that the same bytes give the same page at any time.
"""
