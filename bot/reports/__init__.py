"""What is made for reading and printing: chart, workbook, roster sheet, invitations.

Only ``bot.reports.child`` may be imported by the long-running process; the rest runs in the short-lived child, because
it needs matplotlib, openpyxl and fpdf2.
"""
